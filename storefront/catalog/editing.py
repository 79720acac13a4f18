"""Changes of products by the merchant, one unit of work each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.catalog.models import Category, Product, StockChange, Variant
from storefront.catalog.offers import fold
from storefront.catalog.rules import StockKind, sku_of, slug_of
from storefront.catalog.stock import write_down
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.orders.models import OrderLine, StockReservation


class Taken(Exception):
    """Another variant has this reference."""

    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku


@dataclass(frozen=True)
class VariantData:
    """One variant as the form gives it; ``pieces`` counts only for a new one."""

    variant_id: int | None
    label: str
    sku: str
    unit: Cents
    vat_percent: int
    active: bool
    pieces: int = 0


@dataclass(frozen=True)
class ProductData:
    """A whole product; ``new_category`` wins over ``category_id`` where it is given."""

    name: str
    detail: str
    maker: str
    description: str
    alt: str
    tile: str
    active: bool
    category_id: int | None
    new_category: str
    photos: tuple[str, ...]
    variants: tuple[VariantData, ...] = field(default=())


def save(product_id: int | None, data: ProductData, actor: str) -> int:
    """Make or change a product; gives its id.

    Raises Taken for a reference that another product's variant has, LookupError for a product,
    category or variant that is not there.
    """
    with nequi.unit_of_work() as s:
        row = _new(s, data) if product_id is None else s.get(Product, product_id)
        if row is None:
            raise LookupError(f"product {product_id}")
        row.name, row.detail, row.maker = data.name, data.detail, data.maker
        row.description, row.alt, row.tile = data.description, data.alt, data.tile
        row.active = data.active
        row.image, row.more_images = next(iter(data.photos), ""), list(data.photos[1:])
        row.category = _category(s, data)
        s.add(row)
        s.flush()
        _variants(s, row, data.variants, actor)
        action = "product.made" if product_id is None else "product.saved"
        record(s, actor, action, f"product:{row.id}", row.name)
        return row.id


def _new(s: Session, data: ProductData) -> Product:
    last = s.scalar(select(func.max(Product.position)))
    taken = set(s.scalars(select(Product.slug)))
    return Product(slug=slug_of(data.name, taken), position=(last if last is not None else -1) + 1)


def _category(s: Session, data: ProductData) -> Category:
    rows = s.scalars(select(Category)).all()
    if not data.new_category:
        found = next((row for row in rows if row.id == data.category_id), None)
        if found is None:
            raise LookupError(f"category {data.category_id}")
        return found
    same = next((row for row in rows if fold(row.name) == fold(data.new_category)), None)
    if same is not None:
        return same
    last = max((row.position for row in rows), default=-1)
    slug = slug_of(data.new_category, {row.slug for row in rows})
    made = Category(slug=slug, name=data.new_category, position=last + 1)
    s.add(made)
    return made


def _variants(s: Session, product: Product, given: Sequence[VariantData], actor: str) -> None:
    """Every variant as given, in that order; one left out goes, or hides where an order has it."""
    there = {row.id: row for row in s.scalars(select(Variant).filter_by(product_id=product.id))}
    taken = {sku: key for sku, key in s.execute(select(Variant.sku, Variant.id))}  # noqa: C416 - typed rows
    for at, data in enumerate(given):
        row = there.pop(data.variant_id, None) if data.variant_id is not None else None
        if data.variant_id is not None and row is None:
            raise LookupError(f"variant {data.variant_id}")
        sku = data.sku or (row.sku if row else sku_of(product.slug, taken))
        if taken.get(sku, row.id if row else None) != (row.id if row else None):
            raise Taken(sku)
        row = row or Variant(product_id=product.id, stock=0)
        row.sku, row.label, row.position, row.active = sku, data.label, at, data.active
        row.price_cents, row.vat_percent = data.unit, data.vat_percent
        s.add(row)
        s.flush()
        taken[sku] = row.id
        if data.variant_id is None and data.pieces:
            write_down(s, row.id, StockKind.IN, data.pieces, actor, "")
    for row in there.values():
        _drop(s, row)


def _drop(s: Session, row: Variant) -> None:
    used = any(
        s.scalar(select(model.id).filter_by(variant_id=row.id).limit(1))
        for model in (OrderLine, StockReservation)
    )
    if used:
        row.active = False
        return
    s.execute(delete(StockChange).where(StockChange.variant_id == row.id))
    s.delete(row)
