import json

from hypothesis import given
from hypothesis import strategies as st

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


@given(DESCRIPTIONS)
def test_without_a_date_of_birth_nothing_is_exact(described):
    assert not is_exact(described, described)
