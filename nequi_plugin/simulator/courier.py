"""Carries webhooks to the merchant from its own thread; no request waits for it."""

from __future__ import annotations

import logging
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from nequi_plugin.simulator.webhook import headers_for

TIMEOUT_SECONDS = 5
IDLE_SECONDS = 0.5


class Courier:
    """A queue of notices and the thread that posts them; nothing happens while `url` is empty.

    `on_idle` runs about twice a second, so that test numbers decide without anybody asking;
    `on_posted(outcome)` hears "200", another status or the kind of error.
    """

    def __init__(self, url: str, secret: str, key_id: str) -> None:
        self.url = url
        self.secret = secret
        self._key_id = key_id
        self._bodies: queue.Queue[tuple[bytes, bool] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self.on_idle: Callable[[], None] = lambda: None
        self.on_posted: Callable[[str], None] = lambda _outcome: None

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="sim-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after what it is posting now."""
        if self._thread is not None:
            self._bodies.put(None)
            self._thread.join(TIMEOUT_SECONDS + 1)

    def send(self, body: bytes, *, forged: bool = False, after: float = 0) -> None:
        """Queue one notice, `after` seconds from now; a forged one has a bad signature."""
        if not self.url:
            return
        if after:
            timer = threading.Timer(after, self._bodies.put, ((body, forged),))
            timer.daemon = True
            timer.start()
        else:
            self._bodies.put((body, forged))

    def post(self, body: bytes, *, forged: bool = False) -> None:
        """Post one notice now, in the caller's thread."""
        if not self.url:
            return
        secret = "not-" + self.secret if forged else self.secret
        if urlsplit(self.url).scheme not in ("http", "https"):
            self.on_posted("not an http address")
            return
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            self.url, data=body, headers=headers_for(body, secret, self._key_id), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:  # noqa: S310
                self.on_posted(str(reply.status))
        except urllib.error.HTTPError as error:
            self.on_posted(str(error.code))
        except OSError as error:
            self.on_posted(type(error).__name__)

    def _run(self) -> None:
        while True:
            try:
                item = self._bodies.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                self._idle()
                continue
            if item is None:
                return
            body, forged = item
            self.post(body, forged=forged)

    def _idle(self) -> None:
        try:
            self.on_idle()
        except Exception:  # one failed look must not end every later notice
            logging.getLogger(__name__).exception("settling failed")
