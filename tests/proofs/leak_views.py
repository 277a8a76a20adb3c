"""What may be read out of bytes that somebody has found: as they are, and as people and programs wrap text."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

from tests.proofs.canaries import Canaries, Canary

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")


def texts_in(raw: bytes) -> Iterator[str]:
    """Plain, in UTF-16, in hexadecimal, in base64 and packed in it, and backwards; the case does not matter."""
    for found in (raw, *_unwrapped(raw)):
        yield found.decode(errors="ignore")
        yield found[::-1].decode(errors="ignore")
        yield found.decode(errors="ignore")[::-1]
        for order in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield found[start:].decode(order, errors="ignore")


def _unwrapped(raw: bytes) -> Iterator[bytes]:
    runs = [run.group() for run in _BASE64.finditer(raw)]
    for start in range(4):
        pieces = [_of_base64(run[start:]) for run in runs]
        yield b"\n".join(pieces)
        yield b"\n".join(filter(None, map(_unpacked, pieces)))
    digits = [run.group() for run in _HEX.finditer(raw)]
    for start in (0, 1):
        yield b"\n".join(binascii.unhexlify(run[start:][: (len(run) - start) // 2 * 2]) for run in digits)


def _of_base64(run: bytes) -> bytes:
    whole = run[:-1] if len(run) % 4 == 1 else run
    return base64.urlsafe_b64decode(whole.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(whole) % 4))


def _unpacked(piece: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(piece)
    except zlib.error:
        return b""


class Reader:
    """Finds canaries of people: words, telephones and days; neither keys nor codes, which address a record."""

    def __init__(self, canaries: Canaries, besides: frozenset[str] = frozenset({"job"})) -> None:
        """`besides`: groups of canaries that are looked for elsewhere, or not at all."""
        self.canaries, self.besides = canaries, besides

    def found(self, said: str | bytes) -> dict[str, Canary]:
        # Chance makes tags of bytes, and what stands in a tag is not looked at in every way.
        texts = [said] if isinstance(said, str) else (text.replace("<", " ") for text in texts_in(said))
        found = {token: canary for text in texts for token, canary in self.canaries.found_in(text).items()}
        return {token: canary for token, canary in found.items() if self._is_personal(token, canary)}

    def _is_personal(self, token: str, canary: Canary) -> bool:
        return not canary.is_code and not re.fullmatch(r"41\d{6}", token) and not canary.groups <= self.besides
