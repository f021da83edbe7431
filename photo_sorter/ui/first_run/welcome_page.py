"""What the window shows while nothing is watched: folders, the categories and the model to begin with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import mark, scaled_font
from photo_sorter.ui.empty_state import Drawing
from photo_sorter.ui.first_run.model_choosing import ModelChoosing
from photo_sorter.ui.first_run.pack_choice import PackChoice
from photo_sorter.ui.first_run.pictures_folder import pictures_folder
from photo_sorter.ui.models.model_choice import ModelChoice

_WIDTH_PX = 540
_DRAWN_FROM_LINES = 36
"""In a lower window the drawing makes room for what can be chosen."""


class WelcomePage(QWidget):
    """Any way of choosing a folder begins at once with what is ticked here. `suggested_wanted` carries its Path."""

    suggested_wanted = Signal(object)
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._suggested: Path | None = None
        self._start: QWidget | None = None
        self._has_been_seen = False
        body = QWidget(self)
        body.setObjectName("page")
        self._drawing = Drawing(body)
        title = QLabel(tr("Drop your photo folders here"), body, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        title.setFont(scaled_font(self, 1.6, QFont.Weight.DemiBold))
        text = QLabel(
            tr("They stay where they are, and on this computer."),
            body, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True,
        )  # fmt: skip
        text.setProperty("muted", True)
        self.packs, self.model = PackChoice(body), ModelChoosing(body)
        self._packs, self._model = (
            _section(tr("Sort into"), self.packs, body), _section(tr("Recognise with"), self.model, body),
        )  # fmt: skip
        self.suggestion, self.choose = QPushButton(self), QPushButton(tr("Choose folder…"), self)
        self.suggestion.clicked.connect(lambda: self.suggested_wanted.emit(self._suggested))
        self.choose.clicked.connect(self.folder_wanted)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("muted", True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.suggestion, self.choose):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(0)
        for part, gap_px in ((self._drawing, 12), (title, 4), (text, 24), (self._packs, 20), (self._model, 0)):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter if part is self._drawing else Qt.AlignmentFlag(0))
            column.addSpacing(gap_px)
        middle = _Column(body)
        middle.setLayout(column)
        middle.setMaximumWidth(_WIDTH_PX)
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(body)
        row.setContentsMargins(24, 16, 24, 0)
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.setSpacing(0)
        outer.addStretch(2)
        outer.addWidget(_Choices(body, self))
        outer.addSpacing(16)
        # Always in sight, however low the window is.
        outer.addLayout(buttons)
        outer.addSpacing(8)
        outer.addWidget(self.words)
        outer.addStretch(3)
        self._suggest(None)

    @property
    def primary(self) -> QPushButton:
        """What most people press."""
        return self.suggestion if self._suggested is not None else self.choose

    def show_choices(self, *, packs: bool, better: ModelChoice | None) -> None:
        """Which of the choices there are: packs for who has no categories, and a model better than the built-in one."""
        self._packs.setVisible(packs)
        self._model.setVisible(better is not None)
        if better is not None:
            self.model.show_better(better)

    def take_focus_from(self, start: QWidget) -> None:
        """`start` has it when the window begins. Who has moved on from there by then is not thrown back."""
        self._start = start

    def say(self, sentence: str) -> None:
        self.words.setText(sentence)

    def minimumSizeHint(self) -> QSize:
        # A hidden page of a stack must not hold the window open.
        return QSize(320, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drawing.setVisible(self.height() >= _DRAWN_FROM_LINES * self.fontMetrics().lineSpacing())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.say("")
        self._suggest(pictures_folder())
        if self._has_been_seen or self.window().focusWidget() in (None, self._start):
            self.primary.setFocus()
        self._has_been_seen = True

    def _suggest(self, folder: Path | None) -> None:
        self._suggested = folder
        self.suggestion.setVisible(folder is not None)
        if folder is not None:
            self.suggestion.setText(tr("Sort “{folder}”", folder=folder.name).replace("&", "&&"))
            self.suggestion.setToolTip(str(folder))
        for button in (self.suggestion, self.choose):
            mark(button, "primary", button is self.primary)


class _Column(QWidget):
    """As high as its texts need at its width, which a scroll area does not ask for."""

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        layout = self.layout()
        if layout is not None and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        return is_done


class _Choices(QScrollArea):
    """As high as what is in it, where there is room."""

    def __init__(self, body: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._body = body
        self.setWidgetResizable(True)
        self.setWidget(body)
        # The controls in it can be reached one by one; the area itself need not be.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return self._body.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 120)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _section(title: str, part: QWidget, parent: QWidget) -> QWidget:
    section = QWidget(parent)
    heading = QLabel(title, section)
    heading.setFont(scaled_font(section, 1.0, QFont.Weight.DemiBold))
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(heading)
    column.addWidget(part)
    return section
