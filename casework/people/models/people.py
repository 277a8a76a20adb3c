"""People, their names, and the numbers under which other bodies keep them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.reading import Recorded
from casework.lib.alphabet import Alphabetical
from casework.lib.codes import read_code
from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lib.sealed_fields import SealedCharField
from casework.names.keys import birth_keys, query_keys, typed_ranges
from casework.names.parsing import split_full_name
from casework.people.models.restrictions import OfPersonQuerySet, closed_to
from casework.people.statuses import (
    ERASED,
    PERSON_TONES,
    Category,
    Health,
    NameKind,
    PersonStatus,
    RegistryBody,
    Script,
    Sex,
)

if TYPE_CHECKING:
    from casework.accounts.models import User

# The texts that say who somebody is; `name` and `health`, which are never empty, apart.
PERSONAL = (
    "name_latin",
    "sender_reference",
    "sex",
    "date_of_birth",
    "place_of_birth",
    "rank",
    "unit",
    "service_number",
    "power",
    "nationality",
    "father_first_name",
    "mother_maiden_name",
    "last_residence",
    "address_for_letters",
    "distinguishing_marks",
    "place_of_capture",
    "date_of_capture",
    "circumstances",
)
DATE_HELP = _("As it was said: 14.10.1976, May 2022, about 1985, 18.1.1970 or 29.3.1965.")


def _birth_keys(text: str) -> set[str]:
    """The keys of the days that `text` says; none where it says no date."""
    try:
        return birth_keys(PartialDate.parse(text))
    except DateNotUnderstood:
        return set()


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: "User") -> "PersonQuerySet":
        """The people of the user's organisation, and those referred to it, by name, by a referral in force.

        Of restricted people those alone on whose list the user is, or for whom they broke the glass.
        """
        return self.of(user.organisation).open_to(user)

    def of(self, organisation: Organisation | None) -> "PersonQuerySet":
        """Whoever an organisation holds, and those referred to it by name; restricted or not."""
        referred = Q(
            cases__referrals__recipient=organisation,
            cases__referrals__names_person=True,
            cases__referrals__accepted_at__isnull=False,
            cases__referrals__revoked_at=None,
            cases__referrals__until__gte=timezone.localdate(),
        )
        referred_people = Person.objects.filter(referred, merged_into=None).values("pk")
        return self.filter(Q(organisation=organisation) | Q(pk__in=referred_people), merged_into=None)

    def writable_by(self, user: "User") -> "PersonQuerySet":
        """The people whose record the user's organisation holds: a referral, or broken glass, lets read only."""
        return self.standing().held_by(user.organisation).open_to(user, writing=True)

    def standing(self) -> "PersonQuerySet":
        """Without those who were erased, of whom a code and a status are left, or merged into another."""
        return self.filter(erased_at=None, merged_into=None)

    def open_to(self, reader: "User | None", *, writing: bool = False) -> "PersonQuerySet":
        """Without the restricted people who are closed to `reader`; to nobody and to the system all are."""
        return self.exclude(pk__in=closed_to(reader, writing=writing))

    def held_by(self, organisation: Organisation | None) -> "PersonQuerySet":
        """Whoever an organisation holds, restricted or not: for what is not shown to anybody."""
        return self.filter(organisation=organisation, merged_into=None)

    def kept_for(self, code: str) -> "Person | None":
        """The person into whom the one with this code was merged, where that is so."""
        merged = Person.objects.filter(reference=code).exclude(merged_into=None).first()
        return self.filter(pk=merged.kept.pk).first() if merged else None

    def search(self, text: str, *, reader: Organisation | None) -> "PersonQuerySet":
        """Those whom `text` may mean: a code, a number of any body, a date of birth, or a name in any alphabet.

        Date of birth and sender's reference find those alone whom the reader holds: a referral by name does not
        share them, and to be found by them would tell. Every branch is an indexed look-up, and together they are
        one. Raises MistypedCode where the text is a code with a wrong letter.
        """
        text = " ".join(text.split())
        if (code := read_code(text)) is not None:
            return self.filter(reference=code)
        parts = split_full_name(text)
        named = Q(key__in=query_keys(parts.surname, parts.given, parts.patronymic).keys())
        for typed in typed_ranges(text):
            named |= Q(key__range=typed)
        born = NameKey.objects.filter(key__in=_birth_keys(text), name__person__organisation=reader)
        sent = Person.objects.held_by(reader).filter(sender_reference=text)
        return self.filter(
            pk__in=NameKey.objects.filter(named)
            .order_by()
            .values("name__person")
            .union(
                born.order_by().values("name__person"),
                RegistryNumber.objects.filter(number=text).order_by().values("person"),
                sent.order_by().values("pk"),
            )
        )

    def possibly(self, person: "Person") -> "PersonQuerySet":
        """Those of other organisations who may be the same human being; found by matching, above this part."""
        return self.filter(Q(matches_as_one__other=person) | Q(matches_as_other__one=person))

    def with_names(self) -> "PersonQuerySet":
        return self.prefetch_related(Prefetch("names", PersonName.objects.order_by("pk")))


class Person(Recorded):
    """The one who is missing, held, returned or dead.

    The fields are those of GC III art. 17 and 122, GC IV art. 138 and ICPPED art. 17(3). A prisoner is bound to
    give only surname, first names, rank, date of birth and number: everything may be empty, and empty is unknown.
    """

    reference = models.CharField(_("code"), max_length=12, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people", verbose_name=_("held by")
    )
    sender_reference = models.CharField(
        _("sender's reference"),
        max_length=80,
        blank=True,
        help_text=_("Their number in the file they came with."),
    )
    # The primary name as one text, for lists and sorting; the names themselves are in PersonName.
    name = models.CharField(_("name"), max_length=300)
    name_latin = models.CharField(_("name in Latin letters"), max_length=300, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=PersonStatus.choices, default=PersonStatus.MISSING
    )
    status_since = models.DateField(_("status since"), default=timezone.localdate)
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    date_of_birth = models.CharField(_("date of birth"), max_length=100, blank=True, help_text=DATE_HELP)
    born_earliest = models.DateField(_("born not before"), null=True, blank=True, editable=False)
    born_latest = models.DateField(_("born not after"), null=True, blank=True, editable=False)
    place_of_birth = models.CharField(_("place of birth"), max_length=200, blank=True)
    rank = models.CharField(_("rank"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    service_number = models.CharField(_("personal or serial number"), max_length=40, blank=True)
    power = models.CharField(_("Power on which they depend"), max_length=80, blank=True)
    nationality = models.CharField(_("nationality"), max_length=80, blank=True)
    father_first_name = models.CharField(_("father's first name"), max_length=80, blank=True)
    mother_maiden_name = models.CharField(_("mother's maiden name"), max_length=80, blank=True)
    last_residence = models.CharField(_("last known residence"), max_length=200, blank=True)
    address_for_letters = models.CharField(_("address for letters"), max_length=200, blank=True)
    distinguishing_marks = models.TextField(_("distinguishing marks"), blank=True)
    place_of_capture = models.CharField(_("place of capture"), max_length=200, blank=True)
    date_of_capture = models.CharField(
        _("missing or captured since"), max_length=100, blank=True, help_text=DATE_HELP
    )
    captured_earliest = models.DateField(_("captured not before"), null=True, blank=True, editable=False)
    captured_latest = models.DateField(_("captured not after"), null=True, blank=True, editable=False)
    circumstances = models.TextField(
        _("circumstances"),
        blank=True,
        help_text=_("What happened; who took the person, and what kind of measure it was."),
    )
    health = SealedCharField(_("health"), max_length=20, choices=Health.choices, default=Health.UNKNOWN)
    registered_at = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    # With the registers of other organisations; empty where the person is new or changed since.
    compared_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(
        _("erased"),
        null=True,
        editable=False,
        help_text=_("From then on nothing is left but code, status and counts."),
    )
    # Set where this record and another are of one human being: by then the other has all that this one had.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [Alphabetical("name"), "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar = [
            models.Index("organisation", Alphabetical("name"), "id", name="people_by_alphabet"),
            models.Index("organisation", "status", Alphabetical("name"), name="people_by_status"),
            models.Index(fields=["born_earliest", "born_latest"]),
            models.Index(fields=["sender_reference"], name="people_sender_reference"),
            models.Index(fields=["organisation"], condition=Q(compared_at=None), name="people_to_compare"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sender_reference"],
                condition=~Q(sender_reference=""),
                name="sender_reference_once_per_organisation",
            ),
            models.CheckConstraint(condition=Q(status__in=PersonStatus.values), name="person_status_known"),
            models.CheckConstraint(condition=Q(category__in=["", *Category.values]), name="person_category_known"),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name=ERASED, **dict.fromkeys(PERSONAL, "")),
                name="nothing_left_of_the_erased",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="not_merged_into_oneself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.reference])

    @property
    def born(self) -> PartialDate | None:
        return PartialDate.parse(self.date_of_birth) if self.date_of_birth else None

    @property
    def status_tone(self) -> str:
        return PERSON_TONES[self.status]

    @property
    def kept(self) -> "Person":
        """The record that stands for this human being: this one, or that into which it was merged."""
        person = self
        while person.merged_into is not None:
            person = person.merged_into
        return person

    def records(self) -> "list[Person]":
        """This record, and those that were merged into it."""
        return [self, *(record for one in self.merged.all() for record in one.records())]

    @property
    def is_thought_dead(self) -> bool:
        return self.status in (PersonStatus.DEATH_REPORTED, PersonStatus.DECEASED)

    @property
    def waiting_days(self) -> int | None:
        """Days since the person is missing or captured, at the least; None where the date is unknown."""
        return (timezone.localdate() - self.captured_latest).days if self.captured_latest else None

    @property
    def initials(self) -> str:
        """Of the surname and the given name; of whoever was erased none is left."""
        words = [] if self.erased_at else self.name.split()[:2]
        return "".join(word[0] for word in words).upper()

    @property
    def age(self) -> int | None:
        """Full years today, where the date of birth is fully known."""
        if self.born_earliest is None or self.born_earliest != self.born_latest:
            return None
        today, born = timezone.localdate(), self.born_earliest
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


class PersonName(Recorded):
    """One spelling of a person's name. None overwrites another."""

    whose = ("person",)

    person = models.ForeignKey(Person, models.CASCADE, related_name="names", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=NameKind.choices, default=NameKind.SPELLING)
    surname = models.CharField(_("surname"), max_length=120, blank=True)
    given = models.CharField(_("given name"), max_length=120, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=120, blank=True)
    script = models.CharField(_("script"), max_length=5, choices=Script.choices, editable=False)
    latin = models.CharField(_("in Latin letters"), max_length=300, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Who or what spells it so."))

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind=NameKind.PRIMARY), name="one_primary_name_per_person"
            ),
            models.CheckConstraint(condition=~(Q(surname="") & Q(given="")), name="name_not_empty"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.surname, self.given, self.patronymic)))


class NameKey(models.Model):
    """A key under which a name is found; made by `casework.names.keys`."""

    name = models.ForeignKey(PersonName, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "name"])]

    def __str__(self) -> str:
        return self.key


class RegistryNumber(Recorded):
    """The number under which another body keeps the same person. A number is a text: its zeros count."""

    whose = ("person",)

    person = models.ForeignKey(Person, models.CASCADE, related_name="registry_numbers", verbose_name=_("person"))
    body = models.CharField(_("body"), max_length=20, choices=RegistryBody.choices)
    number = models.CharField(_("number"), max_length=60, db_index=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["body", "number"]
        verbose_name = _("registry number")
        verbose_name_plural = _("registry numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "body", "number"], name="registry_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.number}"
