"""Rows made for tests, and the people read of them. All people here are invented."""

from datetime import date

from casework.lists import Reading, Sheet, SourceRow, propose_columns, read_rows

TODAY = date(2025, 5, 23)
HEADER = ("№", "ПІБ", "Дата народження", "Звання", "в/ч", "Категорія", "Стать", "Примітка")


def sheet(*rows: tuple[object, ...]) -> Sheet:
    return Sheet("Аркуш1", tuple(SourceRow(n, tuple(row)) for n, row in enumerate(rows, 1)))  # type: ignore[arg-type]


def read(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER, date1904: bool = False) -> Reading:
    received = sheet(header, *rows)
    return read_rows(received, propose_columns(received), date1904=date1904, today=TODAY)


def row(name: object = "Коваль Олег Петрович", born: object = None, **others: object) -> tuple[object, ...]:
    places = {"rank": 3, "unit": 4, "category": 5, "sex": 6, "note": 7}
    cells: list[object] = [1, name, born, None, None, None, None, None]
    for field, value in others.items():
        cells[places[field]] = value
    return tuple(cells)


def values(name: object = "Коваль Олег Петрович", born: object = None, **others: object) -> dict[str, str]:
    reading = read(row(name, born, **others))
    assert [str(error.reason) for error in reading.errors] == []
    return reading.rows[0].values


def changes(*arguments: object, **others: object) -> list[tuple[str, str, str, str]]:
    reading = read(row(*arguments, **others))
    return [(c.field, c.before, c.after, str(c.reason)) for c in reading.rows[0].changes]


def refusal(*arguments: object, **others: object) -> tuple[str, str, str, str]:
    reading = read(row(*arguments, **others))
    assert reading.rows == ()
    (error,) = reading.errors
    assert (error.sheet, error.number) == ("Аркуш1", 2)
    return error.column, error.field, error.value, str(error.reason)


def person(surname: str, given_name: str = "", patronymic: str = "", **others: str) -> dict[str, str]:
    parts = {"surname": surname, "given_name": given_name, "patronymic": patronymic, **others}
    return {field: text for field, text in parts.items() if text}
