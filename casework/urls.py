"""The addresses of the site."""

from allauth.account import views as account
from django.contrib import admin
from django.http import Http404
from django.urls import include, path
from django.views.defaults import page_not_found

from casework.components import gallery
from casework.reports import desk

# Whatever else an account page could change would pass the audit by.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Where the change of a password leads whoever has none.
    path("password/set/", page_not_found, {"exception": Http404()}, name="account_set_password"),
]

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("people/", include("casework.people.urls")),
    path("cases/", include("casework.families.urls")),
    path("exchanges/", include("casework.exchanges.urls")),
    path("notifications/", include("casework.notifications.urls")),
    path("reports/", include("casework.reports.urls")),
    path("proposals/", include("casework.accounts.urls")),
    path("audit/", include("casework.audit.urls")),
    path("jobs/", include("casework.jobs.urls")),
    path("account/", include(account_urls)),
    path("language/", include("django.conf.urls.i18n")),
    path("components/", gallery, name="components"),
    path("admin/", admin.site.urls),
]
