"""What a proposal holds, in words: its payload keeps the names and codes of the program."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.access import Role
from casework.processing import Activity

# A part that is not named here stands as the payload names it: whoever decides sees all that is decided.
NAMES: dict[str, Any] = {
    "activity": _("serves"),
    "cases": _("cases"),
    "contacts": _("contact attempts"),
    "detentions": _("detentions"),
    "documents": _("documents"),
    "entries": _("entries"),
    "evidence": _("evidence"),
    "exchange": _("exchange"),
    "expires_at": _("expires"),
    "fields": _("what is shared"),
    "filters": _("filters"),
    "harm": _("may it do harm"),
    "harm_words": _("why"),
    "level": _("level"),
    "names": _("names"),
    "news": _("news"),
    "notes": _("notes"),
    "numbers": _("registry numbers"),
    "officer": _("designated officer"),
    "readers": _("may be seen by"),
    "recipient": _("recipient"),
    "referral": _("referral"),
    "relatives": _("relatives"),
    "report": _("report"),
    "role": _("role"),
    "rows": _("rows"),
    "sha256": _("hash"),
    "status": _("status"),
    "until": _("until"),
    "user": _("user"),
    "version": _("version"),
}
VALUES: dict[str, dict[Any, Any]] = {
    "activity": dict(Activity.choices),
    "harm": {
        "no": _("no harm is to be expected"),
        "unknown": _("nobody can tell: a second person must approve it"),
    },
    "role": dict(Role.choices),
}


def in_words(payload: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """What each part is, and what it says; a dash where it says nothing."""
    for part, said in payload.items():
        yield NAMES.get(part, part), _text(VALUES.get(part, {}).get(said, said) if isinstance(said, str) else said)


def _text(said: Any) -> str:
    if isinstance(said, dict):
        said = [f"{name}: {_text(value)}" for name, value in said.items()]
    return (", ".join(map(str, said)) if isinstance(said, list) else str(said)) or "–"
