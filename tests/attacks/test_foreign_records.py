"""Somebody of another organisation, who holds every role there, tries each address with our keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from casework.access import EXCLUSIVE, Role
from casework.accounts.actions import approve, set_password
from casework.accounts.models import SYSTEM, Organisation, Proposal, User
from casework.attachments import actions as attachments
from casework.audit.models import AuditEvent
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry, Exchange, ListFile
from casework.families import actions as families
from casework.families.models import Case, Referral, Relative
from casework.jobs.models import Job
from casework.matching.models import Duplicate
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import BreakGlass, Evidence, Person, StatusChange
from casework.protection.actions import hold_person
from casework.reports.actions import propose_publication
from casework.reports.models import ReportLog
from casework.reports.publishing import draft
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families
from tests.merging import make as make_merges
from tests.notifications import make as make_news
from tests.reports import make_publication

MARK = "Прикметенко"  # stands in every record, so that a page that shows any of them is found out
# What was agreed and announced, and the wordings, belong to everybody.
SHARED = ("exchanges:agreement", "exchanges:variance", "notifications:template_edit")

OF_ENTRY = ("entry", "link", "reject", "not_on_register", "register", "duplicate", "undo", "verify", "dispute")
PRIVATE = ("people", "merging", "families", "notifications", "jobs")


def _our_exchange(organisation: Organisation, supervisor: User, officer: User) -> tuple[Entry, Entry, ListFile]:
    """Two undecided entries and a draft, beside somebody who is home and news of it."""
    exchange = make_work.exchange()
    entry, other, theirs = make_work.listed(
        exchange, organisation, [f"{MARK} {given} Іванович" for given in ("Семен", "Остап", "Тарас")]
    )
    home = make.person(organisation, f"{MARK} Тарас Іванович")
    make_news.case(home, f"{MARK} Ганна")
    make_work.verified(make_work.arrived(make_work.linked(theirs, supervisor, home), supervisor), officer)
    notifications.prepare_news()
    content = f"ПІБ;Дата народження\n{MARK} Панас Іванович;1.1.1990\n".encode()
    draft = exchanges.receive_list(
        exchange, organisation=organisation, content=content, name=f"{MARK}.csv", by=SYSTEM
    )
    return entry, other, draft


def _their_proposal(person: Person, by: User) -> Proposal:
    return people.propose_restriction(person, officer=by, readers=[by], reason=MARK, by=by)


def _kept(person: Person) -> dict[str, Any]:
    steward = make.user("their-steward", person.organisation, Role.DATA_STEWARD)
    hold = hold_person(person, reason=MARK, by=steward)
    return {"protection": {"reference": person.reference}, "protection:hold_lift": {"pk": hold.pk}}


def _alike(organisation: Organisation, supervisor: User) -> dict[str, Any]:
    """Two records that may be of one person, and two that were merged."""
    names = ("Орест", "Орест", "Гнат", "Гнат")
    one, other, kept, merged = (make.person(organisation, f"{MARK} {name} Іванович") for name in names)
    score = {"organisation": organisation, "score": 0.99}
    pair = Duplicate.objects.create(one=one, other=other, **score)
    steward = User.objects.get(username="their-steward")
    merge = make_merges.merge(kept, merged, by=steward, approved_by=supervisor)
    return {
        "merging": {"kept": one.reference, "merged": other.reference, "pk": pair.pk},
        "merging:unmerge": {"pk": merge.pk},
    }


def _published(exchange: Exchange, supervisor: User, officer: User) -> dict[str, Any]:
    """Their list of who came home, which another approved; one more waits."""
    staff = {
        "by": supervisor,
        "officer": officer,
        "supervisor": make.user("second", officer.organisation, "supervisor"),
    }
    make_publication.home(exchange, officer.organisation, f"{MARK} Юрій Іванович", **staff)
    exchange = Exchange.objects.get(pk=exchange.pk)
    said = {"organisation": officer.organisation, "reason": MARK, "by": supervisor}
    seen = draft(exchange, officer.organisation).sha256
    proposal = propose_publication(exchange, seen=seen, **said)
    publication = approve(proposal, seen=proposal.digest, by=staff["supervisor"])
    propose_publication(exchange, seen=seen, **said)
    return {f"reports:{name}": {"pk": publication.pk} for name in ("published", "published_file", "withdraw")}


def _their_report(organisation: Organisation, by: User) -> ReportLog:
    return ReportLog.objects.create(
        report="people_by_status", organisation=organisation, by=by, purpose=MARK, level=2
    )


def _ours(organisation: Organisation, third: Organisation) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record of every kind: keys by namespace or name of the address, and what can be posted as a choice."""
    supervisor = make.user("their-supervisor", organisation, Role.SUPERVISOR, first_name=MARK)
    officer = make.user("their-officer", organisation, Role.VERIFICATION_OFFICER)
    person = make.person(organisation, f"{MARK} Іван Петрович", date_of_birth="14.10.1976")
    evidence = make.evidence(person, about="death", source=MARK)
    people.change_status(person, to="death_reported", reason=MARK, evidence=evidence, by=supervisor)
    death = people.change_status(person, to="deceased", reason=MARK, evidence=evidence, by=supervisor)
    case = make_news.case(person, f"{MARK} Марія", f"{MARK} Олег")
    link = case.case_relatives.order_by("order")[0]
    consent = families.record_consent(case, relative=link.relative, purpose="tracing", given=True, by=SYSTEM)
    today = timezone.localdate()
    follow_up = families.add_follow_up(case, what=MARK, due_on=today, owner=supervisor, by=SYSTEM)
    referral = make_families.referral(case, third, supervisor)
    entry, other, draft = _our_exchange(organisation, supervisor, officer)
    letter = attachments.add_attachment(person, kind="letter", content=MARK.encode(), by=supervisor)
    keys = {
        "people": {"reference": person.reference, "pk": death.pk},
        "families": {"reference": case.reference, "pk": link.pk},
        "families:relative_edit": {"reference": link.relative.reference},
        "families:follow_up_done": {"pk": follow_up.pk},
        "families:consent_withdraw": {"pk": consent.pk},
        "families:referral_accept": {"pk": referral.pk},
        "families:referral_decline": {"pk": referral.pk},
        "families:referral_revoke": {"pk": referral.pk},
        "exchanges": {"reference": entry.exchange.reference, "pk": draft.pk},
        "notifications": {"reference": Notification.objects.get().reference, "pk": 1},
        "guide": {"name": "caseworker"},
        "jobs": {"pk": Job.objects.create(kind="none", subject=MARK, created_by=supervisor).pk},
        "reports": {"name": "people_by_status"},
        "reports:take": {"pk": _their_report(organisation, supervisor).pk},
        "attachments": {"reference": letter.reference},
        "attachments:add": {"reference": person.reference},
        "accounts": {"pk": _their_proposal(person, supervisor).pk},
        "families:glass_review": {"pk": BreakGlass.objects.create(person=person, user=officer, reason=MARK).pk},
        "mfa_remove": {"pk": 1},
        "usersessions_end": {"pk": 1},
        "reports:subject": {"reference": person.reference},
        "reports:publication": {"reference": entry.exchange.reference},
    }
    keys |= _kept(person) | _alike(organisation, supervisor) | _published(entry.exchange, supervisor, officer)
    keys |= {f"exchanges:{name}": {"reference": entry.reference} for name in OF_ENTRY}
    return keys, {
        **_choices(person, evidence, supervisor, third),
        "known": link.relative.reference,
        "relative": link.relative_id,
        "entry": entry.reference,
        "of": other.pk,
        "replaces": other.list_file_id,
        "list": other.list_file_id,
    }


def _choices(person: Person, evidence: Evidence, supervisor: User, third: Organisation) -> dict[str, Any]:
    return {
        "person": person.reference,
        "choice": person.reference,
        "seen_1_code": person.reference,
        "seen_1_told": "Seen.",
        "evidence": evidence.pk,
        "owner": supervisor.pk,
        "to": supervisor.pk,
        "recipient": third.pk,
        "purpose": "A try",
        "reason": "A try",
        "everybody": "1",
    }


def _addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, set[str]]]:
    """Name and keyword arguments of every address of ours."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace or pattern.namespace or ""
            yield from _addresses(pattern, inner)
        elif pattern.callback.__module__.startswith("casework.") and namespace != "admin":
            yield f"{namespace}:{pattern.name}".lstrip(":"), set(pattern.pattern.converters)


def _url(name: str, arguments: set[str], keys: dict[str, Any]) -> str | None:
    if name in SHARED:
        return None
    if not arguments:
        return reverse(name)
    known = keys.get(name) or keys[name.split(":")[0]]
    return reverse(name, kwargs={argument: known[argument] for argument in arguments})


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """What is known and done, row by row."""
    tables: tuple[type[models.Model], ...] = (Person, StatusChange, Case, Relative, Referral, Entry, Notification)
    return {table.__name__: sorted(table._default_manager.values_list("pk", *_facts(table))) for table in tables}


def _facts(table: type[models.Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields if field.get_internal_type() == "CharField"]


@pytest.mark.parametrize("also", sorted(EXCLUSIVE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_shows_or_changes_a_record_of_another_organisation(
    bureau, other_bureau, signed_in, method, also
):
    user = make.everybody(other_bureau, "stranger", also)
    set_password(user, password="кавун-росте-на-баштані", by=user)  # what asks to sign in anew can then ask
    stranger = signed_in(user)
    keys, choices = _ours(bureau, make.organisation("third"))
    events = AuditEvent.objects.filter(organisation=bureau.slug).count()
    before = _rows()
    shown, found, tried = [], [], 0
    for name, arguments in _addresses(get_resolver()):
        if (url := _url(name, arguments, keys)) is None:
            continue
        tried += 1
        response = getattr(stranger, method)(url, choices, follow=True)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if MARK in content.decode(errors="replace"):
            shown.append(url)
        if arguments and name.split(":")[0] in PRIVATE and response.status_code not in (404, 405):
            found.append(url)
    assert tried > 70
    assert (shown, found) == ([], [])
    assert _rows() == before
    assert AuditEvent.objects.filter(organisation=bureau.slug).count() == events


@pytest.mark.parametrize(
    "table",
    [
        *("people/person", "people/evidence", "people/detention", "people/statuschange"),
        *("families/case", "families/relative", "families/contactattempt", "families/followup"),
        *("families/consent", "families/referral", "exchanges/listfile", "exchanges/entry", "exchanges/link"),
        *("exchanges/verification", "notifications/notification", "notifications/deliveryattempt"),
        *("reports/reportlog", "accounts/user", "accounts/grant"),
    ],
)
def test_the_admin_lists_no_record_of_another_organisation(bureau, other_bureau, signed_in, table):
    stranger = signed_in(make.everybody(other_bureau, "stranger", Role.ADMINISTRATOR))
    _ours(bureau, make.organisation("third"))
    if table == "reports/reportlog":  # it is the auditor's
        stranger = signed_in(make.everybody(other_bureau, "watcher", Role.AUDITOR))
    listed = stranger.get(f"/admin/{table}/")
    assert (listed.status_code, MARK in listed.content.decode()) == (200, False)
    found = stranger.get(f"/admin/{table}/?q={MARK}")
    assert (found.status_code, found.context["cl"].result_count) == (200, 0)
