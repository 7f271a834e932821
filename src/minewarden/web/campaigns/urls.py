"""Addresses of the campaign."""

from django.urls import path

from minewarden.web.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("plans/", views.plan_list, name="plans"),
    path("plans/add/", views.plan_edit, name="plan_add"),
    path("plans/<int:pk>/", views.plan_page, name="plan"),
    path("plans/<int:pk>/edit/", views.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/<slug:step>/", views.plan_step, name="plan_step"),
    path("measures/<int:pk>/", views.measure_page, name="measure"),
    path("measures/<int:pk>/report/", views.measure_report, name="measure_report"),
    path("reports/", views.report_list, name="reports"),
    path("reports/<int:pk>/", views.report_page, name="report"),
    path("contributions/", views.contribution_list, name="contributions"),
    path("contributions/add/", views.contribution_edit, name="contribution_add"),
    path("contributions/<int:pk>/", views.contribution_page, name="contribution"),
    path("contributions/<int:pk>/edit/", views.contribution_edit, name="contribution_edit"),
    path("contributions/<int:pk>/<slug:state>/", views.contribution_decide, name="contribution_decide"),
    path("events/<int:pk>/", views.record_page, {"key": "events"}, name="event"),
    path("teams/<int:pk>/", views.record_page, {"key": "teams"}, name="team"),
    path("duties/<int:pk>/", views.record_page, {"key": "duties"}, name="duty"),
    path("<slug:key>/", views.record_list, name="records"),
    path("<slug:key>/add/", views.record_edit, name="record_add"),
    path("<slug:key>/import/", views.record_import, name="record_import"),
    path("<slug:key>/<int:pk>/edit/", views.record_edit, name="record_edit"),
]
