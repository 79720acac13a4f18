"""Looks at every page that a walk passes."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE, axe


@dataclass(frozen=True)
class Eyes:
    """axe once per page and state in a run, at both sizes: the same page twice tells nothing new.

    ``seen`` is a folder of marks that all workers of the run share. TEST_PICTURES names a folder
    that keeps a picture of each page looked at, light and dark.
    """

    seen: Path

    def look(self, page: Page, name: str) -> None:
        """Assert that ``page`` suits everyone; ``name`` tells which page and which state it is."""
        own = page.viewport_size
        if not own or not self._is_first(name):
            return
        with _at_rest(page):
            for size in (PHONE, DESKTOP) if own["width"] > PHONE["width"] else (DESKTOP, PHONE):
                page.set_viewport_size({"width": size["width"], "height": size["height"]})
                self._keep(page, f"{name}-{size['width']}")  # its own last: so it goes on
                axe(page)

    def _is_first(self, name: str) -> bool:
        try:
            (self.seen / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _keep(self, page: Page, name: str) -> None:
        folder = os.environ.get("TEST_PICTURES")
        if not folder:
            return
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


@contextmanager
def _at_rest(page: Page) -> Iterator[None]:
    """axe takes a moment, and a page that turns meanwhile would be judged half and half."""
    address = page.locator("[data-status-url]")
    if not address.count():
        yield
        return
    url = urljoin(page.url, address.get_attribute("data-status-url") or "")
    body = page.context.request.get(url).body()
    page.route(url, lambda route: route.fulfill(body=body, content_type="application/json"))
    yield
    page.unroute(url)
