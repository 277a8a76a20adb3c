"""The page of a person says what comes next: first what its reader does, and never what they may not see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.exchanges.actions import verify_person
from casework.exchanges.models import Candidate, Entry, Exchange, Link
from casework.families.models import FollowUp
from casework.lib.codes import new_code
from casework.notifications import actions as notifications
from casework.people import actions as people
from casework.reports.next_steps import next_steps
from tests import make
from tests.reports.make import case, notification, relative

pytestmark = pytest.mark.django_db


def entry(bureau, **fields):
    exchange, _made = Exchange.objects.get_or_create(reference="2025-05-23", held_on="2025-05-23")
    return Entry.objects.create(
        reference=new_code("E"), exchange=exchange, organisation=bureau, surname="Ковальов", **fields
    )


def follow_up(case, owner, days):
    due = timezone.localdate() + timedelta(days=days)
    return FollowUp.objects.create(case=case, owner=owner, what=f"due in {days}", due_on=due)


def said(person, user):
    return [(step.what, step.url) for step in next_steps(person, user)]


def test_a_candidate_is_to_be_decided_by_who_links_and_not_once_rejected(bureau, caseworker, officer):
    person, waiting = make.person(bureau), entry(bureau)
    candidate = Candidate.objects.create(entry=waiting, person=person, rank=1, score=0.9)
    url = reverse("exchanges:review", args=["2025-05-23"]) + f"?entry={waiting.reference}"
    assert said(person, caseworker) == [("Decide whether Ковальов on a list is this person", url)]
    assert said(person, officer) == []
    candidate.rejected_at, candidate.rejected_by = timezone.now(), caseworker
    candidate.save()
    assert said(person, caseworker) == []


def test_an_arrival_is_verified_by_another_than_who_linked_it(bureau, officer, caseworker):
    linked = entry(bureau, status="linked", arrival="arrived")
    person, both = make.person(bureau), make.everybody(bureau)
    Link.objects.create(
        entry=linked, exchange=linked.exchange, person=person, proposed_by="engine", confirmed_by=both
    )
    what = "Verify who arrived, and in what condition"
    assert said(person, officer) == [(what, reverse("exchanges:verify", args=[linked.reference]))]
    assert said(person, caseworker) == said(person, both) == [(what, "")]
    people.report_return(person, reason="Arrived.", by=SYSTEM)
    verify_person(linked, identified_by="document", by=officer)
    assert said(person, officer) == []


def test_news_is_approved_by_another_and_then_told(bureau, caseworker, officer, supervisor, intake):
    news = notification(bureau, caseworker=caseworker, officer=officer)
    approve = "Approve the news for Наталія Вигадана: return"
    assert said(news.person, supervisor) == [(approve, news.get_absolute_url())]
    assert said(news.person, caseworker) == [(approve, "")]
    assert said(news.person, intake) == []
    notifications.approve_notification(news, version=news.version, by=supervisor)
    tell = ("Tell Наталія Вигадана: return", reverse("notifications:attempt", args=[news.reference]))
    assert said(news.person, caseworker) == [tell]
    assert said(news.person, intake) == []


def test_the_readers_own_work_comes_before_that_of_others(bureau, caseworker, officer):
    news = notification(bureau, caseworker=caseworker, officer=officer)
    follow_up(news.case, caseworker, 3)
    follow_up(news.case, caseworker, -1)
    done = follow_up(news.case, caseworker, -2)
    FollowUp.objects.filter(pk=done.pk).update(done_at=timezone.now(), done_by=caseworker)
    url = news.case.get_absolute_url() + "#follow-ups"
    assert said(news.person, caseworker) == [
        ("due in -1", url),
        ("due in 3", url),
        ("Approve the news for Наталія Вигадана: return", ""),
    ]
    assert [step.overdue for step in next_steps(news.person, caseworker)] == [True, False, False]


def test_a_family_for_which_nothing_is_planned_is_not_forgotten(bureau, caseworker, intake):
    person = make.person(bureau)
    assert said(person, caseworker) == []
    asked = case(person)
    plan = reverse("families:follow_up_add", args=[asked.reference])
    assert said(person, caseworker) == [("Plan what is to be done", plan)]
    assert said(person, intake) == []
    follow_up(asked, caseworker, 1)
    assert [what for what, _url in said(person, caseworker)] == ["due in 1"]


def test_nobody_off_the_list_is_told_what_waits_for_a_restricted_person(
    bureau, caseworker, second_caseworker, supervisor
):
    person, waiting = make.person(bureau), entry(bureau)
    relative(asked := case(person))
    follow_up(asked, caseworker, 1)
    Candidate.objects.create(entry=waiting, person=person, rank=1, score=0.9)
    proposal = people.propose_restriction(
        person, officer=caseworker, readers=[caseworker], reason="Threats.", by=caseworker
    )
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert len(said(person, caseworker)) == 2
    assert said(person, second_caseworker) == []


def test_the_page_begins_with_what_comes_next(bureau, caseworker, signed_in):
    person = make.person(bureau)
    follow_up(case(person), caseworker, 0)
    page = signed_in(caseworker).get(person.get_absolute_url()).content.decode()
    assert page.index("What comes next") < page.index("due in 0") < page.index("What happened")
    assert page.index("What happened") < page.index("Who this is")
    officer = make.user("officer", bureau, Role.VERIFICATION_OFFICER)
    assert "due in 0" not in signed_in(officer).get(person.get_absolute_url()).content.decode()
