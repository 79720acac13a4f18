"""``python -m bench.ceiling PORT DATABASE [BYTES …]``: the smallest honest app for each work.

Flask, Jinja with one compiled template, SQLAlchemy Core, SQLite that syncs every commit and
one gate for writers, behind the server that the shop uses. No users, no translation, no proofs,
no audit. ``/page/N`` is a shelf of twenty of exactly N bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, jsonify, redirect, request, session
from waitress import serve

from bench.ceiling_shop import (
    TEMPLATE,
    basket,
    event,
    line,
    make_engine,
    orders,
    payment,
    product,
    seed,
)
from bench.gateway import PORT_OF, ask

SECRET = b"bench-secret"
SHELF = 20
THREADS = 32
NAMES = ("name", "street", "city", "phone", "email")


class Ceiling:
    """One app; ``commit`` opens a durable transaction behind the gate."""

    def __init__(self, database: str, gateway: int) -> None:
        self.engine = make_engine(database)
        seed(self.engine)
        self.app = Flask("ceiling")
        self.app.secret_key = SECRET
        self.template = self.app.jinja_env.from_string(TEMPLATE)
        self.gateway = gateway
        self._gate = threading.Lock()
        self._bodies: dict[int, str] = {}

    @contextmanager
    def commit(self) -> Iterator[sa.Connection]:
        """Writers queue in the process; SQLite never polls."""
        with self._gate, self.engine.execution_options(write=True).begin() as connection:
            yield connection

    def rows(self, query: sa.Select[Any], **values: Any) -> list[Any]:
        """One read."""
        with self.engine.connect() as connection:
            return list(connection.execute(query, values))

    def page(self, title: str, items: Any) -> str:
        """The one template."""
        return self.template.render(title=title, items=items, cats=range(8), page=1)

    def shelf(self, size: int) -> str:
        """Twenty products with so long a text that the page has ``size`` bytes."""
        if size not in self._bodies:
            bare = len(self.page("Catalogue", _fixed("")))
            self._bodies[size] = "Words about it. " * 300
            self._bodies[size] = self._bodies[size][: max(0, size - bare) // SHELF]
        return self.page("Catalogue", _fixed(self._bodies[size]))


def _fixed(body: str) -> list[dict[str, Any]]:
    return [
        {"id": i, "slug": f"product-{i}", "title": f"A very good product number {i}",
         "price": 1000 + i, "stock": 9, "body": body}
        for i in range(SHELF)
    ]  # fmt: skip


def make_app(database: str, gateway: int) -> Flask:
    """Everything that a row is held against."""
    shop = Ceiling(database, gateway)
    app = shop.app
    app.add_url_rule("/hello", "hello", lambda: jsonify(message="hello"))
    app.add_url_rule("/page/<int:size>", "page", shop.shelf)
    _browsing(shop)
    _ordering(shop)
    _webhook(shop)
    return app


def _browsing(shop: Ceiling) -> None:
    app = shop.app
    some = sa.select(product).order_by(product.c.id).limit(SHELF)
    one = sa.select(product).where(product.c.id == sa.bindparam("pid"))
    wanted = (
        sa.select(product, basket.c.qty)
        .join(basket, basket.c.product_id == product.c.id)
        .where(basket.c.key == sa.bindparam("key"))
    )

    @app.get("/catalogue")
    def catalogue() -> str:
        return shop.page("Catalogue", shop.rows(some))

    @app.get("/product/<int:pid>")
    def show(pid: int) -> str:
        return shop.page("Product", shop.rows(one, pid=pid) or abort(404))

    @app.post("/basket/add/<int:pid>")
    def add(pid: int) -> Any:
        key = session.setdefault("key", uuid.uuid4().hex)
        with shop.commit() as c:
            c.execute(basket.insert(), {"key": key, "product_id": pid, "qty": 1})
        return redirect("/basket")

    def held() -> list[Any]:
        return shop.rows(wanted, key=session.get("key", "")) or abort(400)

    @app.get("/basket")
    @app.get("/preview")
    @app.get("/address")
    def view() -> str:
        return shop.page("Basket", held())

    @app.post("/address")
    def address() -> Any:
        session["to"] = {name: request.form[name] for name in NAMES}
        return redirect("/preview")

    shop.app.extensions["held"] = held


def _ordering(shop: Ceiling) -> None:
    app = shop.app

    def order(rows: list[Any], to: dict[str, str]) -> str:
        ref, total = uuid.uuid4().hex, sum(row.price * row.qty for row in rows)
        with shop.commit() as c:  # what is asked of Nequi is on disk before it is asked
            values = {"ref": ref, "email": to["email"], "total": total, "state": "new"}
            number = c.execute(orders.insert(), values).inserted_primary_key[0]
            c.execute(line.insert(), [{"order_id": number, "product_id": row.id, "qty": row.qty,
                                       "price": row.price} for row in rows])  # fmt: skip
            for row in rows:
                c.execute(product.update().where(product.c.id == row.id, product.c.stock >= row.qty)
                          .values(stock=product.c.stock - row.qty))  # fmt: skip
            c.execute(payment.insert(), {"ref": ref, "order_id": number, "amount": total,
                                         "state": "sending"})  # fmt: skip
        told = ask(shop.gateway, {"phone": to["phone"], "value": total, "ref": ref})
        with shop.commit() as c:
            c.execute(payment.update().where(payment.c.ref == ref, payment.c.state == "sending")
                      .values(state="pending", gateway_id=told))  # fmt: skip
        return ref

    @app.post("/place")
    def place() -> Any:
        to = session.get("to") or abort(400)
        session["ref"] = order(app.extensions["held"](), to)
        with shop.commit() as c:
            c.execute(basket.delete().where(basket.c.key == session.pop("key")))
        return redirect("/thanks")

    @app.get("/thanks")
    def thanks() -> str:
        found = shop.rows(sa.select(orders).where(orders.c.ref == session.get("ref")))
        return shop.page(f"Order {(found or abort(404))[0].ref}", [])


def _webhook(shop: Ceiling) -> None:
    @shop.app.post("/webhook")
    def webhook() -> Response:
        raw = request.get_data()
        told = request.headers.get("X-Signature", "")
        if not hmac.compare_digest(hmac.new(SECRET, raw, hashlib.sha256).hexdigest(), told):
            abort(403)
        said = json.loads(raw)
        with shop.commit() as c:
            one = sa.select(payment.c.id, payment.c.state).where(payment.c.ref == said["ref"])
            row = c.execute(one).first() or abort(404)
            try:
                c.execute(event.insert(), {"event_id": said["event"], "payment_id": row.id,
                                           "body": raw.decode()})  # fmt: skip
            except sa.exc.IntegrityError:
                return jsonify(seen=True)
            c.execute(payment.update().where(payment.c.id == row.id, payment.c.state == "pending")
                      .values(state=said["state"]))  # fmt: skip
        return jsonify(ok=True)


if __name__ == "__main__":
    served = make_app(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else PORT_OF)
    serve(served, host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS, ident=None)
