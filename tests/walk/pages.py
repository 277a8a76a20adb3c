"""Every page of the demonstration: where it is, and who of its users opens it. Whatever has no page has a reason.

Routes are taken from the resolver, so that a page that is added is walked. Where its address takes a record that
nobody has named yet, `RECORDS` needs one; where it is no page, `NO_PAGE` a reason.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.test import Client

from casework.accounts.models import Proposal, User
from casework.attachments.models import Attachment
from casework.exchanges.ledger import CHECKS
from casework.exchanges.models import Agreement, Entry, ListFile
from casework.families.models import Case, CaseRelative
from casework.guides import GUIDES
from casework.jobs.models import Job
from casework.merging.models import Merge
from casework.notifications.models import Notification, NotificationTemplate
from casework.people.models import Person
from casework.protection.models import Hold
from casework.reports.models import Publication
from casework.reports.registry import REPORTS
from tests.accounts.door import inside
from tests.proofs.access_routes import Route, all_routes
from tests.walk.stage import EXCHANGE

# Whoever can open a page opens it: these are asked in turn.
READERS = (
    "supervisor",
    "verification-officer",
    "data-steward",
    "administrator",
    "auditor",
    "partner",
    "caseworker",
)
OF_THE_ADMIN = ("supervisor", "administrator", "auditor", "data-steward")
NOBODY = ""  # not signed in
AT_THE_DOOR = ("account_login", "account_inactive")

# Routes that nobody opens as a page, and why; but for those that take a POST only, and say so with 405.
NO_PAGE = {
    "account_set_password": "never there: everybody has a password",
    "admin:autocomplete": "JSON for a field",
    "admin:jsi18n": "JavaScript",
    "admin:login": "leads to the door",
    "admin:password_change": "leads to the page of one's password",
    "attachments:open": "a file",
    "attachments:original": "a file",
    "attachments:small": "a picture on a page",
    "exchanges:list_errors": "a file",
    "exchanges:roster": "JSON for the reception desk",
    "exchanges:undo": "takes a POST, where there is something to undo",
    "families:known": "a part of a page",
    "families:break_glass": "asks for the password first",
    "mfa_activate_totp": "asks for the password first",
    "mfa_add_webauthn": "asks for the password first",
    "mfa_authenticate": "half way through the door, with a second factor",
    "mfa_generate_recovery_codes": "needs a second factor",
    "mfa_login_webauthn": "JSON for a passkey",
    "mfa_reauthenticate": "needs a second factor",
    "mfa_reauthenticate_webauthn": "needs a passkey",
    "mfa_view_recovery_codes": "needs a second factor",
    "set_language": "takes a POST",
}
_ONLY_SHOWN = re.compile(r"admin:[a-z]+_[a-z]+_(add|delete)")


def only_shown(route: str, answer: str) -> bool:
    """What the admin shows and lets nobody make or take away: each who asks is refused, and no more."""
    return answer == "403" and _ONLY_SHOWN.fullmatch(route) is not None


@dataclass(frozen=True)
class Page:
    route: str
    url: str
    who: str


Keys = dict[str, Any]
Kept = Callable[[], Iterable[Any]]


def _people() -> Iterator[Person]:
    """One of whom everything is known, one who is to be asked about, one that is closed to all but a few."""
    yield from Person.objects.filter(links__undone_at=None, status="returned", cases__isnull=False)[:1]
    yield from Person.objects.filter(evidence__isnull=False, cases__isnull=False, status="missing")[:1]
    yield from Person.objects.filter(attachments__isnull=False)[:1]
    yield from Person.objects.filter(restrictions__isnull=False)[:1]


def _cases() -> Iterator[Case]:
    yield from Case.objects.filter(status="active", contact_attempts__isnull=False, referrals__isnull=False)[:1]
    yield from Case.objects.filter(status="news_pending")[:1]


def _pairs() -> Iterator[Keys]:
    kept, merged = Person.objects.standing().filter(status="missing", restrictions=None).order_by("pk")[:2]
    yield {"kept": kept.reference, "merged": merged.reference}


def _entries() -> Iterator[Entry]:
    on_it = Entry.objects.filter(exchange__reference=EXCHANGE)
    for status in ("received", "linked", "not_on_register", "duplicate"):
        yield from on_it.filter(status=status)[:1]
    yield from on_it.to_verify()[:1]


def _lists() -> Iterator[Keys]:
    for found in ListFile.objects.select_related("exchange"):
        yield {"reference": found.exchange.reference, "pk": found.pk}


def _news() -> Iterator[Notification]:
    for status in ("prepared", "approved", "delivered", "unreachable", "declined"):
        yield from Notification.objects.filter(status=status)[:1]


SIDES = ("detail", "evidence", "timeline", "families", "exchanges", "documents", "history")

# Of a route: all its records are walked. Of a part: the first that opens is, in each of its other routes.
# A record, or what stands in the address.
RECORDS: dict[str, Kept] = {
    "accounts": Proposal.objects.order_by,
    "admin:app_list": lambda: [{"app_label": part} for part in ("people", "accounts", "audit")],
    "attachments": Attachment.objects.all,
    "attachments:add": lambda: Person.objects.all()[:1],
    "exchanges": lambda: [{"reference": EXCHANGE}],
    "exchanges:agreement": Agreement.objects.all,
    "exchanges:variance": lambda: [{"reference": EXCHANGE, "kind": kind} for kind in CHECKS],
    **dict.fromkeys(("exchanges:entry", "exchanges:verify"), _entries),
    "exchanges:dispute": lambda: Entry.objects.filter(identity="verified")[:1],
    "exchanges:duplicate": lambda: Entry.objects.to_link()[:1],
    **{f"exchanges:list_{page}": _lists for page in ("file", "columns", "preview", "import", "changes")},
    "families": _cases,
    "families:detail": _cases,
    "families:relative_edit": lambda: [each.relative for each in CaseRelative.objects.all()[:1]],
    "guide": lambda: [{"name": name} for name in GUIDES],
    "jobs": Job.objects.all,
    "merging:merge": _pairs,
    "merging:unmerge": Merge.objects.all,
    "notifications": _news,
    "notifications:detail": _news,
    "notifications:template_edit": lambda: NotificationTemplate.objects.all()[:2],
    "people": _people,
    **{f"people:{side}": _people for side in SIDES},
    "protection": _people,
    "protection:hold_lift": Hold.objects.all,
    "reports": Publication.objects.all,
    "reports:publication": lambda: [{"reference": EXCHANGE}],
    "reports:subject": _people,
    "reports:run": lambda: [{"name": name} for name in REPORTS],
}


def pages() -> tuple[list[Page], dict[str, str]]:
    """All pages; and of the routes that have none, what they answered."""
    found: list[Page] = []
    without: dict[str, str] = {}
    clients = {who: _client(who) for who in (*READERS, NOBODY)}
    for route in all_routes():
        if route.name in NO_PAGE:
            without[route.name] = NO_PAGE[route.name]
            continue
        answers: set[str] = set()
        opens = (page for keys in _all_keys(route) if (page := _open(route, keys, clients, answers)))
        opened = list(opens if route.name in RECORDS else islice(opens, 1))
        found += opened
        if not opened:
            without[route.name] = ", ".join(sorted(answers)) or "no record"
    return found, without


def _client(who: str) -> Client:
    client = inside(User.objects.get(username=who)) if who else Client()
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def _open(route: Route, keys: Keys, clients: dict[str, Client], answers: set[str]) -> Page | None:
    for who in _readers(route):
        url = route.url(keys)
        answer = clients[who].get(url)
        answers.add(str(answer.status_code))
        answer.close()
        if answer.status_code == 405:
            return None
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            return Page(route.name, url, who)
    return None


def _readers(route: Route) -> tuple[str, ...]:
    if route.name.startswith("admin:"):
        return OF_THE_ADMIN
    return (NOBODY,) if route.name in AT_THE_DOOR else READERS


def _all_keys(route: Route) -> Iterator[Keys]:
    if not route.arguments:
        yield {}
    elif route.model is not None:
        for record in route.model._default_manager.order_by("pk")[:1]:
            yield {"object_id": record.pk}
    else:
        kept = RECORDS.get(route.name) or RECORDS.get(route.name.partition(":")[0]) or (lambda: [{}])
        for record in list(kept()):
            yield {name: _key(record, name) for name in route.arguments}


def _key(record: Any, name: str) -> Any:
    """Where an address has a number that is no record's here, it takes a POST, and says so to any."""
    return record.get(name, 1) if isinstance(record, dict) else getattr(record, name, record.pk)
