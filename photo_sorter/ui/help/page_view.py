"""Shows one help page: its Markdown in the program's look, pictures no wider than the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.desktop import open_page
from photo_sorter.ui.help.help_pages import anchor

_PICTURE_PX = 640
_LONGEST_LINE = 92
"""Letters: a page of a wide window stays readable."""
_MARGIN_PX = 24
_FIT_MS = 100
_PICTURE = "\ufffc"
"""Stands for one in a text."""
_LINE_PERCENT = 130
_SIZES = {1: 1.6, 2: 1.25, 3: 1.1}
"""Of headings, to the text."""


class PageView(QTextBrowser):
    """Links between pages are followed here, others in the browser. Alt+Left and Alt+Right go back and forth."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Help page"))
        self.setOpenLinks(False)
        self.anchorClicked.connect(self.follow)
        # The pages are in English, whichever way the window goes.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDocumentMargin(_MARGIN_PX)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self._fitted_px = _PICTURE_PX
        self._fitting = QTimer(self, singleShot=True, interval=_FIT_MS)
        self._fitting.timeout.connect(self._fit_pictures)

    def open(self, page: Path) -> None:
        self.setSource(QUrl.fromLocalFile(str(page)), QTextDocument.ResourceType.MarkdownResource)

    def follow(self, link: QUrl) -> None:
        """A page of these, a place on one, or an address."""
        target = self.source().resolved(link)
        if not target.isLocalFile():
            open_page(target.toString())
            return
        if target.toLocalFile() != self.source().toLocalFile():
            self.setSource(target, QTextDocument.ResourceType.MarkdownResource)
        if target.hasFragment():
            self._scroll_to(target.fragment())

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        path = Path(self.source().resolved(QUrl(name)).toLocalFile())
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._picture(path)
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return tr("There is no help page “{name}” in this installation.", name=path.name)

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.MarkdownResource
    ) -> None:
        super().doSetSource(name, kind)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self.source().isEmpty():
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        longest_px = _LONGEST_LINE * self.fontMetrics().averageCharWidth()
        self.setLineWrapColumnOrWidth(min(longest_px, self.viewport().width()))
        self._fitting.start()

    def _picture(self, path: Path) -> QImage:
        picture = QImage(str(path))
        ratio = self.devicePixelRatioF()
        if picture.width() > self._fitted_px * ratio:
            picture = picture.scaledToWidth(round(self._fitted_px * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(max(1.0, picture.width() / self._fitted_px))
        return picture

    def _fit_pictures(self) -> None:
        """Again, where the room for them is another."""
        room_px = max(80, min(_PICTURE_PX, self.lineWrapColumnOrWidth() - 2 * _MARGIN_PX))
        if room_px == self._fitted_px:
            return
        self._fitted_px = room_px
        document = self.document()
        kind = QTextDocument.ResourceType.ImageResource
        for block in _blocks(document):
            for piece in _pieces(block):
                if piece.charFormat().isImageFormat():
                    # Under this name it looks for one, whatever the page calls it.
                    name = document.baseUrl().resolved(QUrl(piece.charFormat().toImageFormat().name()))
                    document.addResource(kind.value, name, self.loadResource(kind.value, name))
        document.markContentsDirty(0, document.characterCount())

    def _dress(self) -> None:
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        for block in _blocks(self.document()):
            self._dress_block(block)

    def _dress_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        look = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        pieces = list(_pieces(block))
        # A line with a picture is as high as the picture, and not a third higher.
        if _PICTURE not in block.text():
            look.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if level:
            look.setTopMargin(20 if level > 1 else 0)
            look.setBottomMargin(6)
        cursor.mergeBlockFormat(look)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            large = QTextCharFormat()
            large.setFontPointSize(scaled_font(self, _SIZES.get(level, 1.0)).pointSizeF())
            cursor.mergeCharFormat(large)
        link = QTextCharFormat()
        link.setForeground(tones().accent)
        for piece in pieces:
            if piece.charFormat().isAnchor():
                cursor.setPosition(piece.position())
                cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(link)

    def _scroll_to(self, fragment: str) -> None:
        for block in _blocks(self.document()):
            if block.blockFormat().headingLevel() and anchor(block.text()) == fragment:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top))
                return


def _dress_table(table: QTextTable) -> None:
    look = table.format()
    look.setBorderBrush(tones().hairline)
    look.setBorderCollapse(True)
    look.setCellPadding(5)
    table.setFormat(look)
    heads = [table.cellAt(0, column) for column in range(table.columns())]
    # Markdown wants a head for every table, be it an empty one.
    if all(head.firstPosition() == head.lastPosition() for head in heads) and table.rows() > 1:
        table.removeRows(0, 1)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _pieces(block: QTextBlock) -> Iterator[QTextFragment]:
    """Stretches of one format each."""
    piece = block.begin()
    while not piece.atEnd():
        yield piece.fragment()
        piece += 1
