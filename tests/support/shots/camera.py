"""Pages at three widths, light and dark; what went wrong on any of them is remembered."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = 800


@dataclass
class Camera:
    """Takes pictures into ``folder`` and keeps the troubles of every page that it opened."""

    browser: Browser
    folder: Path
    troubles: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    expected: str = ""  # the status code that this moment's page is meant to have

    @contextmanager
    def person(self) -> Iterator[Page]:
        """Somebody without cookies, on a page of their own."""
        context = self.browser.new_context(
            viewport={"width": WIDTHS[-1], "height": HEIGHT}, locale="es-CO",
            timezone_id="America/Bogota", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        self._watch(context)
        try:
            yield context.new_page()
        finally:
            context.close()  # a page that polls must not outlive the shop

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """A page that answers ``status`` on purpose; its line on the console is no trouble."""
        self.expected = str(status)
        try:
            yield
        finally:
            self.expected = ""

    def shoot(self, page: Page, name: str) -> None:
        """Six pictures of the whole page, which stays as it is."""
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.screenshot(path=self.path(name, width, scheme), full_page=True)
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if over > 0:
                    self.note(f"{name} is {over} px wider than {width}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
        self.taken.add(name)

    def path(self, name: str, width: int, scheme: str) -> Path:
        """Where one picture lies."""
        dark = "-dark" if scheme == "dark" else ""
        return self.folder / f"{name}-{width}{dark}.png"

    def note(self, trouble: str) -> None:
        """Remember what makes the run fail."""
        self.troubles.append(trouble)

    def _watch(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self.note(f"script: {error.error}"))
        context.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        meant = self.expected and f"status of {self.expected}" in message.text
        if message.type == "error" and not meant:
            self.note(f"console: {message.text} ({message.location.get('url', '')})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.note(f"{response.status} {response.request.method} {response.url}")
