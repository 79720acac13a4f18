"""What a product's page tells machines: schema.org data, and the preview in a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from storefront.catalog.offers import Card, Offer
from storefront.money import Cents
from storefront.pictures.keeping import picture_url

DRAWN = "products/"
SCHEMA = "https://schema.org"


@dataclass(frozen=True, slots=True)
class Shared:
    """``url`` and ``image`` are whole addresses; no image for a product without a photo."""

    url: str
    image: str
    data: dict[str, Any]


def shared(card: Card) -> Shared:
    """Addresses start with the shop's public one: a visitor's Host header decides nothing."""
    url = _whole(url_for("catalog.product", slug=card.slug))
    image = _whole(preview(card.image)) if preview(card.image) else ""
    data: dict[str, Any] = {
        "@context": SCHEMA, "@type": "Product", "name": card.name, "category": card.category,
        "description": card.description or card.detail or card.name, "url": url,
        "offers": [_offer(offer, url) for offer in card.offers],
    }  # fmt: skip
    if image:
        data["image"] = [image]
    if card.maker:
        data["brand"] = {"@type": "Brand", "name": card.maker}
    return Shared(url, image, data)


def preview(path: str) -> str:
    """A picture that chats show: no chat shows an SVG, so each drawing has a PNG beside it."""
    if path.startswith(DRAWN) and path.endswith(".svg"):
        name = path.removeprefix(DRAWN).removesuffix(".svg")
        return url_for("static", filename=f"{DRAWN}social/{name}.png")
    return "" if path.endswith(".svg") or not path else picture_url(path)


def _offer(offer: Offer, url: str) -> dict[str, Any]:
    stock = "OutOfStock" if offer.sold_out else "InStock"
    return {
        "@type": "Offer", "name": offer.full_name, "sku": offer.sku, "url": url,
        "price": _price(offer.unit), "priceCurrency": "COP", "availability": f"{SCHEMA}/{stock}",
    }  # fmt: skip


def _price(value: Cents) -> str:
    """With a point, as schema.org wants it."""
    return f"{value // 100}.{value % 100:02d}"


def _whole(path: str) -> str:
    return f"{current_app.config['NEQUI_PUBLIC_URL'].rstrip('/')}{path}"
