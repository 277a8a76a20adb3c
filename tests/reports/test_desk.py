"""The desk: what waits for whom, and that it costs the same whatever waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.exchanges.models import Entry, Exchange, Link
from casework.families.models import Case, FollowUp
from casework.lib.codes import new_code
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import StatusChange
from casework.reports import worklists
from tests import make
from tests.reports.make import case, notification, refer, returned

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def exchange(db):
    return Exchange.objects.create(reference="2025-05-23", held_on="2025-05-23")


def entry(exchange, organisation, **fields):
    return Entry.objects.create(
        reference=new_code("E"), exchange=exchange, organisation=organisation, surname="Коваленко", **fields
    )


def arrived(exchange, bureau, linked_by):
    """An entry that arrived, linked by somebody to a new person."""
    linked = entry(exchange, bureau, status="linked", arrival="arrived")
    Link.objects.create(
        entry=linked,
        exchange=exchange,
        person=make.person(bureau),
        proposed_by="engine",
        confirmed_by=linked_by,
    )
    return linked


def follow_up(case, owner, days, what="Call"):
    return FollowUp.objects.create(case=case, owner=owner, what=what, due_on=TODAY() + timedelta(days=days))


def waiting(user):
    return {item.label: item.value for item in worklists.for_role(user)}


def desk(signed_in, user):
    return signed_in(user).get(reverse("desk"))


@pytest.mark.parametrize("role", Role.values)
def test_a_desk_on_which_nothing_waits_says_so(role, signed_in, bureau):
    user = make.user(f"{role}-alone", bureau, role)
    response = desk(signed_in, user)
    assert response.status_code == 200
    assert response.context["calm"] == (role not in (Role.AUDITOR, Role.ADMINISTRATOR))


def test_follow_ups_stand_by_when_they_are_due(bureau, caseworker, second_caseworker):
    asked = case(make.person(bureau))
    follow_up(asked, second_caseworker, -1, "not mine")
    for days in (-40, -1, 0, 30):
        follow_up(asked, caseworker, days, f"due in {days}")
    found = worklists.follow_ups(caseworker)
    assert [(tone, [f.what for f in group]) for _label, tone, group in found.groups] == [
        ("bad", ["due in -40", "due in -1"]),
        ("warn", ["due in 0"]),
        ("neutral", ["due in 30"]),
    ]
    assert (found.total, found.more) == (4, 0)


def test_this_week_ends_on_sunday(bureau, caseworker):
    asked = case(make.person(bureau))
    to_sunday = 6 - TODAY().weekday()
    follow_up(asked, caseworker, to_sunday, "sunday")
    follow_up(asked, caseworker, to_sunday + 1, "monday")
    tones = {f.what: tone for _label, tone, group in worklists.follow_ups(caseworker).groups for f in group}
    assert tones == {"sunday": "info" if to_sunday else "warn", "monday": "neutral"}


def test_a_follow_up_is_done_from_the_desk_in_one_click(signed_in, bureau, caseworker):
    due = follow_up(case(make.person(bureau)), caseworker, 0)
    client = signed_in(caseworker)
    url = reverse("families:follow_up_done", args=[due.pk])
    assert url in client.get(reverse("desk")).content.decode()
    client.post(url)
    due.refresh_from_db()
    assert due.done_by == caseworker
    assert desk(signed_in, caseworker).context["calm"]


def test_more_follow_ups_than_are_shown_are_counted(bureau, caseworker):
    asked = case(make.person(bureau))
    for days in range(worklists.FOLLOW_UPS_SHOWN + 5):
        follow_up(asked, caseworker, days)
    found = worklists.follow_ups(caseworker)
    assert (found.total, found.more) == (worklists.FOLLOW_UPS_SHOWN + 5, 5)


def test_my_cases_with_news_pending_are_mine(bureau, caseworker, second_caseworker):
    mine = case(make.person(bureau), assigned_to=caseworker, status="news_pending")
    case(make.person(bureau), assigned_to=second_caseworker, status="news_pending")
    case(make.person(bureau), assigned_to=caseworker, status="active")
    assert worklists.news_pending(caseworker).items == [mine]


def test_news_to_tell_is_approved_and_what_is_due_first_stands_first(
    bureau, caseworker, officer, supervisor, second_caseworker
):
    def approved(assigned_to, next_try_at=None):
        told = notification(bureau, caseworker=caseworker, officer=officer)
        Notification.objects.filter(pk=told.pk).update(
            status="approved",
            approved_by=supervisor,
            approved_wording=told.wording,
            next_try_at=next_try_at,
        )
        Case.objects.filter(pk=told.case_id).update(assigned_to=assigned_to)
        return told

    now = timezone.now()
    tomorrow = approved(caseworker, now + timedelta(days=1))
    an_hour_ago = approved(caseworker, now - timedelta(hours=1))
    at_once = approved(None)
    approved(second_caseworker)
    notification(bureau, caseworker=caseworker, officer=officer)
    assert worklists.to_tell(caseworker).items == [at_once, an_hour_ago, tomorrow]


def test_entries_to_link_are_counted_per_exchange_of_the_own_organisation(
    bureau, other_bureau, exchange, caseworker
):
    later = Exchange.objects.create(reference="2025-05-24", held_on="2025-05-24")
    for where, how_many in ((exchange, 2), (later, 1)):
        for _ in range(how_many):
            entry(where, bureau)
    entry(exchange, bureau, status="not_on_register")
    entry(exchange, other_bureau)
    assert [(item.value, item.url) for item in worklists.for_role(caseworker)] == [
        (1, reverse("exchanges:review", args=["2025-05-24"])),
        (2, reverse("exchanges:review", args=["2025-05-23"])),
    ]


def test_arrivals_to_verify_are_those_that_somebody_else_linked(bureau, exchange, caseworker, officer):
    arrived(exchange, bureau, linked_by=caseworker)
    arrived(exchange, bureau, linked_by=officer)
    assert waiting(officer) == {"arrivals to verify, 2025-05-23": 1}


def test_only_the_link_that_stands_says_who_may_verify_an_arrival(bureau, exchange, caseworker, officer):
    def linked_first_and_then(first, then):
        linked = arrived(exchange, bureau, linked_by=first)
        linked.links.update(undone_at=timezone.now(), undone_by=first)
        Link.objects.create(
            entry=linked,
            exchange=exchange,
            person=make.person(bureau),
            proposed_by="by hand",
            confirmed_by=then,
        )

    linked_first_and_then(caseworker, officer)
    assert waiting(officer) == {}
    linked_first_and_then(officer, caseworker)
    assert waiting(officer) == {"arrivals to verify, 2025-05-23": 1}


def test_news_to_approve_is_not_what_one_prepared_oneself(bureau, caseworker, officer, supervisor):
    prepared = notification(bureau, caseworker=caseworker, officer=officer)
    assert waiting(supervisor)["notifications to approve"] == 1
    Notification.objects.filter(pk=prepared.pk).update(prepared_by=supervisor)
    assert "notifications to approve" not in waiting(supervisor)


def test_a_return_whose_news_is_not_prepared_and_one_without_a_family_wait(bureau, caseworker, officer):
    returned(make.person(bureau), linked_by=caseworker, verified_by=officer)
    assert waiting(caseworker) == {
        "confirmed, news not yet prepared": 1,
        "fate confirmed, and no family to tell": 1,
    }
    StatusChange.objects.update(news_claimed_at=timezone.now())
    assert waiting(caseworker) == {"fate confirmed, and no family to tell": 1}


def test_news_about_people_of_other_organisations_does_not_wait_here(
    other_bureau, caseworker, officer, foreign_caseworker
):
    returned(make.person(other_bureau), linked_by=caseworker, verified_by=officer)
    assert waiting(caseworker) == {}
    assert waiting(foreign_caseworker)["confirmed, news not yet prepared"] == 1


def test_a_death_waits_for_those_who_did_not_propose_it(bureau, other_bureau, caseworker, supervisor):
    person = make.person(bureau)
    said = make.evidence(person, about="death")
    people.change_status(person, to="death_reported", reason="Told.", evidence=said, by=caseworker)
    people.change_status(person, to="deceased", reason="DNA.", evidence=said, by=caseworker)
    foreign = make.user("foreign-supervisor", other_bureau, Role.SUPERVISOR)
    assert [change.person for change in worklists.deaths_to_approve(supervisor).items] == [person]
    assert worklists.deaths_to_approve(foreign).total == 0
    people.refuse_death(StatusChange.objects.pending().get(), by=supervisor)
    people.change_status(person, to="deceased", reason="DNA.", evidence=said, by=supervisor)
    assert worklists.deaths_to_approve(supervisor).total == 0


def test_a_death_of_a_referred_person_does_not_show_to_those_it_was_referred_to(
    bureau, other_bureau, caseworker, supervisor
):
    person = make.person(bureau)
    said = make.evidence(person, about="death")
    people.change_status(person, to="death_reported", reason="Told.", evidence=said, by=caseworker)
    people.change_status(person, to="deceased", reason="DNA.", evidence=said, by=caseworker)
    refer(case(person), to=other_bureau, by=supervisor, fields=("birth",))
    foreign = make.user("foreign-supervisor", other_bureau, Role.SUPERVISOR)
    assert worklists.deaths_to_approve(foreign).total == 0


def test_referrals_wait_at_the_organisation_to_which_they_were_made(
    bureau, other_bureau, supervisor, foreign_caseworker, caseworker
):
    refer(case(make.person(bureau)), to=other_bureau, by=supervisor, fields=("birth",), accepted=False)
    assert waiting(foreign_caseworker) == {"referrals that wait for an answer": 1}
    assert "referrals that wait for an answer" not in waiting(caseworker)


def test_families_unheard_for_over_thirty_days_wait_mine_and_all(bureau, caseworker, second_caseworker):
    long_ago = TODAY() - timedelta(days=31)
    case(make.person(bureau), assigned_to=caseworker, last_contact_on=long_ago)
    case(make.person(bureau), assigned_to=second_caseworker, opened_on=long_ago)
    case(make.person(bureau), assigned_to=caseworker, last_contact_on=TODAY() - timedelta(days=30))
    case(make.person(bureau), assigned_to=caseworker, last_contact_on=long_ago, status="closed")
    assert waiting(caseworker) == {
        "families of mine unheard for over 30 days": 1,
        "families unheard for over 30 days, of all": 2,
    }


def test_the_auditor_sees_the_last_check_and_what_was_taken_out_here(signed_in, auditor, other_bureau):
    signed_in(make.user("other-auditor", other_bureau, Role.AUDITOR)).post(reverse("reports:check_audit"))
    assert desk(signed_in, auditor).context["last_check"] is None
    signed_in(auditor).post(reverse("reports:check_audit"))
    response = desk(signed_in, auditor)
    assert response.context["last_check"] == AuditEvent.objects.get(action="check_audit", actor="auditor")
    assert list(response.context["taken_out"]) == []


def test_the_administrator_sees_who_holds_which_role_and_which_end_soon(signed_in, administrator, bureau):
    nobody = make.user("newcomer", bureau)
    temporary = make.user("temporary", bureau)
    for days, role in ((3, Role.INTAKE), (90, Role.CASEWORKER)):
        ends = timezone.now() + timedelta(days=days)
        accounts.grant_role(temporary, role=role, expires_at=ends, by=SYSTEM)
    context = desk(signed_in, administrator).context
    by_role = dict(context["colleagues"])
    assert by_role["Without a role"] == [nobody]
    assert (by_role["Intake"], by_role["Caseworker"]) == ([temporary], [temporary])
    assert [grant.role for grant in context["expiring"].items] == ["intake"]


def test_the_desk_takes_as_many_queries_whatever_waits(
    signed_in, bureau, other_bureau, caseworker, officer, exchange, django_assert_max_num_queries
):
    busy = make.user("busy", bureau, Role.SUPERVISOR, Role.VERIFICATION_OFFICER)
    client = signed_in(busy)
    for more in (3, 57):
        for number in range(more):
            news = notification(bureau, caseworker=caseworker, officer=officer)
            Case.objects.filter(pk=news.case_id).update(assigned_to=busy, status="news_pending")
            follow_up(news.case, busy, number - 3)
            arrived(exchange, bureau, linked_by=caseworker)
            entry(Exchange.objects.create(reference=f"stage-{more}-{number}"), bureau)
        with django_assert_max_num_queries(26):
            response = client.get(reverse("desk"))
    assert response.context["follow_ups"].total == 60
