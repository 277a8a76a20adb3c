"""What a new version of a list adds, drops and changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from casework.exchanges.models import Entry, ListFile
from casework.exchanges.statuses import EntryStatus
from casework.lists import ReadRow
from casework.names.folding import fold

# The fields of a list's row, and the fields of an Entry that hold them.
FIELDS = {
    "surname": "surname",
    "given_name": "given",
    "patronymic": "patronymic",
    "call_sign": "call_sign",
    "date_of_birth": "date_of_birth",
    "category": "category",
    "sex": "sex",
    "rank": "rank",
    "unit": "unit",
    "place_of_birth": "place_of_birth",
}
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


def compare(entries: Sequence[Entry], rows: Iterable[ReadRow]) -> Comparison:
    """Pair rows with entries: what says the same, then the same name, then the same birth and a close name."""
    found = Comparison()
    left = list(entries)
    rest: list[ReadRow] = []
    same = _by(left, lambda entry: tuple(getattr(entry, name) for name in FIELDS.values()))
    for row in rows:
        twins = same.get(tuple(entry_values(row).values()), [])
        if twins:
            entry = twins.pop(0)
            left.remove(entry)
            found.unchanged.append((entry, row))
        else:
            rest.append(row)
    for row in rest:
        match = _same_name(row, left, rest) or _same_birth(row, left)
        if match is None:
            found.added.append(row)
        else:
            left.remove(match)
            found.changed.append(Changed(match, row, differences(match, row)))
    found.dropped = left
    return found


def differences(entry: Entry, row: ReadRow) -> dict[str, tuple[str, str]]:
    after = entry_values(row)
    return {name: (getattr(entry, name), said) for name, said in after.items() if getattr(entry, name) != said}


def _by(entries: Iterable[Entry], key: Callable[[Entry], tuple[str, ...]]) -> dict[tuple[str, ...], list[Entry]]:
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _name_of_row(row: ReadRow) -> str:
    return _folded(row.values.get(name, "") for name in ("surname", "given_name", "patronymic"))


def _name_of_entry(entry: Entry) -> str:
    return _folded((entry.surname, entry.given, entry.patronymic))


def _folded(parts: Iterable[str]) -> str:
    return " ".join(fold(part) for part in parts if part)


def _same_name(row: ReadRow, entries: Sequence[Entry], rows: Sequence[ReadRow]) -> Entry | None:
    """The one entry of the same name, where neither version has namesakes left."""
    name = _name_of_row(row)
    found = [entry for entry in entries if _name_of_entry(entry) == name]
    alone = len(found) == 1 and sum(_name_of_row(other) == name for other in rows) == 1
    return found[0] if alone else None


def _same_birth(row: ReadRow, entries: Sequence[Entry]) -> Entry | None:
    if row.born is None or not row.born.is_exact:
        return None
    name = _name_of_row(row)
    born = [e for e in entries if e.born_earliest == row.born.earliest and e.born_latest == row.born.latest]
    close = [entry for entry in born if fuzz.ratio(_name_of_entry(entry), name) >= _CLOSE]
    return close[0] if len(close) == 1 else None
