"""What has been done, newest first, and the way back."""

from __future__ import annotations

from dataclasses import replace

from photo_sorter.core.arranging.commands import ResumeRun, UndoRun
from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import RunState, StepState
from photo_sorter.core.events import LibraryChanged
from photo_sorter.ui.arranging.runs_window import RunsWindow
from photo_sorter.ui.arranging.step_table import Column
from tests.ui.arranging.sorting import Sorting


def opened(sorting: Sorting) -> RunsWindow:
    sorting.arranging.show_runs()
    assert sorting.arranging.history is not None
    return sorting.arranging.history


def lines(window: RunsWindow) -> list[str]:
    return [window.list.item(row).text() for row in range(window.list.count())]


def test_without_runs_it_says_what_will_stand_there(sorting: Sorting):
    window = opened(sorting)
    assert window.message.title.text() == "Nothing has been done yet"
    assert not window.undo_all.isVisible()


def test_runs_stand_newest_first_with_how_they_ended(sorting: Sorting):
    sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    sorting.ran(sorting.plan_of(4, Mode.MOVE), "Move 5 files to Sorted", failed=2)
    sorting.ran(sorting.plan_of(4), "Copy 5 files again", undone=1)
    sorting.begun(sorting.plan_of(4), "Copy 5 more", done=2)
    found = lines(opened(sorting))
    assert [line.split("\n")[0] for line in found] == [
        "Copy 5 more", "Copy 5 files again", "Move 5 files to Sorted", "Copy 5 files to Sorted",
    ]  # fmt: skip
    ends = ("interrupted", "partly taken back: 1 file", "2 files not done", "done")
    assert all(line.endswith(f"· {end}") for line, end in zip(found, ends, strict=True))


def test_the_files_of_a_run_say_what_became_of_them(sorting: Sorting):
    sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted", failed=1)
    window = opened(sorting)
    model = window.table.rows
    states = [str(model.index(row, Column.STATE).data()) for row in range(model.rowCount())]
    assert states[0].startswith("not done: ")
    assert states[1:] == ["done"] * 4
    window.filter.setText("not there any more")
    assert model.rowCount() == 1
    window.table.selectRow(0)
    assert window.reason.text() == f"{model.steps[0].source} is not there any more."


def test_selected_files_are_taken_back_by_themselves(sorting: Sorting):
    run_id = sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted", failed=1)
    window = opened(sorting)
    assert not window.undo_some.isEnabled()
    window.table.selectAll()
    assert window.undo_some.text() == "Undo 4 files"
    window.table.selectRow(2)
    step = window.table.rows.steps[2]
    window.undo_some.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id, (step.target,))


def test_the_whole_run_is_taken_back(sorting: Sorting):
    run_id = sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    window = opened(sorting)
    window.undo_all.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)


def test_while_a_run_is_under_way_nothing_else_is_begun_and_why_is_said(sorting: Sorting):
    sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    window = opened(sorting)
    window.undo_all.click()
    assert not window.undo_all.isEnabled()
    assert window.reason.text() == "A run is under way: others wait for its end."
    sorting.end(None, 0, sentences=("It could not begin.",))
    assert window.undo_all.isEnabled()
    assert window.reason.text() == ""


def test_what_was_taken_back_cannot_be_once_more(sorting: Sorting):
    run_id = sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    window = opened(sorting)
    journal = sorting.desk.library.journal
    with sorting.desk.library.atomic():
        journal.write(run_id, [replace(step, state=StepState.UNDONE) for step in journal.steps(run_id)])
    sorting.window.on_event(LibraryChanged(runs=True))
    sorting.qtbot.waitUntil(lambda: lines(window)[0].endswith("taken back"))
    assert not window.undo_all.isEnabled()


def test_an_interrupted_run_is_finished_or_taken_back_there(sorting: Sorting):
    run_id = sorting.begun(sorting.plan_of(4), "Copy 5 files to Sorted", done=2)
    window = opened(sorting)
    assert not window.undo_all.isVisible()
    window.finish.click()
    assert sorting.desk.last(ResumeRun) == ResumeRun(run_id)
    sorting.end(run_id, 2)
    window.back.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)


def test_an_undoing_that_was_interrupted_is_only_finished(sorting: Sorting):
    run_id = sorting.begun(sorting.plan_of(4), "Copy 5 files to Sorted", done=2)
    with sorting.desk.library.atomic():
        sorting.desk.library.journal.turn(run_id, RunState.UNDOING)
    window = opened(sorting)
    assert window.finish.isVisible()
    assert not window.back.isVisible()


def test_runs_of_a_rule_are_called_by_it_and_can_be_shown_alone(sorting: Sorting):
    rule_id = sorting.rule("Phone")
    sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    sorting.ran(sorting.plan_of(1), "Move 1 file to Sorted", rule_id=rule_id)
    window = opened(sorting)
    assert lines(window)[0].startswith("Phone: Move 1 file to Sorted")
    sorting.arranging.show_runs(rule_id=rule_id)
    assert window.list.count() == 1
    window.only.click()
    assert window.list.count() == 2


def test_the_menu_of_files_offers_their_way_back(sorting: Sorting):
    sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    window = opened(sorting)
    window.table.selectRow(0)
    undo = window.table.menu().actions()[0]
    assert undo.isEnabled()
    undo.trigger()
    assert sorting.desk.count(UndoRun) == 1


def test_the_menu_of_runs_offers_what_their_buttons_do(sorting: Sorting):
    run_id = sorting.ran(sorting.plan_of(4), "Copy 5 files to Sorted")
    window = opened(sorting)
    assert [action.text() for action in window.menu().actions() if action.text()] == ["Undo the run", "Show in folder"]
    window.menu().actions()[0].trigger()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)
