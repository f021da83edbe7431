"""What a run has written down: its steps, and the library that follows them. Lives on the library's thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from photo_sorter.core.arranging.disk import VolumePlace
from photo_sorter.core.arranging.plan import Mode, Plan
from photo_sorter.core.arranging.run import Run, RunState, Step, StepState
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import FileState
from photo_sorter.language import tr
from photo_sorter.media.mounts import Mount, Mounts, read_mounts
from photo_sorter.media.questions import Questions, answered
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.store.volumes import KnownVolume
from photo_sorter.work.arranging.disks import ask, not_connected

T = TypeVar("T")


@dataclass(frozen=True)
class Followed:
    """Ids of photos whose places changed, of copies that are photos now, and of those that left the view."""

    moved: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    left_view: tuple[int, ...] = ()
    folders: bool = False


class Ledger:
    """Every entry is on the disk when its method returns. `tell` takes what the library followed. No disk but the
    library's own is asked within a transaction, or without `questions`."""

    def __init__(
        self,
        library: Library,
        tell: Callable[[Followed], None] = lambda _: None,
        questions: Questions | None = None,
    ) -> None:
        self._library = library
        self._tell = tell
        self._questions = questions or Questions()
        self.own_paths: frozenset[Path] = frozenset()
        """Where the run is, or was last, at work: what changes there is no news."""
        self.needs_a_person: int | None = None
        """Which run stopped for another reason than a disk that is away, and was not away since."""

    def open(self, plan: Plan, title: str, rule_id: int | None = None) -> Run:
        """A run that is written down as planned. Raises ArrangeError while another one is open, and where a disk does
        not answer, LibraryError."""
        if plan.faults:
            raise ArrangeError(" ".join(plan.faults))
        if not plan.files:
            raise ArrangeError(tr("There is nothing to do: no file goes anywhere."))
        library, destination = self._library, plan.arrangement.destination
        self._check_none_is_open()
        lodging = Lodging(library, self._questions, plan)
        watches = plan.arrangement.mode is Mode.MOVE and library.folders.containing(destination) is None
        with library.durable():
            # Photos that move stay in the library.
            folder_id = library.folders.add(destination).id if watches else None
            run_id = library.journal.add(plan, title, rule_id, folder_id, lodging.volume_of)
        if watches:
            self._tell(Followed(folders=True))
        run = library.journal.run(run_id)
        assert run is not None
        return run

    @property
    def volumes(self) -> Mapping[int, KnownVolume]:
        """All that the library knows, by their ids."""
        return self._library.volumes.all()

    def are_mounted(self, run: Run) -> bool:
        """Whether all disks on which the run still has to do something are where they were. Raises ArrangeError where
        that is not told."""
        mounts, known = ask(self._questions, run.arrangement.destination, read_mounts), self.volumes
        places = [known[id] for id in self._library.journal.volumes_of(run.id) if id in known]
        return all(
            any(mount.mount_point == place.mount_point for mount in mounts.with_uuid(place.uuid)) for place in places
        )

    def require_answer(self, run: Run) -> None:
        """Raises ArrangeError where the disk of its destination does not answer."""
        destination = run.arrangement.destination
        ask(self._questions, destination, lambda: os.path.lexists(destination))

    def to_resume(self, run_id: int) -> Run:
        """An open run. Raises ArrangeError."""
        run = self._known(run_id)
        if not run.is_open:
            raise ArrangeError(tr("Run {run} is at its end already.", run=run_id))
        return run

    def to_undo(self, run_id: int) -> Run:
        """Any run, as long as no other is open. Raises ArrangeError."""
        run = self._known(run_id)
        if not run.is_open:
            self._check_none_is_open()
        return run

    def steps(self, run: Run, *states: StepState) -> list[Step]:
        return self._library.journal.steps(run.id, *states)

    def begin(self, run: Run, steps: Sequence[Step], folders: Iterable[Path] = ()) -> None:
        """These steps are about to be done, and these folders made for them."""
        self.own_paths = frozenset(path for step in steps for path in (step.source, step.target))
        with self._library.durable():
            self._library.journal.add_folders(run.id, folders)
            self._library.journal.write(run.id, steps)

    def record(self, run: Run, steps: Sequence[Step]) -> None:
        """What has become of these steps; the library follows those that are DONE or UNDONE."""
        active = self._library.folders.active()
        moved: list[int] = []
        added: list[int] = []
        gone: list[int] = []
        with self._library.durable():
            written = []
            for step in steps:
                if step.photo_id is not None and step.state is StepState.DONE and step.reason is None:
                    step = self._follow(step, run.arrangement.mode, active, moved, added, gone)
                elif step.state is StepState.UNDONE:
                    step = self._return(step, run.arrangement.mode, active, moved, gone)
                written.append(step)
            self._library.journal.write(run.id, written)
        if moved or added or gone:
            self._tell(Followed(tuple(moved), tuple(added), tuple(gone)))

    def undo(self, run: Run, steps: Iterable[Step], newcomers: Sequence[Step] = ()) -> None:
        """These steps shall be taken back; what was not begun is dropped. `newcomers` have joined the run's files."""
        with self._library.durable():
            self._library.journal.append(run.id, newcomers)
            steps = (*steps, *newcomers)
            self._library.journal.change(run.id, StepState.PLANNED, StepState.DROPPED)
            self._library.journal.write(run.id, (replace(step, state=StepState.UNDOING, reason=None) for step in steps))
            self._library.journal.turn(run.id, RunState.UNDOING)

    def leave(self, run: Run) -> None:
        """An open run ends as it is. What was about to be done counts as not done, what was about to be taken back as
        done: neither is looked at."""
        reason = tr("Left as it was found.")
        changed = [
            replace(step, state=after, reason=reason)
            for before, after in (
                (StepState.BEGUN, StepState.FAILED),
                (StepState.COPIED, StepState.FAILED),
                (StepState.UNDOING, StepState.DONE),
                (StepState.RETURNED, StepState.DONE),
            )
            for step in self.steps(run, before)
        ]
        with self._library.durable():
            self._library.journal.write(run.id, changed)
        self.end(run)

    def interrupt(self, run: Run, state: RunState, sentence: str | None, *, needs_a_person: bool = False) -> None:
        self.needs_a_person = run.id if needs_a_person else None
        with self._library.durable():
            self._library.journal.turn(run.id, state, sentence)

    def end(self, run: Run) -> None:
        """Nothing more is done. A folder that was watched for its sake alone, and has no photo, is watched no more."""
        journal, folders = self._library.journal, self._library.folders
        with self._library.durable():
            journal.change(run.id, StepState.PLANNED, StepState.DROPPED)
            journal.turn(run.id, RunState.ENDED)
            folder = folders.get(journal.folder_of(run.id) or 0)
            is_idle = folder is not None and folder.active and not self._library.photos.known_under(folder.path)
            if folder is not None and is_idle:
                folders.forget(folder.id)
        if is_idle:
            self._tell(Followed(folders=True))

    def folders(self, run: Run) -> list[Path]:
        """Those that the run made, the innermost first."""
        return self._library.journal.folders(run.id)

    def originals(self, step: Step) -> list[Path]:
        """Where the content that a copy was made of may be now."""
        photo = self._library.photos.get(step.photo_id) if step.photo_id is not None else None
        return [step.source, *([photo.path] if photo is not None and photo.path != step.target else [])]

    def watched_folder(self, step: Step) -> Folder | None:
        """The one in which the file was."""
        return self._library.folders.containing(step.source)

    def moved_on(self, run: Run, path: Path) -> tuple[int, Path] | None:
        """(run id, where to) of a later run that moved it on."""
        return self._library.journal.moved_on(path, run.id)

    def _known(self, run_id: int) -> Run:
        run = self._library.journal.run(run_id)
        if run is None:
            raise ArrangeError(tr("There is no run {run}.", run=run_id))
        return run

    def _check_none_is_open(self) -> None:
        former = self._library.journal.open_run()
        if former is not None:
            raise ArrangeError(
                tr(
                    "Run {run} is not at its end: {title}. Finish it or take it back first.",
                    run=former.id,
                    title=former.title,
                )
            )

    def _follow(
        self,
        step: Step,
        mode: Mode,
        active: Sequence[Folder],
        moved: list[int],
        added: list[int],
        gone: list[int],
    ) -> Step:
        assert step.photo_id is not None
        mtime_ns = step.target_mtime_ns or step.mtime_ns
        file = FileState(step.target, step.size_bytes, mtime_ns, volume_id=step.target_volume_id)
        folder_id = _folder_id(active, step.target)
        if mode is Mode.MOVE:
            gone += self._library.following.moved(step.photo_id, file, folder_id)
            moved.append(step.photo_id)
        elif folder_id is not None:
            copy_id, replaced = self._library.following.copied(step.photo_id, file, folder_id)
            gone += replaced
            if copy_id is not None:
                added.append(copy_id)
                return replace(step, copy_id=copy_id)
        return step

    def _return(self, step: Step, mode: Mode, active: Sequence[Folder], moved: list[int], gone: list[int]) -> Step:
        if mode is Mode.MOVE and step.photo_id is not None:
            file = FileState(step.source, step.size_bytes, step.mtime_ns, volume_id=step.source_volume_id)
            gone += self._library.following.moved(step.photo_id, file, _folder_id(active, step.source))
            moved.append(step.photo_id)
        elif step.copy_id is not None:
            self._library.following.removed(step.copy_id)
            gone.append(step.copy_id)
        return step


class CallLedger(Protocol):
    """Has something done with the ledger, on its thread, and waits for it. Raises LibraryError."""

    def __call__(self, entry: Callable[[Ledger], T]) -> T: ...


class Lodging:
    """Which volumes the folders of a plan lie on now, by the library's ids. All disks are asked when it is made: raises
    ArrangeError where one does not answer, or another volume has the destination's place by now."""

    def __init__(self, library: Library, questions: Questions, plan: Plan) -> None:
        self._library = library
        self._ids: dict[Path, int | None] = {}
        destination = plan.arrangement.destination
        mounts = ask(questions, destination, read_mounts)
        self._mounts = ask(questions, destination, lambda: _mounts_of([destination], mounts))
        _require(self._mounts[destination], plan.volume)
        # As text, which is quicker for 100,000 files.
        names = {os.path.dirname(path) for file in plan.files for path in (file.source, file.target)}  # noqa: PTH120
        folders = set(map(Path, names))
        watched = library.folders.holding(folders)
        by_place: dict[Path, list[Path]] = {}
        for folder in folders:
            outside = destination if folder.is_relative_to(destination) else folder
            by_place.setdefault(watched[folder].path if folder in watched else outside, []).append(folder)
        for place, inside in by_place.items():
            self._mounts |= ask(questions, place, partial(_mounts_of, inside, mounts))

    def volume_of(self, folder: Path) -> int | None:
        """The folder need not be there. Raises LibraryError."""
        if folder not in self._ids:
            mount = self._mounts[folder]
            self._ids[folder] = self._library.volumes.known(mount.uuid, mount.mount_point) if mount else None
        return self._ids[folder]


def _mounts_of(folders: Iterable[Path], mounts: Mounts) -> dict[Path, Mount | None]:
    """Asks the disk."""
    found = {}
    for folder in folders:
        found[folder] = mounts.of(folder)
        answered()
    return found


def _require(mount: Mount | None, volume: VolumePlace | None) -> None:
    """Raises ArrangeError where it is another volume's."""
    if volume is not None and mount is not None and mount.uuid != volume.uuid:
        raise ArrangeError(not_connected(volume))


def _folder_id(active: Sequence[Folder], path: Path) -> int | None:
    return next((folder.id for folder in active if path.is_relative_to(folder.path)), None)
