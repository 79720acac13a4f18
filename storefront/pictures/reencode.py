"""An uploaded file becomes a picture of our own making, or a reason why not. Needs Pillow only.

Nothing of the file itself is kept: what browsers get was drawn here from its pixels, upright, in
sRGB, without the camera's notes (place and time), in two sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
HEAVIEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What the cameras of phones make; a file that claims more is a bomb or no use in a shop."""
LARGE, SMALL = 1000, 480
"""Longest sides in px: a product's page at twice 500, a card of the shelf at twice 240."""
QUALITY = 80
SRGB = ImageCms.createProfile("sRGB")


class Problem(StrEnum):
    """Why a file is no picture for us."""

    HEAVY = "heavy"
    FOREIGN = "foreign"
    HUGE = "huge"
    BROKEN = "broken"


class BadPicture(Exception):
    """The file is refused; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Picture:
    """Two WebP files of the same picture."""

    large: bytes
    small: bytes


def reencode(data: bytes) -> Picture:
    """Draw the file's first frame anew; raises BadPicture."""
    if len(data) > HEAVIEST:
        raise BadPicture(Problem.HEAVY)
    try:
        large = _pixels(data)
        small = large.copy()
        small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
        return Picture(_webp(large), _webp(small))
    except BadPicture:
        raise
    except UnidentifiedImageError:
        raise BadPicture(Problem.FOREIGN) from None
    except Image.DecompressionBombError:
        raise BadPicture(Problem.HUGE) from None
    except Exception as error:  # decoders raise whatever a hostile file leads them to
        raise BadPicture(Problem.BROKEN) from error


def _pixels(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise BadPicture(Problem.HUGE)
        opened.draft("RGB", (LARGE, LARGE))  # a JPEG is then decoded no larger than needed
        upright = ImageOps.exif_transpose(opened)
        clear = "A" in upright.getbands() or "transparency" in upright.info
        found = _in_srgb(upright).convert("RGBA" if clear else "RGB")
    found.info.clear()
    found.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    return found


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The same colours without the profile; a profile that makes no sense is left out."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, SRGB) or picture
    except (ImageCms.PyCMSError, OSError):
        return picture


def _webp(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
