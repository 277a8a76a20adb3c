"""Every address of the site and of the admin, found by walking the resolver; and real records to fill them.

Which kind of record belongs in an address stands in the table `HOLDS`. No number is the key of records of two
kinds, so that none is found by chance.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from casework.access import ROLES, Role
from casework.accounts.models import Organisation, Proposal
from casework.attachments.models import Attachment
from casework.exchanges.models import Agreement, Entry, Exchange, ListFile
from casework.families.models import Case, CaseRelative, Consent, FollowUp, Referral, Relative
from casework.jobs.models import Job
from casework.matching.models import Duplicate
from casework.merging.models import Merge
from casework.notifications.models import Notification, NotificationTemplate
from casework.people.models import BreakGlass, Person, StatusChange
from casework.protection.models import Hold
from casework.reports.models import Publication, ReportLog
from tests.proofs.world import OWN, SHARED_BY_ALL, WAITING, Holding

Keys = dict[str, Any]
# A kind of record, or a word that stands in the address and is nobody's secret.
Kind = type[models.Model] | str
_GROUP = re.compile(r"\(\?P<(\w+)>")
NOT_THERE = "/admin/"  # where the admin sends whoever asks for what is not there
# Who may between them open everything that is their own.
OPENERS = (Role.SUPERVISOR, Role.DATA_STEWARD, Role.VERIFICATION_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)

# What an argument of an address names: by the name of the address, or by that of its part of the site.
HOLDS: dict[str, dict[str, Kind]] = {
    "accounts": {"pk": Proposal},
    "admin:app_list": {"app_label": "people"},
    "attachments": {"reference": Attachment},
    "attachments:add": {"reference": Person},
    "exchanges": {"reference": Exchange, "pk": ListFile, "slug": Agreement, "kind": "to-decide"},
    **{
        f"exchanges:{name}": {"reference": Entry}
        for name in (
            "entry",
            "link",
            "reject",
            "not_on_register",
            "register",
            "duplicate",
            "undo",
            "verify",
            "dispute",
        )
    },
    "families": {"reference": Case},
    "families:consent_withdraw": {"pk": Consent},
    "families:follow_up_done": {"pk": FollowUp},
    "families:glass_review": {"pk": BreakGlass},
    **{f"families:referral_{name}": {"pk": Referral} for name in ("accept", "decline", "revoke")},
    "families:relative_edit": {"reference": Relative},
    "families:relative_move": {"reference": Case, "pk": CaseRelative},
    "guide": {"name": "caseworker"},
    "jobs": {"pk": Job},
    "merging": {"kept": Person, "merged": Person},
    "merging:decide": {"pk": Duplicate},
    "merging:unmerge": {"pk": Merge},
    "mfa_remove": {"pk": Authenticator},
    "notifications": {"reference": Notification},
    "notifications:template_edit": {"pk": NotificationTemplate},
    "people": {"reference": Person, "pk": StatusChange},
    "protection": {"reference": Person},
    "protection:hold_lift": {"pk": Hold},
    "reports": {"reference": Exchange, "pk": Publication},
    "reports:run": {"name": "people_by_status"},
    "reports:take": {"pk": ReportLog},
    "usersessions_end": {"pk": UserSession},
}
# Of lists the second, which is a new version; of reports the one that was approved and not taken out yet.
SECOND = ("exchanges:list_changes", "reports:take")
# Where the address calls the code of a record something else.
NAMED_BY = {"kept": "reference", "merged": "reference"}
# Open to whoever received them.
OFFERED = ("families:referral_accept", "families:referral_decline")


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    model: type[models.Model] | None  # of an address of the admin
    permission: str  # that it takes, where it says so
    holds: dict[str, Kind] | None = field(hash=False)  # what each argument names; None where nobody knows

    @property
    def opener(self) -> str:
        """Who opens it with a record of their own; where it is closed to every role, anybody."""
        may = (who for who in OPENERS if self.permission in ROLES[who])
        return next(may, OPENERS[0]) if self.permission else OPENERS[0]

    @property
    def seen(self) -> str:
        """The relation in which a record stands that is opened by it."""
        return WAITING if self.name in OFFERED else OWN

    def keys(self, holding: Holding) -> Keys | None:
        """What stands in the address for the records of that holding; None where it has none of that kind."""
        found: Keys = {}
        for argument, kind in (self.holds or {}).items():
            if isinstance(kind, str):
                found[argument] = kind
                continue
            record = _one(kind, holding, 1 if self.name in SECOND or argument == "merged" else 0)
            if record is None:
                return None
            by_key = argument in ("pk", "object_id")
            found[argument] = record.pk if by_key else getattr(record, NAMED_BY.get(argument, argument))
        return found

    def url(self, keys: Keys) -> str:
        return reverse(self.name, kwargs=keys)

    def kind(self, argument: str) -> str:
        """The name of the table whose records belong there, where they are somebody's; else empty."""
        kind = (self.holds or {})[argument]
        name = "" if isinstance(kind, str) else str(kind._meta.model_name)
        return "" if name in SHARED_BY_ALL - {"organisation"} else name

    @property
    def kinds(self) -> set[str]:
        return {self.kind(argument) for argument in self.holds or {}} - {""}


def all_routes() -> list[Route]:
    """One for each name: what has two addresses of one name is asked for at the first."""
    return list({route.name: route for route in sorted(_routes(), key=lambda route: route.name)}.values())


def _routes(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _routes(pattern, inner)
        elif pattern.name:
            model_admin = getattr(pattern.callback, "model_admin", None)
            page: Any = model_admin or pattern.callback
            permission = getattr(page, "view_permission", getattr(page, "permission", ""))
            model = model_admin.model if model_admin is not None else None
            name, arguments = ":".join((*namespaces, pattern.name)), _arguments(pattern)
            yield Route(name, arguments, model, str(permission), _holds(name, arguments, model))


def _arguments(pattern: URLPattern) -> tuple[str, ...]:
    if isinstance(pattern.pattern, RoutePattern):
        return tuple(pattern.pattern.converters)
    assert isinstance(pattern.pattern, RegexPattern)
    return tuple(_GROUP.findall(pattern.pattern._regex))


def _holds(name: str, arguments: tuple[str, ...], model: type[models.Model] | None) -> dict[str, Kind] | None:
    said = HOLDS.get(name) or HOLDS.get(name.partition(":")[0]) or {}
    if model is not None:
        said = {"object_id": model}
    return {argument: said[argument] for argument in arguments} if set(arguments) <= set(said) else None


def _one(model: type[models.Model], holding: Holding, place: int) -> Any:
    """The record of the holding in that place; its last one where it has fewer."""
    if model is Organisation:
        return holding.organisation
    if model._meta.model_name in SHARED_BY_ALL:
        return model._default_manager.first()
    records = holding.records.get(model, [])
    return records[min(place, len(records) - 1)] if records else None
