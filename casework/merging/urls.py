from django.urls import path

from casework.merging import views

app_name = "merging"
urlpatterns = [
    path("new/", views.register, name="register"),
    path("likely/", views.likely, name="likely"),
    path("duplicates/", views.worklist, name="worklist"),
    path("duplicates/<int:pk>/decide/", views.decide, name="decide"),
    path("duplicates/<str:kept>/<str:merged>/", views.merge, name="merge"),
    path("merges/", views.merges, name="merges"),
    path("merges/<int:pk>/", views.unmerge, name="unmerge"),
]
