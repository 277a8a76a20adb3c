from django.urls import path

from casework.people import views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="list"),
    path("import/", views.people_import, name="import"),
    path("deaths/<int:pk>/approve/", views.death_approve, name="approve_death"),
    path("deaths/<int:pk>/refuse/", views.death_refuse, name="refuse_death"),
    path("<str:reference>/", views.person_detail, name="detail"),
    path("<str:reference>/edit/", views.person_edit, name="edit"),
    path("<str:reference>/names/new/", views.name_add, name="add_name"),
    path("<str:reference>/numbers/new/", views.number_add, name="add_number"),
    path("<str:reference>/evidence/new/", views.evidence_add, name="add_evidence"),
    path("<str:reference>/detentions/new/", views.detention_add, name="add_detention"),
    path("<str:reference>/restriction/", views.restriction, name="restriction"),
    path("<str:reference>/restriction/lift/", views.restriction_lift, name="restriction_lift"),
    path("<str:reference>/status/", views.status_change, name="change_status"),
]
