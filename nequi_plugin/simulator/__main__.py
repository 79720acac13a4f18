"""`python -m nequi_plugin.simulator --port 8001 --data-dir var`."""

from __future__ import annotations

import argparse
import sys

from nequi_plugin.simulator.config import SimulatorRefused
from nequi_plugin.simulator.server import serve


def main() -> int:
    """Parse, serve, and say in one sentence why not."""
    wanted = vars(_parser().parse_args())
    try:
        serve(**wanted)
    except (SimulatorRefused, OSError) as error:
        print(f"The simulator does not start: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nequi_plugin.simulator", description="A local Nequi with a test phone."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--data-dir", default="var", help="where its book and clock live")
    parser.add_argument("--webhook-url", help="where signed notices go")
    parser.add_argument("--webhook-secret")
    parser.add_argument("--expiry-minutes", type=float)
    parser.add_argument("--client-id")
    parser.add_argument("--client-secret")
    parser.add_argument("--api-key")
    parser.add_argument("--silence-seconds", type=float, help="how long a dead socket stays open")
    parser.add_argument("--allow-production", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
