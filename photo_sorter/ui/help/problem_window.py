"""What went wrong: photos that were set aside, and the log, which is followed while it is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.language import ntr, tr
from photo_sorter.logs import LogEntry, read_log
from photo_sorter.ui.appearance import fitting
from photo_sorter.ui.desktop import show_in_folder
from photo_sorter.ui.empty_state import Drawing
from photo_sorter.ui.help.log_table import LogTable, as_text
from photo_sorter.ui.help.report_button import Report, ReportButton

LOOK_MS = 1000
"""How often the log is looked at for something new."""


class ProblemWindow(QDialog):
    """`photos_wanted`: those that were set aside shall be shown. Without a `report` none is on offer."""

    photos_wanted = Signal()

    def __init__(self, log: Path, report: Report | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._log = log
        self._entries: tuple[LogEntry, ...] = ()
        self._fault = ""
        self._photos = 0
        self._seen: tuple[int, int] | None = None
        """Time and size of the log when it was read."""
        self.setWindowTitle(tr("Problems and log"))
        self.set_aside = QLabel(self)
        self.show_photos = QPushButton(tr("Show them"), self)
        self.show_photos.setProperty("quiet", True)
        self.only_problems = QRadioButton(tr("Problems"), self)
        self.everything = QRadioButton(tr("Everything"), self)
        self.only_problems.setChecked(True)
        self.table = LogTable(self)
        self.details = QPlainTextEdit(self, readOnly=True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(tr("Details"))
        self.details.hide()
        self.message = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.report = ReportButton(report, self) if report is not None else None
        self.open_folder = QPushButton(tr("Open log folder"), self)
        self._pages = QStackedWidget(self)
        self._list, self._empty = QSplitter(Qt.Orientation.Vertical, self), QWidget(self)
        self.everything.toggled.connect(self._show)
        self.table.chosen.connect(self._show_details)
        self.show_photos.clicked.connect(self.photos_wanted)
        self.open_folder.clicked.connect(self._open_folder)
        if self.report is not None:
            self.report.said.connect(self.words.setText)
        for button in (self.show_photos, self.open_folder):
            button.setAutoDefault(False)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._arrange()
        self.show_count(0)
        self.only_problems.setFocus()
        self.resize(fitting(self, 820, 600))

    def show_count(self, photos: int) -> None:
        """How many photos were set aside."""
        self._photos = photos
        self.set_aside.setText(
            ntr("1 photo was set aside: it cannot be read.", "{n} photos were set aside: they cannot be read.", photos)
        )
        self.set_aside.setVisible(photos > 0)
        self.show_photos.setVisible(photos > 0)
        self._show()

    def look(self) -> None:
        """Reads the log if there is something new in it."""
        try:
            state = self._log.stat() if self._log.exists() else None
            seen = (state.st_mtime_ns, state.st_size) if state is not None else (0, 0)
            if seen == self._seen:
                return
            self._entries, self._seen, self._fault = read_log(self._log), seen, ""
        except OSError as error:
            self._entries, self._seen = (), None
            self._fault = tr(
                "The log {path} cannot be read: {reason}. See whether you may open it.",
                path=self._log,
                reason=error.strerror or error,
            )
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _show(self) -> None:
        wanted = [entry for entry in self._entries if entry.is_problem or self.everything.isChecked()]
        self.table.show_entries(wanted)
        if wanted:
            self._pages.setCurrentWidget(self._list)
        elif self._fault:
            self._say(self._fault)
        elif self.everything.isChecked():
            self._say(tr("Nothing was written to the log yet."))
        else:
            self._say(tr("Nothing else went wrong.") if self._photos else tr("Nothing went wrong."))

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self._pages.setCurrentWidget(self._empty)

    def _show_details(self, entry: LogEntry | None) -> None:
        self.details.setVisible(entry is not None)
        if entry is None:
            return
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.details.setFont(fixed if entry.details else self.font())
        self.details.setPlainText(as_text(entry))

    def _open_folder(self) -> None:
        if not show_in_folder(self._log):
            self.words.setText(tr("No program opens folders here. The log is {path}.", path=self._log))

    def _arrange(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row in (top, bottom):
            row.setSpacing(12)
        for choice in (self.only_problems, self.everything):
            top.addWidget(choice)
        top.addStretch(1)
        for part in (self.set_aside, self.show_photos):
            top.addWidget(part)
        self.words.setProperty("muted", True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if self.report is not None:
            bottom.addWidget(self.report)
        bottom.addWidget(self.words, 1)
        bottom.addWidget(self.open_folder)
        self._list.setHandleWidth(1)
        for number, (half, share) in enumerate(((self.table, 3), (self.details, 2))):
            self._list.addWidget(half)
            self._list.setStretchFactor(number, share)
            self._list.setCollapsible(number, False)
        for page in (self._list, self._empty):
            self._pages.addWidget(page)
        self.message.setProperty("muted", True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
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
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(line)
        column.addWidget(self._pages, 1)
        column.addLayout(bottom)
