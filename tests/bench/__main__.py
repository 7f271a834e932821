"""`make bench`: runs the modules of this folder, or those named; writes docs/reference."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

from tests.bench.report import Report


def main(names: list[str]) -> None:
    """Run the benchmarks called `names` (all when empty); each prints and writes its own table."""
    folder = Path(__file__).parent
    known = sorted(p.stem for p in folder.glob("*.py") if "\ndef run(" in p.read_text(encoding="utf-8"))
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"bench: no benchmark called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in names or known:
        started = time.perf_counter()
        module = importlib.import_module(f"tests.bench.{name}")
        with Report(name, module.__doc__ or name) as report:
            module.run(report)
        print(f"bench: {name} took {time.perf_counter() - started:.0f} s\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
