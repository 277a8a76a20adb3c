"""How dates are said in the reader's language, and how long ago something was."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from casework.lib.date_words import ago, said

BOTH = [
    ("about 1982", "близько 1982"),
    ("24.04.1979 or 24.04.1980", "24.04.1979 або 24.04.1980"),
    ("spring 2022", "весна 2022"),
    ("May 2022", "травень 2022"),
    ("5 May 2022", "5 травня 2022"),
    ("after 3 March 2022", "після 3 березня 2022"),
    ("18.01.1970", "18.01.1970"),
]


@pytest.mark.parametrize(("english", "ukrainian"), BOTH)
def test_a_date_is_said_in_the_language_of_the_reader(english, ukrainian):
    with override("uk"):
        assert (said(english), said(ukrainian)) == (ukrainian, ukrainian)
    with override("en"):
        assert (said(english), said(ukrainian)) == (english, english)


def test_where_there_is_no_date_nothing_is_said():
    assert (said(None), said("")) == ("", "")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": -5}, "just now"),  # by the clock of another machine
        ({"seconds": 0}, "just now"),
        ({"seconds": 59}, "just now"),
        ({"seconds": 61}, "1 minute ago"),
        ({"minutes": 59, "seconds": 30}, "59 minutes ago"),
        ({"minutes": 61}, "1 hour ago"),
        ({"hours": 23, "minutes": 59}, "23 hours ago"),
        ({"hours": 49}, "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_one_unit_and_never_as_nothing(passed, words):
    assert ago(timezone.now() - timedelta(**passed)) == words


def test_no_page_says_how_long_ago_in_another_way():
    """Of Django's own way, which says “0 minutes”."""
    folder = Path(settings.BASE_DIR) / "templates"
    assert [page.name for page in folder.rglob("*.html") if "|timesince" in page.read_text()] == []
