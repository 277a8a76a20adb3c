"""Signing where the chains end, so that even the owner of the database cannot write them anew unseen.

The key is an Ed25519 key (RFC 8032) in `settings.AUDIT_SIGNING_KEY`, never in the database. What was signed is
kept to the letter: in the table, and in a file of one checkpoint a line that belongs where the owner of the
database has no hand on it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from casework.audit.database import CHAINS
from casework.audit.models import AuditCheckpoint, AuditHead

# What is signed begins so: no signature made for something else passes for a checkpoint.
_PURPOSE = b"casework audit checkpoint\n"


class BadCheckpoint(ValueError):
    """A checkpoint that proves nothing. Its text says which and why."""


@dataclass(frozen=True)
class Signed:
    """What a checkpoint with a good signature says: the sequence and the hash of the last event of each chain."""

    number: int
    sequences: tuple[int, ...]
    hashes: tuple[str, ...]


def sign(
    number: int, at: datetime, heads: Iterable[AuditHead], keys: Sequence[str] | None = None
) -> AuditCheckpoint:
    """A checkpoint, not saved yet, signed with the first of `keys`, or of those of the settings."""
    ends = {head.pk: [head.sequence, head.hash] for head in heads}
    said = {"at": at.isoformat(), "chains": [ends[chain] for chain in range(CHAINS)], "number": number}
    content = json.dumps(said, sort_keys=True)
    key = _private_keys(keys)[0]
    return AuditCheckpoint(
        number=number,
        at=at,
        content=content,
        public_key=_as_hex(key),
        signature=b64encode(key.sign(_PURPOSE + content.encode())).decode(),
    )


def as_line(checkpoint: AuditCheckpoint) -> str:
    """One line of a file of checkpoints."""
    names = ("content", "public_key", "signature")
    return json.dumps({name: getattr(checkpoint, name) for name in names}, sort_keys=True)


def read_lines(lines: Iterable[str], trusted: Sequence[str]) -> list[Signed]:
    """The checkpoints of such a file. Raises BadCheckpoint at the first that is not to be trusted."""
    found = []
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            checkpoint = AuditCheckpoint(number=number, **said)
        except (TypeError, ValueError) as error:
            raise BadCheckpoint(f"Line {number} of the file is no checkpoint.") from error
        found.append(read(checkpoint, trusted))
    return found


def read(checkpoint: AuditCheckpoint, trusted: Sequence[str]) -> Signed:
    """What `checkpoint` says. Raises BadCheckpoint where no key of `trusted` signed just that."""
    if checkpoint.public_key not in trusted:
        raise BadCheckpoint(f"Checkpoint {checkpoint.number} is signed with a key that is not ours.")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.public_key))
    try:
        key.verify(b64decode(checkpoint.signature), _PURPOSE + checkpoint.content.encode())
    except (InvalidSignature, ValueError) as error:
        raise BadCheckpoint(f"Checkpoint {checkpoint.number} was altered since it was signed.") from error
    said: dict[str, Any] = json.loads(checkpoint.content)
    sequences, hashes = zip(*said["chains"], strict=True)
    return Signed(said["number"], sequences, hashes)


def our_keys() -> list[str]:
    """The public halves, in hexadecimal digits, of the keys of the settings."""
    return [_as_hex(key) for key in _private_keys()]


def _private_keys(keys: Sequence[str] | None = None) -> list[Ed25519PrivateKey]:
    texts = settings.AUDIT_SIGNING_KEY if keys is None else keys
    return [Ed25519PrivateKey.from_private_bytes(b64decode(text)) for text in texts]


def _as_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
