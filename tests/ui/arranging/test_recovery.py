"""A run that was interrupted is never forgotten: asked about at the start, and before another begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from photo_sorter.core.arranging.commands import LeaveRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.run import RunState, StepState
from photo_sorter.core.events import LibraryChanged
from photo_sorter.ui.arranging.recovery_dialog import RecoveryDialog
from photo_sorter.ui.main_window import MainWindow
from tests.ui.arranging.sorting import Sorting


def dialog(sorting: Sorting) -> RecoveryDialog:
    assert sorting.arranging.recovery is not None
    return sorting.arranging.recovery


def asked(sorting: Sorting) -> int:
    run_id = sorting.begun(sorting.plan_of(9), "Copy 10 files to Sorted", done=3)
    assert sorting.arranging.look_for_open_run()
    return run_id


def test_the_next_start_asks(sorting: Sorting, open_window: Callable[..., MainWindow]):
    sorting.begun(sorting.plan_of(9), "Copy 10 files to Sorted", done=3)
    window = open_window(sorting.desk.home, sorting.desk.posted.append)
    sorting.qtbot.waitUntil(lambda: window.arranging.recovery is not None)
    recovery = window.arranging.recovery
    assert recovery is not None
    assert recovery.isVisible()
    assert recovery.title.text().startswith("A run was interrupted: 3 of 10 files are copied to")


def test_a_start_without_an_open_run_asks_nothing(sorting: Sorting):
    sorting.ran(sorting.plan_of(3), "Copy 4 files to Sorted")
    assert not sorting.arranging.look_for_open_run()
    assert sorting.arranging.recovery is None


def test_finish_goes_on(sorting: Sorting):
    run_id = asked(sorting)
    dialog(sorting).finish.click()
    assert sorting.desk.last(ResumeRun) == ResumeRun(run_id)
    assert not dialog(sorting).isVisible()
    assert sorting.arranging.strip.isVisible()


def test_take_back_puts_everything_where_it_was(sorting: Sorting):
    run_id = asked(sorting)
    dialog(sorting).back.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)


def test_what_was_finished_counts_as_a_whole(sorting: Sorting):
    run_id = asked(sorting)
    dialog(sorting).finish.click()
    journal = sorting.desk.library.journal
    with sorting.desk.library.atomic():
        journal.write(run_id, [replace(step, state=StepState.DONE) for step in journal.steps(run_id)])
        journal.turn(run_id, RunState.ENDED)
    sorting.end(run_id, 7)
    assert sorting.window.notices.words.text().startswith("10 files were copied to")


def test_later_leaves_a_notice_that_leads_back(sorting: Sorting):
    asked(sorting)
    sorting.qtbot.keyClick(dialog(sorting), Qt.Key.Key_Escape)
    notices = sorting.window.notices
    assert notices.words.text().startswith("A run was interrupted")
    assert sorting.desk.count(ResumeRun) == sorting.desk.count(UndoRun) == 0
    notices.offer.click()
    assert dialog(sorting).isVisible()
    dialog(sorting).finish.click()
    assert not notices.isVisible()


def test_another_run_is_not_begun_beside_it(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    sorting.begun(sorting.plan_of(9), "Copy 10 files to Sorted", done=3)
    sheet.run.click()
    assert sorting.desk.count(StartRun) == 0
    assert dialog(sorting).isVisible()


def test_an_undoing_that_was_interrupted_can_only_be_finished(sorting: Sorting):
    run_id = sorting.begun(sorting.plan_of(9), "Copy 10 files to Sorted", done=3)
    with sorting.desk.library.atomic():
        sorting.desk.library.journal.turn(run_id, RunState.UNDOING)
    sorting.arranging.look_for_open_run()
    assert not dialog(sorting).back.isVisible()
    assert "Finish takes back the rest." in dialog(sorting).words.text()


def test_a_run_that_stops_half_way_is_asked_about_with_its_reason(sorting: Sorting):
    run_id = sorting.begun(sorting.plan_of(9), "Copy 10 files to Sorted", done=3)
    sorting.progress(run_id, 3, 10)
    assert not sorting.arranging.look_for_open_run()
    with sorting.desk.library.atomic():
        sorting.desk.library.journal.turn(run_id, RunState.RUNNING, "The disk is full.")
    sorting.end(run_id, 3, interruption="The disk is full.")
    assert "The disk is full." in dialog(sorting).words.text()


def test_a_run_that_was_finished_elsewhere_is_not_asked_about_any_more(sorting: Sorting):
    run_id = asked(sorting)
    with sorting.desk.library.atomic():
        sorting.desk.library.journal.turn(run_id, RunState.ENDED)
    sorting.window.on_event(LibraryChanged(runs=True))
    assert not dialog(sorting).isVisible()


def test_a_rule_that_did_as_it_should_says_nothing(sorting: Sorting):
    run_id = sorting.ran(sorting.plan_of(2), "Move 3 files", rule_id=sorting.rule())
    sorting.progress(run_id, 1, 3)
    sorting.end(run_id, 3)
    assert not sorting.window.notices.isVisible()
    sorting.progress(run_id, 1, 3)
    sorting.end(run_id, 2, sentences=("One is gone.",))
    assert "1 file could not be done." in sorting.window.notices.words.text()


def test_files_that_were_in_hand_are_not_counted_as_undone(sorting: Sorting):
    run_id = sorting.begun(sorting.plan_of(9), "Move 10 files to Sorted", done=3)
    journal = sorting.desk.library.journal
    with sorting.desk.library.atomic():
        journal.write(run_id, [replace(step, state=StepState.BEGUN) for step in journal.steps(run_id)[3:7]])
    sorting.arranging.look_for_open_run()
    assert dialog(sorting).title.text().endswith("Up to 4 more may be.")


def test_what_another_start_of_the_program_is_refused_does_not_end_the_run_under_way(sorting: Sorting):
    run_id = asked(sorting)
    dialog(sorting).finish.click()
    sorting.progress(run_id, 4, 10)
    why = f"Run {run_id} is under way. Wait until it has ended, or cancel it."
    sorting.end(None, 0, interruption=why, refused=UndoRun(run_id))
    assert sorting.arranging.strip.isVisible()
    assert not dialog(sorting).isVisible()
    assert not sorting.window.notices.isVisible()
    sorting.end(None, 0, interruption=why, refused=sorting.desk.last(ResumeRun))
    assert sorting.window.notices.words.text() == why


def test_what_can_neither_be_finished_nor_taken_back_can_be_left_as_it_is(sorting: Sorting):
    run_id = asked(sorting)
    assert not dialog(sorting).leave.isVisible()
    with sorting.desk.library.atomic():
        sorting.desk.library.journal.turn(run_id, RunState.RUNNING, "None of its files is there any more.")
    assert sorting.arranging.look_for_open_run()
    assert "None of its files is there any more." in dialog(sorting).words.text()
    dialog(sorting).leave.click()
    assert sorting.desk.last(LeaveRun) == LeaveRun(run_id)
