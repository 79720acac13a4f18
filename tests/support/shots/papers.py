"""First pages of PDFs, where the machine has poppler's ``pdftoppm``."""
from __future__ import annotations

import shutil
import subprocess
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page

from tests.support.shots.stage import Stage

DOTS = "100"  # per inch


def renderer() -> str | None:
    """The program that draws PDFs, or None."""
    return shutil.which("pdftoppm")


def paper(on: Stage, page: Page, name: str, link: Locator | str) -> None:
    """Fetch a PDF as ``page``'s person, by its link or address, and draw its first page."""
    address = link if isinstance(link, str) else link.get_attribute("href") or ""
    answer = page.context.request.get(urljoin(page.url, address))
    if not answer.ok or not answer.body().startswith(b"%PDF"):
        on.camera.note(f"{name}: {answer.status} {answer.url} is no PDF")
        return
    file = on.camera.folder / f"{name}.pdf"
    file.write_bytes(answer.body())
    on.camera.taken.add(name)
    program = renderer()
    if program:
        subprocess.run([program, "-png", "-r", DOTS, "-f", "1", "-singlefile", str(file),
                        str(file.with_suffix(""))], check=True)
