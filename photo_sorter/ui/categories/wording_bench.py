"""The wording bench: two to four wordings side by side, those of the category first, with the photos that each would
take alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.commands import Command, TryWordings
from photo_sorter.core.events import LibraryChanged, ModelReady, WordingsTried
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.preview import WordingTrial
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.categories.wording_column import WordingColumn
from photo_sorter.ui.icons import IconButton, dot_icon
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.photo_strip import MARK_PX, draw_mark
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

TYPING_PAUSE_MS = 250
FEWEST_COLUMNS, MOST_COLUMNS = 2, 4
_MOST_PRESENT = MOST_COLUMNS - 1
_COLUMN_PX = 300


class WordingBench(QDialog):
    """Asks for a trial when typing pauses. `chosen` carries the category's id and the tuple of all wordings that it is
    to have; the dialog closes then. `find` gives the category of an id as it is now, None once it is gone."""

    chosen = Signal(int, object)

    def __init__(
        self,
        loader: ThumbnailLoader,
        reader: LibraryReader,
        post: Callable[[Command], None],
        find: Callable[[int], Category | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._loader, self._reader, self._post, self._find = loader, reader, post, find
        self._category_id = 0
        self._unshown: tuple[str, ...] = ()
        self._token = 0
        self.setWindowTitle(tr("Compare wordings"))
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.columns: list[WordingColumn] = []
        self.add = IconButton("plus", tr("Add a wording"), self)
        self.add.clicked.connect(self._add_by_hand)
        self._title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._title.setFont(scaled_font(self, 1.2, QFont.Weight.DemiBold))
        self._dot, self.present = QLabel(self), QLabel(self)
        self.present.setProperty("muted", True)
        self._legend = _Legend(self)
        self.use_all = QPushButton(tr("Use all"), self)
        self.use_all.setAutoDefault(False)
        self.use_all.setToolTip(tr("Take all of these wordings together"))
        self.use_all.clicked.connect(lambda: self._choose((*self.wordings(), *self._unshown)))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._dot)
        head.addWidget(self._title)
        head.addWidget(self.present)
        head.addStretch(1)
        head.addWidget(self.add)
        self._row = QHBoxLayout()
        self._row.setSpacing(20)
        foot = QHBoxLayout()
        foot.addWidget(self._legend)
        foot.addStretch(1)
        foot.addWidget(self.use_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addLayout(self._row, 1)
        column.addLayout(foot)
        self.resize(40 + FEWEST_COLUMNS * _COLUMN_PX, 620)

    def open_for(self, category: Category, count: int) -> None:
        """Begins anew with the category's wordings (the first ones of many) and an empty place beside them. `count`:
        how many photos are in it now."""
        assert category.id is not None
        self._token += 1
        self._category_id = category.id
        shown, self._unshown = category.wordings[:_MOST_PRESENT], category.wordings[_MOST_PRESENT:]
        facts = [ntr("1 photo now", "{n} photos now", count)]
        if self._unshown:
            of, first = len(category.wordings), number(len(shown))
            facts.append(
                ntr("the first {first} of its 1 wording", "the first {first} of its {n} wordings", of, first=first)
            )
        self.present.setText(" · ".join(facts))
        for column in self.columns:
            self._drop(column)
        self.columns = []
        for text in (*shown, ""):
            self._add_column(text)
        self._show_head(category)
        self.resize(self._wished_px(), self.height())
        self.show()
        self.raise_()
        self.activateWindow()
        self.columns[-1].field.setFocus()
        self._ask()

    def on_scheme(self) -> None:
        """The category may have become another, or be gone."""
        if self.isVisible():
            category = self._find(self._category_id)
            if category is None:
                self.close()
            else:
                self._show_head(category)
                self._pause.start()

    def on_event(self, event: object) -> None:
        match event:
            case WordingsTried(token, trials) if token == self._token:
                self._show_trials({trial.wording: trial for trial in trials})
            case ModelReady() if self.isVisible():
                self._ask()
            case LibraryChanged(tags=True) if self.isVisible() and not self._pause.isActive():
                self._pause.start()

    def wordings(self) -> tuple[str, ...]:
        """Those typed, each once."""
        return tuple(dict.fromkeys(filter(None, (column.wording() for column in self.columns))))

    def done(self, result: int) -> None:
        self._pause.stop()
        self._token += 1
        super().done(result)

    # --- inside ---

    def _add_by_hand(self) -> None:
        if len(self.columns) < MOST_COLUMNS:
            self._add_column("")
            self.resize(max(self.width(), self._wished_px()), self.height())
            self.columns[-1].field.setFocus()

    def _wished_px(self) -> int:
        return min(40 + len(self.columns) * _COLUMN_PX, self.screen().availableGeometry().width())

    def _show_head(self, category: Category) -> None:
        self._title.setText(category.name)
        self._dot.setPixmap(
            dot_icon(category.colour).pixmap(QSize(12, 12), self.devicePixelRatioF(), QIcon.Mode.Normal)
        )
        self._update_buttons()

    def _add_column(self, text: str) -> None:
        column = WordingColumn(self._loader, self._reader, text, self)
        column.field.textChanged.connect(lambda: self._on_typing(column))
        column.field.returnPressed.connect(lambda: self._move_on(column))
        column.remove.clicked.connect(lambda: self._remove(column))
        column.use.clicked.connect(lambda: self._choose((column.wording(),)))
        column.add.clicked.connect(lambda: self._choose((*self._present(), column.wording())))
        self.columns.append(column)
        self._row.addWidget(column.line)
        self._row.addWidget(column, 1)
        self._count_columns()

    def _remove(self, column: WordingColumn) -> None:
        place = self.columns.index(column)
        self.columns.remove(column)
        self._drop(column)
        self._count_columns()
        self.columns[min(place, len(self.columns) - 1)].field.setFocus()
        self._pause.start()

    def _drop(self, column: WordingColumn) -> None:
        for widget in (column.line, column):
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _count_columns(self) -> None:
        count = len(self.columns)
        self.add.setEnabled(count < MOST_COLUMNS)
        for place, column in enumerate(self.columns, 1):
            column.remove.setVisible(count > FEWEST_COLUMNS)
            column.number(place)
            column.line.setVisible(place > 1)
        self._update_buttons()

    def _update_buttons(self) -> None:
        present = self._present()
        for column in self.columns:
            column.compare_with(present)
        together = (*self.wordings(), *self._unshown)
        self.use_all.setEnabled(len(together) > 1 and together != present)

    def _present(self) -> tuple[str, ...]:
        """The category's wordings now."""
        category = self._find(self._category_id)
        return category.wordings if category is not None else ()

    def _on_typing(self, column: WordingColumn) -> None:
        column.wait()
        self._update_buttons()
        self._pause.start()

    def _move_on(self, column: WordingColumn) -> None:
        following = self.columns[(self.columns.index(column) + 1) % len(self.columns)]
        following.field.setFocus(Qt.FocusReason.TabFocusReason)
        following.field.selectAll()

    def _ask(self) -> None:
        self._pause.stop()
        self._token += 1
        wordings, category = self.wordings(), self._find(self._category_id)
        if wordings and category is not None:
            self._post(TryWordings(self._token, category, wordings))
        self._legend.setVisible(False)

    def _show_trials(self, trials: Mapping[str, WordingTrial]) -> None:
        shares = {trial.wording: trial.right / trial.judged for trial in trials.values() if trial.judged}
        best = max(shares.values(), default=0.0)
        tells_apart = len(shares) > 1 and best > min(shares.values())
        compares = len(trials) > 1
        remarked = any(trial.remark for trial in trials.values())
        for column in self.columns:
            trial = trials.get(column.wording())
            if trial is not None:
                is_best = tells_apart and shares.get(trial.wording) == best
                column.show_trial(trial, is_best=is_best, compares=compares)
            # Everywhere or nowhere: the pictures begin on one line.
            column.remark.setVisible(remarked)
        self._legend.setVisible(compares and any(trial.only_here for trial in trials.values()))

    def _choose(self, wordings: tuple[str, ...]) -> None:
        if wordings and all(wordings):
            self.chosen.emit(self._category_id, tuple(dict.fromkeys(wordings)))
            self.accept()


class _Legend(QWidget):
    """What the dot on a picture means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = tr("Only this wording takes it")
        self.setAccessibleName(tr("Dot: {meaning}", meaning=self._text))
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setFixedSize(
            self.fontMetrics().horizontalAdvance(self._text) + 24, max(20, self.fontMetrics().height() + 4)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark, direction = QRectF(2.5, self.height() / 2 - 4.5, MARK_PX, MARK_PX), self.layoutDirection()
        draw_mark(painter, mirrored(mark, self.rect(), direction))
        painter.setPen(tones().muted)
        draw_text(painter, mirrored(self.rect().adjusted(20, 0, 0, 0), self.rect(), direction), self._text)
