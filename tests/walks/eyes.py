"""Looks at every page that a walk passes."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, ViewportSize

from tests.support.browser import axe


@dataclass
class Eyes:
    """axe once per page, state and width in a run: the same page twice tells nothing new.

    ``also`` is a second size to look at each page with.

    TEST_PICTURES names a folder that keeps a picture of each page looked at.
    """

    seen: set[tuple[str, int]] = field(default_factory=set)
    also: ViewportSize | None = None

    def look(self, page: Page, name: str) -> None:
        """Assert that ``page`` suits everyone; ``name`` tells which page and which state it is."""
        own = page.viewport_size
        assert own
        if (name, own["width"]) in self.seen:
            return
        with _at_rest(page):
            for size in filter(None, (self.also, own)):  # its own last: so it goes on
                page.set_viewport_size(size)
                self._keep(page, f"{name}-{size['width']}")
                axe(page)
        self.seen.add((name, own["width"]))

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
