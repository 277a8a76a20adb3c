"""The keys under which names are found, made anew for the whole register after a change to how names are read."""

from django.db import transaction

from casework.people.actions.register import name_keys
from casework.people.models import NameKey, PersonName

BATCH = 2_000


def rebuild_keys() -> int:
    last = 0
    made = 0
    while names := list(PersonName.objects.filter(pk__gt=last).select_related("person").order_by("pk")[:BATCH]):
        last = names[-1].pk
        with transaction.atomic():
            NameKey.objects.filter(name__in=[name.pk for name in names]).delete()
            NameKey.objects.bulk_create(key for name in names for key in name_keys(name, name.person.born))
        made += len(names)
    return made
