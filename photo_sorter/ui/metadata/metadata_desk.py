"""Leads through writing sidecars, and reading them again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from photo_sorter.core.commands import CancelMetadata, Command, ReadMetadata, WriteMetadata
from photo_sorter.core.events import MetadataProgressed, MetadataWritten, Stopped
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.metadata.metadata_question import confirmed_writing
from photo_sorter.ui.metadata.writing_strip import WritingStrip
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.status_bar import StatusBar


class MetadataDesk(QObject):
    """`selected` gives the photos that a person has chosen; without any, all that the grid shows are meant."""

    def __init__(
        self,
        window: QWidget,
        selected: Callable[[], tuple[int, ...]],
        grid: PhotoGrid,
        notices: NoticeBar,
        status: StatusBar,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(window)
        self._window, self._selected, self._grid = window, selected, grid
        self._notices, self._post = notices, post
        self.strip = WritingStrip(status)
        self.strip.cancelled.connect(lambda: post(CancelMetadata()))
        status.add_strip(self.strip)

    def write(self) -> None:
        """Asks first."""
        if self.strip.is_busy:
            self._notices.hint(tr("Metadata is still being written. Wait for it, or cancel it below."))
            return
        photo_ids = self._meant()
        if photo_ids and confirmed_writing(self._window, len(photo_ids)):
            self.strip.begin(len(photo_ids))
            self._post(WriteMetadata(photo_ids))

    def read(self) -> None:
        photo_ids = self._meant()
        if photo_ids:
            self._post(ReadMetadata(photo_ids))

    def on_event(self, event: object) -> None:
        match event:
            case MetadataProgressed() if self.strip.is_busy:
                self.strip.show_progress(event)
            case MetadataWritten():
                self.strip.end()
                self._notices.say(" ".join(_said(event)))
            case Stopped():
                self.strip.end()

    def _meant(self) -> tuple[int, ...]:
        photo_ids = self._selected() or tuple(self._grid.selection.ids.tolist())
        if not photo_ids:
            self._notices.hint(tr("There are no photos here whose metadata could be written or read."))
        return photo_ids


def _said(event: MetadataWritten) -> Iterator[str]:
    if event.cancelled:
        yield tr("Cancelled: the other sidecars stay as they are.")
    if event.written:
        yield ntr("1 sidecar written.", "{n} sidecars written.", event.written)
    elif not (event.refused or event.sentences or event.cancelled):
        yield tr("Nothing was written: there is nothing to say, or the sidecars say it already.")
    if event.refused > 1:
        yield tr("{count} were left as they are, the first of them:", count=number(event.refused))
    yield from event.sentences[:1]
