"""Reads of the catalogue: one query per page, rows turned into frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import Row, Select, select

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.offers import Card, Offer
from storefront.catalog.photos import NONE
from storefront.db import db

Line = Row[Product, Variant, Category]


def categories() -> Sequence[Category]:
    """All categories, in the order of the shelf."""
    return db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()


def shelf(category: str | None = None) -> list[Card]:
    """Every product on sale, or those of one category (its slug)."""
    query = _lines().where(Product.active)
    if category:
        query = query.where(Category.slug == category)
    return _cards(db.session.execute(query).all())


def product(slug: str) -> Card | None:
    """One product on sale, or None."""
    query = _lines().where(Product.active, Product.slug == slug)
    return next(iter(_cards(db.session.execute(query).all())), None)


def offers(variant_ids: Iterable[int]) -> dict[int, Offer]:
    """What those variants cost and how many are left; the ones not on sale are missing."""
    wanted = sorted(set(variant_ids))
    if not wanted:
        return {}
    query = _lines().where(Product.active, Variant.id.in_(wanted))
    return {row[1].id: _offer(row[0], row[1]) for row in db.session.execute(query)}


def _lines() -> Select[Product, Variant, Category]:
    return (
        select(Product, Variant, Category)
        .join(Variant, Variant.product_id == Product.id)
        .join(Category, Category.id == Product.category_id)
        .order_by(Product.position, Product.id, Variant.position, Variant.id)
    )


def _cards(rows: Sequence[Line]) -> list[Card]:
    return [_card(list(group)) for _, group in groupby(rows, key=lambda row: row[0].id)]


def _card(rows: Sequence[Line]) -> Card:
    item, _, category = rows[0]
    return Card(
        product_id=item.id,
        slug=item.slug,
        name=item.name,
        detail=item.detail,
        maker=item.maker,
        description=item.description,
        alt=item.alt,
        image=item.image or NONE,
        tile=item.tile,
        category=category.name,
        category_slug=category.slug,
        offers=tuple(_offer(item, row[1]) for row in rows),
    )


def _offer(item: Product, variant: Variant) -> Offer:
    return Offer(
        variant_id=variant.id,
        slug=item.slug,
        name=item.name,
        label=variant.label,
        sku=variant.sku,
        image=item.image or NONE,
        tile=item.tile,
        unit=variant.price_cents,
        vat_percent=variant.vat_percent,
        available=variant.stock - variant.taken,
    )
