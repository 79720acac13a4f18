"""What a scene works with: the running shop's addresses, its mailbox, its test phone, a camera."""
from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from storefront.mailbox import parts
from storefront.mailbox.box import Box, Mail
from tests.support.phone import Phone
from tests.support.shots.camera import Camera
from tests.support.waiting import wait_until

CANDLE = "vela-de-abejas"
BUYER = {"email": "sara@correo.example", "phone": "300 000 0077", "name": "Sara Ríos",
         "city": "Medellín", "address": "Carrera 70 # 1-20"}


@dataclass
class Stage:
    """One running shop; ``links`` are what one scene leaves to the next."""

    camera: Camera
    url: str
    mailbox_url: str
    box: Box
    phone: Phone
    logins: dict[str, dict[str, str]]
    links: dict[str, str] = field(default_factory=dict)
    _fresh: itertools.count[int] = field(default_factory=lambda: itertools.count(3_000_000_100))

    def number(self) -> str:
        """A phone that nobody asked yet: the shop refuses to ask one again and again."""
        return str(next(self._fresh))

    def mail(self, kind: str, holds: str = "") -> Mail:
        """The newest mail of a kind whose text holds ``holds``, as soon as it is there."""
        def arrived() -> Mail | None:
            found = (mail for mail in self.box.newest() if mail.kind == kind)
            return next((mail for mail in found if holds in self.text(mail)), None)
        return wait_until(arrived)

    def text(self, mail: Mail) -> str:
        """The plain part, with ordinary spaces."""
        return str(parts.text_of(self.box.parsed(mail.id))).replace("\u00a0", " ")

    def link(self, mail: Mail, part: str) -> str:
        """The address in the mail's text that holds ``part``; raises StopIteration without one."""
        return next(word for word in self.text(mail).split() if part in word and "://" in word)


def stage(camera: Camera, found: dict[str, object], data: Path) -> Stage:
    """From what ``dev.py run`` wrote into ``dev.json``."""
    logins = found["logins"]
    assert isinstance(logins, dict)
    return Stage(camera, str(found["store"]), str(found["mailbox"]), Box(data / "mail"),
                 Phone(str(found["phone"])), logins)


def sign_in(on: Stage, page: Page, who: str) -> None:
    """Into the back office as ``owner`` or ``clerk``."""
    page.goto(f"{on.url}/entrar")
    for name, value in on.logins[who].items():
        page.locator(f'[name="{name}"]').fill(value)
    page.locator("[data-form=login] button").click()
    page.wait_for_url("**/admin")


def into_cart(on: Stage, page: Page, slug: str = CANDLE, quantity: int = 1) -> None:
    """From a product's page."""
    page.goto(f"{on.url}/producto/{slug}")
    form = page.locator("[data-form=add-to-cart]")
    form.locator("[name=quantity]").fill(str(quantity))
    form.get_by_role("button", name="Agregar al carrito").click()
    page.wait_for_url("**/carrito*")


def fill_checkout(page: Page) -> None:
    """Every needed field; sends nothing."""
    for name, value in BUYER.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.locator("[name=department]").select_option("Antioquia")
    page.locator("[name=consent]").check()


def place(page: Page) -> None:
    """Press the checkout's button."""
    page.locator("[data-form=checkout] button[type=submit]").last.click()


def order(on: Stage, page: Page, slug: str = CANDLE) -> None:
    """Everything up to the payment page of a fresh order."""
    into_cart(on, page, slug)
    page.goto(f"{on.url}/finalizar")
    fill_checkout(page)
    place(page)
    expect(page.locator("[data-form=pay-nequi]")).to_be_visible()


def ask(page: Page, phone: str) -> None:
    """Type a number on the payment page and press the one button."""
    form = page.locator("[data-form=pay-nequi]")
    form.locator("[name=phone]").fill(phone)
    form.locator("button").click()


def in_state(page: Page, state: str) -> None:
    """Wait until the page says so by itself."""
    expect(page.locator(f'[data-payment-state="{state}"]')).to_be_attached()
