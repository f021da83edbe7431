"""From a clean checkout to a tested bundle and its installer, by one command: `python packaging/build.py`.

Makes an environment of its own, so that nothing goes in that the project does not ask for, and starts itself again in
it. `TORCH_INDEX` is where torch comes from: the address of an index, or a folder of wheels. A release on Linux sets it
to the index of torch's CPU builds. Without it, torch is what pip takes from its default index.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from product import Product

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> None:
    """Reads the command line. In a given environment it builds; without one it makes that environment first."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=Path, default=ROOT / "dist", help="where results go (default: dist)")
    options.add_argument("--here", action="store_true", help="build with the Python that runs this, as it is")
    chosen = options.parse_args()
    out = chosen.out.absolute()
    if chosen.here:
        build(out)
        return
    with tempfile.TemporaryDirectory(prefix="photo-sorter-build-") as folder:
        python = environment(Path(folder), os.environ.get("TORCH_INDEX", ""))
        _run(python, __file__, "--here", "--out", out)


def environment(folder: Path, torch_index: str) -> Path:
    """A fresh environment with the project and PyInstaller; gives its Python."""
    _run(sys.executable, "-m", "venv", folder)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    chosen = []
    if torch_index:
        # torch alone from there, and then everything around this torch: torchvision has to be its own version's.
        source = ("--index-url", torch_index) if "://" in torch_index else ("--no-index", "--find-links", torch_index)
        _run(*pip, *source, "--no-deps", "torch")
        query = "from importlib.metadata import version; print('torch==' + version('torch'))"
        constraints = folder / "torch.txt"
        constraints.write_text(subprocess.check_output([python, "-c", query], text=True), encoding="utf-8")
        chosen = ["--constraint", constraints]
    _run(*pip, *chosen, f"{ROOT}[raw,bundle]")
    return python


def build(out: Path) -> None:
    """Icons, licences, bundle, installer, test: all in `out`."""
    # Only the environment that builds has what these import.
    from icons import write_icons
    from licences import FILE, licence_texts
    from product import read_product
    from smoke import try_bundle

    product = read_product()
    work = out / "work"
    shutil.rmtree(out / product.name, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    write_icons(work, product.name)
    (work / FILE).write_text(licence_texts(), encoding="utf-8")
    if sys.platform == "win32":
        from windows.installer import version_resource

        (work / "version.txt").write_text(version_resource(product), encoding="utf-8")

    os.environ["PHOTO_SORTER_WORK"] = str(work)
    places = ("--distpath", out, "--workpath", work / "pyinstaller")
    _run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, HERE / "photo_sorter.spec")
    bundle = out / product.name
    program = bundle / product.name
    if sys.platform == "darwin":
        program = out / f"{product.title}.app" / "Contents" / "MacOS" / product.name
    if sys.platform == "linux":
        # A quarter of torch is names for debuggers. Not of all libraries: patched ones do not bear it.
        inside = bundle / "_internal"
        _run("strip", "--strip-unneeded", *inside.glob("torch/lib/libtorch*.so"), *inside.glob("libpython*.so*"))
    try_bundle(program)
    print(f"{bundle}: {_megabytes(bundle)} MB")
    installer = _installer(product, out, work)
    print(f"{installer}: {_megabytes(installer)} MB")


def _installer(product: Product, out: Path, work: Path) -> Path:
    if sys.platform == "linux":
        from linux.deb import write_deb

        return write_deb(product, out / product.name, work, out, _released())
    if sys.platform == "darwin":
        from macos.image import write_image

        return write_image(product, out)
    from windows.installer import write_installer

    return write_installer(product, out / product.name, work, out)


def _released() -> date:
    """The day of the source, not of the build, where it is known (reproducible-builds.org's SOURCE_DATE_EPOCH)."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC).date()


def _megabytes(place: Path) -> int:
    files = [place] if place.is_file() else [each for each in place.rglob("*") if not each.is_symlink()]
    return sum(each.stat().st_size for each in files if each.is_file()) // 1_000_000


def _run(*command: object) -> None:
    words = [str(each) for each in command]
    print("+", " ".join(words), flush=True)
    subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
