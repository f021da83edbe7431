"""What keeps people from a window who hear it, use keys alone, or need words that stand out from their ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QScrollBar, QWidget

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for words of any size."""
MOST_STOPS, MOST_LINKS = 400, 60
_ENLARGED = 3
"""Strokes of letters are at least a pixel wide, and have their full colour, when the window is drawn so much larger."""


def controls(window: QWidget) -> list[QWidget]:
    """What a person can see and act upon."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.window() is window
        and (isinstance(widget, QAbstractButton) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        and not isinstance(widget, QScrollBar)
        and widget.objectName() != "qt_scrollarea_viewport"
        and not _is_mere_frame(widget)
    ]


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{name_of(widget)}” in {type(widget.parentWidget()).__name__}"


# --- names ---


def unnamed(window: QWidget) -> list[str]:
    return [told(widget) for widget in controls(window) if not name_of(widget).strip()]


# --- keys ---


def tabbed_through(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """The controls in the order in which the key reaches them, until it comes round again."""
    return [widget for widget, _ in _walk(window, key)]


def unreached(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """Controls that take the focus by Tab and do not get it; a group of radio buttons is one stop."""
    seen = tabbed_through(window, key)
    groups = {id(widget.parentWidget()) for widget in seen if _is_radio(widget)}
    return [
        told(widget)
        for widget in controls(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not any(widget is one or one.focusProxy() is widget or widget.focusProxy() is one for one in seen)
        and not (_is_radio(widget) and id(widget.parentWidget()) in groups)
    ]


def trapped(window: QWidget) -> list[str]:
    """Controls from which Tab, or Shift+Tab, leads nowhere."""
    stuck = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        stops = tabbed_through(window, key)
        focused = QApplication.focusWidget()
        if len(stops) > 1 and focused is stops[-1]:
            stuck.append(told(stops[-1]))
    return stuck


def unseen_focus(window: QWidget) -> list[str]:
    """Controls that look the same with the focus and without."""
    return [told(widget) for widget, is_seen in _walk(window, Qt.Key.Key_Tab, looks=True) if not is_seen]


def find_no_barrier(window: QWidget) -> None:
    """Fails, and says what it is, if there is one."""
    assert controls(window), "nothing to act upon"
    found = {
        "unnamed": unnamed(window),
        "not reached by Tab": unreached(window),
        "not reached by Shift+Tab": unreached(window, Qt.Key.Key_Backtab),
        "not left by them": trapped(window),
        "of unseen focus": unseen_focus(window),
    }
    barriers = {kind: those for kind, those in found.items() if those}
    assert not barriers, barriers


# --- contrast ---


@dataclass(frozen=True)
class Words:
    """`ratio`: WCAG's contrast of words as they are drawn, from 1 to 21."""

    ratio: float
    text: str
    where: str

    def __str__(self) -> str:
        return f"{self.ratio:5.2f}  {self.where}  {self.text[:60]!r}"


def contrast_table(window: QWidget) -> list[Words]:
    """Of every label and button that can be seen and used, the least contrast first; from the colours of the pixels."""
    pixels = _enlarged(window)
    table = []
    for widget in window.findChildren(QWidget):
        text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        seen = _part_seen(widget, window)
        if text.strip() and widget.isEnabled() and not seen.isEmpty():
            box = QRect(seen.topLeft() * _ENLARGED, seen.size() * _ENLARGED)
            part = pixels[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
            table.append(Words(_contrast(part), text, type(widget).__name__))
    return sorted(table, key=lambda words: words.ratio)


def faint(window: QWidget) -> list[str]:
    return [str(words) for words in contrast_table(window) if words.ratio < LEAST_CONTRAST]


def _enlarged(window: QWidget) -> NDArray[np.uint32]:
    """(height, width) of 0xffrrggbb: the window as it is drawn."""
    image = QImage(window.size() * _ENLARGED, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_ENLARGED)
    image.fill(QApplication.palette().window().color())
    window.render(image)
    # A copy: the image and its pixels end here.
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def _part_seen(widget: QWidget, window: QWidget) -> QRect:
    """In the window; empty where it is hidden or scrolled away."""
    if not widget.isVisibleTo(window) or widget.window() is not window:
        return QRect()
    part = widget.visibleRegion().boundingRect()
    is_whole = part.height() >= 0.9 * widget.height()
    return part.translated(widget.mapTo(window, QPoint(0, 0))) if is_whole else QRect()


def _contrast(pixels: NDArray[np.uint32]) -> float:
    """Of the commonest colour, which is the ground, with the one that stands out most from it."""
    colours, counts = np.unique(pixels, return_counts=True)
    linear = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1) / 255.0
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    luminance = linear @ (0.2126, 0.7152, 0.0722)
    ground = luminance[np.argmax(counts)]
    lighter, darker = np.maximum(luminance, ground), np.minimum(luminance, ground)
    return float(((lighter + 0.05) / (darker + 0.05)).max())


# --- inside ---


def _walk(window: QWidget, key: Qt.Key, *, looks: bool = False) -> list[tuple[QWidget, bool]]:
    """Each stop, and whether its focus is to be seen, which is found out only if it `looks`."""
    window.activateWindow()
    QApplication.processEvents()
    (window.focusWidget() or window).setFocus()
    QTest.keyClick(QApplication.focusWidget() or window, key)
    stops: dict[QWidget, bool] = {}
    focused = QApplication.focusWidget()
    while focused is not None and focused not in stops and len(stops) < MOST_STOPS:
        with_focus = focused.grab().toImage() if looks else None
        following = _next(focused, key)
        stops[focused] = not looks or following is focused or focused.grab().toImage() != with_focus
        focused = following
    return list(stops.items())


def _next(focused: QWidget, key: Qt.Key) -> QWidget | None:
    """A page of text has the focus for as many presses as there are links in it."""
    for _ in range(MOST_LINKS):
        QTest.keyClick(focused, key)
        following = QApplication.focusWidget()
        if following is not focused:
            return following
    return focused


def _is_mere_frame(widget: QWidget) -> bool:
    """A scroll area around a page takes the keys that scroll, and has nothing of its own to say."""
    return type(widget).__name__ == "QScrollArea" and isinstance(widget, QAbstractScrollArea)


def _is_radio(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.autoExclusive()
