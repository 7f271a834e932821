"""What happens around every request: content policy, whose eyes, and known errors as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from minewarden.errors import BadInput, MinewardenError, NotAllowed
from minewarden.web import errors
from minewarden.web.org import queries

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"
)


class ContentPolicyMiddleware:
    """No request leaves the machine and no inline script runs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class EyesMiddleware:
    """Sets `user.eyes` (the assignment looked through), `request.as_of`, and the language: Chinese unless chosen."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.as_of = _as_of(request)
        language = settings.LANGUAGE_CODE
        if request.user.is_authenticated:
            request.user.eyes = queries.eyes_of(request.user, request.session.get("eyes"))
            language = request.user.language or language
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class KnownErrorMiddleware:
    """A MinewardenError that a view lets through becomes a page with its sentence, never a traceback."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, MinewardenError):
            return None
        status = 403 if isinstance(error, NotAllowed) else 400 if isinstance(error, BadInput) else 409
        return errors.explain(request, str(error), status)


def _as_of(request: HttpRequest) -> date:
    """The day the person looks at: `?as_of=` is kept in the session, an empty one returns to today."""
    if "as_of" in request.GET:
        request.session["as_of"] = request.GET["as_of"]
    try:
        return date.fromisoformat(request.session.get("as_of") or "")
    except ValueError:
        request.session.pop("as_of", None)
        return timezone.localdate()
