"""What would change, asked before a large edit is applied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.commands import Command, PreviewChange, SaveScheme, SetVerdicts
from photo_sorter.core.events import ChangePreviewed, ModelReady
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.preview import CategoryChange, ChangePreview
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.icons import dot_icon
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.photo_strip import PhotoStrip, library_photos
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

PATIENCE_MS = 400
"""How long nothing is shown while the answer is on its way."""
_MOST_SHOWN = 30
_MOST_PICTURES = 24
_MOST_HEIGHT_PX = 620


class ChangePreviewDialog(QDialog):
    """`accepted_change` carries the command to give, at once where nothing would change; `declined_change` one that
    was cancelled. While it is open nothing else can be done."""

    accepted_change = Signal(object)
    declined_change = Signal(object)

    def __init__(
        self,
        loader: ThumbnailLoader,
        reader: LibraryReader,
        post: Callable[[Command], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._loader, self._reader, self._post = loader, reader, post
        self._token = 0
        self._command: SaveScheme | SetVerdicts | None = None
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(tr("Preview"))
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._come_up)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.title.setProperty("muted", True)
        self.headline = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.headline.setFont(scaled_font(self, 1.35, QFont.Weight.DemiBold))
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(tr("Looking at what would change"))
        self.changes: list[ChangeRow] = []
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("Changes"))
        self.apply = QPushButton(tr("Apply"), self)
        self.apply.setProperty("primary", True)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self.accept)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.apply)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(4)
        for widget in (self.title, self.headline):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.progress)
        column.addWidget(self._area, 1)
        column.addSpacing(8)
        column.addLayout(buttons)

    def ask(self, command: SaveScheme | SetVerdicts, title: str) -> None:
        """Asks what this command would change, and forgets the one before; shows it when the answer is there, or after
        PATIENCE_MS a wait."""
        self._command = command
        self.title.setText(title)
        self._ask(command)

    def withdraw(self, command: object) -> None:
        """This command cannot be given any more."""
        if self._command == command:
            self._command = None
            self._patience.stop()
            self.hide()

    def on_event(self, event: object) -> None:
        match event:
            case ChangePreviewed(token, preview) if token == self._token and self._command is not None:
                if preview is None:
                    self._show_unknown()
                elif preview.photos == 0 and not preview.changes:
                    self.accept()
                else:
                    self._show_preview(preview)
            case ModelReady() if self._command is not None:
                self._ask(self._command)

    def accept(self) -> None:
        command, self._command = self._command, None
        self._patience.stop()
        super().accept()
        if command is not None:
            self.accepted_change.emit(command)

    def reject(self) -> None:
        command, self._command = self._command, None
        self._patience.stop()
        super().reject()
        if command is not None:
            self.declined_change.emit(command)

    # --- inside ---

    def _ask(self, command: SaveScheme | SetVerdicts) -> None:
        self._token += 1
        self.headline.setText(tr("Looking at what would change…"))
        self.progress.show()
        self._area.hide()
        self.apply.setEnabled(False)
        self.resize(self._least_size())
        if not self.isVisible():
            self._patience.start()
        self._post(PreviewChange(self._token, command))

    def _show_unknown(self) -> None:
        self.headline.setText(tr("What this would change cannot be said now."))
        self.progress.hide()
        self.resize(self._least_size())
        self.apply.setEnabled(True)
        self._come_up()
        self.cancel.setFocus()

    def _come_up(self) -> None:
        """Over a window that has closed meanwhile it stays away."""
        self._patience.stop()
        host = self.parentWidget()
        if host is None or host.isVisible():
            self.show()
            self.raise_()

    def _least_size(self) -> QSize:
        """Without the changes."""
        width = max(460, self.minimumSizeHint().width())
        return QSize(width, max(150, self._column.totalHeightForWidth(width)))

    def _show_preview(self, preview: ChangePreview) -> None:
        headline = ntr("This would change 1 photo", "This would change {n} photos", preview.photos)
        self.headline.setText(headline)
        self.progress.hide()
        least = self._least_size()
        body = self._body(preview.changes)
        self._area.setWidget(body)
        self._area.show()
        self.apply.setEnabled(True)
        self.resize(max(560, least.width()), min(_MOST_HEIGHT_PX, least.height() + body.sizeHint().height() + 12))
        self._come_up()
        self.apply.setFocus()

    def _body(self, changes: tuple[CategoryChange, ...]) -> QWidget:
        known = self._categories()
        body = QWidget()
        body.setObjectName("panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 4, 8, 4)
        column.setSpacing(18)
        self.changes = []
        for change in changes[:_MOST_SHOWN]:
            row = ChangeRow(change, known.get(change.category_id), self._loader, self._reader, body)
            self.changes.append(row)
            column.addWidget(row)
        if len(changes) > _MOST_SHOWN:
            words = ntr("and 1 more category", "and {n} more categories", len(changes) - _MOST_SHOWN)
            more = QLabel(words, body)
            more.setProperty("muted", True)
            column.addWidget(more)
        column.addStretch(1)
        return body

    def _categories(self) -> dict[int, Category]:
        """As the library has them, and as the command would."""
        categories = self._reader.scheme().categories
        if isinstance(self._command, SaveScheme):
            categories = (*categories, *self._command.scheme.categories)
        return {category.id: category for category in categories if category.id is not None}


class ChangeRow(QWidget):
    """One category: what comes in, what goes."""

    def __init__(
        self,
        change: CategoryChange,
        category: Category | None,
        loader: ThumbnailLoader,
        reader: LibraryReader,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.change = change
        name = category.name if category is not None else tr("A category that is gone")
        dot = QLabel(self)
        if category is not None:
            dot.setPixmap(dot_icon(category.colour).pixmap(QSize(12, 12), self.devicePixelRatioF()))
        self.name = QLabel(name, self, textFormat=Qt.TextFormat.PlainText)
        self.name.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(dot)
        head.addWidget(self.name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        self.lines: list[tuple[QLabel, PhotoStrip]] = []
        more = ntr("{name}: 1 photo more", "{name}: {n} photos more", change.gained, name=name)
        fewer = ntr("{name}: 1 photo fewer", "{name}: {n} photos fewer", change.lost, name=name)
        parts = (("+", more, change.gained, change.gained_ids), ("−", fewer, change.lost, change.lost_ids))
        for sign, words, count, photo_ids in parts:
            if not count:
                continue
            label = QLabel(f"{sign}{number(count)}", self)
            label.setFont(scaled_font(self, 1.15))
            label.setMinimumWidth(52)
            label.setAccessibleName(words)
            strip = PhotoStrip(loader, self, side_px=56, is_one_row=True)
            strip.setAccessibleName(label.accessibleName())
            strip.show_photos(library_photos(reader, photo_ids[:_MOST_PICTURES]))
            self.lines.append((label, strip))
            line = QHBoxLayout()
            line.setContentsMargins(20, 0, 0, 0)
            line.setSpacing(8)
            line.addWidget(label)
            line.addWidget(strip, 1)
            column.addLayout(line)
