from django.urls import path

from casework.families import views

app_name = "families"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("new/", views.case_create, name="create"),
    path("new/known/", views.known_people, name="known"),
    path("new/draft/", views.draft_save, name="draft_save"),
    path("new/draft/discard/", views.draft_discard, name="draft_discard"),
    path("assign/", views.cases_assign, name="assign_many"),
    path("emergency/", views.break_glass, name="break_glass"),
    path("emergency/uses/", views.broken_glass, name="broken_glass"),
    path("emergency/uses/<int:pk>/review/", views.glass_review, name="glass_review"),
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>/done/", views.follow_up_done, name="follow_up_done"),
    path("referrals/", views.referrals, name="referrals"),
    path("referrals/<int:pk>/accept/", views.referral_accept, name="referral_accept"),
    path("referrals/<int:pk>/decline/", views.referral_decline, name="referral_decline"),
    path("referrals/<int:pk>/revoke/", views.referral_revoke, name="referral_revoke"),
    path("consents/<int:pk>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("relatives/<str:reference>/", views.relative_edit, name="relative_edit"),
    path("<str:reference>/", views.case_detail, name="detail"),
    path("<str:reference>/edit/", views.case_edit, name="edit"),
    path("<str:reference>/visit/", views.case_visit, name="visit"),
    path("<str:reference>/status/", views.case_status, name="status"),
    path("<str:reference>/assign/", views.case_assign, name="assign"),
    path("<str:reference>/relatives/new/", views.relative_add, name="relative_add"),
    path("<str:reference>/relatives/<int:pk>/move/", views.relative_move, name="relative_move"),
    path("<str:reference>/contacts/new/", views.contact_add, name="contact_add"),
    path("<str:reference>/follow-ups/new/", views.follow_up_add, name="follow_up_add"),
    path("<str:reference>/notes/new/", views.note_add, name="note_add"),
    path("<str:reference>/consents/new/", views.consent_add, name="consent_add"),
    path("<str:reference>/referrals/new/", views.referral_add, name="referral_add"),
]
