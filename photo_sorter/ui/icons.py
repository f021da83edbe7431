"""Icons: one-colour SVG drawings from `resources/icons`, inked in a colour of the palette and crisp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from photo_sorter.language import tr
from photo_sorter.paths import resources
from photo_sorter.ui.appearance import tones

_SIDES_PX = (16, 20, 24, 32, 40, 48, 64)
_POINTING = frozenset({"back", "chevron", "forward", "sidebar", "sort"})
"""Those that have a side: they turn round with the window."""
_REDRAWING = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange)


def draw_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draws into a painter, e.g. from a delegate."""
    is_mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    _render(painter, name, colour.name(), rect, is_mirrored=is_mirrored)


@lru_cache(maxsize=256)
def inked_icon(name: str, colour: str, *, is_mirrored: bool = False) -> QIcon:
    """`colour` as #rrggbb. `is_mirrored`: for a window from right to left."""
    icon = QIcon()
    for side_px in _SIDES_PX:
        image = QImage(side_px, side_px, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        _render(painter, name, colour, QRectF(0, 0, side_px, side_px), is_mirrored=is_mirrored)
        painter.end()
        # A chosen row must not tint it.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(QPixmap.fromImage(image), mode)
    return icon


@lru_cache(maxsize=256)
def dot_icon(colour: str, side_px: int = 12) -> QIcon:
    """A filled circle: a category in a menu."""
    image = QImage(side_px * 2, side_px * 2, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, side_px * 2 - 4, side_px * 2 - 4)
    painter.end()
    image.setDevicePixelRatio(2)
    icon, picture = QIcon(), QPixmap.fromImage(image)
    # A chosen row must not tint it.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(picture, mode)
    return icon


def app_icon() -> QIcon:
    return QIcon(str(resources() / "icons" / "photo-sorter.svg"))


class IconButton(QToolButton):
    """A flat button with an icon that follows the palette. `tip` is also its accessible name."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None, side_px: int = 16) -> None:
        super().__init__(parent)
        self._name = name
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setIconSize(QSize(side_px, side_px))
        self.setAutoRaise(True)
        self._ink()

    def show_icon(self, name: str) -> None:
        self._name = name
        self._ink()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (*_REDRAWING, QEvent.Type.EnabledChange):
            self._ink()
        super().changeEvent(event)

    def _ink(self) -> None:
        colours = tones()
        ink = colours.muted if self.isEnabled() else colours.faint
        self.setIcon(inked_icon(self._name, ink.name(), is_mirrored=self.isRightToLeft()))


class Disclosure(QPushButton):
    """A line with a chevron that shows and hides `body`."""

    def __init__(self, words: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self.setText(words)
        self.setProperty("plain", True)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setIconSize(QSize(12, 12))
        self.toggled.connect(self._disclose)
        self._disclose(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _REDRAWING:
            self._ink()
        super().changeEvent(event)

    def _disclose(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self.setAccessibleDescription(tr("unfolded") if is_open else tr("folded"))
        self._ink()

    def _ink(self) -> None:
        name = "chevron-down" if self.isChecked() else "chevron"
        self.setIcon(inked_icon(name, tones().muted.name(), is_mirrored=self.isRightToLeft()))


def _render(painter: QPainter, name: str, colour: str, rect: QRectF, *, is_mirrored: bool) -> None:
    renderer = _renderer(name, colour)
    if not is_mirrored or name not in _POINTING:
        renderer.render(painter, rect)
        return
    painter.save()
    painter.translate(2 * rect.center().x(), 0)
    painter.scale(-1, 1)
    renderer.render(painter, rect)
    painter.restore()


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
