"""Identity and condition, established in person by another than the linker. People are invented."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework.audit.actions import find_first_fault
from casework.exchanges import actions
from casework.exchanges.actions import Seen
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.models import Entry, Verification
from casework.exchanges.statuses import EntryStatus, IdentityCheck
from casework.families import actions as families
from casework.lib.errors import Refused
from casework.lib.versions import update_row
from casework.people import actions as people
from casework.people.models import Evidence, StatusChange
from casework.people.statuses import EvidenceAbout, Health, PersonStatus
from tests import make
from tests.exchanges import make_work


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entry(exchange, bureau, caseworker, officer):
    """Linked by the caseworker, and arrived."""
    return make_work.arrived(make_work.linked(make_work.entry(exchange, bureau), caseworker), officer)


@pytest.fixture
def both(bureau):
    """Somebody who holds the roles of a linker and of a verifier."""
    return make.user("both", bureau, "caseworker", "verification_officer")


def nothing_changed(entry: Entry) -> bool:
    entry.refresh_from_db()
    returned = StatusChange.objects.filter(to_status=PersonStatus.RETURNED)
    return not Verification.objects.exists() and not returned.exists() and entry.identity == IdentityCheck.PENDING


def test_a_verified_person_has_returned_by_the_word_of_another_than_the_linker(entry, caseworker, officer):
    verification = actions.verify_person(
        entry,
        identified_by="document",
        identified_detail="passport",
        condition=Health.SLIGHTLY_WOUNDED,
        condition_note="left hand",
        place="Chernihiv region",
        by=officer,
    )
    entry.refresh_from_db()
    person = make_work.person_of(entry)
    change = person.status_changes.get(to_status=PersonStatus.RETURNED)
    assert (entry.identity, entry.status) == (IdentityCheck.VERIFIED, EntryStatus.LINKED)
    assert (person.status, person.health) == (PersonStatus.RETURNED, Health.SLIGHTLY_WOUNDED)
    assert (change.by, change.linked_by) == (officer, caseworker)
    assert change.effective_at is not None
    assert (verification.by, verification.linked_by, verification.person) == (officer, caseworker, person)
    assert find_first_fault() is None


def test_an_unknown_condition_overwrites_nothing(entry, officer):
    person = make_work.person_of(entry)
    update_row(person, health=Health.SICK)
    make_work.verified(entry, officer)
    person.refresh_from_db()
    assert person.health == Health.SICK


def test_nobody_verifies_what_they_linked(exchange, bureau, both):
    entry = make_work.arrived(make_work.linked(make_work.entry(exchange, bureau), both), both)
    with pytest.raises(Refused, match="You linked this entry yourself"):
        actions.verify_person(entry, identified_by="document", by=both)
    assert nothing_changed(entry)


def test_the_database_too_refuses_a_verifier_who_is_the_linker(entry, caseworker):
    verification = Verification(
        entry=entry,
        person=make_work.person_of(entry),
        outcome=IdentityCheck.VERIFIED,
        identified_by="document",
        linked_by=caseworker,
        by=caseworker,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        verification.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(identity=IdentityCheck.VERIFIED, arrival="awaited")


def test_only_a_linked_entry_that_arrived_is_verified(exchange, bureau, caseworker, officer):
    entry = make_work.arrived(make_work.entry(exchange, bureau), officer)
    with pytest.raises(Refused, match="not linked"):
        make_work.verified(entry, officer)
    awaited = make_work.linked(make_work.entry(exchange, bureau, "Ткачук Марія Олегівна"), caseworker)
    for act in (
        lambda: make_work.verified(awaited, officer),
        lambda: actions.dispute_identity(awaited, reason="Another woman.", by=officer),
    ):
        with pytest.raises(Refused, match="Nobody has arrived"):
            act()
    assert nothing_changed(entry)
    assert nothing_changed(awaited)


def test_identity_is_established_by_something(entry, officer):
    with pytest.raises(Refused, match="Say by what"):
        make_work.verified(entry, officer, identified_by="")
    assert nothing_changed(entry)


def test_a_verification_happens_once(entry, officer):
    make_work.verified(entry, officer)
    with pytest.raises(Refused, match="it cannot become “verified”"):
        make_work.verified(entry, officer)
    assert Verification.objects.count() == 1


def test_a_caseworker_does_not_verify_and_does_not_dispute(entry, supervisor):
    for act in (
        lambda: make_work.verified(entry, supervisor),
        lambda: actions.dispute_identity(entry, reason="Another man.", by=supervisor),
    ):
        with pytest.raises(Refused, match="Your role does not allow this"):
            act()
    assert nothing_changed(entry)


def test_one_whose_death_was_reported_meanwhile_is_not_verified_over_it(entry, caseworker, officer):
    person = make_work.person_of(entry)
    people.change_status(
        person, to="death_reported", reason="A witness.", evidence=make.evidence(person), by=caseworker
    )
    with pytest.raises(Refused, match="“death reported” by now: settle that"):
        make_work.verified(entry, officer)
    assert nothing_changed(entry)


def test_one_who_returned_by_another_entry_is_not_returned_again(entry, bureau, caseworker, officer):
    make_work.verified(entry, officer)
    person = make_work.person_of(entry)
    second = make_work.entry(make_work.exchange("2025-06-10"), bureau)
    make_work.arrived(make_work.linked(second, caseworker, person), officer)
    with pytest.raises(Refused, match="recorded as returned already"):
        make_work.verified(second, officer)


def test_whom_they_saw_is_evidence_about_others_and_nothing_told_is_lost(entry, bureau, officer):
    seen = make.person(bureau, "Ткачук Марія Олегівна")
    person = make_work.person_of(entry)
    told = [Seen(seen, "In the same cell in May 2024."), Seen(None, "A man called Sashko from Kherson, alive.")]
    make_work.verified(entry, officer, seen=told)
    about_seen, about_self = seen.evidence.get(), person.evidence.get()
    assert (about_seen.about, about_seen.source, about_seen.first_hand) == (
        EvidenceAbout.CAPTIVITY,
        person.reference,
        True,
    )
    assert about_self.content == "A man called Sashko from Kherson, alive."
    seen.refresh_from_db()
    assert seen.status == PersonStatus.MISSING


def test_a_refused_verification_leaves_no_evidence(entry, officer):
    with pytest.raises(Refused):
        make_work.verified(entry, officer, identified_by="", seen=[Seen(None, "Somebody.")])
    assert not Evidence.objects.exists()


def test_a_dispute_sends_the_entry_back_with_its_reason(entry, officer):
    person = make_work.person_of(entry)
    actions.dispute_identity(entry, reason="He gives another name.", by=officer)
    entry.refresh_from_db()
    person.refresh_from_db()
    link, verification = entry.links.get(), entry.verifications.get()
    assert (entry.status, entry.identity) == (EntryStatus.RECEIVED, IdentityCheck.DISPUTED)
    assert (link.undone_by, link.undone_reason) == (officer, "He gives another name.")
    assert (verification.outcome, verification.reason) == (IdentityCheck.DISPUTED, "He gives another name.")
    assert person.status == PersonStatus.MISSING
    assert list(Entry.objects.to_link()) == [entry]


def test_a_dispute_needs_a_reason(entry, officer):
    with pytest.raises(Refused, match="Say what speaks against it"):
        actions.dispute_identity(entry, reason=" ", by=officer)
    assert nothing_changed(entry)


def test_a_verified_person_who_is_somebody_else_leaves_the_status_of_having_returned(entry, bureau, officer):
    person = make_work.person_of(entry)
    make_work.verified(entry, officer, condition=Health.SICK)
    actions.dispute_identity(entry, reason="The fingerprints are another man's.", by=officer)
    person.refresh_from_db()
    entry.refresh_from_db()
    assert (entry.status, entry.identity) == (EntryStatus.RECEIVED, IdentityCheck.DISPUTED)
    assert (person.status, person.health) == (PersonStatus.MISSING, Health.UNKNOWN)
    steps = person.status_changes.order_by("pk").values_list("from_status", "to_status")
    assert list(steps) == [
        ("missing", "return_reported"),
        ("return_reported", "returned"),
        ("returned", "return_reported"),
        ("return_reported", "missing"),
    ]
    assert find_first_fault() is None


def test_a_death_does_not_come_back_by_itself_because_another_man_arrived(exchange, bureau, caseworker, officer):
    entry = make_work.entry(exchange, bureau)
    person = make.person(bureau, entry.name)
    make.in_status(person, PersonStatus.DECEASED)
    make_work.arrived(make_work.linked(entry, caseworker, person), officer)
    with pytest.raises(Refused, match=f"{person.reference} was on record as dead before"):
        actions.dispute_identity(entry, reason="Another man.", by=officer)
    assert nothing_changed(entry)
    evidence = make.evidence(person)
    people.change_status(person, to="death_reported", reason="It was another.", evidence=evidence, by=caseworker)
    actions.dispute_identity(entry, reason="Another man.", by=officer)
    person.refresh_from_db()
    assert person.status == PersonStatus.DEATH_REPORTED


def test_an_old_identity_disputed_late_does_not_touch_a_later_return(entry, bureau, caseworker, officer):
    person = make_work.person_of(entry)
    make_work.verified(entry, officer)
    again = make.evidence(person)
    people.change_status(person, to="probably_captive", reason="Taken again.", evidence=again, by=caseworker)
    second = make_work.entry(make_work.exchange("2025-08-14"), bureau)
    make_work.verified(make_work.arrived(make_work.linked(second, caseworker, person), officer), officer)

    actions.dispute_identity(entry, reason="In May it was another man.", by=officer)

    person.refresh_from_db()
    assert person.status == PersonStatus.RETURNED
    actions.dispute_identity(second, reason="And in August too.", by=officer)
    person.refresh_from_db()
    assert person.status == PersonStatus.PROBABLY_CAPTIVE


def test_a_disputed_pair_is_not_proposed_again_as_if_nothing_were(bureau, caseworker, supervisor, officer):
    exchange = make_work.exchange()
    entry = make_work.entry(exchange, bureau, "Згурський Юхим Пилипович", date_of_birth="14.10.1976")
    entry = make_work.arrived(make_work.linked(entry, caseworker), supervisor)
    person = make_work.person_of(entry)
    actions.dispute_identity(entry, reason="Fingerprints of another man.", by=officer)
    make_work.search(entry)
    assert exact_matches(exchange, caseworker) == []
    assert entry.candidates.get(person=person).rejected_by == officer


def test_whoever_is_no_longer_shared_is_not_verified(bureau, other_bureau, caseworker, supervisor):
    theirs = make.user("their-caseworker", other_bureau, "caseworker")
    both = make.user("their-officer", other_bureau, "verification_officer", "supervisor")
    name = "Згурський Юхим Пилипович"
    person = make.person(bureau, name)
    case = families.open_case(person, organisation=bureau, by=supervisor)
    relative = families.add_relative(case, name="Згурська Віра", relationship="mother", by=supervisor).relative
    families.record_consent(case, relative=relative, purpose="referral", given=True, by=supervisor)
    shared = {"fields": ["identity"], "purpose": "Exchange", "until": date(2999, 1, 1), "harm": "no"}
    referral = families.refer_case(case, recipient=other_bureau, **shared, by=supervisor)
    families.accept_referral(referral, by=theirs)
    entry = make_work.entry(make_work.exchange(), other_bureau, name)
    entry = make_work.arrived(make_work.linked(entry, theirs, person), both)
    families.revoke_referral(referral, by=supervisor)
    with pytest.raises(Refused, match="no longer shared"):
        actions.verify_person(entry, identified_by="document", by=both)
    person.refresh_from_db()
    assert person.status == PersonStatus.RETURN_REPORTED
