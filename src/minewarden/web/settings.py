"""Settings: everything a site may change comes from the environment; the defaults serve one laptop.

MINEWARDEN_HOME    folder of the records and files (default: var/ of a checkout, else ~/.local/share/minewarden)
DATABASE_URL       postgresql://user:password@host:port/name; without it SQLite in MINEWARDEN_HOME
MINEWARDEN_SECRET  secret of the sessions; without it one is made and kept in MINEWARDEN_HOME
MINEWARDEN_LAKE    folder of the monitoring lake (default: lake/ in MINEWARDEN_HOME); pages work without one
MINEWARDEN_HOSTS   comma-separated host names served besides this machine
MINEWARDEN_DEBUG   1 shows tracebacks to the developer
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from minewarden.errors import BadInput

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[2]


def home_folder() -> Path:
    """Where records, fonts and static files of this installation live."""
    if given := os.environ.get("MINEWARDEN_HOME"):
        return Path(given).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "minewarden"


def database(url: str | None) -> dict[str, object]:
    """Django's database entry for `url`; SQLite in write-ahead mode where there is none."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "minewarden.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadInput(f"DATABASE_URL has the scheme {parts.scheme!r}; postgresql://… is the one known here.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key() -> str:
    """The site's secret, made once and readable by its owner only."""
    if given := os.environ.get("MINEWARDEN_SECRET"):
        return given
    path = HOME / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


HOME = home_folder()
DEBUG = os.environ.get("MINEWARDEN_DEBUG") == "1"
SECRET_KEY = secret_key()
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, os.environ.get("MINEWARDEN_HOSTS", "").split(",")),
]
DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "minewarden.web",
    "minewarden.web.audit",
    "minewarden.web.org",
    "minewarden.web.mines",
    "minewarden.web.plans",
    "minewarden.web.leads",
    "minewarden.web.inspections",
    "minewarden.web.reviews",
    "minewarden.web.hazards",
    "minewarden.web.campaigns",
    "minewarden.web.bulletins",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minewarden.web.middleware.ContentPolicyMiddleware",
    "minewarden.web.middleware.EyesMiddleware",
    "minewarden.web.middleware.KnownErrorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minewarden.web.context.shell",
            ],
            "builtins": [
                "minewarden.web.templatetags.pages",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]

ROOT_URLCONF = "minewarden.web.urls"
WSGI_APPLICATION = "minewarden.web.wsgi.application"
AUTH_USER_MODEL = "org.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "files"
MINEWARDEN_LAKE = Path(os.environ.get("MINEWARDEN_LAKE") or HOME / "lake").expanduser()
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "minewarden.web.errors.session_lost"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
