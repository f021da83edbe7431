"""Model downloads in the background, one at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import DownloadDiscarded, DownloadEnded, DownloadProgressed, Event
from photo_sorter.embedding.catalogue import ModelEntry, find_entry
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.model_files import discard_unfinished
from photo_sorter.language import tr
from photo_sorter.settings import SettingsFile

log = logging.getLogger(__name__)

ANNOUNCE_SECONDS = 0.25
FAREWELL_SECONDS = 2
"""How long `close` waits. A thread that waits for a silent server is then left to end with the process: what arrived
can be gone on from at any byte."""


class Downloads:
    """Started and cancelled on the worker thread; runs on a thread of its own, and calls `notify` from there.

    The hub's address and the proxy are those of the settings when a download begins.
    """

    def __init__(self, models: Path, settings: SettingsFile, notify: Callable[[Event], None]) -> None:
        self._models = models
        self._settings = settings
        self._notify = notify
        self._cancelled = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_running = False

    def start(self, model_id: str) -> None:
        """Raises ModelError for an unknown model, or while another download runs."""
        if self._is_running:
            raise ModelError(tr("A model is being downloaded already. Wait until it is there, or cancel it."))
        entry = find_entry(model_id)
        self._cancelled.clear()
        self._is_running = True
        self._thread = threading.Thread(target=self._run, args=(entry,), name="download", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """What arrived is kept; a download of the same model goes on from there."""
        self._cancelled.set()

    def discard(self, model_id: str) -> None:
        """Throws away what arrived of a model. Raises ModelError while it is still arriving."""
        discard_unfinished(self._models, model_id)
        self._notify(DownloadDiscarded(model_id))

    def close(self) -> None:
        """Cancels, and waits for the thread to end, but not for long. Nothing is told any more."""
        self._closed.set()
        self.cancel()
        if self._thread is not None:
            self._thread.join(FAREWELL_SECONDS)

    def _run(self, entry: ModelEntry) -> None:
        announced = 0.0

        def progress(done_bytes: int, total_bytes: int | None) -> None:
            nonlocal announced
            if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                announced = time.monotonic()
                self._tell(DownloadProgressed(entry.model_id, done_bytes, total_bytes))

        chosen = self._settings.current
        sentence = None
        try:
            download_model(entry, self._models, progress, self._cancelled.is_set, chosen.hub_endpoint, chosen.proxy)
        except ModelError as error:
            sentence = str(error)
        except Exception as error:
            # The thread would end without a word, and the person would wait.
            log.exception("The download of %s failed", entry.model_id)
            sentence = tr("Photo Sorter has a fault ({fault}), noted in its log.", fault=repr(error))
        # Who is told may start another one at once.
        self._is_running = False
        self._tell(DownloadEnded(entry.model_id, sentence))

    def _tell(self, event: Event) -> None:
        if not self._closed.is_set():
            self._notify(event)
