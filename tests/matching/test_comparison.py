import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import PartialDate
from casework.matching.comparison import Shares, compare, is_exact
from casework.matching.description import Description
from casework.matching.reasons import reason_text

SHARES = Shares(0.001, 0.03, 0.03)
PARTS = st.one_of(
    st.text(max_size=15),
    st.sampled_from(
        [
            "Гончарук",
            "Honcharuk",
            "Остап",
            "Ілліч",
            "О.",
            "Гончар-Коваль",
            "Алі огли",
            "в/ч А1234",
            "Суми, Сумська обл.",
        ]
    ),
)
DESCRIPTIONS = st.builds(
    Description,
    surname=PARTS,
    given=PARTS,
    patronymic=PARTS,
    sex=st.sampled_from(["", "m", "f"]),
    category=st.sampled_from(["", "pow", "civilian"]),
    rank=PARTS,
    unit=PARTS,
    place_of_birth=PARTS,
    place_of_capture=PARTS,
)


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_no_two_descriptions_fail_and_their_reasons_can_be_stored_and_said(listed, registered):
    reasons = compare(listed, registered, SHARES).reasons(listed, registered)
    assert json.loads(json.dumps([reason.as_dict() for reason in reasons])) == [r.as_dict() for r in reasons]
    assert all(reason_text(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("given", "said", "doubted"),
    [
        ("О.", {}, True),
        ("О.", {"rank": "солдат", "category": "pow"}, True),
        ("О.", {"unit": "А1234"}, False),
        ("О.", {"place_of_birth": "Ромни"}, False),
        ("О.", {"born": PartialDate.parse("1976")}, False),
        ("Остап", {}, False),
        ("Остап", {"unit": "А1234", "rank": "полковник"}, True),
    ],
)
def test_initials_with_nothing_besides_and_whatever_differs_leave_a_doubt(given, said, doubted):
    known = {"unit": "А1234", "rank": "солдат", "category": "pow", "place_of_birth": "Ромни"}
    registered = Description("Цюпирак", "Остап", "Ілліч", PartialDate.parse("04.10.1976"), **known)
    listed = Description("Цюпирак", given, "І.", **said)
    assert compare(listed, registered, SHARES).is_doubted == doubted


@given(DESCRIPTIONS)
def test_without_a_date_of_birth_nothing_is_exact(described):
    assert not is_exact(described, described)
