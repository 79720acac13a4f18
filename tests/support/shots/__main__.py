"""``python -m tests.support.shots [--out FOLDER]``: see ``dev.py shots``."""
from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.support.browser import running_browser
from tests.support.shots import accounts, letters, office, paying, plan, sheet, shelving, shopping
from tests.support.shots.camera import Camera
from tests.support.shots.papers import renderer
from tests.support.shots.shop import running
from tests.support.shots.stage import Stage, stage
from tools.places import ROOT

SCENES: tuple[Callable[[Stage], None], ...] = (
    shopping.catalogue, shopping.nothing_there, shopping.cart, shopping.too_many,
    paying.paid, paying.endings, paying.not_sent, paying.cancelled, paying.code,
    accounts.sent, accounts.paid, office.signing_in, paying.time_passes, office.pages,
    letters.mails, letters.verified, shelving.sold_out, shelving.photos, accounts.expired,
)


def main() -> int:
    """Make all pictures; 1 when a page failed or was not reached."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "shots")
    parser.add_argument("--only", nargs="*", default=[], help="scenes, e.g. shopping.cart")
    said = parser.parse_args()
    shutil.rmtree(said.out, ignore_errors=True)
    said.out.mkdir(parents=True)
    with running_browser() as browser, tempfile.TemporaryDirectory() as scratch:
        camera = Camera(browser, said.out)
        with running(Path(scratch) / "demo") as found:
            on = stage(camera, found, Path(scratch) / "demo")
            for scene in SCENES:
                if not said.only or _name(scene) in said.only:
                    _play(scene, on)
        if not said.only:
            first_run(camera, Path(scratch) / "empty")
            camera.troubles += [f"no picture of {name}" for name in
                                sorted(plan.names() - camera.taken)]
    sheet.write(camera)
    return _report(camera)


def _name(scene: Callable[[Stage], None]) -> str:
    return f"{scene.__module__.rpartition('.')[2]}.{scene.__name__}"


def _play(scene: Callable[[Stage], None], on: Stage) -> None:
    """One scene; when it fails, the others still play."""
    print(_name(scene), file=sys.stderr, flush=True)
    try:
        scene(on)
    except Exception:  # whatever it was, it is told at the end and fails the run
        on.camera.note(f"{_name(scene)}: {traceback.format_exc(limit=-2)}")
    finally:
        on.phone.fault()


def first_run(camera: Camera, data: Path) -> None:
    """A shop without the demo, opened by its one-time link."""
    with running(data, "--no-demo") as found, camera.person() as page:
        page.goto(str(found["setup"]))
        camera.shoot(page, "first-run")


def _report(camera: Camera) -> int:
    for trouble in camera.troubles:
        print(trouble, file=sys.stderr)
    if renderer() is None:
        print("PDFs are kept as files: pdftoppm (poppler-utils) is not here.", file=sys.stderr)
    print(f"{len(camera.taken)} pages and mails in {camera.folder / 'index.html'}")
    return 1 if camera.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
