"""``python -m bench [ROW …]``: the table; each row's name is its file's."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import catalogue, checkout, hanging, poll, product, slow_post, webhook
from bench.rows import Row
from bench.stage import Stage, ready

ROWS: dict[str, Callable[[Stage], Row]] = {
    "catalogue": catalogue.measure,
    "product": product.measure,
    "poll": poll.measure,
    "checkout": checkout.measure,
    "webhook": webhook.measure,
    "hanging": hanging.measure,
    "slow_post": slow_post.measure,  # last: what it leaves under way takes its time
}


def main(names: list[str]) -> int:
    """Print a line per row; 1 when one of them misses what it must reach, 2 for no such row."""
    if not set(names) <= set(ROWS):
        print(f"rows: {', '.join(ROWS)}", file=sys.stderr)
        return 2
    began, missed = time.monotonic(), False
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ready(Path(folder)) as stage:
        for name in names or ROWS:
            row = ROWS[name](stage)
            missed = missed or row.verdict == "MISSES"
            print(row, flush=True)
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
