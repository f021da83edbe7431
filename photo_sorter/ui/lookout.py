"""Looks through the whole library on a thread of its own, so that the window never waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from photo_sorter.core.errors import LibraryError
from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.language import tr
from photo_sorter.ui.grid.sections import Section, for_view
from photo_sorter.ui.library_reader import LibraryReader, Overview

log = logging.getLogger(__name__)

_SOON_S = 0.02


@dataclass(frozen=True)
class Look:
    """What to look for: the photos of a place, unless `view` is None, and the overview if that is wanted, too. `number`
    tells the asker's looks apart."""

    number: int
    view: View | None = None
    order: Order = Order.NEWEST
    grouping: Grouping = Grouping.NONE
    wants_overview: bool = False


@dataclass(frozen=True, eq=False)
class Sight:
    """The answer to a look, of one moment of the library. `ids` (n,) None where no place was asked for; `unsure`: how
    many of its photos wait for a person's word."""

    look: Look
    ids: NDArray[np.int64] | None
    sections: Sequence[Section]
    unsure: int
    overview: Overview | None
    took_ms: float


class Lookout(QObject):
    """One look at a time; what waits is joined into one, of which the last place counts. `close` ends the thread."""

    seen = Signal(object)
    """A Sight, on the main thread."""
    failed = Signal(str)
    """A sentence: the library cannot be read."""
    _sent, _fell = Signal(object), Signal(str)

    def __init__(self, reader: LibraryReader, parent: QObject | None = None) -> None:
        """`reader` is the thread's from now on."""
        super().__init__(parent)
        self._reader = reader
        self._turn = threading.Condition()
        self._waiting: Look | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._sent.connect(self.seen, Qt.ConnectionType.QueuedConnection)
        self._fell.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def ask(self, look: Look) -> None:
        with self._turn:
            if self._is_closed:
                return
            if self._waiting is not None:
                look = replace(look, wants_overview=look.wants_overview or self._waiting.wants_overview)
            self._waiting = look
            self._turn.notify()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="lookout")
            self._thread.start()

    def close(self) -> None:
        """A look that is under way is given up."""
        with self._turn:
            self._is_closed = True
            self._turn.notify()
        while self._thread is not None:
            self._reader.interrupt()  # again: what comes between two questions ends neither
            self._thread.join(_SOON_S)
            if not self._thread.is_alive():
                self._thread = None

    # --- on the thread ---

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._waiting is not None or self._is_closed)
                look, self._waiting = self._waiting, None
                if look is None or self._is_closed:
                    break
            try:
                self._sent.emit(self._looked(look))
            except LibraryError as error:
                log.error("The library cannot be read: %s", error)
                self._fell.emit(str(error))
            except Exception:
                if not self._is_closed:  # else the question was interrupted
                    raise
        self._reader.close()

    def _looked(self, look: Look) -> Sight:
        began = time.perf_counter()
        if not self._reader.open():
            raise LibraryError(tr("The library cannot be read. Close the window and open it again."))
        with self._reader.one_state():
            overview = self._reader.overview() if look.wants_overview else None
            ids: NDArray[np.int64] | None = None
            sections: Sequence[Section] = ()
            unsure = 0
            if look.view is not None:
                ids, sections = for_view(self._reader, look.view, look.order, look.grouping)
                unsure = self._unsure(look.view)
        return Sight(look, ids, sections, unsure, overview, (time.perf_counter() - began) * 1000)

    def _unsure(self, view: View) -> int:
        match view.place:
            case Place.NOT_SURE:
                return self._reader.count_not_sure()
            case Place.CATEGORY if view.id is not None:
                return self._reader.count_suggestions(view.id)
        return 0
