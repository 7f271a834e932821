"""Addresses of the bulletins."""

from django.urls import path

from minewarden.web.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("", views.issue_list, name="list"),
    path("begin/", views.begin, name="begin"),
    path("<str:code>/", views.issue_page, name="issue"),
    path("<str:code>/figures/", views.figure_list, name="figures"),
    path("<str:code>/figures/<str:figure>/", views.figure_page, name="figure"),
    path("<str:code>/items/<int:pk>/", views.item_edit, name="item"),
    path("<str:code>/check/", views.check, name="check"),
    path("<str:code>/issue/", views.issue, name="issue_it"),
    path("<str:code>/correct/", views.correct, name="correct"),
    path("<str:code>/file/<str:name>", views.file, name="file"),
]
