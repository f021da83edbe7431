"""A photo's tags, or its keywords, as a wrapping row of chips, painted by one widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored

Kind = Literal["tags", "keywords"]
_HEIGHT_PX, _GAP_PX, _INSET_PX, _DOT_PX = 24, 6, 10, 14


@dataclass(frozen=True)
class Chip:
    """`by_hand`: a person decided. Without a colour it is muted."""

    text: str
    colour: str = ""
    by_hand: bool = False


class ChipRow(QWidget):
    """Wraps at its width; `centred` lines stand in the middle. `kind`: what they are, for screen readers."""

    def __init__(self, parent: QWidget | None = None, *, centred: bool = False, kind: Kind = "tags") -> None:
        super().__init__(parent)
        self._kind = kind
        self._chips: tuple[Chip, ...] = ()
        self._is_centred = centred
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: tuple[Chip, ...]) -> None:
        self._chips = chips
        spoken = ", ".join(tr("{name} (by hand)", name=chip.text) if chip.by_hand else chip.text for chip in chips)
        self.setAccessibleName(_named(self._kind, spoken) if chips else _none_of(self._kind))
        self.updateGeometry()
        self.update()

    def texts(self) -> tuple[str, ...]:
        return tuple(chip.text for chip in self._chips)

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 if places else _HEIGHT_PX

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, font = tones(), scaled_font(self, 0.95)
        painter.setFont(font)
        if not self._chips:
            painter.setPen(colours.muted)
            draw_text(painter, self.rect(), _none_of(self._kind))
        direction = self.layoutDirection()
        for chip, logical in zip(self._chips, self._places(self.width()), strict=True):
            place = mirrored(logical, self.rect(), direction)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.chip)
            painter.drawRoundedRect(place, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
            if chip.colour:
                painter.setBrush(QColor(chip.colour))
                dot = QRectF(place.left() + _INSET_PX, place.center().y() - 3.5, 8, 8)
                painter.drawEllipse(mirrored(dot, place, direction))
            line = place.adjusted(_INSET_PX + (_DOT_PX if chip.colour else 0), 0, -_INSET_PX, 0)
            if chip.by_hand:
                mark = QRectF(place.right() - _INSET_PX - 12, place.center().y() - 6, 13, 13)
                draw_icon(painter, "person", mirrored(mark, place, direction), colours.muted)
                line.setRight(line.right() - 16)
            painter.setPen(colours.text if chip.colour else colours.muted)
            text = QFontMetrics(font).elidedText(chip.text, Qt.TextElideMode.ElideRight, line.width())
            draw_text(painter, mirrored(line, place, direction), text)

    def _places(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(scaled_font(self, 0.95))
        places, x, y = [], 0, 0
        for chip in self._chips:
            extent = metrics.horizontalAdvance(chip.text) + 2 * _INSET_PX + 1
            extent += (_DOT_PX if chip.colour else 0) + (16 if chip.by_hand else 0)
            extent = min(extent, width)
            if x and x + extent > width:
                x, y = 0, y + _HEIGHT_PX + _GAP_PX
            places.append(QRect(x, y, extent, _HEIGHT_PX))
            x += extent + _GAP_PX
        if not self._is_centred:
            return places
        shifts = {place.y(): (width - place.right()) // 2 for place in places}
        return [place.translated(shifts[place.y()], 0) for place in places]


def _named(kind: Kind, names: str) -> str:
    return tr("Keywords: {names}", names=names) if kind == "keywords" else tr("Tags: {names}", names=names)


def _none_of(kind: Kind) -> str:
    return tr("No keywords") if kind == "keywords" else tr("No tags")
