"""One of two models that are compared: its name, how often it is right, and a button to use it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.accuracy import AccuracyReport
from photo_sorter.language import ntr, tr
from photo_sorter.ui.accuracy.class_table import percent
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.models.standing import Standing


class ModelSide(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model_id = ""
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.title.setFont(scaled_font(self, 1.05, QFont.Weight.DemiBold))
        self.figure = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.figure.setFont(scaled_font(self, 1.9))
        self.note = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.note.setProperty("muted", True)
        self.fault = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.fault.setProperty("warning", True)
        self.used = QLabel(self)
        self.used.setProperty("muted", True)
        self.use = QPushButton(tr("Use this one"), self)
        self.use.setAutoDefault(False)
        head = QHBoxLayout()
        head.setSpacing(12)
        # Both sides are as high, whichever has the button.
        self.used.setMinimumHeight(self.use.sizeHint().height())
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.used)
        head.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.note)
        column.addWidget(self.fault)
        column.addStretch(1)

    def show_model(self, model_id: str, title: str) -> None:
        self.model_id = model_id
        self.title.setText(title)
        self.use.setAccessibleName(tr("Use {model}", model=title))
        self.show_report(None)

    def show_standing(self, standing: Standing) -> None:
        is_used, is_next = standing.used_id == self.model_id, standing.next_id == self.model_id
        self.used.setVisible(is_used or is_next)
        self.used.setText(tr("In use") if is_used else tr("Getting ready…"))
        self.use.setVisible(not is_used and not is_next)
        self.fault.setText(standing.faults.get(self.model_id, ""))
        self.fault.setVisible(bool(self.fault.text()))

    def show_report(self, report: AccuracyReport | None, *, leads: bool = False) -> None:
        """How often it is right on what a person decided; None or one without photos: not known. `leads`: more often
        than the other."""
        is_known = report is not None and bool(report.photos)
        self.figure.setVisible(is_known)
        self.note.setVisible(is_known)
        if report is None or not is_known:
            return
        count = len(report.photos)
        self.figure.setText(percent(report.decided.overall, count))
        self.figure.setFont(scaled_font(self, 1.9, QFont.Weight.DemiBold if leads else QFont.Weight.Normal))
        self.figure.setAccessibleName(tr("{model}: {share} right", model=self.title.text(), share=self.figure.text()))
        choosing = percent(report.forced.overall, count)
        self.note.setText(
            ntr(
                "right of 1 photo that you judged · {choosing} if it always had to choose",
                "right of {n} photos that you judged · {choosing} if it always had to choose",
                count, choosing=choosing,
            )
        )  # fmt: skip
