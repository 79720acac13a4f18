"""The demo's shelf: sixteen drawn products with variants, prices and stock for 60 orders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storefront.catalog.models import Category, Product, Variant
from storefront.demo.house import HOUSE
from storefront.demo.piece import Piece
from storefront.demo.woven import WOVEN
from storefront.money import cents

DRAWN = Path(__file__).resolve().parents[2] / "static" / "products" / "products.json"
"""Names, tiles and alternative texts, in the order of the shelf."""
CATEGORIES = (
    ("barro", "Barro"),
    ("textiles", "Textiles"),
    ("palma", "Palma y fique"),
    ("cocina", "Cocina"),
    ("hogar", "Casa y fiesta"),
)
PIECES = HOUSE | WOVEN


def seed(s: Session) -> None:
    """Put into the catalogue what it lacks of the demo's; nothing that is there changes."""
    groups = _categories(s)
    there = set(s.scalars(select(Product.slug)))
    for at, drawn in enumerate(json.loads(DRAWN.read_text(encoding="utf-8"))):
        if drawn["slug"] not in there:
            piece = PIECES[drawn["slug"]]
            s.add(_product(drawn, piece, groups[piece.category], at))
    s.flush()


def _categories(s: Session) -> dict[str, Category]:
    groups = {group.slug: group for group in s.scalars(select(Category))}
    for at, (slug, name) in enumerate(CATEGORIES):
        if slug not in groups:
            groups[slug] = Category(slug=slug, name=name, position=at)
            s.add(groups[slug])
    return groups


def _product(drawn: dict[str, Any], piece: Piece, category: Category, at: int) -> Product:
    return Product(
        slug=drawn["slug"],
        name=drawn["name"],
        detail=drawn["detail"],
        tile=drawn["tile"],
        alt=drawn["alt"],
        image=f"products/{drawn['slug']}.svg",
        maker=piece.maker,
        description=piece.description,
        category=category,
        position=at,
        variants=[
            Variant(
                sku=sku,
                label=label,
                price_cents=cents(pesos),
                vat_percent=piece.vat_percent,
                stock=stock,
                position=order,
            )
            for order, (sku, label, pesos, stock) in enumerate(piece.variants)
        ],
    )
