from django.urls import path

from casework.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="list"),
    path("prepare/", views.news_prepare, name="prepare"),
    path("wordings/", views.template_list, name="templates"),
    path("wordings/<int:pk>/", views.template_edit, name="template_edit"),
    path("<str:reference>/", views.notification_detail, name="detail"),
    path("<str:reference>/wording/", views.wording_edit, name="edit"),
    path("<str:reference>/approve/", views.notification_approve, name="approve"),
    path("<str:reference>/call/", views.attempt_add, name="attempt"),
    path("<str:reference>/reopen/", views.notification_reopen, name="reopen"),
    path("<str:reference>/retract/", views.notification_retract, name="retract"),
]
