"""The demo's shelf: eight drawn products with variants, prices and stock for 60 orders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storefront.catalog.models import Category, Product, Variant
from storefront.money import cents

DRAWN = Path(__file__).resolve().parents[2] / "static" / "products" / "products.json"
CATEGORIES = (("barro", "Barro"), ("textiles", "Textiles"), ("palma", "Palma"), ("hogar", "Hogar"))
VAT_PERCENT = 19


@dataclass(frozen=True)
class Piece:
    """What the drawings' list does not tell; ``variants`` are (SKU, label, pesos, stock)."""

    category: str
    maker: str
    description: str
    variants: tuple[tuple[str, str, int, int], ...]


PIECES: dict[str, Piece] = {
    "taza-de-barro": Piece(
        "barro",
        "Taller El Horno, Ráquira",
        "Torneada a mano con barro de Ráquira y quemada dos veces. Cabe un café largo y no se "
        "calienta por fuera. El esmalte corre distinto en cada hornada: la tuya será parecida "
        "a la del dibujo, no idéntica. Va al microondas y al lavaplatos.",
        (
            ("TAZ-280-CRE", "Crema", 42_000, 140),
            ("TAZ-280-VER", "Verde", 42_000, 120),
            ("TAZ-280-AZU", "Azul", 42_000, 0),
            ("TAZ-180-CRE", "Crema pequeña", 36_000, 90),
        ),
    ),
    "jarra-de-barro": Piece(
        "barro",
        "Taller El Horno, Ráquira",
        "Para jugo, agua o flores. El pico se moldea con el dedo y el zigzag se raya antes de "
        "la segunda quema. Lávala a mano.",
        (("JAR-1200", "", 68_000, 90),),
    ),
    "mochila-arhuaca": Piece(
        "textiles",
        "Tejedoras de Nabusímake, Sierra Nevada",
        "Una tejedora la hace en unas tres semanas, en espiral y sin costuras, con lana de "
        "ovejo de su color natural. La correa da la vuelta al hombro.",
        (
            ("MOC-30", "Mediana, 30 cm", 240_000, 90),
            ("MOC-20", "Pequeña, 20 cm", 165_000, 85),
        ),
    ),
    "ruana-de-lana": Piece(
        "textiles",
        "Telar de Nobsa, Boyacá",
        "Lana virgen hilada y tejida en telar de pedal. Abriga sin pesar y rechaza la llovizna. "
        "Lávala en frío y sécala a la sombra.",
        (
            ("RUA-AZU", "Azul niebla", 185_000, 80),
            ("RUA-GRI", "Gris páramo", 185_000, 80),
        ),
    ),
    "hamaca-de-san-jacinto": Piece(
        "textiles",
        "Telares de San Jacinto, Bolívar",
        "Algodón torcido en telar vertical, de 4,20 m con cuerdas y flecos. Caben dos personas "
        "y aguanta 180 kilos.",
        (("HAM-420", "", 258_000, 80),),
    ),
    "sombrero-vueltiao": Piece(
        "palma",
        "Resguardo Zenú, Tuchín",
        "Caña flecha trenzada a mano en 19 vueltas: se dobla, se guarda y vuelve a su forma. "
        "El negro se tiñe con barro.",
        (
            ("SOM-19-M", "Talla M", 196_000, 80),
            ("SOM-19-L", "Talla L", 196_000, 80),
        ),
    ),
    "canasto-werregue": Piece(
        "palma",
        "Artesanas Wounaan, río San Juan",
        "Fibra de palma de werregue cosida en rollo, tan apretada que guarda hasta el grano "
        "fino. El color sale de semillas y hojas.",
        (("CAN-28", "", 96_000, 90),),
    ),
    "vela-de-abejas": Piece(
        "hogar",
        "Apiario La Ladera, Santander",
        "Cera de abejas pura con mecha de algodón, sobre un platillo de barro. Dura 35 horas y "
        "huele a miel sin perfume añadido.",
        (
            ("VEL-35", "35 horas", 34_000, 160),
            ("VEL-60", "60 horas", 52_000, 100),
        ),
    ),
}
"""In the order of the shelf."""


def seed(s: Session) -> None:
    """Put the demo's catalogue into an empty one; does nothing when products exist."""
    if s.scalars(select(Product.id).limit(1)).first() is not None:
        return
    groups = {
        slug: Category(slug=slug, name=name, position=at)
        for at, (slug, name) in enumerate(CATEGORIES)
    }
    s.add_all(groups.values())
    drawn = {entry["slug"]: entry for entry in json.loads(DRAWN.read_text(encoding="utf-8"))}
    for at, (slug, piece) in enumerate(PIECES.items()):
        s.add(_product(drawn[slug], piece, groups[piece.category], at))
    s.flush()


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
                vat_percent=VAT_PERCENT,
                stock=stock,
                position=order,
            )
            for order, (sku, label, pesos, stock) in enumerate(piece.variants)
        ],
    )
