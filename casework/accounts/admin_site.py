"""The admin stands behind the same door as the rest: our sign-in, our roles."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can
from casework.accounts.sign_in.views import SignOut

# What Django's own pages say and its Ukrainian leaves in English: it is looked up in our catalogue too.
OF_DJANGO = (_("Add link"), _("Change or view list link"), _("Model name"), _("Email address"), _("email address"))
DOORS = (Permission.MANAGE_USERS, Permission.VIEW_AUDIT, Permission.MANAGE_EXCHANGES)


class CaseworkAdminSite(AdminSite):
    site_header = _("Casework administration")
    site_title = _("Casework administration")
    index_title = _("Records")
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Without the address that leads from the key of any record to its page, whosever it is."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own tables alone: those of the libraries hold sign-ins and what waits to be done, whosever it is."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        ours = [model for model in models if model.__module__.startswith("casework.")]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return any(can(request.user, permission) for permission in DOORS)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        return SignOut.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")
