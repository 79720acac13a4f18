from nequi_plugin import Due, Nequi
from tests.tiny_host.host import Invoice, app, db

nequi = Nequi()


@nequi.payable("invoice")
def due(key):
    invoice = db.session.get(Invoice, key)
    return invoice and Due(invoice.owed, f"Factura {invoice.number}")


@nequi.on_approved("invoice")
def paid(key, payment):
    db.session.get(Invoice, key).paid = True


nequi.init_app(app, db)
