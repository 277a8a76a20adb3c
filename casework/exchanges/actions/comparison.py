"""What a new version of a list adds, drops and changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz import fuzz

from casework.exchanges.drafts import FIELDS
from casework.exchanges.models import Entry, ListFile
from casework.exchanges.statuses import EntryStatus
from casework.lists import ReadRow
from casework.names.folding import fold

T = TypeVar("T")
K = TypeVar("K")
_CLOSE = 80  # of 100: two names with the same date of birth that a list-writer may have corrected


@dataclass(frozen=True)
class Changed:
    """A row that says otherwise than the entry it replaces; `fields` by name: (before, after)."""

    entry: Entry
    row: ReadRow
    fields: dict[str, tuple[str, str]]


@dataclass
class Comparison:
    unchanged: list[tuple[Entry, ReadRow]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    added: list[ReadRow] = field(default_factory=list)
    dropped: list[Entry] = field(default_factory=list)


def entry_values(row: ReadRow) -> dict[str, str]:
    """What a row says, by the fields of an Entry; what it does not say is empty."""
    return {name: row.values.get(said, "") for said, name in FIELDS.items()}


def standing_entries(list_file: ListFile) -> list[Entry]:
    """The entries of a list and of the versions before it that were not withdrawn since."""
    files = [list_file.pk]
    while list_file.replaces is not None:
        list_file = list_file.replaces
        files.append(list_file.pk)
    return list(Entry.objects.filter(list_file__in=files).exclude(status=EntryStatus.WITHDRAWN).order_by("row"))


def compare(entries: Sequence[Entry], rows: Sequence[ReadRow]) -> Comparison:
    """Pair rows with entries: what says the same, then the same name, then the same birth and a close name."""
    found = Comparison()
    left = {entry.pk: entry for entry in entries}
    rest = _pair_same(rows, left, found)
    rest = _pair_names(rest, left, found)
    for row in rest:
        if (entry := _same_birth(row, left.values())) is None:
            found.added.append(row)
        else:
            _change(entry, row, left, found)
    found.dropped = list(left.values())
    return found


def _pair_same(rows: Iterable[ReadRow], left: dict[int, Entry], found: Comparison) -> list[ReadRow]:
    same = _by(left.values(), lambda entry: tuple(getattr(entry, name) for name in FIELDS.values()))
    rest = []
    for row in rows:
        twins = same.get(tuple(entry_values(row).values()))
        if twins:
            entry = left.pop(twins.pop(0).pk)
            found.unchanged.append((entry, row))
        else:
            rest.append(row)
    return rest


def _pair_names(rows: Iterable[ReadRow], left: dict[int, Entry], found: Comparison) -> list[ReadRow]:
    """Rows and entries of one name, where neither version has namesakes left."""
    entries, named = _by(left.values(), _name_of_entry), _by(rows, _name_of_row)
    rest = []
    for name, namesakes in named.items():
        if len(namesakes) == len(entries.get(name, [])) == 1:
            _change(entries[name][0], namesakes[0], left, found)
        else:
            rest += namesakes
    return rest


def _change(entry: Entry, row: ReadRow, left: dict[int, Entry], found: Comparison) -> None:
    del left[entry.pk]
    found.changed.append(Changed(entry, row, differences(entry, row)))


def differences(entry: Entry, row: ReadRow) -> dict[str, tuple[str, str]]:
    after = entry_values(row)
    return {name: (getattr(entry, name), said) for name, said in after.items() if getattr(entry, name) != said}


def _by(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def _name_of_row(row: ReadRow) -> str:
    return _folded(row.values.get(name, "") for name in ("surname", "given_name", "patronymic"))


def _name_of_entry(entry: Entry) -> str:
    return _folded((entry.surname, entry.given, entry.patronymic))


def _folded(parts: Iterable[str]) -> str:
    return " ".join(fold(part) for part in parts if part)


def _same_birth(row: ReadRow, entries: Iterable[Entry]) -> Entry | None:
    if row.born is None or not row.born.is_exact:
        return None
    name = _name_of_row(row)
    born = [e for e in entries if e.born_earliest == row.born.earliest and e.born_latest == row.born.latest]
    close = [entry for entry in born if fuzz.ratio(_name_of_entry(entry), name) >= _CLOSE]
    return close[0] if len(close) == 1 else None
