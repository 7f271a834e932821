"""Addresses of reviews."""

from django.urls import path

from minewarden.web.reviews import file_views, views

app_name = "reviews"
urlpatterns = [
    path("", views.round_list, name="list"),
    path("add/", views.round_add, name="add"),
    path("files/", file_views.file_list, name="files"),
    path("files/<int:pk>/", file_views.file_page, name="file"),
    path("files/<int:pk>/problems/", file_views.problem_add, name="problem_add"),
    path("documents/", file_views.document_list, name="documents"),
    path("problems/", file_views.problem_list, name="problems"),
    path("problems/<int:pk>/", file_views.problem_page, name="problem"),
    path("problems/<int:pk>/<str:act>/", file_views.problem_step, name="problem_step"),
    path("<int:pk>/", views.round_page, name="round"),
    path("<int:pk>/edit/", views.round_edit, name="edit"),
    path("<int:pk>/bodies/", views.bodies_draw, name="bodies"),
    path("<int:pk>/import/<str:what>/", views.round_import, name="import"),
    path("<int:pk>/<str:act>/", views.round_step, name="step"),
]
