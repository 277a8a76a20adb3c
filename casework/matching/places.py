"""How two places agree, as lists and registers write them: м. Чернігів, Чернигов, Донецька обл., біля Бахмута."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from casework.names.folding import fold, folds, skeleton
from casework.names.scripts import clean

_NEARLY_EQUAL = 0.9
_SHORT = 4  # letters of a fold: in so short a word one vowel is a great part (Київ, Киев)
_WORD = re.compile(r"[^\W\d_]+(?:ʼ[^\W\d_]+)*")
_SHORTEST_WORD = 3
# Of a region: Донецька, Донецької, Донецкой; whatever stands before `обл.` or `район` besides.
_OF_REGION = re.compile(r"(?<=[sc]k)(?:a|oi|u|oiu|aia|uiu)$")
_ENDING = re.compile(r"(?<=[sc]k)[aeiouh]+(?:mu|m)?$")


class _Place(NamedTuple):
    towns: frozenset[str]
    regions: frozenset[str]


@lru_cache(maxsize=20_000)
def compare_places(a: str, b: str) -> str:
    """equal, close, region (no more is known to agree) or different; "" where nothing can be compared."""
    one, other = _read(a), _read(b)
    same_region = one.regions & other.regions
    contradicted = bool(one.regions and other.regions and not same_region)
    if one.towns and other.towns:
        if one.towns & other.towns:
            return "close" if contradicted else "equal"  # there are many villages of one name
        if not contradicted and any(_are_near(x, y) for x in one.towns for y in other.towns):
            return "close"
        return "region" if same_region else "different"
    return "region" if same_region else "different" if contradicted else ""


def _are_near(x: str, y: str) -> bool:
    if min(len(x), len(y)) <= _SHORT:
        return x[0] == y[0] and skeleton(x) == skeleton(y)
    return JaroWinkler.similarity(x, y) >= _NEARLY_EQUAL


@lru_cache(maxsize=20_000)
def _read(place: str) -> _Place:
    towns: set[str] = set()
    regions: set[str] = set()
    words = _WORD.findall(clean(place))
    for word, after in zip(words, [*words[1:], ""], strict=False):
        read = set(folds(word))
        if len(word) < _SHORTEST_WORD or read & _KINDS:
            continue
        if fold(after) in _REGIONS or any(map(_OF_REGION.search, read)):
            regions |= {_ENDING.sub("", folded) for folded in read}
        else:
            towns |= read
    return _Place(frozenset(towns), frozenset(regions))


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_REGIONS = _folded(
    "обл область області области р район району района края край oblast region raion rayon district"
)
# Words that stand with every place and name none.
_KINDS = _REGIONS | _folded(
    "місто міста город города село села деревня дер смт пгт селище посёлок поселок пос хутір хутор станиця "
    "станица біля під поблизу околиця околиці район около вблизи возле напрямок напрямку направление місцевість "
    "республіка республика рсфср срср ссср урср україна україни украина украины росія россия російська федерація "
    "федерация city town village near ukraine russia"
)
