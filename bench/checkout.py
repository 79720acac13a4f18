"""A guest's whole checkout, from the shelf to the waiting page, against the ceiling's, CPU.

Ours counts all that the process does meanwhile: its worker sends the push to Nequi's simulator
and the order's mail to the mailbox. The ceiling asks its gateway once and mails nobody.
"""

from __future__ import annotations

from itertools import count

from bench.client import Client
from bench.rows import Row, ratios
from bench.stage import Stage

FLOWS = 10
NUMBERS = count(1)
ADDRESS = {
    "name": "A B", "street": "1 Road", "city": "Cali", "phone": "3001234567",
    "email": "a@example.com",
}  # fmt: skip


def ceiling_flow(url: str) -> None:
    """Nine calls, as many as ours."""
    client = Client(url)
    client.get("/catalogue")
    product = 1 + next(NUMBERS) % 150
    client.get(f"/product/{product}")
    client.post(f"/basket/add/{product}", [("quantity", "1")])
    client.get("/basket")
    client.get("/address")
    client.post("/address", list(ADDRESS.items()))
    client.get("/preview")
    client.post("/place", [("go", "1")])
    client.get("/thanks")
    client.close()


def our_flow(stage: Stage) -> None:
    """Shelf, product, into the cart, cart, checkout, order, payment page, pay, wait."""
    client = Client(stage.shop.server.url)
    stage.shop.pay(client)
    client.close()


def measure(stage: Stage) -> Row:
    """The row."""
    our_flow(stage)
    found, note = ratios(
        lambda: stage.ceiling.spend(lambda: ceiling_flow(stage.ceiling.url), FLOWS),
        lambda: _settled(stage),
    )
    return Row("guest checkout, whole flow", "the ceiling's flow", 0.35, 0.7, found, note)


def _settled(stage: Stage) -> float:
    """Our flows until the last push is in Nequi's book and the last mail in the mailbox; what
    their endings cost, and the mails about them, belongs to no round."""
    server, phone = stage.shop.server, stage.shop.shops.phone
    before, sent = server.cpu(), len(phone.pushes())
    for _ in range(FLOWS):
        our_flow(stage)
    stage.shop.shops.until_sent(sent + FLOWS)
    stage.shop.mailed()
    cost = (server.cpu() - before) / FLOWS
    stage.shop.quiet()
    return cost
