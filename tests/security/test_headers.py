"""What every answer carries, and where an answer never leads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.security.estate import NOBODY, OWNER, Estate
from tests.security.forms import pages, visitor
from tests.storefront.offices import OWNER as DUENA
from tests.storefront.offices import PASSWORD, make_office, token

LINKED = ("/estado/", "/pedido/", "/recibo/", "/nequi/")
PRIVATE = (*LINKED, "/admin", "/entrar", "/carrito", "/finalizar")
HANDLER = re.compile(r"<[^>]+\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")")
ABROAD = re.compile(r"""<(?:script|link|img|iframe|source)[^>]+(?:src|href)=["']?(?:https?:)?//""")
ELSEWHERE = (
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example",
    "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", "/ /evil.example\\..", "https:evil.example", "https:/evil.example",
    "HTTPS://evil.example", "javascript:alert(1)", "data:text/html,x", "ftp://evil.example",
    "http:\\\\evil.example", "/\\/evil.example", "/%09/evil.example", "//evil.example%2f..",
    "/\x00/evil.example", "//user@evil.example", "//evil.example:80", "/\x85/evil.example",
    "/\u2028/evil.example", "//evil%E3%80%82example", "?next=//evil.example", "evil.example",
    "/admin\r\nLocation: https://evil.example", "//[::1]", "//2130706433", "/\\\\evil.example",
)  # fmt: skip


def test_every_page_says_what_a_browser_may_do_with_it(estate: Estate) -> None:
    browsers = {who: visitor(estate, who) for who in (NOBODY, OWNER)}
    wrong = []
    for who, path in pages(estate):
        answer = browsers[who].get(path)
        wrong += [f"{path}: {what}" for what in lacking(path, answer.headers, answer.text)]

    assert wrong == []


def lacking(path: str, headers: dict[str, str], text: str) -> list[str]:
    """What an answer should carry and does not."""
    policy = headers.get("Content-Security-Policy", "")
    private, linked = path.startswith(PRIVATE), path.startswith(LINKED)
    wanted = {
        "a policy": "default-src 'self'" in policy and "unsafe" not in policy,
        "no frames": "frame-ancestors 'none'" in policy,
        "forms at home": "form-action 'self'" in policy and "base-uri 'none'" in policy,
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "no-store": not private or headers.get("Cache-Control") == "no-store",
        "noindex": not linked or "noindex" in headers.get("X-Robots-Tag", ""),
        "no foreign origin": "Access-Control-Allow-Origin" not in headers,
        "no inline script or style": not HANDLER.search(text) and not INLINE.search(text),
        "nothing from elsewhere": not ABROAD.search(text),
    }
    return [name for name, there in wanted.items() if not there]


@pytest.mark.parametrize(
    "path", ["/nada", "/estado/1.x", "/pedido/1.x", "/nequi/x", "/nequi/x/status", "/recibo/x"]
)
def test_pages_of_errors_carry_the_same(estate: Estate, path: str) -> None:
    answer = estate.browser().get(path, headers={"Origin": "https://evil.example"})

    assert answer.status_code in (404, 410)
    assert lacking(path, answer.headers, answer.text) == []


def test_the_json_of_a_payment_is_kept_by_nobody(estate: Estate) -> None:
    path = f"/nequi/{estate.page('order', estate.orders['waiting'])}/status"
    answer = estate.browser().get(path)

    assert lacking(path, answer.headers, "") == []
    assert "3000000001" not in answer.text


def test_cookies_are_for_the_server_alone(estate: Estate) -> None:
    client = estate.browser()
    cookies = [
        cookie
        for path in ("/producto/taza", "/carrito", "/entrar")
        for cookie in client.get(path).headers.getlist("Set-Cookie")
    ]
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    office = make_office(tmp_path, STORE_PUBLIC_URL="https://ladera.example")
    answer = office.client().get("/entrar", base_url="https://ladera.example")
    (cookie,) = answer.headers.getlist("Set-Cookie")

    assert cookie.startswith("__Host-store=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_signing_in_leads_to_no_other_site(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    client = office.client()
    left = []
    signed_in(client, "/admin/clientes")
    for target in ELSEWHERE:
        answer = client.get("/entrar", query_string={"next": target})
        left += [target] if not at_home(answer.location) else []

    assert left == []


def signed_in(client: FlaskClient, target: str) -> None:
    """By the real form, once: it leads where the sign-in was asked for."""
    proof = token(client.get("/entrar", query_string={"next": target}).text)
    values = {"csrf_token": proof, "email": DUENA, "password": PASSWORD}
    answer = client.post("/entrar", query_string={"next": target}, data=values)
    assert answer.location == target


def at_home(location: str) -> bool:
    """A path of this site, whatever a browser strips or turns around."""
    seen = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return seen.startswith("/") and not seen.startswith("//")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80@localhost", "localhost.evil"])
def test_a_foreign_host_name_is_in_no_mailed_link(estate: Estate, host: str) -> None:
    client = estate.browser(OWNER)
    path = f"/admin/clientes/{estate.till.customer()}/estado-de-cuenta"
    proof = token(client.get(path).text)
    headers = {"Host": host, "X-Forwarded-Host": host}
    answer = client.post(f"{path}/enlace", data={"csrf_token": proof}, headers=headers)
    assert "/estado/" in answer.text or answer.status_code == 400
    assert "evil.example" not in answer.text
    assert "localhost.evil" not in answer.text
