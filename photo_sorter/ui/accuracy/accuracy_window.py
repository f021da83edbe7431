"""Check accuracy: on what a person decided, or on a labelled folder; one model, or two compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.commands import CancelCheck, CheckAccuracy, Command
from photo_sorter.core.events import AccuracyChecked, Activity, ActivityChanged, CheckProgressed, LibraryChanged
from photo_sorter.language import ntr, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.accuracy.accuracy_result import AccuracyResult
from photo_sorter.ui.appearance import fitting, tones
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.empty_state import Drawing
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class AccuracyWindow(QDialog):
    """One check at a time; closing the window ends it."""

    def __init__(
        self,
        loader: ThumbnailLoader,
        reader: LibraryReader,
        post: Callable[[Command], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._reader, self._post = reader, post
        self._token = 0
        self._titles: dict[str, str] = {}
        self._folder: Path | None = None
        self._is_by_folder = False
        self._labels: Path | None = None
        self.is_checking = self._lacks_verdicts = False
        self.setWindowTitle(tr("Check accuracy"))
        self.by_verdicts = QRadioButton(tr("On what I decided"), self)
        self.by_folder = QRadioButton(tr("On a labelled folder…"), self)
        self.by_verdicts.setChecked(True)
        self.verdicts_hint, self.folder_hint = _muted("", self), MutedLabel(self)
        self.choose_folder, self.choose_labels = _quiet(tr("Folder…"), self), _quiet(tr("CSV…"), self)
        self.choose_labels.setAccessibleName(tr("Choose a CSV file of labels"))
        self.models = QComboBox(self)
        self.models.setAccessibleName(tr("Compare with model"))
        self._compare = _muted(tr("Compare with"), self)
        self._compare.setBuddy(self.models)
        self.check = QPushButton(tr("Check"), self)
        self.check.setProperty("primary", True)
        self.check.setDefault(True)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Progress"))
        self.words = _muted("", self)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.message = _muted("", self)
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.findings = AccuracyResult(loader, self)
        self._empty = QWidget(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.findings)
        self.by_folder.clicked.connect(self._on_folder_wish)
        self.by_verdicts.toggled.connect(self._update)
        self.choose_folder.clicked.connect(self._ask_folder)
        self.choose_labels.clicked.connect(self._ask_labels)
        self.check.clicked.connect(self._check)
        self.cancel.clicked.connect(self._cancel)
        self._arrange()
        self.show_models(())
        self._say(tr("Checks how often photos are sorted as you would sort them."))
        self._update()
        self.setMinimumSize(820, 560)
        self.resize(fitting(self, 1080, 760))

    def open(self) -> None:
        """Shows the window; what was found before is still there."""
        self._count_verdicts()
        self.show()
        self.raise_()
        self.activateWindow()

    def show_models(self, models: Sequence[tuple[str, str]], used_id: str | None = None) -> None:
        """The installed ones, as (id, title); the one in use is not offered for comparison."""
        self._titles = dict(models)
        chosen = self.models.currentData()
        self.models.clear()
        self.models.addItem(tr("No other model"), None)
        for id, title in models:
            if id != used_id:
                self.models.addItem(title, id)
        self.models.setCurrentIndex(max(0, self.models.findData(chosen) if chosen else 0))
        for widget in (self._compare, self.models):
            widget.setVisible(self.models.count() > 1)

    def use_folder(self, folder: Path, labels: Path | None = None) -> None:
        """A labelled folder; with `labels` its photos are named by that CSV file."""
        self._folder, self._labels = folder, labels
        self.by_folder.setChecked(True)
        self._update()

    def on_event(self, event: object) -> None:
        match event:
            case CheckProgressed(token, done, total, rate, seconds_left) if token == self._token and self.is_checking:
                self.progress.setRange(0, total)
                self.progress.setValue(done)
                self.words.setText(
                    phrases.activity(ActivityChanged(Activity.INDEXING, done, total, rate, seconds_left), done)
                )
            case AccuracyChecked(token, reports, sentence) if token == self._token and self.is_checking:
                self._show_checking(False)
                if any(report.photos for report in reports):
                    self.findings.show_reports(reports, self._titles, "" if self._is_by_folder else _verdicts_note())
                    self._pages.setCurrentWidget(self.findings)
                else:
                    self._say(sentence or _sentence_without_photos([one for r in reports for one in r.failed]))
            case LibraryChanged(tags=True) if self.isVisible():
                self._count_verdicts()

    def done(self, result: int) -> None:
        self._cancel()
        super().done(result)

    # --- inside ---

    def _count_verdicts(self) -> None:
        counts = self._reader.verdict_counts().values()
        count = sum(yes + no for yes, no in counts)
        self.by_verdicts.setEnabled(count > 0)
        # What a person has chosen stays; only what cannot be chosen gives way, and comes back.
        if not count and self.by_verdicts.isChecked():
            self._lacks_verdicts = True
            self.by_folder.setChecked(True)
        elif count and self._lacks_verdicts and self._folder is None:
            self._lacks_verdicts = False
            self.by_verdicts.setChecked(True)
        self.verdicts_hint.setText(
            ntr("1 answer", "{n} answers", count) if count else tr("Say yes or no to some photos first")
        )
        self._update()

    def _on_folder_wish(self) -> None:
        self._lacks_verdicts = False
        if self._folder is None:
            self._ask_folder()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Choose a labelled folder"), str(self._folder or Path.home())
        )
        self._take(Path(chosen) if chosen else None, None)

    def _ask_labels(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            tr("Choose a CSV file of labels"),
            str(self._folder or Path.home()),
            tr("CSV files (*.csv);;All files (*)"),
        )
        self._take(Path(chosen).parent if chosen else None, Path(chosen) if chosen else None)

    def _take(self, folder: Path | None, labels: Path | None) -> None:
        if folder is not None:
            self.use_folder(folder, labels)
        elif self._folder is None and self.by_verdicts.isEnabled():
            self.by_verdicts.setChecked(True)

    def _check(self) -> None:
        self._token += 1
        by_folder = self._is_by_folder = self.by_folder.isChecked()
        self._show_checking(True)
        self._post(
            CheckAccuracy(
                self._token,
                self._folder if by_folder else None,
                self._labels if by_folder else None,
                self.models.currentData(),
            )
        )

    def _cancel(self) -> None:
        if self.is_checking:
            self._token += 1
            self._show_checking(False)
            self._post(CancelCheck())

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self._pages.setCurrentWidget(self._empty)

    def _show_checking(self, is_checking: bool) -> None:
        self.is_checking = is_checking
        self.progress.setRange(0, 0)
        self.words.setText(tr("Starting…"))
        self._update()

    def _update(self) -> None:
        by_verdicts = self.by_verdicts.isChecked()
        shown = self._labels or self._folder
        self.folder_hint.setText(str(shown) if shown else _folder_hint())
        self.check.setEnabled(
            not self.is_checking and (self.by_verdicts.isEnabled() if by_verdicts else self._folder is not None)
        )
        wishes: tuple[QWidget, ...] = (self.by_folder, self.choose_folder, self.choose_labels, self.models)
        for widget in wishes:
            widget.setEnabled(not self.is_checking)
        running: tuple[QWidget, ...] = (self.progress, self.words, self.cancel)
        for widget in running:
            widget.setVisible(self.is_checking)
        self.check.setVisible(not self.is_checking)

    def _arrange(self) -> None:
        verdicts, folder, run = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row, widgets in (
            (verdicts, (self.by_verdicts, self.verdicts_hint)),
            (folder, (self.by_folder, self.choose_folder, self.choose_labels, self.folder_hint)),
            (run, (self._compare, self.models, self.progress, self.words)),
        ):
            row.setSpacing(10)
            for widget in widgets:
                row.addWidget(widget, 1 if widget in (self.progress, self.folder_hint) else 0)
            if row is not folder:
                row.addStretch(1)
        run.addWidget(self.cancel)
        run.addWidget(self.check)
        middle = QVBoxLayout(self._empty)
        middle.addStretch(1)
        middle.addWidget(Drawing(self._empty), 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addSpacing(12)
        middle.addWidget(self.message)
        middle.addStretch(1)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        for row in (verdicts, folder, run):
            column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(line)
        column.addSpacing(8)
        column.addWidget(self._pages, 1)


class MutedLabel(ElidedLabel):
    """Say a path; the whole is in the tool tip."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def ink(self) -> QColor:
        return tones().muted


def _sentence_without_photos(failed: Sequence[tuple[str, str]]) -> str:
    if not failed:
        return tr("There is no photo to check.")
    return ntr(
        "None of 1 photo could be read. {reason}",
        "None of {n} photos could be read. {reason}",
        len(failed),
        reason=failed[0][1],
    )


def _folder_hint() -> str:
    return tr("One subfolder a class, or a CSV file with the columns path and label")


def _verdicts_note() -> str:
    return tr(
        "Review asks about the hardest photos, and each counts here as if you had not judged it: "
        "your library as a whole is sorted better than this."
    )


def _muted(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("muted", True)
    return label


def _quiet(text: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setProperty("quiet", True)
    button.setAutoDefault(False)
    return button
