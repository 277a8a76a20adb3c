"""Whoever edits what somebody else changed meanwhile sees both versions, and decides. People are invented."""

from dataclasses import dataclass
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
    """A page, what one types there while another writes something else, and how both are shown."""

    page: str
    record: Any
    field: str
    typed: str
    shown: tuple[str, str, str]


@pytest.fixture(params=["person", "case", "relative", "exchange"])
def edit(request, bureau, supervisor) -> Edit:
    return getattr(Edits, request.param)(bureau, supervisor)


class Edits:
    @staticmethod
    def person(bureau, by):
        person = make.person(bureau, sex="m")
        people.update_person(person, category="pow", by=by)
        return Edit(
            f"/people/{person.reference}/edit/",
            person,
            "category",
            "civilian",
            ("Category", "prisoner of war", "civilian"),
        )

    @staticmethod
    def case(bureau, by):
        case = make_families.case(bureau, make.person(bureau))
        families.update_case(case, request="Theirs", by=by)
        shown = ("What the family asks", "Theirs", "Mine")
        return Edit(f"/cases/{case.reference}/edit/", case, "request", "Mine", shown)

    @staticmethod
    def relative(bureau, by):
        case = make_families.case(bureau, make.person(bureau))
        link = make_families.relative(case, "Ганна Бондар")
        relative = getattr(link, "relative", link)
        families.update_relative(relative, address="Theirs", by=by)
        return Edit(f"/cases/relatives/{relative.reference}/", relative, "address", "", ("Address", "Theirs", ""))

    @staticmethod
    def exchange(bureau, by):
        exchange = make_work.exchange()
        exchanges.update_exchange(exchange, place="Theirs", by=by)
        return Edit(
            f"/exchanges/{exchange.reference}/edit/", exchange, "place", "Mine", ("Place", "Theirs", "Mine")
        )


def as_shown(form, **changes) -> dict[str, Any]:
    """What a browser sends of the form as it stands."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | changes


def test_both_versions_stand_side_by_side_and_the_second_sending_counts(edit, supervisor, signed_in):
    client = signed_in(supervisor)
    before = as_shown(client.get(edit.page).context["form"])
    mine = before | {edit.field: edit.typed, "version": before["version"] - 1}
    page = client.post(edit.page, mine)
    label, theirs, typed = edit.shown
    assert page.context["form"].both_versions == [
        {"label": label, "left": [(theirs, False)], "right": [(typed, False)] if typed else [], "agrees": False}
    ]
    text = page.content.decode()
    assert ("As it is now" in text, "In your form" in text, "Both versions stand below" in text) == (True,) * 3
    edit.record.refresh_from_db()
    assert getattr(edit.record, edit.field) != edit.typed

    again = client.post(edit.page, as_shown(page.context["form"]))
    assert again.status_code == 302
    edit.record.refresh_from_db()
    assert getattr(edit.record, edit.field) == edit.typed


def test_a_third_change_meanwhile_is_refused_again(bureau, supervisor, signed_in):
    client = signed_in(supervisor)
    case = make_families.case(bureau, make.person(bureau))
    page = f"/cases/{case.reference}/edit/"
    mine = as_shown(client.get(page).context["form"], request="Mine")
    families.update_case(case, request="Theirs", by=supervisor)
    second = as_shown(client.post(page, mine).context["form"])
    families.update_case(case, request="Theirs again", by=supervisor)
    rows = client.post(page, second).context["form"].both_versions
    assert [(row["left"], row["right"]) for row in rows] == [([("Theirs again", False)], [("Mine", False)])]
    case.refresh_from_db()
    assert case.request == "Theirs again"
