"""Error pages: one sentence and the next step, never a traceback."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

GONE = _l("Esta página no existe"), _l("Revisa la dirección o vuelve al inicio.")
WORDS = {
    400: (
        _l("No entendimos lo que enviaste"),
        _l("Vuelve a la página anterior y prueba otra vez."),
    ),
    403: (
        _l("Esto no está en tu cuenta"),
        _l("Pídele a la persona dueña que lo haga o que te dé permiso."),
    ),
    404: GONE,
    405: GONE,
    410: (
        _l("Este enlace ya no funciona"),
        _l("Pide uno nuevo a la tienda: te lo envían al correo registrado."),
    ),
    413: (
        _l("Lo que enviaste es muy grande"),
        _l("Prueba con un archivo o un texto más pequeño."),
    ),
    429: (_l("Vas muy rápido"), _l("Espera un minuto y prueba otra vez.")),
    500: (
        _l("Algo falló de nuestro lado"),
        _l("Espera un momento y recarga la página. Lo que ya pagaste está guardado."),
    ),
    503: (
        _l("Volvemos en un momento"),
        _l("Recarga la página en un minuto. Lo que ya pagaste está guardado."),
    ),
}
STALE = (
    _l("La página llevaba mucho tiempo abierta"),
    _l("Vuelve atrás, recárgala y envía otra vez."),
)


def init_errors(app: Flask) -> None:
    """One handler for every HTTP error; an unforeseen exception becomes a 500."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _crash)


def _csrf(error: CSRFError) -> tuple[str, int]:
    return _page(400, *STALE)


def _crash(error: InternalServerError) -> tuple[str, int]:
    return _page(500, *WORDS[500])


def _http(error: HTTPException) -> HTTPException | tuple[str, int]:
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    title, next_step = WORDS.get(error.code, WORDS[400 if error.code < 500 else 500])
    return _page(error.code, title, next_step)


def _page(code: int, title: object, next_step: object) -> tuple[str, int]:
    home = "/admin" if request.path.startswith("/admin") else "/"
    text = render_template("error.html", title=title, next_step=next_step, home=home)
    return text, code
