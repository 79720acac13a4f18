"""``python -m storefront.web``: the shop behind waitress, with its worker at once."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from types import FrameType

from flask import Flask
from waitress.server import create_server

from storefront import create_app
from storefront.config import SettingError
from storefront.extensions import nequi
from storefront.security import MOST_UPLOADED

THREADS = 32
COLLECT_AFTER = 20_000
"""Objects more than were freed: some megabytes at most."""
GRACE_SECONDS = 5
"""For calls to Nequi, then for what else still runs: together well below 15 s."""


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; 1 after a sentence when a setting is wrong."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        app = create_app()
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    settings = app.extensions["store_settings"]
    server = create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=1000,
        channel_timeout=30,
        max_request_body_size=MOST_UPLOADED + 1024 * 1024,  # it spools to the disk
        ident=None,
    )
    if nequi.embeds_worker(app):
        nequi.start_worker(app)
    _settle()
    signal.signal(signal.SIGTERM, _stop)
    server.run()
    server.close()
    _end(app)
    return 0


def _settle() -> None:
    """What was made at the start stays: the collector need not walk through it again and again,
    nor look for cycles at every seven hundredth object. An eighth of all CPU, measured."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 10, 10)


def _end(app: Flask) -> None:
    """Let calls under way finish, but not for as long as a silent gateway may take.

    What an interrupted call leaves behind is found by the next worker (``unknown``).
    """
    nequi.stop_worker(app, GRACE_SECONDS)
    late = threading.Timer(GRACE_SECONDS, os._exit, (0,))
    late.daemon = True
    late.start()


def _stop(signum: int, frame: FrameType | None) -> None:
    """waitress ends its loop and its threads on SystemExit."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
