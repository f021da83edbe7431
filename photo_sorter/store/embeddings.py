"""Vectors of pictures (by content) and of prompts (by text), each under the model that made them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photo_sorter.store.columns import column, columns
from photo_sorter.store.photo_queue import ACTIVE, FACTS_VERSION

MOST_OF_ONE_SIZE = 100
"""Of one size are handed out: else every one of n such files would come with all the others."""

_ROWS_AT_ONCE = 5_000
_TEXTS_A_QUERY = 500  # SQLite before 3.32 takes 999 values
_LACKING = (
    "FROM photos JOIN folders ON folders.id = folder_id AND active WHERE status = 'ready' AND NOT EXISTS"
    " (SELECT 1 FROM embeddings WHERE embeddings.content_hash = photos.content_hash"
    " AND model = (SELECT id FROM models WHERE model_id = ?))"
)
"""SQL: visible photos that a model has not seen."""


class EmbeddingStore:
    """SQL about vectors. Pictures are kept as float16, which costs less than 0.001 of cosine; prompts as float32."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._model_keys: dict[str, int] = {}

    def add(self, model_id: str, vectors: Iterable[tuple[bytes, NDArray[np.float32]]]) -> None:
        """Stores (content hash, (dimensions,) vector) pairs; those already known stay."""
        key = self._model_key(model_id)
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO embeddings (content_hash, model, vector) VALUES (?, ?, ?)",
            [(content_hash, key, vector.astype(np.float16).tobytes()) for content_hash, vector in vectors],
        )

    def get(self, model_id: str, content_hash: bytes) -> NDArray[np.float32] | None:
        """(dimensions,) float32, or None."""
        row = self._db.execute(
            "SELECT vector FROM embeddings WHERE content_hash = ?"
            " AND model = (SELECT id FROM models WHERE model_id = ?)",
            [content_hash, model_id],
        ).fetchone()
        return np.frombuffer(row[0], np.float16).astype(np.float32) if row else None

    def hashes_of_size(self, model_id: str, size_bytes: int) -> frozenset[bytes]:
        """Content hashes of files of this size whose vector and facts are known: such a file need not be decoded.

        Of very many files of one size, as uncompressed pictures of one camera are, only some.
        """
        rows = self._db.execute(
            "SELECT DISTINCT photos.content_hash FROM photos JOIN embeddings USING (content_hash)"
            " WHERE photos.size = ? AND photos.width IS NOT NULL AND facts_version = ?"
            " AND model = (SELECT id FROM models WHERE model_id = ?) LIMIT ?",
            [size_bytes, FACTS_VERSION, model_id, MOST_OF_ONE_SIZE],
        )
        return frozenset(row[0] for row in rows)

    def of_ready_photos(self, model_id: str, among: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Ids (n,) and vectors (n, dimensions) of those of these photos that are visible and have one, by id."""
        rows = self._db.execute(
            "SELECT photos.id, vector FROM json_each(?) CROSS JOIN photos ON photos.id = value"
            " JOIN embeddings ON embeddings.content_hash = photos.content_hash"
            f" WHERE status = 'ready' AND {ACTIVE} AND model = (SELECT id FROM models WHERE model_id = ?)",
            [json.dumps(sorted(int(id) for id in among)), model_id],
        ).fetchall()
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float16)
        ids, vectors = zip(*rows, strict=True)
        return np.array(ids, np.int64), _matrix(vectors)

    def of_all_ready_photos(
        self, model_id: str
    ) -> tuple[NDArray[np.int64], Iterator[tuple[NDArray[np.intp], NDArray[np.float16]]]]:
        """Ids (n,) of every visible photo that has a vector, by id, and the vectors (k, dimensions) in parts, each with
        the places (k,) of its photos among the ids. Within `one_state`: what another one commits meanwhile must not
        part them.

        From indexes it is known where in the table the vectors are, which is then read once from its beginning to its
        end: 5 s for a million, 2 of them for the indexes; looking for one after the other and sorting them took longer.
        """
        key = self._db.execute("SELECT id FROM models WHERE model_id = ?", [model_id]).fetchone()
        ids, rows = columns(
            self._db,
            2,
            "SELECT photos.id, embeddings.rowid FROM photos INDEXED BY photos_by_hash"
            " CROSS JOIN embeddings USING (content_hash) WHERE model = ?",
            key or (None,),
        )
        visible = np.isin(ids, column(self._db, f"SELECT id FROM photos WHERE status = 'ready' AND {ACTIVE}"))
        ids, rows = ids[visible], rows[visible]
        order = np.argsort(ids)
        ids, rows = ids[order], rows[order]
        return ids, self._parts(rows, key)

    def _parts(self, wanted: NDArray[np.int64], key: Any) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float16]]]:
        """Of rows of the table, of which some may be wanted several times."""
        if not len(wanted):
            return
        places = np.argsort(wanted, kind="stable")
        wanted = wanted[places]
        found = self._db.execute("SELECT rowid, vector FROM embeddings NOT INDEXED WHERE model = ? ORDER BY rowid", key)
        while part := found.fetchmany(_ROWS_AT_ONCE):
            numbers, vectors = zip(*part, strict=True)
            rows = np.array(numbers, np.int64)
            first, last = np.searchsorted(wanted, (rows[0], rows[-1] + 1))
            if first < last:
                yield places[first:last], _matrix(vectors)[np.searchsorted(rows, wanted[first:last])]

    def count_lacking(self, model_id: str) -> int:
        """How many different contents of visible photos this model has not seen."""
        counted = f"SELECT count(DISTINCT photos.content_hash) {_LACKING}"
        count: int = self._db.execute(counted, [model_id]).fetchone()[0]
        return count

    def lacking(self, model_id: str, limit: int, after: bytes = b"") -> list[tuple[bytes, Path]]:
        """(content hash, a photo's path) of contents that this model has not seen, by hash."""
        rows = self._db.execute(
            f"SELECT photos.content_hash, min(photos.path) {_LACKING} AND photos.content_hash > ?"
            " GROUP BY photos.content_hash ORDER BY photos.content_hash LIMIT ?",
            [model_id, after, limit],
        )
        return [(content_hash, Path(path)) for content_hash, path in rows]

    def models(self) -> dict[str, int]:
        """How many vectors of pictures there are of each model."""
        rows = self._db.execute(
            "SELECT model_id, (SELECT count(*) FROM embeddings WHERE model = models.id) FROM models ORDER BY model_id"
        )
        return dict(rows.fetchall())

    def forget_model(self, model_id: str) -> None:
        """Removes everything that this model made."""
        for table in ("embeddings", "prompt_embeddings"):
            its_own = "model = (SELECT id FROM models WHERE model_id = ?)"
            self._db.execute(f"DELETE FROM {table} WHERE {its_own}", [model_id])
        self._db.execute("DELETE FROM models WHERE model_id = ?", [model_id])
        self._model_keys.pop(model_id, None)

    def prompts(self, model_id: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The cached vectors among `texts`."""
        found: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(texts), _TEXTS_A_QUERY):
            part = texts[start : start + _TEXTS_A_QUERY]
            rows = self._db.execute(
                f"SELECT text, vector FROM prompt_embeddings WHERE text IN ({','.join('?' * len(part))})"
                " AND model = (SELECT id FROM models WHERE model_id = ?)",
                [*part, model_id],
            )
            found |= {text: np.frombuffer(vector, np.float32) for text, vector in rows}
        return found

    def add_prompts(self, model_id: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        key = self._model_key(model_id)
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO prompt_embeddings (model, text, vector) VALUES (?, ?, ?)",
            [(key, text, vector.astype(np.float32).tobytes()) for text, vector in vectors.items()],
        )

    def library_mean(self, model_id: str) -> tuple[NDArray[np.float32], int] | None:
        """The mean standard vector (dimensions,) of the library and over how many photos it was taken, or None."""
        row = self._db.execute(
            "SELECT library_mean, library_photos FROM models WHERE model_id = ? AND library_mean IS NOT NULL",
            [model_id],
        ).fetchone()
        return (np.frombuffer(row[0], np.float32), row[1]) if row else None

    def set_library_mean(self, model_id: str, vector: NDArray[np.float32], photos: int) -> None:
        self._db.execute(
            "UPDATE models SET library_mean = ?, library_photos = ? WHERE id = ?",
            [vector.astype(np.float32).tobytes(), photos, self._model_key(model_id)],
        )

    def _model_key(self, model_id: str) -> int:
        if model_id not in self._model_keys:
            self._db.execute("INSERT OR IGNORE INTO models (model_id) VALUES (?)", [model_id])
            row = self._db.execute("SELECT id FROM models WHERE model_id = ?", [model_id]).fetchone()
            self._model_keys[model_id] = row[0]
        return self._model_keys[model_id]


def _matrix(vectors: Sequence[bytes]) -> NDArray[np.float16]:
    return np.frombuffer(b"".join(vectors), np.float16).reshape(len(vectors), -1)
