"""Addresses of the hazard ledger."""

from django.urls import path

from minewarden.web.hazards import views

app_name = "hazards"
urlpatterns = [
    path("", views.hazard_list, name="list"),
    path("by-mine/", views.by_mine, name="by_mine"),
    path("by-region/", views.by_region, name="by_region"),
    path("add/", views.hazard_add, name="add"),
    path("import/", views.hazard_import, name="import"),
    path("<int:pk>/", views.hazard_page, name="hazard"),
    path("<int:pk>/edit/", views.hazard_edit, name="edit"),
    path("<int:pk>/<str:act>/", views.hazard_step, name="step"),
]
