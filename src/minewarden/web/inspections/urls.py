"""Addresses of special inspections."""

from django.urls import path

from minewarden.web.inspections import record_views, views

app_name = "inspections"
urlpatterns = [
    path("", views.inspection_list, name="list"),
    path("add/", views.inspection_add, name="add"),
    path("visits/", record_views.visit_list, name="visits"),
    path("visits/<int:pk>/", record_views.visit_page, name="visit"),
    path("visits/<int:pk>/edit/", record_views.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/faces/", record_views.face_add, name="face_add"),
    path("faces/", record_views.face_list, name="faces"),
    path("exposures/", record_views.exposure_list, name="exposures"),
    path("outcomes/", record_views.outcome_list, name="outcomes"),
    path("<int:pk>/", views.inspection_page, name="page"),
    path("<int:pk>/edit/", views.inspection_edit, name="edit"),
    path("<int:pk>/squads/", views.squad_add, name="squad_add"),
    path("<int:pk>/visits/", record_views.visit_add, name="visit_add"),
    path("<int:pk>/visits/import/", record_views.visit_import, name="visit_import"),
    path("<int:pk>/exposures/", record_views.exposure_add, name="exposure_add"),
    path("<int:pk>/exposures/import/", record_views.exposure_import, name="exposure_import"),
    path("<int:pk>/outcomes/", record_views.outcome_add, name="outcome_add"),
    path("<int:pk>/outcomes/import/", record_views.outcome_import, name="outcome_import"),
    path("<int:pk>/<str:act>/", views.inspection_step, name="step"),
]
