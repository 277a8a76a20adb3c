"""Whoever edits what somebody else changed meanwhile sees both versions, and decides. People are invented."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from casework.exchanges import actions as exchanges
from casework.families import actions as families
from casework.people import actions as people
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families


@dataclass
class Edit:
    """A page, and what another writes meanwhile: in the field one edits too, and in some one does not touch."""

    page: str
    record: Any
    change: Callable[..., Any]
    field: str
    theirs: str
    mine: str
    shown: tuple[str, str, str]
    also: dict[str, Any]


@pytest.fixture(params=["person", "case", "relative", "exchange"])
def edit(request, bureau) -> Edit:
    return getattr(Edits, request.param)(bureau)


class Edits:
    @staticmethod
    def person(bureau):
        person = make.person(bureau, sex="m")
        shown = ("Category", "prisoner of war", "civilian")
        page = f"/people/{person.reference}/edit/"
        also = {"date_of_birth": "about 1985"}
        return Edit(page, person, people.update_person, "category", "pow", "civilian", shown, also)

    @staticmethod
    def case(bureau):
        case = make_families.case(bureau, make.person(bureau))
        shown = ("What the family asks", "Theirs", "Mine")
        return Edit(
            f"/cases/{case.reference}/edit/", case, families.update_case, "request", "Theirs", "Mine", shown, {}
        )

    @staticmethod
    def relative(bureau):
        case = make_families.case(bureau, make.person(bureau))
        link = make_families.relative(case, "Ганна Бондар")
        relative = getattr(link, "relative", link)
        shown = ("Address", "Theirs", "Mine")
        also = {"phone": "+380671112233", "do_not_call_from": "22:00", "do_not_call_to": "07:30"}
        page = f"/cases/relatives/{relative.reference}/"
        return Edit(page, relative, families.update_relative, "address", "Theirs", "Mine", shown, also)

    @staticmethod
    def exchange(bureau):
        exchange = make_work.exchange()
        shown = ("Place", "Theirs", "Mine")
        also = {"held_on": "2025-05-24"}
        page = f"/exchanges/{exchange.reference}/edit/"
        return Edit(page, exchange, exchanges.update_exchange, "place", "Theirs", "Mine", shown, also)


def as_shown(page, **changes) -> dict[str, Any]:
    """What a browser sends of the form as it stands on the page."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    hidden = re.findall(r'<input type="hidden" name="(initial-\w+)"(?: value="([^"]*)")?', page.content.decode())
    was = {name: unescape(value) for name, value in hidden}
    assert len(was) == len([name for name in form.fields if name not in ("submission", "version")])
    return {name: "" if value is None else value for name, value in values.items()} | was | changes


def said(record, names) -> dict[str, str]:
    record.refresh_from_db()
    return {name: str(getattr(record, name))[:10] for name in names}


def test_both_versions_stand_side_by_side_and_the_second_sending_counts(edit, supervisor, signed_in):
    client = signed_in(supervisor)
    mine = as_shown(client.get(edit.page), **{edit.field: edit.mine})
    edit.change(edit.record, **{edit.field: edit.theirs}, **edit.also, by=supervisor)
    theirs = said(edit.record, edit.also)
    page = client.post(edit.page, mine)
    label, left, right = edit.shown
    assert page.context["form"].both_versions == [
        {"label": label, "left": [(left, False)], "right": [(right, False)], "agrees": False}
    ]
    text = page.content.decode()
    assert ("As it is now" in text, "In your form" in text, "both versions stand below" in text) == (True,) * 3
    assert said(edit.record, [edit.field]) == {edit.field: edit.theirs}

    assert client.post(edit.page, as_shown(page)).status_code == 302
    assert said(edit.record, [edit.field, *edit.also]) == {edit.field: edit.mine} | theirs


def test_what_one_did_not_touch_stays_as_the_other_wrote_it(bureau, supervisor, signed_in):
    client, person = signed_in(supervisor), make.person(bureau)
    page = f"/people/{person.reference}/edit/"
    mine = as_shown(client.get(page), unit="117")
    people.update_person(person, rank="sergeant", by=supervisor)
    shown = client.post(page, mine)
    assert "now stands in the form beside what you typed" in shown.content.decode()
    client.post(page, as_shown(shown))
    assert said(person, ["rank", "unit"]) == {"rank": "sergeant", "unit": "117"}


def test_a_third_change_meanwhile_is_refused_again(bureau, supervisor, signed_in):
    client = signed_in(supervisor)
    case = make_families.case(bureau, make.person(bureau))
    page = f"/cases/{case.reference}/edit/"
    mine = as_shown(client.get(page), request="Mine")
    families.update_case(case, request="Theirs", by=supervisor)
    second = as_shown(client.post(page, mine))
    families.update_case(case, request="Theirs again", by=supervisor)
    rows = client.post(page, second).context["form"].both_versions
    assert [(row["left"], row["right"]) for row in rows] == [([("Theirs again", False)], [("Mine", False)])]
    assert said(case, ["request"]) == {"request": "Theirs agai"[:10]}
