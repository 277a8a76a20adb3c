"""Records that may be of one human being: before one is made, as a list to work through, merged and undone."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Proposal
from casework.audit.details import name_label
from casework.audit.forms import carry_out
from casework.audit.models import Submission
from casework.lib.errors import Refused
from casework.matching.actions import decide_duplicate, pair_hash
from casework.matching.likely import likely_people
from casework.matching.models import Decision, Duplicate
from casework.merging import actions, pages
from casework.merging.actions.merging import seen_hash
from casework.merging.forms import MergeForm, UnmergeForm
from casework.merging.models import Merge
from casework.people import actions as people
from casework.people.forms import PersonForm
from casework.people.models import Person

PER_PAGE = 50
LATELY = 10


@require(Permission.REGISTER_PERSON)
def register(request: AuthedRequest) -> HttpResponse:
    """A new record, once whoever makes it has seen who is like it."""
    form = PersonForm(request.POST or None)
    asks_back = request.POST.get("choice") == "back"
    if request.method == "POST" and form.is_valid() and not asks_back:
        if _is_new(request, form) and (known := likely_people(form.cleaned_data, request.user)):
            return render(request, "merging/known.html", {"form": form, "known": known})
        organisation, success = request.user.organisation, _("The person is registered.")
        done = carry_out(request, form, people.register_person, organisation=organisation, success=success)
        if done:
            return done
    return render(request, "people/form.html", {"form": form})


def _is_new(request: AuthedRequest, form: PersonForm) -> bool:
    """Whether nobody was asked yet. What is sent again is not asked about."""
    key = form.cleaned_data["submission"]
    return "choice" not in request.POST and not Submission.objects.filter(key=key).exists()


@require(Permission.REGISTER_PERSON)
@require_POST
def likely(request: AuthedRequest) -> HttpResponse:
    """Who is like the person whom somebody is typing in."""
    known = likely_people(request.POST, request.user) if request.POST.get("surname", "").strip() else []
    return render(request, "merging/_likely.html", {"known": known})


@require(Permission.MERGE_PEOPLE)
def worklist(request: AuthedRequest) -> HttpResponse:
    """One pair after another, with the keyboard."""
    pairs = pages.Pairs.of(request.user)
    asked = request.GET.get("pair", "")
    key = int(asked) if asked.isdecimal() and len(asked) < 19 else pairs.after(None)
    lately = Duplicate.objects.visible_to(request.user).standing().exclude(decision="").order_by("-decided_at")
    context: dict[str, Any] = {
        "pairs": pairs,
        "lately": lately.select_related("one", "other", "decided_by")[:LATELY],
    }
    if key is None:
        return render(request, "merging/done.html", context)
    visible = Duplicate.objects.visible_to(request.user).standing()
    pair = get_object_or_404(visible.select_related("one", "other", "decided_by"), pk=key)
    kept, merged = pages.suggested(pair.one, pair.other)
    found = pages.weighed(kept, merged)
    context |= {
        "pair": pair,
        "kept": kept,
        "merged": merged,
        "next": pairs.after(pair.pk),
        "seen": pair_hash(pair.one_id, pair.other_id),
        "rows": pages.side_by_side(kept, merged, found),
        "words": pages.reasons_of(found),
        "percent": int(pair.score * 100),
        "different": Decision.DIFFERENT,
        "not_sure": Decision.NOT_SURE,
    }
    return render(request, "merging/worklist.html", context)


@require(Permission.MERGE_PEOPLE)
@require_POST
def decide(request: AuthedRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(Duplicate.objects.visible_to(request.user).standing(), pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in (Decision.DIFFERENT, Decision.NOT_SURE):
        raise Refused(_("Choose one of the two answers."))
    following = pages.Pairs.of(request.user).after(pair.pk)
    decide_duplicate(pair, decision=decision, seen=request.POST.get("seen", ""), by=request.user)
    messages.success(request, _("Remembered: %s.") % Decision(decision).label)
    url = reverse("merging:worklist")
    return redirect(f"{url}?pair={following}" if following else url)


@require(Permission.MERGE_PEOPLE)
def merge(request: AuthedRequest, kept: str, merged: str) -> HttpResponse:
    """Both records, what a merge moves, and the form that proposes it."""
    keep, other = (_person(request, code) for code in (kept, merged))
    form = MergeForm(request.POST or None, initial={"seen": seen_hash(keep, other)})
    success = _("Proposed. They are merged once somebody else approves it.")
    to = reverse("merging:worklist")
    done = carry_out(request, form, partial(actions.propose_merge, keep, other), success=success, to=to)
    found = pages.weighed(keep, other) if keep != other else None
    waiting = Proposal.objects.waiting().filter(kind="merge_people", organisation=request.user.organisation_id)
    proposal = waiting.filter(subject=f"person:{other.reference}", payload__keep=keep.reference).first()
    context = {
        "form": form,
        "kept": keep,
        "merged": other,
        "rows": pages.side_by_side(keep, other, found),
        "words": pages.reasons_of(found),
        "moves": pages.what_moves(keep, other),
        "fills": [str(Person._meta.get_field(n).verbose_name) for n in actions.filled_in(keep, other)],  # type: ignore[union-attr]
        "why_not": "" if proposal else actions.why_not_merged(keep, other),
        "proposal": proposal,
    }
    return done or render(request, "merging/merge.html", context)


@require(Permission.MERGE_PEOPLE)
def merges(request: AuthedRequest) -> HttpResponse:
    """All that were merged, the latest first."""
    found = Merge.objects.visible_to(request.user).select_related(
        "kept", "merged", "proposal__proposed_by", "proposal__decided_by", "undone_proposal__decided_by"
    )
    return render(
        request, "merging/merges.html", {"page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page"))}
    )


@require(Permission.MERGE_PEOPLE)
def unmerge(request: AuthedRequest, pk: int) -> HttpResponse:
    """What was merged, what would go back and what would stay; and the form that proposes to undo it."""
    visible = Merge.objects.visible_to(request.user).standing().select_related("kept", "merged", "proposal")
    found = get_object_or_404(visible, pk=pk)
    form = UnmergeForm(request.POST or None)
    success = _("Proposed. The merge is undone once somebody else approves it.")
    done = carry_out(request, form, actions.propose_unmerge, found, success=success, to="merging:merges")
    waiting = Proposal.objects.waiting().filter(kind="unmerge_people", subject=f"person:{found.merged.reference}")
    proposal = waiting.filter(organisation=request.user.organisation_id).first()
    undone = actions.what_is_undone(found)
    context = {
        "form": form,
        "merge": found,
        "back": [(name_label(name), count) for name, count in undone["moves"].items()],
        "stays": [(name_label(name), rows) for name, rows in actions.added_since(found).items()],
        "why_not": "" if proposal else actions.why_not_undone(found),
        "proposal": proposal,
    }
    return done or render(request, "merging/unmerge.html", context)


def _person(request: AuthedRequest, code: str) -> Person:
    return get_object_or_404(Person.objects.writable_by(request.user), reference=code)
