"""What stands on every page: where one can go, and whether this is the demonstration."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can
from casework.accounts.models import Organisation

DEMO_SLUG = "demo-bureau"

PLACES = [
    ("desk", _("Desk"), None),
    ("people:list", _("People"), Permission.VIEW_PEOPLE),
    ("families:list", _("Cases"), Permission.VIEW_CASES),
    ("exchanges:list", _("Exchanges"), Permission.VIEW_EXCHANGES),
    ("notifications:list", _("Notifications"), Permission.VIEW_NOTIFICATIONS),
    ("reports:list", _("Reports"), Permission.RUN_REPORTS),
    ("protection:list", _("Retention"), Permission.ERASE_PERSON),
    ("accounts:proposals", _("Proposals"), Permission.VIEW_PROPOSALS),
    ("audit:list", _("Audit"), Permission.VIEW_AUDIT),
    ("admin:index", _("Administration"), Permission.MANAGE_USERS),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav_items` for the signed-in user, and `is_demo`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_items": [], "is_demo": Organisation.objects.filter(slug=DEMO_SLUG).exists()}
    items = []
    for name, label, permission in PLACES:
        if permission is None or can(user, permission):
            url = reverse(name)
            here = request.path == url if name == "desk" else request.path.startswith(url)
            items.append({"url": url, "label": label, "active": here})
    organisation = user.organisation
    return {"nav_items": items, "is_demo": organisation is not None and organisation.slug.startswith("demo-")}
