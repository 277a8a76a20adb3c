"""What others did since the user was last here, on their desk: in their cases alone, newest first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.audit.models import AuditEvent
from casework.exchanges import actions as exchanges
from casework.families import actions as families
from casework.families.models import Case, Referral
from casework.notifications import actions as news
from casework.people import actions as people
from casework.people.models import StatusChange
from casework.reports.since import MOST, SHOWN, since
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_family
from tests.reports.make import notification

pytestmark = pytest.mark.django_db
NAME = "Загадка Микита Вигаданий"


@pytest.fixture
def person(bureau):
    return make.person(bureau, NAME)


@pytest.fixture
def case(bureau, person, caseworker):
    case = make_family.case(bureau, person, assigned_to=caseworker)
    make_family.relative(case)
    return case


@pytest.fixture
def away(signed_in, person, case):
    """`away(user)`: they were here, read something, and went."""

    def leave(user):
        assert signed_in(user).get(person.get_absolute_url()).status_code == 200

    return leave


def evidence(person, by, about="captivity"):
    return people.record_evidence(person, about=about, content="Seen.", source="A video", by=by)


def contact(case, by):
    first = case.case_relatives.get().relative
    return families.record_contact(case, relative=first, outcome="no_answer", by=by)


def rows(response):
    return [
        (change.what, change.who, change.person and change.person.reference)
        for change in response.context["since"].changes
    ]


def seen(signed_in, user):
    return rows(signed_in(user).get(reverse("desk")))


def test_what_a_colleague_did_is_there_and_what_i_did_is_not(
    signed_in, away, person, case, caseworker, second_caseworker
):
    away(caseworker)
    evidence(person, caseworker, "identity")
    contact(case, caseworker)
    evidence(person, second_caseworker, "health")
    response = signed_in(caseworker).get(reverse("desk"))
    assert rows(response) == [("new evidence: health", "second-caseworker", person.reference)]
    text = response.content.decode()
    assert "Since you were last here" in text
    assert f'<a href="{reverse("people:evidence", args=[person.reference])}">new evidence: health</a>' in text
    assert NAME in text
    # The colleague, whose case it is not, hears of nothing.
    away(second_caseworker)
    evidence(person, caseworker)
    contact(case, caseworker)
    assert seen(signed_in, second_caseworker) == []


def test_what_was_done_before_the_last_visit_is_not_there(
    signed_in, away, person, case, caseworker, second_caseworker
):
    evidence(person, second_caseworker)
    contact(case, second_caseworker)
    away(caseworker)
    response = signed_in(caseworker).get(reverse("desk"))
    assert rows(response) == []
    moment = AuditEvent.objects.filter(actor="caseworker", action="read").last().at
    assert response.context["since"].at == moment
    assert "Nothing changed in your cases since" in response.content.decode()


def test_on_the_first_visit_nothing_is_said(signed_in, person, case, caseworker, second_caseworker):
    evidence(person, second_caseworker)
    response = signed_in(caseworker).get(reverse("desk"))
    assert "since" not in response.context
    assert "last here" not in response.content.decode()


def test_neither_a_reload_nor_another_session_nor_one_that_ran_out_loses_it(
    signed_in, away, person, caseworker, second_caseworker
):
    away(caseworker)
    evidence(person, second_caseworker)
    expected = [("new evidence: captivity", "second-caseworker", person.reference)]
    client = signed_in(caseworker)
    assert rows(client.get(reverse("desk"))) == expected
    assert seen(signed_in, caseworker) == []  # they have been here, in the session that is open
    assert rows(client.get(reverse("desk"))) == expected


def test_that_an_idle_session_is_ended_at_the_next_page_is_no_visit(
    signed_in, away, person, caseworker, second_caseworker
):
    left = signed_in(caseworker)
    left.get(person.get_absolute_url())
    evidence(person, second_caseworker)
    session = left.session
    session["seen_at"] -= 24 * 60 * 60
    session.save()
    left.get(reverse("desk"))
    assert AuditEvent.objects.filter(actor="caseworker", action="end_session").count() == 1
    assert seen(signed_in, caseworker) == [("new evidence: captivity", "second-caseworker", person.reference)]


def test_every_kind_of_change_to_my_case(signed_in, away, bureau, other_bureau, person, case, caseworker):
    colleague = make.user("colleague", bureau, Role.SUPERVISOR, first_name="Олена", last_name="Колежанка")
    officer = make.user("the-officer", bureau, Role.VERIFICATION_OFFICER)
    partner = make.user("partner", other_bureau, Role.PARTNER)
    away(caseworker)
    people.change_status(person, to="confirmed_captive", reason="Told.", confirmed_by="icrc", by=colleague)
    entry = make_work.entry(make_work.exchange(), bureau)
    exchanges.link_entry(entry, person, by=colleague)
    exchanges.undo_link(entry, reason="Another person.", by=colleague)
    make_work.linked(entry, by=colleague, person=person)
    make_work.arrived(entry, by=colleague)
    exchanges.verify_person(entry, identified_by="passport", by=officer)
    first = case.case_relatives.get().relative
    earlier = timezone.now() - timedelta(days=2)  # it was then, and is put down now
    families.record_contact(case, relative=first, outcome="reached", at=earlier, by=colleague)
    referral = make_family.referral(case, other_bureau, colleague)
    families.accept_referral(referral, by=partner)
    families.revoke_referral(referral, by=colleague)
    found = seen(signed_in, caseworker)
    who, whose, where = "Олена Колежанка", person.reference, entry.exchange.reference
    assert found == [
        ("referral revoked", who, whose),
        ("referral accepted", "Other-Bureau", whose),
        ("contact with the family recorded", who, whose),
        (f"identity verified, {where}", "the-officer", whose),
        ("status now: return reported", who, whose),
        (f"entry linked, {where}", who, whose),
        (f"link taken back, {where}", who, whose),
        (f"entry linked, {where}", who, whose),
        ("status now: confirmed captive", who, whose),
    ]


def test_decisions_on_what_i_proposed(signed_in, bureau, officer, person, away, caseworker, supervisor):
    other = make.person(bureau, "Інша Людина")
    said = evidence(other, caseworker, "death")
    people.change_status(other, to="death_reported", reason="Told.", evidence=said, by=caseworker)
    people.change_status(other, to="deceased", reason="DNA.", evidence=said, by=caseworker)
    proposal = people.propose_restriction(
        other, officer=caseworker, readers=[caseworker, supervisor], reason="Threats.", by=caseworker
    )
    prepared = notification(bureau, caseworker=supervisor, officer=officer, prepared_by=caseworker)
    away(caseworker)
    news.approve_notification(prepared, version=prepared.version, by=make.user("boss", bureau, Role.SUPERVISOR))
    people.approve_death(StatusChange.objects.pending().get(), by=supervisor)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    response = signed_in(caseworker).get(reverse("desk"))
    assert rows(response) == [
        ("approved: restriction of a record", "supervisor", other.reference),
        ("approved: deceased", "supervisor", other.reference),
        ("wording of news approved", "boss", prepared.person.reference),
    ]
    assert reverse("accounts:proposal", args=[proposal.pk]) in response.content.decode()


def test_a_person_who_was_restricted_meanwhile_does_not_appear(
    signed_in, away, case, person, caseworker, second_caseworker, supervisor
):
    proposal = people.propose_restriction(
        person, officer=supervisor, readers=[supervisor], reason="Threats.", by=caseworker
    )
    away(caseworker)
    evidence(person, second_caseworker)
    contact(case, second_caseworker)
    people.change_status(person, to="confirmed_captive", reason="Told.", confirmed_by="icrc", by=second_caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    response = signed_in(caseworker).get(reverse("desk"))
    assert rows(response) == []
    assert NAME not in response.content.decode()
    assert person.reference not in response.content.decode()


def test_what_another_organisation_does_with_a_person_it_referred_is_theirs(
    signed_in, away, bureau, other_bureau, caseworker, second_caseworker, foreign_caseworker
):
    """The status they share with the name; their evidence never; and nothing once the referral has ended."""
    theirs = make.person(other_bureau, "Далекий Остап")
    their_case = make_family.case(other_bureau, theirs)
    referral = make_family.referral(their_case, bureau, foreign_caseworker)
    families.accept_referral(referral, by=caseworker)
    ours = make_family.case(bureau, theirs, assigned_to=caseworker)
    make_family.relative(ours)
    away(caseworker)
    contact(ours, second_caseworker)
    evidence(theirs, foreign_caseworker)
    people.change_status(
        theirs, to="confirmed_captive", reason="Told.", confirmed_by="icrc", by=foreign_caseworker
    )
    client = signed_in(caseworker)
    assert rows(client.get(reverse("desk"))) == [
        ("status now: confirmed captive", "foreign-caseworker", theirs.reference),
        ("contact with the family recorded", "second-caseworker", theirs.reference),
    ]
    Referral.objects.update(until=timezone.localdate() - timedelta(days=1))
    response = client.get(reverse("desk"))
    assert rows(response) == []
    assert theirs.name not in response.content.decode()


def test_who_may_not_see_exchanges_reads_of_no_entry(signed_in, away, bureau, person, case, supervisor):
    intake = make.user("at-intake", bureau, Role.INTAKE)
    Case.objects.filter(pk=case.pk).update(assigned_to=intake)
    away(intake)
    make_work.linked(make_work.entry(make_work.exchange(), bureau), by=supervisor, person=person)
    evidence(person, supervisor)
    assert seen(signed_in, intake) == [("new evidence: captivity", "supervisor", person.reference)]


def test_that_it_was_read_is_put_down(signed_in, away, person, caseworker, second_caseworker):
    away(caseworker)
    evidence(person, second_caseworker)
    signed_in(caseworker).get(reverse("desk"))
    read = AuditEvent.objects.filter(actor="caseworker", action="read", subject="desk").get()
    assert person.reference in read.details["of"]


def test_the_latest_ten_are_shown_and_all_on_asking_in_as_many_queries(
    signed_in, away, bureau, caseworker, second_caseworker, django_assert_num_queries
):
    away(caseworker)
    for number in range(SHOWN + 3):
        more = make.person(bureau, f"Людина{number} Іван")
        make_family.case(bureau, more, assigned_to=caseworker)
        evidence(more, second_caseworker)
    client = signed_in(caseworker)
    first = client.get(reverse("desk"))
    assert [change.person.name for change in first.context["since"].changes] == [
        f"Людина{number} Іван" for number in reversed(range(3, SHOWN + 3))
    ]
    assert f"{reverse('desk')}?since=all#since" in first.content.decode()
    everything = client.get(reverse("desk"), {"since": "all"})
    assert (len(rows(everything)), everything.context["since"].more) == (SHOWN + 3, False)
    last_here = first.context["since"].at
    for most in (SHOWN, MOST):
        with django_assert_num_queries(2):
            since(caseworker, last_here, most=most)
