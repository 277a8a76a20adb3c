"""The families that wait, one row for each case."""

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.families.models import Case
from casework.families.statuses import CaseStatus
from casework.families.statuses import ReferableField as Shared
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row, day, days_until_today
from casework.reports.scope import Scope

WAITING = (CaseStatus.OPEN, CaseStatus.ACTIVE, CaseStatus.NEWS_PENDING)


class FamiliesFilters(forms.Form):
    unheard = forms.BooleanField(
        label=_("Only those nobody has spoken with for more than 30 days"), required=False
    )


def _records(scope: Scope, filters: Filters) -> QuerySet[Case]:
    """Of the referred cases only those whose status is shared: to stand here says that a case is at work."""
    cases = scope.cases().filter(scope.cases_sharing(Shared.STATUS), status__in=WAITING)
    if filters["unheard"]:
        cases = cases.filter(scope.cases_sharing(Shared.CONTACTS), pk__in=Case.objects.unheard().values("pk"))
    return (
        cases.select_related("person", "organisation", "assigned_to")
        .annotate(relatives_count=Count("case_relatives"))
        .order_by("opened_on", "pk")
    )


def _row(case: Case, scope: Scope) -> Row:
    own = case.organisation_id == scope.organisation.pk
    contacts = scope.knows_of_case(case, Shared.CONTACTS)
    return [
        case.reference,
        case.person.reference if scope.knows_of_person(case.person, Shared.IDENTITY) else None,
        case.organisation.slug,
        case.status,
        getattr(case, "relatives_count") if scope.knows_of_case(case, Shared.RELATIVES) else None,  # noqa: B009
        day(case.opened_on),
        days_until_today(case.opened_on),
        day(case.last_contact_on) if contacts else None,
        case.days_since_contact if contacts else None,
        case.assigned_to.get_username() if own and case.assigned_to else None,
    ]


FAMILIES_WAITING = Report(
    name=ReportName.FAMILIES_WAITING,
    holds=_(
        "Every case whose family still waits for news: how long it has, and when somebody last spoke with it."
    ),
    permission=Permission.VIEW_CASES,
    levels={
        "case": Level.R1,
        "person": Level.R1,
        "organisation": Level.R1,
        "status": Level.R1,
        "relatives": Level.R1,
        "opened_on": Level.R2,
        "days_waited": Level.R1,
        "last_contact_on": Level.R2,
        "days_since_contact": Level.R1,
        "assigned_to": Level.R2,
    },
    codes=("case", "person"),
    canary=lambda canary: {"case": canary.code("C"), "person": canary.code("P")},
    filters=FamiliesFilters,
    records=_records,
    row=_row,
)
