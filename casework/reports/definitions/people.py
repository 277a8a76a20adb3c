"""The people of the register, one row each."""

from typing import Any

from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.families.statuses import ReferableField as Shared
from casework.lib.alphabet import Alphabetical
from casework.lib.canaries import Canary
from casework.names.transliteration import latin
from casework.people.models import Person
from casework.people.statuses import Category, PersonStatus, Sex
from casework.reports.filters import OfCodes, only_codes
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row, day
from casework.reports.scope import Scope

_ALWAYS = {"person": Level.R1, "name": Level.R2, "held_by": Level.R1}
# What a referral must name for each of the others to stand in the report of those to whom it was made.
_SHARED_AS = {
    "name_latin": Shared.IDENTITY,
    "status": Shared.STATUS,
    "status_since": Shared.STATUS,
    "category": Shared.CAPTURE,
    "sex": Shared.BIRTH,
    "date_of_birth": Shared.BIRTH,
    "place_of_birth": Shared.BIRTH,
    "rank": Shared.CAPTURE,
    "unit": Shared.CAPTURE,
    "date_of_capture": Shared.CAPTURE,
    "place_of_capture": Shared.CAPTURE,
    "days_since_capture": Shared.CAPTURE,
    "health": Shared.STATUS,
}
_LEVELS = {
    "name_latin": Level.R2,
    "status": Level.R1,
    "status_since": Level.R2,
    "category": Level.R1,
    "sex": Level.R1,
    "date_of_birth": Level.R2,
    "place_of_birth": Level.R2,
    "rank": Level.R2,
    "unit": Level.R2,
    "date_of_capture": Level.R2,
    "place_of_capture": Level.R3,
    "days_since_capture": Level.R2,
    "health": Level.R4,
}


class PeopleFilters(OfCodes):
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("any")), *PersonStatus.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", _("any")), *Category.choices])
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("any")), *Sex.choices])
    held = forms.ChoiceField(
        label=_("Held by"), required=False, choices=[("", _("anybody")), ("own", _("our own organisation"))]
    )


def _records(scope: Scope, filters: Filters) -> QuerySet[Person]:
    # In the order of the status as the reader may know it: a place among the dead would tell a death.
    known = Case(When(scope.people_sharing(Shared.STATUS), then=F("status")), default=Value(""))
    people = (
        scope.people()
        .filter(erased_at=None)
        .select_related("organisation")
        .order_by(known, Alphabetical("name"), "pk")
    )
    if filters.get("held"):
        people = people.filter(organisation=scope.organisation)
    for name in ("status", "category", "sex"):
        if filters.get(name):
            people = people.filter(scope.people_sharing(_SHARED_AS[name]), **{name: filters[name]})
    return only_codes(people, filters)


def _row(person: Person, scope: Scope) -> Row:
    known = {field for field in set(_SHARED_AS.values()) if scope.knows_of_person(person, field)}
    shown: dict[str, Any] = {
        "name_latin": person.name_latin,
        "status": person.status,
        "status_since": day(person.status_since),
        "category": person.category,
        "sex": person.sex,
        "date_of_birth": person.date_of_birth,
        "place_of_birth": person.place_of_birth,
        "rank": person.rank,
        "unit": person.unit,
        "date_of_capture": person.date_of_capture,
        "place_of_capture": person.place_of_capture,
        "days_since_capture": person.waiting_days,
        "health": person.health,
    }
    others = [shown[column] if field in known else None for column, field in _SHARED_AS.items()]
    return [person.reference, person.name, person.organisation.slug, *others]


def _canary(canary: Canary) -> dict[str, str]:
    return {
        "person": canary.code("P"),
        "name": canary.name,
        "name_latin": latin(canary.name, "uk"),
        "date_of_birth": f"{canary.born:%d.%m.%Y}",
    }


PEOPLE_BY_STATUS = Report(
    name=ReportName.PEOPLE_BY_STATUS,
    holds=_("Everybody on the register that you can see, one row each, in the order of their status."),
    permission=Permission.VIEW_PEOPLE,
    levels=_ALWAYS | _LEVELS,
    codes=("person",),
    canary=_canary,
    filters=PeopleFilters,
    records=_records,
    row=_row,
    of_list={"born": ("date_of_birth",), "since": ("status_since",), "unit": ("rank", "unit")},
)
