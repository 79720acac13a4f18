"""Visitors who use the shop over HTTP as a browser without JavaScript would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

BUYER = {
    "email": "sara@correo.example", "phone": "300 000 0077", "name": "Sara Ríos",
    "department": "Antioquia", "city": "Medellín", "address": "Carrera 70 # 1-20", "consent": "y",
}
Fields = list[tuple[str, str]]


@dataclass
class Form:
    """One form as it stands: where it posts to, and what a browser would send."""

    action: str
    id: str
    fields: Fields = field(default_factory=list)

    def filled(self, **values: str) -> Fields:
        """Its fields with ``values`` in place of theirs."""
        return [pair for pair in self.fields if pair[0] not in values] + list(values.items())


class _Reader(HTMLParser):
    """Finds ``<form data-form=…>`` and all its controls, those outside of it by ``form=`` too."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.controls: list[tuple[str, str, str]] = []  # (form's data-form or #id, name, value)
        self._form = ""
        self._select = ""
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("data-form", "")
            self.forms[self._form] = Form(given.get("action", ""), given.get("id", ""))
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select, self._option = given.get("name", ""), None
        elif tag == "option" and self._select and ("selected" in given or self._option is None):
            self._option = given.get("value", "")

    def _input(self, given: dict[str, str]) -> None:
        unticked = given.get("type") in ("radio", "checkbox") and "checked" not in given
        if unticked or "disabled" in given or not given.get("name"):
            return
        owner = f"#{given['form']}" if "form" in given else self._form
        self.controls.append((owner, given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            self.controls.append((self._form, self._select, self._option or ""))
            self._select = ""
        elif tag == "form":
            self._form = ""


def forms_of(page: str) -> dict[str, Form]:
    """The forms of a page by their ``data-form``."""
    reader = _Reader()
    reader.feed(page)
    for name, form in reader.forms.items():
        mine = (name, f"#{form.id}")
        form.fields = [(key, value) for owner, key, value in reader.controls if owner in mine]
    return reader.forms


class Visitor:
    """A person with cookies of their own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, address: str) -> requests.Response:
        """A page that must be there; redirects are followed."""
        answer = self._session.get(urljoin(self.url, address), timeout=30)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[:500]}"
        return answer

    def fill(self, address: str, name: str, /, **values: str) -> tuple[str, Fields]:
        """Fetch a page and fill its form ``name``: (where it posts to, what it sends)."""
        page = self.get(address)
        form = forms_of(page.text)[name]
        return urljoin(page.url, form.action), form.filled(**values)

    def post(self, address: str, fields: Fields) -> requests.Response:
        """Send a filled form; no redirect is followed."""
        return self._session.post(address, data=fields, allow_redirects=False, timeout=60)

    def send(self, address: str, name: str, /, **values: str) -> requests.Response:
        """Fetch, fill and send in one go."""
        return self.post(*self.fill(address, name, **values))

    def order(self, slug: str = "taza-de-barro") -> str:
        """Put one piece in the cart and check out; the payment page's address."""
        assert self.send(f"/producto/{slug}", "add-to-cart").status_code == 303
        placed = self.send("/finalizar", "checkout", **BUYER)
        assert placed.status_code == 303, placed.text[:3000]
        page = self.get(placed.headers["Location"])
        assert "pay-nequi" in forms_of(page.text)
        return page.url

    def pay(self, page: str, phone: str) -> requests.Response:
        """Type the number on a payment page and press the button."""
        return self.send(page, "pay-nequi", phone=phone)

    def state(self, page: str) -> str | None:
        """What the payment page's JSON says."""
        found: str | None = self.get(f"{page}/status").json()["state"]
        return found


def phone(number: int) -> str:
    """A number whose owner decides by hand."""
    return f"301{number:07d}"
