"""``python -m storefront.web``: the shop behind waitress, with its worker at once."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType

from waitress.server import create_server

from storefront import create_app
from storefront.config import SettingError
from storefront.extensions import nequi

THREADS = 32


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
        ident=None,
    )
    nequi.start_worker(app)
    signal.signal(signal.SIGTERM, _stop)
    server.run()
    server.close()
    return 0


def _stop(signum: int, frame: FrameType | None) -> None:
    """waitress ends its loop and its threads on SystemExit."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
