"""Two models side by side, on a person's own photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.commands import Command, CompareModels
from photo_sorter.core.events import ModelReady, ModelRemoved, ModelsCompared
from photo_sorter.core.sorting.accuracy import AccuracyReport
from photo_sorter.core.sorting.model_comparison import Difference, ModelComparison
from photo_sorter.language import ntr, number, tr
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import fitting
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.models.difference_list import DifferenceList, DifferenceRow, categories_of
from photo_sorter.ui.models.model_side import ModelSide
from photo_sorter.ui.models.standing import Standing
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

_CARDS_AT_ONCE = 300
_WORDS, _DIFFERENCES = range(2)
"""Pages."""


class ComparisonWindow(QWidget):
    """Asks for itself; `using` carries a model id, `photo_wanted` a photo id. A side keeps its place when the other
    model takes over."""

    using = Signal(str)
    photo_wanted = Signal(int)

    def __init__(
        self,
        reader: LibraryReader,
        loader: ThumbnailLoader,
        post: Callable[[Command], None],
        title_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._reader, self._post, self._title_of = reader, post, title_of
        self._token = 0
        self.is_waiting = False
        self._standing = Standing("")
        self._rows: tuple[DifferenceRow, ...] = ()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Compare models"))
        self.sides = (ModelSide(self), ModelSide(self))
        self.note, self.summary = _muted(self), QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.categories = QComboBox(self)
        self.categories.setAccessibleName(tr("Category"))
        self.categories.activated.connect(lambda _: self._show_rows())
        self.list = DifferenceList(loader, self)
        self.list.photo_wanted.connect(self.photo_wanted)
        self.message = _muted(self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(tr("Comparing"))
        self._pages = QStackedWidget(self)
        for side in self.sides:
            side.use.clicked.connect(lambda _=False, side=side: self.using.emit(side.model_id))
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self._arrange()
        self.resize(fitting(self, 920, 720))

    def compare(self, standing: Standing, other_id: str) -> None:
        """The model in use with this one."""
        for side, model_id in zip(self.sides, (standing.used_id, other_id), strict=True):
            side.show_model(model_id, self._title_of(model_id))
        self.show_standing(standing)
        self._ask(other_id)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        for side in self.sides:
            side.show_standing(standing)

    def on_event(self, event: object) -> None:
        match event:
            case ModelsCompared(token, comparison, sentence) if token == self._token:
                self.is_waiting = False
                if comparison is None:
                    self._say(sentence or "")
                else:
                    self._show_comparison(comparison)
            case ModelReady(model_id) if self.isVisible():
                self._on_ready(model_id)
            case ModelRemoved(model_id) if model_id in [side.model_id for side in self.sides]:
                self._token += 1
                self.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # It belongs to the main window, but must not lie over it when a photo is looked at there.
        handle = self.windowHandle()
        if handle is not None:
            handle.setTransientParent(None)  # type: ignore[arg-type]  # Qt takes none

    # --- inside ---

    def _on_ready(self, model_id: str) -> None:
        first, second = (side.model_id for side in self.sides)
        if model_id not in (first, second):
            # A third one has come between.
            self.sides[0].show_model(model_id, self._title_of(model_id))
            self._ask(second)
        elif self._pages.currentIndex() == _WORDS:
            # What is asked would be about the model in use and itself; what could not be told perhaps can be now.
            self._ask(first if model_id == second else second)

    def _ask(self, other_id: str) -> None:
        self._token += 1
        self.is_waiting = True
        self._rows = ()
        for side in self.sides:
            side.show_report(None)
        self.note.hide()
        self._say(tr("Comparing on your photos…"))
        self._post(CompareModels(self._token, other_id))

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.progress.setVisible(self.is_waiting)
        self._pages.setCurrentIndex(_WORDS)

    def _show_comparison(self, found: ModelComparison) -> None:
        reports = {report.model_id: report for report in found.reports}
        # The model in use is told first, on whichever side it stands by now.
        is_turned = found.reports[1].model_id == self.sides[0].model_id
        self._show_accuracy([reports.get(side.model_id) for side in self.sides])
        self._rows = self._rows_of(found.differences, is_turned=is_turned)
        seen = self._unseen(found)
        if not found.photos:
            title = self.sides[0 if is_turned else 1].title.text()
            self._say(
                tr("{model} has not seen your photos yet. Use it, and it looks at them in the background.", model=title)
            )
        elif not found.differing:
            self._say(_lines(ntr("Both sort 1 photo alike.", "Both sort {n} photos alike.", found.photos), seen))
        else:
            said = ntr(
                "1 photo of {all} is sorted differently.", "{n} photos of {all} are sorted differently.",
                found.differing, all=number(found.photos),
            )  # fmt: skip
            shown = len(found.differences)
            first = tr("The first {count} are shown.", count=number(shown)) if shown < found.differing else ""
            self.summary.setText(_lines(said, first, seen))
            self._fill_categories()
            self._show_rows()
            self._pages.setCurrentIndex(_DIFFERENCES)
            self.list.setFocus()

    def _show_accuracy(self, reports: list[AccuracyReport | None]) -> None:
        shares = [report.decided.overall if report is not None else 0.0 for report in reports]
        for side, report, share in zip(self.sides, reports, shares, strict=True):
            side.show_report(report, leads=share == max(shares) and shares[0] != shares[1])
        is_judged = any(report is not None and report.photos for report in reports)
        self.note.setText(
            tr("Each photo that you judged counts as if you had not: your library as a whole is sorted better.")
            if is_judged
            else tr("You have judged no photos yet. Say yes or no to some: this shows who is right more often.")
        )
        self.note.show()

    def _unseen(self, found: ModelComparison) -> str:
        """Photos that only one model has seen are not compared."""
        lacking = self._reader.counts().all - found.photos
        if lacking <= 0 or not found.photos:
            return ""
        return ntr("1 photo has not been seen by both yet.", "{n} photos have not been seen by both yet.", lacking)

    def _rows_of(self, differences: tuple[Difference, ...], *, is_turned: bool) -> tuple[DifferenceRow, ...]:
        known = {one.id: one for one in self._reader.scheme().categories if one.id is not None}
        cards: dict[int, PhotoCard] = {}
        ids = [one.photo_id for one in differences]
        for start in range(0, len(ids), _CARDS_AT_ONCE):
            cards.update((card.id, card) for card in self._reader.cards(ids[start : start + _CARDS_AT_ONCE]))
        rows = []
        for one in differences:
            sides = (categories_of(one.here, known), categories_of(one.there, known))
            if one.photo_id in cards:
                rows.append(DifferenceRow(cards[one.photo_id], *(reversed(sides) if is_turned else sides)))
        return tuple(rows)

    def _fill_categories(self) -> None:
        """Those that some photo comes into or leaves."""
        counts = Counter(id for row in self._rows for id in row.changed)
        self.categories.clear()
        self.categories.addItem(tr("All categories"), None)
        for category in self._reader.scheme().categories:
            if category.id in counts:
                self.categories.addItem(f"{category.name} ({number(counts[category.id])})", category.id)

    def _show_rows(self) -> None:
        wanted = self.categories.currentData()
        rows = [row for row in self._rows if wanted is None or wanted in row.changed]
        self.list.show_rows(rows, (self.sides[0].title.text(), self.sides[1].title.text()))

    def _arrange(self) -> None:
        heads = QHBoxLayout()
        heads.setSpacing(24)
        for side in self.sides:
            if heads.count():
                line = QFrame(self)
                line.setObjectName("hairline")
                line.setFixedWidth(1)
                heads.addWidget(line)
            heads.addWidget(side, 1)
        waiting, found = QWidget(self), QWidget(self)
        middle = QVBoxLayout(waiting)
        middle.addStretch(1)
        middle.addWidget(self.message)
        middle.addSpacing(12)
        middle.addWidget(self.progress)
        middle.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.summary, 1)
        top.addWidget(self.categories)
        below = QVBoxLayout(found)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addLayout(top)
        below.addWidget(self.list, 1)
        for page in (waiting, found):
            self._pages.addWidget(page)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(heads)
        column.addWidget(self.note)
        column.addWidget(line)
        column.addWidget(self._pages, 1)


def _muted(parent: QWidget) -> QLabel:
    label = QLabel(parent, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("muted", True)
    return label


def _lines(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
