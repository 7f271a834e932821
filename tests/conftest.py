"""Every test run keeps its records and files apart from those of the installation."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("MINEWARDEN_HOME", tempfile.mkdtemp(prefix="minewarden-tests-"))
