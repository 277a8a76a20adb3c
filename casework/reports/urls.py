from django.urls import path

from casework.reports import oversight, publication_pages, subject_pages, views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("figures/", views.figures, name="figures"),
    path("log/", views.report_log, name="log"),
    path("log/<int:pk>/take/", views.report_take, name="take"),
    path("quality/", views.quality, name="quality"),
    path("check-audit/", views.audit_check, name="check_audit"),
    path("published/<int:pk>/", publication_pages.published, name="published"),
    path("published/<int:pk>/file/", publication_pages.published_file, name="published_file"),
    path("published/<int:pk>/withdraw/", publication_pages.withdraw, name="withdraw"),
    path("publications/<slug:reference>/", publication_pages.publication, name="publication"),
    path("readings/", oversight.readings, name="readings"),
    path("readings/unusual/", oversight.unusual, name="unusual"),
    path("held/<str:reference>/", subject_pages.subject, name="subject"),
    path("run/<slug:name>/", views.report_run, name="run"),
]
