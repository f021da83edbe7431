"""The page of duplicates: how far the search is, the groups, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.duplicates.groups import DuplicateKind
from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.language import ntr, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.duplicates.duplicate_choices import Choice, leaving
from photo_sorter.ui.duplicates.duplicate_words import could_go
from photo_sorter.ui.duplicates.duplicate_words import title as title_of
from photo_sorter.ui.duplicates.groups_list import GroupsList
from photo_sorter.ui.empty_state import Message
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

PATIENCE_MS = 1_000
"""What takes longer shows how far it is, and can be cancelled."""


class DuplicatesView(QWidget):
    """Shows what it is told."""

    near_wanted = Signal(bool)
    again_wanted = Signal()
    cancelled = Signal()
    trashing_copies = Signal()
    """All exact copies that shall go."""
    closed = Signal()

    def __init__(self, loader: ThumbnailLoader, reader: LibraryReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Duplicates"))
        self._choices: Sequence[Choice] = ()
        self._note = ""
        self._is_busy = False
        self._since = QElapsedTimer()
        back = IconButton("back", tr("Back to the photos (Esc)"), self)
        back.clicked.connect(self.closed)
        title = QLabel(tr("Duplicates"), self)
        title.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.near = QCheckBox(title_of(DuplicateKind.NEAR), self)
        self.near.toggled.connect(self.near_wanted)
        self.again = IconButton("retry", tr("Look again"), self)
        self.again.clicked.connect(self.again_wanted)
        self.copies = QPushButton(self)
        self.copies.clicked.connect(self.trashing_copies)
        self.words = QLabel(self)
        self.words.setProperty("muted", True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.setFixedWidth(160)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setProperty("quiet", True)
        self.cancel.clicked.connect(self.cancelled)
        self.list = GroupsList(loader, reader, self)
        self.list.changed.connect(self.show_changes)
        self.list.closed.connect(self.closed)
        self.message = Message(self)
        self.message.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.message)
        self._pages.addWidget(self.list)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._show_progress(True))
        bar, below = QHBoxLayout(), QHBoxLayout()
        bar.setContentsMargins(12, 8, 16, 0)
        below.setContentsMargins(16, 0, 16, 6)
        bar.setSpacing(8)
        below.setSpacing(8)
        bar.addWidget(back)
        bar.addWidget(title, 1)
        bar.addWidget(self.near)
        bar.addWidget(self.again)
        bar.addWidget(self.copies)
        below.addWidget(self.words, 1)
        below.addWidget(self.progress)
        below.addWidget(self.cancel)
        self._below = QWidget(self)
        self._below.setFixedHeight(36)
        self._below.setLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._below)
        column.addWidget(self._pages, 1)
        self._show_progress(False)
        self.show_changes()

    @property
    def shows_progress(self) -> bool:
        return not self.progress.isHidden()

    def show_looking(self) -> None:
        """A search begins; groups that are shown stay."""
        self.words.setText(tr("Looking for duplicates…"))
        if not self._choices:
            self.show_message(tr("Looking for duplicates…"), tr("Photos are compared by content and by likeness."))
        self._since.start()
        self.progress.setRange(0, 0)
        self._patience.start()

    def show_progress(self, done: int, total: int, seconds_left: float | None) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        rate = done / max(0.001, self._since.elapsed() / 1000)
        self.words.setText(phrases.activity(ActivityChanged(Activity.INDEXING, done, total, rate, seconds_left), done))

    def show_choices(self, choices: Sequence[Choice], note: str = "") -> None:
        """What has been found; `note` is said behind the totals."""
        self._end_looking()
        self._choices, self._note = choices, note
        self.list.show_choices(choices)
        self._turn_to(self.list if choices else self.message)
        self.show_changes()

    def show_message(self, title: str, text: str) -> None:
        """In place of groups."""
        self.message.say(title, text)
        self._turn_to(self.message)

    def show_busy(self, count: int, words: str = "") -> None:
        """So many photos are being moved to the trash, or what `words` say; 0: no more."""
        self._is_busy = count > 0
        self.list.show_busy(self._is_busy)
        self.show_changes()
        if count:
            moving = ntr("Moving 1 photo to the trash…", "Moving {n} photos to the trash…", count)
            self.words.setText(words or moving)
            self._since.start()
            self.progress.setRange(0, 0)
        self._show_progress(self._is_busy)

    def show_changes(self) -> None:
        """What stays or goes is another."""
        if not self._is_busy:
            parts = [could_go(*leaving(self._choices))] if self._choices else []
            self.words.setText(" · ".join(part for part in (*parts, self._note) if part))
        count, _ = leaving(one for one in self._choices if one.kind is DuplicateKind.EXACT)
        self.copies.setVisible(count > 0)
        self.copies.setText(ntr("Move 1 exact copy to the trash", "Move {n} exact copies to the trash", count))
        self.copies.setEnabled(not self._is_busy)

    def end_looking(self) -> None:
        """The search has been given up."""
        self._end_looking()
        self.show_changes()

    # --- Qt ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A focus proxy would be reached by Tab before the buttons above it, which would be passed over.
        page = self._pages.currentWidget()
        if page is not None:
            page.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()

    # --- inside ---

    def _turn_to(self, page: QWidget) -> None:
        """The groups have the focus as soon as they are there."""
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if self.isVisible():
                page.setFocus()

    def _end_looking(self) -> None:
        self._patience.stop()
        self._show_progress(self._is_busy)

    def _show_progress(self, shown: bool) -> None:
        self.progress.setVisible(shown)
        self.cancel.setVisible(shown)
