"""Hands that never leave the keyboard: every stop shows where it is, and nothing covers it."""
from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

STOPS = 120  # more than any page has; a key that leads nowhere ends here
# The ring may be drawn round what holds a field; a sticky bar must not lie over it (WCAG 2.4.11).
STOP = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const ringed = (part) => ["", "::after"].some((layer) => {
    const style = getComputedStyle(part, layer);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && style.outlineColor !== "rgba(0, 0, 0, 0)";
  });
  const what = on.outerHTML.slice(0, 160);
  const frame = [on, on.closest(".box"), on.closest("label")].find((part) => part && ringed(part));
  if (!frame) return { what, fault: "no outline" };
  const box = frame.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right - left < 2 || bottom - top < 2) return { what, fault: "out of sight" };
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const free = hit && (frame.contains(hit) || hit.contains(frame));
  return { what, fault: free ? "" : `under ${hit && hit.outerHTML.slice(0, 80)}` };
}"""


def step(page: Page, key: str = "Tab") -> str:
    """One key further; the markup of what has the focus now, empty outside of the page.

    AssertionError where a person could not see the focus.
    """
    page.wait_for_load_state()  # before its style sheets are there a page has no ring to show
    page.keyboard.press(key)
    stop: dict[str, Any] | None = page.evaluate(STOP)
    if stop is None:
        return ""
    assert not stop["fault"], f"{page.url}, {key}: {stop['fault']}: {stop['what']}"
    return str(stop["what"])


def reach(page: Page, place: Locator, key: str = "Tab") -> None:
    """Press ``key`` until ``place`` has the focus; AssertionError when it never does."""
    for _ in range(STOPS):
        step(page, key)
        if place.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError(f"{key} never reaches {place} on {page.url}")


def tour(page: Page) -> int:
    """From here to the end of the page and out of it; how many stops there were."""
    for count in range(STOPS):
        if not step(page):
            return count
    raise AssertionError(f"Tab never leaves {page.url}")


def types(page: Page, place: Locator, text: str) -> None:
    """Go to a field and type over what it holds."""
    reach(page, place)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    expect(place).to_have_value(text)


def on_title(page: Page, words: str) -> None:
    """The page turned by itself and took the focus along, to its title."""
    title = page.locator("[data-focus]")
    expect(title).to_be_focused()
    expect(title).to_contain_text(words)
