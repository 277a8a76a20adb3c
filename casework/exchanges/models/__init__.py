"""Exchanges: what was agreed and announced, the lists received, and what became of each entry."""

from casework.exchanges.models.agreements import Agreement, Exchange, Statement
from casework.exchanges.models.entries import Entry, EntryQuerySet
from casework.exchanges.models.links import Candidate, Link, LinkQuerySet, Verification
from casework.exchanges.models.lists import ListContent, ListFile, ListFileQuerySet
from casework.exchanges.models.receptions import Reception

__all__ = [
    "Agreement",
    "Candidate",
    "Entry",
    "EntryQuerySet",
    "Exchange",
    "Link",
    "LinkQuerySet",
    "ListContent",
    "ListFile",
    "ListFileQuerySet",
    "Reception",
    "Statement",
    "Verification",
]
