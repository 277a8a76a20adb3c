"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from casework import guides
from casework.components import gallery
from casework.families.views.search import search
from casework.reports import desk

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("search/", search, name="search"),
    path("people/", include("casework.merging.urls")),  # first: a code stands where these have a word
    path("people/", include("casework.people.urls")),
    path("documents/", include("casework.attachments.urls")),
    path("cases/", include("casework.families.urls")),
    path("exchanges/", include("casework.exchanges.urls")),
    path("notifications/", include("casework.notifications.urls")),
    path("protection/", include("casework.protection.urls")),
    path("reports/", include("casework.reports.urls")),
    path("proposals/", include("casework.accounts.urls")),
    path("audit/", include("casework.audit.urls")),
    path("jobs/", include("casework.jobs.urls")),
    path("account/", include("casework.accounts.sign_in.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("help/", guides.index, name="help"),
    path("help/<slug:name>/", guides.guide, name="guide"),
    path("components/", gallery, name="components"),
    path("admin/", admin.site.urls),
]
