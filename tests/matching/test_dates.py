import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import PartialDate
from casework.matching.dates import compare_births

parse = PartialDate.parse


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("14.10.1976", "1976-10-14", "equal"),
        ("18.1.1970 or 29.3.1965", "29.03.1965", "equal"),
        ("04.10.1976", "10.04.1976", "swapped"),
        ("14.10.1976", "14.10.1986", "one_digit"),
        ("14.10.1976", "14.10.1967", "one_digit"),
        ("30.09.1979", "30.09.1980", "one_digit"),
        ("09.10.1976", "10.10.1976", "one_digit"),
        ("14.10.1976", "14.10.1991", "day_and_month"),
        ("01.01.1976", "14.10.1976", "year_of_placeholder"),
        ("14.10.1976", "27.03.1976", "same_year"),
        ("14.10.1976", "27.03.1991", "different"),
        ("жовтень 1976", "14.10.1976", "within_month"),
        ("1976 р.н.", "14.10.1976", "within_year"),
        ("about 1975", "14.10.1976", "within_years"),
        ("1976", "14.10.1977", "near_year"),
        ("1976", "14.10.1991", "different"),
    ],
)
def test_dates_of_birth(a, b, kind):
    assert compare_births(parse(a), parse(b)) == kind
    assert compare_births(parse(b), parse(a)) == kind


def test_a_missing_date_says_nothing():
    assert compare_births(None, parse("1976")) == compare_births(parse("1976"), None) == "missing"


@given(st.dates(), st.dates())
def test_no_two_days_fail(a, b):
    assert compare_births(PartialDate.of(a), PartialDate.of(b)) == compare_births(
        PartialDate.of(b), PartialDate.of(a)
    )
