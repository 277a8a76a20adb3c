"""A surname from one language into the other, as papers usually do it. For making lists, not for matching."""

_TO_RUSSIAN = (
    ("ський", "ский"), ("цький", "цкий"), ("ська", "ская"), ("цька", "цкая"), ("ьйо", "ьё"), ("йо", "ё"),
    ("ьо", "ё"), ("ий", "ый"), ("ʼ", "ъ"),
)  # fmt: skip
_TO_UKRAINIAN = (
    ("ский", "ський"), ("цкий", "цький"), ("ская", "ська"), ("ьё", "йо"), ("ъ", "ʼ"), ("ье", "ьє"), ("ее", "еє"),
    ("ае", "ає"), ("ие", "іє"), ("ия", "ія"),
)  # fmt: skip


def russian(surname: str) -> str:
    """As Russian papers usually write a Ukrainian surname."""
    text = surname
    for uk, ru in _TO_RUSSIAN:
        text = text.replace(uk, ru)
    keep = text.endswith(("ский", "цкий"))
    body = text[:-2] if keep else text
    body = body[:-2] + "ов" if surname.endswith("ів") else body
    body = body.replace("и", "ы").translate(str.maketrans("іїєґІЇЄҐ", "ииегИИЕГ"))
    for soft in ("гы", "кы", "хы", "жы", "шы", "чы", "щы"):
        body = body.replace(soft, soft[0] + "и")
    return body + ("ий" if keep else "")


def ukrainian(surname: str) -> str:
    """As Ukrainian papers usually write a Russian surname."""
    text = surname
    for ru, uk in _TO_UKRAINIAN:
        text = text.replace(ru, uk)
    keep = text.endswith(("ський", "цький"))
    body = text[:-2] if keep else text
    out = ""
    for place, letter in enumerate(body):
        before = body[place - 1 : place].lower()
        if letter in "иИ":
            out += letter if before in tuple("жшчщц") else {"и": "і", "И": "І"}[letter]
        elif letter in "ёЁ":
            out += "о" if before in tuple("жшчщ") else "ьо"
        else:
            out += {"ы": "и", "э": "е", "Э": "Е", "Е": "Є"}.get(letter, letter)
    return out + ("ий" if keep else "")


def feminine(surname: tuple[str, str]) -> tuple[str, str]:
    return _feminine(surname[0]), _feminine(surname[1])


def _feminine(surname: str) -> str:
    if surname.endswith(("ський", "цький")):
        return surname[:-2] + "а"
    if surname.endswith(("ский", "цкий", "ный", "вый", "рый", "лый")):
        return surname[:-2] + "ая"
    if surname.endswith(("ний", "вий", "рий", "лий")):
        return surname[:-2] + "а"
    if surname.endswith(("ов", "ін", "ин", "єв", "ев", "ёв", "ьов", "йов")):
        return surname + "а"
    return surname
