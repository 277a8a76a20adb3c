"""Dates as people say them: "2022", "May 2022", "about 1985", "18.1.1970 or 29.3.1965".

What was said is kept as text, beside the days it can mean. English, Ukrainian and Russian are understood.
Choices that had to be made:

- Days come before months: 05.06.1980 is 5 June.
- A two-digit year, or a decade like "70-х", is the latest one that is not in the future.
- "Winter 2022" is January, February and December of 2022; "winter 2021/22" is December to February.
- "About" widens by two of the smallest unit named: "about 1985" is 1983 to 1987, "about May 1985" March to July.
- "Before 1970" begins with 1900; "after" and "since" end today.
- An age holds on one day. It is kept with that day, "46 років (2025-05-23)", to mean the same next year.
- A day or month that is left open (00.00.1976, ??.10.1976) is unknown: the year, or the month, remains.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Interval = tuple[date, date]

OPEN_START = date(1900, 1, 1)
MAX_LENGTH = 120
_YEARS = range(1000, 3000)
_ABOUT = 2


class DateNotUnderstood(ValueError):
    """A text that is no date. Its message, translated when it is shown, names the text and says why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What was said about a date, and the days it can mean.

    `intervals` holds alternatives as (first day, last day), both included; sorted, and none overlaps another.
    """

    text: str
    intervals: tuple[Interval, ...]
    approximate: bool = False

    @classmethod
    def parse(cls, text: str, *, today: date | None = None) -> "PartialDate":
        """What `text` means; ages and two-digit years count from `today`. Raises DateNotUnderstood."""
        today = today or date.today()
        said = " ".join(text.split())
        if is_placeholder(said):
            raise DateNotUnderstood(_("There is no date here: leave the date empty where it is not known."))
        if len(said) > MAX_LENGTH:
            raise DateNotUnderstood(_("This text is too long for a date: write the date alone."))
        plain = _plain(said)
        if spoken_on := _SPOKEN_ON.search(plain):
            plain, today = plain[: spoken_on.start()], _read(spoken_on[1], said, today).intervals[0][0]
        readings = [_read(part.strip(), said, today) for part in _ALTERNATIVES.split(plain)]
        intervals = _disjoint([interval for reading in readings for interval in reading.intervals])
        if not spoken_on and any(reading.of_today for reading in readings):
            said = f"{said} ({today.isoformat()})"
        return cls(said, intervals, any(reading.approximate for reading in readings))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        day = date(day.year, day.month, day.day)
        return cls(day.strftime("%d.%m.") + f"{day.year:04}", ((day, day),))

    @property
    def earliest(self) -> date:
        return self.intervals[0][0]

    @property
    def latest(self) -> date:
        return max(end for _start, end in self.intervals)

    @property
    def exact(self) -> date | None:
        """The day, where exactly one day is meant."""
        return self.earliest if self.is_exact else None

    @property
    def is_exact(self) -> bool:
        return len(self.intervals) == 1 and self.earliest == self.latest and not self.approximate

    @property
    def alternatives(self) -> tuple[date, ...]:
        """The days, where each alternative is one day; otherwise nothing."""
        if self.approximate or any(start != end for start, end in self.intervals):
            return ()
        return tuple(start for start, _end in self.intervals)

    def __str__(self) -> str:
        return self.text


def compatible(a: PartialDate, b: PartialDate) -> bool:
    """Whether some day fits both."""
    return any(s1 <= e2 and s2 <= e1 for s1, e1 in a.intervals for s2, e2 in b.intervals)


_PLACEHOLDER_WORDS = """
невід невідомо невідома невідомий невідомі невідм невст невстановлено немає немаєданих данівідсутні відсутня
відсутній відсутнє відсутні нв нд бд неизв неизвестно неизвестна неизвестен неизвестный нет нетданных отсутствует
неустановлено невказано неуказано незнаю unknown unk na nodata notknown notavailable notstated none null nan tbd
0 00000000 000000 01011900 19000101 010100
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split())


@lru_cache(maxsize=20_000)
def is_placeholder(text: str) -> bool:
    """Whether the text is what people write where they have nothing to write; an empty text is one too."""
    plain = _TIME.sub("", _plain(" ".join(text.split())))
    letters = re.sub(r"[\W_]", "", plain)
    return not letters or letters in _PLACEHOLDERS or re.fullmatch("[хx]{2,}", letters) is not None


@dataclass(frozen=True)
class _Reading:
    intervals: tuple[Interval, ...]
    unit: int = 12  # months in the smallest unit named: 12, 1, or 0 for a day
    approximate: bool = False
    of_today: bool = False


_CYRILLIC_SHAPES = str.maketrans("aceiopxyë", "асеіорхуё")
_TIME = re.compile(r"(?<=\d)[ t]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?z|[+-]\d{2}:?\d{2})?$")


@lru_cache(maxsize=20_000)
def _plain(said: str) -> str:
    """Small letters, plain dashes, no stress marks; Latin letters inside Cyrillic words repaired."""
    text = unicodedata.normalize("NFKC", re.sub("[\u0300\u0301\u00ad\u200b-\u200f\ufeff]", "", said)).casefold()
    text = re.sub(r"[^\D0-9]", lambda digit: str(int(digit[0])), text)
    text = re.sub("[‐‑‒–—−]", "-", text)
    text = re.sub("[«»“”„\"‘’']", "", text)

    def repair(word: re.Match[str]) -> str:
        return word[0].translate(_CYRILLIC_SHAPES) if re.search("[а-яіїєґ]", word[0]) else word[0]

    return re.sub(r"[^\W\d_]*[a-zë][^\W\d_]*", repair, " ".join(text.split()))


_ALTERNATIVES = re.compile(
    r"\s*(?:;|\||\s/\s|<br ?/?>|\b(?:or|або|чи|или|либо)\b)\s*"
    r"|(?<=\d{4}),? (?=\d{1,2}[./-]\d)|(?<=\d{4} [рг]\.),? (?=\d{1,2}[./-]\d)|(?<=\d{4}),(?=\d{1,2}[.]\d)"
)
_SPOKEN_ON = re.compile(r" \((\d{4}-\d{2}-\d{2})\)$")
_ABOUT_WORDS = re.compile(
    r"^(?:about|approximately|approx\.?|around|circa|ca\.?|c\.|~|≈|близько|біля|бл\.?|приблизно|прибл\.?|орієнтовно"
    r"|около|ок\.|примерно)\s*(?=\S)|\s*(?:\?|\((?:прибл\.?|приблизно|примерно|approx\.?)\))$"
)
_LEADING = re.compile(
    r"^(?:born(?: on| in)?|b\.|народивс[яь]|народилас[яь]|народжен(?:ий|а)|нар\.|родил(?:ся|ась)|род\.|рожд\."
    r"|д\. ?[нр]\.|in|on|у|в)\s*(?=\S)"
)
_TRAILING = re.compile(
    r"(?<=\d)\s*(?:(?:року|рік) народження|года? рождения|р\.? ?н\.?|г\.? ?р\.?|г\. ?рожд\.?"
    r"|рік|рок[а-яі]+|рр?\.?|год[а-я]*|гг?\.?|year of birth)$"
)


def _read(plain: str, said: str, today: date) -> _Reading:
    """One alternative, in the form that `_plain` gives."""
    text = _TIME.sub("", plain).strip(" ,")
    bare = _ABOUT_WORDS.sub("", text)
    if bare != text:
        return _widen(_read(bare, said, today))
    for pattern, meaning in _FORMS:
        if match := pattern.match(text):
            return meaning(match, said, today)
    shorter = _TRAILING.sub("", _LEADING.sub("", text))
    if shorter != text:
        return _read(shorter, said, today)
    if "/" in text:
        parts = [_read(part, said, today) for part in text.split("/")]
        return _Reading(
            tuple(i for part in parts for i in part.intervals),
            approximate=any(part.approximate for part in parts),
        )
    raise DateNotUnderstood(
        format_lazy(_("“{text}” is not understood as a date. Write it like 14.10.1976, or 1976 alone."), text=said)
    )


def _widen(reading: _Reading) -> _Reading:
    """Two of the smallest unit named to either side."""
    months, days = reading.unit * _ABOUT, 0 if reading.unit else _ABOUT
    widened = [
        (
            _months_later(start, -months) - timedelta(days=days),
            _months_later(end + timedelta(days=1), months) + timedelta(days=days - 1),
        )
        for start, end in reading.intervals
    ]
    return _Reading(_disjoint(widened), reading.unit, True, reading.of_today)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def _disjoint(intervals: list[Interval] | tuple[Interval, ...]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _impossible(said: str, why: str | Promise) -> DateNotUnderstood:
    return DateNotUnderstood(
        format_lazy(
            _("“{text}” is not a date that exists: {why}. Check it against the source."), text=said, why=why
        )
    )


def _year(digits: str, said: str, today: date) -> int:
    year = int(digits)
    if len(digits) == 2:
        century = today.year - today.year % 100
        return century + year if century + year <= today.year else century - 100 + year
    if year not in _YEARS:
        raise _impossible(said, format_lazy(_("there is no year {year} here"), year=digits))
    return year


def _span(start: date, end: date, unit: int = 12, *, of_today: bool = False) -> _Reading:
    return _Reading(((start, end),), unit, of_today=of_today)


def _month_of(year: int, month: int, said: str) -> _Reading:
    if not 1 <= month <= 12:
        raise _impossible(said, format_lazy(_("there is no month {month}"), month=month))
    return _span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), 1)


def _whole_year(match: re.Match[str], said: str, today: date) -> _Reading:
    year = _year(match["y"], said, today)
    return _span(date(year, 1, 1), date(year, 12, 31))


def _day(match: re.Match[str], said: str, today: date) -> _Reading:
    """A day by numbers or with the month's name; a day or month left open widens it."""
    year = _year(match["y"], said, today)
    month = _month_number(match["m"])
    day = int(match["d"]) if match["d"].isdigit() else 0
    if month == 0 and day == 0:
        return _span(date(year, 1, 1), date(year, 12, 31))
    whole = _month_of(year, month, said)
    if day == 0:
        return whole
    last = whole.intervals[0][1].day
    if day > last:
        why = format_lazy(_("month {month} of {year} has {days} days"), month=month, year=year, days=last)
        raise _impossible(said, why)
    return _span(date(year, month, day), date(year, month, day), 0)


def _month(match: re.Match[str], said: str, today: date) -> _Reading:
    return _month_of(_year(match["y"], said, today), _month_number(match["m"]), said)


def _month_number(word: str) -> int:
    """1 to 12 for a name, the number as it stands for digits, 0 where the month is left open."""
    return int(word) if word.isdigit() else _MONTHS.get(word, 0)


def _season(match: re.Match[str], said: str, today: date) -> _Reading:
    year, first = _year(match["y"], said, today), _SEASONS[match["s"]]
    if first < 12:
        end = _month_of(year, first + 2, said).intervals[0][1]
        return _span(date(year, first, 1), end, 1)
    if not match["y2"]:
        before_march = date(year, 3, 1) - timedelta(days=1)
        return _Reading(((date(year, 1, 1), before_march), (date(year, 12, 1), date(year, 12, 31))), 1)
    if _year(match["y2"], said, today) % 100 != (year + 1) % 100:
        raise _impossible(said, _("a winter ends in the year after it began"))
    return _span(date(year, 12, 1), date(year + 1, 3, 1) - timedelta(days=1), 1)


def _decade(match: re.Match[str], said: str, today: date) -> _Reading:
    first = _year(match["y"], said, today)
    return _span(date(first, 1, 1), date(first + 9, 12, 31))


def _age(match: re.Match[str], said: str, today: date) -> _Reading:
    age = int(match["age"] or match["age2"])
    born_latest = _months_later(today, -12 * age)
    return _span(_months_later(born_latest, -12) + timedelta(days=1), born_latest, of_today=True)


def _range(match: re.Match[str], said: str, today: date) -> _Reading:
    second = _read(match["b"], said, today)
    first_text = match["a"]
    if first_text in _MONTHS:
        first_text = f"{first_text} {second.intervals[0][0].year}"
    first = _read(first_text, said, today)
    start, end = first.intervals[0][0], second.intervals[-1][1]
    if start > end:
        raise _impossible(said, _("it ends before it begins"))
    return _Reading(((start, end),), min(first.unit, second.unit), first.approximate or second.approximate)


def _before(match: re.Match[str], said: str, today: date) -> _Reading:
    end = _read(match["a"], said, today).intervals[0][0] - timedelta(days=1)
    if end < OPEN_START:
        raise _impossible(said, _("dates before 1900 are not kept here"))
    return _span(OPEN_START, end)


def _after(match: re.Match[str], said: str, today: date) -> _Reading:
    first, last = _read(match["a"], said, today).intervals[-1]
    start = last + timedelta(days=1) if match["after"] else first
    if start > today:
        raise _impossible(said, _("it lies in the future"))
    return _span(start, today)


_MONTH_WORDS = (
    "січень січня січні січ январь января январе янв january jan",
    "лютий лютого лютому лют февраль февраля феврале фев февр february feb",
    "березень березня березні бер берез март марта марте мар march mar",
    "квітень квітня квітні квіт кві апрель апреля апреле апр april apr",
    "травень травня травні трав тра май мая мае may",
    "червень червня червні черв чер июнь июня июне июн june jun",
    "липень липня липні лип июль июля июле июл july jul",
    "серпень серпня серпні серп сер август августа августе авг august aug",
    "вересень вересня вересні верес вер сентябрь сентября сентябре сен сент september sep sept",
    "жовтень жовтня жовтні жовт жов октябрь октября октябре окт october oct",
    "листопад листопада листопаді лист лис ноябрь ноября ноябре ноя нояб november nov",
    "грудень грудня грудні груд гру декабрь декабря декабре дек december dec",
)
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_SEASON_WORDS = {
    3: "spring весна весни весною навесні весны весной",
    6: "summer літо літа літом влітку улітку лето лета летом",
    9: "autumn fall осінь осені восени осень осенью",
    12: "winter зима зими зимою взимку узимку зимы зимой",
}
_SEASONS = {word: first for first, words in _SEASON_WORDS.items() for word in words.split()}

_Y = r"(?P<y>\d{4}|\d{2})"
_M_NAME = rf"(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_D_NAME = r"(?P<d>\d{1,2}) ?(?:st|nd|rd|th|-?го|-?те|-?е)?"
_OPEN = r"|[?_хx]{1,2}"
_SEP = r" ?[./,\- ] ?"
_END = r"(?: ?\.)?$"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, date], _Reading]], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"^(?P<d>\d{{1,2}}{_OPEN}){_SEP}(?P<m>\d{{1,2}}{_OPEN}){_SEP}{_Y}{_END}", _day),
        (rf"^(?P<y>\d{{4}}){_SEP}(?P<m>\d{{1,2}}{_OPEN}){_SEP}(?P<d>\d{{1,2}}{_OPEN}){_END}", _day),
        (rf"^{_D_NAME}[ .\-]*(?:of )?{_M_NAME}[ ,\-]*{_Y}{_END}", _day),
        (rf"^{_M_NAME} {_D_NAME},? (?P<y>\d{{4}}){_END}", _day),
        (rf"^{_M_NAME}[ ,\-]*(?:of )?(?P<y>\d{{4}}){_END}", _month),
        (rf"^(?P<m>\d{{1,2}}) ?[./] ?(?P<y>\d{{4}}){_END}", _month),
        (rf"^(?P<y>\d{{4}})[-./](?P<m>\d{{2}}){_END}", _month),
        (rf"^(?P<y>\d{{4}}){_END}", _whole_year),
        (
            rf"^(?P<s>{'|'.join(_SEASONS)}),? (?:of )?(?P<y>\d{{4}})"
            r"(?:[/-](?P<y2>\d{4}|\d{2}))?(?: року| р\.| года| г\.)?$",
            _season,
        ),
        (
            r"^(?P<y>\d{3}0|\d0) ?(?:s|-?ті|-?х|-?е|-?і)(?: рок[а-яі]+| год[а-я]+| рр\.| гг\.)?$",
            _decade,
        ),
        (
            r"^(?:(?P<age>\d{1,2}|1[01]\d)(?:[ -]?(?:річн(?:ий|а|ого|ої)|рок(?:и|ів)|рік|лет|года?"
            r"|летн(?:ий|яя)|years? old|y\.?o\.?|yo))"
            r"|(?:aged|age|вік|возраст):? ?(?P<age2>\d{1,2}|1[01]\d)(?: рок(?:и|ів)| лет| years)?)$",
            _age,
        ),
        (r"^(?:between|між|между) (?P<a>.+?) (?:and|і|й|та|и) (?P<b>.+)$", _range),
        (r"^(?:from|з|із|від|с|со|от) (?P<a>.+?) (?:to|till|until|до|по) (?P<b>.+)$", _range),
        (r"^(?P<a>\d{1,2}\.\d{1,2}\.\d{4}|\d{4}|[^\W\d_]+(?: \d{4})?) ?- ?(?P<b>.*\d{4}[^\d]*)$", _range),
        (r"^(?:before|до|раніше|ранее) (?P<a>.+)$", _before),
        (r"^(?:(?P<after>after|після|после)|since|з|із|від|с|от) (?P<a>.+)$", _after),
    )
)
