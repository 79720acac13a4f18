"""A document as the answer to a request."""

from __future__ import annotations

import re

from flask import Response


def file_name(name: str) -> str:
    """``Recibo RC-0234`` as a file's name that every system takes."""
    return re.sub(r"[^0-9A-Za-zÀ-ɏ -]+", "-", name).strip(" -")[:80] + ".pdf"


def pdf_answer(content: bytes, name: str) -> Response:
    """Shown in the browser, kept by nobody in between; ``name`` is of ``file_name``."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
