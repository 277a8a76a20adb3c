"""A log says where something failed, and never what somebody had entered."""

import logging
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError

from casework.lib.logs import QuietFormatter, print_quietly
from casework.people.models import Person
from tests import make

CANARY = "Згурський"


def _logged(act) -> str:
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(QuietFormatter())
    logger = logging.getLogger("casework.tests")
    logger.addHandler(handler)
    try:
        act(logger)
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


def test_an_error_is_logged_with_its_place_and_kind_and_without_its_message():
    def act(logger: logging.Logger) -> None:
        try:
            int(CANARY)
        except ValueError:
            logger.exception("Something failed")

    said = _logged(act)
    assert said.startswith("Something failed\n")
    assert "int(CANARY)" in said
    assert "builtins.ValueError" in said
    assert CANARY not in said


def test_an_error_of_the_database_names_the_constraint_and_quotes_no_row(bureau):
    person = make.person(bureau, f"{CANARY} Іван Іванович")

    def act(logger: logging.Logger) -> None:
        with pytest.raises(IntegrityError) as caught, make.rolled_back():
            Person.objects.filter(pk=person.pk).update(status=CANARY[:8])
        try:
            raise RuntimeError(CANARY) from caught.value
        except RuntimeError as error:
            logger.error("The write failed: %s", caught.value, exc_info=error)

    said = _logged(act)
    assert CANARY[:8] not in said
    assert "IntegrityError" in said
    assert "person_status_known" in said


def test_another_handler_leaves_nothing_behind():
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), None)
    record.exc_text = f"ValueError: {CANARY}"
    assert QuietFormatter().format(record) == "failed"


def test_a_process_that_ends_with_an_error_says_no_more(capsys):
    try:
        raise ValueError(CANARY)
    except ValueError:
        print_quietly(*sys.exc_info())
    said = capsys.readouterr().err
    assert "builtins.ValueError" in said
    assert CANARY not in said.replace("raise ValueError(CANARY)", "")


def test_every_handler_of_the_settings_is_quiet_and_none_sends_mail():
    handlers = settings.LOGGING["handlers"]
    assert {handler["formatter"] for handler in handlers.values()} == {"quiet"}
    mailing = [one for one in logging.getLogger("django").handlers if type(one).__name__ == "AdminEmailHandler"]
    assert mailing == []
