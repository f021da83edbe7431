"""Takes the pictures of README and of the help pages: `python packaging/help_pictures` (needs the extra `test`).

They show the program itself, with its built-in model, on an album that is made for it and thrown away.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from album import CATEGORIES, write_album, write_copies
from PIL import Image, ImageColor

ROOT = Path(__file__).parents[2]
SCENES = Path(__file__).with_name("scenes.py")
HELP = ROOT / "resources" / "help"
SCALE = 1.4
"""Pixels of a picture for each of the window: it is drawn with 2, for letters that are sharp."""
LARGEST_BYTES = 350_000


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2", "LANG": "C.UTF-8"}
        # The folder that the desktop calls Pictures is in it; and the program is this checkout's.
        os.environ |= {"HOME": place, "PYTHONPATH": str(ROOT)}
        home, pictures, drawn = Path(place, "data"), Path(place, "Pictures"), Path(place, "drawn")
        drawn.mkdir()
        write_album(pictures)
        _run(str(SCENES), str(home), "first-run", str(drawn))
        _sort(home, pictures)
        _run(str(SCENES), str(home), "tour", str(drawn))
        for picture in sorted(drawn.glob("*.png")):
            _keep(picture, folder / picture.name)


def _sort(home: Path, pictures: Path) -> None:
    write_copies(pictures)

    def photo_sorter(*words: str) -> None:
        _run("-m", "photo_sorter", "--home", str(home), *words)

    scheme = pictures.with_name("categories.toml")
    scheme.write_text(CATEGORIES, encoding="utf-8")
    photo_sorter("index", str(pictures))
    photo_sorter("categories", "import", str(scheme))
    photo_sorter("rate", str(pictures / "Home" / "Whiskers.jpg"), "5", "--favourite")
    photo_sorter("rate", str(pictures / "Garden" / "Sunflower.jpg"), "4", "--caption", "Taller than the fence")


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True)


def _keep(drawn: Path, file: Path) -> None:
    """Writes it with 256 colours, dithered if its size allows that."""
    whole = Image.open(drawn).convert("RGB")
    size = (round(whole.width * SCALE / 2), round(whole.height * SCALE / 2))
    picture = whole.resize(size, Image.Resampling.LANCZOS)
    own = _own_colours(picture)
    palette = Image.new("P", (1, 1))
    photos = picture.quantize(256 - len(own), Image.Quantize.MEDIANCUT, kmeans=2).getpalette() or []
    palette.putpalette([*(part for colour in own for part in colour), *photos])
    for dither in (Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE):
        few = np.array(picture.quantize(palette=palette, dither=dither))
        for number, colour in enumerate(own):
            few[(np.asarray(picture) == colour).all(axis=2)] = number
        made, small = Image.fromarray(few, "P"), io.BytesIO()
        made.putpalette(palette.getpalette() or [])
        made.save(small, "PNG", optimize=True)
        if small.tell() <= LARGEST_BYTES:
            break
    file.write_bytes(small.getvalue())
    print(f"{file.name}: {picture.width} × {picture.height}, {dither.name}, {small.tell():,} bytes")


def _own_colours(picture: Image.Image) -> list[tuple[int, ...]]:
    """Those of the window's surfaces, and of categories: their dots are small, but their colours mean something."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)
    dots = [ImageColor.getrgb(colour) for colour in re.findall(r"#\w{6}", CATEGORIES)]
    return list(dict.fromkeys([*(colour for _, colour in counted[:12]), *dots]))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HELP)
