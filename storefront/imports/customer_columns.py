"""The columns of a file of customers, as the template and other programs title them."""

from __future__ import annotations

from storefront.imports.columns import Column

COLUMNS = (
    Column("name", "Nombre", "Nombre o razón social, máximo 120 letras.", "Ejemplo SAS",
           ("Nombre o razón social", "Razón social", "Nombre completo", "Nombre del cliente",
            "Cliente", "Tercero", "Nombre tercero"), needed=True),
    Column("id_type", "Tipo de documento",
           "NIT, CC, CE, TI, RC, TE, PP, DIE, PEP, PPT, NUIP o NIT de otro país; también su nombre "
           "o el código de la DIAN.", "NIT",
           ("Tipo de identificación", "Tipo documento", "Tipo identificación", "Tipo ID", "Tipo"),
           needed=True),
    Column("id_number", "Número", "El documento, con o sin puntos.", "900.123.456",
           ("Documento", "Número de documento", "Número de identificación", "Identificación",
            "NIT", "Cédula", "NIT o cédula", "Cédula o NIT", "CC o NIT", "Número documento",
            "Número identificación", "No. documento"), needed=True),
    Column("dv", "DV", "Dígito de verificación; solo para NIT. También puede ir con el número: "
           "900.123.456-8.", "8", ("Dígito de verificación", "Dígito verificación", "Dígito")),
    Column("email", "Correo", "A donde llegan estados de cuenta y comprobantes.",
           "pagos@ejemplo.example", ("Correo electrónico", "E-mail", "Mail")),
    Column("phone", "Celular", "10 dígitos que empiezan por 3.", "300 123 4567",
           ("Móvil", "Teléfono celular", "Teléfono móvil", "WhatsApp")),
    Column("credit_days", "Plazo en días", "De 0 a 365; vacío son 30.", "30",
           ("Plazo", "Días de plazo", "Días de crédito", "Plazo de pago")),
    Column("retains", "Practica retenciones", "Sí o No; vacío: con NIT sí, personas no.", "Sí",
           ("Practica retenciones al pagar", "Retenedor", "Agente retenedor")),
    Column("income_rate", "Retefuente", "Tarifa en %, como 2,5.", "2,5",
           ("Tarifa retefuente", "Retención en la fuente")),
    Column("vat_rate", "ReteIVA", "Tarifa en % del IVA, como 15.", "15", ("Tarifa reteIVA",)),
    Column("city_rate", "ReteICA", "Tarifa en ‰, como 9,66.", "9,66", ("Tarifa reteICA",)),
)  # fmt: skip
