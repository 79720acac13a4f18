"""Which pictures a product has: its image, and the numbered ones that lie beside it.

``products/taza.jpg`` brings ``products/taza.2.jpg``, ``products/taza.3.webp`` and so on, up to
``MOST``. No slug has a dot, so that one product never takes another's picture.
"""

from __future__ import annotations

from pathlib import Path

NONE = "img/no-photo.svg"
"""Stands in everywhere for a product without a picture."""
ENDINGS = (".jpg", ".jpeg", ".webp", ".png", ".svg")
MOST = 8


def photos(static: Path, image: str) -> tuple[str, ...]:
    """Paths below ``static``, ``image`` first; the numbers end at the first one missing."""
    found = [image]
    while len(found) < MOST and (further := _numbered(static, image, len(found) + 1)):
        found.append(further)
    return tuple(found)


def _numbered(static: Path, image: str, number: int) -> str | None:
    stem = Path(image).with_suffix("")
    paths = (f"{stem.as_posix()}.{number}{ending}" for ending in ENDINGS)
    return next((path for path in paths if (static / path).is_file()), None)
