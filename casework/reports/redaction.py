"""Taking other people out of free text: relatives, sources, staff, whatever looks like a telephone or an address.

It knows names by their letters, with the endings that Ukrainian puts to them. Whoever is told of by a nickname or
in other words stays: somebody has to read what is handed out.
"""

import re
from collections.abc import Iterable, Iterator

from casework.accounts.models import User
from casework.families.models import CaseRelative, Relative
from casework.people.models import Person

WITHHELD = "[…]"
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
_NUMBER = re.compile(r"\+?\d[\d\s()-]{6,}\d")
_ADDRESS = re.compile(r"\S+@\S+")
_DIGITS = 9  # fewer are a date or an amount
_SHORTEST = 3
_ENDING = 2  # letters by which a form of a name can be longer


class Others:
    """Everybody but the person."""

    def __init__(self, person: Person) -> None:
        names = (str(name) for name in person.names.all())
        self._own = set(_words([person.name, person.name_latin, *names]))
        self._others = set(_words(_names_of_others(person))) - self._own
        sources = (source for source in _sources(person) if not set(_words([source])) <= self._own)
        self._phrases = sorted(sources, key=len, reverse=True)

    def out_of(self, text: str) -> str:
        """The text, with what tells of others taken out."""
        for phrase in self._phrases:
            text = re.sub(re.escape(phrase), WITHHELD, text, flags=re.IGNORECASE)
        text = _ADDRESS.sub(WITHHELD, text)
        text = _NUMBER.sub(lambda m: WITHHELD if sum(c.isdigit() for c in m[0]) >= _DIGITS else m[0], text)
        return _WORD.sub(lambda m: WITHHELD if self._is_another(m[0].casefold()) else m[0], text)

    def _is_another(self, word: str) -> bool:
        if word in self._own or word in self._others:
            return word not in self._own
        return not _is_form_of(word, self._own) and _is_form_of(word, self._others)


def _is_form_of(word: str, names: set[str]) -> bool:
    """Whether it is one of the names with another ending."""
    stems = (word[: len(word) - cut] for cut in range(_ENDING + 1))
    return any(len(stem) >= _SHORTEST and stem in names for stem in stems)


def _words(texts: Iterable[str]) -> Iterator[str]:
    """The words of names, and the same without the vowel at their end."""
    for text in texts:
        for word in _WORD.findall(text.casefold()):
            if len(word) >= _SHORTEST:
                yield word
                if len(word) > _SHORTEST and word[-1] in "аеиіїоуюяйь":
                    yield word[:-1]


def _names_of_others(person: Person) -> Iterator[str]:
    relatives = Relative.objects.filter(pk__in=CaseRelative.objects.filter(case__person=person).values("relative"))
    yield from (relative.name for relative in relatives)
    for user in User.objects.filter(organisation=person.organisation_id):
        yield f"{user.first_name} {user.last_name} {user.username}"
    for source in _sources(person):
        yield " ".join(word for word in source.split() if word[:1].isupper())


def _sources(person: Person) -> set[str]:
    said = {text.strip() for one in person.evidence.all() for text in (one.source, one.origin)}
    return {text for text in said if len(text) > _SHORTEST}
