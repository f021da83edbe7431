"""Pictures that are dropped or pasted into the search field, as paths."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import QImage

from photo_sorter.language import tr
from photo_sorter.ui.path_questions import is_file

MOST_PICTURES = 5
_LONGEST_SIDE_PX = 1024
"""More than any model sees of a picture."""


_PASTED = re.compile(r"[0-9a-f]{64}\.png")


def picture_name(path: Path) -> str:
    """As a person knows it: one that came without a file has none."""
    return tr("pasted picture") if _PASTED.fullmatch(path.name) else path.name


def picture_files(mime: QMimeData) -> tuple[Path, ...]:
    """Local files, no folders, among the first few."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return tuple(path for path in paths[:MOST_PICTURES] if is_file(path))


def holds_picture(mime: QMimeData) -> bool:
    return bool(picture_files(mime)) or (mime.hasImage() and not mime.hasUrls())


def given_pictures(mime: QMimeData, folder: Path) -> tuple[Path, ...]:
    """Files as they are; a picture without a file is kept in `folder` under the hash of its content. Raises OSError."""
    files = picture_files(mime)
    if files or not mime.hasImage() or mime.hasUrls():
        return files
    image = QImage(mime.imageData())
    if max(image.width(), image.height()) > _LONGEST_SIDE_PX:
        size = image.size().scaled(_LONGEST_SIDE_PX, _LONGEST_SIDE_PX, Qt.AspectRatioMode.KeepAspectRatio)
        image = image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stubs ask for bytes, PySide 6.11 itself for a string.
    if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        return ()
    path = folder / f"{hashlib.sha256(content.data()).hexdigest()}.png"
    if not is_file(path):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.data())
    return (path,)
