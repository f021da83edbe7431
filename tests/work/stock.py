"""A library that is sorted without a worker: real SQLite and the real sorter, photos that are a mean colour each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from photo_sorter.core.commands import Verdict
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.sorting.category import Category, CategorySet, Prompt, Scheme
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from tests.fakes import COLOURS, ColourEmbedder

FOLDER = Path("/photos")


def category(name, words=(), against=(), **rest) -> Category:
    return Category(name, (*map(Prompt, words), *(Prompt(text, against=True) for text in against)), **rest)


def scheme(*categories, independent=(), templates=()) -> Scheme:
    return Scheme(categories, tuple(CategorySet(name, exclusive=False) for name in independent), templates)


def mixed(*parts: tuple[str, float]) -> tuple[int, int, int]:
    """A colour between others, as RGB."""
    total = sum(share for _, share in parts)
    return tuple(np.rint(sum(np.array(COLOURS[name]) * share for name, share in parts) / total).astype(int).tolist())


def random_colours(count: int, seed: int = 0) -> list[tuple[int, int, int]]:
    return [tuple(rgb) for rgb in np.random.default_rng(seed).integers(0, 256, (count, 3)).tolist()]


class Stock:
    """Does to a library and its sorter what the worker does, in the same order."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.embedder = ColourEmbedder()
        with library.atomic():
            self.folder_id = library.folders.add(FOLDER).id
        self.sorter = Sorter(library, self.embedder)
        self.sorter.sort_everything()
        self._files: dict[int, tuple[FileState, bytes, np.ndarray]] = {}

    def add(self, *colours: tuple[int, int, int] | str) -> list[int]:
        """New photos; gives their ids."""
        found = []
        for colour in colours:
            number = len(self._files) + len(found)
            pixel = np.array([[[COLOURS[colour] if isinstance(colour, str) else colour]]], np.uint8)
            vector = self.embedder.embed_pictures(pixel)[0].astype(np.float16).astype(np.float32)
            file = FileState(FOLDER / f"{number}.jpg", 10, 10**18 + number)
            found.append((file, f"{number}".encode(), vector))
        return self._arrive(found)

    def leave(self, ids: Sequence[int]) -> None:
        """Their files are gone."""
        with self.library.atomic():
            self.library.photos.mark_missing(ids)
        self.sorter.remove(ids)

    def come_back(self, ids: Iterable[int]) -> None:
        self._arrive([self._files[photo_id] for photo_id in ids])

    def _arrive(self, found: list[tuple[FileState, bytes, np.ndarray]]) -> list[int]:
        photos, embeddings = self.library.photos, self.library.embeddings
        with self.library.atomic():
            photos.enqueue(self.folder_id, [file for file, _, _ in found])
            ids = [photos.at(file.path).id for file, _, _ in found]
            for photo_id, (_, content_hash, vector) in zip(ids, found, strict=True):
                embeddings.add(self.embedder.model_id, [(content_hash, vector)])
                photos.set_ready(photo_id, content_hash, PhotoFacts(4, 3, taken_at="2020-01-01"))
            vectors = np.stack([vector for _, _, vector in found])
            self.library.tags.write(self.sorter.tags_for(np.array(ids), vectors), ())
        self.sorter.put(np.array(ids), vectors)
        self._files |= dict(zip(ids, found, strict=True))
        return ids

    def save(self, scheme: Scheme) -> list[int]:
        """Gives the ids of the categories."""
        with self.library.atomic():
            saved = self.library.categories.save(scheme.checked())
        self.sorter.sort_everything()
        return [category.id for category in saved.categories]

    def judge(self, *verdicts: tuple[int, int, bool | None]) -> None:
        """(photo id, category id, holds)."""
        with self.library.atomic():
            self.library.tags.set_verdicts(Verdict(*verdict) for verdict in verdicts)
        self.sorter.sort_everything()

    @property
    def scheme(self) -> Scheme:
        return self.library.categories.scheme()

    def tags(self) -> dict[tuple[int, int], tuple[float, str, bool]]:
        """(photo id, category id) → score, source, sure."""
        return {(tag.photo_id, tag.category_id): (tag.score, tag.source, tag.sure) for tag in self.library.tags.all()}

    def photos_in(self, category_id: int) -> set[int]:
        """That surely belong."""
        return {photo for (photo, id), (_, _, sure) in self.tags().items() if id == category_id and sure}
