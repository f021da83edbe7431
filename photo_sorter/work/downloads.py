"""Model downloads in the background, one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import DownloadEnded, DownloadProgressed, Event
from photo_sorter.embedding.catalogue import find_entry
from photo_sorter.embedding.download import download_model

ANNOUNCE_SECONDS = 0.25


class Downloads:
    """Started and cancelled on the worker thread; runs on a thread of its own, and calls `notify` from there."""

    def __init__(self, models: Path, notify: Callable[[Event], None]) -> None:
        self._models = models
        self._notify = notify
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, model_id: str) -> None:
        """Raises ModelError for an unknown model, or while another download runs."""
        if self._thread is not None and self._thread.is_alive():
            raise ModelError("A model is being downloaded already. Wait until it is there, or cancel it.")
        find_entry(model_id)
        self._cancelled.clear()
        self._thread = threading.Thread(target=self._run, args=(model_id,), name="download")
        self._thread.start()

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        """Cancels, and waits for the thread to end."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()

    def _run(self, model_id: str) -> None:
        announced = 0.0

        def progress(done_bytes: int, total_bytes: int | None) -> None:
            nonlocal announced
            if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                announced = time.monotonic()
                self._notify(DownloadProgressed(model_id, done_bytes, total_bytes))

        try:
            download_model(find_entry(model_id), self._models, progress, self._cancelled.is_set)
        except ModelError as error:
            self._notify(DownloadEnded(model_id, str(error)))
        else:
            self._notify(DownloadEnded(model_id, None))
