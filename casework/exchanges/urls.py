from django.urls import path

from casework.exchanges.urls_work import urlpatterns as work
from casework.exchanges.views import imports, overview

app_name = "exchanges"
urlpatterns = [
    path("", overview.exchange_list, name="list"),
    path("new/", overview.exchange_create, name="create"),
    path("history/", overview.load_history, name="load_history"),
    path("agreements/<slug:slug>/", overview.agreement, name="agreement"),
    path("<slug:reference>/", overview.exchange_detail, name="detail"),
    path("<slug:reference>/edit/", overview.exchange_edit, name="edit"),
    path("<slug:reference>/status/", overview.exchange_status, name="status"),
    path("<slug:reference>/statements/new/", overview.statement_add, name="statement_add"),
    path("<slug:reference>/lists/new/", imports.upload, name="upload"),
    path("<slug:reference>/lists/<int:pk>/", imports.list_file, name="list_file"),
    path("<slug:reference>/lists/<int:pk>/columns/", imports.list_columns, name="list_columns"),
    path("<slug:reference>/lists/<int:pk>/preview/", imports.list_preview, name="list_preview"),
    path("<slug:reference>/lists/<int:pk>/import/", imports.list_import, name="list_import"),
    path("<slug:reference>/lists/<int:pk>/discard/", imports.list_discard, name="list_discard"),
    path("<slug:reference>/lists/<int:pk>/errors.csv", imports.list_errors, name="list_errors"),
    path("<slug:reference>/lists/<int:pk>/changes/", imports.list_changes, name="list_changes"),
    *work,
]
