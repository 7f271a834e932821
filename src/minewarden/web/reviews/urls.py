"""Addresses of reviews."""

from django.urls import path

from minewarden.web.reviews import file_views, problem_views, round_views, views

app_name = "reviews"
urlpatterns = [
    path("", views.round_list, name="list"),
    path("add/", views.round_add, name="add"),
    path("files/", file_views.file_list, name="files"),
    path("files/<int:pk>/", file_views.file_page, name="file"),
    path("files/<int:pk>/sheet/", file_views.sheet, name="sheet"),
    path("files/<int:pk>/image/", file_views.image, name="image"),
    path("files/<int:pk>/original/", file_views.original, name="original"),
    path("files/<int:pk>/problems/", problem_views.problem_add, name="problem_add"),
    path("files/<int:pk>/confirm/", problem_views.confirm_many, name="confirm_many"),
    path("documents/", file_views.document_list, name="documents"),
    path("problems/", problem_views.problem_list, name="problems"),
    path("problems/<int:pk>/", problem_views.problem_page, name="problem"),
    path("problems/<int:pk>/judge/", problem_views.judge, name="judge"),
    path("problems/<int:pk>/<str:act>/", problem_views.problem_step, name="problem_step"),
    path("<int:pk>/", views.round_page, name="round"),
    path("<int:pk>/edit/", views.round_edit, name="edit"),
    path("<int:pk>/bodies/", views.bodies_draw, name="bodies"),
    path("<int:pk>/import/<str:what>/", views.round_import, name="import"),
    path("<int:pk>/sample/", round_views.sample_page, name="sample"),
    path("<int:pk>/sample/draw/", round_views.sample_draw, name="sample_draw"),
    path("<int:pk>/panel/", round_views.panel, name="panel"),
    path("<int:pk>/assign/", round_views.assign, name="assign"),
    path("<int:pk>/upload/", round_views.upload, name="upload"),
    path("<int:pk>/progress/", round_views.progress, name="progress"),
    path("<int:pk>/read/", round_views.read, name="read"),
    path("<int:pk>/stop/", round_views.stop, name="stop"),
    path("<int:pk>/ranking/", round_views.ranking, name="ranking"),
    path("<int:pk>/results.xlsx", round_views.workbook, name="workbook"),
    path("<int:pk>/report.pdf", round_views.report, name="report"),
    path("<int:pk>/<str:act>/", views.round_step, name="step"),
]
