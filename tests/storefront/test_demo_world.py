"""The demo as ``dev.py run`` starts it: real processes, both databases, the real check."""

from __future__ import annotations

import re

import requests

from tests.support.waiting import wait_until
from tests.support.world import World

CONFIG = "/admin/configuracion"


def test_the_first_worker_activates_nequi(world: World) -> None:
    browser = requests.Session()
    form = browser.get(f"{world.url}/entrar?next={CONFIG}", timeout=30)
    proof = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)
    assert proof
    login = {**world.store.logins()["owner"], "csrf_token": proof.group(1)}
    entered = browser.post(form.url, data=login, timeout=30)
    assert entered.url == f"{world.url}{CONFIG}"
    wait_until(lambda: "Activo en prueba" in browser.get(f"{world.url}{CONFIG}", timeout=30).text)
    world.check()
    browser.close()
