"""The sides of a person's record: evidence, timeline, families, exchanges, documents, history."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.families import actions as families
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from casework.people.timeline import moments
from casework.people.years import years_of
from tests import make
from tests.families import make as make_families

pytestmark = pytest.mark.django_db

SIDES = ["", "evidence/", "timeline/", "families/", "exchanges/", "documents/", "history/"]


def _confirm(person: Person, by) -> StatusChange:
    return people.change_status(
        person, to="confirmed_captive", reason="Listed by the bureau", confirmed_by="bureau", by=by
    )


@pytest.mark.parametrize("side", SIDES)
def test_every_side_shows_who_it_is_and_where_one_stands(bureau, supervisor, signed_in, side):
    person = make.person(bureau, "Згурський Юхим")
    page = signed_in(supervisor).get(f"{person.get_absolute_url()}{side}").content.decode()
    current = re.findall(r'<a href="([^"]+)" aria-current="page">', page.partition('class="tabs"')[2])
    assert ("Згурський Юхим" in page, current) == (True, [f"{person.get_absolute_url()}{side}"])


@pytest.mark.parametrize("side", SIDES)
def test_every_side_says_whose_case_it_is_and_when_not_to_call(bureau, caseworker, officer, signed_in, side):
    person = make.person(bureau)
    case = make_families.case(bureau, person)
    make_families.relative(case, "Наталія Вигадана")
    client, address = signed_in(caseworker), f"{person.get_absolute_url()}{side}"
    assert _head(client.get(address)) == (False, False)
    families.assign_case(case, to=caseworker, by=caseworker)
    make_families.relative(case, "Ольга Вигадана", do_not_call_from="22:00", do_not_call_to="08:00")
    assert _head(client.get(address)) == (True, True)
    if side != "families/":  # not open to them
        assert _head(signed_in(officer).get(address)) == (False, False)


def _head(answer) -> tuple[bool, bool]:
    page = answer.content.decode()
    return "case of caseworker" in page, "do not call 22:00–08:00" in page


@pytest.mark.parametrize("side", SIDES)
def test_no_side_tells_a_foreign_record_from_one_that_does_not_exist(bureau, foreign_caseworker, signed_in, side):
    person = make.person(bureau)
    client = signed_in(foreign_caseworker)
    paths = [f"/people/{code}/{side}" for code in (person.reference, "P-2222-2222")]
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_the_sides_are_not_referred_with_the_case(bureau, other_bureau, supervisor, foreign_caseworker, signed_in):
    person = make.person(bureau)
    make.evidence(person, content="Seen in Taganrog")
    case = make_families.case(bureau, person)
    referral = make_families.referral(case, other_bureau, supervisor, "identity", "status")
    families.accept_referral(referral, by=foreign_caseworker)
    client = signed_in(foreign_caseworker)
    answers = [client.get(f"{person.get_absolute_url()}{side}") for side in SIDES]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 404, 404, 404, 404]
    assert b"Taganrog" not in answers[0].content


def test_the_timeline_has_everything_newest_first_and_what_has_no_day_last(bureau, caseworker):
    person = make.person(bureau)
    make.evidence(person, source="Old video", happened="May 2022", reported_on=date(2024, 1, 5))
    make.evidence(person, source="Letter", reported_on=date(2023, 3, 1))
    people.record_detention(person, place_as_told="Taganrog", from_date="June 2023", by=caseworker)
    people.record_detention(person, place_as_told="Somewhere", by=caseworker)
    _confirm(person, caseworker)
    assert [
        (moment.kind.value, moment.by or moment.title) for moment in moments(person, person.status_changes.all())
    ] == [
        ("status", f"a National Information Bureau · {caseworker}"),
        ("detention", "Taganrog"),
        ("evidence", "Letter"),
        ("evidence", "Old video"),
        ("detention", "Somewhere"),
    ]


def test_the_timeline_can_be_narrowed_to_one_kind(bureau, caseworker, signed_in):
    person = make.person(bureau)
    make.evidence(person, content="Seen in Taganrog")
    _confirm(person, caseworker)
    client = signed_in(caseworker)
    pages = [client.get(f"{person.get_absolute_url()}timeline/?kind={kind}") for kind in ("", "status", "odd")]
    assert [len(page.context["page_obj"]) for page in pages] == [2, 1, 2]
    assert b"Taganrog" not in pages[1].content


def test_a_refused_death_is_a_moment_that_says_so_and_has_no_band(bureau, caseworker, supervisor):
    person = make.person(bureau, date_of_capture="1.5.2022")
    proof = make.evidence(person, about="death")
    people.change_status(person, to="death_reported", reason="A witness", evidence=proof, by=caseworker)
    change = people.change_status(person, to="deceased", reason="Papers", evidence=proof, by=caseworker)
    people.refuse_death(change, by=supervisor)
    said = [moment.title for moment in moments(person, person.status_changes.all(), "status")]
    assert said[0] == f"death reported → deceased – refused by {supervisor}"
    years = years_of(person, person.status_changes.all(), [])
    assert years is not None
    assert [band.status for band in years.bands] == ["missing"]


def test_the_years_run_from_the_capture_to_today_and_fill_the_strip(bureau, caseworker):
    today = timezone.localdate()
    person = make.person(bureau, date_of_capture="1.5.2022")
    change = _confirm(person, caseworker)
    half = date(2022, 5, 1) + (today - date(2022, 5, 1)) / 2
    moved = timezone.now() - timedelta(days=(today - half).days)
    StatusChange.objects.filter(pk=change.pk).update(effective_at=moved)
    years = years_of(person, person.status_changes.all(), [date(2022, 5, 1), today, date(2021, 1, 1)])
    assert years is not None
    assert [(band.status, band.start) for band in years.bands] == [
        ("missing", date(2022, 5, 1)),
        ("confirmed captive", timezone.localdate(moved)),
    ]
    widths = [float(band.width.rstrip("%")) for band in years.bands]
    assert round(sum(widths), 1) == 100
    assert years.dots == [(date(2022, 5, 1), "0.00%"), (today, "100.00%")]
    assert next(year for year, _x in years.ticks) == 2023


def test_the_strip_is_the_same_in_a_language_that_writes_commas(bureau, caseworker, signed_in):
    person = make.person(bureau, date_of_capture="1.5.2022")
    make.evidence(person)
    page = signed_in(caseworker).get(person.get_absolute_url(), headers={"accept-language": "uk"})
    drawn = page.content.decode().partition("<svg")[2].partition("</svg>")[0]
    positions = re.findall(r' (?:x|x1|x2|cx|width)="([^"]*)"', drawn)
    assert positions
    assert [one for one in positions if not re.fullmatch(r"\d+(\.\d+)?%", one)] == []


def test_the_history_says_who_changed_the_record_and_not_who_read_it(bureau, caseworker, supervisor, signed_in):
    person = make.person(bureau)
    people.add_name(person, surname="Zgurski", given="Jefim", by=caseworker)
    signed_in(supervisor).get(person.get_absolute_url())
    client = signed_in(caseworker)
    page = client.get(f"{person.get_absolute_url()}history/")
    assert [(event.action, event.actor_id != "") for event, _words in page.context["events"]] == [
        ("add_name", True),
        ("register_person", False),
    ]
    assert "Zgurski" not in page.content.decode()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("count", [1, 40])
def test_a_side_takes_the_same_few_queries_whatever_it_holds(
    bureau, supervisor, signed_in, django_assert_max_num_queries, side, count
):
    person = make.person(bureau)
    for number in range(count):
        make.evidence(person, source=f"Source {number}")
        people.record_detention(person, place_as_told=f"Place {number}", by=supervisor)
    client = signed_in(supervisor)
    with django_assert_max_num_queries(23):
        client.get(f"{person.get_absolute_url()}{side}")
