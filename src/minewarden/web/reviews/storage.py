"""Where uploaded case files lie, and how an archive is unpacked without believing anything it says.

`MEDIA_ROOT/reviews/<round>/<case file>/<name>`: the only words of the sender in a path are cleaned file names.
"""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from minewarden.errors import BadInput

MB = 2**20
MOST_ARCHIVE_BYTES = 1024 * MB
MOST_FILE_BYTES = 200 * MB  # the readers take no larger file
MOST_UNPACKED_BYTES = 4096 * MB
MOST_RATIO = 100  # unpacked to packed, beyond 16 MB; scans and office files do not shrink like this
UNSUSPECTED_BYTES = 16 * MB
MOST_ENTRIES = 20_000
MOST_NAME_BYTES = 180  # below the 255 of file systems, with room for a number
CHUNK = 1 * MB
LEFT_BEHIND = {"thumbs.db", "desktop.ini", ".ds_store"}


def folder_of(round_id: int, case_file_id: int) -> Path:
    """Where the papers of a case file lie."""
    return Path(settings.MEDIA_ROOT) / "reviews" / str(round_id) / str(case_file_id)


@contextmanager
def staging(round_id: int) -> Iterator[Path]:
    """A folder beside the case files that is gone afterwards, whatever happens."""
    home = Path(settings.MEDIA_ROOT) / "reviews" / str(round_id)
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(stream: IO[bytes], into: Path) -> dict[str, Path]:
    """Unpack a ZIP of sub-folders into numbered folders of `into`; sub-folder -> where its files lie.

    Errors: BadInput for what is no ZIP, is encrypted, leads outside, or unpacks beyond the bounds. Sizes are counted
    while unpacking; what the archive states about itself is not believed.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise BadInput(_("压缩包内文件超过%(most)d个，请分批上传。") % {"most": MOST_ENTRIES})
            return _unpack(archive, entries, into)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise BadInput(_("压缩包无法读取：不是ZIP文件或已损坏。请重新打包后上传。")) from error
    except RuntimeError as error:  # how zipfile says that an entry is encrypted
        raise BadInput(_("压缩包已加密，请去掉密码后上传。")) from error


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path) -> dict[str, Path]:
    named = [(info, parts) for info in entries if (parts := _parts(info))]
    common = {parts[0] for _info, parts in named}
    if len(common) == 1 and all(len(parts) > 2 for _info, parts in named):
        named = [(info, parts[1:]) for info, parts in named]  # one folder around them all
    folders: dict[str, Path] = {}
    left = MOST_UNPACKED_BYTES
    for info, parts in named:
        name = parts[0] if len(parts) > 1 else ""
        if name not in folders:
            folders[name] = into / str(len(folders))
            folders[name].mkdir()
        with archive.open(info) as source:
            bound = max(info.compress_size * MOST_RATIO, UNSUSPECTED_BYTES)
            left -= keep(source, folders[name], "_".join(parts[1:] or parts), min(left, bound))
    return folders


def _parts(info: zipfile.ZipInfo) -> list[str]:
    """The folders and the name of an entry; [] for what systems leave behind.

    Errors: BadInput when it leads outside the archive.
    """
    raw = info.filename
    if not info.flag_bits & 0x800:  # not marked as UTF-8: Chinese Windows writes its own code page
        try:
            raw = raw.encode("cp437").decode("gb18030")
        except UnicodeError:
            raw = info.filename
    raw = raw.replace("\\", "/")
    parts = [part for part in raw.split("/") if part not in ("", ".")]
    mode = info.external_attr >> 16
    if raw.startswith("/") or re.match(r"^[A-Za-z]:", raw) or ".." in parts or stat.S_ISLNK(mode):
        raise BadInput(_("压缩包内的“%(name)s”指向包外，已拒绝整个压缩包。") % {"name": clean_name(raw)})
    if not parts or parts[-1].lower() in LEFT_BEHIND or parts[0] == "__MACOSX":
        return []
    return parts


def keep(source: IO[bytes], folder: Path, name: str, most: int = MOST_FILE_BYTES) -> int:
    """Copy `source` into `folder` under a cleaned, free name; the bytes written. Errors: BadInput beyond `most`."""
    most = min(most, MOST_FILE_BYTES)
    written = 0
    with free_name(folder, clean_name(name)).open("xb") as target:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > most:
                raise BadInput(
                    _("“%(name)s”解压后过大（上限%(most)d MB），已停止接收。")
                    % {"name": clean_name(name), "most": MOST_FILE_BYTES // MB}
                )
            target.write(chunk)
    return written


def clean_name(name: str) -> str:
    """A file name without folders, control characters and what file systems refuse; the suffix is kept."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]', "", last).strip(". ") or "file"
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = plain, ""
    stem = stem.encode()[:MOST_NAME_BYTES].decode(errors="ignore")
    return f"{stem}.{suffix}" if suffix else stem


def free_name(folder: Path, name: str) -> Path:
    """`name` in `folder`, numbered when it is taken."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem}({number}){Path(name).suffix}"
        number += 1
    return path


def move_in(source: Path, round_id: int, case_file_id: int) -> list[str]:
    """Move the files of `source` to those of the case file; their names there."""
    target = folder_of(round_id, case_file_id)
    target.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted(source.iterdir()):
        place = free_name(target, path.name)
        path.replace(place)
        names.append(place.name)
    return names


def names_in(folder: Path) -> list[str]:
    """The files of a case file."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
