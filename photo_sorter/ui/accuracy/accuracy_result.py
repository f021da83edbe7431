"""What a check of accuracy found: headline figures, a table of classes, the confusion matrix and its photos."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.sorting.accuracy import AccuracyReport, CheckedPhoto, differing, photos_in_cell
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.accuracy.answer_words import answer_words
from photo_sorter.ui.accuracy.class_table import ClassTable, percent
from photo_sorter.ui.accuracy.confusion_view import ConfusionView
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.photo_strip import PhotoStrip, StripPhoto
from photo_sorter.ui.phrases import labelled
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class AccuracyResult(QWidget):
    """Shows reports; asks for nothing."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reports: tuple[AccuracyReport, ...] = ()
        self._titles: tuple[str, ...] = ()
        self.figures = HeadlineFigures(self)
        self.note = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.note.setProperty("muted", True)
        self.as_sorted, self.forced = _switch(tr("As sorted"), self), _switch(tr("Forced choice"), self)
        self.models = (_switch("", self), _switch("", self))
        kinds, models = QButtonGroup(self), QButtonGroup(self)
        for group, buttons in ((kinds, (self.as_sorted, self.forced)), (models, self.models)):
            for button in buttons:
                group.addButton(button)
            buttons[0].setChecked(True)
            group.buttonClicked.connect(lambda _: self._show_chosen())
        self.differences = QPushButton(self)
        self.differences.setProperty("quiet", True)
        self.differences.setAutoDefault(False)
        self.differences.clicked.connect(self._show_differences)
        self.matrix = ConfusionView(self)
        self.matrix.picked.connect(self._show_cell)
        self.classes = ClassTable(self)
        self.heading = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.photos = PhotoStrip(loader, self, side_px=104, has_captions=True)
        self.failures = QPushButton(self)
        self.failures.setProperty("quiet", True)
        self.failures.setAutoDefault(False)
        self.failures.setCheckable(True)
        self.reasons = QPlainTextEdit(self, readOnly=True)
        self.reasons.setFixedHeight(max(96, 4 * self.fontMetrics().lineSpacing() + 20))
        self.reasons.setAccessibleName(tr("Photos that could not be read"))
        self.failures.toggled.connect(self.reasons.setVisible)
        self._arrange()

    def show_reports(self, reports: tuple[AccuracyReport, ...], titles: Mapping[str, str], note: str = "") -> None:
        """One report, or two to compare; `titles` of models by id. `note`: how the figures are to be read."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._reports = reports
        self._titles = tuple(titles.get(report.model_id, report.model_id) for report in reports)
        self.figures.show_reports(reports, self._titles)
        for place, button in enumerate(self.models):
            button.setVisible(len(reports) > 1)
            button.setText(self._titles[place] if len(reports) > 1 else "")
        self.models[0].setChecked(True)
        failed = dict(fault for report in reports for fault in report.failed)
        self.failures.setVisible(bool(failed))
        self.failures.setChecked(False)
        self.reasons.hide()
        self.failures.setText(ntr("1 photo could not be read", "{n} photos could not be read", len(failed)))
        self.reasons.setPlainText("\n".join(labelled(path, reason) for path, reason in failed.items()))
        self._show_chosen()
        table_px = min(self.classes.wished_height_px(), 260)
        self._side.setSizes([table_px, max(1, self._side.height() - table_px)])

    # --- inside ---

    @property
    def _decided(self) -> bool:
        return self.as_sorted.isChecked()

    @property
    def _report(self) -> AccuracyReport:
        return self._reports[1 if len(self._reports) > 1 and self.models[1].isChecked() else 0]

    def _show_chosen(self) -> None:
        """The report and the kind of answer that the switches say; the cell stays chosen where it is there too."""
        accuracy = self._report.decided if self._decided else self._report.forced
        former = self.matrix.chosen
        self.matrix.show_accuracy(accuracy)
        self.classes.show_accuracy(accuracy)
        if len(self._reports) > 1:
            count = len(differing(*self._reports, decided=self._decided))
            self.differences.setText(ntr("1 photo differs", "{n} photos differ", count))
            self.differences.setEnabled(count > 0)
        self.differences.setVisible(len(self._reports) > 1)
        if former is None or not self.matrix.pick(*former):
            self.heading.setText(tr("Photos"))
            self.photos.show_photos((), tr("Choose a cell to see its photos."))

    def _show_cell(self, truth: str, answer: str) -> None:
        photos = photos_in_cell(self._report, truth, answer, decided=self._decided)
        self.heading.setText(self.matrix.sentence(truth, answer))
        self.photos.show_photos([_strip_photo(photo) for photo in photos], tr("No photos"))

    def _show_differences(self) -> None:
        pairs = differing(*self._reports, decided=self._decided)
        rights = [sum(self._answer(pair[side]) == pair[side].truth for pair in pairs) for side in (0, 1)]
        self.heading.setText(
            ntr(
                "1 photo is answered differently: {first} has {first_right} of them right, {second} {second_right}.",
                "{n} photos are answered differently: "
                "{first} has {first_right} of them right, {second} {second_right}.",
                len(pairs),
                first=self._titles[0],
                first_right=number(rights[0]),
                second=self._titles[1],
                second_right=number(rights[1]),
            )
        )
        self.matrix.choose_nothing()
        self.photos.show_photos([self._pair(*pair) for pair in pairs])

    def _pair(self, first: CheckedPhoto, second: CheckedPhoto) -> StripPhoto:
        answers = (self._answer(first), self._answer(second))
        said = "\n".join(
            labelled(title, answer_words(answer)) for title, answer in zip(self._titles, answers, strict=True)
        )
        tip = f"{Path(first.path).name} · {answer_words(first.truth)}\n{said}"
        notes = tuple(
            f"✓ {answer_words(answer)}" if answer == first.truth else answer_words(answer) for answer in answers
        )
        return StripPhoto(Path(first.path), first.content_hash, tip, notes)

    def _answer(self, photo: CheckedPhoto) -> str:
        return photo.decision if self._decided else photo.choice

    def _arrange(self) -> None:
        switches = QHBoxLayout()
        switches.setSpacing(4)
        switches.addWidget(self.as_sorted)
        switches.addWidget(self.forced)
        switches.addSpacing(20)
        for button in self.models:
            switches.addWidget(button)
        switches.addStretch(1)
        switches.addWidget(self.differences)
        below = QWidget(self)
        pane = QVBoxLayout(below)
        pane.setContentsMargins(0, 12, 0, 0)
        pane.setSpacing(8)
        pane.addWidget(self.heading)
        pane.addWidget(self.photos, 1)
        right = self._side = QSplitter(Qt.Orientation.Vertical, self)
        right.addWidget(self.classes)
        right.addWidget(below)
        whole = QSplitter(Qt.Orientation.Horizontal, self)
        for splitter, grows in ((right, 1), (whole, 0)):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.setStretchFactor(grows, 1)
        left_box, right_box = QWidget(self), QWidget(self)
        for box, widget, margins in ((left_box, self.matrix, (0, 0, 16, 0)), (right_box, right, (16, 0, 0, 0))):
            layout = QVBoxLayout(box)
            layout.setContentsMargins(*margins)
            layout.addWidget(widget)
            whole.addWidget(box)
        whole.setSizes([580, 460])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.figures)
        column.addWidget(self.note)
        column.addLayout(switches)
        column.addWidget(whole, 1)
        column.addWidget(self.failures, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.reasons)
        # Their words stand on the window's edges.
        self.failures.setStyleSheet("QPushButton { padding-left: 0; }")
        self.differences.setStyleSheet("QPushButton { padding-right: 0; }")


class HeadlineFigures(QWidget):
    """Four figures a report; a line each where two are compared."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(36)
        self._grid.setVerticalSpacing(2)
        self._labels: list[QLabel] = []

    def texts(self) -> list[list[str]]:
        """The figures of each report, as they are read."""
        values = [label.text() for label in self._labels if label.property("figure")]
        columns = len(_figures())
        return [values[start : start + columns] for start in range(0, len(values), columns)]

    def show_reports(self, reports: tuple[AccuracyReport, ...], titles: tuple[str, ...]) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        figures = _figures()
        for column, (caption, tip) in enumerate(figures):
            self._put(caption, 0, column, tip=tip, is_muted=True)
        shares = [_shares(report) for report in reports]
        for line, (report, title) in enumerate(zip(reports, titles, strict=True)):
            for column, share in enumerate(shares[line]):
                label = self._put(percent(share, len(report.photos)), line + 1, column, tip=figures[column][1])
                leads = share == max(others[column] for others in shares)
                weight = QFont.Weight.DemiBold if leads else QFont.Weight.Normal
                label.setFont(scaled_font(self, 1.9 if len(reports) == 1 else 1.5, weight))
                label.setAccessibleName(labelled(f"{title}, {figures[column][0]}", label.text()))
                label.setProperty("figure", True)
            whose = f"{title} · " if len(reports) > 1 else ""
            self._put(f"{whose}{phrases.photos(len(report.photos))}", line + 1, len(figures), is_muted=True)
        self._grid.setColumnStretch(len(figures) + 1, 1)

    def _put(self, text: str, line: int, column: int, *, tip: str = "", is_muted: bool = False) -> QLabel:
        label = QLabel(text, self, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("muted", is_muted)
        label.setToolTip(tip)
        self._grid.addWidget(label, line, column)
        self._labels.append(label)
        return label


def _figures() -> tuple[tuple[str, str], ...]:
    """What each is called, and what it tells."""
    return (
        (
            tr("Right of all"),
            tr("As the library would sort them. “Not sure” and “none of these” count as not right."),
        ),
        (tr("Forced choice"), tr("If every photo had to go to its likeliest class.")),
        (
            tr("Answered"),
            tr("Photos that would be sorted into a class: neither “not sure” nor “none of these”."),
        ),
        (tr("Right when answered"), tr("How many of those are right.")),
    )


def _shares(report: AccuracyReport) -> tuple[float, float, float, float]:
    decided = report.decided
    return decided.overall, report.forced.overall, decided.coverage, decided.when_answered


def _strip_photo(photo: CheckedPhoto) -> StripPhoto:
    return StripPhoto(Path(photo.path), photo.content_hash)


def _switch(text: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setCheckable(True)
    button.setAutoRaise(True)
    return button
