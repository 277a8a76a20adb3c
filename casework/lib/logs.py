"""What goes into the log when something fails: where, and what kind of error; never what somebody had entered.

The message of an error may quote a form, and that of a database quotes the whole row ("Failing row contains …",
"Key (name)=(…) already exists"): messages stay out, and the name of the broken constraint goes in.
"""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

_QUOTED = re.compile(r"\s*(?:DETAIL:|CONTEXT:|Key \(|Failing row contains|LINE \d+:).*", re.S)


class QuietFormatter(logging.Formatter):
    """Errors without their messages."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have left its own text of the error
        text = super().format(record)
        record.exc_text = None
        return text

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _QUOTED.sub(" …", record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        return quiet_traceback(ei[1])


def quiet_traceback(error: BaseException | None) -> str:
    """The lines of the program that led to the error and to those before it, the first error first."""
    parts: list[str] = []
    while error is not None:
        frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
        parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}{_constraint(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nled to:\n".join(reversed(parts))


def print_quietly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """`sys.excepthook` of a process that nobody watches: its output is a log."""
    print(quiet_traceback(error.with_traceback(trace)), file=sys.stderr)


def _constraint(error: BaseException) -> str:
    name = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f" ({name})" if name else ""
