"""The lines of lists, and what is known of each by now."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.reading import Recorded
from casework.exchanges.models.agreements import Exchange
from casework.exchanges.models.lists import ListFile
from casework.exchanges.statuses import (
    ARRIVAL_TONES,
    ENTRY_TONES,
    IDENTITY_TONES,
    Arrival,
    EntryStatus,
    IdentityCheck,
)
from casework.lib.partial_dates import PartialDate
from casework.names.folding import folds
from casework.people.models import closed_to
from casework.people.statuses import Category, Sex

if TYPE_CHECKING:
    from casework.accounts.models import User


def _begin(words: list[str], asked: list[tuple[str, ...]]) -> bool:
    """Whether for each of `asked`, given by its folds, one of `words` begins with one of them."""
    have = [fold for word in words for fold in folds(word)]
    return bool(asked) and all(any(fold.startswith(one) for fold in have) for one in asked)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: "User") -> "EntryQuerySet":
        return self.held_by(user.organisation).open_to(user)

    def writable_by(self, user: "User") -> "EntryQuerySet":
        return self.held_by(user.organisation).open_to(user, writing=True)

    def held_by(self, organisation: Organisation | None) -> "EntryQuerySet":
        """Whatever an organisation received, linked to a restricted person or not."""
        return self.filter(organisation=organisation)

    def open_to(self, reader: "User | None", *, writing: bool = False) -> "EntryQuerySet":
        """Without those that are linked to a restricted person who is closed to `reader`."""
        closed = Q(links__undone_at=None, links__person__in=closed_to(reader, writing=writing))
        return self.exclude(pk__in=Entry.objects.filter(closed).values("pk"))

    def listed(self) -> "EntryQuerySet":
        """Entries that count as being on a list now."""
        return self.exclude(status__in=[EntryStatus.WITHDRAWN, EntryStatus.DUPLICATE]).exclude(list_file=None)

    def in_order(self) -> "EntryQuerySet":
        """As they stand on the lists; those on no list at the end."""
        return self.order_by(F("list_file").asc(nulls_last=True), "row", "pk")

    def named(self, text: str) -> "EntryQuerySet":
        """Those whose code is `text`, or whose name has words that begin like those of `text`, in any alphabet.

        For the entries of one exchange: every name is looked at.
        """
        code = text.strip().upper()
        asked = [folds(word) for word in text.split()]
        found = [
            pk
            for pk, reference, *parts in self.values_list("pk", "reference", "surname", "given", "patronymic")
            if reference == code or _begin(" ".join(parts).split(), asked)
        ]
        return self.filter(pk__in=found)

    def to_link(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.RECEIVED)

    def to_verify(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.LINKED, arrival=Arrival.ARRIVED, identity=IdentityCheck.PENDING)


class Entry(Recorded):
    """One line of a list received for an Exchange, kept exactly as received; or who arrived on no list."""

    reference = models.CharField(_("code"), max_length=12, unique=True)
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="entries", verbose_name=_("exchange"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="entries", verbose_name=_("organisation")
    )
    list_file = models.ForeignKey(
        ListFile, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("list")
    )
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    raw = models.JSONField(_("as received"), default=dict)
    changes = models.JSONField(_("changed in reading"), default=list)
    surname = models.CharField(_("surname"), max_length=120, blank=True)
    given = models.CharField(_("given name"), max_length=120, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=120, blank=True)
    call_sign = models.CharField(_("call sign"), max_length=60, blank=True)
    date_of_birth = models.CharField(_("date of birth"), max_length=100, blank=True)
    born_earliest = models.DateField(null=True, blank=True, editable=False)
    born_latest = models.DateField(null=True, blank=True, editable=False)
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    rank = models.CharField(_("rank"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    place_of_birth = models.CharField(_("place of birth"), max_length=200, blank=True)
    place_of_capture = models.CharField(_("place of capture"), max_length=200, blank=True)
    status = models.CharField(
        _("decision"), max_length=16, choices=EntryStatus.choices, default=EntryStatus.RECEIVED
    )
    arrival = models.CharField(_("arrival"), max_length=14, choices=Arrival.choices, default=Arrival.AWAITED)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    identity = models.CharField(
        _("identity"), max_length=8, choices=IdentityCheck.choices, default=IdentityCheck.PENDING
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name=_("duplicate of"),
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_versions",
        verbose_name=_("before the change"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    searched_at = models.DateTimeField(_("candidates searched"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["list_file", "row", "pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes: ClassVar = [
            models.Index(fields=["exchange", "organisation", "status"]),
            models.Index(fields=["organisation", "status"]),
            models.Index(fields=["organisation", "identity", "arrival"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_file", "sheet", "row"], name="entry_once_per_row"),
            models.CheckConstraint(condition=Q(status__in=EntryStatus.values), name="entry_status_known"),
            models.CheckConstraint(condition=Q(arrival__in=Arrival.values), name="entry_arrival_known"),
            models.CheckConstraint(
                condition=~Q(identity=IdentityCheck.VERIFIED)
                | Q(status=EntryStatus.LINKED, arrival=Arrival.ARRIVED),
                name="verified_is_linked_and_arrived",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchanges:entry", args=[self.reference])

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.surname, self.given, self.patronymic)))

    @property
    def born(self) -> PartialDate | None:
        return PartialDate.parse(self.date_of_birth) if self.date_of_birth else None

    @property
    def status_tone(self) -> str:
        return ENTRY_TONES[self.status]

    @property
    def arrival_tone(self) -> str:
        return ARRIVAL_TONES[self.arrival]

    @property
    def identity_tone(self) -> str:
        return IDENTITY_TONES[self.identity]
