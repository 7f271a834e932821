"""Every test run keeps its records and files apart from those of the installation."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

os.environ.setdefault("MINEWARDEN_HOME", tempfile.mkdtemp(prefix="minewarden-tests-"))
# the page tests keep an event loop open in their process, which Django would otherwise take for an async context
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# a busy machine is no reason to fail, and a run is repeatable
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
