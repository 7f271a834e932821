"""No package that is imported may be under a licence that binds what imports it (AGPL, GPL); exit 1 names one that is.

psycopg (LGPL-3.0) is an optional extra, loaded dynamically; see docs/decisions/0003-dependencies.md.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

ALLOWED = {"psycopg", "psycopg-binary"}
BINDING = re.compile(r"\b(AGPL|GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public|GPL-compatible", re.IGNORECASE)


def licence(package: Distribution) -> str:
    """What a package says of its licence, classifiers included."""
    meta = package.metadata
    own = meta.get("License-Expression") or (meta.get("License") or "").split("\n")[0][:120]
    return "; ".join([own, *(c for c in meta.get_all("Classifier") or [] if c.startswith("License"))])


def main() -> int:
    """Print each package with a binding licence; how many there are."""
    found = 0
    for package in distributions():
        name = package.metadata["Name"].lower()
        told = licence(package)
        if BINDING.search(told) and not LESSER.search(told) and " OR " not in told and name not in ALLOWED:
            print(f"licences: {name}: {told}")
            found += 1
    print(f"licences: {sum(1 for _ in distributions())} packages looked at, {found} with a binding licence")
    return found


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
