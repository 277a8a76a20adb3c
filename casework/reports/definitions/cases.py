"""The cases as their list shows them, one row each: those of the organisation, or those referred to it."""

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.families.models import Case
from casework.families.statuses import CaseStatus
from casework.families.statuses import ReferableField as Shared
from casework.reports.filters import OfCodes, only_codes
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row, day
from casework.reports.scope import Scope


class CasesFilters(OfCodes):
    scope = forms.ChoiceField(
        label=_("Cases"),
        required=False,
        choices=[("own", _("ours")), ("referred", _("referred to us"))],
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("any")), *CaseStatus.choices])
    assigned = forms.ChoiceField(
        label=_("Assigned to"),
        required=False,
        choices=[("", _("anybody or nobody")), ("me", _("me")), ("nobody", _("nobody yet"))],
    )
    unheard = forms.BooleanField(label=_("Unheard for over 30 days"), required=False)


def _records(scope: Scope, filters: Filters) -> QuerySet[Case]:
    """What is filtered by must be shared: to stand in the file tells it."""
    cases = only_codes(_of(scope, filters), filters)
    if status := filters.get("status"):
        cases = cases.filter(scope.cases_sharing(Shared.STATUS), status=status)
    if assigned := filters.get("assigned"):
        to = scope.user if assigned == "me" else None
        cases = cases.filter(organisation=scope.organisation, assigned_to=to)
    if filters.get("unheard"):
        shared = scope.cases_sharing(Shared.CONTACTS) & scope.cases_sharing(Shared.STATUS)
        cases = cases.filter(shared, pk__in=Case.objects.unheard().values("pk"))
    return (
        cases.select_related("person", "organisation", "assigned_to")
        .annotate(relatives_count=Count("case_relatives"))
        .order_by("opened_on", "pk")
    )


def _of(scope: Scope, filters: Filters) -> QuerySet[Case]:
    if scope.user is None:
        return scope.cases().filter(person__erased_at=None)
    if filters.get("scope") == "referred":
        return Case.objects.referred_to(scope.user)
    return Case.objects.writable_by(scope.user)


def _row(case: Case, scope: Scope) -> Row:
    own = case.organisation_id == scope.organisation.pk
    named = scope.knows_of_case(case, Shared.IDENTITY)
    contacts = scope.knows_of_case(case, Shared.CONTACTS)
    return [
        case.reference,
        case.person.reference if named else None,
        case.person.name if named else None,
        case.organisation.slug,
        case.status if scope.knows_of_case(case, Shared.STATUS) else None,
        getattr(case, "relatives_count") if scope.knows_of_case(case, Shared.RELATIVES) else None,  # noqa: B009
        case.assigned_to.get_username() if own and case.assigned_to else None,
        day(case.opened_on),
        day(case.last_contact_on) if contacts else None,
        case.days_since_contact if contacts else None,
    ]


CASES = Report(
    name=ReportName.CASES,
    holds=_("Every case that you can see, closed ones too, as the list of cases shows them."),
    permission=Permission.VIEW_CASES,
    levels={
        "case": Level.R1,
        "person": Level.R1,
        "name": Level.R2,
        "organisation": Level.R1,
        "status": Level.R1,
        "relatives": Level.R1,
        "assigned_to": Level.R2,
        "opened_on": Level.R2,
        "last_contact_on": Level.R2,
        "days_since_contact": Level.R1,
    },
    codes=("case", "person"),
    canary=lambda canary: {"case": canary.code("C"), "person": canary.code("P"), "name": canary.name},
    filters=CasesFilters,
    records=_records,
    row=_row,
    of_list={
        "assigned": ("assigned_to",),
        "contact": ("last_contact_on", "days_since_contact"),
        "opened": ("opened_on",),
    },
)
