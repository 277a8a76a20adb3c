"""Inexact dates are read in the reader's language, in whichever they were said."""

import pytest
from django.utils.translation import override

from casework.lib.date_words import said

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
