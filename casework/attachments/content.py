"""What a file is, by its content and never by its name; of a picture, the copy that is shown."""

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from casework.attachments.documents import document_type
from casework.attachments.statuses import FileType
from casework.lib.errors import Refused

MAX_BYTES = 15 * 2**20
MAX_PIXELS = 50_000_000
SHOWN_SIDE = 1600  # pixels of the longer side
SMALL_SIDE = 192  # of the small copy: 96 on a screen that has two for one
_PICTURES = {
    b"\xff\xd8\xff": FileType.JPEG,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"GIF87a": FileType.GIF,
    b"GIF89a": FileType.GIF,
}
_FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.GIF: "GIF", FileType.WEBP: "WEBP"}


@dataclass(frozen=True)
class Shown:
    """A picture made anew from the pixels alone: JPEG, or PNG where it has transparent parts."""

    media_type: str
    content: bytes


def examine(content: bytes) -> tuple[FileType, Shown | None]:
    """The type of the file, and the copy to be shown where it is a picture. Raises Refused with the reason."""
    if len(content) > MAX_BYTES:
        most = MAX_BYTES // 2**20
        raise Refused(_("The file is larger than %(most)s MB. Send a smaller copy of it.") % {"most": most})
    if not content:
        raise Refused(_("The file is empty. Choose it again."))
    picture = _picture_type(content)
    if picture is not None:
        return picture, _shown(content, picture)
    found = document_type(content)
    if found is None:
        raise Refused(
            _(
                "This is not a file that can be kept here. Pictures (JPEG, PNG, WebP, GIF), PDF, Word, Excel,"
                " OpenDocument and plain text can: send a photograph or a screenshot of it instead."
            )
        )
    return found, None


def _picture_type(content: bytes) -> FileType | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileType.WEBP
    return next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)


def _shown(content: bytes, kind: FileType) -> Shown:
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                most = MAX_PIXELS // 1_000_000
                raise Refused(_("The picture has more than %s million pixels. Send a smaller copy.") % most)
            return _made_anew(picture)
    except Refused:
        raise
    except Exception as error:  # decoders meet damaged files with errors of every kind
        raise Refused(_("The picture cannot be read: it may be damaged. Ask for it again.")) from error


def _made_anew(picture: Image.Image) -> Shown:
    picture.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    transparent = upright.has_transparency_data
    pixels = upright.convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    # Only pixels go over: no EXIF, no XMP, no comment, no colour profile.
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    out = BytesIO()
    if transparent:
        clean.save(out, "PNG")
        return Shown("image/png", out.getvalue())
    clean.save(out, "JPEG", quality=85)
    return Shown("image/jpeg", out.getvalue())


def small(shown: bytes) -> bytes:
    """A JPEG of a few thousand bytes, made from the copy that is shown; what is transparent is white."""
    with Image.open(BytesIO(shown), formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        pixels = picture.convert("RGBA")
        pixels.thumbnail((SMALL_SIDE, SMALL_SIDE))
        clean = Image.new("RGB", pixels.size, "white")
        clean.paste(pixels, mask=pixels)
    out = BytesIO()
    clean.save(out, "JPEG", quality=80)
    return out.getvalue()
