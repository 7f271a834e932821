"""Addresses of the register."""

from django.urls import path

from minewarden.web.mines import views

app_name = "mines"
urlpatterns = [
    path("", views.mine_list, name="list"),
    path("import/", views.mine_import, name="import"),
    path("<int:pk>/", views.mine_page, name="mine"),
    path("<int:pk>/edit/", views.mine_edit, name="edit"),
    path("<int:pk>/state/", views.mine_state, name="state"),
    path("<int:pk>/hand-over/", views.mine_hand_over, name="hand_over"),
]
