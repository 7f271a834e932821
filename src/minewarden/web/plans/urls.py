"""Addresses of plans."""

from django.urls import path

from minewarden.web.plans import use_views, views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("add/", views.plan_add, name="add"),
    path("import/", views.plan_import, name="import"),
    path("standing/", views.standing, name="standing"),
    path("<int:pk>/", views.plan_page, name="plan"),
    path("<int:pk>/edit/", views.plan_edit, name="edit"),
    path("<int:pk>/workdays/", views.plan_workdays, name="workdays"),
    path("<int:pk>/visits/", views.plan_visits, name="visits"),
    path("<int:pk>/<str:act>/", views.plan_step, name="step"),
    path("use/", use_views.use, name="use"),
    path("activity/", use_views.activity, name="activity"),
    path("activity/import/", use_views.activity_import, name="activity_import"),
    path("checks/", use_views.rounds, name="rounds"),
    path("checks/add/", use_views.round_add, name="round_add"),
    path("checks/<int:pk>/", use_views.round_page, name="round"),
    path("checks/<int:pk>/plans/", use_views.round_plans, name="round_plans"),
    path("checks/<int:pk>/usage/", use_views.round_usage, name="round_usage"),
]
