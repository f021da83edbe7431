"""Which model sorts the library, and which one is on its way to do it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from photo_sorter.core.errors import LibraryError, ModelError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    Event,
    ModelChangeProgressed,
    ModelChangeStopped,
    ModelFailed,
    ModelReady,
    ModelRemoved,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.faults import computing
from photo_sorter.language import tr
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.settings import BUILT_IN_MODEL, SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.ingest import Decoded, Embedded, Ingest, Outcome
from photo_sorter.work.model_change import LookedAgain, ModelChange, ModelLoaded, ShownAgain
from photo_sorter.work.sorter import Sorter

ANNOUNCE_SECONDS = 0.2

Step = Decoded | Embedded | ModelLoaded | LookedAgain | ShownAgain
"""What the stages of new photos and of a change of model answer."""


class Models:
    """Lives on the worker thread. `switched` is called with the new sorter whenever another model begins to sort.

    There is none until the first is loaded. A model takes the place of the one in use when it has seen the whole
    library; until then, and if that fails, the one in use sorts, searches and takes new photos. The model that the
    person wants next is kept in the settings: a change that was interrupted goes on with the next start.
    """

    def __init__(
        self,
        library: Library,
        home: Home,
        settings: SettingsFile,
        pool: DecodePool,
        open_embedder: Callable[[str], Embedder],
        post: Callable[[Step], None],
        notify: Callable[[Event], None],
        switched: Callable[[Sorter], None],
    ) -> None:
        self._library, self._home, self._settings, self._pool = library, home, settings, pool
        self._open_embedder, self._post, self._notify, self._switched = open_embedder, post, notify, switched
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="model loader")
        self._told_at = 0.0
        self._paused = False
        self.sorter: Sorter | None = None
        self.ingest: Ingest | None = None
        self.change: ModelChange | None = None

    # --- commands ---

    def begin(self) -> None:
        """Loads the model that the settings name, or the built-in one in its stead; what is asked meanwhile waits."""
        chosen_id, next_id = self._settings.current.model_id, self._settings.current.next_model_id
        if not self._load_first(chosen_id) and chosen_id != BUILT_IN_MODEL:
            self._load_first(BUILT_IN_MODEL)
        if next_id and self.sorter is not None and next_id != self.sorter.embedder.model_id:
            self._start(next_id)

    def use(self, model_id: str) -> None:
        """This model shall sort. Raises SettingsError if that cannot be kept; it is done all the same."""
        if self.sorter is None:
            if self._load_first(model_id):
                self._settings.change(model_id=model_id)
        elif self.sorter.embedder.model_id == model_id:
            self.stay()
            if self._settings.current.model_id != model_id:
                # It stands in for one that cannot be loaded, and stays for good.
                self._settings.change(model_id=model_id)
        elif self.change is None or self.change.model_id != model_id:
            self._stop_change()
            self._start(model_id)
            self._settings.change(next_model_id=model_id)

    def stay(self) -> None:
        """The model in use goes on; what the other one has seen is kept. Raises SettingsError."""
        if self.change is not None and self.sorter is not None:
            self._stop_change()
            self._settings.change(next_model_id="")

    def remove(self, model_id: str, remove_files: Callable[[str], None]) -> None:
        """Also what it has seen, which goes last: that took hours. Raises ModelError for one that is needed or whose
        files stay, LibraryError."""
        if self.sorter is not None and model_id == self.sorter.embedder.model_id:
            raise ModelError(tr("“{model}” sorts your photos: use another one first.", model=model_id))
        if self.change is not None and model_id == self.change.model_id:
            raise ModelError(tr("“{model}” is being made ready: stop that first.", model=model_id))
        remove_files(model_id)
        with self._library.atomic():
            self._library.embeddings.forget_model(model_id)
        self._notify(ModelRemoved(model_id))

    # --- work ---

    @property
    def is_idle(self) -> bool:
        return (self.ingest is None or self.ingest.idle) and (self.change is None or self.change.is_resting)

    @property
    def activity(self) -> Activity:
        """What is done while there is something to do: new photos first."""
        if self.change is None or (self.ingest is not None and not self.ingest.idle):
            return Activity.INDEXING
        return Activity.LOADING_MODEL if self.change.embedder is None else Activity.CHANGING_MODEL

    @property
    def paused(self) -> bool:
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        for part in (self.ingest, self.change):
            if part is not None:
                part.paused = paused

    def fill(self) -> None:
        """Keeps all stages busy: new photos first. Raises LibraryError, SettingsError."""
        if self.ingest is not None:
            self.ingest.fill()
        if self.change is not None and self.ingest is not None and self.ingest.idle:
            self.change.fill()
        if self.change is not None and self.change.is_ready and not self._paused:
            self._switch_to(self.change)
        self._tell_progress()

    def wake(self) -> None:
        """The queue in the library has changed. Raises LibraryError, SettingsError."""
        if self.ingest is not None:
            self.ingest.wake()
            self.fill()

    def show_soon(self, photo_ids: tuple[int, ...]) -> None:
        """These are in sight, and wait. Raises LibraryError."""
        if self.ingest is not None:
            self.ingest.show_soon(photo_ids)

    def on_photos(self, step: Decoded | Embedded) -> Outcome:
        """Nothing for a model that is no longer used. Raises LibraryError, StalledError."""
        if self.ingest is None or step.ingest is not self.ingest:
            return Outcome()
        return self.ingest.on_decoded(step) if isinstance(step, Decoded) else self.ingest.on_embedded(step)

    def on_step(self, step: ModelLoaded | LookedAgain | ShownAgain) -> None:
        """Raises LibraryError, SettingsError. A model that cannot be used ends its change with a sentence."""
        change = self.change
        if change is None or step.change is not change:
            return  # of a change that has ended
        asked_id = change.model_id
        try:
            match step:
                case ModelLoaded():
                    self._take_loaded(change, step)
                case LookedAgain():
                    change.on_looked(step)
                case ShownAgain():
                    change.on_shown(step)
        except ModelError as error:
            self._fail(asked_id, str(error))

    def close(self) -> None:
        self._drop_change()
        self._loader.shutdown(cancel_futures=True)
        if self.ingest is not None:
            self.ingest.close()

    # --- the parts ---

    def _start(self, model_id: str) -> None:
        self.change = ModelChange(model_id, self._library, self._home, self._pool, self._post)
        self.change.paused = self._paused
        self.change.load(self._open_embedder, self._loader)

    def _take_loaded(self, change: ModelChange, loaded: ModelLoaded) -> None:
        try:
            change.on_loaded(loaded)
        except LibraryError:
            # It would wait for ever. The next start tries again.
            self._stop_change()
            raise
        if self._settings.current.next_model_id != change.model_id:
            # Paths in it are absolute now.
            self._settings.change(next_model_id=change.model_id)

    def _stop_change(self) -> None:
        if self.change is not None:
            self._notify(ModelChangeStopped(self.change.model_id))
            self._drop_change()

    def _drop_change(self) -> None:
        if self.change is not None:
            self.change.close()
            self.change = None

    def _fail(self, model_id: str, sentence: str) -> None:
        self._drop_change()
        self._notify(ModelFailed(model_id, sentence))
        self._settings.change(next_model_id="")

    def _load_first(self, model_id: str) -> bool:
        self._notify(ActivityChanged(Activity.LOADING_MODEL))
        try:
            with computing(model_id):
                embedder = self._open_embedder(model_id)
            self._hand_over_to(embedder)
        except ModelError as error:
            self._notify(ModelFailed(model_id, str(error)))
            return False
        return True

    def _switch_to(self, change: ModelChange) -> None:
        """Raises LibraryError: then nothing has changed."""
        assert change.embedder is not None
        self._told_at = 0.0
        self._tell_progress()
        try:
            self._hand_over_to(change.embedder)
        except ModelError as error:
            # It failed to read words that are newer than its loading.
            self._fail(change.model_id, str(error))
            return
        self._drop_change()
        self._settings.change(model_id=change.model_id, next_model_id="")

    def _hand_over_to(self, embedder: Embedder) -> None:
        with self._library.atomic():
            # What could not be looked at again waits to be looked at as if it were new.
            self._library.photos.enqueue_unembedded(embedder.model_id)
        sorter = Sorter(self._library, embedder)
        sorter.sort_everything()
        self._library.let_pages_go()
        if self.ingest is not None:
            self.ingest.close()
        self.sorter = sorter
        self.ingest = Ingest(self._library, self._home.thumbnails, self._pool, embedder, sorter, self._post)
        self.ingest.paused = self._paused
        self._notify(ModelReady(embedder.model_id))
        self._switched(sorter)

    def _tell_progress(self) -> None:
        change, now = self.change, time.monotonic()
        if change is None or change.embedder is None or now - self._told_at < ANNOUNCE_SECONDS:
            return
        self._told_at = now
        self._notify(
            ModelChangeProgressed(
                change.model_id, change.progress.done, change.total, change.progress.seconds_left(change.waiting)
            )
        )
