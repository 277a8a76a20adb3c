"""Long numbers are written with narrow spaces, in either language."""

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (1000, "1\u202f000"), (1234567, "1\u202f234\u202f567"), ("–", "–")],
)
def test_a_long_number_has_narrow_spaces(language, number, written):
    with translation.override(language):
        assert Template("{{ number|intcomma }}").render(Context({"number": number})) == written
