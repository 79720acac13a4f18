"""Template globals: the pay button of a page, and whether it is open."""

from __future__ import annotations

from flask import Flask, url_for
from markupsafe import Markup

from nequi_plugin.checkout.door import door_of
from nequi_plugin.i18n import _
from nequi_plugin.money import format_pesos, mask_phone
from nequi_plugin.runtime import Runtime


def add_globals(app: Flask, runtime: Runtime) -> None:
    """Offer ``nequi_button(kind, key, label=None)`` and ``nequi_open()`` to every template."""
    door = door_of(runtime)

    def nequi_open() -> bool:
        return door.desk.is_open() is None

    def nequi_button(kind: str, key: object, label: str | None = None) -> Markup:
        """A link to the payable's payment page, drawn as a button; nothing while closed."""
        if not nequi_open():
            return Markup("")
        return Markup('<a class="button button-pay nequi-button" href="{}">{}</a>').format(
            door.page_url(kind, str(key)), label or _("Paga con Nequi")
        )

    def nequi_styles() -> Markup:
        """The style sheets that the button needs in a host without its own look."""
        link = '<link rel="stylesheet" href="{}">'
        return Markup("").join(
            Markup(link).format(url_for("nequi.static", filename=name))  # noqa: S704 - a constant
            for name in ("nequi.css", "parts.css")
        )

    app.jinja_env.globals.update(
        nequi_button=nequi_button,
        nequi_open=nequi_open,
        nequi_text=_,
        nequi_styles=nequi_styles,
        format_pesos=format_pesos,
        mask_phone=mask_phone,
    )
