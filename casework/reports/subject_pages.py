"""The report of all that is held on one person."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.refusals import record_refusal
from casework.lib.errors import Refused
from casework.people.models import Person
from casework.reports import actions

FORMS = [("page", _("page to print")), ("csv", _("CSV")), ("json", _("JSON"))]
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class SubjectForm(forms.Form):
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        help_text=_("Who asked, and how you know that it is they: kept in the log with your name."),
    )
    form = forms.ChoiceField(label=_("As"), choices=FORMS, widget=forms.RadioSelect, initial="page")


@require(Permission.ERASE_PERSON)
def subject(request: AuthedRequest, reference: str) -> HttpResponse:
    """Asks for the purpose; on POST the report is made, put down and shown or sent."""
    people = Person.objects.visible_to(request.user).held_by(request.user.organisation).standing()
    person = get_object_or_404(people.select_related("organisation"), reference=reference)
    form = SubjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, person, **form.cleaned_data)
        except Refused as refusal:
            record_refusal(request)
            form.add_error(None, str(refusal))
    return render(request, "reports/subject.html", {"person": person, "form": form})


def _answer(request: AuthedRequest, person: Person, *, purpose: str, form: str) -> HttpResponse:
    log, sections, content = actions.take_subject_report(person, purpose=purpose, form=form, by=request.user)
    if form not in TYPES:
        return render(request, "reports/held.html", {"person": person, "log": log, "sections": sections})
    response = HttpResponse(content, content_type=TYPES[form])
    name = log.file_name.removesuffix(".csv")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
