"""Reading CSV as spreadsheet programs do: by rules of our own, stricter than any; and by LibreOffice itself."""

import csv
import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Separators by their numbers as LibreOffice takes them: comma, semicolon, tab, and all three at once. 76 is UTF-8.
SEPARATORS = ("44", "59", "9", "44/59/9")
_MINUTES = 4


def cells(content: str) -> list[list[str]]:
    """By the book (RFC 4180), the BOM apart."""
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))


def formulas(content: str) -> list[str]:
    """The cells that any program might take for a formula, whatever it separates by and leaves out."""
    by_the_book = [cell for row in cells(content) for cell in row]
    cut_anywhere = re.split(r"[;\t\r\n]", content)
    return [cell for cell in (*by_the_book, *cut_anywhere) if _is_formula(cell)]


def _is_formula(cell: str) -> bool:
    for sign in cell:
        if sign == '"' or unicodedata.category(sign)[0] in "ZC" or not sign.isprintable() or sign == "\u3164":
            continue
        return unicodedata.normalize("NFKC", sign) in ("=", "+", "-", "@", "\u2212")
    return False


class Office:
    """LibreOffice without a window, with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            subprocess.run(["soffice", "--version"], capture_output=True, check=True)
        except FileNotFoundError:
            raise AssertionError(
                "the full proof opens files in LibreOffice: install libreoffice-calc-nogui"
            ) from None

    def opened(self, files: dict[str, str], separators: str) -> dict[str, ElementTree.Element]:
        """Each file as LibreOffice has it once it is opened."""
        source, target = self.folder / "csv", self.folder / separators.replace("/", "-")
        source.mkdir(exist_ok=True)
        for name, content in files.items():
            (source / f"{name}.csv").write_bytes(content.encode())
        command = ["soffice", f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", "--headless"]
        command += [f"--infilter=CSV:{separators},34,76,1,,0,false,true,false"]
        command += ["--convert-to", "fods", "--outdir", str(target)]
        sources = [str(source / f"{name}.csv") for name in files]
        subprocess.run([*command, *sources], capture_output=True, check=True, timeout=60 * _MINUTES)
        return {name: ElementTree.parse(target / f"{name}.fods").getroot() for name in files}


def formulas_opened(sheet: ElementTree.Element) -> list[str]:
    return [found for cell in sheet.iter(f"{_TABLE}table-cell") if (found := cell.get(f"{_TABLE}formula"))]


def texts_opened(sheet: ElementTree.Element) -> Iterator[list[str]]:
    """The cells of each row, as they are shown."""
    for row in sheet.iter(f"{_TABLE}table-row"):
        shown: list[str] = []
        for cell in row.iter(f"{_TABLE}table-cell"):
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            text = "\n".join(_shown(line) for line in cell.iter(f"{_TEXT}p"))
            shown += [text] * min(times, 100)
        yield from [shown] * min(int(row.get(f"{_TABLE}number-rows-repeated", "1")), 100)


def _shown(line: ElementTree.Element) -> str:
    text = line.text or ""
    for part in line:
        count = int(part.get(f"{_TEXT}c", "1"))
        text += " " * count if part.tag == f"{_TEXT}s" else "\t" if part.tag == f"{_TEXT}tab" else _shown(part)
        text += part.tail or ""
    return text
