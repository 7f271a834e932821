"""The addresses of the site: one line an app."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth import views as auth_views
from django.urls import include, path

from minewarden.web import home
from minewarden.web.settings import INSTALLED_APPS

APPS = (
    "audit",
    "org",
    "mines",
    "plans",
    "leads",
    "inspections",
    "hazards",
    "reviews",
    "campaigns",
    "bulletins",
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("eyes/", home.switch_eyes, name="switch_eyes"),
    path("language/", home.switch_language, name="switch_language"),
    path("views/save/", home.save_view, name="save_view"),
    path("views/<int:pk>/drop/", home.drop_view, name="drop_view"),
    path("healthy/", home.healthy, name="healthy"),
    path("login/", auth_views.LoginView.as_view(template_name="login.html"), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    *(
        path(f"{name}/", include(f"minewarden.web.{name}.urls"))
        for name in APPS
        if f"minewarden.web.{name}" in INSTALLED_APPS and find_spec(f"minewarden.web.{name}.urls")
    ),
]

handler404 = "minewarden.web.errors.not_found"
handler500 = "minewarden.web.errors.broken"
