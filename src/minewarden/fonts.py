"""Where the typefaces of printed documents lie; one answer for every part that typesets."""

from __future__ import annotations

import os
from pathlib import Path

SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))


def font_folders() -> list[Path]:
    """The existing folders to search, best first.

    A site's own official faces come first (`MINEWARDEN_FONTS`, several folders parted by the path separator),
    then those of the installation's home, what `tools/fonts` fetched into the checkout, and the system's.
    """
    own = [Path(part) for part in os.environ.get("MINEWARDEN_FONTS", "").split(os.pathsep) if part]
    home = [Path(part) / "fonts" for part in [os.environ.get("MINEWARDEN_HOME", "")] if part]
    fetched = Path(__file__).resolve().parents[2] / "var" / "fonts"
    return [folder for folder in [*own, *home, fetched, *SYSTEM_FOLDERS] if folder.is_dir()]
