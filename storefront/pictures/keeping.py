"""Where pictures lie: ``<data folder>/fotos``, named by their content, never changed.

A picture that a product lost stays, since the orders that show it do.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from flask import current_app, url_for

from storefront.config import Settings
from storefront.pictures.reencode import reencode

FOLDER = "fotos"
NONE = "img/no-photo.svg"
"""Stands in everywhere for a product without a picture; a path below ``static/``."""
_KEPT = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}\.webp")
_SERVED = re.compile(r"[0-9a-f]{32}(-s)?\.webp")


def keep(data: bytes) -> str:
    """Store an uploaded file drawn anew; gives its path ``fotos/….webp``. Raises BadPicture."""
    picture = reencode(data)
    name = hashlib.sha256(picture.large).hexdigest()[:32]
    folder().mkdir(parents=True, exist_ok=True)
    for ending, content in (("-s", picture.small), ("", picture.large)):
        _write(folder() / f"{name}{ending}.webp", content)
    return f"{FOLDER}/{name}.webp"


def is_kept(path: str) -> bool:
    """Whether ``path`` names an uploaded picture that is there."""
    return bool(_KEPT.fullmatch(path)) and (folder() / Path(path).name).is_file()


def is_served(name: str) -> bool:
    """Whether ``name`` can be a file of the folder: content's name, either size."""
    return bool(_SERVED.fullmatch(name))


def folder() -> Path:
    settings: Settings = current_app.extensions["store_settings"]
    return settings.data_dir / FOLDER


def picture_url(path: str, small: bool = False) -> str:
    """The address of a drawing below ``static/`` or of an uploaded picture, in either size."""
    if not path.startswith(f"{FOLDER}/"):
        return url_for("static", filename=path or NONE)
    name = Path(path).name
    if small:
        name = name.replace(".webp", "-s.webp")
    return url_for("pictures.show", name=name)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing; the same name always has the same content."""
    if path.exists():
        return
    half = path.with_name(f".{secrets.token_hex(8)}")
    half.write_bytes(content)
    os.replace(half, path)
