from django.urls import path

from casework.people.views import changes, record, register

app_name = "people"
urlpatterns = [
    path("", register.person_list, name="list"),
    path("import/", register.people_import, name="import"),
    path("deaths/<int:pk>/approve/", changes.death_approve, name="approve_death"),
    path("deaths/<int:pk>/refuse/", changes.death_refuse, name="refuse_death"),
    path("<str:reference>/", record.person_detail, name="detail"),
    path("<str:reference>/evidence/", record.person_evidence, name="evidence"),
    path("<str:reference>/timeline/", record.person_timeline, name="timeline"),
    path("<str:reference>/families/", record.person_families, name="families"),
    path("<str:reference>/exchanges/", record.person_exchanges, name="exchanges"),
    path("<str:reference>/documents/", record.person_documents, name="documents"),
    path("<str:reference>/history/", record.person_history, name="history"),
    path("<str:reference>/edit/", register.person_edit, name="edit"),
    path("<str:reference>/names/new/", changes.name_add, name="add_name"),
    path("<str:reference>/numbers/new/", changes.number_add, name="add_number"),
    path("<str:reference>/evidence/new/", changes.evidence_add, name="add_evidence"),
    path("<str:reference>/detentions/new/", changes.detention_add, name="add_detention"),
    path("<str:reference>/restriction/", changes.restriction, name="restriction"),
    path("<str:reference>/restriction/lift/", changes.restriction_lift, name="restriction_lift"),
    path("<str:reference>/status/", changes.status_change, name="change_status"),
]
