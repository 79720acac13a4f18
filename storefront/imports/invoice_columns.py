"""The columns of a file of electronic invoices, as the template and other programs title them."""

from __future__ import annotations

from storefront.imports.columns import Column

COLUMNS = (
    Column("prefix", "Prefijo", "El de la resolución; también puede ir con el número.", "FE"),
    Column("number", "Número", "Como salió en la factura: 1038, FE1038 o FE-1038.", "1038",
           ("Número de factura", "Número factura", "Factura", "Consecutivo", "No. factura",
            "Folio"), needed=True),
    Column("cufe", "CUFE", "El código de 96 letras y números; puede faltar.", "ab12" * 24,
           ("Código CUFE",)),
    Column("issued_on", "Fecha de emisión", "26/11/2026 o 2026-11-26.", "26/10/2026",
           ("Fecha", "Fecha emisión", "Fecha factura", "Fecha de factura", "Emitida el",
            "Fecha de elaboración", "Fecha de creación"), needed=True),
    Column("due_on", "Fecha de vencimiento", "26/11/2026 o 2026-11-26.", "25/11/2026",
           ("Vencimiento", "Fecha vencimiento", "Vence el", "Vence"), needed=True),
    Column("id_type", "Tipo de documento", "El del cliente. Hace falta solo si dos clientes tienen "
           "el mismo número.", "NIT",
           ("Tipo de documento del cliente", "Tipo de identificación", "Tipo documento",
            "Tipo identificación")),
    Column("id_number", "Documento del cliente", "El del cliente, que ya debe estar en Clientes; "
           "con o sin puntos y DV.", "900.123.456-8",
           ("NIT", "NIT del cliente", "NIT cliente", "Identificación",
            "Identificación del cliente", "Identificación cliente", "Número de identificación",
            "Número de documento", "Documento cliente", "Cédula o NIT", "NIT o cédula"),
           needed=True),
    Column("total", "Total", "Lo que pide la factura, con IVA.", "1.190.000",
           ("Valor total", "Total factura", "Total de la factura", "Total a pagar"), needed=True),
    Column("base", "Base sin IVA", "Con ella se calculan las retenciones; vacía si no la sabes.",
           "1.000.000", ("Base", "Subtotal", "Base gravable", "Valor antes de IVA",
                         "Total antes de impuestos")),
    Column("vat", "IVA", "Junto con la base; 0 si no tiene.", "190.000",
           ("Valor IVA", "Total IVA", "Valor del IVA")),
    Column("balance", "Saldo", "Solo para revisar: las facturas con abonos no entran.",
           "1.190.000", ("Saldo pendiente", "Por cobrar", "Saldo por cobrar", "Pendiente")),
    Column("note", "Nota", "Máximo 400 letras.", "Pedido de octubre",
           ("Observaciones", "Observación", "Notas", "Concepto", "Descripción", "Comentarios")),
)  # fmt: skip
