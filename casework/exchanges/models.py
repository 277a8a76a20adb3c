"""Exchanges: what was agreed and announced, the lists received, and what became of each entry."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.exchanges.statuses import (
    Announcer,
    Arrival,
    CountOf,
    EntryStatus,
    ExchangeKind,
    ExchangeSide,
    ExchangeStatus,
    IdentifiedBy,
    IdentityCheck,
    ListKind,
    ListStatus,
)
from casework.lib.partial_dates import PartialDate
from casework.people.models import Person
from casework.people.statuses import Category, Health, Sex

if TYPE_CHECKING:
    from casework.accounts.models import User


class Agreement(models.Model):
    """What the sides agreed; carried out in one or more Exchanges."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreed_count = models.PositiveIntegerField(_("people agreed, each side"), null=True, blank=True)
    mediators = models.CharField(_("mediators"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = [F("agreed_on").desc(nulls_last=True), "name"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchanges:agreement", args=[self.slug])


class Exchange(models.Model):
    """One event of handing over people. Its reference is a public name such as `2025-05-23`, not a secret."""

    reference = models.SlugField(_("reference"), unique=True)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("agreement"),
    )
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True)
    number = models.CharField(_("number by which it was announced"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=ExchangeKind.choices, default=ExchangeKind.EXCHANGE)
    status = models.CharField(
        _("status"), max_length=12, choices=ExchangeStatus.choices, default=ExchangeStatus.PLANNED
    )
    held_on = models.DateField(_("day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    mediators = models.CharField(_("mediators"), max_length=200, blank=True)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    variance_reason = models.TextField(_("why the counts vary"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = [F("held_on").desc(nulls_first=True), "-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        indexes: ClassVar = [models.Index(fields=["-held_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=ExchangeStatus.values), name="exchange_status_known")
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("exchanges:detail", args=[self.reference])


class Statement(models.Model):
    """A count that one announcer gave. It is a claim: withheld is not unknown, and neither is 0."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="statements", verbose_name=_("exchange"))
    announcer = models.CharField(_("announced by"), max_length=10, choices=Announcer.choices)
    side = models.CharField(_("returned"), max_length=8, choices=ExchangeSide.choices)
    counted = models.CharField(_("counted"), max_length=20, choices=CountOf.choices)
    count = models.PositiveIntegerField(_("count"), null=True, blank=True, help_text=_("Empty: not known."))
    withheld = models.BooleanField(
        _("withheld"), default=False, help_text=_("The announcer said that it would not say.")
    )
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    confidence = models.CharField(
        _("confidence"),
        max_length=1,
        blank=True,
        help_text=_("A: consistent; B: one source, or inferred in part; C: disputed."),
    )

    class Meta:
        ordering: ClassVar = ["exchange", "side", "counted", "announcer"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exchange", "announcer", "side", "counted", "source"], name="statement_once"
            ),
            models.CheckConstraint(condition=Q(withheld=False) | Q(count=None), name="withheld_has_no_count"),
            models.CheckConstraint(condition=~Q(source=""), name="statement_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_announcer_display()}: {self.get_counted_display()} {self.get_side_display()}"


class ListFileQuerySet(models.QuerySet["ListFile"]):
    def visible_to(self, user: "User") -> "ListFileQuerySet":
        return self.filter(organisation=user.organisation_id)

    def imported(self) -> "ListFileQuerySet":
        return self.filter(status=ListStatus.IMPORTED)


class ListFile(models.Model):
    """One received file, kept as it came. A draft until its entries are imported, all or none."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="lists", verbose_name=_("exchange"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lists", verbose_name=_("received by")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ListKind.choices, default=ListKind.AGREED)
    status = models.CharField(_("status"), max_length=9, choices=ListStatus.choices, default=ListStatus.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("new version of"),
    )
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("hash"), max_length=64)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    columns = models.JSONField(
        _("columns"), default=dict, help_text=_("Header row, and the column of each field.")
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    imported_at = models.DateTimeField(_("imported"), null=True)
    unchanged_count = models.PositiveIntegerField(_("unchanged since the version before"), default=0)

    objects = ListFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["exchange", "version", "pk"]
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exchange", "organisation", "sha256"],
                condition=Q(status=ListStatus.IMPORTED),
                name="same_file_once_per_exchange",
            ),
            models.UniqueConstraint(
                fields=["exchange", "organisation", "version"],
                condition=Q(status=ListStatus.IMPORTED),
                name="list_version_once",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(status=ListStatus.IMPORTED), name="one_new_version_of_a_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchanges:list_file", args=[self.exchange.reference, self.pk])


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: "User") -> "EntryQuerySet":
        return self.filter(organisation=user.organisation_id)

    def listed(self) -> "EntryQuerySet":
        """Entries that count as being on a list now."""
        return self.exclude(status__in=[EntryStatus.WITHDRAWN, EntryStatus.DUPLICATE]).exclude(list_file=None)

    def to_link(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.RECEIVED)

    def to_verify(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.LINKED, arrival=Arrival.ARRIVED, identity=IdentityCheck.PENDING)


class Entry(models.Model):
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


class Candidate(models.Model):
    """A Person whom the engine proposes for an Entry, with its reasons; and whether a reviewer rejected them."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="candidates", verbose_name=_("entry"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="candidacies", verbose_name=_("person"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    exact = models.BooleanField(_("exact"), default=False)
    reasons = models.JSONField(_("reasons"), default=list)
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rejected by"),
    )

    class Meta:
        ordering: ClassVar = ["entry", "rank"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "person"], name="candidate_once_per_entry")
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.person}"


class LinkQuerySet(models.QuerySet["Link"]):
    def live(self) -> "LinkQuerySet":
        return self.filter(undone_at=None)


class Link(models.Model):
    """The decision that an Entry is a Person. An undone Link stays, with who undid it and why."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links", verbose_name=_("entry"))
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="links", verbose_name=_("exchange"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="links", verbose_name=_("person"))
    score = models.FloatField(_("score"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    proposed_by = models.CharField(
        _("proposed by"), max_length=150, help_text=_("The engine, or who chose by hand.")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-confirmed_at", "-pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(undone_at=None), name="one_live_link_per_entry"),
            models.UniqueConstraint(
                fields=["exchange", "person"], condition=Q(undone_at=None), name="person_once_per_exchange"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} = {self.person}"


class Verification(models.Model):
    """Identity and condition of a returned Person, established in person by another than the linker."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="verifications", verbose_name=_("entry"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="verifications", verbose_name=_("person"))
    outcome = models.CharField(
        _("outcome"),
        max_length=8,
        choices=[
            (IdentityCheck.VERIFIED, IdentityCheck.VERIFIED.label),
            (IdentityCheck.DISPUTED, IdentityCheck.DISPUTED.label),
        ],
    )
    identified_by = models.CharField(_("identity by"), max_length=14, choices=IdentifiedBy.choices, blank=True)
    identified_detail = models.CharField(_("which document, or by whom recognised"), max_length=200, blank=True)
    condition = models.CharField(_("condition"), max_length=20, choices=Health.choices, default=Health.UNKNOWN)
    condition_note = models.CharField(_("remark on the condition"), max_length=300, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    reason = models.CharField(_("why it is disputed"), max_length=300, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("linked by")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.VERIFIED) | ~Q(by=F("linked_by")),
                name="verifier_is_not_the_linker",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.VERIFIED) | ~Q(identified_by=""),
                name="verified_by_something",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.DISPUTED) | ~Q(reason=""), name="disputed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_outcome_display()}"
