"""Sorting into folders in the window, with the worker's answers made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from photo_sorter.core.arranging.commands import MakePlan
from photo_sorter.core.arranging.events import PlanMade, RunEnded, RunProgressed
from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile, StayingFile
from photo_sorter.core.arranging.run import Rule, RunState, StepState
from photo_sorter.core.events import LibraryChanged
from photo_sorter.ui.arranging.arrange_window import ArrangeWindow
from photo_sorter.ui.arranging.arranging_desk import ArrangingDesk
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk

KINDS = ("Cats/2024", "Cats/2023", "Dogs/2024", "Places/Sea/2022")


def planned(
    arrangement: Arrangement, sources: Sequence[Path], *, staying: int = 3, faults: tuple[str, ...] = ()
) -> Plan:
    """The sources go in turn to the KINDS; the second is renamed, the third has a sidecar."""
    files = [
        PlannedFile(
            source,
            arrangement.destination / KINDS[number % 4] / (f"{source.stem}-2.jpg" if number == 1 else source.name),
            number + 1, 2_000_000 + number, 1_700_000_000_000_000_000, None, number, number == 1,
            2_000_000 + number,
        )
        for number, source in enumerate(sources)
    ]  # fmt: skip
    if len(files) > 2:
        third = files[2]
        xmp = third.source.with_suffix(".xmp")
        files.append(replace(third, source=xmp, target=third.target.with_suffix(".xmp"), photo_id=None, size_bytes=900))
    left = tuple(
        StayingFile(Path(f"/photos/left/IMG_{number}.jpg"), ("No sure category.", "Its name is taken.")[number % 2])
        for number in range(staying)
    )
    in_order = tuple(sorted(files, key=lambda file: str(file.target)))
    return Plan(arrangement, in_order, left, faults, ("1 photo is where it would go already.",), 210_000_000_000)


class Sorting:
    """The window's desk of arranging, with the worker's side of it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
        self.qtbot, self.window, self.desk = qtbot, window, desk
        self.arranging: ArrangingDesk = window.arranging
        self.destination = desk.home.folder.parent / "Sorted"

    @property
    def sheet(self) -> ArrangeWindow:
        assert self.arranging.sorting is not None
        return self.arranging.sorting

    @property
    def ids(self) -> list[int]:
        return [int(id) for id in self.window.grid.selection.ids]

    def open(self, *indices: int) -> ArrangeWindow:
        """For these photos of the grid, to the destination; without any for all that is shown."""
        if indices:
            self.window.grid.selection.nothing()
            for index in indices:
                self.window.grid.selection.toggle(index)
            self.arranging.sort_selected()
        else:
            self.arranging.sort_shown()
        self.sheet.form.destination.show_folder(self.destination)
        return self.sheet

    def asked(self) -> MakePlan:
        """The last wish for a plan, once the window has come to rest."""
        before = self.desk.count(MakePlan)
        self.qtbot.waitUntil(lambda: self.desk.count(MakePlan) > before or not self.sheet.is_resting)
        return self.desk.last(MakePlan)

    def answer(self, **what: object) -> Plan:
        """The worker's plan of all photos in the grid, or of the selected ones."""
        wish = self.asked()
        ids = wish.photo_ids if wish.photo_ids is not None else tuple(self.ids)
        sources = list(self.window.reader.paths(ids).values())
        plan = planned(wish.arrangement, sources, **what)  # type: ignore[arg-type]
        self.window.on_event(PlanMade(wish.token, plan))
        return plan

    def ran(self, plan: Plan, title: str, *, rule_id: int | None = None, failed: int = 0, undone: int = 0) -> int:
        """A run of the plan as the worker leaves it; its id."""
        run_id = self.begun(plan, title, rule_id)
        journal = self.desk.library.journal
        with self.desk.library.atomic():
            steps = journal.steps(run_id)
            ended = [replace(step, state=StepState.DONE) for step in steps]
            for number in range(failed):
                ended[number] = replace(
                    ended[number], state=StepState.FAILED, reason=f"{steps[number].source} is not there any more."
                )
            for number in range(failed, failed + undone):
                ended[number] = replace(ended[number], state=StepState.UNDONE)
            journal.write(run_id, ended)
            journal.turn(run_id, RunState.ENDED)
        return run_id

    def begun(self, plan: Plan, title: str, rule_id: int | None = None, *, done: int = 0) -> int:
        """A run in the middle, `done` of its files done."""
        journal = self.desk.library.journal
        with self.desk.library.atomic():
            run_id = journal.add(plan, title, rule_id)
            steps = journal.steps(run_id)[:done]
            journal.write(run_id, [replace(step, state=StepState.DONE) for step in steps])
        return run_id

    def rule(self, name: str = "Phone", *, enabled: bool = False) -> int:
        arrangement = Arrangement(self.destination, Mode.MOVE, "{category}/{year}")
        with self.desk.library.atomic():
            return self.desk.library.journal.save_rule(
                Rule(None, name, (self.desk.photos_folder,), arrangement, enabled)
            )

    def progress(self, run_id: int, done: int, total: int, *, undoing: bool = False) -> None:
        size = 3_000_000
        self.window.on_event(RunProgressed(run_id, done, total, done * size, total * size, 42_000_000.0, 95.0, undoing))

    def end(self, run_id: int | None, done: int, **what: object) -> None:
        self.window.on_event(LibraryChanged(runs=True))
        self.window.on_event(RunEnded(run_id, done, **what))  # type: ignore[arg-type]

    def plan_of(self, count: int, mode: Mode = Mode.COPY) -> Plan:
        """Of made-up files."""
        sources = [Path(f"/photos/camera/IMG_{number:05}.jpg") for number in range(count)]
        return planned(Arrangement(self.destination, mode), sources)


def data_of(box: QComboBox) -> list[object]:
    return [box.itemData(row) for row in range(box.count())]
