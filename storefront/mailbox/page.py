"""The mailbox page and its JSON."""
from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from storefront.dates import bogota_today, office_datetime, office_time
from storefront.mailbox import parts
from storefront.mailbox.box import Box, Mail

SHOP_STATIC = Path(__file__).resolve().parents[2] / "static"
PAGE_CSP = ("default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
            "connect-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'")
# A stranger's HTML: no script, no form, nothing from outside; a link may open the whole window.
SANDBOX = "allow-popups allow-top-navigation-by-user-activation"
MAIL_CSP = ("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
            f"frame-ancestors 'self'; sandbox {SANDBOX}")


def create_page(box: Box) -> Flask:
    """The page over one box."""
    app = Flask(__name__, static_folder="static", static_url_path="/mailbox")
    app.add_url_rule("/static/<path:name>", "shop_static", _shop_static)
    app.jinja_env.globals.update(clock=clock, sandbox=SANDBOX)
    app.after_request(_headers)
    app.register_error_handler(LookupError, lambda _: (render_template("missing.html"), 404))
    _pages(app, box)
    _json(app, box)
    _contents(app, box)
    return app


def _pages(app: Flask, box: Box) -> None:
    @app.get("/")
    def index() -> str:
        return render_template("index.html", mails=_listed(box), opened=None)

    @app.get("/messages/<name>")
    def message(name: str) -> str:
        opened, content = box.mail(name), box.parsed(name)
        html = bool(parts.html_of(content))
        shown = request.args.get("ver") or ("vista" if html else "texto")
        return render_template(
            "message.html", mails=_listed(box), opened=opened, shown=shown, html=html,
            narrow="angosto" in request.args, dark="oscuro" in request.args,
            text=parts.text_of(content), attachments=parts.attachments(content),
            original=box.content(name).decode("utf-8", "replace") if shown == "original" else "")

    @app.post("/empty")
    def empty() -> AnyResponse:
        if request.headers.get("Origin", request.host_url.rstrip("/")) != request.host_url[:-1]:
            abort(403)  # another site's page must not empty it
        box.empty()
        return redirect(url_for("index"), 303)

    def _listed(box: Box) -> list[Mail]:
        return box.newest(request.args.get("q", "").strip())


def _json(app: Flask, box: Box) -> None:
    @app.get("/messages.json")
    def messages() -> list[dict[str, str]]:
        return [_row(mail) for mail in box.newest()]

    @app.get("/messages/<name>.json")
    def message_json(name: str) -> dict[str, Any]:
        return {**_row(box.mail(name)), **_inside(name, box.parsed(name))}

    @app.delete("/messages.json")
    def delete() -> tuple[str, int]:
        box.empty()
        return "", 204


def _contents(app: Flask, box: Box) -> None:
    @app.get("/messages/<name>/html")
    def html(name: str) -> Response:
        body = parts.shown_html(box.parsed(name),
                                lambda number: url_for("part", name=name, number=number))
        return Response(body, content_type="text/html; charset=utf-8",
                        headers={"Content-Security-Policy": MAIL_CSP})

    @app.get("/messages/<name>/parts/<int:number>")
    def part(name: str, number: int) -> Response:
        content, kind = parts.content_of(box.parsed(name), number)
        return Response(content, content_type=kind,
                        headers={"Content-Security-Policy": "default-src 'none'; sandbox"})


def _row(mail: Mail) -> dict[str, str]:
    return {"id": mail.id, "from": mail.sender, "to": mail.to, "subject": mail.subject,
            "kind": mail.kind, "message_id": mail.message_id, "date": mail.date.isoformat(),
            "url": url_for("message", name=mail.id, _external=True)}


def _inside(name: str, message: EmailMessage) -> dict[str, Any]:
    return {
        "text": parts.text_of(message),
        "html": parts.html_of(message),
        "headers": {key: str(value) for key, value in message.items()},
        "attachments": [
            {"name": part.name, "type": part.type, "size": part.size,
             "url": url_for("part", name=name, number=part.number, _external=True)}
            for part in parts.attachments(message)],
    }


def clock(moment: datetime) -> str:
    """``10:42`` today, ``24 nov, 16:49`` on another day; Bogota time."""
    today = bogota_today(moment) == bogota_today(datetime.now(UTC))
    return office_time(moment) if today else office_datetime(moment)


def _shop_static(name: str) -> Response:
    """The shop's own tokens and fonts: one look, kept in one place."""
    return send_from_directory(SHOP_STATIC, name)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGE_CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-cache"
    return response
