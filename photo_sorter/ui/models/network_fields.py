"""From where models are downloaded: two addresses that hardly anyone needs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.text_fields import LineField


class NetworkFields(QWidget):
    """`chosen` carries the hub's and the proxy's address, "" for the usual. What is wrong is said, and not chosen; also
    of the addresses to begin with, which a person may have written into a file."""

    chosen = Signal(str, str)

    def __init__(self, fault: Callable[[str, str], str], hub: str, proxy: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fault = fault
        self._stored = hub, proxy
        self.hub, self.proxy = LineField(self), LineField(self)
        self.hub.setPlaceholderText(tr("The usual one"))
        self.proxy.setPlaceholderText(tr("That of the system"))
        self.hub_fault, self.proxy_fault = QLabel(self), QLabel(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        lines = (
            (tr("Hub or mirror"), self.hub, self.hub_fault, hub),
            (tr("Proxy"), self.proxy, self.proxy_fault, proxy),
        )
        for number, (words, field, said, text) in enumerate(lines):
            label = QLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words)
            field.setText(text)
            field.editingFinished.connect(self._choose)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setWordWrap(True)
            said.setProperty("warning", True)
            said.hide()
            grid.addWidget(label, 2 * number, 0)
            grid.addWidget(field, 2 * number, 1)
            grid.addWidget(said, 2 * number + 1, 1)
        grid.setColumnStretch(1, 1)
        self.has_fault = any(self._find_faults(hub, proxy))

    def _choose(self) -> None:
        hub, proxy = self.hub.text().strip(), self.proxy.text().strip()
        faults = self._find_faults(hub, proxy)
        # What is sound of the two holds, whatever the other is.
        sound = tuple(
            stored if sentence else typed
            for typed, stored, sentence in zip((hub, proxy), self._stored, faults, strict=True)
        )
        if sound != self._stored:
            self._stored = (sound[0], sound[1])
            self.chosen.emit(*self._stored)

    def _find_faults(self, hub: str, proxy: str) -> tuple[str, str]:
        """A sentence on each, shown below it; "" where nothing is wrong."""
        faults = self._fault(hub, "") if hub else "", self._fault("", proxy) if proxy else ""
        for said, field, sentence in zip(
            (self.hub_fault, self.proxy_fault), (self.hub, self.proxy), faults, strict=True
        ):
            said.setText(sentence)
            said.setVisible(bool(sentence))
            field.setAccessibleDescription(sentence)
        return faults
