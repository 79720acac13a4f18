"""Headers and cookies: what every answer carries, whoever renders it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront.config import Settings

V = TypeVar("V", bound=Callable[..., Any])
POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "form-action 'self'; base-uri 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
HSTS = "Strict-Transport-Security", "max-age=31536000"
HIDDEN = "noindex, nofollow"
LINKED = ("/empezar", "/estado", "/pedido", "/recibo", "/nequi")
"""Pages whose address is their key: no search engine may list it."""

PRIVATE = (*LINKED, "/admin", "/entrar", "/carrito", "/finalizar")


UPLOADS = {
    "catalog_admin.new": "new_photos",
    "catalog_admin.edit": "new_photos",
    "company.save": "logo",
}
"""The forms that take pictures: endpoint → the one field that may hold them."""
MOST_UPLOADED = 40 * 1024 * 1024
"""Several photos of a phone at once, and only from whoever signed in; others keep to Flask's limit
(``MAX_CONTENT_LENGTH``)."""


def cookie_settings(settings: Settings) -> dict[str, Any]:
    """Flask's session cookie; the ``__Host-`` prefix and Secure only where https is public."""
    return {
        "SESSION_COOKIE_NAME": "__Host-store" if settings.https else "store",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def init_security(app: Flask, settings: Settings) -> None:
    """Trust the configured number of proxies and put the headers on every answer."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way to wrap
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request_funcs.setdefault(None, []).insert(0, _room_for_uploads)
    app.before_request(_typed_only)
    app.after_request(_headers)


def takes_files(view: V) -> V:
    """Outermost on a view whose form has a file in it; every other one answers 415 to a file."""
    view.takes_files = True  # type: ignore[attr-defined] # a mark on the function itself
    return view


def _room_for_uploads() -> None:
    """Before anything reads the body, as the check of a form's proof does."""
    if request.endpoint in UPLOADS and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = MOST_UPLOADED


def carried(settings: Settings) -> dict[str, str]:
    """The same headers for what is answered before Flask."""
    return {**EVERYWHERE, **(dict([HSTS]) if settings.https else {})}


def _typed_only() -> None:
    """No form of the store takes JSON, and few take a file: Flask-WTF would read both into any."""
    if request.method != "POST" or request.blueprint == "nequi_webhook":
        return
    if request.is_json or (request.files and not _files_fit()):
        abort(415)


def _files_fit() -> bool:
    """Whether this form takes files, and each stands in the field that may hold one."""
    field = UPLOADS.get(request.endpoint or "")
    if field is not None:
        return set(request.files) <= {field}
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "takes_files", False) is True


def _headers(response: Response) -> Response:
    """What is there already is looked up in one walk: most answers of the plugin carry it all."""
    headers, path, carried = response.headers, request.path, dict(response.headers)
    for name, value in EVERYWHERE.items():
        if name not in carried:
            headers.setdefault(name, value)
    if path.startswith(PRIVATE) and not path.startswith("/nequi/static"):
        if carried.get("Cache-Control") != "no-store":
            headers["Cache-Control"] = "no-store"
        if path.startswith(LINKED) and carried.get("X-Robots-Tag") != HIDDEN:
            headers["X-Robots-Tag"] = HIDDEN
    if request.is_secure:
        headers.setdefault(*HSTS)
    return response
