"""Reading a PDF as a person and as a printer would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from pypdf import PdfReader


@dataclass
class Paper:
    """A file that a page or a mail handed out."""

    content: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, blanks folded, none before a comma (a font changes there)."""
        pages = PdfReader(BytesIO(self.content)).pages
        return [re.sub(r"\s+", " ", page.extract_text()).replace(" ,", ",") for page in pages]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def pictures(self) -> list[tuple[int, int]]:
        """(width, height) in pixels of each picture of the first page."""
        page = PdfReader(BytesIO(self.content)).pages[0]
        shown = [one.image for one in page.images]
        return [image.size for image in shown if image is not None]

    @property
    def links(self) -> list[str]:
        """The addresses that open when something is tapped, in their order."""
        marks = [mark for page in PdfReader(BytesIO(self.content)).pages
                 for mark in page.get("/Annots", [])]  # fmt: skip
        return [mark.get_object()["/A"]["/URI"] for mark in marks]

    @property
    def fonts(self) -> dict[str, bool]:
        """Name of each font, without its subset's prefix → whether its outlines are inside."""
        found = {}
        for page in PdfReader(BytesIO(self.content)).pages:
            for font in page["/Resources"]["/Font"].values():
                one = font.get_object()
                descriptor = one.get("/FontDescriptor", {})
                name = str(one["/BaseFont"]).rpartition("+")[2].removeprefix("/")
                found[name] = "/FontFile2" in descriptor
        return found
