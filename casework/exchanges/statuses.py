"""What becomes of an exchange and of each entry on its lists.

An Entry carries three facts that come in any order at a bus door: who it is (its decision), whether the person
arrived, and whether identity was verified. Each has a workflow of its own.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import Permission as P
from casework.lib.transitions import Workflow, steps


class ExchangeKind(TextChoices):
    EXCHANGE = "exchange", _("exchange of prisoners")
    STAGE = "stage", _("stage of an agreement")
    RELEASE = "release", _("release outside an exchange")
    THIRD_COUNTRY = "third_country", _("release through a third country")
    BODIES = "bodies", _("repatriation of bodies")


class ExchangeStatus(TextChoices):
    PLANNED = "planned", _("planned")
    ANNOUNCED = "announced", _("announced")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    POSTPONED = "postponed", _("postponed")
    ABORTED = "aborted", _("aborted")


X = ExchangeStatus

EXCHANGE = Workflow(
    subject="Exchange",
    statuses=ExchangeStatus,
    initial=X.PLANNED,
    transitions=(
        *steps(X.PLANNED, (X.ANNOUNCED, X.UNDER_WAY, X.POSTPONED, X.ABORTED), P.MANAGE_EXCHANGES),
        *steps(X.ANNOUNCED, (X.UNDER_WAY, X.POSTPONED, X.ABORTED), P.MANAGE_EXCHANGES),
        *steps(X.UNDER_WAY, X.COMPLETED, P.MANAGE_EXCHANGES, requires="a reason where counts vary"),
        *steps(X.UNDER_WAY, (X.POSTPONED, X.ABORTED), P.MANAGE_EXCHANGES),
        *steps((X.POSTPONED, X.ABORTED), X.PLANNED, P.MANAGE_EXCHANGES),
        *steps(X.COMPLETED, X.UNDER_WAY, P.MANAGE_EXCHANGES),
    ),
)


class ExchangeSide(TextChoices):
    """To which side the people returned."""

    UKRAINE = "ukraine", _("to Ukraine")
    RUSSIA = "russia", _("to Russia")


class Announcer(TextChoices):
    UKRAINE = "ukraine", _("Ukraine")
    RUSSIA = "russia", _("Russia")
    MEDIATOR = "mediator", _("a mediator")
    PRESS = "press", _("press and public sources")


class CountOf(TextChoices):
    TOTAL = "total", _("all")
    MILITARY = "military", _("military")
    CIVILIAN = "civilian", _("civilians")
    WOMEN = "women", _("women")
    FOREIGNERS = "foreigners", _("foreigners")
    PREVIOUSLY_MISSING = "previously_missing", _("missing until then")
    BODIES = "bodies", _("bodies")


class ListKind(TextChoices):
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    RETURNED = "returned", _("returned")


class ListStatus(TextChoices):
    DRAFT = "draft", _("being read")
    IMPORTED = "imported", _("imported")
    DISCARDED = "discarded", _("discarded")


class EntryStatus(TextChoices):
    RECEIVED = "received", _("to be decided")
    LINKED = "linked", _("linked")
    NOT_ON_REGISTER = "not_on_register", _("not on the register")
    DUPLICATE = "duplicate", _("duplicate")
    WITHDRAWN = "withdrawn", _("withdrawn")


E = EntryStatus

ENTRY = Workflow(
    subject="Entry",
    statuses=EntryStatus,
    initial=E.RECEIVED,
    transitions=(
        *steps(E.RECEIVED, (E.LINKED, E.NOT_ON_REGISTER, E.DUPLICATE), P.LINK_ENTRY),
        *steps((E.LINKED, E.NOT_ON_REGISTER, E.DUPLICATE), E.RECEIVED, P.LINK_ENTRY),
        *steps((E.RECEIVED, E.LINKED, E.NOT_ON_REGISTER, E.DUPLICATE), E.WITHDRAWN, P.IMPORT_LIST),
    ),
)


class Arrival(TextChoices):
    AWAITED = "awaited", _("awaited")
    ARRIVED = "arrived", _("arrived")
    DID_NOT_ARRIVE = "did_not_arrive", _("did not arrive")


A = Arrival

ARRIVAL = Workflow(
    subject="Arrival",
    statuses=Arrival,
    initial=A.AWAITED,
    transitions=(
        *steps(A.AWAITED, (A.ARRIVED, A.DID_NOT_ARRIVE), P.RECORD_ARRIVAL),
        *steps(A.ARRIVED, (A.AWAITED, A.DID_NOT_ARRIVE), P.RECORD_ARRIVAL, requires="not verified"),
        *steps(A.DID_NOT_ARRIVE, (A.AWAITED, A.ARRIVED), P.RECORD_ARRIVAL),
    ),
)


class IdentityCheck(TextChoices):
    PENDING = "pending", _("to be verified")
    VERIFIED = "verified", _("verified")
    DISPUTED = "disputed", _("disputed")


C = IdentityCheck

IDENTITY = Workflow(
    subject="Verification",
    statuses=IdentityCheck,
    initial=C.PENDING,
    transitions=(
        *steps(C.PENDING, C.VERIFIED, P.VERIFY_PERSON, requires="linked by another, arrived"),
        *steps((C.PENDING, C.VERIFIED), C.DISPUTED, P.VERIFY_PERSON, requires="reason"),
        *steps(C.DISPUTED, C.PENDING, P.LINK_ENTRY, requires="linked anew"),
    ),
)


class IdentifiedBy(TextChoices):
    DOCUMENT = "document", _("document")
    FINGERPRINT = "fingerprint", _("fingerprint")
    RECOGNISED = "recognised", _("recognised by somebody")
    DNA = "dna", _("DNA")
    OWN_STATEMENT = "own_statement", _("own statement")


# The colour of each status's sign: see components/pill.html.
EXCHANGE_TONES: dict[str, str] = {
    X.PLANNED: "neutral",
    X.ANNOUNCED: "info",
    X.UNDER_WAY: "warn",
    X.COMPLETED: "good",
    X.POSTPONED: "neutral",
    X.ABORTED: "bad",
}
ENTRY_TONES: dict[str, str] = {
    E.RECEIVED: "warn",
    E.LINKED: "good",
    E.NOT_ON_REGISTER: "info",
    E.DUPLICATE: "neutral",
    E.WITHDRAWN: "neutral",
}
ARRIVAL_TONES: dict[str, str] = {A.AWAITED: "neutral", A.ARRIVED: "good", A.DID_NOT_ARRIVE: "bad"}
IDENTITY_TONES: dict[str, str] = {C.PENDING: "neutral", C.VERIFIED: "good", C.DISPUTED: "bad"}
