"""Writing one record; edits are refused when it was changed meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from casework.lib.errors import Stale
from casework.lib.sealed_fields import columns_of


def update_row(record: models.Model, **changes: Any) -> None:
    """Write `changes` to the row of one record, and seal what is to be sealed. The record stays as it was read."""
    type(record)._default_manager.filter(pk=record.pk).update(**columns_of(record, changes))


_LONGEST = 9  # digits: as many as a column of the database holds


def read_version(form: Mapping[str, Any]) -> int | None:
    """The version of the record that was shown, as the page sent it; None where it says no number."""
    text = str(form.get("version", ""))
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None


def update_version(record: models.Model, version: int | None, changes: dict[str, Any]) -> None:
    """Write `changes` in one conditional UPDATE, if the record still has `version`; then reload it.

    Without a version the caller has locked the record and read it in the same transaction.
    Raises Stale where somebody else was first.
    """
    expected = record.version if version is None else version  # type: ignore[attr-defined]
    rows = type(record)._default_manager.filter(pk=record.pk, version=expected)
    if not rows.update(**columns_of(record, changes), version=F("version") + 1):
        raise Stale(
            _(
                "Somebody else changed this record while you had it open, so your changes were not saved."
                " Open it again, compare, and enter yours anew."
            )
        )
    record.refresh_from_db()
