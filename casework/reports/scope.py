"""Whose report it is, and what of each record may stand in it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from casework.accounts.models import Organisation, User
from casework.families.models import Case, Referral
from casework.families.statuses import TOLD, ReferableField
from casework.notifications.models import Notification
from casework.people.models import Person, closed_to
from casework.people.statuses import FATES


@dataclass(frozen=True)
class Sight:
    """What the reader may see now, besides what their role says: by which referrals, and not whom."""

    shared: frozenset[int]
    closed: frozenset[int]

    def is_less_than(self, before: "Sight") -> bool:
        return bool(before.shared - self.shared or self.closed - before.closed)


class Scope:
    """A user's report holds what the user may see; without a user, all that the organisation holds.

    Of what another organisation referred, a report holds the code and the name, and beyond them what the referral
    names.
    """

    def __init__(self, organisation: Organisation, user: User | None = None) -> None:
        self.organisation = organisation
        self.user = user

    @classmethod
    def of(cls, user: User) -> "Scope":
        """Of a user who holds a role, and therefore has an organisation."""
        return cls(cast(Organisation, user.organisation), user)

    def people(self) -> QuerySet[Person]:
        if self.user is None:
            return Person.objects.held_by(self.organisation).open_to(None)
        return Person.objects.visible_to(self.user)

    def people_sharing(self, field: ReferableField) -> Q:
        """The people whose `field` the reader may know. A filter on what is not shared would tell it."""
        return Q(organisation=self.organisation) | Q(pk__in=self._sharing(field).values("case__person"))

    def cases(self) -> QuerySet[Case]:
        if self.user is None:
            return Case.objects.held_by(self.organisation).open_to(None)
        return Case.objects.visible_to(self.user)

    def cases_sharing(self, field: ReferableField) -> Q:
        """The cases whose `field` the reader may know."""
        return Q(organisation=self.organisation) | Q(pk__in=self._sharing(field).values("case"))

    def notifications(self) -> QuerySet[Notification]:
        if self.user is None:
            return Notification.objects.filter(case__in=self.cases())
        return Notification.objects.visible_to(self.user)

    def sight(self) -> "Sight":
        shared = self._referrals().values_list("pk", flat=True)
        closed = closed_to(self.user).values_list("person", flat=True)
        return Sight(frozenset(shared), frozenset(closed))

    def knows_of_person(self, person: Person, field: ReferableField) -> bool:
        own = person.organisation_id == self.organisation.pk
        return own or field in self._shared["person", person.pk]

    def knows_of_case(self, case: Case, field: ReferableField) -> bool:
        own = case.organisation_id == self.organisation.pk
        return own or field in self._shared["case", case.pk]

    def _sharing(self, field: ReferableField) -> QuerySet[Referral]:
        # As text, for no look-up inside of JSON works on SQLite and PostgreSQL alike.
        named = self._referrals().annotate(fields_text=Cast("fields", TextField()))
        if field == ReferableField.STATUS:
            named = named.exclude(Q(case__person__status__in=FATES) & ~Q(case__status__in=TOLD))
        return named.filter(fields_text__contains=f'"{field.value}"')

    def _referrals(self) -> QuerySet[Referral]:
        return Referral.objects.in_force().filter(recipient=self.organisation)

    @cached_property
    def _shared(self) -> dict[tuple[str, int], set[str]]:
        shared: dict[tuple[str, int], set[str]] = defaultdict(set)
        columns = ("case", "case__status", "case__person", "case__person__status", "fields")
        for case, case_status, person, status, fields in self._referrals().values_list(*columns):
            untold = status in FATES and case_status not in TOLD
            named = {field for field in fields if not (untold and field == ReferableField.STATUS)}
            shared["case", case].update(named)
            shared["person", person].update(named)
        return shared
