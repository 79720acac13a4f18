"""``python -m storefront.mailbox --smtp-port 8003 --http-port 8002 --dir var/mail``"""
from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from storefront.mailbox.running import RunningMailbox


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m storefront.mailbox")
    parser.add_argument("--host", default="127.0.0.1", help="of the page; SMTP stays local")
    parser.add_argument("--http-port", type=int, default=8002)
    parser.add_argument("--smtp-port", type=int, default=8003)
    parser.add_argument("--dir", type=Path, default=Path("var/mail"))
    said = parser.parse_args()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with RunningMailbox(said.dir, host=said.host,
                        http_port=said.http_port, smtp_port=said.smtp_port) as mailbox:
        print(f"mailbox page on {mailbox.url}, SMTP on port {mailbox.smtp_port}", flush=True)
        over.wait()


if __name__ == "__main__":
    main()
