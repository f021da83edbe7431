"""What would change is shown before it is applied, and not shown where nothing would."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import PreviewChange, SaveScheme, SetVerdicts, Verdict
from photo_sorter.core.events import ChangePreviewed, ModelReady
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.preview import CategoryChange, ChangePreview
from photo_sorter.ui.categories.change_preview import ChangePreviewDialog
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from tests.ui.desk import Desk

VERDICTS = SetVerdicts((Verdict(1, 1, True),))


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    return desk.add_photos([f"IMG_{number:02}.jpg" for number in range(12)])


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> Iterator[ChangePreviewDialog]:
    desk.add_categories("Cats", "Dogs")
    loader, reader = ThumbnailLoader(desk.home.thumbnails), LibraryReader(desk.home.library)
    reader.open()
    dialog = ChangePreviewDialog(loader, reader, desk.posted.append)
    qtbot.addWidget(dialog)
    yield dialog
    dialog.close()
    loader.close()
    reader.close()


def change(category_id: int, gained: list[int], lost: list[int] | None = None) -> CategoryChange:
    lost = lost or []
    return CategoryChange(category_id, len(gained), len(lost), tuple(gained), tuple(lost))


def answer(dialog: ChangePreviewDialog, desk: Desk, *changes: CategoryChange, photos: int = 0) -> None:
    dialog.on_event(ChangePreviewed(desk.last(PreviewChange).token, ChangePreview(changes, photos)))


def test_the_answer_is_shown_by_category(dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "Tag 1 photo “Cats”")
    assert desk.last(PreviewChange).command == VERDICTS
    assert not dialog.isVisible()
    answer(dialog, desk, change(1, ids[:3], ids[3:5]), change(2, [], ids[:1]), photos=5)
    assert dialog.isVisible()
    assert dialog.title.text() == "Tag 1 photo “Cats”"
    assert dialog.headline.text() == "This would change 5 photos"
    assert [row.name.text() for row in dialog.changes] == ["Cats", "Dogs"]
    assert [[label.text() for label, _ in row.lines] for row in dialog.changes] == [["+3", "−2"], ["−1"]]
    strip = dialog.changes[0].lines[1][1]
    assert [photo.path.name for photo in strip.photos] == ["IMG_03.jpg", "IMG_04.jpg"]
    assert dialog.changes[0].lines[0][0].accessibleName() == "Cats: 3 photos more"


def test_nothing_is_asked_where_nothing_would_change(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk):
    dialog.ask(VERDICTS, "")
    with qtbot.waitSignal(dialog.accepted_change) as accepted, qtbot.assertNotEmitted(dialog.declined_change):
        answer(dialog, desk)
    assert accepted.args == [VERDICTS]
    assert not dialog.isVisible()
    assert not dialog._patience.isActive()


def test_apply_is_what_enter_does(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "")
    answer(dialog, desk, change(1, ids), photos=12)
    with qtbot.waitSignal(dialog.accepted_change) as accepted:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert accepted.args == [VERDICTS]
    assert not dialog.isVisible()


def test_escape_cancels(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "")
    answer(dialog, desk, change(1, ids), photos=12)
    with qtbot.waitSignal(dialog.declined_change) as declined, qtbot.assertNotEmitted(dialog.accepted_change):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert declined.args == [VERDICTS]
    assert not dialog.isVisible()
    answer(dialog, desk, change(1, ids), photos=12)
    assert not dialog.isVisible()


def test_a_slow_answer_is_waited_for_calmly(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "Tag")
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.headline.text() == "Looking at what would change…"
    assert dialog.progress.isVisible()
    answer(dialog, desk, change(1, ids), photos=12)
    assert dialog.headline.text() == "This would change 12 photos"
    assert not dialog.progress.isVisible()


def test_a_slow_answer_that_nothing_changes_closes_the_wait(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk):
    dialog.ask(VERDICTS, "Tag")
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.waitSignal(dialog.accepted_change):
        answer(dialog, desk)
    assert not dialog.isVisible()


def test_only_the_latest_question_is_answered(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "first")
    early = desk.last(PreviewChange).token
    later = SetVerdicts((Verdict(2, 1, False),))
    dialog.ask(later, "second")
    with qtbot.assertNotEmitted(dialog.accepted_change):
        dialog.on_event(ChangePreviewed(early, ChangePreview()))
    answer(dialog, desk, change(1, ids), photos=12)
    with qtbot.waitSignal(dialog.accepted_change) as accepted:
        dialog.apply.click()
    assert accepted.args == [later]


def test_nothing_is_applied_before_it_is_seen(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "Tag")
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.assertNotEmitted(dialog.accepted_change):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    answer(dialog, desk, change(1, ids), photos=12)
    with qtbot.waitSignal(dialog.accepted_change):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_what_is_not_known_is_not_taken_for_no_change(
    qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]
):
    dialog.ask(VERDICTS, "Tag")
    with qtbot.assertNotEmitted(dialog.accepted_change):
        dialog.on_event(ChangePreviewed(desk.last(PreviewChange).token, None))
    assert dialog.isVisible()
    assert dialog.headline.text() == "What this would change cannot be said now."
    early = desk.last(PreviewChange).token
    dialog.on_event(ModelReady("builtin"))
    assert desk.last(PreviewChange).token > early
    assert not dialog.apply.isEnabled()
    answer(dialog, desk, change(1, ids), photos=12)
    assert dialog.headline.text() == "This would change 12 photos"


def test_a_command_that_cannot_be_given_any_more_is_withdrawn(
    qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk, ids: list[int]
):
    dialog.ask(VERDICTS, "Tag")
    answer(dialog, desk, change(1, ids), photos=12)
    dialog.withdraw(SetVerdicts(()))
    assert dialog.isVisible()
    with qtbot.assertNotEmitted(dialog.declined_change):
        dialog.withdraw(VERDICTS)
    assert not dialog.isVisible()


def test_it_stays_away_from_a_window_that_has_closed(qtbot: QtBot, dialog: ChangePreviewDialog, desk: Desk):
    host = QWidget()
    qtbot.addWidget(host)
    asked = ChangePreviewDialog(dialog._loader, dialog._reader, desk.posted.append, host)
    asked.ask(VERDICTS, "Tag")
    asked._patience.timeout.emit()
    assert not asked.isVisible()
    host.show()
    asked._patience.timeout.emit()
    assert asked.isVisible()


def test_categories_are_named_as_the_change_would_name_them(dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    scheme = Scheme((Category("Felines", id=1), Category("Owls", id=9)))
    dialog.ask(SaveScheme(scheme), "Rename")
    answer(dialog, desk, change(1, ids), change(9, ids), change(2, [], ids), change(77, ids), photos=12)
    assert [row.name.text() for row in dialog.changes] == ["Felines", "Owls", "Dogs", "A category that is gone"]


def test_hundreds_of_categories_are_summed_up(dialog: ChangePreviewDialog, desk: Desk, ids: list[int]):
    dialog.ask(VERDICTS, "")
    answer(dialog, desk, *(change(number, ids[:1]) for number in range(1, 501)), photos=1)
    assert len(dialog.changes) == 30
    assert dialog.headline.text() == "This would change 1 photo"
    assert dialog.height() <= 620
