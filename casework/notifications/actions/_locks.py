"""What every action on a notification begins with: the locks, and the questions that are asked under them."""

from django.utils.translation import gettext as _

from casework.accounts.actions import Actor
from casework.lib.errors import Refused
from casework.notifications.models import Notification
from casework.people.models import Person


def lock_person(person_id: int) -> Person:
    """The person, locked. Whoever changes a status takes this lock first, so that it stands still."""
    return Person.objects.select_for_update().get(pk=person_id)


def lock_notification(notification: Notification, by: Actor) -> Notification:
    """The notification with its person, both locked. Refuses where another organisation has it."""
    person = lock_person(notification.person_id)
    locked = Notification.objects.select_for_update().get(pk=notification.pk)
    locked.person = person
    if by.organisation is not None and locked.case.organisation_id != by.organisation.pk:
        raise Refused(_("Another organisation tells this family: ask them."))
    return locked


def require_still_so(notification: Notification) -> None:
    """Refuse where what would be told is no longer the person's status, or rests on an earlier step."""
    if not notification.is_still_so:
        raise Refused(
            _(
                "What this notification tells is no longer so: the status of the person was changed to “%s”."
                " Nothing may be told. Look at the person's record."
            )
            % notification.person.get_status_display()
        )
