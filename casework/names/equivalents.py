"""Names that are one name: Олексій and Алексей, Пилипівна and Филипповна, Підгорецький and Подгорецкий.

The tables lie in data/, their sources and how to extend them in data/SOURCES.md.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from casework.names.folding import first_letters, fold, folds, skeleton

_DATA = Path(__file__).parent / "data"
_MALE = re.compile(r"(?:[aio]viq|(?<!k)eviq|[aeio]vic|ilq)$")
_FEMALE = re.compile(r"(?:[aeio]vna|iqna|iwna)$")


@lru_cache(maxsize=30_000)
def given_groups(name: str) -> frozenset[str]:
    """The given names that a spelling can stand for, each by the name of its group; nothing for a
    spelling that is in no table. Diminutives are not looked at."""
    return _among(_given_tables().full, name)


@lru_cache(maxsize=30_000)
def diminutive_groups(name: str) -> frozenset[str]:
    """The given names that a diminutive can stand for: often several, of both sexes (Саша, Женя)."""
    return _among(_given_tables().short, name)


@lru_cache(maxsize=20_000)
def inflected_given_groups(name: str) -> frozenset[str]:
    """The given names of which a word may be a case: Олександру, Віталієм, Maksyma."""
    bare = {_CASE_ENDING.sub("", folded) for folded in folds(name) if len(folded) > 2}
    return frozenset[str]().union(*(_given_stems().get(stem, frozenset()) for stem in bare))


@lru_cache(maxsize=20_000)
def inflected_patronymic_roots(name: str) -> frozenset[str]:
    """As inflected_given_groups, of a patronymic: Григоровича, Григорівною."""
    bare = [_PATRONYMIC_CASE.sub("", folded) for folded in folds(name)]
    forms = (form for stem in bare for form in (stem, stem + "a"))
    return frozenset[str]().union(*(_patronymic_table().get(form, frozenset()) for form in forms))


_CASE_ENDING = re.compile(r"(?:a|u|om|em|i|ia|iu|iem|oi|eiu|ei|oiu|oho|omu|e)$")
_PATRONYMIC_CASE = re.compile(r"(?<=iq)(?:a|u|em|om|i)$|(?<=vn|qn)(?:i|oi|oiu|u|e)$")


@lru_cache(maxsize=1)
def _given_stems() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for folded, groups in _given_tables().full.items():
        if len(folded) > 2:
            table[folded] |= groups
            table[_CASE_ENDING.sub("", folded)] |= groups
    return _frozen(table)


@lru_cache(maxsize=30_000)
def likely_given_groups(name: str) -> frozenset[str]:
    """The groups of a name that may be misspelled: as written, else as a diminutive, else those whose
    consonants it has, else those one letter off. For finding, not for comparing."""
    found = given_groups(name) or diminutive_groups(name) or inflected_given_groups(name)
    if found:
        return found
    table = _given_by_skeleton()
    alike = frozenset[str]().union(*(table.get(skeleton(folded), frozenset()) for folded in folds(name)))
    return alike or _one_letter_off(_given_tables().full, name)


@lru_cache(maxsize=30_000)
def likely_patronymic_roots(patronymic: str) -> frozenset[str]:
    """As likely_given_groups, of the father's name."""
    known = _among(_patronymic_table(), patronymic) or inflected_patronymic_roots(patronymic)
    return known or _one_letter_off(_patronymic_table(), patronymic) or patronymic_roots(patronymic)


_SHORTEST_MISSPELLED = 4  # letters of a fold


def _one_letter_off(table: Mapping[str, frozenset[str]], word: str) -> frozenset[str]:
    """What the words of a table stand for of which a fold differs by a letter from one of `word`."""
    found = (
        table[known]
        for folded in folds(word)
        if len(folded) >= _SHORTEST_MISSPELLED
        for known, _distance, _place in extract_iter(folded, table.keys(), scorer=OSA.distance, score_cutoff=1)
    )
    return frozenset[str]().union(*found)


@lru_cache(maxsize=1)
def _given_by_skeleton() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for folded, groups in _given_tables().full.items():
        table[skeleton(folded)] |= groups
    return _frozen(table)


def given_initials(group: str) -> frozenset[str]:
    """The folded letters that the forms of a group begin with: m and n for Микола, Николай."""
    return _given_tables().initials.get(group, frozenset())


def given_forms(group: str) -> frozenset[str]:
    """Folds of the forms of a group in both languages; nothing for what is no group."""
    return _given_tables().forms.get(group, frozenset())


def given_sex(name: str) -> str:
    """ "m" or "f" where all that the name can stand for is of one sex, else ""."""
    sexes = {_given_tables().sexes[group] for group in given_groups(name)}
    return sexes.pop() if len(sexes) == 1 else ""


@lru_cache(maxsize=30_000)
def patronymic_roots(patronymic: str) -> frozenset[str]:
    """The father's given name as a patronymic tells it, by its group; a root without its ending where
    the father's name is in no table. The same for a son and a daughter."""
    found = _among(_patronymic_table(), patronymic)
    return found or frozenset(_root(folded) for folded in folds(patronymic))


def patronymic_forms(root: str) -> frozenset[str]:
    """Folds of the patronymics of a root in both languages; nothing for a root that is in no table."""
    return _patronymics_of_roots().get(root, frozenset())


def patronymic_initials(patronymic: str) -> frozenset[str]:
    """The folded letters that a patronymic begins with in either language: o and a for Онисимович."""
    forms = (form[:1] for root in patronymic_roots(patronymic) for form in patronymic_forms(root))
    return first_letters(patronymic).union(forms, *map(given_initials, patronymic_roots(patronymic)))


@lru_cache(maxsize=1)
def _patronymics_of_roots() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for folded, roots in _patronymic_table().items():
        for root in roots:
            forms[root].add(folded)
    return _frozen(forms)


@lru_cache(maxsize=50_000)
def is_known_patronymic(word: str) -> bool:
    return bool(_among(_patronymic_table(), word))


def is_like_patronymic(word: str) -> bool:
    """By its ending, in any alphabet."""
    return any(patronymic_sex(folded) for folded in folds(word))


@lru_cache(maxsize=20_000)
def without_case(given: str, patronymic: str) -> str:
    """A given name that stands in a case and so looks like one of the other sex, as the patronymic tells:
    Олександра Антиповича, Євгенії Антипівни. Any other as it is."""
    if not given or patronymic_sex(fold(patronymic)) or not inflected_patronymic_roots(patronymic):
        return given
    sex = sex_of_forms("", patronymic)
    if not sex:
        return given
    endings = ("й" if given[-1:] in "яЯ" else "",) if sex == "m" else ("я", "а")
    bare = (given[:-1] + ending for ending in endings)
    return given if given_sex(given) == sex else next((one for one in bare if given_sex(one) == sex), given)


@lru_cache(maxsize=20_000)
def is_start_of_patronymic(word: str) -> bool:
    """Whether a shortened word can stand for a patronymic: Олекс. for Олександрович."""
    return any(folded in _patronymic_starts() for folded in folds(word))


@lru_cache(maxsize=1)
def _patronymic_starts() -> frozenset[str]:
    return frozenset(folded[:length] for folded in _patronymic_table() for length in range(2, 7))


def is_nearly_patronymic(word: str) -> bool:
    """Whether its ending is that of a patronymic but for one slip (Маркофич, Олександрона)."""
    return any(
        len(folded) > 5 and OSA.distance(folded[-length:], ending) <= 1
        for folded in folds(word)
        for ending in ("oviq", "eviq", "ovna", "evna", "ivna")
        for length in (3, 4, 5)
    )


def patronymic_sex(folded: str) -> str:
    """ "m" or "f" by the ending of a folded patronymic, else "" ."""
    return "m" if _MALE.search(folded) and len(folded) > 4 else "f" if _FEMALE.search(folded) else ""


@lru_cache(maxsize=20_000)
def sex_of_forms(surname: str, patronymic: str) -> str:
    """ "m" or "f" by the ending of a patronymic in whatever case, else by that of a surname in -ський, else ""."""
    bare = [_PATRONYMIC_CASE.sub("", folded) for folded in folds(patronymic)]
    told = {sex for folded in bare for sex in (patronymic_sex(folded), patronymic_sex(folded + "a")) if sex}
    told |= {"m" for folded in bare if folded.endswith("iq") and folded in _patronymic_table()}  # Лукич
    if not told:
        told = {sex for folded in folds(surname) for sex, ending in _SEXED.items() if ending.search(folded)}
    return told.pop() if len(told) == 1 else ""


_SEXED = {"m": re.compile(r"[sc]k(?:i|oho|omu)$"), "f": re.compile(r"[sc]k(?:a|aia|oi|uiu)$")}


@lru_cache(maxsize=30_000)
def surname_forms(surname: str) -> frozenset[str]:
    """The folds of a surname and of the forms in which the other language translates it."""
    own = frozenset(folds(surname))
    return own.union(*(_surname_table().get(folded, frozenset()) for folded in own))


@lru_cache(maxsize=30_000)
def surname_stems(surname: str) -> frozenset[str]:
    """Folds without what sex and grammatical case add: -ова, -ська, -ого, -ому."""
    return frozenset(_SURNAME_ENDINGS.sub("", folded) for folded in folds(surname) if len(folded) > 4)


_SURNAME_ENDINGS = re.compile(r"(?<=[^aeiou])(?:aia|oho|omu|oi|im|om|u|a|i|e)$")


def _among(table: Mapping[str, frozenset[str]], word: str) -> frozenset[str]:
    return frozenset().union(*(table.get(folded, frozenset()) for folded in folds(word)))


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _frozen(table: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in table.items()}


class _GivenTables(NamedTuple):
    full: dict[str, frozenset[str]]  # fold of a full name -> groups
    short: dict[str, frozenset[str]]  # fold of a diminutive -> groups
    forms: dict[str, frozenset[str]]  # group -> folds of its Cyrillic forms
    initials: dict[str, frozenset[str]]  # group -> first letters of these
    sexes: dict[str, str]  # group -> m or f


@lru_cache(maxsize=1)
def _given_tables() -> _GivenTables:
    """Rows that share a Ukrainian or Russian form are one group, named after its first row."""
    groups: dict[str, str] = {}
    full: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    forms_of: dict[str, set[str]] = defaultdict(set)
    initials: dict[str, set[str]] = defaultdict(set)
    sexes: dict[str, str] = {}
    latin_forms: list[tuple[str, str]] = []
    for row in _rows("given_names.csv"):
        forms = [row["uk"], *row["ru"].split("|")]
        group = next((groups[form] for form in forms if form in groups), fold(row["uk"]))
        groups |= dict.fromkeys(forms, group)
        sexes[group] = row["sex"]
        for form in forms:
            full[fold(form)].add(group)
            forms_of[group].add(fold(form))
            initials[group] |= first_letters(form)
        latin_forms += [(fold(latin), group) for latin in row["latin"].split("|") if latin]
        for diminutive in filter(None, row["diminutives"].split("|")):
            short[fold(diminutive)].add(group)
    # Attested Latin forms run names together (Aleksei is found for Олександр too) and hold short ones (Zhenya):
    # what has its own Cyrillic name is taken as that, what is a diminutive as one.
    known = full.keys() | short.keys()
    for folded, group in [pair for pair in latin_forms if pair[0] not in known]:
        full[folded].add(group)
    return _GivenTables(_frozen(full), _frozen(short), _frozen(forms_of), _frozen(initials), sexes)


@lru_cache(maxsize=1)
def _patronymic_table() -> dict[str, frozenset[str]]:
    """Folds of patronymics to the groups of the father's name. Besides the listed pairs, those that are
    regularly made from every man's name of the table."""
    table: dict[str, set[str]] = defaultdict(set)
    for row in _rows("given_names.csv"):
        if row["sex"] == "m":
            for form in [row["uk"], *row["ru"].split("|")]:
                for made in _made_from(form):
                    table[fold(made)] |= given_groups(form)
    for row in _rows("patronymics.csv"):
        forms = [row["uk"], *row["ru"].split("|")]
        roots = frozenset[str]().union(*(table.get(fold(form), set()) for form in forms))
        for form in forms:
            table[fold(form)] |= roots or {_root(fold(row["uk"]))}
    return _frozen(table)


def _made_from(father: str) -> Iterable[str]:
    """The patronymics that grammar makes of a name, in both languages, plausible ones that nobody uses
    included: they meet nothing."""
    if father.endswith(("ій", "їй")):
        stem = father[:-1]
        return [stem + "йович", stem + "ївна", stem[:-1] + "ійович", stem[:-1] + "ьович"]
    if father.endswith(("ий", "ей", "ай")):
        soft = father[:-2] + ("ь" if father.endswith("ий") else father[-2])
        return [soft + "евич", soft + "евна", father[:-1] + "евич", father[:-1] + "евна"]
    if father.endswith(("а", "я", "о", "ь")):
        stem = father[:-1]
        return [stem + end for end in ("ович", "івна", "овна", "евич", "евна", "ьович", "ич", "ічна", "инична")]
    return [father + end for end in ("ович", "івна", "овна")]


def _root(folded: str) -> str:
    return re.sub(r"(?:[aeio]v)?(?:iq|ic|ih|i)$|(?:[aeio]v|iq|i)na$", "", folded)


@lru_cache(maxsize=1)
def _surname_table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for row in _rows("surnames.csv"):
        forms = {fold(form) for form in [row["uk"], *row["ru"].split("|")]}
        for form in forms:
            table[form] |= forms
    return _frozen(table)


def is_common_surname(surname: str) -> bool:
    """Whether it is one of the surnames that a great many people bear."""
    return bool(_common_surnames() & surname_forms(surname))


@lru_cache(maxsize=1)
def _common_surnames() -> frozenset[str]:
    return frozenset(fold(row["surname"]) for row in _rows("common_surnames.csv"))
