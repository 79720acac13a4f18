"""The contact sheet: one page with every picture, wide and narrow, light and dark."""
from __future__ import annotations

from html import escape

from tests.support.shots.camera import SCHEMES, WIDTHS, Camera

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shots</title>
<style>body{font:14px/1.4 system-ui;margin:24px;background:#eee}h2{margin:32px 0 8px}
a{display:inline-block;margin:0 8px 8px 0;vertical-align:top}img{height:360px;width:auto;
max-width:560px;object-fit:cover;object-position:top;background:#fff;border:1px solid #bbb}
</style><h1>Shots</h1>"""


def write(camera: Camera) -> None:
    """``index.html`` beside the pictures."""
    troubles = "".join(f"<li>{escape(one)}" for one in camera.troubles)
    parts = [HEAD, f"<ol>{troubles}</ol>" if troubles else "<p>No troubles.</p>"]
    for name in sorted(camera.taken):
        parts.append(f"<h2>{escape(name)}</h2>")
        files = [camera.path(name, width, scheme).name for scheme in SCHEMES for width in WIDTHS]
        files += [f"{name}.png"]
        parts += [f'<a href="{file}"><img loading="lazy" alt="{file}" src="{file}"></a>'
                  for file in files if (camera.folder / file).exists()]
        if (camera.folder / f"{name}.pdf").exists():
            parts.append(f'<a href="{name}.pdf">{name}.pdf</a>')
    (camera.folder / "index.html").write_text("\n".join(parts), "utf-8")
