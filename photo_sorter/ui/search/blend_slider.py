"""A small slider between two words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

_STEPS = 20


class BlendSlider(QWidget):
    """From 0, all of `left`, to 1, all of `right`. `name` is what screen readers call it."""

    blended = Signal(float)
    """While it moves."""

    def __init__(self, left: str, right: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 4)
        self.slider.setMinimumWidth(72)
        self.slider.setAccessibleName(name)
        self.slider.valueChanged.connect(self._on_value)
        self._is_filling = False
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(6)
        for part in (QLabel(left, self), self.slider, QLabel(right, self)):
            part.setProperty("muted", True)
            row.addWidget(part, 1 if part is self.slider else 0)

    def show_share(self, share: float) -> None:
        if not self.slider.isSliderDown():
            self._is_filling = True
            self.slider.setValue(round(share * _STEPS))
            self._is_filling = False

    def _on_value(self, value: int) -> None:
        if not self._is_filling:
            self.blended.emit(value / _STEPS)


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        # What scrolls under the pointer must not move a slider that is not in use.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
