"""The exchanges of the demonstration: the public history, one that never was, and the reference list to come."""

from collections import Counter

import pytest
from django.db import transaction

from casework.accounts.models import Organisation, User
from casework.demo import earlier, event
from casework.exchanges import actions as exchanges
from casework.exchanges import ledger
from casework.exchanges.models import Agreement, Entry, Exchange, Link, Verification
from casework.families.models import Case
from casework.lists import ReadRow, propose_columns, read_file, read_rows
from casework.matching.engine import Description, candidates
from casework.notifications.models import DeliveryAttempt, Notification
from casework.people.models import Person, StatusChange


@pytest.fixture
def bureau(filled) -> Organisation:
    return Organisation.objects.get(slug="demo-bureau")


@pytest.fixture
def exchange(filled) -> Exchange:
    return Exchange.objects.get(reference=earlier.REFERENCE)


def test_the_three_stages_of_the_istanbul_agreement_are_there_and_nobody_is_on_their_lists(filled):
    stages = Agreement.objects.get(slug="istanbul-1000").exchanges.order_by("held_on")
    assert [stage.reference for stage in stages] == ["2025-05-23", "2025-05-24", "2025-05-25"]
    assert set(Entry.objects.values_list("exchange__reference", flat=True)) == {earlier.REFERENCE}


def test_the_earlier_list_stands_there_row_by_row(exchange):
    listed = Entry.objects.filter(exchange=exchange).exclude(list_file=None)
    assert sorted(listed.values_list("row", flat=True)) == [row.number for row in earlier.rows()]


def test_every_link_of_the_earlier_list_is_right(exchange):
    whom = {row.number: row.human.number for row in earlier.rows()}
    live = Link.objects.live().filter(exchange=exchange).select_related("entry", "person")
    assert live.count() > 40
    assert [link for link in live if link.person.sender_reference != whom[link.entry.row]] == []


def test_every_kind_of_decision_arrival_and_verification_is_there(exchange):
    entries = Entry.objects.filter(exchange=exchange)
    assert set(entries.values_list("status", flat=True)) == {"received", "linked", "not_on_register", "duplicate"}
    assert set(entries.values_list("arrival", flat=True)) == {"awaited", "arrived", "did_not_arrive"}
    assert set(entries.values_list("identity", flat=True)) == {"pending", "verified", "disputed"}
    assert entries.filter(list_file=None).count() == 1


def test_nobody_verified_what_they_linked(exchange):
    made = Verification.objects.filter(entry__exchange=exchange)
    assert {(one.linked_by.username, one.by.username) for one in made} <= {
        ("caseworker", "verification-officer"),
        ("caseworker-2", "verification-officer"),
    }


def test_the_ledger_shows_what_was_announced_and_many_variances(exchange, bureau):
    counts = ledger.counts(exchange, bureau)
    assert (counts["announced"], counts["listed"]) == ("60 / 58", 59)
    assert counts["linked"] > counts["verified"] > counts["told"] > 10
    kinds = {variance.kind for variance in ledger.variances(exchange, bureau)}
    assert {"did-not-arrive", "unlisted", "not-verified", "disputed", "not-told", "not-on-register"} <= kinds


def test_notifications_stand_in_every_state_and_tell_only_what_is_so(filled):
    statuses = Counter(Notification.objects.values_list("status", flat=True))
    assert set(statuses) == {"prepared", "approved", "delivered", "unreachable", "declined"}
    assert all(n.person.status == n.tells for n in Notification.objects.select_related("person"))
    assert {n.tells for n in Notification.objects.all()} == {"returned", "located", "deceased"}
    assert DeliveryAttempt.objects.filter(outcome="no_answer").exists()


def test_no_news_waits_to_be_prepared(filled):
    assert not StatusChange.objects.filter(effective_at__isnull=False, news_claimed_at=None).exists()
    assert {"news_pending", "news_given"} <= set(Case.objects.values_list("status", flat=True))


def test_the_reference_list_can_be_imported_and_the_ledger_then_shows_390_of_390(filled, bureau):
    steward = User.objects.get(username="data-steward")
    exchange = Exchange.objects.get(reference=event.EXCHANGE)
    with transaction.atomic():
        received = exchanges.receive_list(
            exchange, organisation=bureau, content=event.xlsx_bytes(), name=event.FILE_NAME, by=steward
        )
        exchanges.import_list(received, by=steward)
        counts = ledger.counts(exchange, bureau)
        transaction.set_rollback(True)
    assert (counts["announced"], counts["listed"]) == (390, 390)


def test_those_of_the_reference_list_who_are_on_the_register_are_found_there(filled):
    (sheet,) = read_file(event.xlsx_bytes(), event.FILE_NAME)
    rows = read_rows(sheet, propose_columns(sheet)).rows
    found = candidates([_described(row) for row in rows], among=Person.objects.all(), limit=1)
    numbers = dict(Person.objects.values_list("pk", "sender_reference"))
    truth = dict(event.truth())
    known = [
        (truth[row.number], [numbers[one.person_id] for one in proposed])
        for row, proposed in zip(rows, found, strict=True)
        if truth[row.number]
    ]
    assert len(known) == 332
    assert [whom for whom, proposed in known if proposed != [whom]] == []


def _described(row: ReadRow) -> Description:
    said = {name: row.values.get(name, "") for name in ("surname", "patronymic", "category", "rank", "unit")}
    place = row.values.get("place_of_birth", "")
    return Description(given=row.values.get("given_name", ""), born=row.born, place_of_birth=place, **said)
