"""Linking, arrival, verification and the ledger."""

from django.urls import URLPattern, path

from casework.exchanges.views import arrivals, ledger, links, reception, verifications

urlpatterns: list[URLPattern] = [
    path("<slug:reference>/entries/", arrivals.entries, name="entries"),
    path("<slug:reference>/review/", links.review, name="review"),
    path("<slug:reference>/review/exact/", links.review_exact, name="review_exact"),
    path("<slug:reference>/review/search/", links.search_again, name="search_again"),
    path("<slug:reference>/review/undo/", links.undo_last, name="undo_last"),
    path("<slug:reference>/arrivals/", arrivals.arrivals, name="arrivals"),
    path("<slug:reference>/arrivals/record/", arrivals.record_arrivals, name="record_arrivals"),
    path("<slug:reference>/arrivals/unlisted/", arrivals.unlisted_arrival, name="unlisted_arrival"),
    path("<slug:reference>/reception/", reception.reception, name="reception"),
    path("<slug:reference>/reception/names/", reception.roster, name="roster"),
    path("<slug:reference>/verifications/", verifications.verifications, name="verifications"),
    path("<slug:reference>/ledger/", ledger.ledger, name="ledger"),
    path("<slug:reference>/ledger/<str:kind>/", ledger.variance, name="variance"),
    path("entry/<str:reference>/", arrivals.entry, name="entry"),
    path("entry/<str:reference>/link/", links.link, name="link"),
    path("entry/<str:reference>/reject/", links.reject, name="reject"),
    path("entry/<str:reference>/not-on-register/", links.not_on_register, name="not_on_register"),
    path("entry/<str:reference>/register/", links.register, name="register"),
    path("entry/<str:reference>/duplicate/", links.duplicate, name="duplicate"),
    path("entry/<str:reference>/undo/", links.undo, name="undo"),
    path("entry/<str:reference>/verify/", verifications.verify, name="verify"),
    path("entry/<str:reference>/dispute/", verifications.dispute, name="dispute"),
]
