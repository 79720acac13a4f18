"""Reading a page as a program would: its text, its marks, its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Attributes = dict[str, str]


@dataclass
class Form:
    """One form: its own attributes and its fields' values by name."""

    attributes: Attributes
    fields: Attributes = field(default_factory=dict)

    @property
    def action(self) -> str:
        return self.attributes["action"]


class Page(HTMLParser):
    """An answer, read once."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        self.forms: dict[str, Form] = {}
        self.marks: Attributes = {}
        self.links: list[str] = []
        self._words: list[str] = []
        self._title: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.marks.update({k: v for k, v in found.items() if k.startswith("data-")})
        if tag == "form":
            self._form = Form(found)
            self.forms[found.get("data-form", "")] = self._form
        if tag == "input" and self._form is not None:
            self._form.fields[found["name"]] = found.get("value", "")
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag in ("title", "script", "style"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            if self._open[-1] == "title":
                self._title.append(data)
        else:
            self._words.append(data)

    @property
    def title(self) -> str:
        return " ".join("".join(self._title).split())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    @property
    def state(self) -> str | None:
        return self.marks.get("data-payment-state")

    @property
    def stage(self) -> str | None:
        return self.marks.get("data-stage")


@dataclass
class Payer:
    """Somebody with a link and no cookies."""

    client: FlaskClient
    url: str

    def look(self, url: str = "") -> Page:
        return Page(self.client.get(url or self.url))

    def status(self) -> dict[str, object]:
        found: dict[str, object] = self.client.get(f"{self.url}/status").get_json()
        return found

    def send(self, form: Form, **fields: str) -> Page:
        """Post a form as it stands with ``fields`` over it; does not follow the answer."""
        return Page(self.client.post(form.action, data={**form.fields, **fields}))

    def pay(self, phone: str) -> Page:
        """Open the page, type a number, press the button, follow."""
        answer = self.send(self.look().forms["pay-nequi"], phone=phone)
        if answer.status == 303:
            return self.look(answer.answer.headers["Location"])
        return answer

    def press(self, name: str) -> Page:
        """Press the button of the form ``name`` and follow."""
        answer = self.send(self.look().forms[name])
        if answer.status == 303:
            return self.look(answer.answer.headers["Location"])
        return answer
