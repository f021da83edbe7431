"""The popover of the Filter button: what the photos found have in common, with counts, and the slider of meaning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from photo_sorter.core.search.query import Facet, Query
from photo_sorter.language import number, tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.mirroring import leading, mirrored
from photo_sorter.ui.popover import Popover
from photo_sorter.ui.search.blend_slider import BlendSlider
from photo_sorter.ui.search.filter_words import facet_words, field_title

_WIDTH_PX, _MOST_HIGH_PX = 270, 520


class FacetMenu(Popover):
    """Stays open while filters are chosen; closes by Esc or a click elsewhere."""

    chosen = Signal(object)
    """A Facet."""
    meant = Signal(float)
    """Query.meaning."""

    def __init__(self, button: QWidget) -> None:
        super().__init__(button)
        self.become_popup()
        self._button = button
        self.setAccessibleName(tr("Filter"))
        self.rows: list[FacetRow] = []
        self._facets: tuple[Facet, ...] = ()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setStyleSheet("QScrollArea { background: transparent; }")
        self._foot = QWidget(self)
        line = QFrame(self._foot)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        self.meaning = BlendSlider(tr("Names"), tr("Meaning"), tr("From names to meaning"), self._foot)
        self.meaning.setToolTip(tr("Whether words are looked for in names and captions, or in what the picture shows."))
        self.meaning.blended.connect(self.meant)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(8, 4, 8, 0)
        foot.addWidget(line)
        foot.addWidget(self.meaning)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)
        self.show_facets(())
        self.show_query(Query())

    def open(self) -> None:
        self._fit()
        self.show()
        (self.rows[0] if self.rows else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def show_query(self, query: Query) -> None:
        """What is sought now."""
        self._foot.setVisible(bool(query.words))
        self.meaning.show_share(query.meaning)

    def show_facets(self, facets: Sequence[Facet]) -> None:
        if tuple(facets) == self._facets and self._scroll.widget() is not None:
            return
        self._facets = tuple(facets)
        at = next((place for place, row in enumerate(self.rows) if row.hasFocus()), None)
        self._fill()
        if self.isVisible():
            self._fit()
            if at is not None and self.rows:
                self.rows[min(at, len(self.rows) - 1)].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        at = next((place for place, row in enumerate(self.rows) if row.hasFocus()), -1)
        if event.key() in steps and self.rows:
            row = self.rows[max(0, min(len(self.rows) - 1, at + steps[Qt.Key(event.key())]))]
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(row)
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 0, 4, 4)
        column.setSpacing(0)
        self.rows = []
        for place, (field, group) in enumerate(groupby(self._facets, lambda facet: facet.filter.field)):
            title = QLabel(field_title(field), body)
            title.setFont(scaled_font(self, 0.9, QFont.Weight.DemiBold))
            title.setProperty("muted", True)
            title.setContentsMargins(8, 10 if place else 2, 8, 3)
            column.addWidget(title)
            for facet in group:
                row = FacetRow(facet, body)
                row.clicked.connect(partial(self.chosen.emit, facet))
                self.rows.append(row)
                column.addWidget(row)
        if not self._facets:
            nothing = QLabel(tr("Nothing to filter by here"), body)
            nothing.setProperty("muted", True)
            nothing.setContentsMargins(8, 4, 8, 4)
            column.addWidget(nothing)
        column.addStretch(1)
        self._body = body
        self._scroll.setWidget(body)
        # Setting it has filled it.
        body.setAutoFillBackground(False)

    def _fit(self) -> None:
        """Below its button, within the screen."""
        room = self._button.screen().availableGeometry()
        button = QRect(self._button.mapToGlobal(QPoint(0, 0)), self._button.size())
        corner = QPoint(button.right() + 1 - _WIDTH_PX, button.bottom() + 5)
        corner.setX(mirrored(QRect(corner, QSize(_WIDTH_PX, 1)), button, self.layoutDirection()).left())
        foot = self._foot.sizeHint().height() if not self._foot.isHidden() else 0
        height = min(self._body.sizeHint().height() + foot + 18, _MOST_HIGH_PX, room.bottom() - corner.y() - 8)
        left = max(room.left() + 4, min(corner.x(), room.right() - _WIDTH_PX - 4))
        self.setGeometry(left, corner.y(), _WIDTH_PX, max(height, 40))


class FacetRow(QPushButton):
    """A filter by its label, with its count at the right."""

    def __init__(self, facet: Facet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facet = facet
        # Enter chooses, as Space does.
        self.setAutoDefault(True)
        self.setProperty("quiet", True)
        words, figure = facet_words(facet), number(facet.count)
        self.setAccessibleName(f"{words}, {figure}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        label, count = QLabel(self, textFormat=Qt.TextFormat.PlainText), QLabel(figure, self)
        count.setProperty("muted", True)
        room = _WIDTH_PX - 60 - count.sizeHint().width()
        label.setText(label.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room))
        label.setAlignment(leading(self.layoutDirection()))
        if label.text() != words:
            self.setToolTip(words)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.addWidget(label, 1)
        row.addWidget(count)
        for part in (label, count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(100, self._row.sizeHint().height())
