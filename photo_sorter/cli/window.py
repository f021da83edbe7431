"""The running window as a command sees it that another process has handed over."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from photo_sorter.cli.house import absolute
from photo_sorter.core.commands import Command
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.events import Event, Stopped
from photo_sorter.paths import Home
from photo_sorter.work.errands import Errands, Workplace


@dataclass(frozen=True)
class Window:
    """Lives on a thread of its own: what takes long is the worker's, and is only watched. `folder`: where the command
    was typed."""

    home: Home
    errands: Errands
    folder: Path

    def at(self, path: Path) -> Path:
        """A path that was typed, from the root."""
        return absolute(self.folder / path)

    def model_id(self) -> str | None:
        """Which model sorts; None if none does."""
        return self.errands.run(lambda place: place.sorter.embedder.model_id if place.sorter else None)

    def do(self, command: Command) -> None:
        """Has a command obeyed."""
        self.errands.run(lambda place: place.do(command))

    def after(self, command: Command) -> Iterator[Event]:
        """Has a command obeyed, and gives all that the worker tells from then on. Raises LibraryError when the window
        is closed."""
        heard: queue.SimpleQueue[Event] = queue.SimpleQueue()

        def begin(workplace: Workplace) -> None:
            listening.enter_context(self.errands.heard_by(heard.put))
            workplace.do(command)

        with ExitStack() as listening:
            self.errands.run(begin)
            while True:
                event = heard.get()
                if isinstance(event, Stopped):
                    raise LibraryError(event.sentence or "The window was closed before it was done.")
                yield event
