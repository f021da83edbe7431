"""Check accuracy: what is asked, what is shown of the answer, and the matrix by mouse and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CancelCheck, CheckAccuracy, Verdict
from photo_sorter.core.events import AccuracyChecked, CheckProgressed, LibraryChanged
from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE, OTHER, AccuracyReport, CheckedPhoto
from photo_sorter.ui import desktop
from photo_sorter.ui.accuracy.accuracy_window import AccuracyWindow
from photo_sorter.ui.accuracy.confusion_view import ConfusionView
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from tests.ui.desk import Desk, content_hash

MODELS = (("builtin", "Built-in"), ("large", "Large"))


@pytest.fixture
def large() -> Iterator[None]:
    """Text at 180 %, as a desktop may be set up."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    former = app.font()
    font = app.font()
    font.setPointSizeF(former.pointSizeF() * 1.8)
    app.setFont(font)
    yield
    app.setFont(former)


@pytest.fixture
def judged(desk: Desk) -> None:
    """A person has said two things."""
    ids = desk.add_photos(["a.jpg", "b.jpg"])
    desk.add_categories("Cats")
    with desk.library.atomic():
        desk.library.tags.set_verdicts((Verdict(ids[0], 1, True), Verdict(ids[1], 1, False)))


@pytest.fixture
def open_checks(qtbot: QtBot, desk: Desk) -> Iterator[Callable[[], AccuracyWindow]]:
    loader, reader = ThumbnailLoader(desk.home.thumbnails), LibraryReader(desk.home.library)
    windows = []

    def show() -> AccuracyWindow:
        reader.open()
        window = AccuracyWindow(loader, reader, desk.posted.append)
        windows.append(window)
        qtbot.addWidget(window)
        window.show_models(MODELS, "builtin")
        window.open()
        return window

    yield show
    for window in windows:
        window.close()
    loader.close()
    reader.close()


@pytest.fixture
def checks(judged: None, open_checks: Callable[[], AccuracyWindow]) -> AccuracyWindow:
    return open_checks()


def photo(name: str, truth: str, choice: str, decision: str | None = None) -> CheckedPhoto:
    return CheckedPhoto(f"/photos/{name}", content_hash(name), truth, choice, decision or choice)


PHOTOS = (
    photo("1.jpg", "cat", "cat"),
    photo("2.jpg", "cat", "dog"),
    photo("3.jpg", "cat", "dog", NOT_SURE),
    photo("4.jpg", "dog", "dog", NONE),
)


def answer(checks: AccuracyWindow, desk: Desk, *reports: AccuracyReport, sentence: str | None = None) -> None:
    checks.check.click()
    checks.on_event(AccuracyChecked(desk.last(CheckAccuracy).token, reports, sentence))


def names(checks: AccuracyWindow) -> list[str]:
    return [one.path.name for one in checks.findings.photos.photos]


def click(qtbot: QtBot, matrix: ConfusionView, truth: str, said: str) -> None:
    cell = matrix.cell_rect(matrix.rows.index(truth), matrix.columns.index(said))
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())


# --- what is asked ---


def test_what_was_decided_is_checked_by_default(checks: AccuracyWindow, desk: Desk):
    assert checks.verdicts_hint.text() == "2 answers"
    checks.check.click()
    command = desk.last(CheckAccuracy)
    assert (command.folder, command.labels, command.compare_model_id) == (None, None, None)


def test_without_verdicts_a_folder_is_needed(open_checks: Callable[[], AccuracyWindow], desk: Desk, tmp_path: Path):
    checks = open_checks()
    assert not checks.by_verdicts.isEnabled()
    assert checks.verdicts_hint.text() == "Say yes or no to some photos first"
    assert checks.by_folder.isChecked()
    assert not checks.check.isEnabled()
    checks.use_folder(tmp_path)
    checks.check.click()
    assert desk.last(CheckAccuracy).folder == tmp_path


def test_verdicts_given_meanwhile_are_counted(open_checks: Callable[[], AccuracyWindow], desk: Desk):
    ids = desk.add_photos(["a.jpg"])
    desk.add_categories("Cats")
    checks = open_checks()
    with desk.library.atomic():
        desk.library.tags.set_verdicts((Verdict(ids[0], 1, True),))
    checks.on_event(LibraryChanged(tags=True))
    assert checks.by_verdicts.isEnabled()
    assert checks.by_verdicts.isChecked()
    assert checks.verdicts_hint.text() == "1 answer"
    assert checks.check.isEnabled()


def test_a_folder_is_chosen(checks: AccuracyWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    checks.by_folder.click()
    assert checks.folder_hint.text() == str(tmp_path)
    checks.check.click()
    assert desk.last(CheckAccuracy).folder == tmp_path
    assert desk.last(CheckAccuracy).labels is None


def test_a_labelled_folder_stays_chosen_while_the_library_changes(
    checks: AccuracyWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def choose(*given: object) -> str:
        checks.on_event(LibraryChanged(tags=True))
        assert checks.by_folder.isChecked()
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    checks.by_folder.click()
    checks.on_event(LibraryChanged(tags=True))
    assert checks.by_folder.isChecked()
    assert checks.folder_hint.text() == str(tmp_path)


def test_a_long_path_does_not_widen_the_window(checks: AccuracyWindow):
    width = checks.minimumSizeHint().width()
    path = Path("/".join(["a folder with a long name"] * 40))
    checks.use_folder(path)
    assert checks.minimumSizeHint().width() == width
    assert checks.folder_hint.toolTip() == str(path)


def test_choosing_no_folder_leaves_things_as_they_were(checks: AccuracyWindow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: "")
    checks.by_folder.click()
    assert checks.by_verdicts.isChecked()


def test_a_csv_names_photos_beside_it(
    checks: AccuracyWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    labels = tmp_path / "labels.csv"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(labels), ""))
    checks.choose_labels.click()
    checks.check.click()
    assert (desk.last(CheckAccuracy).folder, desk.last(CheckAccuracy).labels) == (tmp_path, labels)
    assert checks.folder_hint.text() == str(labels)


def test_the_model_in_use_is_not_offered_for_comparison(checks: AccuracyWindow, desk: Desk):
    assert [checks.models.itemText(row) for row in range(checks.models.count())] == ["No other model", "Large"]
    checks.models.setCurrentIndex(1)
    checks.check.click()
    assert desk.last(CheckAccuracy).compare_model_id == "large"
    checks.show_models(MODELS[:1], "builtin")
    assert not checks.models.isVisible()
    assert checks.models.currentData() is None


# --- while it runs ---


def test_progress_and_time_left_are_shown(checks: AccuracyWindow, desk: Desk):
    checks.check.click()
    token = desk.last(CheckAccuracy).token
    checks.on_event(CheckProgressed(token, 120, 400, 8.0, 120.0))
    assert checks.words.text() == "120 of 400 · 8.0/s · about 2 min left"
    assert (checks.progress.value(), checks.progress.maximum()) == (120, 400)
    checks.on_event(CheckProgressed(token - 1, 1, 2, 1.0, None))
    assert checks.progress.value() == 120


def test_a_cancelled_check_says_nothing_more(checks: AccuracyWindow, desk: Desk):
    checks.check.click()
    token = desk.last(CheckAccuracy).token
    checks.cancel.click()
    assert desk.count(CancelCheck) == 1
    assert checks.check.isVisible()
    checks.on_event(AccuracyChecked(token, (AccuracyReport("builtin", PHOTOS),)))
    assert not checks.findings.isVisible()


def test_closing_the_window_ends_the_check(checks: AccuracyWindow, desk: Desk):
    checks.close()
    assert desk.count(CancelCheck) == 0
    checks.open()
    checks.check.click()
    checks.close()
    assert desk.count(CancelCheck) == 1


def test_an_answer_to_an_earlier_check_is_dropped(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    early = desk.last(CheckAccuracy).token
    checks.check.click()
    checks.on_event(AccuracyChecked(early, (AccuracyReport("builtin", PHOTOS[:1]),)))
    assert checks.findings.matrix.rows == ("cat", "dog")
    assert checks.is_checking


# --- what it found ---


def test_a_fault_is_a_sentence(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, sentence="There is nothing to check in this folder.")
    assert checks.message.isVisible()
    assert checks.message.text() == "There is nothing to check in this folder."
    assert checks.check.isEnabled()


def test_photos_that_all_failed_are_told(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", (), (("/a.jpg", "Cannot read a.jpg: it is empty."),)))
    assert checks.message.text() == "None of 1 photo could be read. Cannot read a.jpg: it is empty."
    answer(checks, desk, AccuracyReport("builtin", ()))
    assert checks.message.text() == "There is no photo to check."


def test_headline_figures_stand_above(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    assert checks.findings.figures.texts() == [["25 %", "50 %", "50 %", "50 %"]]


def test_photos_that_could_not_be_read_are_told_quietly(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS, (("/x.jpg", "Cannot read x.jpg."),)))
    assert checks.findings.failures.text() == "1 photo could not be read"
    assert not checks.findings.reasons.isVisible()
    checks.findings.failures.click()
    assert checks.findings.reasons.toPlainText() == "/x.jpg: Cannot read x.jpg."
    assert checks.findings.reasons.isVisible()
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    assert not checks.findings.failures.isVisible()
    assert not checks.findings.reasons.isVisible()


def test_a_cell_shows_its_photos(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    matrix = checks.findings.matrix
    assert matrix.columns == ("cat", "dog", NOT_SURE, NONE)
    click(qtbot, matrix, "cat", "dog")
    assert names(checks) == ["2.jpg"]
    assert checks.findings.heading.text() == "1 of 3 photos of “cat” (33 %) was taken for “dog”."
    click(qtbot, matrix, "cat", NOT_SURE)
    assert names(checks) == ["3.jpg"]
    click(qtbot, matrix, "dog", "cat")
    assert names(checks) == []


def test_what_was_only_said_to_be_wrong_has_a_cell_for_what_is_right(checks: AccuracyWindow, desk: Desk):
    photos = (*PHOTOS, photo("5.jpg", OTHER, OTHER), photo("6.jpg", OTHER, "cat"))
    answer(checks, desk, AccuracyReport("builtin", photos))
    matrix = checks.findings.matrix
    assert sum(matrix.count(row, column) for row in matrix.rows for column in matrix.columns) == len(photos)
    assert matrix.pick(OTHER, OTHER)
    assert names(checks) == ["5.jpg"]
    assert checks.findings.heading.text() == (
        "1 of 2 photos of something else (50 %) was not taken for what it is not."
    )


def test_the_forced_choice_is_another_matrix(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    click(qtbot, checks.findings.matrix, "cat", "dog")
    checks.findings.forced.click()
    assert checks.findings.matrix.columns == ("cat", "dog")
    assert names(checks) == ["2.jpg", "3.jpg"], "the cell stays chosen"
    assert [checks.findings.classes.item(0, column).text() for column in range(4)] == ["cat", "3", "100 %", "33 %"]
    checks.findings.as_sorted.click()
    click(qtbot, checks.findings.matrix, "dog", NONE)
    checks.findings.forced.click()
    assert names(checks) == []
    assert checks.findings.matrix.chosen is None


def test_the_matrix_is_walked_by_keys(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    matrix = checks.findings.matrix
    matrix.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(matrix, key)
    assert matrix.current == ("cat", "dog")
    assert matrix.accessibleDescription() == "1 of 3 photos of “cat” (33 %) was taken for “dog”."
    assert names(checks) == []
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert names(checks) == ["2.jpg"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(matrix, key)
    assert names(checks) == ["4.jpg"]
    assert matrix.sentence("dog", NONE) == "1 of 1 photo of “dog” (100 %) was taken for none of these."
    assert checks.isVisible()


def test_matrix_and_table_are_copied_as_text(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    qtbot.keyClick(checks.findings.matrix, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = ["\tcat\tdog\tnot sure\tnone of these", "cat\t1\t1\t1\t0", "dog\t0\t0\t0\t1"]
    assert QApplication.clipboard().text() == "\n".join(lines)
    qtbot.keyClick(checks.findings.classes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = ["Class\tPhotos\tPrecision\tRecall", "cat\t3\t100 %\t33 %", "dog\t1\t0 %\t0 %"]
    assert QApplication.clipboard().text() == "\n".join(lines)
    checks.findings.classes.selectRow(1)
    qtbot.keyClick(checks.findings.classes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "\n".join((lines[0], lines[2]))


def test_the_table_sorts_by_number(checks: AccuracyWindow, desk: Desk):
    photos = [photo(f"{n}.jpg", "few", "few") for n in range(9)] + [
        photo(f"m{n}.jpg", "many", "few") for n in range(10)
    ]
    answer(checks, desk, AccuracyReport("builtin", tuple(photos)))
    table = checks.findings.classes
    for column, first in ((1, "many"), (2, "few"), (3, "few")):
        table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        assert table.item(0, 0).text() == first
    assert table.item(1, 2).text() == "–"


def test_a_photo_of_a_cell_is_opened(qtbot: QtBot, checks: AccuracyWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    opened = []
    monkeypatch.setattr(desktop, "open_file", lambda path: opened.append(path) or True)
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    checks.findings.matrix.pick("cat", "cat")
    strip = checks.findings.photos
    qtbot.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.cell_rect(0).center())
    assert opened == [Path("/photos/1.jpg")]


def test_two_models_are_compared(checks: AccuracyWindow, desk: Desk):
    other = (
        photo("1.jpg", "cat", "dog"), photo("2.jpg", "cat", "cat"), photo("3.jpg", "cat", "cat"),
        photo("4.jpg", "dog", "dog", NONE),
    )  # fmt: skip
    answer(checks, desk, AccuracyReport("builtin", PHOTOS), AccuracyReport("large", other))
    result = checks.findings
    assert result.figures.texts() == [["25 %", "50 %", "50 %", "50 %"], ["50 %", "75 %", "75 %", "67 %"]]
    assert [button.text() for button in result.models] == ["Built-in", "Large"]
    assert result.differences.text() == "3 photos differ"
    result.differences.click()
    assert names(checks) == ["1.jpg", "2.jpg", "3.jpg"]
    assert result.photos.photos[0].notes == ("✓ cat", "dog")
    assert result.photos.photos[2].tip == "3.jpg · cat\nBuilt-in: not sure\nLarge: cat"
    assert result.heading.text() == ("3 photos are answered differently: Built-in has 1 of them right, Large 2.")
    result.models[1].click()
    assert result.matrix.count("cat", "cat") == 2
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    assert not result.differences.isVisible()
    assert result.matrix.count("cat", "cat") == 1


def test_models_that_agree_have_no_differences(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS), AccuracyReport("large", PHOTOS))
    assert checks.findings.differences.text() == "0 photos differ"
    assert not checks.findings.differences.isEnabled()


# --- the picture ---


def test_forty_classes_can_be_reached_and_read(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    labels = [f"class {number:02} with rather a long name of its own" for number in range(40)]
    photos = [photo(f"{n}.jpg", labels[n % 40], labels[(n + n // 40) % 40]) for n in range(120)]
    answer(checks, desk, AccuracyReport("builtin", tuple(photos)))
    matrix = checks.findings.matrix
    assert matrix.cell_rect(0, 0).width() >= 24
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_End)
    for _ in range(39):
        qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.current == (labels[39], labels[39])
    corner = matrix.cell_rect(39, 39)
    assert matrix.viewport().rect().contains(corner)
    assert corner.left() >= matrix.places.label_px
    assert corner.top() >= matrix.places.header_px
    click(qtbot, matrix, labels[39], labels[39])
    assert names(checks) == ["39.jpg"]
    for key, times in ((Qt.Key.Key_Home, 1), (Qt.Key.Key_Up, 39)):
        for _ in range(times):
            qtbot.keyClick(matrix, key)
    assert matrix.cell_rect(0, 0).topLeft().x() == matrix.places.label_px
    assert matrix.cell_rect(0, 0).topLeft().y() == matrix.places.header_px


def test_answers_that_are_none_stand_apart(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    matrix = checks.findings.matrix
    last_class, first_other = matrix.cell_rect(0, 1), matrix.cell_rect(0, 2)
    assert first_other.left() - last_class.right() > 4
    gap = QPoint((last_class.right() + first_other.left()) // 2, last_class.center().y())
    with qtbot.assertNotEmitted(matrix.picked):
        qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=gap)


def test_a_larger_share_is_a_stronger_shade(qtbot: QtBot, checks: AccuracyWindow, desk: Desk):
    photos = [photo(f"{n}.jpg", "cat", "cat" if n < 8 else "dog") for n in range(10)] + [photo("d.jpg", "dog", "dog")]
    answer(checks, desk, AccuracyReport("builtin", tuple(photos)))
    matrix = checks.findings.matrix
    picture = matrix.viewport().grab().toImage()

    def lightness(truth: str, said: str) -> int:
        cell = matrix.cell_rect(matrix.rows.index(truth), matrix.columns.index(said))
        return picture.pixelColor(cell.left() + 8, cell.top() + 8).lightness()

    assert lightness("dog", "dog") < lightness("cat", "cat") < lightness("cat", "dog") < lightness("dog", "cat")


def test_large_text_is_not_clipped(qtbot: QtBot, open_checks: Callable[[], AccuracyWindow], desk: Desk, large: None):
    checks = open_checks()
    checks.use_folder(Path("/photos"))
    answer(checks, desk, AccuracyReport("builtin", PHOTOS))
    table, matrix = checks.findings.classes, checks.findings.matrix
    table.setFixedWidth(200)
    bar = table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.isVisible()
    bar.setValue(bar.maximum())
    assert table.viewport().rect().contains(table.visualItemRect(table.item(0, 3)))
    assert table.rowHeight(0) > table.fontMetrics().height() + 6
    assert matrix.cell_rect(0, 0).height() > matrix.fontMetrics().height()
    assert matrix.places.header_px > 2 * matrix.fontMetrics().height()


def test_everything_says_its_name(checks: AccuracyWindow, desk: Desk):
    answer(checks, desk, AccuracyReport("builtin", PHOTOS), AccuracyReport("large", PHOTOS))
    for widget in (
        checks.models, checks.progress, checks.findings.matrix, checks.findings.classes, checks.findings.photos,
        checks.findings.reasons,
    ):  # fmt: skip
        assert widget.accessibleName()
