"""Reference codes that can be read out over a telephone, such as `P-7K3M-Q2XR`.

A letter for the kind of record, seven characters drawn at random, one check character. The alphabet has 23
characters and leaves out what looks alike (0 O, 1 I L, 5 S, 8 B, 2 Z, 6 G, V Y U, E F).
Twenty-three is a prime, so the weighted sum modulo 23 finds every single wrong character and every swap of two.
"""

import re
import secrets

ALPHABET = "2346789ACDFHJKMNPQRTVWX"
LENGTH = 7
_PATTERN = re.compile(r"^([A-Z])([- ]?)([A-Z0-9]{4})[- ]?([A-Z0-9]{4})$")
# The Cyrillic letters that a Ukrainian keyboard has in the places of the same shapes.
_CYRILLIC = str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX")


class MistypedCode(ValueError):
    """The text has the form of a reference code, but cannot be one: a character is wrong or two are swapped."""


def new_code(kind: str) -> str:
    """A new random code for a record whose kind is the capital letter `kind`."""
    return _format(kind, "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def code_of(kind: str, body: str) -> str:
    """The code of `kind` whose drawn characters are `body`, LENGTH of ALPHABET."""
    return _format(kind, body)


def read_code(text: str) -> str | None:
    """The code that `text` means, in its usual form; None when it does not look like a code.

    Raises MistypedCode where it looks like one and is not.
    """
    match = _PATTERN.match(text.strip().upper().translate(_CYRILLIC))
    if match is None:
        return None
    kind, separator, start, end = match.groups()
    if not separator and not any(c.isdigit() for c in start + end):
        return None  # a word of nine letters
    if not set(start + end) <= set(ALPHABET) or _format(kind, start + end[:3])[-1] != end[-1]:
        raise MistypedCode(text)
    return _format(kind, start + end[:3])


def looks_like_code(text: str) -> bool:
    """Whether `text` has the form of a code, rightly typed or not."""
    try:
        return read_code(text) is not None
    except MistypedCode:
        return True


def _format(kind: str, body: str) -> str:
    return f"{kind}-{body[:4]}-{body[4:]}{_check(kind, body)}"


def _check(kind: str, body: str) -> str:
    total = ord(kind) + sum(weight * ALPHABET.index(c) for weight, c in enumerate(body, 2))
    return ALPHABET[-total % len(ALPHABET)]
