"""Fingerprints: what a picture looks like in a few bytes, by content, so that copies share it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photo_sorter.store.photo_queue import ACTIVE


class FingerprintStore:
    """SQL about fingerprints. All have the same number of bytes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Stores (content hash, fingerprint) pairs; those already known stay."""
        self._db.conn.executemany("INSERT OR IGNORE INTO fingerprints VALUES (?, ?)", pairs)

    def of_photos(self) -> tuple[NDArray[np.int64], list[bytes], NDArray[np.uint8]]:
        """Ids (n,), content hashes and fingerprints (n, bytes) of READY photos in view that have one, by id."""
        rows = self._db.execute(
            "SELECT id, content_hash, bits FROM photos JOIN fingerprints USING (content_hash)"
            f" WHERE status = 'ready' AND {ACTIVE} ORDER BY id"
        ).fetchall()
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        bits = np.frombuffer(b"".join(row[2] for row in rows), np.uint8)
        return ids, [row[1] for row in rows], bits.reshape(len(rows), -1) if rows else np.empty((0, 0), np.uint8)
