"""The reception desk: whoever comes off the bus is put down, once, with what they say. People are invented."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from casework.audit.models import AuditEvent
from casework.exchanges.models import Entry, Reception
from casework.exchanges.statuses import Arrival
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work

DESK = "/exchanges/2025-05-23/reception/"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entries(exchange, bureau):
    rows = [
        {"surname": "Коваленко", "given": "Іван", "patronymic": "Петрович", "date_of_birth": "14.10.1976"},
        {"surname": "Ткачук", "given": "Марія"},
    ]
    return make_work.listed(exchange, bureau, rows)


def said(entry=None, **fields):
    return {
        "submission": str(uuid.uuid4()),
        "entry": entry.reference if entry else "",
        "condition": "unknown",
    } | fields


def done() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__in=["record_arrival", "record_unlisted_arrival", "receive_person"])
    return [(event.action, event.subject) for event in events.order_by("id")]


def test_a_scrap_of_a_name_leads_to_the_form_without_a_script(entries, officer, signed_in):
    client = signed_in(officer)
    found = client.post(DESK, "search=on&q=koval", content_type="application/x-www-form-urlencoded", follow=True)
    assert "koval" not in found.request["QUERY_STRING"]
    link = f"{DESK}?entry={entries[0].reference}"
    assert [entry.reference for entry in found.context["found"]] == [entries[0].reference]
    assert link in found.content.decode()
    page = client.get(link)
    assert page.context["entry"] == entries[0]
    sent = client.post(DESK, said(entries[0], identified_by="document", identified_detail="passport"), follow=True)
    assert sent.redirect_chain == [(DESK, 302)]
    assert "They have arrived." in sent.content.decode()


def test_what_was_seen_at_the_door_is_kept_with_the_arrival(entries, caseworker, officer, signed_in):
    make_work.linked(entries[0], caseworker)
    words = {
        "condition": "seriously_wounded",
        "condition_note": "left leg",
        "told": "A medic, Kherson.",
        "place": "Buses",
    }
    signed_in(officer).post(DESK, said(entries[0], identified_by="document", **words))
    met = Reception.objects.get()
    assert {name: getattr(met, name) for name in words} == words
    assert (met.entry, met.by, met.identified_by) == (entries[0], officer, "document")
    assert Entry.objects.get(pk=entries[0].pk).arrival == Arrival.ARRIVED
    assert make_work.person_of(entries[0]).status == PersonStatus.RETURN_REPORTED


def test_a_form_that_is_sent_twice_is_carried_out_once(entries, officer, signed_in):
    client, form = signed_in(officer), said(entries[0])
    answers = [client.post(DESK, form, **SCRIPT) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"done": True})] * 2
    subject = f"entry:{entries[0].reference}"
    assert done() == [("record_arrival", subject), ("receive_person", subject)]


def test_one_on_no_list_is_entered_once_with_what_they_say(exchange, officer, signed_in):
    client, form = signed_in(officer), said(surname="Бойко", date_of_birth="about 1985", told="Nobody.")
    for _ in range(2):
        client.post(DESK, form, **SCRIPT)
    entry = Entry.objects.get()
    assert (entry.name, entry.arrival, entry.list_file) == ("Бойко", Arrival.ARRIVED, None)
    assert Reception.objects.get().told == "Nobody."


def test_they_arrived_when_it_was_entered_not_when_it_was_sent(entries, officer, signed_in):
    signed_in(officer).post(DESK, said(entries[0], age=3600), **SCRIPT)
    entry, met = Entry.objects.get(pk=entries[0].pk), Reception.objects.get()
    assert entry.arrived_at == met.at
    assert timedelta(minutes=59) < timezone.now() - met.at < timedelta(minutes=61)


def test_a_script_is_told_why_it_was_refused_and_can_send_the_same_form_mended(entries, officer, signed_in):
    client, form = signed_in(officer), said(surname="", date_of_birth="31.2.1990")
    refused = client.post(DESK, form, **SCRIPT)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        "date of birth: “31.2.1990” is not a date that exists: month 2 of 1990 has 28 days."
        " Check it against the source.",
        "Surname: Write a surname or a given name.",
    ]
    assert client.post(DESK, form | {"surname": "Бойко", "date_of_birth": ""}, **SCRIPT).json() == {"done": True}


def test_an_entry_that_stays_elsewhere_is_refused_with_the_reason(entries, caseworker, officer, signed_in):
    twice = make_work.entry(entries[0].exchange, entries[0].organisation, "Коваленко Іван")
    make_work.actions.mark_duplicate(twice, entries[0], by=caseworker)
    answer = signed_in(officer).post(DESK, said(twice), **SCRIPT)
    assert answer.json() == {
        "errors": [f"{twice.reference} is “duplicate”: record the arrival on the entry that stays."]
    }
    assert done() == []


def test_nobody_of_another_organisation_is_found_or_received(entries, other_bureau, signed_in):
    client = signed_in(make.user("stranger", other_bureau, "verification_officer"))
    assert client.get(f"{DESK}names/").json()["people"] == []
    assert client.get(f"{DESK}?entry={entries[0].reference}").context["entry"] is None
    refused = [
        client.post(DESK, said() | {"entry": code}, **SCRIPT).json() for code in (entries[0].reference, "E-0")
    ]
    assert (
        refused == [{"errors": ["This entry is not among those you can work on. Search for the name anew."]}] * 2
    )
    assert done() == []


def test_the_names_for_the_desk_are_a_recorded_read(entries, officer, signed_in):
    names = signed_in(officer).get(f"{DESK}names/").json()
    assert names["people"] == [
        [entries[0].reference, "Коваленко Іван Петрович", "14.10.1976", False],
        [entries[1].reference, "Ткачук Марія", "", False],
    ]
    read = AuditEvent.objects.get(action="read", subject="exchanges:roster")
    assert {entry.reference for entry in entries} <= set(read.details["of"])


def test_two_users_never_share_what_their_browsers_seal_with(exchange, officer, supervisor, signed_in):
    secrets = [signed_in(user).get(DESK).context["secrets"] for user in (officer, officer, supervisor)]
    assert secrets[0] == secrets[1]
    assert secrets[0] != secrets[2]


def test_the_verification_begins_with_what_the_desk_put_down(entries, caseworker, officer, supervisor, signed_in):
    make_work.linked(entries[0], caseworker)
    signed_in(supervisor).post(
        DESK, said(entries[0], identified_by="document", condition="sick", told="Petro, alive.")
    )
    url = f"/exchanges/entry/{entries[0].reference}/verify/"
    form = signed_in(officer).get(url).context["form"]
    assert [form[name].value() for name in ("condition", "seen_1_told")] == ["sick", "Petro, alive."]
    assert form["identified_by"].value() is None  # it was another who saw the document
    signed_in(officer).post(DESK, said(entries[0], identified_by="fingerprint"))
    assert signed_in(officer).get(url).context["form"]["identified_by"].value() == "fingerprint"


def test_what_the_desk_put_down_stands_on_the_page_of_the_entry(entries, officer, signed_in):
    client = signed_in(officer)
    client.post(DESK, said(entries[0], told="A medic from Kherson."))
    assert "A medic from Kherson." in client.get(entries[0].get_absolute_url()).content.decode()
