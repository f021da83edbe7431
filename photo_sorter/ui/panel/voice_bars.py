"""How strongly each wording speaks for a category, or against it: a thin bar each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from photo_sorter.core.sorting.why import STANDS_OUT, PromptVoice
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.mirroring import draw_text, mirrored

_ROW_PX = 22
_BAR_PX = 4
_MOST = 6


class VoiceBars(QWidget):
    """The notch marks where a wording begins to stand out. Those against are muted, with a minus before them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voices: tuple[PromptVoice, ...] = ()
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_voices(self, voices: Sequence[PromptVoice], colour: str) -> None:
        """The strongest ones; `colour` is the category's."""
        self._voices, self._colour = tuple(voices[:_MOST]), QColor(colour)
        self.setAccessibleName(tr("Wordings: {wordings}", wordings=tr("; ").join(map(_spoken, self._voices))))
        self.setVisible(bool(self._voices))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, self._row_px * len(self._voices))

    @property
    def _row_px(self) -> int:
        return max(_ROW_PX, QFontMetrics(scaled_font(self, 0.92)).height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tones()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = scaled_font(self, 0.92)
        bar_width = min(96, self.width() * 2 // 5)
        room = self.width() - bar_width - 12
        direction, row_px = self.layoutDirection(), self._row_px
        for number, voice in enumerate(self._voices):
            top = number * row_px
            painter.setFont(font)
            painter.setPen(colours.muted if voice.against else colours.text)
            text = f"− {voice.text}" if voice.against else voice.text
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            draw_text(painter, mirrored(QRectF(0, top, room, row_px), self.rect(), direction), text)
            groove = QRectF(self.width() - bar_width, top + (row_px - _BAR_PX) / 2, bar_width, _BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hairline)
            painter.drawRoundedRect(mirrored(groove, self.rect(), direction), 2, 2)
            strength = min(1.0, max(0.0, voice.strength))
            painter.setBrush(colours.faint if voice.against else self._colour)
            bar = QRectF(groove.left(), groove.top(), max(4.0, groove.width() * strength), _BAR_PX)
            painter.drawRoundedRect(mirrored(bar, self.rect(), direction), 2, 2)
            painter.setPen(QPen(colours.muted, 1))
            notch = round(groove.left() + groove.width() * STANDS_OUT) + 0.5
            line = mirrored(QRectF(notch, groove.top() - 3, 0, _BAR_PX + 6), self.rect(), direction)
            painter.drawLine(line.topLeft(), line.bottomLeft())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = event.pos().y() // self._row_px
            words = _spoken(self._voices[row]) if 0 <= row < len(self._voices) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)


def _spoken(voice: PromptVoice) -> str:
    text, strength = voice.text, f"{voice.strength * 100:.0f}"
    if voice.strength >= STANDS_OUT:
        if voice.against:
            return tr("“{text}”, against: {strength} of 100, stands out", text=text, strength=strength)
        return tr("“{text}”, for: {strength} of 100, stands out", text=text, strength=strength)
    if voice.against:
        return tr("“{text}”, against: {strength} of 100, does not stand out", text=text, strength=strength)
    return tr("“{text}”, for: {strength} of 100, does not stand out", text=text, strength=strength)
