"""The built wheel in an environment of its own: what a stranger installs."""
from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path


def python_with_wheel(root: Path, folder: Path) -> Path:
    """Build the project at ``root`` and unpack it into a fresh environment; its Python.

    The wheel's own requirements are read from this environment (a ``.pth`` names its folder,
    whose own ``.pth`` files are not followed), so that nothing is downloaded and the checkout
    is not on the path.
    """
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
                   cwd=root, check=True, timeout=120, capture_output=True)
    (wheel,) = folder.glob("nequi_plugin-*.whl")
    home = folder / "env"
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "python"
