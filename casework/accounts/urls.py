from django.urls import path

from casework.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.proposal_list, name="proposals"),
    path("role/", views.grant, name="grant"),
    path("<int:pk>/", views.proposal_detail, name="proposal"),
    path("<int:pk>/approve/", views.proposal_approve, name="proposal_approve"),
    path("<int:pk>/refuse/", views.proposal_refuse, name="proposal_refuse"),
]
