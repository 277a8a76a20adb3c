"""The page of the audit: whose events, found by what, and the check of the chain."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.actions import record
from casework.audit.models import AuditEvent, AuditHead
from casework.lib.errors import Refused
from casework.reports.actions import check_audit
from tests import make
from tests.audit.planting import unlocked

pytestmark = pytest.mark.django_db


def did(by, action="did_something", subject="thing:1", **data):
    with transaction.atomic():
        record(action, subject, by=by, **data)


def shown(signed_in, user, **query):
    response = signed_in(user).get(reverse("audit:list"), query)
    assert response.status_code == 200
    return [event.subject for event, _details in response.context["events"] if event.subject.startswith("thing:")]


def test_an_auditor_sees_their_organisation_and_the_system_newest_first(
    signed_in, auditor, caseworker, foreign_caseworker
):
    did(caseworker, subject="thing:own")
    did(foreign_caseworker, subject="thing:foreign")
    did(SYSTEM, subject="thing:system")
    assert shown(signed_in, auditor) == ["thing:system", "thing:own"]


def test_filters_do_not_reach_the_events_of_others(signed_in, auditor, foreign_caseworker):
    did(foreign_caseworker, subject="thing:foreign", action="did_abroad")
    assert shown(signed_in, auditor, actor="foreign-caseworker") == []
    assert shown(signed_in, auditor, subject="thing:foreign") == []
    page = signed_in(auditor).get(reverse("audit:list"), {"action": "did_abroad"})
    assert page.context["events"] == []


def test_events_are_found_by_who_what_and_to_what(signed_in, auditor, caseworker, supervisor):
    did(caseworker, subject="thing:1", action="opened")
    did(supervisor, subject="thing:2", action="opened")
    did(supervisor, subject="thing:3", action="closed")
    assert shown(signed_in, auditor, actor="caseworker") == ["thing:1"]
    assert shown(signed_in, auditor, action="closed") == ["thing:3"]
    assert shown(signed_in, auditor, subject="thing:2") == ["thing:2"]
    assert shown(signed_in, auditor, actor="supervisor", action="opened") == ["thing:2"]


def test_a_code_alone_finds_what_was_done_to_that_record(signed_in, auditor, caseworker):
    did(caseworker, subject="person:P-7K3M-Q2XR")
    did(caseworker, subject="case:C-7K3M-Q2XR")
    page = signed_in(auditor).get(reverse("audit:list"), {"subject": " p-7k3m-q2xr"})
    assert [event.subject for event, _details in page.context["events"]] == ["person:P-7K3M-Q2XR"]


def test_a_day_is_a_day_of_the_local_clock(signed_in, auditor, caseworker):
    midnight = timezone.make_aware(datetime(2036, 5, 23))
    moments = {"before": -timedelta(seconds=1), "first": timedelta(0), "last": timedelta(hours=23, minutes=59)}
    for name, distance in moments.items():
        with time_machine.travel(midnight + distance, tick=False):
            did(caseworker, subject=f"thing:{name}")
    assert shown(signed_in, auditor, day="2036-05-23") == ["thing:last", "thing:first"]


def test_pages_follow_each_other_without_a_gap_while_events_are_added(signed_in, auditor, caseworker):
    for number in range(120):
        did(caseworker, subject=f"thing:{number}", action="counted")
    client, seen, query = signed_in(auditor), [], {"action": "counted"}
    while query:
        page = client.get(reverse("audit:list"), query).context
        seen += [event.subject for event, _details in page["events"]]
        did(caseworker, subject="thing:new", action="counted")
        query = {"action": "counted", "before": page["older"]} if page["older"] else None
    assert seen == [f"thing:{number}" for number in reversed(range(120))]


def test_details_are_written_out(signed_in, auditor, caseworker):
    did(
        caseworker,
        action="told",
        old="open",
        fields=["a", "b"],
        filters={"status": "no code"},
        by_hand=True,
        of=None,
    )
    page = signed_in(auditor).get(reverse("audit:list"), {"action": "told"})
    assert page.context["events"][0][1]["details"] == [
        ("by_hand", "yes"),
        ("fields", "a, b"),
        ("filters", "status = no code"),
        ("records", "none"),
        ("before", "open"),
    ]


def test_a_wrong_filter_is_named_and_shows_nothing(signed_in, auditor, caseworker):
    did(caseworker)
    page = signed_in(auditor).get(reverse("audit:list"), {"day": "yesterday"})
    assert list(page.context["form"].errors) == ["day"]
    assert page.context["events"] == []


def test_only_auditors_see_the_audit_and_check_it(signed_in, supervisor, administrator):
    for user in (supervisor, administrator):
        assert signed_in(user).get(reverse("audit:list")).status_code == 403
        assert signed_in(user).post(reverse("reports:check_audit")).status_code == 403
    assert not AuditEvent.objects.filter(action="check_audit").exists()


def test_a_check_says_that_the_chain_is_whole_and_is_itself_recorded(signed_in, auditor, caseworker):
    did(caseworker)
    before = AuditEvent.objects.count()
    page = signed_in(auditor).post(reverse("reports:check_audit"), follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    check = page.context["last_check"]
    assert (check.actor, check.details) == ("auditor", {"records": before, "first_fault": None})


def test_a_check_names_the_first_bad_record(signed_in, auditor, caseworker):
    for _ in range(3):
        did(caseworker)
    bad = AuditEvent.objects.order_by("pk")[1]
    with unlocked():
        AuditEvent.objects.filter(pk=bad.pk).update(actor="somebody else")
    page = signed_in(auditor).post(reverse("reports:check_audit"), follow=True)
    said = [(message.level_tag, str(message)) for message in page.context["messages"]]
    assert said == [
        (
            "error",
            f"Record {bad.number} of the audit is bad: its contents were altered. Tell the administrator at once.",
        )
    ]
    assert page.context["last_check"].details["first_fault"] == bad.number


def test_the_action_itself_refuses_whoever_is_no_auditor(supervisor):
    with pytest.raises(Refused):
        check_audit(by=supervisor)


def test_a_check_is_a_change_and_needs_a_post(signed_in, auditor):
    assert signed_in(auditor).get(reverse("reports:check_audit")).status_code == 405
    assert AuditHead.objects.exists()


def test_the_page_takes_as_many_queries_for_sixty_events_as_for_three(
    signed_in, auditor, caseworker, django_assert_max_num_queries
):
    client = signed_in(auditor)
    for more in (3, 57):
        for _ in range(more):
            did(caseworker)
        with django_assert_max_num_queries(8):
            client.get(reverse("audit:list"))


def test_the_admin_shows_an_auditor_the_events_of_the_own_organisation_only(auditor, other_bureau, signed_in):
    stranger = make.user("stranger", other_bureau, Role.ADMINISTRATOR)
    accounts.create_user(username="theirs", organisation=other_bureau, by=stranger)
    page = signed_in(auditor).get("/admin/audit/auditevent/")
    shown = {event.organisation for event in page.context["cl"].result_list}
    assert shown == {"bureau"}
