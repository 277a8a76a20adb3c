from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.lib.alphabet import Alphabetical
from casework.lib.chosen_columns import choose_columns
from casework.lib.errors import Refused
from casework.lib.exports import export_of
from casework.lib.sorting import Sorts, ordering
from casework.lib.versions import read_version
from casework.notifications import actions, forms
from casework.notifications.models import (
    Notification,
    NotificationTemplate,
    people_without_family,
    unclaimed_news,
)
from casework.notifications.statuses import NotificationStatus
from casework.notifications.wording import PLACEHOLDERS, check_template, fill
from casework.people.models import Person

PER_PAGE = 50
S = NotificationStatus
NO_FAMILY = "no_family"
# What comes first on each tab: what waits longest, or what was done last.
_FIRST: dict[str, tuple[Any, ...]] = {
    S.PREPARED: ("prepared_at", "case", "order", "pk"),
    S.APPROVED: (Coalesce("next_try_at", "approved_at"), "case", "order", "pk"),
    S.DELIVERED: ("-delivered_at", "-pk"),
}
_LAST = (F("approved_at").desc(nulls_last=True), "-pk")
_WHEN = Coalesce("delivered_at", "next_try_at", "approved_at", "prepared_at")
SORTS: Sorts = {
    "person": (Alphabetical("person__name"), F("order"), F("pk")),
    "relative": (Alphabetical("relative__name"), F("pk")),
    "news": (F("tells"), F("pk")),
    "when": (_WHEN, F("pk")),
    "attempts": (F("attempts_made"), F("pk")),
}
COLUMNS = {  # beside the relative
    "person": gettext_lazy("Person"),
    "news": gettext_lazy("News"),
    "when": gettext_lazy("When"),
    "attempts": gettext_lazy("Attempts"),
    "case": gettext_lazy("Case"),
}


@require(Permission.VIEW_NOTIFICATIONS)
def notification_list(request: AuthedRequest) -> HttpResponse:
    visible = Notification.objects.visible_to(request.user)
    mine = "mine" in request.GET
    if mine:
        visible = visible.filter(case__assigned_to=request.user)
    counts = visible.aggregate(**{status: Count("pk", filter=Q(status=status)) for status in S.values})
    without_family = people_without_family(request.user)
    status = request.GET.get("status") or (S.PREPARED if _approves(request.user) else S.APPROVED)
    sort = request.GET.get("sort", "")
    found: QuerySet[Any]
    if status == NO_FAMILY:
        found = without_family.order_by("-status_since", Alphabetical("name"), "pk")
    else:
        found = visible.filter(status=status).select_related("person", "relative", "case__assigned_to")
        found = found.annotate(attempts_made=Count("attempts"))
        found = found.order_by(*(ordering(SORTS, sort) or _FIRST.get(status, _LAST)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(counts, without_family.count(), status, mine),
        "status": status,
        "empty": _nothing_here(status, mine),
        "when_label": _("Told") if status == S.DELIVERED else _("Waits since"),
        "mine": mine,
        "sort": sort,
        "page_obj": page,
        "unclaimed": unclaimed_news(request.user).count(),
        "can_prepare": can(request.user, Permission.PREPARE_NOTIFICATION),
        "can_edit_templates": can(request.user, Permission.EDIT_TEMPLATES),
    }
    if status != NO_FAMILY:
        columns = choose_columns(request.GET, COLUMNS)
        context["columns"] = columns
        asked = {"status": status} | ({"mine": "1"} if mine else {})
        context["export"] = export_of(request.GET, "notifications", page, columns=columns, **asked)
    return render(request, "notifications/list.html", context)


def _tabs(counts: dict[str, int], without_family: int, chosen: str, mine: bool) -> list[dict[str, Any]]:
    """One for each status, and one for those whom nobody is there to be told about."""
    url, only_mine = reverse("notifications:list"), "&mine=1" if mine else ""
    tones = {S.PREPARED: "warn", S.APPROVED: "info", S.UNREACHABLE: "bad", NO_FAMILY: "warn"}
    tabs = [(status, S(status).label, counts[status]) for status in S.values]
    return [
        {
            "label": label,
            "value": value,
            "url": f"{url}?status={status}{only_mine}",
            "tone": tones.get(status) if value else None,
            "active": status == chosen,
        }
        for status, label, value in [*tabs, (NO_FAMILY, _("nobody to tell"), without_family)]
    ]


def _nothing_here(status: str, mine: bool) -> dict[str, str]:
    """What belongs on a tab that is empty, and how it gets there."""
    said = {
        S.PREPARED: (
            _("Nothing waits for approval."),
            _("News comes here by itself when a return is verified, or a death or a whereabouts is confirmed."),
        ),
        S.APPROVED: (
            _("Nobody is to be told now."),
            _("News comes here when a supervisor has approved its wording."),
        ),
        S.DELIVERED: (_("Nobody has been told yet."), _("What was told stays here.")),
        S.UNREACHABLE: (
            _("Nobody is out of reach."),
            _("News comes here when whoever calls records that a relative cannot be reached."),
        ),
        S.DECLINED: (
            _("Nobody has declined to be told."),
            _("News comes here when a relative does not want to hear it, and whoever calls records so."),
        ),
        S.RETRACTED: (
            _("Nothing was taken back."),
            _("News comes here when what it says turns out to be wrong, told or not."),
        ),
        NO_FAMILY: (_("Every confirmed fate has a family to tell."), ""),
    }
    text, hint = said.get(status, (_("There are none."), ""))
    if mine:
        hint = _("Only news of your own cases is looked for. “All cases” shows the rest.")
    return {"text": text, "hint": hint}


@require(Permission.VIEW_NOTIFICATIONS)
def notification_detail(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = _notification(request, reference)
    line = list(notification.in_order().select_related("relative", "delivered_by"))
    context = {
        "notification": notification,
        "person_visible": Person.objects.visible_to(request.user).filter(pk=notification.person_id).exists(),
        "line": line,
        "attempts": next(one.attempts.all() for one in line if one.pk == notification.pk),
        "waits_for": notification.waits_for(line) if notification.status == S.APPROVED else None,
        "still_so": notification.is_still_so,
        **_offers(notification, request.user),
    }
    return render(request, "notifications/detail.html", context)


def _offers(notification: Notification, user: User) -> dict[str, bool]:
    """Which steps the page may offer to this user. The actions decide."""
    status, approves = notification.status, _approves(user)
    tells = can(user, Permission.DELIVER_NOTIFICATION)
    return {
        "is_preparer": notification.may_not_be_approved_by(user),
        "can_approve": approves and status == S.PREPARED,
        "can_edit": can(user, Permission.PREPARE_NOTIFICATION) and status in (S.PREPARED, S.APPROVED),
        "can_tell": tells and status == S.APPROVED,
        "can_reopen": tells and status in (S.UNREACHABLE, S.DECLINED),
        "can_retract": approves and status != S.RETRACTED,
    }


@require(Permission.PREPARE_NOTIFICATION)
@require_POST
def news_prepare(request: AuthedRequest) -> HttpResponse:
    """For all who wait; the reader is told of theirs."""
    visible = Notification.objects.visible_to(request.user)
    before = visible.count()
    actions.prepare_news()
    count = visible.count() - before
    words = ngettext("Prepared %(count)s notification.", "Prepared %(count)s notifications.", count)
    messages.success(request, words % {"count": count})
    return redirect("notifications:list")


@require(Permission.PREPARE_NOTIFICATION)
def wording_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = _notification(request, reference)
    initial = {"wording": notification.wording, "version": notification.version}
    form = forms.WordingForm(request.POST or None, initial=initial)
    done = carry_out(
        request,
        form,
        actions.update_wording,
        notification,
        success=_("The wording is saved. Somebody else must approve it before it is told."),
        to=notification,
    )
    return done or render(request, "notifications/wording_form.html", {"form": form, "notification": notification})


@require(Permission.APPROVE_NOTIFICATION)
@require_POST
def notification_approve(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = _notification(request, reference)
    version = read_version(request.POST) or 0
    actions.approve_notification(notification, version=version, by=request.user)
    messages.success(request, _("Approved: %s may now be told.") % notification.relative)
    following = Notification.objects.to_approve(request.user).order_by(*_FIRST[S.PREPARED]).first()
    return redirect(following or notification)


@require(Permission.DELIVER_NOTIFICATION)
def attempt_add(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = _notification(request, reference)
    form = forms.AttemptForm(request.POST or None, notification=notification)
    done = carry_out(request, form, actions.record_attempt, notification, to=notification)
    if done:
        return _after_attempt(request, notification)
    context = {
        "form": form,
        "notification": notification,
        "relative": notification.relative,
        "is_approved": notification.status == S.APPROVED,
        "waits_for": notification.waits_for(),
    }
    return render(request, "notifications/attempt_form.html", context)


def _after_attempt(request: AuthedRequest, notification: Notification) -> HttpResponse:
    """Says what came of it, and leads to the next relative who is to be told: of the same case, then any."""
    notification.refresh_from_db()
    words = {
        S.DELIVERED: _("Recorded: %s was told."),
        S.DECLINED: _("Recorded: %s did not want to hear."),
        S.UNREACHABLE: _("Recorded: %s cannot be reached."),
    }
    said = words.get(S(notification.status), _("The attempt to reach %s is recorded."))
    messages.success(request, said % notification.relative)
    waiting = Notification.objects.to_tell(request.user).exclude(pk=notification.pk)
    following = waiting.filter(case=notification.case_id).first() or waiting.first()
    if following is None:
        messages.info(request, _("Nobody else is to be told now."))
        return redirect(notification)
    return redirect("notifications:attempt", following.reference)


@require(Permission.DELIVER_NOTIFICATION)
@require_POST
def notification_reopen(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = actions.reopen_notification(_notification(request, reference), by=request.user)
    messages.success(request, _("It is to be told again."))
    return redirect(notification)


@require(Permission.APPROVE_NOTIFICATION)
def notification_retract(request: AuthedRequest, reference: str) -> HttpResponse:
    notification = _notification(request, reference)
    form = forms.RetractForm(request.POST or None)
    done = carry_out(
        request,
        form,
        actions.retract_notification,
        notification,
        success=_("The notification is retracted."),
        to=notification,
    )
    return done or render(request, "notifications/retract_form.html", {"form": form, "notification": notification})


@require(Permission.EDIT_TEMPLATES)
def template_list(request: AuthedRequest) -> HttpResponse:
    return render(request, "notifications/templates.html", {"templates": NotificationTemplate.objects.all()})


@require(Permission.EDIT_TEMPLATES)
def template_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(NotificationTemplate, pk=pk)
    form = forms.TemplateForm(request.POST or None, initial={"body": template.body, "version": template.version})
    wants_preview = "preview" in request.POST
    if not wants_preview:
        done = carry_out(
            request,
            form,
            actions.update_template,
            template,
            success=_("The wording is saved. It holds for what is prepared from now on."),
            to="notifications:templates",
        )
        if done:
            return done
    body = form.cleaned_data.get("body") if wants_preview and form.is_valid() else template.body
    context = {
        "form": form,
        "template": template,
        "placeholders": [f"{{{name}}}" for name in PLACEHOLDERS],
        "preview": _sample(body, template.language, request.user) if body and not form.errors else "",
    }
    return render(request, "notifications/template_form.html", context)


def _sample(body: str, language: str, user: User) -> str:
    """The wording filled in with invented people; empty where it cannot be, for whoever mends it to read."""
    try:
        check_template(body)
    except Refused:
        return ""
    invented = {"uk": ("Марія Вигадана", "Вигаданий Іван Петрович")}
    relative, person = invented.get(language, ("Mariia Vyhadana", "Vyhadanyi Ivan Petrovych"))
    return fill(
        body,
        relative=relative,
        person=person,
        relationship="mother",
        organisation=user.organisation.name if user.organisation else "",
        phone=user.organisation.phone if user.organisation else "",
        language=language,
    )


def _approves(user: User) -> bool:
    return can(user, Permission.APPROVE_NOTIFICATION)


def _notification(request: AuthedRequest, reference: str) -> Notification:
    visible = Notification.objects.visible_to(request.user).select_related(
        "status_change",
        "person",
        "relative",
        "case__assigned_to",
        "prepared_by",
        "approved_by",
        "delivered_by",
        "retracted_by",
    )
    return get_object_or_404(visible, reference=reference)
