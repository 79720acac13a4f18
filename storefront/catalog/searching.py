"""What a search finds and in which order a shelf stands; free of Flask and of the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storefront.catalog.offers import Card, fold

WORD = re.compile(r"[a-z0-9]+")
ORDERS: dict[str, Callable[[Card], object]] = {
    "precio": lambda card: card.lowest,
    "-precio": lambda card: -card.lowest,
    "nombre": lambda card: fold(card.name),
}
"""By the word in the address; without one the shelf stands as the merchant ordered it."""


@dataclass(frozen=True, slots=True)
class Found:
    """``guessed``: nothing holds the words as they were typed, these come close."""

    cards: tuple[Card, ...]
    guessed: bool = False


def search(cards: Sequence[Card], query: str) -> Found:
    """Products with every word of ``query``, those that are called so first.

    Accents and capitals do not matter. Where nothing fits, a slip of the finger in each word is
    forgiven: one letter from four on, two from eight on.
    """
    words = WORD.findall(fold(query))
    if not words:
        return Found(())
    exact = [card for card in cards if all(word in _texts(card) for word in words)]
    if exact:
        exact.sort(key=lambda card: not all(word in fold(card.name) for word in words))
        return Found(tuple(exact))
    known = [(card, WORD.findall(_names(card))) for card in cards]
    near = (card for card, tokens in known if all(_near_any(word, tokens) for word in words))
    return Found(tuple(near), guessed=True)


def in_order(cards: Sequence[Card], order: str) -> tuple[Card, ...]:
    """The cards as ``order`` wants them, sold out ones last; as they stand for none we know."""
    key = ORDERS.get(order)
    if key is None:
        return tuple(cards)
    return tuple(sorted(cards, key=lambda card: (card.sold_out, key(card))))


def slips(typed: str, meant: str, most: int) -> int:
    """Letters changed, missing, added or swapped between two words; ``most + 1`` for more."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, a in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


def _near_any(word: str, tokens: Sequence[str]) -> bool:
    most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    return any(word in token or slips(word, token, most) <= most for token in tokens)


def _names(card: Card) -> str:
    labels = (offer.label for offer in card.offers)
    return fold(" ".join((card.name, card.detail, card.category, *labels)))


def _texts(card: Card) -> str:
    return f"{_names(card)} {fold(card.description)} {fold(card.maker)}"
