"""Invented people who give a file away.

A file that leaves for somebody holds one row of a person who does not exist: drawn from the number of the file's
line in the log and the key of the site, so that we know from the row alone which file it was; to anybody else it
looks like the others. Whether a name and a date of birth are such a person can be told without the log too: the
date follows from the name. So none of them ever gets into a register of ours.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.crypto import salted_hmac

from casework.lib.codes import ALPHABET, LENGTH, code_of

# Common enough to pass, and in these combinations nobody whom we know of.
_SURNAMES = """
Бондарчук Гаврилюк Данилюк Демчук Дорошенко Заболотний Захарчук Іваницький Калиниченко Карпюк
Кириленко Кобилянський Корнійчук Костенюк Кравчишин Кузьмич Ларченко Левадний Лисенчук Луценко
Майстренко Мартинчук Матвійчук Назаренко Онищенко Остапчук Павлішин Пилипчук Поліщук Радченко
Романчук Савчинський
""".split()  # noqa: SIM905
_GIVEN = """
Артем Богдан Вадим Валентин Віталій Владислав Геннадій Данило Денис Едуард Захар Ігор Кирило
Костянтин Леонід Максим Мирослав Назар Олег Остап Павло Роман Руслан Святослав Станіслав Тарас
Тимофій Федір Юрій Ярослав Антон Борис
""".split()  # noqa: SIM905
_PATRONYMICS = """
Андрійович Антонович Богданович Вадимович Валерійович Васильович Вікторович Віталійович
Володимирович Григорович Дмитрович Євгенович Іванович Ігорович Леонідович Максимович Михайлович
Олегович Олександрович Олексійович Павлович Петрович Романович Русланович Святославович Семенович
Сергійович Станіславович Степанович Тарасович Федорович Юрійович
""".split()  # noqa: SIM905
_BORN_FROM = date(1970, 1, 1)
_BORN_WITHIN = 12_000  # days


@dataclass(frozen=True)
class Canary:
    """`codes` draws a reference code of any kind for them."""

    surname: str
    given: str
    patronymic: str
    born: date
    secret: bytes

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given} {self.patronymic}"

    def code(self, kind: str) -> str:
        digest = hashlib.sha256(self.secret + kind.encode()).digest()
        return code_of(kind, "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH]))


def canary_of(number: int) -> Canary:
    """The person who stands in the file with that number in the log."""
    secret = salted_hmac("casework.canary", str(number), algorithm="sha256").digest()
    surname, given, patronymic = (
        words[byte % len(words)] for words, byte in zip((_SURNAMES, _GIVEN, _PATRONYMICS), secret, strict=False)
    )
    return Canary(surname, given, patronymic, _born(f"{surname} {given} {patronymic}"), secret)


def is_canary(surname: str, given: str, patronymic: str, born: str) -> bool:
    """Whether this is one of ours. Of real people of the same name, one in 12,000 has the same date of birth."""
    if surname not in _SURNAMES or given not in _GIVEN or patronymic not in _PATRONYMICS:
        return False
    day = _born(f"{surname} {given} {patronymic}")
    return born.strip() in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}")


def _born(name: str) -> date:
    digest = salted_hmac("casework.canary born", name, algorithm="sha256").digest()
    return _BORN_FROM + timedelta(days=int.from_bytes(digest[:4], "big") % _BORN_WITHIN)
