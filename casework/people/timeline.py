"""What happened to a person and what was heard of them, in one order, each with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.people.models import Detention, Evidence, Person, StatusChange
from casework.people.statuses import PERSON_TONES

Order = tuple[date, int, int]


class Kind(TextChoices):
    STATUS = "status", gettext_lazy("status")
    EVIDENCE = "evidence", gettext_lazy("evidence")
    DETENTION = "detention", gettext_lazy("place of detention")


@dataclass(frozen=True)
class Moment:
    """One line of the timeline. `when` is the day as it was said; `order` puts what has no day last."""

    kind: Kind
    order: Order
    when: str
    title: str
    text: str = ""
    by: str = ""
    tone: str = ""


def moments(person: Person, steps: Iterable[StatusChange], kind: str = "") -> list[Moment]:
    """Newest first, of one kind or of all; `steps` are those of the person's status, which the page has read."""
    found: list[Moment] = []
    if kind in ("", Kind.STATUS):
        found += [_of_change(step) for step in steps]
    if kind in ("", Kind.EVIDENCE):
        found += [_of_evidence(item) for item in person.evidence.select_related("recorded_by")]
    if kind in ("", Kind.DETENTION):
        found += [_of_stay(stay) for stay in person.detentions.select_related("place", "evidence")]
    return sorted(found, key=lambda moment: moment.order, reverse=True)


def _of_change(change: StatusChange) -> Moment:
    title = str(change)
    if change.refused_at:
        title = _("%(change)s – refused by %(who)s") % {"change": change, "who": change.refused_by}
    elif not change.effective_at:
        title = _("%(change)s – waits for approval") % {"change": change}
    return Moment(
        Kind.STATUS,
        (timezone.localdate(change.at), 1, change.pk),
        date_format(timezone.localtime(change.at), "SHORT_DATETIME_FORMAT"),
        title,
        change.reason,
        " · ".join(filter(None, _whose_word(change))),
        PERSON_TONES[change.to_status] if change.effective_at else "",
    )


def _whose_word(change: StatusChange) -> list[str]:
    said = [change.get_confirmed_by_display(), str(change.by) if change.by else _("the system")]
    if change.approved_by:
        said.append(_("approved by %(who)s") % {"who": change.approved_by})
    return said


def _of_evidence(item: Evidence) -> Moment:
    reported = date_format(item.reported_on, "SHORT_DATE_FORMAT")
    return Moment(
        Kind.EVIDENCE,
        (item.happened_earliest or item.reported_on, 0, item.pk),
        _("%(day)s, reported %(reported)s") % {"day": item.happened, "reported": reported}
        if item.happened
        else _("reported %(reported)s") % {"reported": reported},
        f"{item.reliability}{item.credibility} · {item.get_about_display()}",
        item.content,
        item.source,
    )


def _of_stay(stay: Detention) -> Moment:
    return Moment(
        Kind.DETENTION,
        (stay.from_earliest or stay.to_latest or date.min, 0, stay.pk),
        " – ".join((stay.from_date or "?", stay.to_date or "?")) if stay.from_date or stay.to_date else "?",
        str(stay),
        by=stay.evidence.source if stay.evidence else "",
    )
