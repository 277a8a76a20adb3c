"""What a document is to the record, and what kind of file it is found to be by its content."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    PHOTO = "photo", _("photograph of the person")
    SCREENSHOT = "screenshot", _("screenshot")
    LETTER = "letter", _("letter")
    IDENTITY = "identity", _("identity document")
    KINSHIP = "kinship", _("proof of kinship")
    OFFICIAL = "official", _("paper of an authority")
    OTHER = "other", _("other")


class FileType(TextChoices):
    """By its name extension. Pictures are shown as a new picture made from them; the rest is a download."""

    JPEG = "jpg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    WEBP = "webp", _("WebP picture")
    GIF = "gif", _("GIF picture")
    PDF = "pdf", _("PDF document")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    ODT = "odt", _("OpenDocument text")
    ODS = "ods", _("OpenDocument table")
    TEXT = "txt", _("plain text")
