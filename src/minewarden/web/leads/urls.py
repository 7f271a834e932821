"""Addresses of leads."""

from django.urls import path

from minewarden.web.leads import feeds_views, views

app_name = "leads"
urlpatterns = [
    path("", views.lead_list, name="list"),
    path("take-in/", views.take_in, name="take_in"),
    path("feeds/", feeds_views.feeds, name="feeds"),
    path("<int:pk>/", views.lead_page, name="lead"),
    path("<int:pk>/days.csv", views.lead_days, name="days"),
    path("<int:pk>/sheet.pdf", views.lead_sheet, name="sheet"),
    path("<int:pk>/raw/<str:sha256>/", views.raw_file, name="raw"),
    path("<int:pk>/<str:act>/", views.lead_step, name="step"),
]
