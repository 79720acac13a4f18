"""The SMTP side: takes every mail, delivers none."""
from __future__ import annotations

import asyncio
import socket
import threading

from aiosmtpd.smtp import SMTP, Envelope, Session

from storefront.mailbox.box import Box

LARGEST = 32 * 1024 * 1024  # bytes; what the strictest of the usual providers take, and more


class SmtpSink:
    """An SMTP server in a thread; ``port`` is the real one when 0 was asked for.

    The port is bound at once, so that a taken one raises OSError here and not in the thread.
    """

    def __init__(self, box: Box, host: str, port: int) -> None:
        self._box = box
        self._socket = socket.create_server((host, port))
        self.port = int(self._socket.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to answer; whoever connected before that is answered now."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the thread."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(self._session, sock=self._socket)
        await self._over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:  # sessions of senders that keep their connection open
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _session(self) -> SMTP:
        return SMTP(self, hostname="buzon.local", enable_SMTPUTF8=True, data_size_limit=LARGEST,
                    loop=self._loop)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, RUF100 - aiosmtpd calls it by this name
        """Keep the mail; the answer is SMTP's own."""
        content = envelope.content
        self._box.keep(content if isinstance(content, bytes) else (content or "").encode())
        return "250 OK"
