from django.urls import path

from casework.attachments import views

app_name = "attachments"
urlpatterns = [
    path("new/<str:reference>/", views.attachment_add, name="add"),
    path("<str:reference>/", views.attachment_open, name="open"),
    path("<str:reference>/small/", views.attachment_small, name="small"),
    path("<str:reference>/portrait/", views.attachment_portrait, name="portrait"),
    path("<str:reference>/original/", views.attachment_original, name="original"),
    path("<str:reference>/withdraw/", views.attachment_withdraw, name="withdraw"),
]
