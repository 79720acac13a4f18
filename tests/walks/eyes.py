"""Looks at every page that a walk passes."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.support.browser import axe


@dataclass
class Eyes:
    """axe once per page, state and width in a run: the same page twice tells nothing new.

    TEST_PICTURES names a folder that keeps a picture of each page looked at.
    """

    seen: set[tuple[str, int]] = field(default_factory=set)

    def look(self, page: Page, name: str) -> None:
        """Assert that ``page`` suits everyone; ``name`` tells which page and which state it is."""
        width = page.viewport_size["width"] if page.viewport_size else 0
        if (name, width) in self.seen:
            return
        self.seen.add((name, width))
        self._keep(page, f"{name}-{width}")
        with _at_rest(page):
            axe(page)

    def _keep(self, page: Page, name: str) -> None:
        folder = os.environ.get("TEST_PICTURES")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


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
