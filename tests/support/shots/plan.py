"""What is photographed: every page by name, and the endpoint whose page it is.

A GET route of the URL map that stands nowhere here fails ``tests/test_shots.py``: a new page
comes with its picture.
"""
from __future__ import annotations

PUBLIC: dict[str, str] = {
    "home": "catalog.home", "home-category": "catalog.home",
    "search": "catalog.search", "search-typo": "catalog.search", "search-nothing": "catalog.search",
    "product": "catalog.product", "product-one-variant": "catalog.product",
    "product-sold-out": "catalog.product",
    "product-photos": "catalog.product", "product-no-photo": "catalog.product",
    "product-error": "catalog.product",
    "information": "catalog.information",
    "cart-empty": "cart.show", "cart": "cart.show", "cart-changed": "cart.show",
    "cart-coupon": "cart.show",
    "checkout": "orders.checkout", "checkout-errors": "orders.checkout",
    "pay-form": "nequi.page", "pay-form-error": "nequi.page", "pay-sending": "nequi.page",
    "pay-waiting": "nequi.page", "pay-approved": "nequi.page", "pay-rejected": "nequi.page",
    "pay-cancelled": "nequi.page", "pay-no-nequi": "nequi.page", "pay-refused": "nequi.page",
    "pay-not-sent": "nequi.page", "pay-unknown": "nequi.page", "pay-review": "nequi.page",
    "pay-qr": "nequi.page", "pay-qr-approved": "nequi.page", "pay-reversed": "nequi.page",
    "pay-expired": "nequi.page", "pay-unknown-free": "nequi.page", "pay-gone": "nequi.page",
    "office-order-undo-payment": "unpaying_admin.undo",
    "office-order-send": "sending_admin.send", "order-sent": "orders.show",
    "order-unpaid": "orders.show", "order-paid": "orders.show", "order-cancelled": "orders.show",
    "statement": "statements.show", "statement-none": "statements.show",
    "statement-movements": "statements.show", "statement-waiting": "nequi.page",
    "statement-approved": "nequi.page", "statement-after": "statements.show",
    "statement-expired": "statements.show", "statement-code": "statement_codes.ask",
    "receipt-ask": "receipts.ask", "receipt-unknown": "receipts.show",
    "receipt-verify": "receipts.show",
    "sign-in": "accounts.sign_in", "sign-in-error": "accounts.sign_in",
    "first-run": "first_run.start",
    "style": "style.index", "style-shop": "style.shop", "style-office": "style.office",
    "style-pay": "style.pay",
}
"""Pages that are reached by what a person does; the scenes in this package do it."""

OFFICE: dict[str, tuple[str, str]] = {
    "office": ("backoffice.index", "/admin"),
    "office-help": ("help_admin.index", "/admin/ayuda"),
    "office-password": ("accounts.password", "/admin/clave"),
    "office-customers": ("customers_admin.index", "/admin/clientes"),
    "office-customer": ("customers_admin.show", "/admin/clientes/{customer}"),
    "office-customer-edit": ("customers_admin.edit", "/admin/clientes/{customer}/editar"),
    "office-customer-new": ("customers_admin.new", "/admin/clientes/nuevo"),
    "office-import": ("imports_admin.upload", "/admin/clientes/importar"),
    "office-import-file": ("imports_admin.show", "/admin/clientes/importar/{file}"),
    "office-credit-use": ("credits_admin.use", "/admin/clientes/{with_credit}/saldo-a-favor"),
    "office-credit": ("credits_admin.show", "/admin/clientes/cruces/{use}"),
    "office-credit-undo": ("credits_admin.undo", "/admin/clientes/cruces/{use}/anular"),
    "office-statement": ("statements_admin.show", "/admin/clientes/{customer}/estado-de-cuenta"),
    "office-reconciliations": ("reconciling_admin.index", "/admin/conciliacion"),
    "office-reconciliation": ("reconciling_admin.show", "/admin/conciliacion/{run}"),
    "office-settings": ("company.index", "/admin/configuracion"),
    "office-company": ("company.company", "/admin/configuracion/empresa"),
    "office-shipping": ("shipping_admin.page", "/admin/configuracion/envios"),
    "office-integrations": ("company_nequi.integrations", "/admin/configuracion/integraciones"),
    "office-online-payments": (
        "company_nequi.methods", "/admin/configuracion/integraciones/pagos-en-linea"),
    "office-nequi": (
        "company_nequi.page", "/admin/configuracion/integraciones/pagos-en-linea/nequi"),
    "office-journal": ("journal_admin.index", "/admin/configuracion/registro"),
    "office-users": ("people_admin.index", "/admin/configuracion/usuarios"),
    "office-user": ("people_admin.edit", "/admin/configuracion/usuarios/{user}"),
    "office-user-new": ("people_admin.new", "/admin/configuracion/usuarios/nuevo"),
    "office-queue": ("queue_admin.index", "/admin/dinero-por-resolver"),
    "office-health": ("health_admin.index", "/admin/estado-del-sistema"),
    "office-invoices": ("invoices_admin.index", "/admin/facturas"),
    "office-invoice": ("invoices_admin.show", "/admin/facturas/{invoice}"),
    "office-invoice-new": ("invoices_admin.new", "/admin/facturas/nueva"),
    "office-document": ("invoices_admin.show", "/admin/facturas/{document}"),
    "office-document-link": (
        "documents_admin.link", "/admin/facturas/{document}/factura-electronica"),
    "office-note": ("notes_admin.new", "/admin/facturas/{document}/nota-credito"),
    "office-note-made": ("note_admin.show", "/admin/facturas/notas/{note}"),
    "office-note-undo": ("unnoting_admin.undo", "/admin/facturas/notas/{note}/deshacer"),
    "office-unlinked": ("documents_admin.unlinked", "/admin/facturas/sin-factura-electronica"),
    "office-document-new": ("documents_admin.new", "/admin/facturas/documento"),
    "office-payments": ("payments_admin.index", "/admin/pagos"),
    "office-payment": ("payments_admin.payment", "/admin/pagos/{payment}"),
    "office-refund": ("refunds_admin.index", "/admin/pagos/{payment}/devoluciones"),
    "office-tray": ("receipts_admin.tray", "/admin/pagos-sin-recibo"),
    "office-receipt-new": ("receipts_admin.new", "/admin/pagos-sin-recibo/{unbooked}"),
    "office-orders": ("orders_admin.orders", "/admin/pedidos"),
    "office-order": ("orders_admin.order", "/admin/pedidos/{order}"),
    "office-order-unpaid": ("orders_admin.order", "/admin/pedidos/{unpaid}"),
    "office-order-unsend": ("sending_admin.take_back", "/admin/pedidos/{order}/deshacer-envio"),
    "office-order-new": ("desk_admin.new", "/admin/pedidos/nuevo"),
    "office-order-mark-paid": ("paying_admin.mark", "/admin/pedidos/{unpaid}/marcar-pagado"),
    "office-order-invoice": ("invoicing_admin.invoice", "/admin/pedidos/{order}/factura"),
    "office-order-document": ("documenting_admin.document", "/admin/pedidos/{untaxed}/documento"),
    "office-order-annul": ("annul_admin.annul", "/admin/pedidos/{owed}/anular-con-nota"),
    "office-order-credit": ("invoicing_admin.invoice", "/admin/pedidos/{unpaid}/factura"),
    "office-products": ("catalog_admin.products", "/admin/productos"),
    "office-product": ("catalog_admin.edit", "/admin/productos/{product}"),
    "office-product-new": ("catalog_admin.new", "/admin/productos/nuevo"),
    "office-coupons": ("coupons_admin.index", "/admin/productos/cupones"),
    "office-coupon-new": ("coupons_admin.new", "/admin/productos/cupones/nuevo"),
    "office-coupon": ("coupons_admin.edit", "/admin/productos/cupones/{coupon}"),
    "office-stock": ("stock_admin.show", "/admin/productos/{product}/existencias"),
    "office-receipts": ("receipts_admin.index", "/admin/recibos"),
    "office-receipt": ("receipts_admin.show", "/admin/recibos/{receipt}"),
    "office-receipt-void": ("receipts_admin.void", "/admin/recibos/{receipt}/anular"),
}
"""Pages of the back office with the address that opens them; office.py knows what is in braces."""

PAPERS: dict[str, str] = {
    "paper-order-proof": "orders.proof", "paper-statement": "statements.pdf",
    "paper-statement-proof": "statements.proof", "paper-receipt": "receipts_admin.pdf",
    "paper-office-statement": "statements_admin.pdf", "paper-credit": "credits_admin.pdf",
    "paper-packing-list": "sending_admin.packing_list", "paper-document": "invoices_admin.pdf",
    "paper-note": "note_admin.pdf",
}
"""PDFs, whose first page is shown."""

MAILS = (
    "order-received", "order-paid", "order-shipped", "order-cancelled", "receipt",
    "merchant-notice", "payment-rejected", "payment-expired", "refund", "payment-link",
    "statement", "cash-receipt",
)
"""Kinds of mail; each as HTML and as text."""

ASIDE = ("mailbox", "mailbox-mail", "phone", "missing-page", "missing-link")
"""The development pages, and what stands where nothing is."""

NOT_PAGES: dict[str, str] = {
    "static": "files", "nequi.static": "files", "pictures.show": "a photo",
    "nequi.code_image": "a code's picture for mails", "nequi.status": "JSON",
    "imports_admin.template": "a file", "imports_admin.to_mend": "a file",
    "health.healthz": "JSON", "company_nequi.status": "a piece of office-nequi",
}
"""GET routes that answer no page, and what they answer."""


def names() -> set[str]:
    """Every picture's name."""
    mails = {f"mail-{kind}{part}" for kind in MAILS for part in ("", "-text")}
    return {*PUBLIC, *OFFICE, *PAPERS, *ASIDE, *mails}


def endpoints() -> set[str]:
    """Every endpoint that has a picture, or a reason for none."""
    return {*PUBLIC.values(), *(endpoint for endpoint, _ in OFFICE.values()), *PAPERS.values(),
            *NOT_PAGES}
