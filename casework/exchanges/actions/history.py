"""The publicly announced history, which ships with the program. See `data/README.md`."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.audit.actions import record
from casework.exchanges.models import Agreement, Exchange, Statement
from casework.exchanges.statuses import Announcer, CountOf, ExchangeKind, ExchangeSide, ExchangeStatus
from casework.lib.errors import Refused

DATA = Path(__file__).resolve().parent.parent / "data"
_KINDS = {
    "stage of an exchange": ExchangeKind.STAGE,
    "return outside exchange": ExchangeKind.RELEASE,
    "third-country transfer": ExchangeKind.THIRD_COUNTRY,
    "release by a third country": ExchangeKind.THIRD_COUNTRY,
}
# How the column with the agreement begins, and the agreement it names: short name, name, day, people each side.
_AGREEMENTS = {
    "Istanbul 16.05.2025": ("istanbul-1000", "Istanbul, 1000 for 1000", date(2025, 5, 16), 1000),
    "Istanbul 02.06.2025": ("istanbul-categories", "Istanbul, all for all by category", date(2025, 6, 2), None),
    "Geneva: 500 for 500": ("geneva-500", "Geneva, 500 for 500", None, 500),
}
_COLUMNS = {
    "ua_total": (ExchangeSide.UKRAINE, CountOf.TOTAL),
    "ua_military": (ExchangeSide.UKRAINE, CountOf.MILITARY),
    "ua_civilians": (ExchangeSide.UKRAINE, CountOf.CIVILIAN),
    "ua_women": (ExchangeSide.UKRAINE, CountOf.WOMEN),
    "ua_prev_missing": (ExchangeSide.UKRAINE, CountOf.PREVIOUSLY_MISSING),
    "ua_foreigners": (ExchangeSide.UKRAINE, CountOf.FOREIGNERS),
    "ru_total": (ExchangeSide.RUSSIA, CountOf.TOTAL),
    "ru_military": (ExchangeSide.RUSSIA, CountOf.MILITARY),
    "ru_civilians": (ExchangeSide.RUSSIA, CountOf.CIVILIAN),
    "bodies_to_ukraine": (ExchangeSide.UKRAINE, CountOf.BODIES),
    "bodies_to_russia": (ExchangeSide.RUSSIA, CountOf.BODIES),
}
Row = dict[str, str]


@transaction.atomic
def load_public_history(*, by: Actor) -> int:
    """Load every exchange of the public history that is not here yet. Returns how many were added."""
    require_permission(by, Permission.MANAGE_EXCHANGES)
    rows = {reference: row for reference, row in _named_rows()}
    have = set(Exchange.objects.filter(reference__in=rows).values_list("reference", flat=True))
    new = {reference: row for reference, row in rows.items() if reference not in have}
    try:
        with transaction.atomic():
            agreements = _agreements(new.values())
            exchanges = Exchange.objects.bulk_create(_exchange(ref, row, agreements) for ref, row in new.items())
    except IntegrityError as error:
        raise Refused(_("Somebody loaded the public history at the same moment: it is here.")) from error
    Statement.objects.bulk_create(
        statement
        for exchange, row in zip(exchanges, new.values(), strict=True)
        for statement in _statements(exchange, row)
    )
    if exchanges:
        record("load_public_history", "exchanges", by=by, added=len(exchanges))
    return len(exchanges)


def _named_rows() -> Iterator[tuple[str, Row]]:
    """Every row of both files with its reference: its day, numbered where a day has several."""
    seen: Counter[str] = Counter()
    for name, prefix in (("exchanges.csv", ""), ("body_repatriations.csv", "bodies-")):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day = prefix + row["date"]
                seen[day] += 1
                yield (day if seen[day] == 1 else f"{day}-{seen[day]}"), row


def _agreements(rows: Iterable[Row]) -> dict[str, Agreement]:
    """The agreements that the rows name, by how they name them."""
    found: dict[str, Agreement] = {}
    for row in rows:
        if (begins := _agreement_of(row)) and begins not in found:
            slug, name, day, count = _AGREEMENTS[begins]
            values = {
                "name": name,
                "agreed_on": day,
                "agreed_count": count,
                "mediators": row["mediators"],
                "source": row["source_title"],
                "source_url": row["source_url"],
            }
            found[begins], _made = Agreement.objects.get_or_create(slug=slug, defaults=values)
    return found


def _agreement_of(row: Row) -> str:
    text = row.get("agreement_or_formula", "")
    return next((begins for begins in _AGREEMENTS if text.startswith(begins)), "")


def _exchange(reference: str, row: Row, agreements: dict[str, Agreement]) -> Exchange:
    is_bodies = "event_type" not in row
    aborted = row.get("event_type") == "aborted exchange"
    stage = row.get("stage", "").split(" ")[0]
    remarks = [row.get("categories", ""), row.get("notes", row.get("note", "")), _uncounted(row)]
    return Exchange(
        reference=reference,
        agreement=agreements.get(_agreement_of(row)),
        stage=int(stage) if stage.isdigit() else None,
        number=row.get("seq_announced", ""),
        kind=ExchangeKind.BODIES if is_bodies else _KINDS.get(row["event_type"], ExchangeKind.EXCHANGE),
        status=ExchangeStatus.ABORTED if aborted else ExchangeStatus.COMPLETED,
        held_on=date.fromisoformat(row["date"]),
        place=row.get("place", ""),
        mediators=row["mediators"],
        formula=row.get("agreement_or_formula", ""),
        note="; ".join(filter(None, remarks)),
        source=row["source_title"],
        source_url=row["source_url"],
    )


def _uncounted(row: Row) -> str:
    """What stands in a column of counts and is no number."""
    odd = (f"{column}: {row[column]}" for column in _COLUMNS if row.get(column) and not row[column].isdigit())
    return "; ".join(odd)


def _statements(exchange: Exchange, row: Row) -> Iterator[Statement]:
    withheld = "withheld" in row.get("notes", "")
    by_both = withheld and "both sides" in row["notes"]
    for column, (side, counted) in _COLUMNS.items():
        text = row.get(column, "")
        silent = withheld and counted == CountOf.TOTAL and (side == ExchangeSide.UKRAINE or by_both)
        if text.isdigit() or (silent and not text):
            announcer = Announcer.UKRAINE if side == ExchangeSide.UKRAINE else Announcer.RUSSIA
            yield Statement(
                exchange=exchange,
                announcer=Announcer.PRESS if row["confidence"] == "C" else announcer,
                side=side,
                counted=counted,
                count=int(text) if text else None,
                withheld=not text,
                source=row["source_title"],
                source_url=row["source_url"],
                confidence=row["confidence"],
            )
