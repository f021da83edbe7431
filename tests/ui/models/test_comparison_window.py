"""Two models side by side: what is told, what can be done, and what is said where there is nothing to tell."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CompareModels, UseModel
from photo_sorter.core.events import ModelChangeProgressed, ModelReady, ModelsCompared
from photo_sorter.core.sorting.accuracy import NOT_SURE, AccuracyReport, CheckedPhoto
from photo_sorter.core.sorting.model_comparison import Difference, ModelComparison
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.comparison_window import ComparisonWindow
from photo_sorter.ui.models.difference_list import side_rects
from tests.ui.desk import Desk
from tests.ui.models.shop import LARGE, Shop


@pytest.fixture
def ids(window: MainWindow) -> list[int]:
    return [int(id) for id in window.grid.selection.ids]


@pytest.fixture
def comparison(window: MainWindow, shop: Shop) -> ComparisonWindow:
    """Of the built-in model with one that is here; the answer is on its way."""
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    window.models.compare(RECOMMENDED_MODEL)
    assert window.models.comparison is not None
    return window.models.comparison


def report(model_id: str, right: int, judged: int = 10) -> AccuracyReport:
    return AccuracyReport(
        model_id,
        tuple(CheckedPhoto(f"{n}.jpg", b"", "Cats", "Cats", "Cats" if n < right else NOT_SURE) for n in range(judged)),
    )


def answer(
    window: MainWindow,
    desk: Desk,
    differences: Sequence[Difference] = (),
    *,
    photos: int = 12,
    differing: int | None = None,
    judged: int = 10,
    ids: tuple[str, str] = (BUILT_IN_MODEL, RECOMMENDED_MODEL),
) -> None:
    reports = report(ids[0], min(6, judged), judged), report(ids[1], min(9, judged), judged)
    count = len(differences) if differing is None else differing
    found = ModelComparison(reports, photos, count, tuple(differences))
    window.on_event(ModelsCompared(desk.last(CompareModels).token, found))


def shown(comparison: ComparisonWindow) -> list[tuple[list[str], list[str]]]:
    return [([one.name for one in row.first], [one.name for one in row.second]) for row in comparison.list.rows]


def test_it_waits_calmly_and_then_shows_both(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    assert desk.last(CompareModels).model_id == RECOMMENDED_MODEL
    assert comparison.progress.isVisible()
    assert comparison.message.text() == "Comparing on your photos…"
    answer(window, desk, [Difference(ids[0], (1,), (2,)), Difference(ids[3], (), (1, 2))], photos=10)
    assert not comparison.progress.isVisible()
    assert [side.title.text() for side in comparison.sides] == ["Built-in", "CLIP"]
    assert [side.figure.text() for side in comparison.sides] == ["60 %", "90 %"]
    assert comparison.sides[1].note.text() == "right of 10 photos that you judged · 100 % if it always had to choose"
    assert shown(comparison) == [(["Cats"], ["Dogs"]), ([], ["Cats", "Dogs"])]
    assert (
        comparison.summary.text() == "2 photos of 10 are sorted differently. 2 photos have not been seen by both yet."
    )


def test_the_better_figure_stands_out_alone(comparison: ComparisonWindow, window: MainWindow, desk: Desk):
    answer(window, desk)
    assert [side.figure.font().bold() for side in comparison.sides] == [False, True]
    window.models.compare(RECOMMENDED_MODEL)
    answer(window, desk, judged=6)
    assert [side.figure.font().bold() for side in comparison.sides] == [False, False]


def test_a_long_list_says_that_it_is_cut(comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]):
    answer(window, desk, [Difference(ids[0], (1,), ())], differing=11)
    assert comparison.summary.text() == "11 photos of 12 are sorted differently. The first 1 are shown."


def test_the_list_can_be_kept_to_a_category(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    answer(window, desk, [Difference(ids[0], (1,), (1, 2)), Difference(ids[1], (1,), ())])
    choices = [comparison.categories.itemText(number) for number in range(comparison.categories.count())]
    assert choices == ["All categories", "Cats (1)", "Dogs (1)"]
    comparison.categories.setCurrentIndex(2)
    comparison.categories.activated.emit(2)
    assert [row.card.id for row in comparison.list.rows] == [ids[0]]


def test_photos_and_categories_that_are_gone_are_left_out(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    answer(window, desk, [Difference(9_999, (1,), ()), Difference(ids[0], (77,), (1,))])
    assert shown(comparison) == [([], ["Cats"])]


@pytest.mark.parametrize("by_mouse", [True, False])
def test_a_photo_is_looked_at_in_the_window(
    qtbot: QtBot, comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int], by_mouse: bool
):
    answer(window, desk, [Difference(ids[2], (1,), ()), Difference(ids[5], (1,), ())])
    view = comparison.list
    qtbot.keyClick(view, Qt.Key.Key_Down)
    if by_mouse:
        at = view.visualRect(view.model().index(1, 0)).center()
        # A double click is a click first.
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    else:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert window.viewer.photo_id == ids[5]
    assert window.stage.currentWidget() is window.viewer


def test_what_is_heard_of_a_row_names_both_sides(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    answer(window, desk, [Difference(ids[0], (1,), ())])
    index = comparison.list.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "IMG_00.jpg. Built-in: Cats; CLIP: No category"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"photos": 0}, "CLIP has not seen your photos yet. Use it, and it looks at them in the background."),
        ({}, "Both sort 12 photos alike."),
        ({"photos": 7}, "Both sort 7 photos alike. 5 photos have not been seen by both yet."),
    ],
)
def test_where_nothing_differs_a_sentence_says_so(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, given: dict[str, int], said: str
):
    answer(window, desk, **given)
    assert comparison.message.isVisible()
    assert comparison.message.text() == said


def test_without_verdicts_it_says_how_to_get_figures(comparison: ComparisonWindow, window: MainWindow, desk: Desk):
    answer(window, desk, judged=0)
    assert not any(side.figure.isVisible() for side in comparison.sides)
    assert comparison.note.text().startswith("You have judged no photos yet.")


def test_a_fault_is_said(comparison: ComparisonWindow, window: MainWindow, desk: Desk):
    window.on_event(ModelsCompared(desk.last(CompareModels).token, None, "It is damaged."))
    assert comparison.message.text() == "It is damaged."
    assert not comparison.progress.isVisible()


def test_an_answer_that_was_overtaken_is_dropped(comparison: ComparisonWindow, window: MainWindow, desk: Desk):
    early = desk.last(CompareModels).token
    window.models.compare(RECOMMENDED_MODEL)
    window.on_event(ModelsCompared(early, None, "Too late."))
    assert comparison.is_waiting


def test_the_other_one_is_used_and_the_sides_stay(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    answer(window, desk, [Difference(ids[0], (1,), (2,))])
    first, second = comparison.sides
    assert first.used.text() == "In use"
    assert not first.use.isVisible()
    second.use.click()
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL
    assert not second.use.isVisible()
    assert second.used.text() == "Getting ready…"
    window.on_event(ModelChangeProgressed(RECOMMENDED_MODEL, 1, 12, None))
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    assert second.used.text() == "In use"
    assert first.use.isVisible()
    assert shown(comparison) == [(["Cats"], ["Dogs"])]
    assert desk.count(CompareModels) == 1


def test_a_switch_while_it_waits_asks_anew_and_the_sides_stay(
    comparison: ComparisonWindow, window: MainWindow, desk: Desk, ids: list[int]
):
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    assert desk.last(CompareModels).model_id == BUILT_IN_MODEL
    answer(window, desk, [Difference(ids[0], (2,), (1,))], ids=(RECOMMENDED_MODEL, BUILT_IN_MODEL))
    assert [side.title.text() for side in comparison.sides] == ["Built-in", "CLIP"]
    assert [side.figure.text() for side in comparison.sides] == ["90 %", "60 %"]
    assert shown(comparison) == [(["Cats"], ["Dogs"])]


def test_a_third_model_takes_the_place_of_the_one_in_use(comparison: ComparisonWindow, window: MainWindow, desk: Desk):
    answer(window, desk)
    window.on_event(ModelReady(LARGE))
    assert [side.title.text() for side in comparison.sides] == ["Large", "CLIP"]
    assert desk.last(CompareModels).model_id == RECOMMENDED_MODEL
    assert comparison.is_waiting


def test_after_a_switch_the_notice_compares_with_the_former_model(window: MainWindow, shop: Shop, desk: Desk):
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    assert window.notices.words.text() == "CLIP sorts your photos now."
    window.notices.offer.click()
    assert desk.last(CompareModels).model_id == BUILT_IN_MODEL
    assert window.models.comparison.isVisible()


def test_escape_closes_it_and_the_window_takes_it_along(
    qtbot: QtBot, comparison: ComparisonWindow, window: MainWindow, desk: Desk
):
    answer(window, desk)
    comparison.activateWindow()
    qtbot.waitUntil(comparison.isActiveWindow)
    qtbot.keyClick(comparison, Qt.Key.Key_Escape)
    assert not comparison.isVisible()
    window.models.compare(RECOMMENDED_MODEL)
    window.close()
    assert not comparison.isVisible()


def test_the_sides_of_a_row_do_not_overlap():
    from PySide6.QtCore import QRect

    for width in (320, 600, 1200):
        row = QRect(0, 0, width, 84)
        first, second = side_rects(row)
        assert 72 < first.left() < first.right() < second.left() < second.right() <= row.right()
