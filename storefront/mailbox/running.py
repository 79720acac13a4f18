"""Both sides of the mailbox in this process: for its own entry and for tests."""
from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType

from werkzeug.serving import make_server

from storefront.mailbox.box import Box
from storefront.mailbox.page import create_page
from storefront.mailbox.smtp import SmtpSink


class RunningMailbox:
    """A mailbox on real ports (0 = any free one); a context manager.

    ``smtp_port`` takes mails, ``url`` shows them, ``box`` reads them without HTTP.
    """

    def __init__(self, folder: Path, *, host: str = "127.0.0.1",
                 http_port: int = 0, smtp_port: int = 0) -> None:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # the page polls itself
        self.box = Box(folder)
        self._smtp = SmtpSink(self.box, "127.0.0.1", smtp_port)
        self._http = make_server(host, http_port, create_page(self.box), threaded=True)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True,
                                        kwargs={"poll_interval": 0.02})
        self.host = host
        self.smtp_port = self._smtp.port
        self.http_port = self._http.server_port
        self.url = f"http://{host}:{self.http_port}"

    def start(self) -> RunningMailbox:
        """Answer on both ports from now on."""
        self._smtp.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close both ports; the mails stay in their folder."""
        self._smtp.stop()
        self._http.shutdown()
        self._thread.join(timeout=5)
        self._http.server_close()

    def __enter__(self) -> RunningMailbox:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()
