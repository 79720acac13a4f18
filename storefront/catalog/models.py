"""Rows of the catalogue. Prices are centavos with IVA included (Ley 1480, art. 26)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import Cents


class Category(Model):
    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)


class Product(Model):
    """``tile`` names the ground that the picture stands on.

    ``image`` is the first picture's path (``storefront.pictures.keeping.picture_url`` reads it)
    or empty, ``more_images`` the others in order. Not ``active``: hidden from the shop.
    """

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(120), default="")
    maker: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    image: Mapped[str] = mapped_column(String(200), default="")
    more_images: Mapped[list[str]] = mapped_column(JSON, default=list)
    alt: Mapped[str] = mapped_column(String(200), default="")
    tile: Mapped[str] = mapped_column(String(20), default="sand")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    category: Mapped[Category] = relationship()
    variants: Mapped[list[Variant]] = relationship(
        back_populates="product", order_by="Variant.position, Variant.id"
    )


class Variant(Model):
    """One thing on the shelf.

    ``stock`` counts every piece ever supplied, ``taken`` those reserved or sold; what can
    be bought is the difference. ``storefront.orders.stock`` alone changes ``taken``,
    ``storefront.catalog.stock`` alone ``stock``. Not ``active``: no longer offered.
    """

    __tablename__ = "variant"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("taken <= stock", name="never_oversold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    price_cents: Mapped[Cents] = cents_column()
    vat_percent: Mapped[int] = mapped_column(default=19)
    stock: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    product: Mapped[Product] = relationship(back_populates="variants")


class StockChange(Model):
    """One adjustment of a variant's stock; ``available`` is what could be bought afterwards."""

    __tablename__ = "stock_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    pieces: Mapped[int]
    available: Mapped[int]
    note: Mapped[str] = mapped_column(String(200), default="")

    variant: Mapped[Variant] = relationship()
