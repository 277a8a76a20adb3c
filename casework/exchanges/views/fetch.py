"""What the pages of an exchange begin with."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation, User
from casework.exchanges.models import Entry, EntryQuerySet, Exchange, Link
from casework.lib.errors import Refused
from casework.people.models import Person


def own_entry(request: AuthedRequest, reference: str) -> Entry:
    return get_object_or_404(
        Entry.objects.visible_to(request.user).select_related(
            "exchange", "list_file", "organisation", "decided_by"
        ),
        reference=reference,
    )


def own_entries(request: AuthedRequest, exchange: Exchange) -> EntryQuerySet:
    """The entries of the exchange in their order, ready for a table: `live_links` holds the link of each."""
    return with_links(Entry.objects.visible_to(request.user).filter(exchange=exchange), request.user).in_order()


def with_links(entries: EntryQuerySet, user: User) -> EntryQuerySet:
    """`live_links` names nobody whom the user may not see, or not any more."""
    people = Person.objects.visible_to(user)
    live = Link.objects.live().filter(person__in=people).select_related("person", "confirmed_by")
    return entries.select_related("list_file", "exchange").prefetch_related(
        Prefetch("links", live, to_attr="live_links")
    )


def own_organisation(request: AuthedRequest) -> Organisation:
    organisation = request.user.organisation
    if organisation is None:
        raise Refused(_("You belong to no organisation, so there is nothing to show."))
    return organisation
