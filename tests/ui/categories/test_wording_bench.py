"""The wording bench asks while one types, and shows what each wording would take."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import TryWordings
from photo_sorter.core.events import LibraryChanged, ModelReady, WordingsTried
from photo_sorter.core.sorting.category import Category, Prompt
from photo_sorter.core.sorting.preview import WordingTrial
from photo_sorter.ui import desktop
from photo_sorter.ui.categories.wording_bench import MOST_COLUMNS, WordingBench
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.photo_strip import PhotoStrip
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from tests.ui.desk import Desk, write_thumbnails

CATS = Category("Cats", (Prompt("a cat"), Prompt("a toy", against=True)), id=1)


def with_wordings(*wordings: str) -> Category:
    return replace(CATS, prompts=tuple(map(Prompt, wordings)))


@pytest.fixture
def loader(desk: Desk) -> Iterator[ThumbnailLoader]:
    loader = ThumbnailLoader(desk.home.thumbnails)
    yield loader
    loader.close()


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    return desk.add_photos([f"IMG_{number:02}.jpg" for number in range(12)])


@pytest.fixture
def known() -> dict[int, Category]:
    """The categories as the window has them."""
    return {1: CATS}


@pytest.fixture
def bench(
    qtbot: QtBot, desk: Desk, ids: list[int], loader: ThumbnailLoader, known: dict[int, Category]
) -> Iterator[WordingBench]:
    reader = LibraryReader(desk.home.library)
    reader.open()
    bench = WordingBench(loader, reader, desk.posted.append, known.get)
    qtbot.addWidget(bench)
    bench.open_for(CATS, 7)
    yield bench
    bench.close()
    reader.close()


def trial(wording: str, ids: list[int], *, only: tuple[int, ...] = (), judged: int = 0, right: int = 0) -> WordingTrial:
    return WordingTrial(wording, len(ids), tuple(ids), frozenset(only), judged, right)


def answer(bench: WordingBench, desk: Desk, *trials: WordingTrial) -> None:
    bench.on_event(WordingsTried(desk.last(TryWordings).token, trials))


def type_into(qtbot: QtBot, desk: Desk, bench: WordingBench, column: int, text: str) -> None:
    """Key by key, and waits for the question."""
    asked = desk.count(TryWordings)
    bench.columns[column].field.selectAll()
    QTest.keyClicks(bench.columns[column].field, text)
    qtbot.waitUntil(lambda: desk.count(TryWordings) > asked)


def names(strip: PhotoStrip) -> list[str]:
    return [photo.path.name for photo in strip.photos]


def test_it_opens_on_the_category_s_wordings_and_an_empty_one(
    bench: WordingBench, desk: Desk, known: dict[int, Category]
):
    assert [column.field.text() for column in bench.columns] == ["a cat", ""]
    assert [(one.category, one.wordings) for one in desk.posted] == [(CATS, ("a cat",))]
    assert bench.columns[0].count.text() == "…"
    assert bench.present.text() == "7 photos now"
    assert not bench.columns[1].use.isEnabled()
    assert not bench.columns[1].add.isEnabled()
    assert not bench.isModal()
    known[1] = with_wordings("a cat", "a kitten")
    bench.open_for(known[1], 7)
    assert [column.field.text() for column in bench.columns] == ["a cat", "a kitten", ""]
    assert desk.last(TryWordings).wordings == ("a cat", "a kitten")


def test_wordings_that_there_is_no_room_for_are_not_lost(qtbot: QtBot, bench: WordingBench, known: dict[int, Category]):
    known[1] = with_wordings("a", "b", "c", "d", "e")
    bench.open_for(known[1], 1_234)
    assert [column.field.text() for column in bench.columns] == ["a", "b", "c", ""]
    assert bench.present.text() == "1,234 photos now · the first 3 of its 5 wordings"
    assert not bench.use_all.isEnabled()
    bench.columns[3].field.setText("f")
    with qtbot.waitSignal(bench.chosen) as chosen:
        bench.use_all.click()
    assert chosen.args == [1, ("a", "b", "c", "f", "d", "e")]


def test_a_category_without_prompts_begins_with_its_name(bench: WordingBench, desk: Desk, known: dict[int, Category]):
    known[2] = Category("Dogs", id=2)
    bench.open_for(known[2], 0)
    assert desk.last(TryWordings).wordings == ("Dogs",)


def test_the_category_is_asked_about_as_it_is_now(
    qtbot: QtBot, bench: WordingBench, desk: Desk, known: dict[int, Category]
):
    known[1] = replace(CATS, name="Felines", threshold=0.9)
    bench.on_scheme()
    assert bench._title.text() == "Felines"
    qtbot.waitUntil(lambda: desk.last(TryWordings).category == known[1])
    del known[1]
    bench.on_scheme()
    assert not bench.isVisible()


def test_typing_asks_once_when_it_pauses(qtbot: QtBot, bench: WordingBench, desk: Desk):
    type_into(qtbot, desk, bench, 1, "a kitten ")
    assert [one.wordings for one in desk.posted] == [("a cat",), ("a cat", "a kitten")]


def test_wordings_stand_side_by_side(bench: WordingBench, desk: Desk, qtbot: QtBot, ids: list[int]):
    type_into(qtbot, desk, bench, 1, "kitten")
    answer(
        bench, desk,
        trial("a cat", [ids[2], ids[0]], only=(ids[0],), judged=20, right=18),
        trial("kitten", [ids[2]], judged=20, right=9),
    )  # fmt: skip
    first, second = bench.columns
    assert (first.count.text(), second.count.text()) == ("2 photos", "1 photo")
    assert first.accuracy.text() == "18 of 20 judged photos right"
    assert names(first.photos) == ["IMG_02.jpg", "IMG_00.jpg"]
    assert [photo.is_marked for photo in first.photos.photos] == [False, True]
    assert first.best.isVisible()
    assert not second.best.isVisible()
    assert bench._legend.isVisible()


def test_no_wording_is_best_without_verdicts_or_among_equals(bench: WordingBench, desk: Desk, qtbot: QtBot):
    type_into(qtbot, desk, bench, 1, "kitten")
    answer(bench, desk, trial("a cat", []), trial("kitten", []))
    assert [column.accuracy.text() for column in bench.columns] == ["No photos judged yet"] * 2
    assert not any(column.best.isVisible() for column in bench.columns)
    answer(bench, desk, trial("a cat", [], judged=4, right=3), trial("kitten", [], judged=4, right=3))
    assert not any(column.best.isVisible() for column in bench.columns)


def test_an_answer_to_words_that_have_changed_is_dropped(bench: WordingBench, desk: Desk, qtbot: QtBot, ids: list[int]):
    early = desk.last(TryWordings).token
    type_into(qtbot, desk, bench, 1, "kitten")
    bench.on_event(WordingsTried(early, (trial("a cat", ids),)))
    assert bench.columns[0].count.text() == "…"
    answer(bench, desk, trial("a cat", ids), trial("kitten", ids[:3]))
    assert bench.columns[1].count.text() == "3 photos"


def test_an_answer_after_closing_is_dropped(bench: WordingBench, desk: Desk, ids: list[int]):
    token = desk.last(TryWordings).token
    bench.close()
    bench.on_event(WordingsTried(token, (trial("a cat", ids),)))
    assert bench.columns[0].photos.photos == ()


def test_an_emptied_wording_shows_nothing_and_is_not_asked(
    bench: WordingBench, desk: Desk, qtbot: QtBot, ids: list[int]
):
    type_into(qtbot, desk, bench, 1, "kitten")
    answer(bench, desk, trial("a cat", ids), trial("kitten", ids))
    bench.columns[1].field.clear()
    assert bench.columns[1].photos.photos == ()
    assert bench.columns[1].count.text() == ""
    assert not bench.columns[1].use.isEnabled()
    qtbot.waitUntil(lambda: desk.last(TryWordings).wordings == ("a cat",))


def test_a_remark_is_shown_under_its_wording(bench: WordingBench, desk: Desk):
    remark = "The model does not know the word “katze”."
    answer(bench, desk, WordingTrial("a cat", 0, (), frozenset(), 0, 0, remark))
    assert bench.columns[0].remark.text() == remark
    assert bench.columns[0].remark.isVisible()


def test_columns_are_added_up_to_four_and_taken_away_down_to_two(qtbot: QtBot, bench: WordingBench, desk: Desk):
    assert not bench.columns[0].remove.isVisible()
    for _ in range(5):
        qtbot.mouseClick(bench.add, Qt.MouseButton.LeftButton)
    assert len(bench.columns) == MOST_COLUMNS
    assert not bench.add.isEnabled()
    bench.columns[2].field.setText("tiger")
    bench.columns[0].remove.click()
    assert [column.wording() for column in bench.columns] == ["", "tiger", ""]
    qtbot.waitUntil(lambda: desk.last(TryWordings).wordings == ("tiger",))
    bench.columns[0].remove.click()
    assert not bench.columns[0].remove.isVisible()
    assert bench.add.isEnabled()


def test_enter_moves_on_and_closes_nothing(qtbot: QtBot, bench: WordingBench):
    bench.activateWindow()
    bench.columns[0].field.setFocus()
    for place in (1, 0):
        qtbot.keyClick(bench.focusWidget(), Qt.Key.Key_Return)
        assert bench.focusWidget() is bench.columns[place].field
    assert bench.isVisible()


def test_a_wording_is_used_instead_of_those_of_the_category(qtbot: QtBot, bench: WordingBench):
    assert not bench.columns[0].use.isEnabled()
    bench.columns[1].field.setText("  a   kitten ")
    with qtbot.waitSignal(bench.chosen) as chosen:
        bench.columns[1].use.click()
    assert chosen.args == [1, ("a kitten",)]
    assert not bench.isVisible()


def test_a_wording_is_added_to_those_of_the_category(qtbot: QtBot, bench: WordingBench, known: dict[int, Category]):
    known[1] = with_wordings("a cat", "a tiger")
    bench.columns[1].field.setText("a tiger")
    assert not bench.columns[1].add.isEnabled()
    bench.columns[1].field.setText("a kitten")
    with qtbot.waitSignal(bench.chosen) as chosen:
        bench.columns[1].add.click()
    assert chosen.args == [1, ("a cat", "a tiger", "a kitten")]
    assert not bench.isVisible()


def test_all_wordings_are_chosen_each_once(qtbot: QtBot, bench: WordingBench):
    assert not bench.use_all.isEnabled()
    bench.add.click()
    bench.columns[1].field.setText("kitten")
    bench.columns[2].field.setText("a cat")
    with qtbot.waitSignal(bench.chosen) as chosen:
        bench.use_all.click()
    assert chosen.args == [1, ("a cat", "kitten")]


def test_a_very_long_wording_is_asked_whole(qtbot: QtBot, bench: WordingBench, desk: Desk):
    width = bench.width()
    bench.columns[1].field.setText("cat " * 1249 + "kit")
    qtbot.waitUntil(lambda: desk.count(TryWordings) == 2)
    assert len(desk.last(TryWordings).wordings[1]) == 4_999
    assert bench.width() == width


def test_it_asks_again_when_a_model_or_a_verdict_has_come(qtbot: QtBot, bench: WordingBench, desk: Desk):
    bench.on_event(ModelReady("builtin"))
    assert desk.count(TryWordings) == 2
    bench.on_event(LibraryChanged(tags=True))
    bench.on_event(LibraryChanged(tags=True))
    qtbot.waitUntil(lambda: desk.count(TryWordings) == 3)
    bench.close()
    bench.on_event(ModelReady("builtin"))
    assert desk.count(TryWordings) == 3


def test_an_answer_may_come_from_an_empty_library(bench: WordingBench, desk: Desk):
    answer(bench, desk, trial("a cat", []))
    assert bench.columns[0].count.text() == "0 photos"
    assert bench.grab().width() == bench.width()


def test_photos_that_are_gone_are_left_out(bench: WordingBench, desk: Desk, ids: list[int]):
    answer(bench, desk, trial("a cat", [ids[1], 999, ids[0]]))
    assert names(bench.columns[0].photos) == ["IMG_01.jpg", "IMG_00.jpg"]


def test_arrows_walk_through_the_photos_and_enter_opens_one(
    qtbot: QtBot, bench: WordingBench, desk: Desk, ids: list[int], monkeypatch: pytest.MonkeyPatch
):
    opened = []
    monkeypatch.setattr(desktop, "open_file", lambda path: opened.append(path.name) or True)
    answer(bench, desk, trial("a cat", ids))
    strip = bench.columns[0].photos
    strip.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(strip, key)
    assert opened == [names(strip)[1]]
    assert strip.accessibleDescription() == names(strip)[1]
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert strip.viewport().rect().contains(strip.cell_rect(11))
    qtbot.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.cell_rect(10).center())
    assert opened[-1] == names(strip)[10]


def test_thumbnails_are_painted_when_they_come(qtbot: QtBot, bench: WordingBench, desk: Desk, ids: list[int]):
    write_thumbnails(desk.home, "IMG_00.jpg", "red")
    answer(bench, desk, trial("a cat", ids[:1]))
    strip = bench.columns[0].photos

    def colour() -> tuple[int, int, int]:
        return strip.viewport().grab().toImage().pixelColor(strip.cell_rect(0).center()).getRgb()[:3]

    qtbot.waitUntil(lambda: colour()[0] > 240 and colour()[1] < 30)
