"""Settings, page Model: what recognises the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.icons import Disclosure
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.models.model_row import ModelRow
from photo_sorter.ui.models.network_fields import NetworkFields
from photo_sorter.ui.models.standing import Standing
from photo_sorter.ui.notices import NoticeBar


class ModelPage(QWidget):
    """Says what is wanted, of which model by its id; shows what `show_models` was given last."""

    using = Signal(str)
    staying = Signal()
    downloading = Signal(str)
    cancelling = Signal()
    discarding = Signal(str)
    removing = Signal(str)
    measuring = Signal(str)
    comparing = Signal(str)
    installing = Signal(object)
    """A Path."""
    network_chosen = Signal(str, str)
    """The addresses of the hub and of a proxy."""
    looked_at = Signal()
    """The page comes into view: what it shows may be old."""

    def __init__(
        self, network_fault: Callable[[str, str], str], hub: str, proxy: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: dict[str, ModelRow] = {}
        body = self._body = QWidget(self)
        body.setObjectName("panel")
        intro = QLabel(tr("Choose a model once: it looks at your photos in the background, then takes over."), body)
        intro.setProperty("muted", True)
        intro.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.install_file = QPushButton(tr("Install from file…"), body)
        self.install_folder = QPushButton(tr("Install from folder…"), body)
        self.install_file.clicked.connect(self._choose_file)
        self.install_folder.clicked.connect(self._choose_folder)
        self.install_words = QLabel(body, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.install_words.setProperty("muted", True)
        install = QHBoxLayout()
        install.setSpacing(8)
        for button in (self.install_file, self.install_folder):
            button.setAutoDefault(False)
            install.addWidget(button)
        install.addWidget(self.install_words, 1)
        self.network = NetworkFields(network_fault, hub, proxy, body)
        self.network.chosen.connect(self.network_chosen)
        self.more = Disclosure(tr("Network"), self.network, body)
        self.more.setChecked(self.network.has_fault)
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 24, 16)
        column.setSpacing(0)
        column.addWidget(intro)
        column.addLayout(self._list)
        column.addSpacing(16)
        column.addLayout(install)
        column.addSpacing(12)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.network)
        column.addStretch(1)
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        # The controls in it can be reached one by one; the area itself need not be.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notices = NoticeBar(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(self.notices)

    def show_models(self, models: Sequence[ModelChoice], standing: Standing) -> None:
        if [model.id for model in models] != list(self.rows):
            self._make_rows(models)
        for model in models:
            self.rows[model.id].show_model(model, standing)
        copying = tr("Copying “{name}”, and trying it…", name=standing.installing) if standing.installing else ""
        self.install_words.setText(copying)
        for button in (self.install_file, self.install_folder):
            button.setEnabled(not standing.installing)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.looked_at.emit()

    def _make_rows(self, models: Sequence[ModelChoice]) -> None:
        """Those that stay keep their widget, and with it the focus."""
        former, self.rows = self.rows, {}
        for place, model in enumerate(models):
            self.rows[model.id] = former.pop(model.id) if model.id in former else self._row(model.id)
            self._list.insertWidget(place, self.rows[model.id])
        for gone in former.values():
            gone.deleteLater()
        buttons = [button for row in self.rows.values() for button in row.buttons]
        network = (self.more, self.network.hub, self.network.proxy)
        for one, next_one in pairwise([*buttons, self.install_file, self.install_folder, *network]):
            QWidget.setTabOrder(one, next_one)

    def _row(self, model_id: str) -> ModelRow:
        row = ModelRow(self._body)
        for button, signal in (
            (row.use, self.using), (row.download, self.downloading), (row.discard, self.discarding),
            (row.compare, self.comparing), (row.measure, self.measuring), (row.remove, self.removing),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, tell=signal.emit: tell(model_id))
        row.stop.clicked.connect(self.staying)
        row.cancel.clicked.connect(self.cancelling)
        return row

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Install a model"), str(Path.home()), _weights())
        if chosen:
            self.installing.emit(Path(chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Install a model"), str(Path.home()))
        if chosen:
            self.installing.emit(Path(chosen))


def _weights() -> str:
    return f"{tr('Models')} (*.safetensors *.bin *.pt *.pth);;{tr('All files')} (*)"
