"""Reads of the catalogue: plain rows turned into frozen values, no entity is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.offers import MANY, Card, Group, Offer
from storefront.db import db
from storefront.pictures.keeping import NONE

GROUPS = select(Category.slug, Category.name).order_by(Category.position, Category.id)
LINES = (
    select(
        Product.id, Product.slug, Product.name, Product.detail, Product.maker,
        Product.description, Product.alt, Product.image, Product.tile,
        Category.name, Category.slug,
        Variant.id, Variant.label, Variant.sku, Variant.price_cents, Variant.vat_percent,
        Variant.stock - Variant.taken, Product.more_images,
    )
    .join(Variant, Variant.product_id == Product.id)
    .join(Category, Category.id == Product.category_id)
    .where(Product.active, Variant.active)
    .order_by(Product.position, Product.id, Variant.position, Variant.id)
)  # fmt: skip
Line = tuple[Any, ...]
"""One variant with its product, in the order of ``LINES``."""
ShelfRows = tuple[tuple[Line, ...], tuple[Line, ...]]
"""Every category, and every variant on sale: equal rows mean an equal shelf."""


def read_rows() -> ShelfRows:
    """The whole shelf by a connection of its own, so that it is never an older picture.

    Pieces are counted up to ``MANY``: a sale from a full store changes nothing that is shown.
    """
    with db.engine.connect() as connection:
        groups = tuple(map(tuple, connection.execute(GROUPS)))
        lines = connection.execute(LINES)
        return groups, tuple((*line[:16], min(line[16], MANY), *line[17:]) for line in lines)


def groups_of(rows: Iterable[Line]) -> tuple[Group, ...]:
    """All categories, in the order of the shelf."""
    return tuple(Group(*row) for row in rows)


def cards_of(rows: Iterable[Line]) -> tuple[Card, ...]:
    """Products with their variants, in the order of the rows."""
    return tuple(_card(list(group)) for _, group in groupby(rows, key=lambda row: row[0]))


def product(slug: str) -> Card | None:
    """One product on sale as it is now, or None."""
    rows = db.session.execute(LINES.where(Product.slug == slug))
    return next(iter(cards_of(map(tuple, rows))), None)


def offers(variant_ids: Iterable[int]) -> dict[int, Offer]:
    """What those variants cost and how many are left; the ones not on sale are missing."""
    wanted = sorted(set(variant_ids))
    if not wanted:
        return {}
    rows = db.session.execute(LINES.where(Variant.id.in_(wanted)))
    return {offer.variant_id: offer for offer in (_offer(tuple(row)) for row in rows)}


def _card(rows: Sequence[Line]) -> Card:
    number, slug, name, detail, maker, description, alt, image, tile, category, shelf = rows[0][:11]
    return Card(
        product_id=number,
        slug=slug,
        name=name,
        detail=detail,
        maker=maker,
        description=description,
        alt=alt,
        image=image or NONE,
        tile=tile,
        category=category,
        category_slug=shelf,
        offers=tuple(_offer(row) for row in rows),
        more_images=tuple(rows[0][17]),
    )


def _offer(line: Line) -> Offer:
    variant_id, label, sku, price, vat_percent, available = line[11:17]
    return Offer(
        variant_id=variant_id,
        slug=line[1],
        name=line[2],
        label=label,
        sku=sku,
        image=line[7] or NONE,
        tile=line[8],
        unit=price,
        vat_percent=vat_percent,
        available=available,
    )
