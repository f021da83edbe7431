"""The folders of a plan with what goes into each: numbers only, so that a hundred thousand files take a moment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from photo_sorter.core.arranging.plan import Plan

NO_PARENT = -1


@dataclass(slots=True)
class Branch:
    """A folder, or a reason for staying. `files` are places in the plan's `files` or, of one that `stays`, in its
    `staying`. `count` and `size_bytes` are of all that lies below."""

    name: str
    path: str
    parent: int
    row: int
    stays: bool = False
    branches: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    count: int = 0
    size_bytes: int = 0

    @property
    def rows(self) -> int:
        return len(self.branches) + len(self.files)


class PlanTree:
    """`branches[0]` holds the others and is not shown; `root` is the destination, None where nothing goes there."""

    def __init__(self, plan: Plan | None, wanted: str = "", staying_words: str = "") -> None:
        """`wanted`: only files with this in one of their paths."""
        self.branches = [Branch("", "", NO_PARENT, 0)]
        self.root: int | None = None
        self._by_path: dict[str, int] = {}
        if plan is not None:
            sought = wanted.strip().casefold()
            self._plant(plan, _going(plan, sought))
            self._plant_staying(plan, sought, staying_words)

    def branch_at(self, path: str) -> int | None:
        return self._by_path.get(path)

    def files_below(self, branch: int) -> list[int]:
        """Places in the plan, in its order."""
        found, waiting = [], [branch]
        while waiting:
            one = self.branches[waiting.pop()]
            found.extend(one.files)
            waiting.extend(one.branches)
        return sorted(found)

    def _plant(self, plan: Plan, going: Iterable[int]) -> None:
        destination = str(plan.arrangement.destination)
        last_folder, branch = "", 0
        for place in going:
            file = plan.files[place]
            folder = os.fspath(file.target).rpartition(os.sep)[0]
            if folder != last_folder or not branch:
                if self.root is None:
                    self.root = self._add(0, destination, destination)
                last_folder, branch = folder, self._folder(folder, destination)
            leaf = self.branches[branch]
            leaf.files.append(place)
            leaf.count += 1
            leaf.size_bytes += file.size_bytes
        self._sum_up()

    def _folder(self, path: str, destination: str) -> int:
        found = self._by_path.get(path)
        if found is not None:
            return found
        parent, _, name = path.rpartition(os.sep)
        if not path.startswith(destination.rstrip(os.sep) + os.sep) or not name:
            # Sent out of the destination by hand: beside it.
            return self._add(0, path, path)
        return self._add(self._folder(parent, destination), name, path)

    def _plant_staying(self, plan: Plan, sought: str, words: str) -> None:
        first, groups = 0, dict[str, int]()
        for place, file in enumerate(plan.staying):
            if sought and sought not in os.fspath(file.source).casefold():
                continue
            first = first or self._add(0, words, "", stays=True)
            if file.sentence not in groups:
                groups[file.sentence] = self._add(first, file.sentence, f"\0{file.sentence}", stays=True)
            group = self.branches[groups[file.sentence]]
            group.files.append(place)
            group.count += 1
            self.branches[first].count += 1

    def _add(self, parent: int, name: str, path: str, *, stays: bool = False) -> int:
        above = self.branches[parent]
        self.branches.append(Branch(name, path, parent, len(above.branches), stays))
        above.branches.append(len(self.branches) - 1)
        self._by_path[path] = len(self.branches) - 1
        return len(self.branches) - 1

    def _sum_up(self) -> None:
        # A folder is added after the one that holds it.
        for branch in reversed(self.branches[1:]):
            above = self.branches[branch.parent]
            above.count += branch.count
            above.size_bytes += branch.size_bytes


def _going(plan: Plan, sought: str) -> Iterable[int]:
    if not sought:
        return range(len(plan.files))
    return [
        place
        for place, file in enumerate(plan.files)
        if sought in os.fspath(file.source).casefold() or sought in os.fspath(file.target).casefold()
    ]
