"""The frame of the window: side bar, stage and details beside each other, notices and the bottom bar below them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from photo_sorter.ui.browser import Browser
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.stage import Stage
from photo_sorter.ui.status_bar import StatusBar

_LEAST_HEIGHT_PX = 320
"""What is said above or below the photos takes its room from them: the window does not grow out of the screen."""


class Frame(QWidget):
    """Owns no state but the widths, and which of its sides are shown."""

    def __init__(
        self,
        side_bar: SideBar,
        browser: Browser,
        stage: Stage,
        panel: PhotoPanel,
        notices: NoticeBar,
        status: StatusBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side_bar, self._browser, self._stage, self._panel = side_bar, browser, stage, panel
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        for number, (side, stretch) in enumerate(((side_bar, 0), (stage, 1), (panel, 0))):
            self._splitter.addWidget(side)
            self._splitter.setStretchFactor(number, stretch)
            self._splitter.setCollapsible(number, False)
        self._splitter.setSizes([224, 736, 280])
        stage.setMinimumWidth(360)
        side_bar.setMinimumWidth(160)
        panel.setMinimumWidth(248)
        panel.setMaximumWidth(460)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._splitter, 1)
        column.addWidget(notices)
        column.addWidget(line)
        column.addWidget(status)
        _let_tab_go_through(side_bar, stage, panel, notices, status)
        stage.turned.connect(lambda: self.show_details(self.shows_details))
        browser.places.clicked.connect(self.show_places)
        for moved in (stage.turned, browser.grid.selection_changed):
            moved.connect(notices.move_on)

    @property
    def shows_places(self) -> bool:
        return self._browser.places.isChecked()

    @property
    def shows_details(self) -> bool:
        """Whether they are wanted; other pages have details of their own."""
        return self._browser.details.isChecked()

    def show_places(self, shown: bool) -> None:
        self._side_bar.setVisible(shown)
        self._browser.places.setChecked(shown)

    def show_details(self, shown: bool) -> None:
        self._browser.details.setChecked(shown)
        self._panel.setVisible(shown and self._stage.shows_photos)

    def minimumSizeHint(self) -> QSize:
        needed = super().minimumSizeHint()
        return QSize(needed.width(), min(needed.height(), _LEAST_HEIGHT_PX))

    def widths(self) -> QByteArray:
        return self._splitter.saveState()

    def restore_widths(self, state: QByteArray) -> None:
        """As `widths` gave them; an empty state changes nothing."""
        if not state.isEmpty():
            self._splitter.restoreState(state)


def _let_tab_go_through(*areas: QWidget) -> None:
    """One area after another, in each the order in which its controls were made."""
    stops: list[QWidget] = []
    for area in areas:
        widget: QWidget | None = area
        while widget is not None and (widget is area or area.isAncestorOf(widget)) and widget not in stops:
            stops.append(widget)
            widget = widget.nextInFocusChain()
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
