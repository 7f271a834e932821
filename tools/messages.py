"""Collects the user's text of each app into its English catalogue, keeps translations, compiles, names what is missing.

The text in the code is Chinese; `locale/en/LC_MESSAGES/django.po` of each app (and of the shell) holds the English.
`--check` changes nothing and fails when a text has no English or a catalogue is not as this tool would write it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[1] / "src" / "minewarden" / "web"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "pgettext": None,
    "ngettext": (1, 2),
    "npgettext": None,
}


def areas() -> list[Path]:
    """The shell and every app that has templates or code with text."""
    return [WEB, *sorted(p.parent for p in WEB.glob("*/urls.py"))]


def sources(area: Path) -> list[Path]:
    """Python files and templates of one area; the shell leaves the apps' files to the apps."""
    apps = set(areas()) - {area}
    found = [p for pattern in ("*.py", "*.html") for p in sorted(area.rglob(pattern))]
    return [
        p for p in found if "migrations" not in p.parts and not any(a in p.parents for a in apps if a != WEB)
    ]


def collect(area: Path) -> Catalog:
    """Every text of one area, with where it stands."""
    made = datetime(2024, 1, 1, tzinfo=UTC)  # fixed, so that an unchanged catalogue is an unchanged file
    catalog = Catalog(
        locale="en", project="minewarden", charset="utf-8", creation_date=made, revision_date=made
    )
    for path in sources(area):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = templatize(text)
        for line, function, messages, _comments in extract_python(
            BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
        ):
            words = messages if isinstance(messages, tuple) else (messages,)
            if function in {"pgettext", "npgettext"}:
                raise SystemExit(f"messages: {path}:{line} uses a context; say it in the text instead")
            if not words or not words[0]:
                continue
            key = tuple(words[:2]) if function == "ngettext" else words[0]
            catalog.add(key, locations=[(str(path.relative_to(WEB)), 0)])
    return catalog


def translations(area: Path) -> dict[object, object]:
    """What the catalogue of one area holds so far: text -> English."""
    po = area / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not po.exists():
        return {}
    with po.open("rb") as lines:
        return {message.id: message.string for message in read_po(lines, locale="en") if message.string}


def merge(area: Path) -> tuple[Catalog, list[str]]:
    """The catalogue with its own translations, else another area's of the same text; and what has none."""
    catalog = collect(area)
    known: dict[object, object] = {}
    for other in reversed([area, *(a for a in areas() if a != area)]):
        known |= translations(other)
    for message in catalog:
        if message.id and message.id in known:
            message.string = known[message.id]
    missing = []
    for message in catalog:
        if message.id:
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            message.flags.discard("fuzzy")
            if not all(strings):
                missing.append(str(message.id))
    return catalog, missing


def rendered(catalog: Catalog) -> bytes:
    """The catalogue as a file, sorted by text so that moves of code change nothing."""
    buffer = BytesIO()
    write_po(buffer, catalog, sort_output=True, no_location=True, omit_header=False, width=0)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('"POT-Creation', '"PO-Revision'))).encode()


def main(check: bool) -> int:
    """Write (or check) every catalogue; the number of texts without English."""
    settings.configure(USE_I18N=True)
    faults = 0
    for area in areas():
        catalog, missing = merge(area)
        folder = area / "locale" / "en" / "LC_MESSAGES"
        for text in missing:
            print(f"messages: {area.name}: no English for {text!r}")
        faults += len(missing)
        if not len(catalog):
            continue
        compiled = BytesIO()
        write_mo(compiled, catalog)
        for name, content in (("django.po", rendered(catalog)), ("django.mo", compiled.getvalue())):
            path = folder / name
            if check and (not path.exists() or path.read_bytes() != content):
                print(f"messages: {path.relative_to(WEB)} is not up to date; run: python tools/messages.py")
                faults += 1
            elif not check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return faults


if __name__ == "__main__":
    sys.exit(1 if main("--check" in sys.argv[1:]) else 0)
