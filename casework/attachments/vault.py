"""Files on the disk: sealed, under names that say nothing, outside of what any server hands out."""

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_NAME_BYTES = 20


def keep(content: bytes) -> str:
    """Write a new file, on the disk when this returns, and return its random name."""
    name = secrets.token_hex(_NAME_BYTES)
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    _sync(path.parent)
    return name


def read(name: str) -> bytes:
    """Raises FileNotFoundError."""
    return _path(name).read_bytes()


def remove(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def names(*, older_than: float) -> Iterator[str]:
    """The files that were written more than so many seconds ago."""
    before = time.time() - older_than
    for path in Path(settings.MEDIA_ROOT).glob("??/*"):
        if path.stat().st_mtime < before:
            yield path.name


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
