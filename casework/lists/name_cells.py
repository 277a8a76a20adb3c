"""A cell with a name in it, and what else people write there: a number, a rank, a call-sign, a birth date."""

import re
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lists.cleaning import Step, clean_name, name_case
from casework.lists.words import rank_pattern
from casework.names.equivalents import given_groups, is_known_patronymic, is_like_patronymic
from casework.names.parsing import NameParts, split_full_name

_NUMBERING = re.compile(r"^\W*\d{1,6}(?:\s*[.)]+\s*(?!\d)|\s+)(?=\W*[^\W\d_])")
_CALL_SIGN_WORD = r"(?:позивний|позывной|псевдо|call[- ]?sign)"
_CALL_SIGN = re.compile(
    rf"[,;]?\s*(?:(?:{_CALL_SIGN_WORD}\s*[:\-–—]?\s*)?(?:\((?P<brackets>[^()]*)(?:\)|$)|\[(?P<square>[^\[\]]*)(?:\]|$)"
    r"|«(?P<angles>[^«»]*)(?:»|$)|[“„](?P<curly>[^“”„]*)(?:[”“]|$)|(?<!\w)\"(?P<straight>[^\"]*)(?:\"|$))"
    rf"|\b{_CALL_SIGN_WORD}\s*[:\-–—]?\s*(?P<plain>[^\W\d_]+)\s*$)",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"^{_CALL_SIGN_WORD}\s*[:\-–—]?\s*", re.IGNORECASE)
_DATE_START = re.compile(
    r"[\s,;–—-]*(?<![^\W_])"
    r"(?P<date>(?:(?:born(?: on| in)?|нар(?:одився|одилася|\.)?|род(?:ился|илась|\.)|д\.? ?[нр]\.)\s*)?"
    r"\d.*)$",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(r"^(?P<date>\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})\s*(?:р\.|г\.)?[\s,;]+")
_BETWEEN_PEOPLE = re.compile(r"\s*(?:[;|\n\r]|\s/\s|<br ?/?>|\s(?:та|і|й|и|and|&|\+)\s)\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_COMMA_PEOPLE = re.compile(r"\s*,\s*")


class NameNotUnderstood(ValueError):
    """A name cell that a person has to put right; `reason` is translated when shown."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class NameCell:
    """What was found in the cell; "" for what was not there. `steps` are the changes on the way to `name`."""

    name: str
    call_sign: str = ""
    rank: str = ""
    born: str = ""
    steps: list[Step] = field(default_factory=list)

    def take(self, after: str, reason: str | Promise) -> None:
        if after != self.name:
            self.steps.append((self.name, after, reason))
            self.name = after


def read_name_cell(text: str) -> NameCell:
    """Raises NameNotUnderstood where the cell holds two people, or no name."""
    _refuse_two_people(text)
    cell = NameCell(text)
    _take_number(cell)
    _take_aside(cell)
    _take_date(cell)
    cleaned, steps = clean_name(cell.name)
    cell.name = cleaned
    cell.steps.extend(steps)
    _take_rank(cell)
    _refuse_no_name(cell.name)
    return cell


def split(name: str) -> dict[str, str]:
    """`surname`, `given_name`, `patronymic`, those that are there, in the case of names.

    Raises NameNotUnderstood where a part of the name would get lost.
    """
    parts = _usual(name) or split_full_name(name)
    found = {"surname": parts.surname, "given_name": parts.given, "patronymic": parts.patronymic}
    if _letters("".join(found.values())) != _letters(name):
        raise NameNotUnderstood(
            _("This name cannot be split into surname, given name and patronymic. Put them in three columns.")
        )
    if " " not in name:
        found = {"surname": name}
    if not found["surname"]:
        raise NameNotUnderstood(_("There is no surname in this name. Add it from the source."))
    return {part: name_case(text) for part, text in found.items() if text}


def split_given(name: str) -> tuple[str, str]:
    """Given name and patronymic where both stand in the column of the given name; "" where there is none."""
    given, _space, patronymic = name.rpartition(" ")
    return (given, patronymic) if given and is_like_patronymic(patronymic) else (name, "")


def _usual(name: str) -> NameParts | None:
    """Surname, given name, patronymic in this order, the last two known: most rows, at a hundredth of the time."""
    words = name.split(" ")
    if len(words) != 3 or "," in name or given_groups(words[0]) or is_like_patronymic(words[0]):
        return None
    return NameParts(*words) if given_groups(words[1]) and is_known_patronymic(words[2]) else None


def _letters(text: str) -> list[str]:
    return sorted(letter for letter in text.casefold() if letter.isalpha())


def _refuse_two_people(text: str) -> None:
    if len(_WORD.findall(text)) < 4:
        return
    names = [part for part in _BETWEEN_PEOPLE.split(text) if _words_of(part) >= 2]
    by_comma = [part for part in _COMMA_PEOPLE.split(text) if _words_of(part) >= 2 and _has_patronymic(part)]
    patronymics = [word for word in re.findall(r"[^\W\d_]{4,}", text) if is_known_patronymic(word)]
    if len(names) > 1 or len(by_comma) > 1 or (len(patronymics) > 1 and _words_of(text) >= 5):
        raise NameNotUnderstood(
            _("There are two names in this cell. Give each person a row; of two spellings of one name leave one.")
        )


def _words_of(text: str) -> int:
    return len([word for word in _WORD.findall(text) if word[0].isupper() and len(word) > 1])


def _has_patronymic(text: str) -> bool:
    return any(is_like_patronymic(word) for word in re.findall(r"[^\W\d_]{4,}", text))


def _take_number(cell: NameCell) -> None:
    cell.take(_NUMBERING.sub("", cell.name), _("the number before the name was left out"))


def _take_aside(cell: NameCell) -> None:
    """A call-sign, or a date, in brackets or quotation marks."""
    for match in list(_CALL_SIGN.finditer(cell.name)):
        aside = _LABEL.sub("", next(filter(None, match.groups()), "").strip()).strip(' ,.;«»„“”"')
        if not aside:
            continue
        if re.search(r"\d{2}", aside) and not cell.born:
            cell.born = aside
            reason: str | Promise = _("the birth date was taken out of the name")
        elif not cell.call_sign:
            cell.call_sign = aside
            reason = _("what stands in brackets or quotation marks was kept as call-sign")
        else:
            raise NameNotUnderstood(
                _("This name has several additions in brackets. Leave the name alone in the cell.")
            )
        cell.take(" ".join(cell.name.replace(match[0], " ", 1).split()), reason)


def _take_date(cell: NameCell) -> None:
    match = _DATE_FIRST.search(cell.name) or _DATE_START.search(cell.name)
    if match is None:
        return
    rest = (cell.name[: match.start()] + cell.name[match.end() :]).strip(" ,;-–—")
    said = match["date"].strip(" ,;()")
    if cell.born or not _is_date(said):
        raise NameNotUnderstood(_("There are digits in this name that are no birth date. Write the name alone."))
    cell.born = said
    cell.take(rest, _("the birth date was taken out of the name"))


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except DateNotUnderstood as failure:
        raise NameNotUnderstood(failure.reason) from failure
    return True


def _take_rank(cell: NameCell) -> None:
    """A rank before the name; Майор and Сержант are surnames too, where otherwise none would be left."""
    match = rank_pattern().match(cell.name)
    if match is None:
        return
    rest = cell.name[match.end() :].strip(" ,.;:-–—")
    words = rest.split()
    no_surname = len(words) < 2 or (len(words) == 2 and is_like_patronymic(words[1]))
    if match[0][0].isupper() and no_surname and " " not in match[0].strip():
        return
    if words:
        cell.rank = match[0].strip()
        cell.take(rest, _("the rank before the name was taken out of it"))


def _refuse_no_name(name: str) -> None:
    if re.search(r"\d", name):
        raise NameNotUnderstood(_("There are digits in this name. Write the name alone."))
    if not re.search(r"[^\W\d_]{2,}", name):
        raise NameNotUnderstood(_("There is no name here. Add the name from the source, or remove the row."))
