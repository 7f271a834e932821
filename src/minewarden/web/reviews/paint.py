"""`python -m minewarden.web.reviews.paint FILE PAGE OUT`: draw one page, in a process of its own.

What a stranger sent may bring the drawing library down; then it takes this process with it and no page of the site.
PAGE 0 writes the text of a DOCX as HTML instead of a picture.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from minewarden.casefile.render import docx_html, page_image
from minewarden.errors import MinewardenError

DPI = 110
CPU_S, MEMORY_BYTES, FILE_BYTES = 20, 2 * 2**30, 64 * 2**20


def main(file: str, page: str, out: str) -> int:
    """Write the picture (JPEG) or text to `out`; 1 with the reason on standard error when it cannot be drawn."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    try:
        if page == "0":
            Path(out).write_text(docx_html(Path(file)), encoding="utf-8")
        else:
            page_image(Path(file), int(page), DPI).convert("RGB").save(out, "JPEG", quality=80)
    except MinewardenError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
