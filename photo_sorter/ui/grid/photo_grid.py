"""The grid of photos: holds ids, knows where each lies by arithmetic, and fetches only what is in sight.

QListView lays out every row again on each insert (240 ms at 100,000 rows); this view takes no time for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Status
from photo_sorter.core.timeline import changes
from photo_sorter.language import tr
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.focus_frame import came_by_keys, draw_focus_frame
from photo_sorter.ui.grid.cell_painter import RADIUS_PX, CellPainter, CellState
from photo_sorter.ui.grid.grid_input import GridInput
from photo_sorter.ui.grid.grid_layout import GAP_PX, GridLayout
from photo_sorter.ui.grid.grid_selection import Selection
from photo_sorter.ui.grid.section_painter import SectionPainter
from photo_sorter.ui.grid.sections import Section, counts_of
from photo_sorter.ui.grid.timeline_bar import TimelineBar
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

SIDES_PX = (88, 360)
_CARDS_KEPT = 4_000
_MOST_CARDS_AT_ONCE = 300
_LEAST_SCREENS, _STILL_SCREENS = 3.0, 2.5
"""How many screens of photos a timeline is worth, and below how many it goes: its width must not decide on itself."""


class CardSource(Protocol):
    """Where the grid gets rows from; never asked while painting."""

    def cards(self, photo_ids: Sequence[int]) -> list[PhotoCard]:
        """For a few hundred ids at most."""

    def reason(self, photo_id: int) -> str:
        """Why a photo is among the problems."""

    def paths(self, photo_ids: Sequence[int]) -> dict[int, Path]: ...

    def taken_of(self, photo_ids: Sequence[int]) -> dict[int, str]:
        """When photos were taken, local ISO 8601; for a few hundred ids at most."""


class PhotoGrid(GridInput):
    """Shows ids in their order."""

    waiting_seen = Signal(object)
    """Ids of the photos in sight that wait to be looked at; also when there are none."""

    def __init__(self, loader: ThumbnailLoader, source: CardSource, parent: QWidget | None = None) -> None:
        super().__init__(source.paths, parent)
        self._loader = loader
        self._source = source
        self._cards: dict[int, PhotoCard] = {}
        self._stale: set[int] = set()
        self._reasons: dict[int, str] = {}
        self._side_px = 180
        self._fills, self._is_list = True, False
        self._painter = CellPainter(tones(), self.font(), scaled_font(self, 0.92))
        self._section_painter = SectionPainter(tones(), self._title_font(), scaled_font(self, 0.92))
        self._is_by_date = self._came_by_keys = False
        self._timeline = TimelineBar(self._month_at, self)
        self.setVerticalScrollBar(self._timeline)
        self._years_timer = QTimer(self, singleShot=True, interval=50)
        self._years_timer.timeout.connect(self._place_years)
        self._fetch_timer = QTimer(self, singleShot=True, interval=0)
        self._fetch_timer.timeout.connect(self._fetch_visible)
        self._want_timer = QTimer(self, singleShot=True, interval=60)
        self._want_timer.timeout.connect(self._want_visible)
        loader.arrived.connect(self._repaint_thumbnail)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.setAccessibleName(tr("Photos"))
        # Through a lambda: QTimer.start would take the position for milliseconds.
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fetch_timer.start())

    # --- what is shown ---

    def show_ids(
        self,
        ids: NDArray[np.int64],
        *,
        keep_place: bool,
        sections: Sequence[Section] = (),
        is_by_date: bool = False,
    ) -> None:
        """`keep_place` keeps the selection, the current photo and what stands at the top; else starts afresh.

        `sections` have as many photos as there are ids. `is_by_date`: they follow each other in time, either way.
        """
        if not keep_place:
            self.selection = Selection()
        anchor = self._scroll_anchor() if keep_place else None
        lost_some = self.selection.show(ids)
        self._sections, self._is_by_date = sections, is_by_date
        self._hovered = self._hovered_section = -1
        self._lay_out()
        if not keep_place:
            self.verticalScrollBar().setValue(0)
        elif anchor is not None:
            self._scroll_back(*anchor)
        self._changed()
        if lost_some or not keep_place:
            self.selection_changed.emit()

    def refresh_cards(self) -> None:
        """Rows may have changed: those in sight are fetched again, the others when they come into sight."""
        in_sight = {int(id) for id in self.selection.ids[self._visible_slice()]}
        self._cards = {id: card for id, card in self._cards.items() if id in in_sight}
        self._stale = set(self._cards)
        self._reasons.clear()
        self._loader.forget_failures()
        self._changed()

    def show_as(self, *, side_px: int, fills: bool, has_captions: bool) -> None:
        """The wished side of a tile; whether pictures are cut to squares; whether names are shown."""
        self._side_px, self._fills = side_px, fills
        self._painter.has_captions = has_captions
        self._lay_out_anew()

    def show_list(self, is_list: bool) -> None:
        """Rows with reasons in place of tiles."""
        if is_list != self._is_list:
            self._is_list = is_list
            self._lay_out_anew()

    @property
    def columns(self) -> int:
        return self._layout.columns

    @property
    def has_colours(self) -> bool:
        return bool(self._painter.colours)

    def set_colours(self, colours: dict[int, QColor]) -> None:
        """Colours of the categories that are on, by id."""
        self._painter.colours = colours
        self.viewport().update()

    def show_marks(self, marks: Mapping[int, Marks]) -> None:
        """In place of those on the cards, which the library knows."""
        self._painter.marks = marks
        self.viewport().update()

    def card(self, photo_id: int) -> PhotoCard | None:
        """What has been fetched of a photo so far."""
        return self._cards.get(photo_id)

    def drag_picture(self, index: int) -> QPixmap | None:
        return self._picture(self._cards.get(int(self.selection.ids[index])))

    def name_of(self, index: int) -> str:
        card = self._cards.get(int(self.selection.ids[index]))
        if card is None:
            return tr("photo")
        marks = self._painter.marks_of(card)
        return ", ".join(
            filter(None, (card.path.name, tr("favourite") if marks.favourite else "", phrases.stars(marks.rating)))
        )

    def make_current(self, photo_id: int) -> None:
        """Selects this photo alone and brings it into sight."""
        index = self.selection.index_of(photo_id)
        if index >= 0:
            self.selection.only(index)
            self._selected(index)

    def thumbnail_of(self, card: PhotoCard) -> Thumbnail | None:
        if card.content_hash is None:
            return None
        ratio = self.devicePixelRatioF()
        return Thumbnail(card.content_hash, round(self._layout.side_px * ratio), self._fills, round(RADIUS_PX * ratio))

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        offset, area = self.verticalScrollBar().value(), event.rect()
        for index in self._layout.visible(offset + area.top(), area.height()):
            rect = self._layout.rect(index).translated(0, -offset)
            photo_id = int(self.selection.ids[index])
            card = self._cards.get(photo_id)
            state = CellState(
                bool(self.selection.mask[index]),
                index == self.selection.current and self.hasFocus(),
                index == self._hovered,
            )
            if self._is_list:
                self._painter.list_row(painter, rect, card, self._reasons.get(photo_id, ""), state)
            else:
                self._painter.tile(painter, rect, card, self._picture(card), state)
        for section, rect in self._layout.headers(offset, self.viewport().height()):
            is_stuck = rect.top() > self._layout.header_rect(section).top()
            self._section_painter.header(
                painter,
                rect.translated(0, -offset),
                self._sections[section],
                is_hovered=section == self._hovered_section,
                is_stuck=is_stuck,
            )
        if self.selection.current_id is None and self.hasFocus() and self._came_by_keys:
            draw_focus_frame(painter, self.viewport().rect())
        if self._band is not None:
            accent = QColor(self._painter.tones.accent)
            painter.setPen(accent)
            accent.setAlpha(36)
            painter.setBrush(accent)
            painter.drawRect(self._band.translated(0, -offset))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_anew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter.tones = self._section_painter.tones = tones()
            self._painter.font, self._painter.small_font = self.font(), scaled_font(self, 0.92)
            self._section_painter.font = self._title_font()
            self._section_painter.small_font = self._painter.small_font
        elif event.type() is QEvent.Type.LayoutDirectionChange:
            self._lay_out_anew()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._came_by_keys = came_by_keys(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # --- inside ---

    def _title_font(self) -> QFont:
        return scaled_font(self, 1.0, QFont.Weight.DemiBold)

    def _picture(self, card: PhotoCard | None) -> QPixmap | None:
        wanted = self.thumbnail_of(card) if card is not None and card.status is not Status.PROBLEM else None
        if wanted is None:
            return None
        answer = self._loader.get(wanted)
        return answer if isinstance(answer, QPixmap) else self._loader.stand_in(wanted)

    def _lay_out(self) -> None:
        self._layout = GridLayout(
            len(self.selection.ids),
            self.viewport().width(),
            self._side_px,
            self._painter.has_captions,
            self._is_list,
            counts_of(self._sections),
            self.layoutDirection(),
        )
        bar, height = self._timeline, self.viewport().height()
        bar.setRange(0, max(0, self._layout.content_height_px - height))
        bar.setPageStep(max(1, height - self._layout.header_px - self._layout.pitch_px // 2))
        bar.setSingleStep(max(20, self._layout.pitch_px // 3))
        screens = _STILL_SCREENS if bar.is_timeline else _LEAST_SCREENS
        bar.show_as_timeline(self._is_by_date and self._layout.content_height_px >= screens * height)
        if bar.is_timeline:
            self._years_timer.start()

    def _lay_out_anew(self) -> None:
        """Keeps what stands at the top."""
        anchor = self._scroll_anchor()
        self._lay_out()
        if anchor is not None:
            self._scroll_back(*anchor)
        self._changed()

    def _changed(self) -> None:
        self._fetch_timer.start()
        self.viewport().update()

    def _visible_slice(self) -> slice:
        seen = self._layout.visible(self.verticalScrollBar().value(), self.viewport().height())
        return slice(seen.start, seen.stop)

    def _fetch_visible(self) -> None:
        ids = [int(id) for id in self.selection.ids[self._visible_slice()]][:_MOST_CARDS_AT_ONCE]
        missing = [id for id in ids if id not in self._cards or id in self._stale]
        if missing:
            self._cards.update((card.id, card) for card in self._source.cards(missing))
            self._stale.difference_update(missing)
            while len(self._cards) > _CARDS_KEPT:
                del self._cards[next(iter(self._cards))]
        if self._is_list:
            self._reasons.update((id, self._source.reason(id)) for id in ids if id not in self._reasons)
        self._want_timer.start()
        self.viewport().update()

    def _want_visible(self) -> None:
        """The cells in sight first, then a page below."""
        if self._is_list:
            return
        seen = self._visible_slice()
        ahead = slice(seen.start, seen.stop + (seen.stop - seen.start))
        cards = (self._cards.get(int(id)) for id in self.selection.ids[ahead])
        wanted = (self.thumbnail_of(card) for card in cards if card is not None and card.status is not Status.PROBLEM)
        self._loader.want([one for one in wanted if one is not None])
        in_sight = (self._cards.get(int(id)) for id in self.selection.ids[seen])
        self.waiting_seen.emit(tuple(card.id for card in in_sight if card is not None and card.status is Status.NEW))

    def _repaint_thumbnail(self, thumbnail: Thumbnail) -> None:
        for index in range(*self._visible_slice().indices(len(self.selection.ids))):
            card = self._cards.get(int(self.selection.ids[index]))
            if card is not None and card.content_hash == thumbnail.content_hash:
                self.viewport().update(self.cell_rect(index))

    def _scroll_anchor(self) -> tuple[list[int], int] | None:
        """Ids from the first in sight on, and how far above the viewport's top that one begins; None at the top."""
        offset = self.verticalScrollBar().value()
        if offset == 0 or not len(self.selection.ids):
            return None
        seen = self._visible_slice()
        return [int(id) for id in self.selection.ids[seen]], self._layout.rect(seen.start).top() - offset

    def _scroll_back(self, ids: list[int], above_px: int) -> None:
        for photo_id in ids:
            index = self.selection.index_of(photo_id)
            if index >= 0:
                self.verticalScrollBar().setValue(self._layout.rect(index).top() - above_px)
                return

    # --- the timeline ---

    def _place_years(self) -> None:
        """Asks for the times of a few photos only, wherever in the row years change."""
        if not self._timeline.is_timeline:
            return
        years = changes(len(self.selection.ids), lambda indexes: [taken[:4] for taken in self._taken_at(indexes)])
        below_px = self._layout.header_px or GAP_PX
        tops = [(self._layout.rect(index).top() - below_px if index else 0, year) for index, year in years]
        self._timeline.show_years(tops)

    def _month_at(self, value: int) -> str:
        """When the first photo that the bar shows at this value was taken."""
        seen = self._layout.visible(value + (self._layout.header_px or GAP_PX), 1)
        return phrases.month(self._taken_at([seen.start])[0]) if seen else ""

    def _taken_at(self, indexes: Sequence[int]) -> list[str]:
        ids = [int(self.selection.ids[index]) for index in indexes]
        taken = self._source.taken_of(ids)
        return [taken.get(id, "") for id in ids]
