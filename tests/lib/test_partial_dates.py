"""Dates as they are said and written, and the days they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import DateNotUnderstood, PartialDate, compatible, is_placeholder

TODAY = date(2025, 5, 23)


def days(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(a.isoformat(), b.isoformat()) for a, b in PartialDate.parse(text, today=today).intervals]


@pytest.mark.parametrize(
    "text",
    [
        "14.10.1976",
        " 14.10.1976 ",
        "14.10.1976.",
        "14. 10. 1976",
        "14 10 1976",
        "14,10,1976",
        "14/10/1976",
        "14-10-1976",
        "14.10.76",
        "14.10.1976 р.",
        "14.10.1976р.н.",
        "14.10.1976 г.р.",
        "14.10.1976 року народження",
        "14.10.1976 0:00:00",
        "1976-10-14",
        "1976-10-14 00:00:00",
        "1976-10-14T00:00:00.000Z",
        "1976-10-14T00:00:00+03:00",
        "1976.10.14",
        "14 жовтня 1976 р.",
        "14 жовтня 1976 року",
        "«14» жовтня 1976 року",
        "14\u00a0жо\u0301втня 1976",
        "14 жoвтня 1976",  # a Latin o
        "14 ЖОВТНЯ 1976",
        "14 октября 1976 г.",
        "14-го октября 1976 года",
        "14 October 1976",
        "14th of October, 1976",
        "October 14, 1976",
        "Oct. 14th, 1976",
        "14-Oct-76",
        "born on 14 October 1976",
        "нар. 14.10.1976",
        "д.н. 14.10.1976",
    ],
)
def test_a_full_date_is_the_same_day_however_it_is_written(text: str) -> None:
    assert PartialDate.parse(text, today=TODAY).exact == date(1976, 10, 14)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1976", "1976-01-01", "1976-12-31"),
        ("1976 р.н.", "1976-01-01", "1976-12-31"),
        ("1976 р. н.", "1976-01-01", "1976-12-31"),
        ("1976 г.р.", "1976-01-01", "1976-12-31"),
        ("1976 року народження", "1976-01-01", "1976-12-31"),
        ("1976 года рождения", "1976-01-01", "1976-12-31"),
        ("1976р.", "1976-01-01", "1976-12-31"),
        ("00.00.1976", "1976-01-01", "1976-12-31"),
        ("??.??.1976", "1976-01-01", "1976-12-31"),
        ("хх.10.1976", "1976-10-01", "1976-10-31"),
        ("00.10.1976", "1976-10-01", "1976-10-31"),
        ("жовтень 1976", "1976-10-01", "1976-10-31"),
        ("у жовтні 1976 року", "1976-10-01", "1976-10-31"),
        ("в октябре 1976 г.", "1976-10-01", "1976-10-31"),
        ("May 2022", "2022-05-01", "2022-05-31"),
        ("лютий 2024", "2024-02-01", "2024-02-29"),
        ("05.2022", "2022-05-01", "2022-05-31"),
        ("2022-05", "2022-05-01", "2022-05-31"),
        ("spring 2022", "2022-03-01", "2022-05-31"),
        ("весна 2022", "2022-03-01", "2022-05-31"),
        ("навесні 2022 року", "2022-03-01", "2022-05-31"),
        ("осенью 2022 г.", "2022-09-01", "2022-11-30"),
        ("winter 2021/22", "2021-12-01", "2022-02-28"),
        ("зима 2023-2024", "2023-12-01", "2024-02-29"),
        ("1970-1972", "1970-01-01", "1972-12-31"),
        ("1970–1972 рр.", "1970-01-01", "1972-12-31"),
        ("between 1970 and 1972", "1970-01-01", "1972-12-31"),
        ("між 1970 та 1972 роками", "1970-01-01", "1972-12-31"),
        ("з 10.05.2022 по 15.05.2022", "2022-05-10", "2022-05-15"),
        ("10.05.2022 - 15.05.2022", "2022-05-10", "2022-05-15"),
        ("травень-червень 2022", "2022-05-01", "2022-06-30"),
        ("before 1970", "1900-01-01", "1969-12-31"),
        ("до 1970 року", "1900-01-01", "1969-12-31"),
        ("after 2020", "2021-01-01", "2025-05-23"),
        ("since May 2022", "2022-05-01", "2025-05-23"),
        ("1970s", "1970-01-01", "1979-12-31"),
        ("70-х", "1970-01-01", "1979-12-31"),
        ("1970-ті роки", "1970-01-01", "1979-12-31"),
        ("00-х годов", "2000-01-01", "2009-12-31"),
        ("46-річний", "1978-05-24", "1979-05-23"),
        ("46 років", "1978-05-24", "1979-05-23"),
        ("46 лет", "1978-05-24", "1979-05-23"),
        ("aged 46", "1978-05-24", "1979-05-23"),
    ],
)
def test_a_partial_date_is_the_days_it_can_mean(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]
    assert PartialDate.parse(text, today=TODAY).exact is None


@pytest.mark.parametrize(
    "text",
    [
        "18.1.1970 or 29.3.1965",
        "18.1.1970 або 29.3.1965",
        "18.1.1970 или 29.3.1965 г.р.",
        "29.3.1965; 18.1.1970",
        "18.1.1970 / 29.3.1965",
        "18.1.1970/29.3.1965",
        "18.1.1970\n29.3.1965",
        "18.1.1970 р. 29.3.1965 р.",
        "18.1.1970, 29.3.1965",
        "18 січня 1970 or 29 March 1965",
    ],
)
def test_two_dates_in_one_cell_are_alternatives(text: str) -> None:
    read = PartialDate.parse(text, today=TODAY)
    assert read.alternatives == (date(1965, 3, 29), date(1970, 1, 18))
    assert (read.earliest, read.latest, read.exact) == (date(1965, 3, 29), date(1970, 1, 18), None)


def test_neighbouring_days_stay_two_alternatives() -> None:
    assert len(PartialDate.parse("18.1.1970 or 19.1.1970").alternatives) == 2


def test_the_same_day_twice_is_one_day() -> None:
    assert PartialDate.parse("18.1.1970 або 18 січня 1970").exact == date(1970, 1, 18)


def test_alternatives_that_are_not_days_are_kept_as_intervals() -> None:
    assert days("1970 або 1975") == [("1970-01-01", "1970-12-31"), ("1975-01-01", "1975-12-31")]
    assert PartialDate.parse("1970 або 1975").alternatives == ()


def test_winter_of_a_year_is_its_own_winter_months() -> None:
    assert days("winter 2022") == [("2022-01-01", "2022-02-28"), ("2022-12-01", "2022-12-31")]
    assert days("взимку 2024 року") == [("2024-01-01", "2024-02-29"), ("2024-12-01", "2024-12-31")]


@pytest.mark.parametrize(
    "text",
    ["about 1985", "бл. 1985", "близько 1985 р.", "около 1985", "~1985", "circa 1985", "ca. 1985", "1985?"],
)
def test_about_a_year_is_two_years_either_side(text: str) -> None:
    read = PartialDate.parse(text, today=TODAY)
    assert read.approximate
    assert read.intervals == ((date(1983, 1, 1), date(1987, 12, 31)),)


def test_about_widens_by_the_unit_that_was_named() -> None:
    assert days("about May 1985") == [("1985-03-01", "1985-07-31")]
    assert days("about 10.05.1985") == [("1985-05-08", "1985-05-12")]
    assert PartialDate.parse("about 10.05.1985").exact is None


@pytest.mark.parametrize(
    ("text", "year"), [("01.02.05", 2005), ("01.02.25", 2025), ("01.02.26", 1926), ("1.2.99", 1999)]
)
def test_two_digits_are_the_latest_year_that_is_not_in_the_future(text: str, year: int) -> None:
    assert PartialDate.parse(text, today=TODAY).exact == date(year, 2, 1)


def test_an_age_means_the_same_when_it_is_read_again_years_later() -> None:
    said = PartialDate.parse("46-річний або 48-річний", today=TODAY)
    assert said.text == "46-річний або 48-річний (2025-05-23)"
    assert PartialDate.parse(said.text, today=date(2031, 1, 1)) == said


def test_an_age_on_a_leap_day_is_counted() -> None:
    assert days("1 рік", date(2024, 2, 29)) == [("2022-03-01", "2023-02-28")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31.02.1980", "month 2 of 1980 has 29 days"),
        ("29.02.1981", "month 2 of 1981 has 28 days"),
        ("31 квітня 1980", "month 4 of 1980 has 30 days"),
        ("01.13.1980", "there is no month 13"),
        ("1980-13-01", "there is no month 13"),
        ("13.1980", "there is no month 13"),
        ("01.01.0976", "there is no year 0976 here"),
        ("1972-1970", "it ends before it begins"),
        ("after 2030", "it lies in the future"),
        ("before 1890", "dates before 1900 are not kept here"),
        ("winter 2021/25", "a winter ends in the year after it began"),
    ],
)
def test_an_impossible_date_is_refused_and_says_why(text: str, why: str) -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        PartialDate.parse(text, today=TODAY)
    assert str(refused.value) == f"“{text}” is not a date that exists: {why}. Check it against the source."


@pytest.mark.parametrize(
    "text", ["вчора", "76", "14.10", "14101976", "12345", "19.7", "18 or 19 May 1976", "(1976"]
)
def test_what_is_no_date_is_refused_by_its_text(text: str) -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        PartialDate.parse(text, today=TODAY)
    assert str(refused.value) == (
        f"“{text}” is not understood as a date. Write it like 14.10.1976, or 1976 alone."
    )


def test_a_text_too_long_for_a_date_is_refused() -> None:
    with pytest.raises(DateNotUnderstood, match="too long for a date"):
        PartialDate.parse("1976 або " * 40 + "1977")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "—", "?", "...", "невід.", "Невідомо", "неизв.", "н/в", "н/д", "n/a", "unknown"),
        *("01.01.1900", "00.00.0000", "1900-01-01 00:00:00", "0000-00-00", "0", "немає даних", "хх.хх.хххх"),
        "не встановлено",
    ],
)
def test_a_placeholder_is_nothing_said(text: str) -> None:
    assert is_placeholder(text)
    with pytest.raises(DateNotUnderstood, match="There is no date here"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["01.01.1901", "1900", "00.00.1976", "Ніна", "Хома", "Нет Іван", "X", "1"])
def test_something_said_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


def test_dates_are_compatible_where_some_day_fits_both() -> None:
    said = PartialDate.parse("18.1.1970 or 29.3.1965")
    assert compatible(said, PartialDate.parse("1965"))
    assert compatible(PartialDate.parse("1965"), said)
    assert compatible(said, PartialDate.of(date(1970, 1, 18)))
    assert not compatible(said, PartialDate.parse("1966-1969"))
    assert not compatible(said, PartialDate.of(date(1970, 1, 19)))


def test_a_day_is_written_as_lists_write_it() -> None:
    assert PartialDate.of(date(1976, 10, 4)).text == "04.10.1976"
    assert PartialDate.parse("04.10.1976") == PartialDate.of(date(1976, 10, 4))


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_comes_back_from_its_text(day: date) -> None:
    assert PartialDate.parse(PartialDate.of(day).text).exact == day
    assert PartialDate.parse(day.isoformat()).exact == day


WORDS = (
    "14 10 1976 31.02.1980 2022 70-х ~ about бл. або or / - – ; . , ? р. г.р. травень May зима winter 46 років "
    "до після between and ( ) (2025-05-23) (9999-99-99) 0001 2999 \u0661\u0669\u0667\u0660 00 xx з по \n"
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(st.text() | st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=5).map("".join))
def test_any_text_is_read_or_refused_and_what_is_read_reads_the_same_again(text: str) -> None:
    try:
        read = PartialDate.parse(text, today=TODAY)
    except DateNotUnderstood:
        return
    assert all(start <= end for start, end in read.intervals)
    assert all(a[1] < b[0] for a, b in zip(read.intervals, read.intervals[1:], strict=False))
    assert PartialDate.parse(read.text, today=TODAY) == read
