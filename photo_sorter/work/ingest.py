"""The pipeline of a new photo: queue → decode pool → encoder lanes → one transaction a batch.

Every stage works at the same time. Decoded pictures wait in a short look-ahead, so that the encoder, which decides the
speed (design, section 4), is never kept waiting, and memory is bounded by the batch and not by the library.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import (
    DecoderDiedError,
    DecoderNotStartedError,
    DiskSilentError,
    LibraryError,
    ModelError,
    OnlineOnlyError,
    PhotoUnreadableError,
    StalledError,
)
from photo_sorter.core.photo import DecodedPhoto, Status
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.faults import computing
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.folder_looks import may_be_there
from photo_sorter.store.library import Library
from photo_sorter.store.photo_queue import QueuedPhoto
from photo_sorter.work.seen import Seen, fingerprints_of
from photo_sorter.work.sorter import Sorter

log = logging.getLogger(__name__)

STRIKES_ALLOWED = 2
FETCHED_AT_ONCE = 256


@dataclass(frozen=True)
class Decoded:
    """A file has been looked at, or could not be. `ingest` is the one that asked."""

    ingest: Ingest
    photo: QueuedPhoto
    result: Future[DecodedPhoto]


@dataclass(frozen=True)
class Embedded:
    """A batch came out of an encoder lane. `ingest` is the one that asked."""

    ingest: Ingest
    batch: tuple[tuple[QueuedPhoto, DecodedPhoto], ...]
    result: Future[NDArray[np.float32]]


@dataclass(frozen=True)
class Outcome:
    """What a step committed: ids of photos looked at (READY or PROBLEM), and of those that left the view. The files
    `astray` are gone, or are not those that were queued."""

    indexed: tuple[int, ...] = ()
    left_view: tuple[int, ...] = ()
    astray: tuple[Path, ...] = ()


class Ingest:
    """Feeds photos through the stages. Lives on the worker thread; stages answer through `post`.

    `post` takes Decoded and Embedded messages from any thread and brings them back to `on_decoded`, `on_embedded`.
    """

    def __init__(
        self,
        library: Library,
        thumbnails: Path,
        pool: DecodePool,
        embedder: Embedder,
        sorter: Sorter,
        post: Callable[[Decoded | Embedded], None],
    ) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._pool = pool
        self._embedder = embedder
        self._sorter = sorter
        self._post = post
        self._lanes = ThreadPoolExecutor(embedder.lanes, "encoder")
        # As many again are in the lanes and in line: 10 MB of pictures for ViT-B-32-256 on 2 cores, 30 on 8.
        self._look_ahead = (embedder.lanes + 1) * embedder.batch_size + pool.processes
        self._queue: deque[QueuedPhoto] = deque()
        self._last_fetched: QueuedPhoto | None = None
        self._in_sight: tuple[int, ...] = ()
        self._in_hand: set[int] = set()
        self._set_aside: set[int] = set()
        self._decoding = 0
        self._decoded: deque[tuple[QueuedPhoto, DecodedPhoto]] = deque()
        self._embedding = 0
        self._embedding_photos = 0
        self._copies: dict[bytes, list[tuple[QueuedPhoto, DecodedPhoto]]] = {}
        """By the content that is on its way to the encoder: photos with the same."""
        self._is_stalled = False
        self.paused = False

    @property
    def idle(self) -> bool:
        """Nothing is under way (and, unless paused, nothing waits that can be worked on)."""
        return not (self._in_hand or (self._queue and not self.paused))

    def wake(self) -> None:
        """The queue in the library has changed: look at it from its start."""
        self._queue.clear()
        self._last_fetched = None
        self._set_aside.clear()
        self._is_stalled = False
        self._to_front(self._library.photos.queued_among(self._in_sight))

    def hurry(self, paths: Iterable[Path]) -> None:
        """These files have just arrived: before the backlog."""
        arrived = self._library.photos.queued_at(paths)
        self._set_aside.difference_update(photo.id for photo in arrived)
        self._to_front(arrived)

    def show_soon(self, photo_ids: tuple[int, ...]) -> None:
        """These photos are in sight and wait: before the backlog. What came last, this or an arrival, comes first: a
        thousand files that arrive at once hold up nobody who looks at some of them."""
        self._in_sight = photo_ids
        self._to_front(self._library.photos.queued_among(photo_ids))

    def fill(self) -> None:
        """Keeps every stage busy."""
        while not self.paused and len(self._in_hand) - self._embedding_photos < self._look_ahead:
            photo = self._next()
            if photo is None:
                break
            self._start_decoding(photo)
        self._start_embedding()

    def on_decoded(self, message: Decoded) -> Outcome:
        """Takes a decoded photo on. Raises LibraryError if the disk cannot hold what it gives, and once until the next
        `wake`, for which this photo then waits, StalledError."""
        self._decoding -= 1
        photo = message.photo
        try:
            decoded = message.result.result()
        except LibraryError:
            self._in_hand.discard(photo.id)
            raise
        except DecoderNotStartedError as error:
            return self._stalled([photo], str(error))
        except DecoderDiedError as error:
            return self._strike(photo, str(error))
        except DiskSilentError:
            return self._go_astray(photo)
        except OnlineOnlyError:
            return self._wait_for_cloud(photo)
        except PhotoUnreadableError as error:
            return self._unreadable(photo, f"{error} It will be tried again when it changes.")
        except Exception as error:
            # The child's own fault on one odd file: logged as the bug it is, and one photo never stops a batch.
            log.exception("Decoding %s failed", photo.path)
            return self._unreadable(
                photo, f"Cannot read {photo.path.name}: Photo Sorter has a fault with it ({error!r}), noted in its log."
            )
        if not photo.is_in(decoded.file):
            return self._go_astray(photo)
        if decoded.picture is None:
            return self._commit_known(photo, decoded.content_hash)
        vector = self._library.embeddings.get(self._embedder.model_id, decoded.content_hash)
        if vector is not None and decoded.facts is not None:
            # It was looked at for its facts alone.
            return self._commit([Seen(photo, decoded.content_hash, decoded.facts, vector, decoded.fingerprint)])
        if decoded.content_hash in self._copies:
            self._copies[decoded.content_hash].append((photo, decoded))
        else:
            self._copies[decoded.content_hash] = []
            self._decoded.append((photo, decoded))
        return Outcome()

    def on_embedded(self, message: Embedded) -> Outcome:
        """Commits a batch: embeddings, facts, status and tags in one transaction. Raises LibraryError, and once until
        the next `wake`, for which these photos then wait, StalledError."""
        self._embedding -= 1
        self._embedding_photos -= len(message.batch)
        copies = {decoded.content_hash: self._copies.pop(decoded.content_hash) for _, decoded in message.batch}
        try:
            with computing(self._embedder.model_id):
                vectors = message.result.result()
        except ModelError as error:
            return self._stalled(
                [photo for first in message.batch for photo, _ in (first, *copies[first[1].content_hash])], str(error)
            )
        found = [
            Seen(photo, decoded.content_hash, decoded.facts, vector, decoded.fingerprint)
            for first, vector in zip(message.batch, vectors, strict=True)
            for photo, decoded in (first, *copies[first[1].content_hash])
            if decoded.facts is not None
        ]
        return self._commit(found)

    def _stalled(self, photos: Iterable[QueuedPhoto], sentence: str) -> Outcome:
        waiting = {photo.id for photo in photos}
        self._in_hand -= waiting
        self._set_aside |= waiting
        if self._is_stalled:
            return Outcome()
        self._is_stalled = True
        raise StalledError(sentence)

    def close(self) -> None:
        """Ends the lanes after the batches in hand; what is not committed is looked at again at the next start."""
        self._lanes.shutdown(wait=True, cancel_futures=True)

    # --- stages ---

    def _to_front(self, photos: Sequence[QueuedPhoto]) -> None:
        """Each once: some may have been fetched with the backlog, or be in hand."""
        moved = {photo.id: photo for photo in photos if photo.id not in self._in_hand}
        self._queue = deque([*moved.values(), *(photo for photo in self._queue if photo.id not in moved)])

    def _next(self) -> QueuedPhoto | None:
        while True:
            while not self._queue:
                fresh = self._library.photos.queued(FETCHED_AT_ONCE, self._last_fetched)
                if not fresh:
                    return None
                self._last_fetched = fresh[-1]
                # What is in hand now would be looked at twice once its turn comes.
                self._queue.extend(one for one in fresh if one.id not in self._in_hand)
            photo = self._queue.popleft()
            if photo.id not in self._in_hand and photo.id not in self._set_aside:
                return photo

    def _start_decoding(self, photo: QueuedPhoto) -> None:
        self._in_hand.add(photo.id)
        self._decoding += 1
        known = self._library.embeddings.hashes_of_size(self._embedder.model_id, photo.size_bytes)
        result = self._pool.submit(decode, photo.path, self._embedder.picture, self._thumbnails, known)
        result.add_done_callback(lambda future: self._post(Decoded(self, photo, future)))

    def _start_embedding(self) -> None:
        # One batch more than there are lanes, so that a lane that ends finds the next one waiting.
        while self._decoded and self._embedding <= self._embedder.lanes:
            size = self._embedder.batch_size
            if not self._decoding:
                # The last ones are shared out: a lane would do them alone while the others have nothing to do.
                free_lanes = max(1, self._embedder.lanes - self._embedding)
                size = min(size, ceil(len(self._decoded) / free_lanes))
            elif len(self._decoded) < size:
                return
            self._embed(tuple(self._decoded.popleft() for _ in range(size)))

    def _embed(self, batch: tuple[tuple[QueuedPhoto, DecodedPhoto], ...]) -> None:
        self._embedding += 1
        self._embedding_photos += len(batch)
        result = self._lanes.submit(_embed, self._embedder, batch)
        result.add_done_callback(lambda future: self._post(Embedded(self, batch, future)))

    # --- commits ---

    def _commit_known(self, photo: QueuedPhoto, content_hash: bytes) -> Outcome:
        """A copy, or a file that moved: its vector and facts are known."""
        vector = self._library.embeddings.get(self._embedder.model_id, content_hash)
        facts = self._library.photos.facts_of(content_hash)
        if vector is None or facts is None:
            # Forgotten since the file was handed out: it still waits, and will be decoded.
            self._in_hand.discard(photo.id)
            self._queue.append(photo)
            return Outcome()
        return self._commit([Seen(photo, content_hash, facts, vector)])

    def _commit(self, found: list[Seen]) -> Outcome:
        for seen in found:
            self._in_hand.discard(seen.photo.id)
        still = self._library.photos.still_queued(seen.photo for seen in found)
        current = [seen for seen in found if seen.photo.id in still]
        if len(current) < len(found):
            # Their files changed or moved meanwhile. The content may be elsewhere now: what was seen of it is kept.
            with self._library.atomic():
                self._library.embeddings.add(
                    self._embedder.model_id,
                    ((seen.content_hash, seen.vector) for seen in found if seen.photo.id not in still),
                )
            self.wake()
        if not current:
            return Outcome()
        if all(self._is_sorted(seen) for seen in current):
            return self._commit_facts(current)
        library, model_id = self._library, self._embedder.model_id
        replaced: list[int] = []
        with library.atomic():
            rows = [self._row_for(seen, replaced) for seen in current]
            ids = np.array([row for row, _ in rows], np.int64)
            library.embeddings.add(model_id, ((seen.content_hash, seen.vector) for seen in current))
            library.fingerprints.add(fingerprints_of(current))
            has_inherited = any(is_said_anew for _, is_said_anew in rows)
            for photo_id, seen in zip(ids.tolist(), current, strict=True):
                has_inherited |= library.photos.set_ready(photo_id, seen.content_hash, seen.facts)
            # As they are stored, so that a later re-sort finds the same tags.
            vectors = np.stack([seen.vector for seen in current]).astype(np.float16).astype(np.float32)
            library.tags.write(self._sorter.tags_for(ids, vectors), ())
        self._sorter.put(ids, vectors)
        if has_inherited:
            self._sorter.sort_everything()
        return Outcome(tuple(ids.tolist()), tuple(replaced))

    def _is_sorted(self, seen: Seen) -> bool:
        """Whether the photo is sorted as it stands, and only its facts are new."""
        before = self._library.photos.get(seen.photo.id) if seen.photo.status is Status.READY else None
        return before is not None and before.content_hash == seen.content_hash and before.id in self._sorter.index

    def _commit_facts(self, found: list[Seen]) -> Outcome:
        with self._library.atomic():
            for seen in found:
                self._library.photos.set_ready(seen.photo.id, seen.content_hash, seen.facts)
            self._library.fingerprints.add(fingerprints_of(found))
        return Outcome(tuple(seen.photo.id for seen in found))

    def _row_for(self, seen: Seen, replaced: list[int]) -> tuple[int, bool]:
        """The row of a missing photo with the same bytes, moved here; else the photo's own; and whether other things
        are said of photos now. `replaced` grows by the photo in whose place it is: it never was seen, or is missing."""
        moved = self._library.photos.missing_twin(seen.photo.id, seen.content_hash)
        if moved is None:
            return seen.photo.id, False
        replaced.append(seen.photo.id)
        return moved, self._library.photos.move_to(moved, seen.photo.id)

    def _is_outdated(self, photo: QueuedPhoto) -> bool:
        """Whether the file changed, or left the view, while it was in hand: what was found is of no use."""
        self._in_hand.discard(photo.id)
        if self._library.photos.still_queued([photo]):
            return False
        self.wake()
        return True

    def _strike(self, photo: QueuedPhoto, sentence: str) -> Outcome:
        if self._is_outdated(photo):
            return Outcome()
        with self._library.atomic():
            self._library.photos.add_strike(photo.id)
        if photo.strikes + 1 >= STRIKES_ALLOWED:
            return self._problem(photo, sentence)
        self._queue.append(replace(photo, strikes=photo.strikes + 1))
        return Outcome()

    def _wait_for_cloud(self, photo: QueuedPhoto) -> Outcome:
        """Reading the file would fetch it: a scan finds it once it is here."""
        self._in_hand.discard(photo.id)
        self._set_aside.add(photo.id)
        if photo.status is Status.READY:
            with self._library.atomic():
                self._library.photos.settle_facts(photo.id)
        return Outcome()

    def _unreadable(self, photo: QueuedPhoto, sentence: str) -> Outcome:
        if self._is_outdated(photo):
            return Outcome()
        try:
            is_there = self._pool.questions.ask(photo.path, lambda: may_be_there(photo.path))
        except DiskSilentError:
            is_there = False
        return self._problem(photo, sentence) if is_there else self._go_astray(photo)

    def _go_astray(self, photo: QueuedPhoto) -> Outcome:
        """It is gone, its disk is away, or another file has its place: whoever knows where photos are finds out."""
        if self._is_outdated(photo):
            return Outcome()
        self._set_aside.add(photo.id)
        return Outcome(astray=(photo.path,))

    def _problem(self, photo: QueuedPhoto, sentence: str) -> Outcome:
        if photo.status is Status.READY:
            with self._library.atomic():
                self._library.photos.settle_facts(photo.id)
            return Outcome()
        with self._library.atomic():
            self._library.photos.set_problem(photo.id, sentence)
        return Outcome(indexed=(photo.id,), left_view=(photo.id,))


def _embed(embedder: Embedder, batch: tuple[tuple[QueuedPhoto, DecodedPhoto], ...]) -> NDArray[np.float32]:
    return embedder.embed_pictures(np.stack([decoded.picture for _, decoded in batch if decoded.picture is not None]))
