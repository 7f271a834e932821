"""Addresses of the recorded writes."""

from django.urls import path

from minewarden.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("<int:sequence>/", views.entry_page, name="entry"),
]
