"""The ceiling app's tables, template and engine: as little as an honest shop can have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

PRODUCTS, PENDING = 200, 20_000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")

tables = sa.MetaData()
product = sa.Table(
    "product", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("slug", sa.String(80), unique=True), sa.Column("title", sa.String(200)),
    sa.Column("price", sa.Integer), sa.Column("stock", sa.Integer), sa.Column("body", sa.Text),
)  # fmt: skip
orders = sa.Table(
    "orders", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ref", sa.String(40), unique=True), sa.Column("email", sa.String(120)),
    sa.Column("total", sa.Integer), sa.Column("state", sa.String(16)),
)  # fmt: skip
line = sa.Table(
    "order_line", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey("orders.id"), index=True),
    sa.Column("product_id", sa.Integer), sa.Column("qty", sa.Integer),
    sa.Column("price", sa.Integer),
)  # fmt: skip
payment = sa.Table(
    "payment", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ref", sa.String(40), unique=True), sa.Column("order_id", sa.Integer, index=True),
    sa.Column("amount", sa.Integer), sa.Column("state", sa.String(16)),
    sa.Column("gateway_id", sa.String(60)),
)  # fmt: skip
event = sa.Table(
    "payment_event", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("event_id", sa.String(60), unique=True),
    sa.Column("payment_id", sa.Integer, index=True), sa.Column("body", sa.Text),
)  # fmt: skip
basket = sa.Table(
    "basket", tables, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(40), index=True), sa.Column("product_id", sa.Integer),
    sa.Column("qty", sa.Integer),
)  # fmt: skip

TEMPLATE = """<!doctype html><html lang="es"><head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="/static/a.css"></head>
<body><header><nav><ul>{% for c in cats %}<li><a href="/category/{{ c }}">Category {{ c }}</a></li>{% endfor %}</ul></nav></header><main><h1>{{ title }}</h1>
{% for p in items %}<article class="product"><div class="picture"><a href="/product/{{ p.id }}-{{ p.slug }}"><img src="/media/{{ p.slug }}.jpg" alt="{{ p.title }}" width="200" height="200" loading="lazy"></a></div>
<h3><a href="/product/{{ p.id }}-{{ p.slug }}" title="{{ p.title }}">{{ p.title }}</a></h3><p class="price">$ {{ "{:,}".format(p.price) }}</p><p class="stock">{% if p.stock %}In stock{% else %}Out of stock{% endif %}</p>
<p>{{ p.body }}</p><form action="/basket/add/{{ p.id }}" method="post"><input type="hidden" name="quantity" value="1"><button class="btn btn-primary" type="submit">Add to basket</button></form></article>
{% endfor %}<nav class="pages"><a href="?page={{ page + 1 }}">next</a></nav></main><footer>the end</footer></body></html>"""  # noqa: E501 - a page


def make_engine(file: str) -> sa.Engine:
    """SQLite, WAL, every commit synced."""
    engine = sa.create_engine(f"sqlite:///{file}", pool_size=40)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def began(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def seed(engine: sa.Engine) -> None:
    """Products to sell, and payments that wait for a webhook."""
    tables.create_all(engine)
    goods = [{"slug": f"product-{i}", "title": f"A very good product number {i}",
              "price": 1000 + i, "stock": 10**6, "body": "Words about the thing. " * 8}
             for i in range(PRODUCTS)]  # fmt: skip
    waiting = [{"ref": f"P{i}", "order_id": i, "amount": 5000, "state": "pending"}
               for i in range(PENDING)]  # fmt: skip
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(product.insert(), goods)
        connection.execute(payment.insert(), waiting)
