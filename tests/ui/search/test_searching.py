"""Search in the window: what is typed, clicked and dropped, what is asked of the worker, and what its answer shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QImage, QPolygonF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import AddFolders, Search
from photo_sorter.core.events import Activity, ActivityChanged, ModelReady, VocabularyChanged
from photo_sorter.core.photo import FileState
from photo_sorter.core.query import Order, Place, View
from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.query import Facet, Field, Filter, Query, Word
from photo_sorter.ui.grid.grid_input import photo_mime
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.search.search_field import DWELL_MS
from tests.ui.desk import Desk, changed, go_to, settle
from tests.ui.quest import Quest

CATS, FROM_2019 = Filter(Field.CATEGORY, "Cats"), Filter(Field.DATE, "2019")


@pytest.fixture
def quest(qtbot: QtBot, window: MainWindow, desk: Desk) -> Quest:
    window.activateWindow()
    return Quest(qtbot, window, desk)


# --- typing ---


def test_typing_searches_once_it_rests(quest: Quest):
    quest.type("dog")
    assert quest.desk.count(Search) == 1
    assert quest.asked == Query((Word("dog"),))


def test_only_the_latest_answer_counts(quest: Quest):
    quest.type("dog")
    stale = quest.desk.last(Search)
    quest.type("gy")
    quest.answer(5, 1)
    quest.answer(0, to=stale)
    assert quest.shown == [5, 1]
    assert quest.browser.title.text() == "2 photos"


def test_clearing_the_search_leads_back(quest: Quest):
    go_to(quest.qtbot, quest.window, View(Place.NOT_SORTED))
    quest.type("dog")
    quest.answer()
    assert quest.browser.message.title.text() == "Nothing found"
    quest.press(Qt.Key.Key_Escape)
    settle(quest.qtbot, quest.window)
    assert quest.browser.title.text() == "Not sorted"
    assert len(quest.shown) == 16
    assert not quest.bar.isVisible()


def test_a_place_ends_the_search(quest: Quest):
    quest.type("dog date:2019 ")
    go_to(quest.qtbot, quest.window, View())
    assert (quest.field.text(), quest.chips, bool(quest.searching.query)) == ("", [], False)
    assert len(quest.shown) == 20


def test_a_search_while_the_model_loads_says_so(quest: Quest):
    quest.window.on_event(ActivityChanged(Activity.LOADING_MODEL))
    quest.type("dog")
    assert quest.browser.message.title.text() == "The model is loading"


def test_a_filter_needs_no_model(quest: Quest):
    quest.window.on_event(ActivityChanged(Activity.LOADING_MODEL))
    quest.type("date:2019 ")
    assert not quest.browser.shows_message


def test_a_finished_filter_leaves_the_text_and_becomes_a_chip(quest: Quest):
    quest.type("dog date:2019 on")
    assert quest.field.text() == "dog on"
    assert quest.chips == ["date 2019"]
    assert quest.asked == Query((Word("dog"), Word("on")), filters=(FROM_2019,))


def test_a_filter_that_is_still_typed_counts_and_enter_finishes_it(quest: Quest):
    quest.type("dog date:2019")
    quest.answer(1, 2)
    assert (quest.field.text(), quest.chips) == ("dog date:2019", [])
    assert quest.asked.filters == (FROM_2019,)
    quest.press(Qt.Key.Key_Return)
    assert (quest.field.text().strip(), quest.chips) == ("dog", ["date 2019"])
    assert quest.grid.hasFocus()


def test_a_half_typed_date_or_category_is_not_searched_as_words(quest: Quest):
    quest.type("dog ")
    quest.type("date:20")
    assert quest.searching.query == Query((Word("dog"),))
    quest.type("19 cat:Ca")
    assert quest.searching.query == Query((Word("dog"),), filters=(FROM_2019,))


def test_what_is_not_understood_is_marked_and_told_once_the_caret_rests(quest: Quest):
    before = picture_of(quest.field)
    quest.field.setFocus()
    quest.qtbot.keyClicks(quest.field, "date:2019-13")
    assert not quest.bar.note.isVisible()
    quest.qtbot.waitUntil(quest.bar.note.isVisible, timeout=DWELL_MS * 5)
    assert quest.bar.note.text().startswith("“date:2019-13” is no date.")
    assert has_warning_wave(quest.field)
    assert before != picture_of(quest.field)
    quest.field.clear()
    assert not quest.bar.note.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_what_is_not_understood_stays_told_when_the_caret_goes_on(quest: Quest, key: Qt.Key):
    quest.type("rating:foo dog")
    quest.press(key)
    quest.qtbot.waitUntil(lambda: quest.bar.note.text().startswith("“rating:foo” is no rating."))


def picture_of(widget: object) -> QImage:
    return widget.grab().toImage()  # type: ignore[attr-defined]


def has_warning_wave(widget: object) -> bool:
    from photo_sorter.ui.appearance import tones

    image, tone = picture_of(widget), tones().warning
    return any(
        abs(QColor(image.pixel(x, y)).hue() - tone.hue()) < 8 and QColor(image.pixel(x, y)).saturation() > 120
        for x in range(image.width())
        for y in range(image.height() // 2, image.height())
    )


def test_words_that_are_understood_are_not_marked(quest: Quest):
    quest.type("dog date:2019")
    quest.press(Qt.Key.Key_Return)
    assert not has_warning_wave(quest.field)


# --- suggestions ---


def test_names_of_the_library_are_suggested_and_become_chips(quest: Quest):
    quest.window.on_event(VocabularyChanged(Vocabulary(categories=(("Cats", 4), ("Caterpillars", 1)))))
    quest.type("dog cat:c")
    assert [row.label for row in quest.field.suggestions.rows] == ["cat:Cats", "cat:Caterpillars"]
    quest.press(Qt.Key.Key_Down)
    quest.press(Qt.Key.Key_Return)
    assert (quest.field.text().strip(), quest.chips) == ("dog", ["category Cats"])
    assert quest.field.hasFocus()
    assert quest.asked == Query((Word("dog"),), filters=(CATS,))


def test_enter_is_not_stolen_when_nothing_is_chosen(quest: Quest):
    quest.window.on_event(VocabularyChanged(Vocabulary(categories=(("Catamaran", 4),))))
    quest.type("cat")
    quest.answer(1, 2)
    assert quest.field.suggestions.isVisible()
    quest.press(Qt.Key.Key_Return)
    assert quest.asked == Query((Word("cat"),))
    assert quest.grid.hasFocus()
    assert not quest.field.suggestions.isVisible()


def test_tab_leads_on_past_suggestions_that_nobody_went_to_and_esc_only_closes_them(quest: Quest):
    quest.window.on_event(VocabularyChanged(Vocabulary(folders=(("Zoo day", 4),))))
    quest.type("zoo")
    quest.press(Qt.Key.Key_Escape)
    assert not quest.field.suggestions.isVisible()
    assert quest.field.text() == "zoo"
    quest.type(" zoo")
    assert quest.field.suggestions.isVisible()
    quest.press(Qt.Key.Key_Tab)
    assert (quest.chips, quest.field.text()) == ([], "zoo zoo")
    assert not quest.field.hasFocus()
    assert not quest.field.suggestions.isVisible()


def test_tab_takes_the_suggestion_that_the_arrows_led_to(quest: Quest):
    quest.window.on_event(VocabularyChanged(Vocabulary(folders=(("Zoo day", 4),))))
    quest.type("zoo")
    quest.press(Qt.Key.Key_Down)
    quest.press(Qt.Key.Key_Tab)
    assert quest.chips == ["in Zoo day"]
    assert quest.field.hasFocus()


def test_a_suggested_field_goes_on_to_its_values(quest: Quest):
    quest.type("orient")
    quest.press(Qt.Key.Key_Down)
    quest.press(Qt.Key.Key_Tab)
    assert quest.field.text() == "orientation:"
    assert "orientation:portrait" in [row.label for row in quest.field.suggestions.rows]


def test_a_suggestion_is_clicked(quest: Quest):
    quest.window.on_event(VocabularyChanged(Vocabulary(folders=(("Zoo day", 4),))))
    quest.type("zoo")
    popup = quest.field.suggestions
    row = next(number for number, one in enumerate(popup.rows) if "Zoo day" in one.label)
    quest.qtbot.mouseClick(popup, Qt.MouseButton.LeftButton, pos=popup.row_rect(row).center())
    assert quest.chips == ["in Zoo day"]


# --- history ---


def test_former_searches_are_offered_in_an_empty_field_newest_first(
    quest: Quest, open_window: Callable[..., MainWindow]
):
    quest.type("dog date:2019 ")
    quest.press(Qt.Key.Key_Return)
    quest.type("cat")
    quest.press(Qt.Key.Key_Return)
    quest.searching.end()
    quest.window.close()
    window = open_window(quest.desk.home, quest.desk.posted.append)
    again = Quest(quest.qtbot, window, quest.desk)
    window.search()
    labels = [row.label for row in again.field.suggestions.rows]
    assert len(labels) == 3
    assert labels[-1] == "Clear history"
    again.press(Qt.Key.Key_Down)
    again.press(Qt.Key.Key_Down)
    again.press(Qt.Key.Key_Return)
    assert again.asked.filters == (FROM_2019,)
    assert again.chips == ["date 2019"]


def test_a_search_in_which_a_photo_was_opened_is_remembered(quest: Quest):
    quest.type("dog")
    quest.answer(0, 1)
    quest.qtbot.mouseDClick(quest.grid.viewport(), Qt.MouseButton.LeftButton, pos=quest.grid.cell_rect(1).center())
    assert quest.field.past() == ("dog",)


def test_suggestions_are_read_beside_a_narrow_field(quest: Quest):
    quest.field.setFixedWidth(120)
    quest.window.on_event(VocabularyChanged(Vocabulary(cameras=(("Canon EOS 1000D", 3),))))
    quest.type("can")
    rows = quest.field.suggestions
    assert rows.width() >= 2 * quest.field.width()
    assert quest.window.rect().contains(rows.geometry())


@pytest.mark.parametrize("width_px", [900, 1500])
def test_the_heading_is_whole_beside_the_field_or_above_it(quest: Quest, width_px: int):
    quest.window.resize(width_px, 800)
    quest.type("dog")
    quest.answer(0, 1, 2)
    title = quest.browser.title
    assert title.text() == "3 photos"
    quest.qtbot.waitUntil(lambda: title.width() >= title.fontMetrics().horizontalAdvance(title.text()))
    assert quest.field.width() > 300
    is_above = title.mapTo(quest.browser, QPoint(0, title.height())).y() <= quest.field.y()
    assert is_above is (width_px == 900)


def test_the_history_is_cleared(quest: Quest):
    quest.type("dog")
    quest.press(Qt.Key.Key_Return)
    quest.searching.end()
    settle(quest.qtbot, quest.window)
    quest.field.setFocus()
    quest.press(Qt.Key.Key_Up)
    assert quest.field.suggestions.current.label == "Clear history"
    quest.press(Qt.Key.Key_Return)
    quest.press(Qt.Key.Key_Escape)
    quest.field.setFocus()
    assert not quest.field.suggestions.isVisible()


# --- chips ---


def test_backspace_before_the_text_takes_the_last_chip_back(quest: Quest):
    quest.type("date:2019 has:gps ")
    assert quest.chips == ["date 2019", "has gps"]
    quest.press(Qt.Key.Key_Backspace)
    assert quest.asked.filters == (FROM_2019,)
    quest.press(Qt.Key.Key_Backspace)
    assert not quest.searching.query


@pytest.mark.parametrize("by_key", [True, False])
def test_a_chip_is_removed_by_its_cross_or_by_delete(quest: Quest, by_key: bool):
    quest.type("dog date:2019 has:gps ")
    chip = quest.bar.chips[FROM_2019]
    if by_key:
        chip.setFocus()
        quest.qtbot.keyClick(chip, Qt.Key.Key_Delete)
        assert quest.bar.chips[Filter(Field.HAS, "gps")].hasFocus()
    else:
        quest.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.cross_rect().center().toPoint())
    assert quest.chips == ["has gps"]
    assert FROM_2019 not in quest.asked.filters


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2, None])
def test_a_chip_becomes_text_again_to_be_edited(quest: Quest, key: Qt.Key | None):
    quest.type("dog date:2019 ")
    chip = quest.bar.chips[FROM_2019]
    if key is None:
        quest.qtbot.mouseDClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, chip.height() // 2))
    else:
        chip.setFocus()
        quest.qtbot.keyClick(chip, key)
    assert (quest.field.text(), quest.chips, quest.field.hasFocus()) == ("dog date:2019", [], True)
    assert quest.searching.query == Query((Word("dog"),), filters=(FROM_2019,))
    quest.type("-07 ")
    assert quest.chips == ["date 2019-07"]
    assert quest.asked.filters == (Filter(Field.DATE, "2019-07"),)


def test_a_click_on_the_name_of_a_chip_removes_nothing(quest: Quest):
    quest.type("date:2019 ")
    quest.qtbot.mouseClick(quest.bar.chips[FROM_2019], Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    assert quest.chips == ["date 2019"]


def test_tab_leads_from_the_field_through_the_chips_and_the_last_one_taken_leads_back(quest: Quest):
    quest.type("date:2019 cat:Cats dog")
    for name in ("date 2019", "category Cats"):
        QApplication.focusWidget().focusNextPrevChild(True)
        assert QApplication.focusWidget().accessibleName() == name
    for _ in range(2):
        quest.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert quest.asked == Query((Word("dog"),))
    assert quest.field.hasFocus()


def test_many_chips_wrap_then_scroll(quest: Quest):
    quest.window.resize(900, 600)
    filters = tuple(Filter(Field.IN, f"A folder with a rather long name, number {number}") for number in range(12))
    quest.searching.show(Query(filters=filters))
    QApplication.processEvents()
    chips = list(quest.bar.chips.values())
    assert len({chip.y() for chip in chips}) > 2
    assert all(chip.geometry().right() < quest.bar.width() for chip in chips)
    assert all(not a.geometry().intersects(b.geometry()) for a in chips for b in chips if a is not b)
    assert quest.bar.height() < 140
    chips[-2].setFocus()
    quest.qtbot.keyClick(chips[-2], Qt.Key.Key_Right)
    assert chips[-1].hasFocus()
    assert not chips[-1].visibleRegion().isEmpty()


# --- facets ---


def test_facets_filter_the_whole_library_when_nothing_is_sought(quest: Quest):
    quest.browser.filter.click()
    assert quest.asked == Query()
    quest.answer(0, 1, facets=(Facet(FROM_2019, 7, "2019"), Facet(CATS, 4, "Cats")))
    assert len(quest.shown) == 20
    assert [row.accessibleName() for row in quest.browser.facets.rows] == ["2019, 7", "Cats, 4"]
    quest.browser.facets.rows[0].click()
    assert quest.asked == Query(filters=(FROM_2019,))
    quest.answer(3, facets=(Facet(CATS, 1, "Cats"),))
    assert quest.browser.facets.isVisible()
    assert [row.accessibleName() for row in quest.browser.facets.rows] == ["Cats, 1"]
    assert quest.browser.filter.text() == "1"
    quest.browser.facets.close()


def test_facets_are_walked_with_keys(quest: Quest):
    quest.type("dog")
    quest.answer(0, 1, facets=(Facet(FROM_2019, 7, "2019"), Facet(CATS, 4, "Cats")))
    quest.browser.filter.click()
    facets = quest.browser.facets
    quest.qtbot.waitUntil(facets.rows[0].hasFocus)
    quest.qtbot.keyClick(facets.rows[0], Qt.Key.Key_Down)
    assert facets.rows[1].hasFocus()
    quest.qtbot.keyClick(facets.rows[1], Qt.Key.Key_Return)
    assert quest.asked.filters == (CATS,)
    facets.close()


def test_the_slider_from_names_to_meaning_needs_words(quest: Quest):
    facets = quest.browser.facets
    quest.browser.filter.click()
    assert not facets.meaning.isVisible()
    facets.close()
    quest.type("dog")
    quest.browser.filter.click()
    assert facets.meaning.isVisible()
    facets.meaning.slider.setValue(4)
    assert quest.asked.meaning == 0.2
    facets.close()


# --- pictures ---


def drop(widget: object, mime: QMimeData) -> bool:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(40, 10), copy, mime, left, none)
    QApplication.sendEvent(widget, entered)  # type: ignore[arg-type]
    if entered.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(40, 10), copy, mime, left, none))  # type: ignore[arg-type]
    return entered.isAccepted()


def picture_file(folder: Path, name: str = "one.png") -> Path:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    image.save(str(folder / name))
    return folder / name


def test_a_dropped_picture_joins_the_words_and_they_are_balanced(quest: Quest, tmp_path: Path):
    quest.type("dog")
    assert not quest.bar.balance.isVisible()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture_file(tmp_path)))])
    assert drop(quest.field, mime)
    assert quest.asked == Query((Word("dog"),), pictures=(tmp_path / "one.png",))
    assert quest.chips == ["like one.png"]
    quest.qtbot.waitUntil(lambda: quest.bar.chips[tmp_path / "one.png"].has_thumbnail)
    assert quest.bar.balance.isVisible()
    quest.bar.balance.slider.setValue(15)
    assert quest.asked.balance == 0.75


def test_a_photo_dragged_from_the_grid_is_sought(quest: Quest, tmp_path: Path):
    path = picture_file(tmp_path)
    assert drop(quest.field, photo_mime([quest.ids[3]], {quest.ids[3]: path}))
    assert quest.asked.pictures == (path,)


def test_a_folder_dropped_on_the_field_is_left_to_the_window(quest: Quest, tmp_path: Path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    drop(quest.field, mime)
    assert quest.field.text() == ""
    assert quest.desk.last(AddFolders).paths == (tmp_path,)


def test_a_pasted_picture_is_kept_once_and_sought(quest: Quest):
    image = QImage(3000, 1500, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    QApplication.clipboard().setImage(image)
    quest.field.setFocus()
    for _ in range(2):
        quest.qtbot.keyClick(quest.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    (path,) = quest.asked.pictures
    assert list(quest.desk.home.pasted.iterdir()) == [path]
    assert QImage(str(path)).width() == 1024
    assert quest.chips == ["like pasted picture"]


def test_pasted_words_are_words(quest: Quest):
    QApplication.clipboard().setText("dog")
    quest.field.setFocus()
    quest.qtbot.keyClick(quest.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    quest.qtbot.waitUntil(lambda: quest.desk.count(Search) == 1)
    assert quest.asked == Query((Word("dog"),))


def test_a_picture_that_cannot_be_kept_is_told(quest: Quest):
    quest.desk.home.pasted.write_bytes(b"in the way")
    image = QImage(30, 15, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    QApplication.clipboard().setImage(image)
    quest.qtbot.keyClick(quest.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert quest.window.notices.words.text().startswith("The picture could not be kept")


def test_similar_photos_are_found_from_the_viewer(quest: Quest):
    quest.type("dog")
    quest.answer(2, 3)
    quest.window.stage.view(quest.ids[2])
    quest.window.deeds.find_similar()
    path = quest.desk.library.photos.get(quest.ids[2]).path
    assert quest.asked == Query((Word("dog"),), pictures=(path,))
    assert quest.browser.isVisible()


# --- results ---


def test_the_heading_counts_what_is_relevant_and_the_rest_waits_behind_a_button(quest: Quest):
    quest.type("dog")
    quest.answer(*range(10), relevant=4)
    assert quest.browser.title.text() == "4 photos"
    assert quest.shown == [0, 1, 2, 3]
    assert quest.browser.below.words.text() == "That is all that stands out."
    assert quest.browser.below.more.text() == "Show 6 more anyway"
    quest.browser.below.more.click()
    assert quest.shown == list(range(10))
    assert not quest.browser.below.isVisible()
    quest.type("s")
    quest.answer(*range(10), relevant=2)
    assert quest.shown == [0, 1]


def test_where_nothing_stands_out_the_nearest_are_shown(quest: Quest):
    quest.type("zebra")
    quest.answer(4, 5, 6, relevant=0, nothing=True)
    assert quest.browser.above.words.text() == "Probably nothing like that here. The nearest:"
    assert quest.browser.above.isVisible()
    assert quest.shown == [4, 5, 6]
    assert quest.browser.title.text() == "Search"
    quest.searching.end()
    settle(quest.qtbot, quest.window)
    assert not quest.browser.above.isVisible()


def test_one_photo_like_a_picture_is_an_answer(quest: Quest):
    quest.searching.find_similar(quest.desk.library.photos.get(quest.ids[2]).path)
    quest.answer(5, 7, relevant=1)
    assert quest.shown == [5]
    assert quest.browser.title.text() == "1 photo"


def test_the_names_of_a_first_filter_stay_offered_while_the_filter_button_grows(quest: Quest):
    knows_the_garden(quest)
    quest.type("in:garden")
    for _ in range(3):
        quest.press(Qt.Key.Key_Backspace)
    quest.qtbot.waitUntil(lambda: not quest.field.is_waiting)
    quest.field.resize(quest.field.width() - 12, quest.field.height())
    listed = quest.field.suggestions
    assert listed.isVisible()
    assert [row.label for row in listed.rows] == ["in:Garden", "in:Garden/Gartow"]
    corner = quest.field.mapTo(quest.window, QPoint(0, quest.field.height()))
    assert listed.geometry().left() == corner.x()


def test_a_beginning_of_a_name_is_not_searched_and_enter_makes_it_whole(quest: Quest):
    knows_the_garden(quest)
    quest.type("dog in:gar")
    quest.qtbot.wait_signal(quest.field._dwell.timeout, timeout=DWELL_MS * 5).wait()
    assert quest.searching.query == Query((Word("dog"),))
    quest.press(Qt.Key.Key_Return)
    assert quest.searching.query.filters == (Filter(Field.IN, "Garden"),)
    assert quest.field.hasFocus()


def test_who_closes_the_names_means_the_beginning_itself(quest: Quest):
    knows_the_garden(quest)
    quest.type("in:gar")
    quest.press(Qt.Key.Key_Escape)
    quest.press(Qt.Key.Key_Down)
    assert quest.searching.query.filters == (Filter(Field.IN, "gar"),)


def knows_the_garden(quest: Quest) -> None:
    names = Vocabulary(folders=(("Garden", 9), ("Garden/Gartow", 2)), categories=(("Flowers", 3),))
    quest.window.on_event(VocabularyChanged(names))


def test_nothing_is_found_yet_while_photos_wait(quest: Quest):
    with quest.desk.library.atomic():
        path = quest.desk.photos_folder / "late.jpg"
        quest.desk.library.photos.enqueue(quest.desk.folder.id, [FileState(path, 1, 1)])
    with quest.qtbot.waitSignal(quest.window.gallery.overview_changed):
        quest.window.gallery.refresh_all()
    quest.type("dog")
    quest.answer()
    assert quest.browser.message.title.text() == "Nothing found yet"
    assert quest.browser.message.text.text() == "1 photo still to be looked at."


def test_filters_without_a_match_ask_to_be_removed(quest: Quest):
    quest.type("dog date:2019 ")
    quest.answer()
    assert quest.browser.message.title.text() == "No photo has all of that"


def test_a_filter_that_is_not_a_chip_yet_is_not_sought_above(quest: Quest):
    quest.type("rating:>=3")
    quest.answer()
    assert quest.chips == []
    message = quest.browser.message
    assert message.title.text() == "No photo is like that"
    assert message.text.text() == "Change the filter, or clear the search."


def test_hints_of_the_answer_are_told(quest: Quest):
    quest.type("cat:Katzen ")
    quest.answer(hints=("There is no category “Katzen”.",))
    assert quest.bar.note.text() == "There is no category “Katzen”."


def test_what_was_probably_meant_is_one_click_away(quest: Quest):
    quest.type("sunflwer date:2019 ")
    quest.answer(
        hints=("The model does not know “sunflwer”.",), meant=Query((Word("sunflower"),), filters=(FROM_2019,))
    )
    assert quest.bar.meant.text() == "Did you mean “sunflower”?"
    quest.bar.meant.click()
    assert (quest.field.text(), quest.chips) == ("sunflower", ["date 2019"])
    assert quest.asked.sentence == "sunflower"
    assert not quest.bar.meant.isVisible()


def test_photos_that_are_still_to_be_looked_at_are_told(quest: Quest):
    library, desk = quest.desk.library, quest.desk
    with library.atomic():
        library.photos.enqueue(desk.folder.id, [FileState(desk.photos_folder / "new.jpg", 1, 1)])
    changed(quest.qtbot, quest.window, photos=True)
    quest.type("dog")
    assert quest.bar.note.text() == "1 photo still to be looked at."
    quest.searching.end()
    assert not quest.bar.isVisible()


def test_filters_alone_can_be_sorted_by_date(quest: Quest):
    quest.type("date:2019 ")
    quest.answer(1, 2, 3)
    assert quest.browser.sort.isEnabled()
    quest.window.gallery.choose_order(Order.OLDEST)
    assert quest.shown == [3, 2, 1]
    quest.type("dog")
    quest.answer(1, 2, 3)
    assert quest.shown == [1, 2, 3]
    assert not quest.browser.sort.isEnabled()


def test_the_search_is_asked_again_while_photos_arrive_and_keeps_what_is_shown(quest: Quest):
    quest.searching._again.setInterval(1)
    quest.type("dog")
    quest.answer(1, 2, 3)
    quest.grid.make_current(quest.ids[2])
    asked = quest.desk.count(Search)
    changed(quest.qtbot, quest.window, photos=True)
    quest.qtbot.waitUntil(lambda: quest.desk.count(Search) > asked)
    quest.answer(0, 1, 2, 3)
    assert quest.grid.selection.current_id == quest.ids[2]


def test_the_field_says_which_languages_the_model_knows(quest: Quest):
    quest.window.on_event(ModelReady("builtin"))
    assert quest.field.placeholderText() == "Search in English by what is in the picture"
    quest.window.on_event(ModelReady("many"))
    assert quest.field.placeholderText() == "Search in over 100 languages by what is in the picture"


# --- verdicts ---


def action(window: MainWindow, words: str) -> QAction:
    return next(one for top in window.menuBar().actions() for one in top.menu().actions() if one.text() == words)


def test_verdicts_on_results_refine_the_search_and_are_undone(quest: Quest):
    quest.type("dog")
    quest.answer(0, 1, 2)
    quest.grid.make_current(quest.ids[1])
    quest.grid.setFocus()
    quest.qtbot.keyClick(quest.grid, Qt.Key.Key_Plus)
    assert quest.asked.liked == (quest.ids[1],)
    quest.answer(1, 0, 2)
    quest.grid.make_current(quest.ids[0])
    quest.bar.less_like.click()
    assert (quest.asked.liked, quest.asked.disliked) == ((quest.ids[1],), (quest.ids[0],))
    assert quest.chips == ["1 liked, 1 not"]
    quest.window.tagging.undo_stack.undo()
    assert (quest.asked.liked, quest.asked.disliked) == ((quest.ids[1],), ())
    quest.window.tagging.undo_stack.undo()
    assert quest.asked == Query((Word("dog"),))
    quest.window.tagging.undo_stack.redo()
    assert quest.chips == ["1 liked"]
    quest.qtbot.keyClick(next(iter(quest.bar.chips.values())), Qt.Key.Key_Delete)
    assert quest.asked == Query((Word("dog"),))


def test_after_a_thumb_the_selection_stays(quest: Quest):
    quest.type("dog")
    quest.answer(1, 2, 3)
    quest.grid.make_current(quest.ids[2])
    quest.bar.more_like.click()
    quest.answer(3, 2, 1)
    assert quest.grid.selection.chosen_ids().tolist() == [quest.ids[2]]
    quest.type(" cat")
    quest.answer(3, 2, 1)
    assert quest.grid.selection.count() == 0


def test_a_photo_is_either_liked_or_not(quest: Quest):
    quest.type("dog")
    quest.searching.judge([quest.ids[1]], likes=True)
    quest.searching.judge([quest.ids[1]], likes=False)
    assert (quest.asked.liked, quest.asked.disliked) == ((), (quest.ids[1],))


def test_an_undone_verdict_brings_its_search_back(quest: Quest):
    quest.type("dog")
    quest.searching.judge([quest.ids[1]], likes=True)
    quest.searching.end()
    quest.window.tagging.undo_stack.undo()
    assert quest.asked == Query((Word("dog"),))
    assert quest.field.text() == "dog"


def test_there_are_no_verdicts_without_a_search(quest: Quest):
    quest.grid.make_current(quest.ids[1])
    assert not action(quest.window, "More like this").isEnabled()
    assert "More like this" not in [one.text() for one in quest.window.deeds.menu().actions()]
    quest.type("dog")
    quest.answer(0, 1)
    quest.grid.make_current(quest.ids[1])
    assert action(quest.window, "More like this").isEnabled()
    next(one for one in quest.window.deeds.menu().actions() if one.text() == "Less like this").trigger()
    assert quest.asked.disliked == (quest.ids[1],)


def test_a_search_is_offered_for_keeping_and_as_a_category(quest: Quest):
    quest.type("dog date:2019 ")
    whole = Query((Word("dog"),), filters=(FROM_2019,))
    with quest.qtbot.waitSignal(quest.searching.saving, check_params_cb=lambda query: query == whole):
        quest.bar.save.click()
    with quest.qtbot.waitSignal(quest.searching.making_category, check_params_cb=lambda query: query == whole):
        quest.bar.make.click()


def test_a_mark_is_no_longer_than_what_is_seen_of_it(quest: Quest, monkeypatch: pytest.MonkeyPatch):
    lengths: list[int] = []

    def counted(points: list[QPointF]) -> QPolygonF:
        lengths.append(len(points))
        return QPolygonF(points)

    monkeypatch.setattr("photo_sorter.ui.search.problem_marks.QPolygonF", counted)
    quest.type("x")
    quest.field.setText("date:" + "9" * 9_000)
    quest.press(Qt.Key.Key_Return)
    quest.field.grab()
    assert 0 < max(lengths) < quest.field.width()
