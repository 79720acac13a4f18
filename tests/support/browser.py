"""Real Chromium: found, started, and watched for errors on its console."""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.support.lacks import leave_out
from tests.support.waiting import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1280, "height": 800}
Scheme = Literal["light", "dark"]
expect.set_options(timeout=PATIENCE * 1000)
AXE: dict[Scheme, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
# Only what is wrong leaves the browser: the whole report takes as long to carry as to make.
RUN_AXE = """async (rules) => (await axe.run(document, rules)).violations.flatMap((fault) =>
  fault.nodes.map((node) => `${fault.id}: ${node.html} (${node.failureSummary})`))"""


def chromium_path() -> str:
    """TEST_CHROMIUM, else the first one on the path; without any the test is left out."""
    found = os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        leave_out("no Chromium: install it or set TEST_CHROMIUM")
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Opened:
    """Opens pages and remembers what went wrong on them."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, size: dict[str, int], **options: Any) -> Page:
        """A page in a context of its own (no cookies yet), ``size`` being PHONE or DESKTOP.

        ``options`` are Playwright's for a context, e.g. ``java_script_enabled=False``.
        """
        context = self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            is_mobile=size is PHONE, has_touch=size is PHONE, locale="es-CO",
            timezone_id="America/Bogota", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE * 1000)
        context.on("console", self._said)
        context.on("weberror", lambda error: self._note(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, text: str) -> None:
        self.troubles.append(text)

    def forgive(self, part: str) -> None:
        """Expected: e.g. ``forgive("status of 404")`` after walking to a missing page on purpose.

        Raises AssertionError when nothing of the kind was said.
        """
        kept = [text for text in self.troubles if part not in text]
        assert len(kept) < len(self.troubles), f"no console error says {part!r}"
        self.troubles = kept

    def close(self) -> None:
        """Close all pages; AssertionError if any console held an error."""
        for context in self.contexts:
            context.close()
        assert not self.troubles, "errors on a page's console:\n" + "\n".join(self.troubles)


@contextmanager
def watched_pages(browser: Browser) -> Iterator[Opened]:
    """Pages that close before the shop that they show: a page left open asks a dead one."""
    pages = Opened(browser)
    yield pages
    pages.close()


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds; a page that was still leaving is looked at once its successor is there."""
    try:
        return _found(page, rules)
    except PlaywrightError:
        page.wait_for_load_state("load")
        return _found(page, rules)


def _found(page: Page, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    told: list[str] = page.evaluate(RUN_AXE, rules)
    return told


def axe(page: Page) -> None:
    """Assert that axe finds nothing in light or dark, and that nothing scrolls sideways.

    Only colours differ in the dark, so only they are looked at again there.
    """
    for scheme, rules in AXE.items():
        page.emulate_media(color_scheme=scheme)
        told = _violations(page, rules)
        assert not told, f"axe, {scheme}, {page.url}:\n" + "\n".join(told)
    page.emulate_media(color_scheme="light")
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px wider than the window"
