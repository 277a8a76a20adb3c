"""What a proposal holds, in words: its payload keeps the names and codes of the program."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.access import Role
from casework.processing import Activity

# A part that is not named here stands as the payload names it: whoever decides sees all that is decided.
NAMES: dict[str, Any] = {
    "activity": _("serves"),
    "attachments": _("documents"),
    "broken_glass": _("emergency access"),
    "cases": _("cases"),
    "contacts": _("contact attempts"),
    "detentions": _("detentions"),
    "documents": _("documents"),
    "entries": _("entries"),
    "evidence": _("evidence"),
    "exchange": _("exchange"),
    "expires_at": _("expires"),
    "fields": _("what is shared"),
    "fills": _("is filled in from it"),
    "filters": _("filters"),
    "harm": _("may it do harm"),
    "harm_words": _("why"),
    "holds": _("holds"),
    "keep": _("record that is kept"),
    "kept_record": _("hash of the record that is kept"),
    "level": _("level"),
    "links": _("links"),
    "merge": _("record that is merged into it"),
    "merged_record": _("hash of the record that is merged"),
    "moves": _("what moves"),
    "names": _("names"),
    "news": _("news"),
    "notes": _("notes"),
    "notifications": _("news"),
    "number": _("number of the merge"),
    "numbers": _("registry numbers"),
    "officer": _("designated officer"),
    "readers": _("may be seen by"),
    "recipient": _("recipient"),
    "referral": _("referral"),
    "registry_numbers": _("registry numbers"),
    "relatives": _("relatives"),
    "report": _("report"),
    "restrictions": _("restrictions"),
    "role": _("role"),
    "rows": _("rows"),
    "sha256": _("hash"),
    "status": _("status"),
    "status_changes": _("status changes"),
    "stays": _("what stays with the record that is kept"),
    "until": _("until"),
    "user": _("user"),
    "verifications": _("verifications"),
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
        said = [f"{NAMES.get(name, name)}: {_text(value)}" for name, value in said.items()]
    return (", ".join(map(str, said)) if isinstance(said, list) else str(said)) or "–"
