"""One photo as it is painted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from photo_sorter.core.photo import Status
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.grid.cell_painter import CellPainter, CellState

CARD = PhotoCard(1, Path("IMG_1.jpg"), None, "", Status.PROBLEM)


def painted(card: PhotoCard, reason: str) -> QImage:
    image = QImage(400, 64, QImage.Format.Format_RGB32)
    image.fill(tones().base)
    painter, font = QPainter(image), QApplication.font()
    CellPainter(tones(), font, font).list_row(painter, image.rect(), card, reason, CellState())
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_a_reason_without_room_is_cut_at_its_end_and_a_name_in_its_middle():
    long = "it is not an image, or of a kind that Photo Sorter does not know, " * 3
    assert painted(CARD, f"{long} one") == painted(CARD, f"{long} other")
    assert painted(CARD, "one") != painted(CARD, "other")
    name = f"{'IMG_' * 40}.jpg"
    assert painted(replace(CARD, path=Path(name)), f"{name} is too short") != (
        painted(replace(CARD, path=Path(name)), f"{name} is too large")
    )
    names = (replace(CARD, path=Path(f"{'IMG_' * 40}{number}.jpg")) for number in (1, 2))
    assert painted(next(names), "") != painted(next(names), "")
