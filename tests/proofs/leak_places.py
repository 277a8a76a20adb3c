"""Where something may be left lying: the log, what is opened for writing, and the tables of the machinery."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core import mail
from django.core.signing import b64_decode
from django.db import connection
from django_tasks_db.models import DBTaskResult

from casework.audit.models import AuditEvent
from casework.jobs.models import Job
from casework.lib.logs import QuietFormatter
from tests.proofs.leak_views import _unpacked

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_written: list[str] | None = None


def _note_writing(event: str, said: tuple[Any, ...]) -> None:
    if _written is None or event != "open" or isinstance(said[0], int):  # a number: it is open already
        return
    if isinstance(said[2], int) and said[2] & _WRITES:
        _written.append(os.fsdecode(said[0]))


sys.addaudithook(_note_writing)


@contextmanager
def files_written() -> Iterator[list[str]]:
    """Every path that the program opens for writing meanwhile, be it for a moment."""
    global _written
    _written = []
    try:
        yield _written
    finally:
        _written = None


@contextmanager
def everything_logged(path: Path, quick: bool) -> Iterator[None]:
    """All that any logger has to say, down to DEBUG, in a file, as the handler of the settings writes it.

    What templates say of each variable that is not there takes most of the time: it is left to the full proof.
    """
    handler = logging.FileHandler(path)
    handler.setFormatter(QuietFormatter())
    known = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = {one: one.level for one in (logging.root, *known)}
    handlers, logging.root.handlers = logging.root.handlers, [handler]
    for one in before:
        one.setLevel(logging.INFO if quick and one.name == "django.template" else logging.DEBUG)
    try:
        yield
    finally:
        logging.root.handlers = handlers
        handler.close()
        for one, level in before.items():
            one.setLevel(level)


def left_lying() -> Iterator[tuple[str, str | bytes]]:
    """What the machinery holds now: where, and what."""
    for session in Session.objects.all():
        yield "a session", str(session.get_decoded())
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        for key, value in cursor.fetchall():
            yield "the cache", f"{key} {value}".encode()
    for task in DBTaskResult.objects.all():
        yield "the arguments of a job", f"{task.args_kwargs} {task.exception_class_path} {task.traceback}"
    for job in Job.objects.all():
        yield "a job", f"{job.kind} {job.subject} {job.error} {job.url}"
    for letter in mail.outbox:
        yield "a mail", f"{letter.message()}"


def audited() -> Iterator[tuple[str, str]]:
    """Events hold codes, names of fields and statuses; never what stands in the fields."""
    for event in AuditEvent.objects.values():
        yield "the audit", str(event)


def cookies_of(answer: Any) -> Iterator[str]:
    for name, morsel in answer.cookies.items():
        packed = morsel.value.split(":")[0]
        try:
            plain = b64_decode(packed.lstrip(".").encode())
        except ValueError:
            plain = b""
        yield f"{name} {morsel.value} {plain.decode(errors='ignore')} {_unpacked(plain).decode(errors='ignore')}"
