"""Pages that are the same for many: rendered and compressed once, sent many times.

A page may hold one form. Its proof against forged posts belongs to the visitor, so it stands
in a gap of the kept page and is put in at sending: deflate allows to join two packed halves by
a stored block, so nothing is packed anew. The proof is not packed at all, and that keeps its
letters from being guessed by the length of the answer.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
import struct
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flask import Response, current_app, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

MOST = 256
GAP = secrets.token_hex(16)
"""Stands where a visitor's proof comes; nobody can know it, so no text of ours holds it."""
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def gap() -> Markup:
    """The hidden field of a kept page's form, its value left open."""
    return Markup('<input id="csrf_token" name="csrf_token" type="hidden" value="{}">').format(GAP)


@dataclass(frozen=True)
class Page:
    """One rendered page: before the gap and after it (None: there is no gap)."""

    head: bytes
    tail: bytes | None

    @cached_property
    def etag(self) -> str:
        """Of a page without a gap, plain."""
        return hashlib.sha256(self.head).hexdigest()[:24]

    @cached_property
    def packed(self) -> bytes:
        """A page without a gap as gzip, as small as it gets: it is done once."""
        return gzip.compress(self.head, 9, mtime=0)

    @cached_property
    def halves(self) -> tuple[bytes, bytes]:
        """Both sides of the gap as raw deflate, the first ended at a byte and left open."""
        first, last = (zlib.compressobj(9, zlib.DEFLATED, -15) for _ in "12")
        opened = first.compress(self.head) + first.flush(zlib.Z_FULL_FLUSH)
        return opened, last.compress(self.tail or b"") + last.flush()

    def filled(self, proof: bytes) -> bytes:
        """The plain page of one visitor."""
        return self.head + proof + (self.tail or b"")

    def joined(self, proof: bytes) -> bytes:
        """The same as gzip: half, stored block (RFC 1951, 3.2.4), half."""
        opened, last = self.halves
        stored = b"\x00" + struct.pack("<HH", len(proof), len(proof) ^ 0xFFFF) + proof
        whole = self.filled(proof)
        end = struct.pack("<II", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)
        return b"".join((GZIP_HEAD, opened, stored, last, end))


def answer(pages: dict[Hashable, Page], key: Hashable, render: Callable[[], str]) -> Response:
    """The page of ``key`` from ``pages``, rendered when it is missing there."""
    page = pages.get(key)
    if page is None:
        head, cut, tail = render().partition(GAP)
        page = Page(head.encode(), tail.encode() if cut else None)
        if len(pages) >= MOST:  # names and carts are many: start over rather than grow
            pages.clear()
        pages[key] = page
    zipped = _takes_gzip(request.headers.get("Accept-Encoding", ""))
    return _whole(page, zipped) if page.tail is None else _of_visitor(page, zipped)


def _whole(page: Page, zipped: bool) -> Response:
    """The same for all; a browser that has it is told so (304)."""
    response = _response(page.packed if zipped else page.head, zipped)
    response.headers["ETag"] = f'"{page.etag}{"-gzip" if zipped else ""}"'
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


def _of_visitor(page: Page, zipped: bool) -> Response:
    proof = generate_csrf().encode()
    return _response(page.joined(proof) if zipped else page.filled(proof), zipped)


def _response(body: bytes, zipped: bool) -> Response:
    """A browser may keep it but asks each time: the cart's number may have changed."""
    response: Response = current_app.response_class(body, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(128)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept).quality("gzip") > 0
