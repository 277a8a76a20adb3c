"""The public history of exchanges, and one exchange that never was, with its list imported."""

from casework.accounts.models import SYSTEM, Organisation
from casework.demo import earlier
from casework.demo.actions.organisations import Team
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Exchange
from casework.exchanges.statuses import Announcer, CountOf, ExchangeSide, ExchangeStatus

# Who announced what; they do not agree, as it happens.
_STATEMENTS = (
    (Announcer.UKRAINE, ExchangeSide.UKRAINE, CountOf.TOTAL, 60),
    (Announcer.UKRAINE, ExchangeSide.UKRAINE, CountOf.WOMEN, 5),
    (Announcer.RUSSIA, ExchangeSide.UKRAINE, CountOf.TOTAL, 58),
    (Announcer.RUSSIA, ExchangeSide.RUSSIA, CountOf.TOTAL, 60),
)
_SOURCE = "Invented for the demonstration"


def load_history() -> int:
    """What was publicly announced about real exchanges; the number of them. Nobody is named in it."""
    return exchanges.load_public_history(by=SYSTEM)


def make_earlier_exchange(bureau: Organisation, team: Team) -> Exchange:
    """The earlier exchange, under way, with its list imported and searched."""
    exchange = exchanges.create_exchange(
        reference=earlier.REFERENCE,
        held_on=earlier.HELD_ON,
        place="Border crossing (fictional)",
        formula="60 for 60",
        note="Demonstration exchange: it never took place, and everybody on its list is invented.",
        source=_SOURCE,
        by=team["supervisor"],
    )
    for announcer, side, counted, count in _STATEMENTS:
        exchanges.add_statement(
            exchange,
            announcer=announcer,
            side=side,
            counted=counted,
            count=count,
            source=_SOURCE,
            by=team["supervisor"],
        )
    for status in (ExchangeStatus.ANNOUNCED, ExchangeStatus.UNDER_WAY):
        exchange = exchanges.change_exchange_status(exchange, to=status, by=team["supervisor"])
    _import_list(exchange, bureau, team)
    return exchange


def _import_list(exchange: Exchange, bureau: Organisation, team: Team) -> None:
    steward = team["data-steward"]
    received = exchanges.receive_list(
        exchange,
        organisation=bureau,
        content=earlier.csv_bytes(),
        name=earlier.FILE_NAME,
        by=steward,
    )
    imported = exchanges.import_list(received, by=steward)
    exchanges.find_candidates(imported, by=steward)
