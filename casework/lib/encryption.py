"""Sealing: AES-256-GCM under keys from the environment, each text bound to the one place where it may stand.

A sealed text is `sealed:<id of the key>:<base64url of nonce, ciphertext and tag>`. Its place (table, column and
row) is authenticated with it: put anywhere else, it does not open. Texts are padded to multiples of 32 bytes, so
that a word among a few (the health of a person) is not told by its length.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "sealed:"
KEY_BYTES = 32
_NONCE_BYTES = 12
_BLOCK = 32
_KEY_ID = re.compile(r"[a-z0-9-]{1,20}")


class NotAuthentic(Exception):
    """The sealed text was altered, stands in another place than it was sealed for, or its key is not known."""


@dataclass(frozen=True)
class Key:
    """The secret never shows in a traceback or on an error page."""

    id: str
    secret: bytes = field(repr=False)


Keys = Sequence[Key]


def read_keys(text: str) -> tuple[Key, ...]:
    """The keys of `id:base64,id:base64`, the newest first. Raises ValueError, which tells no secret."""
    keys = []
    for number, part in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        name, _colon, encoded = part.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if not _KEY_ID.fullmatch(name) or len(secret) != KEY_BYTES:
            raise ValueError(f"key {number} is not an id (a-z, 0-9, -), a colon and {KEY_BYTES} bytes in base64")
        keys.append(Key(name, secret))
    if len({key.id for key in keys}) != len(keys):
        raise ValueError("two keys have the same id")
    if not keys:
        raise ValueError("there is no key")
    return tuple(keys)


def seal(text: str, place: str, keys: Keys) -> str:
    """The text, sealed under the newest key for `place` alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + _cipher(keys[0]).encrypt(nonce, _pad(text.encode()), place.encode())
    return f"{MARK}{keys[0].id}:{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, place: str, keys: Keys) -> str:
    """The text that was sealed for `place`. Raises NotAuthentic."""
    key_id = key_of(sealed)
    if key_id is None:
        raise NotAuthentic(f"{place} is not sealed: it was written past the program.")
    key = next((key for key in keys if key.id == key_id), None)
    if key is None:
        raise NotAuthentic(f"{place} is sealed under the key “{key_id}”, which is not among FIELD_KEYS.")
    try:
        content = base64.urlsafe_b64decode(sealed[len(MARK) + len(key_id) + 1 :])
        padded = _cipher(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise NotAuthentic(
            f"{place} does not open: its ciphertext was altered, or was sealed elsewhere."
        ) from error
    return padded[: padded.rindex(b"\x80")].decode()


def key_of(sealed: str) -> str | None:
    """The id of the key under which it is sealed; None where it is not sealed."""
    mark, _colon, rest = sealed.partition(":")
    key_id, colon, _rest = rest.partition(":")
    return key_id if f"{mark}:" == MARK and colon and _KEY_ID.fullmatch(key_id) else None


def blind_index(text: str, key: Key) -> str:
    """By what a sealed text is found without opening it: HMAC-SHA-256, cut to 128 bits, in hex."""
    return hmac.new(_derived(key, "index"), text.encode(), hashlib.sha256).hexdigest()[:32]


def browser_secret(user: object, key: Key) -> str:
    """What a user's browser seals with, in base64: a key that never stands where what it seals is kept."""
    return base64.b64encode(hmac.digest(_derived(key, "browser"), str(user).encode(), "sha256")).decode()


def seal_bytes(content: bytes, place: str, secret: bytes) -> bytes:
    """A file, sealed under a secret of its own."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, content, place.encode())


def unseal_bytes(sealed: bytes, place: str, secret: bytes) -> bytes:
    """Raises NotAuthentic."""
    try:
        return AESGCM(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise NotAuthentic(f"{place} does not open: the file was altered, or is another one.") from error


@lru_cache
def _derived(key: Key, purpose: str) -> bytes:
    """One key for each purpose: what is shown of one (an index) says nothing of another."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"casework {purpose}".encode()).derive(key.secret)


@lru_cache
def _cipher(key: Key) -> AESGCM:
    return AESGCM(_derived(key, "text"))


def _pad(content: bytes) -> bytes:
    padded = content + b"\x80"
    return padded + bytes(-len(padded) % _BLOCK)
