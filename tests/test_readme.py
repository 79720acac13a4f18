"""The README's promises that a machine can keep an eye on."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_ten_lines_are_those_that_the_tests_run() -> None:
    shown = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    ours = (ROOT / "tests/tiny_host/ten_lines.py").read_text("utf-8")
    shop = r"from shop import (.*?)  #.*"
    theirs = re.sub(shop, r"from tests.tiny_host.host import \1", shown[1])

    assert theirs == ours


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    sources = [*ROOT.glob("nequi_plugin/*.py"), *ROOT.glob("storefront/*.py")]
    read = {
        name
        for source in sources
        for name in re.findall(r'"((?:NEQUI|STORE|MAIL)_[A-Z_]+[A-Z])"', source.read_text("utf-8"))
    }
    unsaid = {name for name in read if name not in README}

    assert unsaid - INTERNAL == set()


INTERNAL = {
    "NEQUI_ENV",  # the store's STORE_ENV, handed on
    "NEQUI_CLOCK_FILE",  # where dev.py lets the simulator keep its clock
    "NEQUI_SIMULATOR_URL",  # set by dev.py beside the simulator
    "NEQUI_WEBHOOK_URL",  # the simulator's own
    "STORE_SIMULATOR_APART",
}


def test_its_picture_is_there() -> None:
    assert (ROOT / "docs/img/payment-waiting.png").stat().st_size > 10_000
