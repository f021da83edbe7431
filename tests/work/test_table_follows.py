"""What filters find in a running worker is what a searcher finds that reads the library anew, whatever happened."""

import random
import shutil
import time

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    ForgetFolder,
    LookAt,
    Pause,
    RemoveFolder,
    Rescan,
    SaveScheme,
    Search,
    SetMarks,
    SetVerdicts,
    TryAgain,
    Verdict,
)
from photo_sorter.core.events import LibraryChanged, SearchAnswered
from photo_sorter.core.marks import Marks
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter
from tests.fakes import COLOURS, colour_picture
from tests.work.conftest import PATIENCE_SECONDS

QUERIES = [
    parse(text).query
    for text in (
        "",
        "is:favourite",
        "rating:>=3",
        "in:inner",
        "cat:warm",
        "is:unsorted",
        "has:caption",
        "is:unsure -in:a",
    )
]


class Walk:
    """One change after the other to two folders of photos, as people and disks make them."""

    def __init__(self, house, roots, seed: int) -> None:
        self.house, self.roots, self.random = house, roots, random.Random(seed)
        self.shade = 0
        self.worker = house.start()
        self.token = 0

    def files(self):
        return sorted(path for root in self.roots for path in root.rglob("*.*"))

    def some_photo(self) -> int:
        with self.house.read() as library:
            ids = [id for id in range(1, 99) if library.photos.get(id) is not None]
            return self.random.choice(ids or [1])

    def step(self) -> None:
        self.random.choice(
            [self.arrive, self.arrive, self.copy, self.go, self.move, self.change, self.spoil, self.mark, self.judge,
             self.sort, self.drop, self.return_all, self.try_again]
        )()  # fmt: skip

    def look(self, *paths) -> None:
        self.worker.post(LookAt(frozenset(paths)))

    def place(self):
        folder = self.random.choice([*self.roots, self.roots[0] / "inner"])
        folder.mkdir(exist_ok=True)
        self.shade += 1
        return folder / f"{self.shade}.png"

    def arrive(self) -> None:
        path = self.place()
        colour_picture(self.random.choice(list(COLOURS)), shade=self.shade).save(path)
        self.look(path)

    def copy(self) -> None:
        if files := self.files():
            path, to = self.random.choice(files), self.place()
            shutil.copy(path, to)
            self.look(to)

    def go(self) -> None:
        if files := self.files():
            path = self.random.choice(files)
            path.unlink()
            self.look(path)

    def move(self) -> None:
        if files := self.files():
            path, to = self.random.choice(files), self.place()
            path.rename(to)
            self.look(path, to)

    def change(self) -> None:
        if files := self.files():
            path = self.random.choice(files)
            colour_picture(self.random.choice(list(COLOURS)), (70 + self.shade, 40)).save(path)
            self.look(path)

    def spoil(self) -> None:
        if files := self.files():
            path = self.random.choice(files)
            path.write_bytes(b"no picture" * self.random.randint(1, 9))
            self.look(path)

    def mark(self) -> None:
        said = Marks(
            self.random.random() < 0.5, self.random.choice([None, 1, 4]), self.random.choice([None, "", "here"])
        )
        self.worker.post(SetMarks(((self.some_photo(), said),)))

    def judge(self) -> None:
        self.worker.post(SetVerdicts((Verdict(self.some_photo(), 1, self.random.choice([True, False, None])),)))

    def sort(self) -> None:
        words = tuple(map(Prompt, self.random.sample(["red", "yellow", "magenta"], 2)))
        self.worker.post(SaveScheme(Scheme((Category("Warm", words, id=1), Category("Cold", (Prompt("blue"),))))))

    def drop(self) -> None:
        with self.house.read() as library:
            folders = library.folders.active()
        if folders:
            kind = self.random.choice([RemoveFolder, ForgetFolder])
            self.worker.post(kind(self.random.choice(folders).id))

    def return_all(self) -> None:
        self.worker.post(AddFolders(tuple(self.roots)))

    def try_again(self) -> None:
        self.worker.post(TryAgain(self.random.choice([(), (self.some_photo(),)])))

    def found(self) -> list[list[int]]:
        """Of every query, by the worker."""
        answers = []
        for query in QUERIES:
            self.token += 1
            self.worker.post(Search(self.token, query))
            self.house.events.wait(
                lambda events: any(isinstance(one, SearchAnswered) and one.token == self.token for one in events)
            )
            (answer,) = [one for one in self.house.events.of(SearchAnswered) if one.token == self.token]
            answers.append(answer.photo_ids.tolist())
        return answers

    def read(self) -> list[list[int]]:
        """Of every query, by one who comes anew."""
        with self.house.read() as library:
            searcher = Searcher(Sorter(library, self.house.embedders["colours"]))
            return [searcher.find(query).photo_ids.tolist() for query in QUERIES]

    def agrees(self) -> None:
        """In the end: what is in hand may come between two questions."""
        end = time.monotonic() + PATIENCE_SECONDS / 6
        while (found := self.found()) != (read := self.read()):
            assert time.monotonic() < end, (found, read)


@pytest.mark.parametrize("seed", range(4))
def test_what_filters_find_follows_every_change(house, photos, seed):
    roots = [photos / "a", photos / "b"]
    for root in roots:
        root.mkdir()
        colour_picture("red").save(root / "0.png")
    house.run(AddFolders(tuple(roots)), SaveScheme(Scheme((Category("Warm", (Prompt("red"),)),))))
    walk = Walk(house, roots, seed)
    for _ in range(25):
        walk.step()
        if walk.random.random() < 0.5:
            walk.agrees()
    walk.worker.post(Rescan())
    walk.agrees()


def test_a_copy_is_found_by_the_rating_that_it_inherits(house, photos):
    colour_picture("red").save(photos / "gone.png")
    shutil.copy(photos / "gone.png", photos / "heir.png")
    house.run(AddFolders((photos,)))
    walk = Walk(house, [photos], 0)
    walk.worker.post(SetMarks(((house.photo(photos / "gone.png").id, Marks(rating=4)),)))
    walk.agrees()
    house.events.mark()
    (photos / "gone.png").unlink()
    walk.look(photos / "gone.png")
    house.events.wait_for(LibraryChanged)
    assert walk.found()[QUERIES.index(parse("rating:>=3").query)] == [house.photo(photos / "heir.png").id]


def test_problems_that_wait_for_another_try_are_found(house, photos):
    (photos / "red.png").write_bytes(b"no picture")
    house.run(AddFolders((photos,)))
    walk = Walk(house, [photos], 0)
    walk.agrees()
    walk.worker.post(Pause())
    walk.worker.post(TryAgain())
    walk.agrees()
    assert walk.found()[0] == [house.photo(photos / "red.png").id]
