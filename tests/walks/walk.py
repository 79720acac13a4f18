"""One person's walk: the world it happens in, their page, and eyes that look at each screen."""
from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import DESKTOP, PHONE, Opened
from tests.support.world import World
from tests.walks.eyes import Eyes
from tests.walks.letters import Letter, newest


@dataclass
class Walk:
    """Each person has a page in a context of its own: what one holds, another never sees.

    ``eyes`` are None where nobody has JavaScript: timers never fire there and axe never ends.
    Who pays holds a phone and who sells sits at a desk, unless ``wide`` says otherwise; the eyes
    look at both sizes of every page.
    """

    world: World
    opened: Opened
    eyes: Eyes | None

    def person(self, wide: bool = False, **options: object) -> Page:
        """Somebody without cookies."""
        return self.opened.page(DESKTOP if wide else PHONE, **options)

    def see(self, page: Page, name: str) -> None:
        """Look at the page: see Eyes."""
        if self.eyes:
            self.eyes.look(page, name)

    def mail(self, kind: str, holds: str = "") -> Letter:
        """The newest mail of a kind, as soon as it is there.

        Where others walked before, ``holds`` names what it is about: theirs may still be coming.
        """
        return newest(self.world.mailbox, kind, holds)

    def open_mail(self, page: Page, letter: Letter) -> None:
        """In the mailbox's page, from its list, as narrow or wide as the window."""
        page.goto(self.world.mailbox.url)
        page.locator(f'a[href*="{letter.id}"]').first.click()
        expect(page.frame_locator("iframe").locator("table").first).to_be_visible()
        self.see(page, f"correo-{letter.kind}")

    def mail_after(self, kind: str, count: int) -> Letter:
        """The newest mail of a kind once there are more than ``count`` of it."""
        return newest(self.world.mailbox, kind, more_than=count)


def press(page: Page | Locator, button: str) -> None:
    """Press the one button, or follow the one link that looks like it."""
    is_it = page.get_by_role("button", name=button, exact=True)
    is_it.or_(page.get_by_role("link", name=button, exact=True)).click()


def money(place: Locator) -> int:
    """The whole pesos that stand there; AssertionError where there is no amount."""
    text = place.text_content() or ""
    found = re.search(r"\$\s*([\d.]+)", text)
    assert found, f"no amount in {text!r}"
    return int(found.group(1).replace(".", ""))


def pesos(value: int) -> str:
    """As mails and pages say it, with an ordinary space."""
    return "$ " + f"{value:,}".replace(",", ".")


def fills(page: Page, values: dict[str, str]) -> None:
    """Type into fields by their names."""
    for name, value in values.items():
        page.locator(f'[name="{name}"]').fill(value)


def says(page: Page, *sentences: str) -> None:
    """Every sentence is on the page to be read."""
    for sentence in sentences:
        expect(page.get_by_text(sentence).first).to_be_visible()
