from django.urls import path

from casework.protection import views

app_name = "protection"
urlpatterns = [
    path("", views.due_list, name="list"),
    path("register/", views.register, name="register"),
    path("holds/<int:pk>/lift/", views.hold_lift, name="hold_lift"),
    path("people/<str:reference>/", views.person, name="person"),
    path("people/<str:reference>/hold/", views.hold, name="hold"),
    path("people/<str:reference>/erase/", views.erase, name="erase"),
]
