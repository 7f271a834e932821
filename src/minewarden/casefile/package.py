"""A DOCX package as bounded XML parts: unpacking stops at the limits, entities and networks stay closed."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from minewarden.casefile.limits import Limits, ReadingStopped
from minewarden.casefile.model import ProblemKind

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
_HARMLESS_LINKS = ("/hyperlink",)  # an address behind words fetches nothing


class Package:
    """An open package; `main` is the name of its document part. Every read is bounded by `limits`."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.unpacked_bytes
        with path.open("rb") as file:
            if file.read(8) == _OLE:
                message = "文件已加密或是旧版DOC格式，请解密或另存为DOCX后重新提交。"
                raise ReadingStopped(ProblemKind.ENCRYPTED, message)
        try:
            self._zip = zipfile.ZipFile(path)
            self._names = {info.filename: info for info in self._zip.infolist()}
        except _DAMAGED as error:
            raise ReadingStopped(ProblemKind.UNREADABLE, "文件已损坏，无法读取。") from error
        try:
            self._check_entries()
            self.main = self._find_main()
            self._targets = self._relations(self.main)
        except ReadingStopped:
            self._zip.close()
            raise

    def close(self) -> None:
        self._zip.close()

    @property
    def has_macros(self) -> bool:
        """True when a macro project is inside, wherever it lies."""
        return any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self._names)

    def _check_entries(self) -> None:
        if len(self._names) > self._limits.zip_entries:
            raise ReadingStopped(ProblemKind.OVERSIZED, "文件内部条目过多，疑为恶意文件，未读取。")
        if any(info.flag_bits & 1 for info in self._names.values()):
            raise ReadingStopped(ProblemKind.ENCRYPTED, "文件已加密，请解密后重新提交。")

    def _find_main(self) -> str:
        for name, kind in self._relations_of("_rels/.rels", "").values():
            if kind.endswith("/officeDocument") and name in self._names:
                return name
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise ReadingStopped(ProblemKind.UNREADABLE, "文件不是Word文档或缺少正文，无法读取。")

    def beside_main(self, name: str) -> str:
        """The part called `name` in the folder of the main part."""
        return posixpath.join(posixpath.dirname(self.main), name)

    def parts_named(self, *stems: str) -> list[str]:
        """Parts beside the main one whose file name starts with one of `stems`."""
        folder = posixpath.dirname(self.main)
        return sorted(
            name
            for name in self._names
            if posixpath.dirname(name) == folder and posixpath.basename(name).startswith(stems)
        )

    def target(self, relation: str) -> str | None:
        """The part inside the package that the main part means by `relation`; None when it is elsewhere."""
        name = self._targets.get(relation, ("", ""))[0]
        return name if name in self._names else None

    def external_links(self) -> bool:
        """True when the package would fetch something from outside: pictures, templates, objects."""
        rels = [name for name in self._names if name.endswith(".rels")][:200]
        for name in rels:
            root = self.xml(name)
            for node in root.iter(_RELATION) if root is not None else ():
                outside = node.get("TargetMode") == "External"
                if outside and not node.get("Type", "").endswith(_HARMLESS_LINKS):
                    return True
        return False

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        return self._relations_of(posixpath.join(folder, "_rels", name + ".rels"), folder)

    def _relations_of(self, rels: str, folder: str) -> dict[str, tuple[str, str]]:
        root = self.xml(rels)
        found: dict[str, tuple[str, str]] = {}
        for node in root.iter(_RELATION) if root is not None else ():
            if node.get("TargetMode") == "External":
                continue
            target = node.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[node.get("Id", "")] = (name.lstrip("/"), node.get("Type", ""))
        return found

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is none. Errors: ReadingStopped beyond a bound or damaged."""
        info = self._names.get(name)
        if info is None:
            return None
        limit = min(self._limits.part_bytes, self._left)
        packed = max(info.compress_size, 1)
        if info.file_size > limit or (
            info.file_size > 2**20 and info.file_size > self._limits.zip_ratio * packed
        ):
            raise ReadingStopped(ProblemKind.OVERSIZED, "文件解压后过大，疑为恶意文件，未读取。")
        try:
            with self._zip.open(info) as part:
                content = part.read(limit + 1)
        except _DAMAGED as error:
            raise ReadingStopped(ProblemKind.UNREADABLE, "文件已损坏，无法读取。") from error
        if len(content) > limit:
            raise ReadingStopped(ProblemKind.OVERSIZED, "文件解压后过大，疑为恶意文件，未读取。")
        self._left -= len(content)
        return content

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part; None when there is no such part."""
        content = self.read(name)
        return None if content is None else parse_xml(content, self._limits)


def parse_xml(content: bytes, limits: Limits) -> etree._Element:
    """The root of `content`, parsed without entities, DTD or network, and refused beyond the bounds."""
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise ReadingStopped(ProblemKind.UNREADABLE, "文件含有不允许的XML声明，疑为恶意文件，未读取。")
    if content.count(b"<") > 2 * limits.elements:
        raise ReadingStopped(ProblemKind.OVERSIZED, "文件结构过于庞大，未读取。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:  # among them elements nested deeper than 256
        raise ReadingStopped(ProblemKind.UNREADABLE, "文件内容已损坏，无法读取。") from error
