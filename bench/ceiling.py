"""The ceiling: ``python -m bench.ceiling PORT FILE`` serves FILE's text through Flask and Jinja.

The same bytes as the page it is compared with, no database, no session, no headers of ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask, render_template_string
from waitress import serve

PIECES = 100
TEMPLATE = "{% for piece in pieces %}{{ piece | safe }}{% endfor %}"


def make_app(text: str) -> Flask:
    """``/`` is the text in a hundred pieces, ``/hello`` is one word."""
    app = Flask("ceiling")
    length = len(text) // PIECES + 1
    pieces = [text[at : at + length] for at in range(0, len(text), length)]
    app.add_url_rule("/", "page", lambda: render_template_string(TEMPLATE, pieces=pieces))
    app.add_url_rule("/hello", "hello", lambda: "hello")
    return app


if __name__ == "__main__":
    serve(make_app(Path(sys.argv[2]).read_text("utf-8")), host="127.0.0.1", port=int(sys.argv[1]))
