"""What a proposal holds, in words: its payload keeps the names and codes of the program."""

from collections.abc import Iterator
from typing import Any

from casework.audit.details import name_label, value_label


def in_words(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What each part is, and what it says; a dash where it says nothing."""
    for part, said in payload.items():
        yield name_label(part), _text(part, said)


def _text(part: str, said: Any) -> str:
    if isinstance(said, dict):
        texts = [f"{name_label(name)}: {_text(name, value)}" for name, value in said.items()]
    elif isinstance(said, list):
        texts = [_text(part, each) for each in said]
    else:
        texts = [value_label(part, str(said))]
    return ", ".join(texts) or "–"
