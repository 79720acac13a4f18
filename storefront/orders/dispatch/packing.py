"""*Lista de empaque*: what goes into an order's parcel and where it goes, on paper, no prices."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from nequi_plugin import show_phone
from storefront.company.gate import Merchant
from storefront.dates import long_date
from storefront.orders.models import Delivery, Order
from storefront.orders.stages import why_not
from storefront.pdf import blocks, styles
from storefront.pdf.answer import file_name
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet, Tone
from storefront.pdf.table import GAP, Column, Table, fitting

SIGNED = 240


def file_of(order: Order) -> str:
    """What the file is called."""
    return file_name(_("Lista de empaque %(number)s", number=order.number))


def draw(order: Order, seller: Merchant) -> bytes:
    """The file; one that must not leave yet says so first."""
    head = Head(_("Lista de empaque"), order.label, (long_date(order.placed_at),))
    sheet = framed(seller, head)
    stays = why_not(order)
    if stays:
        blocks.stamp(sheet, _("Todavía no se envía"), stays)
    _where(sheet, order, seller)
    _pieces(sheet, order)
    _signed(sheet)
    return finished(sheet, _("Sin precios: puede ir dentro del paquete. No es una factura."))


def _where(sheet: Sheet, order: Order, seller: Merchant) -> None:
    phone = f"+57 {show_phone(order.phone)}" if order.phone else ""
    if order.delivery == Delivery.PICKUP:
        place = Party(_("Entrega"), _("Recoge en la tienda"), lines=(seller.address,))
    else:
        town = order.city
        if not order.department.startswith(order.city):
            town = f"{order.city}, {order.department}"
        barrio = _("Barrio %(name)s", name=order.barrio) if order.barrio else ""
        place = Party(_("Entrega"), order.address, lines=(barrio, town))
    blocks.parties(sheet, Party(_("Para"), order.name, lines=(phone,)), place)
    told = [(_("Indicaciones"), order.indications), (_("Transportadora"), _carried(order))]
    for label, text in told:
        if text:
            blocks.prose(sheet, text, label=label)
            sheet.y += 12


def _carried(order: Order) -> str:
    guide = _("guía %(number)s", number=order.guide_number) if order.guide_number else ""
    return ", ".join(part for part in (order.carrier, guide) if part)


def _pieces(sheet: Sheet, order: Order) -> None:
    """One row per product, how many first; the pieces counted at the end."""
    count = fitting([_("Cantidad")], styles.HEADS, 90)
    sku = fitting([_("Código"), *(line.sku for line in order.lines)], styles.BODY, 180)
    name = LEFT + count + 2 * GAP
    columns = [
        Column(_("Cantidad"), LEFT, count, style=styles.STRONG),
        Column(_("Producto"), name, RIGHT - sku - 2 * GAP - name),
        Column(_("Código"), RIGHT, sku, right=True),
    ]
    rows = [[str(line.quantity), line.name, line.sku] for line in order.lines]
    sheet.y += 8
    pieces = ngettext("pieza en total", "piezas en total", order.pieces)
    Table(sheet, columns).draw(rows, [str(order.pieces), pieces, ""])


def _signed(sheet: Sheet) -> None:
    sheet.need(110)
    sheet.y += 64
    sheet.rule(sheet.y, to=LEFT + SIGNED, tone=Tone.INK, weight=1.25)
    sheet.text(LEFT, sheet.y + 9, _("Empacó"), styles.LABEL)
    sheet.y += 40
