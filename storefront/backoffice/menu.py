"""The back office's side menu: only what this deployment can open, with its counters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app, g, request
from flask_babel import lazy_gettext as _l

ENTRIES = (
    ("/admin", "home", _l("Inicio")),
    ("/admin/pedidos", "box", _l("Pedidos")),
    ("/admin/productos", "tag", _l("Productos")),
    ("/admin/clientes", "users", _l("Clientes")),
    ("/admin/facturas", "file-text", _l("Facturas")),
    ("/admin/pagos", "arrows", _l("Pagos")),
    ("/admin/pagos-sin-recibo", "cash", _l("Pagos sin recibo")),
    ("/admin/recibos", "receipt", _l("Recibos de caja")),
    ("/admin/dinero-por-resolver", "search", _l("Dinero por resolver")),
    ("/admin/conciliacion", "checks", _l("Conciliación")),
    ("/admin/estado-del-sistema", "pulse", _l("Estado del sistema")),
    ("/admin/configuracion", "gear", _l("Configuración")),
    ("/admin/ayuda", "question", _l("Ayuda")),
)

counters: dict[str, Callable[[], int]] = {}
"""Path → how many wait there; a domain adds its own when its admin module is imported."""


@dataclass(frozen=True)
class MenuEntry:
    """One line: ``count`` is 0 when nothing waits, ``current`` marks the open page."""

    label: str
    href: str
    icon: str
    count: int
    current: bool


class OfficeMenu:
    """Computed once a request and only when a template walks it: shop pages pay nothing."""

    def __iter__(self) -> Iterator[MenuEntry]:
        if "office_menu" not in g:
            g.office_menu = list(_entries())
        return iter(g.office_menu)


def _entries() -> Iterator[MenuEntry]:
    known = {rule.rule.rstrip("/") for rule in current_app.url_map.iter_rules()}
    here = _current(request.path)
    for path, icon, label in ENTRIES:
        if path in known:
            count = counters[path]() if path in counters else 0
            yield MenuEntry(str(label), path, icon, count, path == here)


def _current(path: str) -> str:
    fitting = [entry[0] for entry in ENTRIES if path.startswith(entry[0])]
    return max(fitting, key=len, default="")


office_menu = OfficeMenu()
