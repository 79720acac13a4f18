"""Walk 1 where the ground differs: no JavaScript, PostgreSQL, https and no cookie at all."""
from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import Opened, watched_pages
from tests.support.databases import Seeded
from tests.support.tls import TlsFront
from tests.support.world import World, running_world
from tests.walks import office, paying, statement
from tests.walks.eyes import Eyes
from tests.walks.test_statement import PAID, comprobante_arrives, statement_arrives
from tests.walks.walk import Walk, money


def pays(walk: Walk, payer: Page) -> None:
    """From the open statement to the comprobante."""
    statement.untick(payer, "FE-1051")
    statement.send(payer, paying.PHONE)
    paying.in_state(payer, "waiting")
    paying.tap(walk, payer, "Aceptar")
    paying.in_state(payer, "approved")
    assert money(payer.locator(".outcome .amount")) == PAID
    comprobante_arrives(walk, payer)
    walk.world.check()


@pytest.mark.databases("sqlite")
def test_without_javascript(world: World, opened: Opened) -> None:
    office.wait_for_nequi(world)
    walk = Walk(world, opened, eyes=None)
    letter = statement_arrives(walk, office.merchant(walk))
    payer = walk.person(java_script_enabled=False)
    payer.goto(letter.link("/estado/"))
    pays(walk, payer)


@pytest.mark.databases("postgresql")
def test_on_postgresql(world: World, opened: Opened, eyes: Eyes) -> None:
    office.wait_for_nequi(world)
    walk = Walk(world, opened, eyes)
    letter = statement_arrives(walk, office.merchant(walk))
    payer = walk.person()
    payer.goto(letter.link("/estado/"))
    pays(walk, payer)


@pytest.mark.databases("sqlite")
def test_over_https_without_cookies(
    seeded: Seeded, tmp_path: Path, browser: Browser, eyes: Eyes
) -> None:
    with (TlsFront(tmp_path) as front,
          running_world(seeded, tmp_path, STORE_PUBLIC_URL=front.url,
                        STORE_TRUSTED_PROXIES="1") as world,
          watched_pages(browser) as opened):
        front.target = world.store.port
        office.wait_for_nequi(world, front.url, tmp_path / "localhost.pem")
        walk = Walk(world, opened, eyes)
        link = world.store.json("store", "send-statement", statement.COMPANY)["link"]
        assert link.startswith(front.url)
        payer = walk.person(ignore_https_errors=True)
        payer.goto(link)
        pays(walk, payer)
        assert payer.context.cookies() == []
