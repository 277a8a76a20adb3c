"""A restricted person is seen by those on the list alone; for everybody else there is no such person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import Proposal
from casework.audit.models import AuditEvent
from casework.exchanges.ledger import counts
from casework.exchanges.models import Candidate, Entry
from casework.families.actions import record_consent, refer_case
from casework.families.models import Case, Relative
from casework.lib.errors import Refused
from casework.merging.actions import propose_unmerge
from casework.people import actions
from casework.people.models import Evidence, Person, Restriction
from casework.protection.actions import propose_erasure
from tests import make
from tests.exchanges import make_work
from tests.families import make as families
from tests.merging import make as merging

pytestmark = pytest.mark.django_db
NAME = "Згурський Юхим Пилипович"


@pytest.fixture
def person(bureau) -> Person:
    return make.person(bureau, NAME, date_of_birth="14.10.1976")


@pytest.fixture
def case(person, bureau) -> Case:
    case = families.case(bureau, person=person)
    families.relative(case)
    return case


def restrict(person, by, approved_by, *readers) -> Restriction:
    proposal = actions.propose_restriction(
        person, officer=readers[0], readers=readers, reason="Threats were made.", by=by
    )
    accounts.approve(proposal, seen=proposal.digest, by=approved_by)
    return Restriction.objects.in_force().get(person=person)


def test_it_takes_two_and_is_in_force_once_approved(person, caseworker, second_caseworker, supervisor):
    proposal = actions.propose_restriction(
        person, officer=caseworker, readers=[caseworker], reason="Threats.", by=caseworker
    )
    assert person in Person.objects.visible_to(second_caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert person in Person.objects.visible_to(caseworker)
    assert person not in Person.objects.visible_to(second_caseworker)
    assert person not in Person.objects.visible_to(supervisor)
    assert person in Person.objects.held_by(person.organisation)


def test_all_that_belongs_to_the_person_is_closed(case, person, caseworker, second_caseworker, supervisor):
    make.evidence(person)
    relative = case.relatives.get()
    restrict(person, caseworker, supervisor, caseworker)
    for records in (Case, Relative, Evidence):
        assert [record.pk for record in records.objects.visible_to(second_caseworker)] == []
    assert list(Case.objects.visible_to(caseworker)) == [case]
    assert list(Relative.objects.visible_to(caseworker)) == [relative]


def test_the_code_of_their_relative_is_unknown_to_whoever_is_not_on_the_list(
    case, person, bureau, caseworker, second_caseworker, supervisor, signed_in
):
    restrict(person, caseworker, supervisor, caseworker)
    sent = {"known": case.relatives.get().reference, "relationship": "mother", "proof": "none", "language": "uk"}
    answers = []
    for user in (second_caseworker, caseworker):
        other = families.case(bureau)
        signed_in(user).post(f"{other.get_absolute_url()}relatives/new/", sent)
        answers.append(other.relatives.count())
    assert answers == [0, 1]


def test_every_page_of_theirs_is_a_404(case, person, caseworker, second_caseworker, supervisor, signed_in):
    restrict(person, caseworker, supervisor, caseworker)
    pages = [person.get_absolute_url(), f"{person.get_absolute_url()}edit/", case.get_absolute_url()]
    assert [signed_in(caseworker).get(page).status_code for page in pages] == [200, 200, 200]
    assert [signed_in(second_caseworker).get(page).status_code for page in pages] == [404, 404, 404]


@pytest.mark.parametrize("page", ["/people/", "/people/?q=Згурський", "/cases/", "/cases/?q=Згурський", "/"])
def test_no_list_search_or_count_tells_of_them(
    page, case, person, caseworker, second_caseworker, supervisor, signed_in
):
    restrict(person, caseworker, supervisor, caseworker)
    content = signed_in(second_caseworker).get(page).content.decode()
    assert (NAME in content, person.reference in content, case.reference in content) == (False, False, False)
    assert "(1)" not in content


def _erasure(person, bureau, by):
    return propose_erasure(person, reason="Asked for.", by=by["steward"])


def _keeping(person, bureau, by):
    return merging.propose(person, make.person(bureau, NAME), by=by["caseworker"])


def _merging(person, bureau, by):
    return merging.propose(make.person(bureau, NAME), person, by=by["caseworker"])


def _undoing(person, bureau, by):
    merge = merging.merge(person, make.person(bureau, NAME), by=by["caseworker"], approved_by=by["another"])
    return propose_unmerge(merge, reason="They are two.", by=by["caseworker"])


def _referral(person, bureau, by):
    case = families.case(bureau, person=person)
    record_consent(
        case, relative=families.relative(case).relative, purpose="referral", given=True, by=by["caseworker"]
    )
    until = timezone.localdate() + timedelta(days=9)
    refer_case(
        case,
        recipient=make.organisation("abroad"),
        fields=["identity"],
        purpose="Search.",
        until=until,
        harm="unknown",
        harm_words="Who reads it there?",
        by=by["caseworker"],
    )
    return Proposal.objects.get(kind="refer_in_doubt")


@pytest.mark.parametrize("propose", [_erasure, _keeping, _merging, _undoing, _referral])
def test_what_is_proposed_about_them_waits_for_whoever_is_on_the_list_alone(
    propose, person, bureau, caseworker, steward, supervisor, signed_in
):
    second = make.user("second-supervisor", bureau, Role.SUPERVISOR)
    another = make.user("another", bureau, Role.SUPERVISOR)
    by = {"caseworker": caseworker, "steward": steward, "another": another}
    proposal = propose(person, bureau, by)
    restrict(person, caseworker, supervisor, caseworker, second)
    answers = []
    for user in (second, supervisor):
        page = signed_in(user).get(reverse("accounts:proposals")).content.decode()
        shown = f'"{proposal.get_absolute_url()}"' in page
        opened = signed_in(user).get(proposal.get_absolute_url()).status_code
        answers.append((shown, opened, Proposal.objects.to_approve(user).count()))
    assert answers == [(True, 200, 1), (False, 404, 0)]


def test_nobody_writes_who_may_not_see(case, person, caseworker, second_caseworker, supervisor):
    restrict(person, caseworker, supervisor, caseworker)
    with pytest.raises(Refused, match="restricted"):
        actions.update_person(person, rank="солдат", by=second_caseworker)
    with pytest.raises(Refused, match="restricted"):
        families.actions.add_note(case, text="Hm.", by=second_caseworker)
    actions.update_person(person, rank="солдат", by=caseworker)


def test_an_entry_linked_to_them_leaves_the_roster_and_the_ledger_of_others(
    bureau, caseworker, second_caseworker, supervisor
):
    exchange = make_work.exchange()
    entry = make_work.linked(make_work.entry(exchange, bureau, NAME), caseworker)
    restrict(make_work.person_of(entry), caseworker, supervisor, caseworker)
    assert list(Entry.objects.visible_to(second_caseworker)) == []
    assert list(Entry.objects.visible_to(caseworker)) == [entry]
    told = [counts(exchange, bureau, reader)["linked"] for reader in (caseworker, second_caseworker, None)]
    assert told == [1, 0, 0]


def test_a_candidate_goes_to_the_officer_alone(
    person, bureau, caseworker, second_caseworker, supervisor, signed_in
):
    restrict(person, caseworker, supervisor, caseworker)
    exchange = make_work.exchange()
    (entry,) = make_work.listed(
        exchange,
        bureau,
        [{"surname": "Згурський", "given": "Юхим", "patronymic": "Пилипович", "date_of_birth": "14.10.1976"}],
    )
    make_work.search(entry)
    assert [c.person for c in Candidate.objects.visible_to(caseworker)] == [person]
    assert list(Candidate.objects.visible_to(second_caseworker)) == []
    hint = f"possible match with a restricted record: entry {entry.reference}"
    assert hint in signed_in(caseworker).get("/").content.decode()
    assert hint not in signed_in(second_caseworker).get("/").content.decode()
    review = f"/exchanges/{exchange.reference}/review/?entry={entry.reference}"
    assert person.reference in signed_in(caseworker).get(review).content.decode()
    assert person.reference not in signed_in(second_caseworker).get(review).content.decode()


def test_lifting_takes_two_as_well(person, caseworker, supervisor, second_caseworker):
    restrict(person, caseworker, supervisor, caseworker)
    with pytest.raises(Refused, match="restricted"):
        actions.propose_lifting(person, reason="It is over.", by=second_caseworker)
    proposal = actions.propose_lifting(person, reason="It is over.", by=caseworker)
    with pytest.raises(Refused):
        accounts.approve(proposal, seen=proposal.digest, by=caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert person in Person.objects.visible_to(second_caseworker)
    lifted = Restriction.objects.get()
    assert (lifted.lifting_proposed_by, lifted.lifted_by) == (caseworker, supervisor)


def test_a_new_list_takes_the_place_of_the_old_one(person, caseworker, supervisor, second_caseworker):
    restrict(person, caseworker, supervisor, caseworker)
    restrict(person, caseworker, supervisor, second_caseworker)
    assert person not in Person.objects.visible_to(caseworker)
    assert person in Person.objects.visible_to(second_caseworker)
    assert Restriction.objects.count() == 2


def test_a_list_on_which_nobody_could_lift_it_is_refused(person, caseworker, officer):
    with pytest.raises(Refused, match="could lift"):
        actions.propose_restriction(person, officer=officer, readers=[officer], reason="Threats.", by=caseworker)


def test_a_list_holds_colleagues_who_may_see_people(person, caseworker, auditor, foreign_caseworker):
    for reader in (auditor, foreign_caseworker):
        with pytest.raises(Refused, match="may not see people"):
            actions.propose_restriction(
                person, officer=caseworker, readers=[reader], reason="Threats.", by=caseworker
            )


def test_the_database_holds_that_two_people_restrict_and_lift(person, caseworker, supervisor):
    with pytest.raises(IntegrityError), make.rolled_back():
        Restriction.objects.create(
            person=person, officer=caseworker, reason="x", proposed_by=caseworker, approved_by=caseworker
        )
    restrict(person, caseworker, supervisor, caseworker)
    for lifting in ({"lifting_proposed_by": supervisor, "lifted_by": supervisor}, {"lifted_by": supervisor}, {}):
        with pytest.raises(IntegrityError), make.rolled_back():
            Restriction.objects.update(lifted_at=timezone.now(), **lifting)


def test_it_is_proposed_and_approved_in_the_browser(person, caseworker, supervisor, second_caseworker, signed_in):
    form = {"officer": caseworker.pk, "readers": [caseworker.pk, supervisor.pk], "reason": "Threats."}
    signed_in(caseworker).post(f"{person.get_absolute_url()}restriction/", form)
    page = signed_in(supervisor).get("/proposals/").content.decode()
    assert (person.reference in page, NAME in page) == (True, False)
    waiting = signed_in(supervisor).get("/proposals/").context["waiting"].get()
    signed_in(supervisor).post(f"/proposals/{waiting.pk}/approve/", {"seen": waiting.digest})
    assert "restricted" in signed_in(caseworker).get(person.get_absolute_url()).content.decode()
    assert signed_in(second_caseworker).get(person.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.filter(action="approve_restrict_person").count() == 1
