"""Addresses of the units."""

from django.urls import path

from minewarden.web.org import views

app_name = "org"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("<int:pk>/", views.unit_page, name="unit"),
    path("<int:pk>/rename/", views.unit_rename, name="rename"),
    path("<int:pk>/move/", views.unit_move, name="move"),
]
