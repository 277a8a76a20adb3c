"""What differs between two spellings of a name, letter against letter, also across alphabets."""

from collections.abc import Iterator, Sequence
from itertools import groupby, product

from rapidfuzz.distance import Levenshtein

from casework.names.folding import readings
from casework.names.scripts import clean

Segments = list[tuple[str, bool]]
Pieces = Sequence[tuple[str, str]]


def mark_differences(a: str, b: str) -> tuple[Segments, Segments]:
    """Both texts (with apostrophes and spaces unified) as segments of (text, differs).

    What folding takes as one does not differ: `Шульга` and `Shulha` are alike; of `Олексій` and `Алексей` the
    first letters differ, and the е. Joined, the segments are the text. Against nothing a text differs whole.
    """
    options = product(readings(clean(a)), readings(clean(b)))
    pieces_a, pieces_b = min(options, key=lambda option: _distance(*option))
    letters_a, letters_b = list(_letters(pieces_a)), list(_letters(pieces_b))
    differing_a: set[int] = set()
    differing_b: set[int] = set()
    for edit in Levenshtein.opcodes(_text(letters_a), _text(letters_b)):
        if edit.tag != "equal":
            differing_a |= {piece for _letter, piece in letters_a[edit.src_start : edit.src_end]}
            differing_b |= {piece for _letter, piece in letters_b[edit.dest_start : edit.dest_end]}
    return _segments(pieces_a, differing_a), _segments(pieces_b, differing_b)


def _distance(a: Pieces, b: Pieces) -> int:
    return Levenshtein.distance(_text(list(_letters(a))), _text(list(_letters(b))))


def _text(letters: Sequence[tuple[str, int]]) -> str:
    return "".join(letter for letter, _piece in letters)


def _letters(pieces: Pieces) -> Iterator[tuple[str, int]]:
    """Folded letters with the number of their piece, without those that a fold drops: the second of a
    double one, and the glide before е and о."""
    spelled = [(letter, number) for number, (_text, folded) in enumerate(pieces) for letter in folded]
    last = ""
    for place, (letter, number) in enumerate(spelled):
        following = spelled[place + 1][0] if place + 1 < len(spelled) else ""
        if letter != last and not (letter == "i" and following in {"e", "o"}):
            yield letter, number
        last = letter


def _segments(pieces: Pieces, differing: set[int]) -> Segments:
    marked = [(text, number in differing) for number, (text, _folded) in enumerate(pieces)]
    return [
        ("".join(text for text, _differs in group), differs)
        for differs, group in groupby(marked, key=lambda piece: piece[1])
    ]
