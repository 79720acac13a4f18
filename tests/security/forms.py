"""Every form that the estate's pages hold, as a browser would send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient

from tests.security.estate import CAFE, NOBODY, OURS, OWNER, Estate

TOKEN = "csrf_token"


@dataclass
class Form:
    """One form: who may send it, where it stands and leads, and what it holds."""

    who: str
    page: str
    action: str = ""
    method: str = "get"
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def unproved(self) -> dict[str, str]:
        """What it holds, but for its token."""
        return {name: value for name, value in self.values.items() if name != TOKEN}


class _Reader(HTMLParser):
    def __init__(self, who: str, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._at, self._open = (who, page), False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = True
            action = given.get("action") or self._at[1]
            method = given.get("method", "get").lower()
            self.forms.append(Form(*self._at, action, method, given.get("data-form", "")))
        elif self._open and given.get("name"):
            if tag == "select":
                self._select = given["name"]
            self.forms[-1].values.setdefault(given["name"], given.get("value", ""))
        elif self._select and tag == "option" and given.get("value"):
            self.forms[-1].values[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"
        self._select = "" if tag == "select" else self._select


def read(who: str, page: str, text: str) -> list[Form]:
    """Every form of a page."""
    reader = _Reader(who, page)
    reader.feed(text)
    return reader.forms


def pages(estate: Estate) -> Iterator[tuple[str, str]]:
    """(who, path) of every page that stands somewhere, of the public and of the office."""
    for path in ("/", "/buscar?q=taza", "/informacion", "/producto/taza", "/producto/cobija"):
        yield NOBODY, path
    for path in ("/carrito", "/finalizar", "/entrar", "/pagar"):
        yield NOBODY, path
    yield NOBODY, f"/estado/{estate.statement()}"
    yield NOBODY, f"/estado/{estate.statement()}?cara=movimientos"
    yield NOBODY, f"/estado/{estate.expired_statement()}"
    yield NOBODY, f"/recibo/{estate.code('ours')}"
    for stage, key in estate.orders.items():
        yield NOBODY, f"/nequi/{estate.page('order', key)}"
        yield NOBODY, f"/pedido/{estate.order_link(stage)}"
    for path in office(estate):
        yield OWNER, path


def office(estate: Estate) -> list[str]:
    """The pages of the back office, one of each."""
    customer = f"/admin/clientes/{estate.till.customer(OURS)}"
    plain = (
        "", "/clave", "/clientes", "/clientes/nuevo", "/configuracion", "/configuracion/empresa",
        "/configuracion/envios",
        "/configuracion/integraciones", "/configuracion/integraciones/pagos-en-linea",
        "/configuracion/integraciones/pagos-en-linea/nequi", "/configuracion/usuarios/1",
        "/configuracion/usuarios/nuevo", "/conciliacion", "/dinero-por-resolver",
        "/estado-del-sistema", "/facturas", "/facturas/1", "/facturas/nueva", "/pagos",
        "/pagos-sin-recibo", "/pedidos", "/pedidos/2043", "/pedidos/nuevo",
        "/productos", "/productos/1", "/productos/cupones/1", "/productos/cupones/nuevo",
        "/productos/1/existencias", "/productos/nuevo", "/recibos", "/recibos/1",
        "/recibos/1/anular", "/clientes/cruces/1", "/clientes/cruces/1/anular",
    )  # fmt: skip
    attempts = [f"/admin/pagos/{message_id}" for message_id in estate.payments.values()]
    attempts.append(f"/admin/pagos/{estate.payments['paid']}/devoluciones")
    return [
        *(f"/admin{path}" for path in plain), *attempts,
        f"/admin/pedidos/{2042 + int(estate.orders['unpaid'])}/marcar-pagado",
        f"/admin/pedidos/{2042 + int(estate.orders['unpaid'])}/factura",
        f"/admin/pedidos/{2042 + int(estate.orders['paid'])}/factura",
        f"/admin/pedidos/{2042 + int(estate.orders['paid'])}/enviar",
        f"/admin/pedidos/{2042 + int(estate.orders['sent'])}",
        f"/admin/pedidos/{2042 + int(estate.orders['sent'])}/deshacer-envio",
        f"/admin/pedidos/{2042 + int(estate.orders['sent'])}/deshacer-pago",
        f"/admin/pedidos/{2042 + int(estate.orders['credit'])}/anular-con-nota",
        f"/admin/pedidos/{2042 + int(estate.orders['untaxed'])}/documento",
        "/admin/facturas/notas/1/deshacer",
        f"/admin/clientes/{estate.till.customer(CAFE)}/saldo-a-favor",
        f"/admin/facturas/{estate.document()}",
        "/admin/facturas/documento", f"/admin/facturas/{estate.document()}/factura-electronica",
        f"/admin/facturas/{estate.document()}/nota-credito",
        "/admin/clientes/importar", f"/admin/clientes/importar/{estate.imported}",
        customer, f"{customer}/editar", f"{customer}/estado-de-cuenta",
        f"/admin/pagos-sin-recibo/{estate.payments['ours']}",
    ]  # fmt: skip


def visitor(estate: Estate, who: str) -> FlaskClient:
    """A browser; an anonymous one has something in its cart."""
    client = estate.browser(who)
    if who == NOBODY:
        (form,) = [f for f in read(who, "/producto/taza", client.get("/producto/taza").text)
                   if f.name == "add-to-cart"]  # fmt: skip
        client.post("/producto/taza", data=form.values | {"quantity": "1"})
    return client


@dataclass
class Found:
    """All post forms, each with the browser that holds its session."""

    browsers: dict[str, FlaskClient]
    forms: list[Form]


def find(estate: Estate) -> Found:
    """Open every page and read its forms; the same form of two pages counts once."""
    browsers = {who: visitor(estate, who) for who in (NOBODY, OWNER)}
    found: dict[tuple[str, str], Form] = {}
    for who, path in pages(estate):
        answer = browsers[who].get(path)
        assert answer.status_code in (200, 410), f"{path}: {answer.status_code}"  # 410: expired
        for form in read(who, path, answer.text):
            if form.method == "post":
                found.setdefault((form.action, form.name), form)
    return Found(browsers, list(found.values()))
