"""One slider a category, from “stricter” to “more”, and what it would give where it stands."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import GREATEST_THRESHOLD, LEAST_THRESHOLD, USUAL_THRESHOLD
from photo_sorter.core.sorting.preview import StrictnessCurve
from photo_sorter.language import ntr, tr
from photo_sorter.ui.appearance import mark, scaled_font
from photo_sorter.ui.phrases import photos

_REST_MS = 400
_LEAST, _GREATEST = round((1 - GREATEST_THRESHOLD) * 100), round((1 - LEAST_THRESHOLD) * 100)
_BLANK = "\u00a0"


class StrictnessSlider(QWidget):
    """To the right it takes more photos: the slider stands at 1 − threshold. `chosen` comes when it is let go, or rests
    after keys; while it moves, only the curve that is here already is read."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._threshold = USUAL_THRESHOLD
        self._curve: StrictnessCurve | None = None
        self._waits = True
        self._is_filling = False
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(_LEAST, _GREATEST)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("How strict"))
        self.slider.setToolTip(tr("Stricter: fewer photos, more of them right. More: the other way round."))
        self.slider.valueChanged.connect(self._on_value)
        self.slider.sliderReleased.connect(self._finish)
        self.slider.left.connect(self._finish_resting)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._finish)
        self.line, self.evidence = QLabel(self), QLabel(self)
        self.line.setWordWrap(True)
        self.evidence.setProperty("muted", True)
        stricter, more = QLabel(tr("Stricter"), self), QLabel(tr("More"), self)
        for end in (stricter, more):
            end.setProperty("muted", True)
        ends = QHBoxLayout()
        ends.setSpacing(12)
        ends.addWidget(stricter)
        ends.addWidget(self.slider, 1)
        ends.addWidget(more)
        words = QGridLayout()
        words.addWidget(self.line, 0, 0)
        words.addWidget(self.evidence, 0, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(ends)
        column.addLayout(words)
        self._say()

    @property
    def threshold(self) -> float:
        """As it was given, unless a person has moved the slider."""
        return self._threshold

    def show_threshold(self, threshold: float) -> None:
        if self.slider.isSliderDown():
            return
        self._rest.stop()
        self._threshold = threshold
        self._is_filling = True
        self.slider.setValue(round((1 - threshold) * 100))
        self._is_filling = False
        self._say()

    def show_curve(self, curve: StrictnessCurve | None) -> None:
        self._curve, self._waits = curve, False
        self._say()

    def wait(self) -> None:
        """What is known is not of this category; the answer is on its way."""
        self._curve, self._waits = None, True
        self._say()

    def _on_value(self, value: int) -> None:
        if self._is_filling:
            return
        self._threshold = round(1 - value / 100, 2)
        self._say()
        if not self.slider.isSliderDown():
            self._rest.start()

    def _finish_resting(self) -> None:
        if self._rest.isActive():
            self._finish()

    def _finish(self) -> None:
        self._rest.stop()
        self.chosen.emit()

    def _say(self) -> None:
        line, evidence = expectation(self._curve, self._threshold)
        self.line.setText(line or (_BLANK if self._waits else nothing_yet()))
        mark(self.line, "muted", not line)
        # After the style sheet, which sets the font anew.
        self.line.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold if line else QFont.Weight.Normal))
        self.evidence.setText(evidence)
        self.slider.setAccessibleDescription(f"{self.line.text()} {evidence}".strip())


def nothing_yet() -> str:
    """In place of an expectation."""
    return tr("What this gives is shown once photos have been looked at.")


def expectation(curve: StrictnessCurve | None, threshold: float) -> tuple[str, str]:
    """What is to be expected at a threshold, and what that rests on; ("", "") where nothing is known."""
    if curve is None or not curve.thresholds:
        return "", ""
    evidence = tr("not checked by you yet")
    if curve.judged:
        evidence = ntr("from 1 verdict", "from {n} verdicts", curve.judged)
    count, precision = _at(curve, threshold)
    if not count:
        return tr("no photos"), evidence
    if precision is None:
        return photos(count), evidence
    share = min(99, round(precision * 100))
    return tr("about {share} % right · {photos}", share=share, photos=photos(count)), evidence


def _at(curve: StrictnessCurve, threshold: float) -> tuple[int, float | None]:
    """Of the nearest threshold."""
    after = min(bisect_left(curve.thresholds, threshold), len(curve.thresholds) - 1)
    before = max(0, after - 1)
    is_nearer = threshold - curve.thresholds[before] < curve.thresholds[after] - threshold
    nearest = before if is_nearer else after
    return curve.counts[nearest], curve.precisions[nearest]


class _Slider(QSlider):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls under the pointer; a slider that is not in use must not move with it.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
