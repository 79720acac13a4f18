"""Every page of the back office, with the data that the other scenes made."""
from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.support.shots.accounts import COMPANY
from tests.support.shots.papers import paper
from tests.support.shots.plan import OFFICE
from tests.support.shots.stage import Stage, order, sign_in
from tests.support.waiting import wait_until

REGULAR = "Café La Esquina"


def signing_in(on: Stage) -> None:
    """A password that is none."""
    with on.camera.person() as page:
        page.goto(f"{on.url}/entrar")
        page.locator("[name=email]").fill("duena@ladera.example")
        page.locator("[name=password]").fill("no es la clave")
        page.locator("[data-form=login] button").click()
        page.wait_for_load_state()
        on.camera.shoot(page, "sign-in-error")


def pages(on: Stage) -> None:
    """All of them as the owner."""
    for _one in ("to be sold on credit", "that nobody paid, on top of the list"):
        with on.camera.person() as page:
            order(on, page)
    with on.camera.person() as page:
        sign_in(on, page, "owner")
        found = _found(on, page)
        for name, (_endpoint, path) in OFFICE.items():
            page.goto(on.url + path.format_map(found))
            on.camera.shoot(page, name)
        paper(on, page, "paper-receipt", f"{on.url}/admin/recibos/{found['receipt']}.pdf")
        paper(on, page, "paper-credit", f"{on.url}/admin/clientes/cruces/{found['use']}.pdf")
        paper(on, page, "paper-office-statement",
              f"{on.url}/admin/clientes/{found['customer']}/estado-de-cuenta.pdf")
        paper(on, page, "paper-packing-list",
              f"{on.url}/admin/pedidos/{found['order']}/lista-de-empaque.pdf")
        paper(on, page, "paper-note", f"{on.url}/admin/facturas/notas/{found['note']}.pdf")
        paper(on, page, "paper-document", f"{on.url}/admin/facturas/{found['document']}.pdf")
        _mark_paid(on, page, found["unpaid"])
        _give_back(on, page, found["payment"])


def _found(on: Stage, page: Page) -> dict[str, str]:
    """What stands in the braces of the plan's addresses, read from the lists' links."""
    found = {"customer": _first(on, page, "clientes", r"/clientes/(\d+)$", COMPANY),
             "invoice": _first(on, page, "facturas", r"/facturas/(\d+)$", "FE-1051"),
             "document": _first(on, page, "facturas", r"/facturas/(\d+)$", "DC-0001"),
             "product": _first(on, page, "productos", r"/productos/(\d+)$"),
             "coupon": _first(on, page, "productos/cupones", r"/cupones/(\d+)$"),
             "user": _first(on, page, "configuracion/usuarios", r"/usuarios/(\d+)$"),
             "unpaid": _first(on, page, "pedidos", r"/pedidos/(\d+)$"),
             "receipt": _receipt(on, page), "run": _run(on, page)}
    found["with_credit"] = _first(on, page, "clientes", r"/clientes/(\d+)$", REGULAR)
    found["use"] = _use(on, page, found["with_credit"])
    found["file"] = _file(on, page)
    found["unbooked"] = _first(on, page, "pagos-sin-recibo", r"/pagos-sin-recibo/(\w+)$")
    found["payment"] = on.links["payment"]
    page.goto(f"{on.url}/admin/pagos/{found['payment']}")
    found["order"] = _link(page, r"/pedidos/(\d+)$") or found["unpaid"]
    _send(on, page, found["order"])
    found["owed"] = str(int(found["unpaid"]) - 1)
    _on_credit(on, page, found["owed"])
    found["note"] = _note(on, page, found["document"])
    found["untaxed"] = _untaxed(on, page, found["product"])
    return found


def _note(on: Stage, page: Page, invoice: str) -> str:
    """A part of an invoice is taken off; the nota crédito's id."""
    page.goto(f"{on.url}/admin/facturas/{invoice}/nota-credito")
    form = page.locator("[data-form=credit-note]")
    form.locator("[name=value]").fill("10.000")
    form.locator("[name=reason]").fill("Llegó una pieza rota")
    form.get_by_role("button", name="Hacer nota crédito").click()
    page.wait_for_url(re.compile(rf"/facturas/{invoice}$"))
    return _link(page, r"/facturas/notas/(\d+)$")


def _untaxed(on: Stage, page: Page, product: str) -> str:
    """An order of a product that has no IVA; its number."""
    page.goto(f"{on.url}/admin/productos/{product}")
    form = page.locator("[data-form=product]")
    before = form.locator("[name$=-vat]").first.input_value()
    shown = page.get_by_role("link", name="Ver en la tienda").get_attribute("href") or ""

    def rate(value: str) -> None:
        page.goto(f"{on.url}/admin/productos/{product}")
        form.locator("[name$=-vat]").first.select_option(value)
        form.get_by_role("button", name="Guardar").last.click()
        page.wait_for_load_state()

    rate("0")
    with on.camera.person() as buyer:
        order(on, buyer, shown.rpartition("/")[2])
    rate(before)
    return _first(on, page, "pedidos", r"/pedidos/(\d+)$")


def _on_credit(on: Stage, page: Page, number: str) -> None:
    """An order is handed over before it is paid, by its electronic invoice."""
    page.goto(f"{on.url}/admin/pedidos/{number}/factura")
    form = page.locator("[data-form=credit-sale]")
    total = re.findall(r"\$\s?([\d.]+)", form.inner_text())[0]
    form.locator("[name=number]").fill("FE-1077")
    form.locator("[name=cufe]").fill("ab" * 48)
    form.locator("[name=total]").fill(total)
    form.locator("[name=customer_id]").select_option(index=1)
    form.get_by_role("button").last.click()
    page.wait_for_url(re.compile(rf"/pedidos/{number}$"))


def _send(on: Stage, page: Page, number: str) -> None:
    """A paid order leaves the shop: the form, the mail, and what its buyer sees then."""
    page.goto(f"{on.url}/admin/pedidos/{number}/enviar")
    on.camera.shoot(page, "office-order-send")
    form = page.locator("[data-form=send-order]")
    form.locator("[name=carrier]").fill("Servientrega")
    form.locator("[name=guide_number]").fill("2043118890")
    form.locator("[name=guide_url]").fill("https://guias.example/2043118890")
    form.get_by_role("button").click()
    page.goto(on.link(on.mail("order-shipped"), "/pedido/"))
    on.camera.shoot(page, "order-sent")


def _first(on: Stage, page: Page, words: str, pattern: str, text: str = "") -> str:
    """The id in the first link of a list's table that fits (and holds ``text``)."""
    page.goto(f"{on.url}/admin/{words}")
    value = _link(page, pattern, text)
    if not value:
        raise LookupError(f"/admin/{words} has no link like {pattern} {text}")
    return value


def _link(page: Page, pattern: str, text: str = "") -> str:
    for link in page.locator("main a", has_text=text or None).all():
        fits = re.search(pattern, (link.get_attribute("href") or "").partition("?")[0])
        if fits and fits.group(1) != "nuevo":
            return fits.group(1)
    return ""


def _receipt(on: Stage, page: Page) -> str:
    """The oldest payment of the tray gets its recibo de caja; the recibo's id."""
    page.goto(f"{on.url}/admin/pagos-sin-recibo")
    page.get_by_role("link", name="Agregar recibo").last.click()
    page.get_by_role("button", name="Guardar recibo").click()
    page.wait_for_url(re.compile(r"/recibos/\d+"))
    fits = re.search(r"/recibos/(\d+)", page.url)
    return fits.group(1) if fits else ""


def _use(on: Stage, page: Page, customer: str) -> str:
    """A part of a customer's saldo a favor pays her oldest invoice; the cruce's id."""
    page.goto(f"{on.url}/admin/clientes/{customer}/saldo-a-favor")
    form = page.locator("[data-form=use-credit]")
    form.locator("[name^=debt-]").first.fill("25.000")
    form.get_by_role("button", name="Usar saldo a favor").click()
    page.wait_for_url(re.compile(r"/cruces/\d+"))
    fits = re.search(r"/cruces/(\d+)", page.url)
    return fits.group(1) if fits else ""


def _file(on: Stage, page: Page) -> str:
    """A file of customers that waits for its confirmation: one is new, one is wrong; its id."""
    page.goto(f"{on.url}/admin/clientes/importar")
    lines = (
        "Nombre;Tipo de documento;Número;DV;Correo",
        "Ferretería El Tornillo;NIT;800.197.268;4;pagos@tornillo.example",
        "Vivero Las Palmas;NIT;830.114.921;7;pagos@palmas.example",
    )
    form = page.locator("[data-form=import-file]")
    form.locator("[name=file]").set_input_files(
        {"name": "clientes.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    form.get_by_role("button", name="Revisar").click()
    page.wait_for_url(re.compile(r"/importar/\d+"))
    return page.url.rpartition("/")[2]


def _run(on: Stage, page: Page) -> str:
    """A reconciliation with today's report."""
    page.goto(f"{on.url}/admin/conciliacion")
    page.locator("[data-form=fetch-report] button").click()
    page.wait_for_load_state()

    def done() -> str:
        page.goto(f"{on.url}/admin/conciliacion")
        return "" if page.get_by_text("Pidiendo el reporte").count() else _link(
            page, r"/conciliacion/(\d+)$")

    return wait_until(done)


def _mark_paid(on: Stage, page: Page, number: str) -> None:
    """Somebody paid an order in cash: its buyer gets a mail, and it could be undone."""
    page.goto(f"{on.url}/admin/pedidos/{number}/marcar-pagado")
    form = page.locator("[data-form=mark-paid]")
    form.locator("[name=means]").first.check()
    form.locator("[name=paid_reason]").fill("Pagó en el taller")
    form.get_by_role("button", name="Marcar como pagado").click()
    on.mail("order-paid")
    page.goto(f"{on.url}/admin/pedidos/{number}/deshacer-pago")
    on.camera.shoot(page, "office-order-undo-payment")


def _give_back(on: Stage, page: Page, payment: str) -> None:
    """The owner returns one payment; what its buyer then sees."""
    page.goto(f"{on.url}/admin/pagos/{payment}/devoluciones")
    form = page.locator("[data-form=refund]")
    form.locator("[name=reason]").fill("Llegó rota")
    form.locator("[name=password]").fill(on.logins["owner"]["password"])
    form.get_by_role("button").click()
    on.mail("refund")
    page.goto(on.links["paid-page"])
    on.camera.shoot(page, "pay-reversed")
