"""What people and programs do to files, one deed a method. Each is done to the disk and told to the bookkeeper."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from tests.storm.pictures import SORTED_COLOURS, picture
from tests.storm.roll import File, Roll

Deed = Callable[[], None]


class Deeds:
    """Over the folders `roots`, each on a volume of its own or not; `trash` lies on the volume of the first.

    A file that was edited since the program was last at rest is not moved before the next rest, nor the other way
    round: who sees neither the name nor the content again cannot know the file again, and need not. One whose name a
    new file took keeps its number until then: it might be a copy, and the file be edited.
    """

    def __init__(self, roots: tuple[Path, ...], trash: Path, seed: int) -> None:
        self.roll = Roll()
        self.roots = roots
        self._trash = trash
        self._chance = random.Random(seed)
        self._rng = np.random.default_rng(seed)
        self._numbers = itertools.count(1)
        self._put_away: dict[int, Path] = {}
        """Where those lie that were thrown away, by number of the file."""
        self._old_places: dict[int, Path] = {}
        self.one_each = False
        """No file that anything befell since the last rest is chosen again."""
        trash.mkdir(parents=True, exist_ok=True)

    # --- beginning ---

    def fill(self, root: Path, count: int, a_folder: int = 40) -> list[File]:
        """Distinct pictures, among them some exact copies and some pairs of one size and time."""
        made: list[File] = []
        while len(made) < count:
            folder = root / f"trip {next(self._numbers)}"
            folder.mkdir(parents=True)
            for _ in range(min(a_folder, count - len(made))):
                made.append(self._filled(folder, made))
        return made

    def _filled(self, folder: Path, made: list[File]) -> File:
        index = len(made) % 20
        colour, path = self._colour(), folder / f"IMG_{next(self._numbers):05}.jpg"
        if index == 7:
            before = made[-1]
            shutil.copyfile(before.place, path)
            return self.roll.appears(path, before.colour, path.read_bytes(), "copy")
        data = picture(self._rng, colour, 3_000 if index in (11, 12) else 0)
        path.write_bytes(data)
        if index in (11, 12):
            os.utime(path, ns=(1_600_000_000 * 10**9,) * 2)
        return self.roll.appears(path, colour, data)

    # --- new names ---

    def rename(self) -> None:
        if file := self._movable():
            self._move(file, self._free(file.place.parent), "renamed")

    def change_case(self) -> None:
        if file := self._movable():
            target = file.place.with_name(file.place.name.swapcase())
            if not target.exists():
                self._move(file, target, "case changed")

    def renumber(self) -> None:
        """IMG_1 → IMG_2 → IMG_3 → …: each takes the name of the next."""
        files = self._movable_neighbours(5)
        places = [file.place for file in files[1:]]
        if not all(map(self.roll.may_take, files, places)):
            return
        free = self._free(files[-1].place.parent) if files else None
        for file in reversed(files):
            freed = file.place
            assert free is not None
            self._move(file, free, "renumbered")
            free = freed

    def swap(self) -> None:
        files = self._movable_neighbours(2)
        if len(files) == 2 and self._may_swap(*files):
            self._swap(*files, "swapped")

    def swap_twins(self) -> None:
        """Two of one size and time: no listing shows it."""
        by_look: dict[tuple[Path, int, int], File] = {}
        files = self._all_movable()
        self._chance.shuffle(files)
        for file in files:
            status = file.place.stat()
            look = (file.place.parent, status.st_size, status.st_mtime_ns)
            other = by_look.setdefault(look, file)
            if other is not file and other.content != file.content and self._may_swap(file, other):
                self._swap(other, file, "swapped with one of its size and time")
                return

    def _may_swap(self, one: File, other: File) -> bool:
        return self.roll.may_take(one, other.place) and self.roll.may_take(other, one.place)

    def _swap(self, one: File, other: File, told: str) -> None:
        first, second = one.place, other.place
        self._move(one, self._free(first.parent), told)
        self._move(other, first, told)
        self._move(one, second, told)

    def take_vacated_name(self) -> None:
        """It goes elsewhere, and a camera gives its name to the next picture."""
        file = next((file for file in self._tries() if not file.is_edited and file.is_known), None)
        if file is not None and self.roll.may_take(None, file.place):
            place = file.place
            self._move(file, self._free(self._folder(self._root_of(place))), "moved, its name taken")
            self._make(place, "new under a name left by another")

    def replace_another(self) -> None:
        """`mv -f`: the other one is gone for good."""
        files = self._movable_neighbours(2)
        if len(files) == 2 and files[0].is_known and not files[1].is_replaced:
            self._move(files[0], files[1].place, "moved over another")

    # --- new places ---

    def move(self) -> None:
        if file := self._movable():
            self._move(file, self._free(self._folder(self._root_of(file.place))), "moved to a folder")

    def move_to_volume(self) -> None:
        if file := self._renewable():
            self._move(file, self._free(self._folder(self._other_root(file.place))), "moved to a volume")
            file.is_renewed = True

    def rename_folder(self) -> None:
        folder = self._movable_folder()
        if folder is not None:
            self._move_folder(folder, folder.with_name(f"renamed {next(self._numbers)}"), "folder renamed")

    def nest_folder(self) -> None:
        """A whole tree goes into another one."""
        folder = self._movable_folder()
        if folder is None:
            return
        into = self._folder(self._root_of(folder))
        if not into.is_relative_to(folder):
            self._move_folder(folder, into / f"inner {next(self._numbers)}", "tree moved")

    def move_folder_to_volume(self) -> None:
        folder = self._movable_folder()
        if folder is not None and not any(file.is_replaced for file in self.roll.inside(folder)):
            target = self._other_root(folder) / f"from elsewhere {next(self._numbers)}"
            self._move_folder(folder, target, "tree moved to a volume")
            for file in self.roll.inside(target):
                file.is_renewed = True

    # --- new looks and contents ---

    def touch(self) -> None:
        file = self._any()
        if file is not None and (self.roll.at_rest.get(file.place) is file or self.roll.may_take(None, file.place)):
            os.utime(file.place, ns=(self._chance.randrange(10**18, 2 * 10**18),) * 2)
            self.roll.touches(file)

    def edit(self) -> None:
        """In place: the same file, other bytes."""
        if file := self._editable():
            colour = self._colour()
            data = picture(self._rng, colour)
            file.place.write_bytes(data)
            self.roll.changes(file, colour, data, "edited in place")

    def edit_by_replacing(self) -> None:
        """As careful programs save: another file takes its name."""
        if file := self._editable():
            colour = self._colour()
            data = picture(self._rng, colour)
            unfinished = file.place.with_name(f".{file.place.name}.tmp")
            unfinished.write_bytes(data)
            unfinished.replace(file.place)
            self.roll.changes(file, colour, data, "edited by replacing")

    # --- there and gone ---

    def arrive(self) -> None:
        self._make(self._free(self._folder(self._chance.choice(self.roots))), "new")

    def copy(self) -> None:
        if file := self._any():
            target = self._free(self._folder(self._chance.choice(self.roots)))
            shutil.copy2(file.place, target)
            self.roll.appears(target, file.colour, target.read_bytes(), "copy")

    def throw_away(self) -> None:
        """It can be restored."""
        if file := self._renewable():
            self._throw_away(file)

    def restore(self) -> None:
        """With the same bytes under the same name, if that is free."""
        for number in self._put_away:
            if self._may_restore(number) and self._old_places[number].parent.is_dir():
                self._restore(self.roll.files[number])
                return

    def restore_all(self) -> None:
        for number in list(self._put_away):
            if self._may_restore(number):
                self._old_places[number].parent.mkdir(parents=True, exist_ok=True)
                self._restore(self.roll.files[number])

    def throw_away_and_restore(self) -> None:
        if file := self._renewable():
            self._throw_away(file)
            if self._may_restore(file.number):
                self._restore(file)

    def delete(self) -> None:
        if file := self._renewable():
            file.place.unlink()
            self.roll.goes(file, "deleted")

    def _throw_away(self, file: File) -> None:
        place = self._trash / f"{file.number}-{next(self._numbers)}"
        self._old_places[file.number], self._put_away[file.number] = file.place, place
        shutil.move(file.place, place)
        self.roll.goes(file, "thrown away")
        file.is_renewed = True  # once it is back

    def _may_restore(self, number: int) -> bool:
        file, place = self.roll.files[number], self._old_places[number]
        return not place.exists() and self.roll.may_take(file, place)

    def _restore(self, file: File) -> None:
        place = self._old_places[file.number]
        away = self._put_away.pop(file.number)
        if self._chance.random() < 0.5:
            shutil.move(away, place)
            self.roll.returns(file, place, "taken back")
        else:
            # From a backup: another file with the same bytes, and a new time.
            shutil.copyfile(away, place)
            away.unlink()
            self.roll.returns(file, place, "restored from a copy")

    # --- whole folders that are watched ---

    def rename_root_and_back(self, root: Path, meanwhile: Deed) -> None:
        away = root.with_name(f"{root.name} away")
        root.rename(away)
        meanwhile()
        away.rename(root)
        self.tell(self.roll.inside(root), "root renamed and back")

    def tell(self, files: Iterable[File], told: str) -> None:
        for file in files:
            file.since_rest.append(told)

    # --- choosing ---

    def every(self) -> dict[str, Deed]:
        """All deeds to files and folders, by name."""
        chosen: tuple[Deed, ...] = (
            self.rename, self.change_case, self.renumber, self.swap, self.swap_twins, self.take_vacated_name,
            self.replace_another, self.move, self.move_to_volume, self.rename_folder, self.nest_folder,
            self.move_folder_to_volume, self.touch, self.edit, self.edit_by_replacing, self.arrive, self.copy,
            self.throw_away, self.restore, self.throw_away_and_restore, self.delete,
        )  # fmt: skip
        return {deed.__name__: deed for deed in chosen}

    def do_any(self) -> None:
        """One of them; those that seize whole folders are rare."""
        deeds = self.every()
        weights = [0.3 if "folder" in name else 0.3 if name == "delete" else 1.0 for name in deeds]
        self._chance.choices(list(deeds.values()), weights)[0]()

    def _move(self, file: File, target: Path, told: str) -> None:
        shutil.move(file.place, target)
        self.roll.moves(file, target, told)

    def _move_folder(self, folder: Path, target: Path, told: str) -> None:
        files = self.roll.inside(folder)
        shutil.move(folder, target)
        for file in files:
            self.roll.moves(file, target / file.place.relative_to(folder), told)

    def _make(self, path: Path, told: str) -> None:
        colour = self._colour()
        data = picture(self._rng, colour)
        path.write_bytes(data)
        self.roll.appears(path, colour, data, told)

    def _colour(self) -> str:
        return self._chance.choice(SORTED_COLOURS)

    def _any(self) -> File | None:
        return next(iter(self._tries()), None)

    def _movable(self) -> File | None:
        return next((file for file in self._tries() if not file.is_edited), None)

    def _renewable(self) -> File | None:
        """It may get another number."""
        return next((file for file in self._tries() if not file.is_edited and not file.is_replaced), None)

    def _editable(self) -> File | None:
        return next((file for file in self._tries() if not file.has_moved and file.path in self.roll.at), None)

    def _tries(self) -> list[File]:
        files = [file for file in self.roll.at.values() if not (self.one_each and file.since_rest)]
        return [self._chance.choice(files) for _ in range(30)] if files else []

    def _all_movable(self) -> list[File]:
        return [
            file for file in self.roll.at.values() if not file.is_edited and not (self.one_each and file.since_rest)
        ]

    def _movable_neighbours(self, most: int) -> list[File]:
        first = self._movable()
        if first is None:
            return []
        files = sorted(self._all_movable(), key=lambda file: str(file.path))
        return [file for file in files if file.place.parent == first.place.parent][:most]

    def _movable_folder(self) -> Path | None:
        file = self._movable()
        if file is None or file.place.parent in self.roots:
            return None
        folder = file.place.parent
        inside = self.roll.inside(folder)
        busy = any(file.is_edited or (self.one_each and file.since_rest) for file in inside)
        return None if busy else folder

    def _folder(self, root: Path) -> Path:
        inside = [file.place.parent for file in self._tries() if file.place.is_relative_to(root)]
        return inside[0] if inside else root

    def _root_of(self, path: Path) -> Path:
        return next(root for root in self.roots if path.is_relative_to(root))

    def _other_root(self, path: Path) -> Path:
        own = self._root_of(path)
        return self._chance.choice([root for root in self.roots if root != own] or [own])

    def _free(self, folder: Path) -> Path:
        return folder / f"IMG_{next(self._numbers):05}.jpg"
