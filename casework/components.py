"""A page that shows every shared piece of the screens, for developers and translators."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.lib.chosen_columns import choose_columns
from casework.lib.exports import export_of
from casework.lib.forms import PartialDateField
from casework.people.statuses import Category, Sex


class ExampleForm(forms.Form):
    surname = forms.CharField(label=_("surname"), help_text=_("As it is written in the passport."))
    born = PartialDateField(label=_("date of birth"), required=False)
    sex = forms.ChoiceField(label=_("sex"), choices=Sex.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("category"), choices=Category.choices)
    note = forms.CharField(label=_("note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


@require(Permission.VIEW_PEOPLE)
def gallery(request: AuthedRequest) -> HttpResponse:
    page = Paginator(range(390), 50).get_page(request.GET.get("page"))
    context = {
        "form": ExampleForm({"born": "31.02.1980"}),
        "counts": [
            {"label": _("announced"), "value": 390},
            {"label": _("linked"), "value": 331, "url": "#", "tone": "info"},
            {"label": _("did not arrive"), "value": 2, "url": "#", "tone": "bad"},
            {"label": _("withheld"), "value": None},
        ],
        "items": [
            {"when": date_format(date(2025, 5, 24)), "title": _("returned"), "tone": "good"},
            {"when": date_format(date(2025, 5, 23)), "title": _("return reported"), "url": "#", "tone": "warn"},
        ],
        "rows": [
            {
                "label": _("surname"),
                "left": [("Згурськ", False), ("ий", True)],
                "right": [("Згурск", False), ("ий", True)],
            }
            | {"agrees": True},
            {"label": _("patronymic"), "left": [("Пилипович", False)], "right": [], "agrees": None},
            {"label": _("rank"), "left": [("солдат", True)], "right": [("сержант", True)], "agrees": False},
        ],
        "page_obj": page,
        "columns": choose_columns(request.GET, {"born": _("Born"), "status": _("Status")}),
        "export": export_of(request.GET, "people_by_status", page),
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "components/gallery.html", context)
