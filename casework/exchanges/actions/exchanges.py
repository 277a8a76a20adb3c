"""Agreements, exchanges and what was announced about them."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import user_or_none
from casework.audit.actions import record
from casework.exchanges import ledger
from casework.exchanges.models import Agreement, Exchange, Statement
from casework.exchanges.statuses import EXCHANGE, ExchangeStatus
from casework.lib.errors import Refused
from casework.lib.versions import update_version


@transaction.atomic
def create_agreement(*, slug: str, name: str, by: Actor, **fields: Any) -> Agreement:
    require_permission(by, Permission.MANAGE_EXCHANGES)
    if Agreement.objects.filter(slug=slug).exists():
        raise Refused(_("There is an agreement “%s” already.") % slug)
    agreement = Agreement.objects.create(slug=slug, name=name, **fields)
    record("create_agreement", f"agreement:{slug}", by=by)
    return agreement


@transaction.atomic
def update_agreement(agreement: Agreement, *, by: Actor, **changes: Any) -> Agreement:
    require_permission(by, Permission.MANAGE_EXCHANGES)
    Agreement.objects.filter(pk=agreement.pk).update(**changes)
    agreement.refresh_from_db()
    record("update_agreement", f"agreement:{agreement.slug}", by=by, fields=sorted(changes))
    return agreement


@transaction.atomic
def create_exchange(*, reference: str = "", held_on: date | None = None, by: Actor, **fields: Any) -> Exchange:
    """A planned exchange. Without a reference it is named after its day."""
    require_permission(by, Permission.MANAGE_EXCHANGES)
    reference = reference or next_reference(held_on)
    try:
        with transaction.atomic():
            exchange = Exchange.objects.create(reference=reference, held_on=held_on, **fields)
    except IntegrityError as error:
        raise Refused(_("There is an exchange “%s” already: choose another reference.") % reference) from error
    record("create_exchange", exchange, by=by)
    return exchange


@transaction.atomic
def update_exchange(exchange: Exchange, *, version: int | None = None, by: Actor, **changes: Any) -> Exchange:
    """Change what is known of an exchange; its status has steps of its own."""
    require_permission(by, Permission.MANAGE_EXCHANGES)
    changed = sorted(name for name, value in changes.items() if getattr(exchange, name) != value)
    update_version(exchange, version, changes)
    record("update_exchange", exchange, by=by, fields=changed)
    return exchange


@transaction.atomic
def change_exchange_status(exchange: Exchange, *, to: str, reason: str = "", by: Actor) -> Exchange:
    """A step of an exchange. Completing one whose counts vary takes a reason, which stays on it."""
    exchange = Exchange.objects.select_for_update().get(pk=exchange.pk)
    step = EXCHANGE.step(exchange.status, to, by.permissions)
    changes: dict[str, Any] = {"status": to}
    if to == ExchangeStatus.COMPLETED and by.organisation is not None:
        varying = ledger.variances(exchange, by.organisation, user_or_none(by))
        if varying and not reason.strip():
            raise Refused(
                _("The counts vary (%s): write down why, so that the exchange can be completed.")
                % "; ".join(f"{one.label}: {one.count}" for one in varying)
            )
        changes |= {"variance_reason": reason.strip(), "variance_of": by.organisation}
    update_version(exchange, None, changes)
    record("change_exchange_status", exchange, by=by, old=step.source, new=step.target)
    return exchange


@transaction.atomic
def add_statement(
    exchange: Exchange,
    *,
    announcer: str,
    side: str,
    counted: str,
    count: int | None = None,
    withheld: bool = False,
    source: str,
    by: Actor,
    **fields: Any,
) -> Statement:
    """What one announcer said. A withheld count has no number; a number that is not known is left out."""
    require_permission(by, Permission.MANAGE_EXCHANGES)
    if withheld and count is not None:
        raise Refused(_("A withheld count has no number: leave one of the two out."))
    if not withheld and count is None:
        raise Refused(_("Write the count, or mark it as withheld. What was not announced is no statement."))
    said = {"announcer": announcer, "side": side, "counted": counted, "source": source}
    try:
        with transaction.atomic():
            statement = Statement.objects.create(
                exchange=exchange, count=count, withheld=withheld, **said, **fields
            )
    except IntegrityError as error:
        raise Refused(_("This source's statement about the same count is on record already.")) from error
    record("add_statement", exchange, by=by, statement=statement.pk)
    return statement


def next_reference(held_on: date | None) -> str:
    """A free reference made of the day: `2025-05-23`, then `2025-05-23-2`."""
    day = held_on.isoformat() if held_on else "undated"
    taken = set(Exchange.objects.filter(reference__startswith=day).values_list("reference", flat=True))
    numbers = (day if number == 1 else f"{day}-{number}" for number in range(1, len(taken) + 2))
    return next(reference for reference in numbers if reference not in taken)
