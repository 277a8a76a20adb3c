"""The ledger of an Exchange: announced, listed, linked, arrived, verified, families told; and every variance.

What was announced is shown per announcer and never summed. The lists kept here name the people who return to
Ukraine, so its rows are counted; of the other side there are only statements. Entries of restricted people are
counted for a `reader` who is on their list, and for nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.accounts.models import Organisation, User
from casework.exchanges.models import Entry, EntryQuerySet, Exchange, Statement, Verification
from casework.exchanges.statuses import Announcer, Arrival, CountOf, EntryStatus, ExchangeSide, IdentityCheck
from casework.families.models import Case as FamilyCase
from casework.people.statuses import Category, PersonStatus

OUR_SIDE = ExchangeSide.UKRAINE
STAGES = ("listed", "linked", "arrived", "verified", "told")

# Which statement counts what an entry's category counts; "" is everybody.
_COUNTED = {
    "": CountOf.TOTAL,
    Category.POW.value: CountOf.MILITARY,
    Category.CIVILIAN.value: CountOf.CIVILIAN,
}

_LISTED = Q(list_file__isnull=False)
_LINKED = Q(status=EntryStatus.LINKED)
_ARRIVED = Q(arrival=Arrival.ARRIVED)
_VERIFIED = Q(identity=IdentityCheck.VERIFIED)
_TOLD = Q(heard=True, untold=False)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Announced:
    """What one announcer said: a count, or that it would not say; neither is unknown."""

    count: int | None = None
    withheld: bool = False

    @property
    def text(self) -> str:
        """Empty where it is unknown."""
        if self.withheld:
            return _("withheld")
        return "" if self.count is None else str(self.count)


@dataclass(frozen=True)
class Row:
    """One side and category. `counts` is by STAGES, and None for a side whose lists are not kept here."""

    label: str
    announced: tuple[Announced, ...]  # one for each of Ledger.announcers
    counts: dict[str, int] | None
    category: str = ""  # a Category; "unknown"; "" for everybody


@dataclass(frozen=True)
class Variance:
    """One way in which the numbers do not meet. `kind` names the page with its people."""

    kind: str
    label: str
    count: int
    hint: str = ""


@dataclass(frozen=True)
class Ledger:
    announcers: tuple[str, ...]
    rows: tuple[Row, ...]  # the first is of everybody on our side
    announced: int | str | None  # of everybody on our side, in one word
    variances: tuple[Variance, ...] = field(default=())


def counts(
    exchange: Exchange, organisation: Organisation, reader: User | None = None
) -> dict[str, int | str | None]:
    """`announced` and each of STAGES for the side whose lists are kept here."""
    return counts_of(ledger(exchange, organisation, reader))


def counts_of(book: Ledger) -> dict[str, int | str | None]:
    return {"announced": book.announced, **(book.rows[0].counts or {})}


def ledger(exchange: Exchange, organisation: Organisation, reader: User | None = None) -> Ledger:
    """The whole ledger, at the same number of queries whatever it holds."""
    return ledgers([exchange], organisation, reader)[exchange.pk]


def ledgers(
    exchanges: Sequence[Exchange], organisation: Organisation, reader: User | None = None
) -> dict[int, Ledger]:
    """The ledger of each, by its key; at the same number of queries however many there are."""
    prefetch_related_objects(exchanges, "statements")
    categories = _by_category(exchanges, organisation, reader)
    checked = _checked(exchanges, organisation, reader)
    return {one.pk: _ledger(one, categories[one.pk], checked[one.pk]) for one in exchanges}


def _ledger(exchange: Exchange, by_category: dict[str, dict[str, int]], checked: dict[str, int]) -> Ledger:
    statements = list(exchange.statements.all())
    announcers = [a for a in Announcer.values if any(s.announcer == a for s in statements)]
    rows = [_row(category, statements, announcers, by_category) for category in _COUNTED]
    if UNKNOWN in by_category:
        nothing = tuple(Announced() for _announcer in announcers)
        rows.append(Row(_("category unknown"), nothing, by_category[UNKNOWN], UNKNOWN))
    rows += _other_rows(statements, announcers)
    return Ledger(
        tuple(str(Announcer(announcer).label) for announcer in announcers),
        tuple(rows),
        _in_one_word(statements),
        tuple(_variances(statements, by_category, checked)),
    )


def _in_one_word(statements: list[Statement]) -> int | str | None:
    """A number where all who announced one agree, "52 / 50" where they do not, a word where it was withheld.

    None where it is unknown.
    """
    of_all = [s for s in statements if (s.side, s.counted) == (OUR_SIDE, CountOf.TOTAL)]
    in_order = sorted(of_all, key=lambda s: Announcer.values.index(s.announcer))
    said = dict.fromkeys(Announced(s.count, s.withheld).text for s in in_order)
    known = [text for text in said if text]
    return int(known[0]) if len(known) == 1 and known[0].isdigit() else " / ".join(known) or None


def variances(exchange: Exchange, organisation: Organisation, reader: User | None = None) -> list[Variance]:
    """Every variance that there is; an exchange is completed with one only for a reason."""
    return list(ledger(exchange, organisation, reader).variances)


def variance_entries(
    exchange: Exchange, organisation: Organisation, kind: str, reader: User | None = None
) -> tuple[str, EntryQuerySet]:
    """The label of the variance `kind`, and its entries. Raises KeyError where there is no such kind."""
    entries = _entries([exchange], organisation, reader)
    if kind.startswith("announced."):
        _prefix, announcer, counted = kind.split(".")
        category = {counts_it.value: category for category, counts_it in _COUNTED.items()}[counted]
        listed = entries.filter(_LISTED)
        return _difference_label(announcer, counted), listed.filter(Q(kind=category)) if category else listed
    check = CHECKS[kind]
    return str(check.label), entries.filter(check.condition)


def arrived(exchange: Exchange, organisation: Organisation, reader: User | None = None) -> EntryQuerySet:
    """The entries that arrived, each with `linked_to`, `heard` and `untold` as `_entries` has them."""
    return _entries([exchange], organisation, reader).filter(_ARRIVED)


@dataclass(frozen=True)
class Check:
    label: str | Promise
    condition: Q
    hint: str | Promise = ""


CHECKS: dict[str, Check] = {
    "to-decide": Check(
        gettext_lazy("listed and not decided"),
        _LISTED & Q(status=EntryStatus.RECEIVED),
        gettext_lazy("Nobody has said yet who these are."),
    ),
    "not-on-register": Check(
        gettext_lazy("listed and not on the register"),
        _LISTED & Q(status=EntryStatus.NOT_ON_REGISTER),
        gettext_lazy("No family has asked for them, or they are there under another name."),
    ),
    "awaited": Check(gettext_lazy("listed and still awaited"), _LISTED & Q(arrival=Arrival.AWAITED)),
    "did-not-arrive": Check(
        gettext_lazy("listed and did not arrive"), _LISTED & Q(arrival=Arrival.DID_NOT_ARRIVE)
    ),
    "unlisted": Check(gettext_lazy("arrived and on no list"), _ARRIVED & ~_LISTED),
    "arrived-not-linked": Check(
        gettext_lazy("arrived and not linked"),
        _ARRIVED & ~_LINKED,
        gettext_lazy("A family may be waiting for them."),
    ),
    "not-verified": Check(
        gettext_lazy("arrived and linked, identity not verified"), _ARRIVED & _LINKED & ~_VERIFIED
    ),
    "category-differs": Check(
        gettext_lazy("category differs between list and register"),
        ~Q(category="") & ~Q(register_category="") & _LINKED & ~Q(category=F("register_category")),
    ),
    "disputed": Check(gettext_lazy("wrong person: identity disputed"), Q(identity=IdentityCheck.DISPUTED)),
    "died": Check(
        gettext_lazy("listed, and their death is reported or established"),
        _LINKED & Q(register_status__in=[PersonStatus.DEATH_REPORTED, PersonStatus.DECEASED]),
    ),
    "not-told": Check(gettext_lazy("verified, and not every family was told"), _VERIFIED & Q(untold=True)),
    "no-case": Check(
        gettext_lazy("verified, and no family to tell"),
        _VERIFIED & Q(heard=False, untold=False),
        gettext_lazy("No case is open for them: find out who waits."),
    ),
}


def _entries(exchanges: Sequence[Exchange], organisation: Organisation, reader: User | None) -> EntryQuerySet:
    """The entries that count, with what the conditions above ask of them.

    `kind` is the category of the entry, or else of its person. `heard`: some family was told of this return;
    `untold`: a case is at work whose family was not. Notifications are above this part: by name only.
    """
    verified_at = Verification.objects.filter(entry=OuterRef("pk"), outcome=IdentityCheck.VERIFIED)
    cases = FamilyCase.objects.filter(organisation=organisation)
    told: dict[str, Any] = {"notifications__status": "delivered", "notifications__tells": PersonStatus.RETURNED}
    told_since = "notifications__status_change__at__gte"
    heard = cases.filter(person=OuterRef("linked_to"), **told, **{told_since: OuterRef("verified_at")})
    this_told = cases.filter(pk=OuterRef("pk"), **told, **{told_since: OuterRef(OuterRef("verified_at"))})
    untold = cases.at_work().filter(~Exists(this_told), person=OuterRef("linked_to"))
    return (
        Entry.objects.held_by(organisation)
        .open_to(reader)
        .filter(exchange__in=exchanges)
        .exclude(status__in=[EntryStatus.DUPLICATE, EntryStatus.WITHDRAWN])
        .annotate(live=FilteredRelation("links", condition=Q(links__undone_at=None)))
        .annotate(
            linked_to=F("live__person"),
            register_category=_if_own("live__person__category", organisation),
            register_status=_if_own("live__person__status", organisation),
            verified_at=Subquery(verified_at.order_by("-at").values("at")[:1]),
            kind=Case(
                When(~Q(category=""), then=F("category")),
                When(
                    live__person__category__gt="",
                    live__person__organisation=organisation,
                    then=F("live__person__category"),
                ),
                default=Value(UNKNOWN),
                output_field=CharField(),
            ),
        )
        .annotate(heard=Exists(heard), untold=Exists(untold))
    )


def _if_own(field: str, organisation: Organisation) -> Case:
    """What the register says, where the organisation holds the person: a count would tell what is not shared."""
    return Case(
        When(live__person__organisation=organisation, then=F(field)),
        default=Value(""),
        output_field=CharField(),
    )


def _by_category(
    exchanges: Sequence[Exchange], organisation: Organisation, reader: User | None
) -> dict[int, dict[str, dict[str, int]]]:
    """For each exchange the counts by STAGES for each category, "unknown" included, that has any."""
    rows: Any = (
        _entries(exchanges, organisation, reader)
        .order_by()
        .values("exchange", of=F("kind"))
        .annotate(
            listed=Count("pk", filter=_LISTED),
            linked=Count("pk", filter=_LINKED),
            arrived=Count("pk", filter=_ARRIVED),
            verified=Count("pk", filter=_VERIFIED),
            told=Count("pk", filter=_VERIFIED & _TOLD),
        )
    )
    found: dict[int, dict[str, dict[str, int]]] = {exchange.pk: {} for exchange in exchanges}
    for row in rows:
        found[row["exchange"]][row["of"]] = {stage: row[stage] for stage in STAGES}
    return found


def _checked(
    exchanges: Sequence[Exchange], organisation: Organisation, reader: User | None
) -> dict[int, dict[str, int]]:
    """For each exchange how many entries there are of each of the CHECKS."""
    counts = {kind: Count("pk", filter=check.condition) for kind, check in CHECKS.items()}
    rows: Any = _entries(exchanges, organisation, reader).order_by().values("exchange").annotate(**counts)
    none = {exchange.pk: dict.fromkeys(CHECKS, 0) for exchange in exchanges}
    return none | {row["exchange"]: {kind: row[kind] for kind in CHECKS} for row in rows}


def _sum(by_category: dict[str, dict[str, int]]) -> dict[str, int]:
    return {stage: sum(row[stage] for row in by_category.values()) for stage in STAGES}


def _row(
    category: str, statements: list[Statement], announcers: list[str], by_category: dict[str, dict[str, int]]
) -> Row:
    none = dict.fromkeys(STAGES, 0)
    found = by_category.get(category, none) if category else _sum(by_category)
    counted = _COUNTED[category]
    return Row(_label(OUR_SIDE, counted), _announced(statements, announcers, OUR_SIDE, counted), found, category)


def _other_rows(statements: list[Statement], announcers: list[str]) -> list[Row]:
    """What was announced and is not counted here: other groups of people, and the other side."""
    ours = [(OUR_SIDE, counted) for counted in _COUNTED.values()]
    said = {(s.side, s.counted) for s in statements}
    return [
        Row(_label(side, counted), _announced(statements, announcers, side, counted), None)
        for side in ExchangeSide.values
        for counted in CountOf.values
        if (side, counted) in said and (side, counted) not in ours
    ]


def _announced(
    statements: list[Statement], announcers: list[str], side: str, counted: str
) -> tuple[Announced, ...]:
    """For each announcer what they said; of several statements the first that gives a count."""
    by_announcer: dict[str, Announced] = {}
    for s in sorted(statements, key=lambda s: s.count is None):
        if (s.side, s.counted) == (side, counted):
            by_announcer.setdefault(s.announcer, Announced(s.count, s.withheld))
    return tuple(by_announcer.get(announcer, Announced()) for announcer in announcers)


def _label(side: str, counted: str) -> str:
    return f"{CountOf(counted).label} {ExchangeSide(side).label}"


def _variances(
    statements: list[Statement], by_category: dict[str, dict[str, int]], counted: dict[str, int]
) -> list[Variance]:
    people = [
        Variance(kind, str(check.label), counted[kind], str(check.hint))
        for kind, check in CHECKS.items()
        if counted[kind]
    ]
    return _announced_variances(statements, by_category) + people


def _announced_variances(statements: list[Statement], by_category: dict[str, dict[str, int]]) -> list[Variance]:
    """Where an announcer's count is not the number of people on the lists."""
    found = []
    for category, counts_it in _COUNTED.items():
        listed = _sum(by_category)["listed"] if category == "" else by_category.get(category, {}).get("listed", 0)
        for s in statements:
            if (s.side, s.counted) == (OUR_SIDE, counts_it) and s.count is not None and s.count != listed:
                hint = _("announced %(announced)s, listed %(listed)s") % {"announced": s.count, "listed": listed}
                label = _difference_label(s.announcer, s.counted)
                found.append(Variance(f"announced.{s.announcer}.{s.counted}", label, abs(s.count - listed), hint))
    return found


def _difference_label(announcer: str, counted: str) -> str:
    return _("announced by %(announcer)s and listed differ: %(counted)s") % {
        "announcer": Announcer(announcer).label,
        "counted": CountOf(counted).label,
    }
