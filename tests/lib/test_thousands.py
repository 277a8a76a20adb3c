"""Long numbers are written with narrow spaces, in either language; everything else stays as it is."""

import pytest
from django.template import Context, Template
from django.utils import translation

SPACE = "\u202f"


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1000, f"1{SPACE}000"),
        (1234567, f"1{SPACE}234{SPACE}567"),
        ("1200 / 1212", f"1{SPACE}200 / 1{SPACE}212"),
        ("withheld", "withheld"),
        ("<b>", "&lt;b&gt;"),
        (None, "None"),
    ],
)
def test_a_number_as_it_is_written(language, number, written):
    with translation.override(language):
        assert Template("{{ number|thousands }}").render(Context({"number": number})) == written
