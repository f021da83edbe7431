"""Application icons of every size and system, drawn from one SVG when a bundle is built."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PIL import Image

from product import ICON

SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Of the hicolor theme (freedesktop's icon theme specification)."""
ICO_SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""What Windows shows at 100 to 250 % (Microsoft's guidelines on app icons)."""
ICNS_SIZES_PX = (16, 32, 64, 128, 256, 512, 1024)
MAC_MARGIN = 0.056
"""Makes the drawing's square, 232 of 256, as large as on Apple's grid for application icons: 824 of 1024."""


def write_icons(folder: Path, name: str) -> None:
    """Writes `hicolor/<size>/apps/name.png`, the SVG beside them, `name.ico` and `name.icns` into `folder`."""
    pictures = {side: _drawn(side) for side in sorted({*SIZES_PX, *ICO_SIZES_PX, *ICNS_SIZES_PX})}
    for side in SIZES_PX:
        file = folder / "hicolor" / f"{side}x{side}" / "apps" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        pictures[side].save(file, optimize=True)
    drawing = folder / "hicolor" / "scalable" / "apps" / f"{name}.svg"
    drawing.parent.mkdir(parents=True, exist_ok=True)
    drawing.write_bytes(ICON.read_bytes())
    largest, *others = (pictures[side] for side in sorted(ICO_SIZES_PX, reverse=True))
    largest.save(folder / f"{name}.ico", sizes=[(side, side) for side in ICO_SIZES_PX], append_images=others)
    largest, *others = (_drawn(side, MAC_MARGIN) for side in sorted(ICNS_SIZES_PX, reverse=True))
    largest.save(folder / f"{name}.icns", append_images=others)


def _drawn(side_px: int, margin: float = 0.0) -> Image.Image:
    """The drawing on a transparent ground. `margin` is a share of the side, beyond what the drawing itself leaves."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(ICON))
    if not renderer.isValid():
        raise ValueError(f"{ICON} is not a drawing that Qt can read.")
    picture = QImage(side_px, side_px, QImage.Format.Format_RGBA8888)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    free = side_px * margin
    renderer.render(painter, QRectF(free, free, side_px - 2 * free, side_px - 2 * free))
    painter.end()
    return Image.frombytes("RGBA", (side_px, side_px), bytes(picture.constBits()))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    write_icons(Path(sys.argv[1]), "photo-sorter")
