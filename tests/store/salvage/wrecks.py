"""Libraries that are damaged in every way, and what must have survived."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from photo_sorter.core.commands import Verdict
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.store.keepsakes import FOLDER, keepsakes_beside
from photo_sorter.store.library import Library
from photo_sorter.store.salvage.pages import PageFile
from photo_sorter.store.salvage.records import Row
from photo_sorter.store.salvage.salvage import Saved, salvage
from photo_sorter.store.salvage.trees import Forest

MODEL = "colours"
PAGE = 4096
FOLDERS = (Path("/photos/home"), Path("/photos/away"))
CATEGORIES = 14

Decisions = dict[tuple[str, int, int], object]
"""(“verdict” or “mark”, photo id, category id or 0) → what was said."""


@dataclass
class Scene:
    """A sound library that was used: in the file, partly in the log beside it, and partly in a keepsake.

    `places`: on which pages a decision lies, and those by which its photo is known.
    """

    library: Path
    decided: Decisions = field(default_factory=dict)
    in_keepsake: Decisions = field(default_factory=dict)
    places: dict[tuple[str, int, int], tuple[int, int, int]] = field(default_factory=dict)
    in_log: frozenset[int] = frozenset()

    @property
    def log(self) -> Path:
        return self.library.with_name("library.db-wal")


def make_scene(folder: Path, photos: int = 2000, has_log: bool = True, seed: int = 0) -> Scene:
    """Of `photos` photos, of which a third is judged or marked; the last tenth of the answers is not in the keepsake,
    and with `has_log` not in the file itself."""
    choice = random.Random(seed)
    scene = Scene(folder / "library.db")
    folder.mkdir(parents=True)
    with Library.open(scene.library) as library:
        ids = _add_photos(library, photos, choice)
        categories = _add_categories(library)
        with library.atomic():
            library.searches.save((SavedSearch(1, "Sea", "sea -beach"), SavedSearch(2, "Cats", "in:“category 3”")))
        _decide(library, choice, choice.sample(ids, photos // 3), categories)
        (folder / FOLDER).mkdir()
        assert library.keep_decisions(folder / FOLDER / "decisions-2026-11-21.db", "{}")
        scene.in_keepsake = decisions(library)
        library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _decide(library, choice, choice.sample(ids, photos // 30), categories)
        with library.atomic():  # one that was taken back since
            library.tags.set_verdicts([Verdict(key[1], key[2], None) for key in [*scene.in_keepsake][:3] if key[2]])
        scene.decided = decisions(library)
        if not has_log:
            library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for file in folder.glob("library.db*"):
            shutil.copy2(file, folder / f"kept-{file.name}")
    for file in folder.glob("library.db*"):
        file.unlink()
    for file in folder.glob("kept-*"):
        if not file.name.endswith("-shm"):
            file.rename(folder / file.name.removeprefix("kept-"))
        else:
            file.unlink()
    _find_places(scene)
    return scene


def decisions(library: Library) -> Decisions:
    verdicts = library._db.execute("SELECT photo_id, category_id, holds FROM verdicts")
    marks = library._db.execute("SELECT photo_id, favourite, rating, caption FROM marks")
    found: Decisions = {("verdict", photo_id, category_id): holds for photo_id, category_id, holds in verdicts}
    return found | {("mark", photo_id, 0): tuple(said) for photo_id, *said in marks}


def _add_photos(library: Library, count: int, choice: random.Random) -> list[int]:
    generator = np.random.default_rng(choice.randrange(1 << 30))
    ids = []
    with library.atomic():
        for folder in FOLDERS:
            watched = library.folders.add(folder)
            files = [
                FileState(folder / f"{number // 100:03}" / f"IMG {number:05}.jpg", 1000 + number, 10**18 + number)
                for number in range(count // len(FOLDERS))
            ]
            library.photos.enqueue(watched.id, files)
            for file in files:
                photo = library.photos.at(file.path)
                assert photo is not None
                content = generator.bytes(32)
                caption = "long " * 1500 if choice.random() < 0.01 else None
                library.photos.set_ready(photo.id, content, PhotoFacts(4000, 3000, camera="Camera", caption=caption))
                vector = generator.standard_normal(64).astype(np.float32)
                library.embeddings.add(MODEL, [(content, vector / np.linalg.norm(vector))])
                library.fingerprints.add([(content, generator.bytes(40))])
                ids.append(photo.id)
    return ids


def _add_categories(library: Library) -> list[int]:
    scheme = Scheme(
        tuple(
            Category(f"category {n}", (Prompt(f"a photo of {n}"), Prompt(f"not {n}", True))) for n in range(CATEGORIES)
        ),
        templates=("a picture of {}",),
    )
    with library.atomic():
        return [category.id or 0 for category in library.categories.save(scheme.checked()).categories]


def _decide(library: Library, choice: random.Random, ids: list[int], categories: list[int]) -> None:
    with library.atomic():
        library.tags.set_verdicts(
            Verdict(id, choice.choice(categories), choice.random() < 0.7) for id in ids for _ in range(2)
        )
        library.marks.set((id, Marks(favourite=True, rating=choice.randrange(6))) for id in ids[:40])


def _find_places(scene: Scene) -> None:
    """By this reader itself, from the sound file."""
    with PageFile(scene.library) as pages:
        forest = Forest(pages, {})
        photos = {row.id: number for number, row in _placed(forest, "photos")}
        paths = {row.values[1]: number for number, row in _placed(forest, "sqlite_autoindex_photos_1")}
        for table, kind in (("verdicts", "verdict"), ("marks", "mark")):
            for number, row in _placed(forest, table):
                photo_id = row.id if row.id is not None else row.values[0]
                category_id = 0 if kind == "mark" else row.values[1]
                scene.places[kind, photo_id, category_id] = (number, photos[photo_id], paths[photo_id])
        scene.in_log = frozenset(pages._frames)


def _placed(forest: Forest, name: str) -> Iterator[tuple[int, Row]]:
    for number in forest.pages_of(name):
        for row in forest.rows_on(number):
            assert row is not None
            yield number, row


# --- damage ---

Damage = Callable[[bytearray, random.Random], set[int]]
"""Changes a file's bytes; gives the pages that it changed."""


def _pages(content: bytearray, choice: random.Random) -> list[int]:
    count = len(content) // PAGE
    return choice.sample(range(1, count + 1), max(1, round(count * choice.choice((0.002, 0.01, 0.05, 0.2)))))


def garbage(content: bytearray, choice: random.Random) -> set[int]:
    changed = _pages(content, choice)
    for number in changed:
        content[(number - 1) * PAGE : number * PAGE] = choice.randbytes(PAGE)
    return set(changed)


def zeros(content: bytearray, choice: random.Random) -> set[int]:
    changed = _pages(content, choice)
    for number in changed:
        content[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    return set(changed)


def misplaced(content: bytearray, choice: random.Random) -> set[int]:
    """Pages written over others."""
    changed = _pages(content, choice)
    for number in changed:
        source = choice.randrange(len(content) // PAGE)
        content[(number - 1) * PAGE : number * PAGE] = content[source * PAGE : (source + 1) * PAGE]
    return set(changed)


def flips(content: bytearray, choice: random.Random) -> set[int]:
    places = [choice.randrange(len(content)) for _ in range(choice.choice((1, 20, 300)))]
    for place in places:
        content[place] ^= 1 << choice.randrange(8)
    return {place // PAGE + 1 for place in places}


def cut(content: bytearray, choice: random.Random) -> set[int]:
    left = choice.randrange(1, len(content))
    count = len(content) // PAGE
    del content[left:]
    return set(range(left // PAGE + 1, count + 1))


def without_header(content: bytearray, choice: random.Random) -> set[int]:
    content[:PAGE] = choice.choice((bytes(PAGE), choice.randbytes(PAGE)))
    return {1, *garbage(content, choice)}


def emptied(content: bytearray, choice: random.Random) -> set[int]:
    changed = set(range(1, len(content) // PAGE + 1))
    content.clear()
    return changed


def replaced(content: bytearray, choice: random.Random) -> set[int]:
    changed = emptied(content, choice)
    content += b"Dear diary, today I tidied up my computer.\n" * 50
    return changed


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage for damage in (garbage, zeros, misplaced, flips, cut, without_header, emptied, replaced)
}


# --- what came of it ---


@dataclass(frozen=True)
class Outcome:
    """`faults`: what should not be. Counts are of decisions: given, due by the promise, there again."""

    saved: Saved
    given: int
    due: int
    there: int
    photos: int
    faults: tuple[str, ...]


def wreck(scene: Scene, damage: str, folder: Path, seed: int) -> tuple[set[int], bool]:
    """Copies the scene there and damages the copy, in some cases its log as well. Gives the pages that are changed, and
    whether the log is."""
    choice = random.Random(f"{damage} {seed}")
    shutil.copytree(scene.library.parent, folder)
    copy = folder / scene.library.name
    content = bytearray(copy.read_bytes())
    changed = DAMAGES[damage](content, choice)
    copy.write_bytes(content)
    log = folder / scene.log.name
    log_is_changed = log.exists() and log.stat().st_size > 0 and choice.random() < 0.3
    if log_is_changed:
        frames = bytearray(log.read_bytes())
        at = choice.randrange(len(frames))
        frames[at : at + PAGE] = choice.randbytes(min(PAGE, len(frames) - at))
        log.write_bytes(frames)
    return changed, log_is_changed


def outcome(scene: Scene, folder: Path, damage: str, changed: set[int], log_is_changed: bool) -> Outcome:
    """Salvages what lies in the folder.

    Due is what lies on intact pages, if the photo is known by its own row, by the index of paths or by the keepsake;
    and what is in the keepsake, unless single bits are other ones, which nothing tells.
    """
    damaged, fresh = folder / scene.library.name, folder / "fresh" / "library.db"
    saved = salvage(damaged, fresh, keepsakes_beside(damaged), lambda done, total: None)
    faults: list[str] = []
    with Library.open(fresh) as library:
        faults += library.check()
        found = decisions(library)
        count = library.photos.counts().all
    # What is in the log counts, whatever the file holds in its place.
    lost = {number for number in changed if log_is_changed or number not in scene.in_log}
    lost |= scene.in_log if log_is_changed else set()
    kept_photos = {photo_id for _, photo_id, _ in scene.in_keepsake}
    due = 0
    for key, said in scene.decided.items():
        row, photo, path = scene.places[key]
        if row not in lost and (photo not in lost or path not in lost or key[1] in kept_photos):
            due += 1
            if found.get(key) != said:
                faults.append(f"lost: {key} on page {row}")
        elif damage != "flips" and scene.in_keepsake.get(key) == said:
            due += 1
            if found.get(key) != said:
                faults.append(f"lost, and in the keepsake: {key} on page {row}")
    if damage != "flips":
        faults += [f"never said: {key}" for key in found if key not in scene.decided and key not in scene.in_keepsake]
    there = sum(found.get(key) == said for key, said in scene.decided.items())
    return Outcome(saved, len(scene.decided), due, there, count, tuple(faults))
