"""A small world for proofs: what an organisation has, and what stands to it in every relation, each field marked.

A *holding* is one of everything that may be held, made by an organisation with staff of its own: people, a family,
lists and entries, news, background work, a report that was taken out. `READER` has one of its own; each other one
belongs to `HOLDER` and stands to the reader in the relation whose name it bears.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User
from casework.audit.models import AuditEvent
from casework.exchanges.models import Agreement, Exchange, Statement
from casework.families import actions as families
from casework.families.models import Case, Referral
from casework.families.statuses import ReferableField
from casework.people import actions as people
from casework.people.models import BreakGlass, PlaceOfDetention
from tests import make
from tests.proofs.canaries import Canaries, keys_apart
from tests.proofs.holding import Made, build_holding, build_of_ones_own, meet

OWN, RESTRICTED, WAITING, ENDED, REVOKED, FOREIGN = "own", "restricted", "waiting", "ended", "revoked", "foreign"
EVERYTHING, NAME_ALONE, NAMELESS = "everything shared", "name shared", "shared without a name"
SHARED = {
    EVERYTHING: tuple(ReferableField.values),
    NAME_ALONE: (ReferableField.IDENTITY.value,),
    NAMELESS: (ReferableField.CAPTURE.value, ReferableField.NOTES.value),
}
REFERRED = (*SHARED, WAITING, ENDED, REVOKED)
LISTED, DISABLED, EXPIRED, STRANGER = "supervisor on the list", "disabled", "expired", "stranger"
HIDDEN = (WAITING, ENDED, REVOKED, FOREIGN)
BRIDGE = "the reader's entry that met "
RELATIONS = (OWN, RESTRICTED, *REFERRED, FOREIGN)

# Of which group of fields a record is, where its key or code is met.
GROUP_OF = {
    **dict.fromkeys(("person", "personname", "registrynumber"), "identity"),
    **dict.fromkeys(("evidence", "detention", "attachment"), "evidence"),
    "statuschange": "status",
    "case": "file",
    **dict.fromkeys(("relative", "caserelative"), "relatives"),
    **dict.fromkeys(("consent", "followup"), "case"),
    "contactattempt": "contacts",
    "note": "notes",
    "referral": "offer",
    **dict.fromkeys(("listfile", "entry"), "list"),
    **dict.fromkeys(("candidate", "link", "verification", "reception"), "linked"),
    **dict.fromkeys(("merge", "duplicate"), "merge"),
    "requestdraft": "draft",
    **dict.fromkeys(("notification", "deliveryattempt"), "news"),
    "job": "job",
    "reportlog": "oversight",
    "restriction": "case",
    "hold": "hold",
    "publication": "published",
    "breakglass": "glass",
    **dict.fromkeys(("authenticator", "usersession"), "sign_in"),
    "proposal": "proposal",
    **dict.fromkeys(("user", "grant"), "account"),
}
# Everybody's, or nobody's page shows one: organisations, what was announced, wordings; keys of names.
SHARED_BY_ALL = {"organisation", "agreement", "exchange", "statement", "notificationtemplate", "placeofdetention"}


@dataclass
class Holding:
    relation: str
    organisation: Organisation
    records: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    def first(self, model: type[models.Model]) -> Any:
        return next(iter(self.records.get(model, [])), None)


@dataclass
class World:
    canaries: Canaries
    exchange: Exchange
    reader: Organisation
    holder: Organisation
    users: dict[str, User] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    bridges: dict[str, Holding] = field(default_factory=dict)  # the reader's entries that met others' people


def tables() -> list[type[models.Model]]:
    """Every table with a number for its key that holds something of somebody's, but for the audit."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("casework.", "allauth.mfa.", "allauth.usersessions."))
        and isinstance(model._meta.pk, models.AutoField | models.BigIntegerField)
        and model._meta.app_label != "audit"
    ]


def build_world(*, without: Collection[str] = (), start: int = 0) -> World:
    """Everything but the holdings of the relations `without`."""
    keys_apart(tables())
    agreement = Agreement.objects.create(slug="agreed", name="An agreement")
    exchange = Exchange.objects.create(reference="2025-05-23", held_on="2025-05-23", agreement=agreement)
    said = {"announcer": "ukraine", "side": "ukraine", "counted": "total"}
    Statement.objects.create(exchange=exchange, count=390, source="A source", **said)
    PlaceOfDetention.objects.create(name="A place")
    world = World(Canaries(start), exchange, make.organisation("reader"), make.organisation("holder"))
    _staff(world)
    for relation in RELATIONS:
        if relation not in without:
            add_holding(world, relation)
    return world


def _staff(world: World) -> None:
    """A user for each role; and those who have nothing to see here any more, or never had."""
    for role in Role.values:
        world.users[role] = make.user(role, world.reader, role)
    world.users[LISTED] = make.user("on-the-list", world.reader, Role.SUPERVISOR)
    disabled = make.user("disabled", world.reader, *_many_roles())
    User.objects.filter(pk=disabled.pk).update(is_active=False)
    world.users[DISABLED] = disabled
    expired = make.user("expired", world.reader, *_many_roles())
    expired.grants.update(expires_at=timezone.now() - timedelta(minutes=1))
    world.users[EXPIRED] = expired
    world.users[STRANGER] = make.user("stranger", make.organisation("elsewhere"), *_many_roles())


def _many_roles() -> list[str]:
    """Roles that one user may hold together."""
    return [Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.VERIFICATION_OFFICER, Role.PARTNER]


def add_holding(world: World, relation: str) -> Holding:
    organisation = world.reader if relation in (OWN, RESTRICTED) else world.holder
    holding = Holding(relation, organisation)
    with _noticed(world, holding):
        made = build_holding(world.canaries, relation, organisation, world.exchange)
        owner = world.users[Role.SUPERVISOR] if relation == OWN else made.supervisor
        build_of_ones_own(world.canaries, relation, owner, made.colleague)
        if relation in (OWN, *REFERRED):
            referrals = [_refer(world, relation, case, made.supervisor) for case in made.cases]
        if relation == RESTRICTED:
            _restrict(world, made)
    world.holdings[relation] = holding
    for broken in holding.records[BreakGlass]:
        world.canaries.met(broken.case_reference, relation, "glass")
    if relation in REFERRED and relation not in (WAITING, NAMELESS):
        _bridge(world, relation, made)
    if relation in REFERRED:
        for referral in referrals:
            _end(relation, referral, made.supervisor)
    return holding


def _refer(world: World, relation: str, case: Case, by: User) -> Referral:
    first = case.case_relatives.first()
    families.record_consent(case, relative=first.relative, purpose="referral", given=True, by=SYSTEM)
    referral = families.refer_case(
        case,
        recipient=world.holder if relation == OWN else world.reader,
        fields=SHARED.get(relation, tuple(ReferableField.values)),
        purpose=world.canaries.word(relation, ("offer", "case"), "purpose of a referral"),
        until=timezone.localdate() + timedelta(days=30),
        harm="no",
        harm_words=world.canaries.word(relation, "internal", "what was said of the harm of a referral"),
        by=by,
    )
    if relation not in (OWN, WAITING):
        families.accept_referral(referral, by=world.users[Role.CASEWORKER])
    return referral


def _restrict(world: World, made: Made) -> None:
    reason = world.canaries.word(RESTRICTED, "case", "reason of a restriction")
    listed, caseworker = world.users[LISTED], made.cases[0].assigned_to
    for person in (made.sought, made.home, made.crossed, made.double):
        proposal = people.propose_restriction(
            person, officer=listed, readers=[listed], reason=reason, by=caseworker
        )
        accounts.approve(proposal, seen=proposal.digest, by=made.supervisor)


def _end(relation: str, referral: Referral, by: User) -> None:
    if relation == ENDED:
        Referral.objects.filter(pk=referral.pk).update(until=timezone.localdate() - timedelta(days=1))
    if relation == REVOKED:
        families.revoke_referral(referral, by=by)


def _bridge(world: World, relation: str, made: Made) -> None:
    """While the referral is in force the reader's own list meets the people of the holding."""
    bridge = Holding(relation, world.reader)
    with _noticed(world, bridge, prefix=BRIDGE):
        meet(made, world.reader, world.exchange, world.users[Role.SUPERVISOR])
    world.bridges[relation] = bridge
    for text in (made.home.name, made.home.date_of_birth):
        world.canaries.met(text, BRIDGE + relation, "list")


@contextmanager
def _noticed(world: World, holding: Holding, prefix: str = "") -> Iterator[None]:
    """Whatever is made meanwhile belongs to the holding; its keys and codes are canaries."""
    before = {model: set(model._default_manager.values_list("pk", flat=True)) for model in tables()}
    events = set(AuditEvent.objects.values_list("pk", flat=True))
    yield
    noted = AuditEvent.objects.filter(organisation=holding.organisation.slug).exclude(pk__in=events)
    holding.records[AuditEvent] = list(noted.order_by("sequence")[:1])
    for model in tables():
        name = str(model._meta.model_name)
        made = model._default_manager.exclude(pk__in=before[model]).order_by("pk")
        if name in SHARED_BY_ALL or not made:
            continue
        holding.records[model] = list(made)
        if name in GROUP_OF:
            of = prefix + holding.relation
            for record in holding.records[model]:
                world.canaries.key(record, of, _group_of(record))


def _group_of(record: Any) -> str:
    name = str(record._meta.model_name)
    if name == "entry" and record.links.filter(undone_at=None).exists():
        return "linked"
    if name == "proposal" and record.kind == "merge_people":
        return "merge"
    return GROUP_OF[name]
