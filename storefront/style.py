"""`/_estilo`: every component in every state, for whoever builds or checks a page.

The app factory registers it only outside production.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template
from wtforms import BooleanField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

blueprint = Blueprint("style", __name__)

STATES = (
    "created",
    "sending",
    "waiting",
    "approved",
    "rejected",
    "failed",
    "expired",
    "cancelled",
    "reversed",
    "unknown",
    "review",
)
COLOURS = (
    ("paper", "Papel"),
    ("surface", "Superficie"),
    ("sunken", "Hundido"),
    ("line", "Línea"),
    ("edge", "Borde de campo"),
    ("track", "Riel"),
    ("ink", "Tinta"),
    ("muted", "Tinta suave"),
    ("accent", "Botánico"),
    ("accent-hover", "Botánico al pasar"),
    ("accent-soft", "Botánico suave"),
    ("nequi", "Solo pagar con Nequi"),
)


class SampleForm(Form):  # type: ignore[misc] # wtforms ships no types
    """One field of each kind; nothing is ever posted to it."""

    phone = StringField("Tu número Nequi")
    known = StringField("Tu número Nequi, ya conocido")
    digit = StringField("Dígito")
    city = SelectField(
        "Ciudad", choices=[SelectChoice("11001", "Bogotá"), SelectChoice("05001", "Medellín")]
    )
    note = TextAreaField("Nota interna")
    remember = BooleanField("Recordar este número en este equipo")
    consent = BooleanField("Autorizo a Ladera Oficios SAS a usar mis datos")
    delivery = RadioField(
        "Entrega",
        choices=[
            SelectChoice("home", "Envío a domicilio"),
            SelectChoice("shop", "Recoger en Chapinero"),
        ],
    )


def sample_form() -> SampleForm:
    """A form with a value kept, a mistake and an unticked consent."""
    form = SampleForm(
        data={
            "phone": "300 000 0042",
            "known": "300 ••• ••42",
            "digit": "5",
            "delivery": "home",
            "remember": True,
        }
    )
    form.digit.errors = ["Para 901.555.012 el dígito es 9. Corrígelo o revisa el número en tu RUT."]
    form.consent.errors = [
        "Marca la casilla para seguir: sin tu autorización no podemos usar tus datos."
    ]
    return form


def _products() -> list[dict[str, str]]:
    listed = Path(current_app.static_folder or "", "products", "products.json")
    products: list[dict[str, str]] = json.loads(listed.read_text("utf-8"))
    return products


def _page(template: str, **more: Any) -> str:
    return render_template(
        template, states=STATES, colours=COLOURS, form=sample_form(), products=_products(), **more
    )


@blueprint.get("/_estilo")
def index() -> str:
    """Tokens and components on paper."""
    return _page("style/index.html")


@blueprint.get("/_estilo/tienda")
def shop() -> str:
    """Home, product, checkout and statement parts."""
    return _page("style/shop.html")


@blueprint.get("/_estilo/oficina")
def office() -> str:
    """The same components with the back office's tokens."""
    return _page("style/office.html")


@blueprint.get("/_estilo/pago/<face>")
def pay(face: str) -> str:
    """A payment page as form, waiting, or one of its endings."""
    return _page("style/pay.html", face=face)
