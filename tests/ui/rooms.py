"""Every window, page and dialog of the program, each with something in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CompareModels, PreviewChange, SaveScheme
from photo_sorter.core.events import (
    ChangePreviewed,
    DownloadEnded,
    DownloadProgressed,
    ModelChangeProgressed,
    ModelReady,
    ModelsCompared,
    SpeedMeasured,
)
from photo_sorter.core.sorting.accuracy import AccuracyReport, CheckedPhoto
from photo_sorter.core.sorting.model_comparison import Difference, ModelComparison
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL, SettingsFile
from photo_sorter.system.login_item import AutostartEntry
from photo_sorter.ui.arranging.rule_dialog import RuleDialog
from photo_sorter.ui.background.background import Background
from photo_sorter.ui.categories.sentences_dialog import SentencesDialog
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_page import ModelPage
from photo_sorter.ui.settings import settings_dialog
from tests.ui.arranging.sorting import Sorting
from tests.ui.bench import Bench
from tests.ui.desk import Desk
from tests.ui.models.shop import LARGE, Shop
from tests.ui.quest import Quest
from tests.ui.sitting import Sitting
from tests.ui.twins import Twins

KEEP_SORTED = settings_dialog.MODEL + 1
GENERAL = KEEP_SORTED + 1


@dataclass(frozen=True)
class House:
    """`begin` opens a window over an empty home; `window` has photos, and models to choose from."""

    qtbot: QtBot
    monkeypatch: pytest.MonkeyPatch
    window: MainWindow
    desk: Desk
    shop: Shop
    begin: Callable[[], MainWindow]

    @property
    def ids(self) -> list[int]:
        return [int(id) for id in self.window.grid.selection.ids]

    def bring_models(self) -> None:
        for model_id in (RECOMMENDED_MODEL, LARGE):
            self.shop.bring(model_id)
        self.window.models.look()
        self.window.on_event(ModelReady(BUILT_IN_MODEL))


Room = Callable[[House], QWidget]
Shown = TypeVar("Shown", bound=QWidget)


# --- the window ---


def first_start(house: House) -> QWidget:
    return house.begin()


def photos(house: House) -> QWidget:
    return house.window


def one_photo_and_why(house: House) -> QWidget:
    bench = Bench(house.qtbot, house.window, house.desk)
    if not house.window.frame.shows_details:
        house.window.toggle_details()
    bench.select(0)
    house.window.show_why()
    bench.answer()
    where = house.window.panel.why.where
    house.qtbot.waitUntil(lambda: where.height() >= where.sizeHint().height())
    return house.window


def a_search(house: House) -> QWidget:
    quest = Quest(house.qtbot, house.window, house.desk)
    quest.type("red date:2019 ")
    quest.answer(0, 1, 2, relevant=2)
    return house.window


def notices(house: House) -> QWidget:
    house.window.notices.say("One.")
    house.window.notices.say("Another, with something to do about it.", "Try again", lambda: None)
    return house.window


def viewer(house: House) -> QWidget:
    house.window.stage.view(house.ids[0])
    return house.window


def review(house: House) -> QWidget:
    house.window.start_review()
    Sitting(house.qtbot, house.window, house.desk).offer(5, 6, 7)
    return house.window


def categories_by_name(house: House) -> QWidget:
    house.window.grid.make_current(house.ids[0])
    house.window.deeds.tag_by_name()
    return _there(QApplication.activePopupWidget())


def duplicates(house: House) -> QWidget:
    twins = Twins(house.qtbot, house.window, house.desk, house.monkeypatch)
    twins.begin(*twins.groups)
    return house.window


def duplicates_compared(house: House) -> QWidget:
    duplicates(house)
    house.window.duplicates.view.list.comparing.emit(0)
    return house.window


# --- sorting into folders ---


def arranging(house: House) -> Sorting:
    return Sorting(house.qtbot, house.window, house.desk)


def sort_into_folders(house: House) -> QWidget:
    """Before a folder is chosen."""
    house.window.arranging.sort_shown()
    return _there(house.window.arranging.sorting)


def sort_preview(house: House) -> QWidget:
    sorting = arranging(house)
    sheet = sorting.open(0, 1, 2, 3)
    sheet.form.unsorted.setCurrentIndex(1)
    sorting.answer(faults=("There is too little free space.",))
    sheet.preview.view.selectAll()
    sheet.preview.notices.say("IMG_00.jpg is there already.")
    return sheet


def run_under_way(house: House) -> QWidget:
    sorting = arranging(house)
    sheet = sorting.open()
    sheet.running.emit(sorting.answer())
    sorting.progress(1, 3, 21)
    return sheet


def run_ended(house: House) -> QWidget:
    sorting = arranging(house)
    sheet = sorting.open()
    plan = sorting.answer()
    sheet.running.emit(plan)
    sorting.end(sorting.ran(plan, "Copy 21 files to Sorted", failed=1), 20, sentences=("IMG_00.jpg is gone.",))
    return sheet


def run_in_the_bottom_bar(house: House) -> QWidget:
    run_under_way(house).close()
    return house.window


def runs(house: House) -> QWidget:
    sorting = arranging(house)
    sorting.ran(sorting.plan_of(5), "Copy 6 files to Sorted", rule_id=sorting.rule(), failed=1)
    house.window.arranging.show_runs()
    window = _there(house.window.arranging.history)
    window.table.selectAll()
    return window


def no_runs(house: House) -> QWidget:
    house.window.arranging.show_runs()
    return _there(house.window.arranging.history)


def interrupted_run(house: House) -> QWidget:
    sorting = arranging(house)
    sorting.begun(sorting.plan_of(5), "Copy 6 files to Sorted", done=2)
    house.window.arranging.look_for_open_run()
    return _there(house.window.arranging.recovery)


def a_rule(house: House) -> QWidget:
    arranging(house).rule()
    house.window.housekeeping.show_settings()
    page = _there(house.window.arranging.rules)
    page.list.editing.emit()
    return _there(page.findChild(RuleDialog))


# --- settings ---


def settings(page: int, house: House) -> QWidget:
    if page == KEEP_SORTED:
        arranging(house).rule()
    if page == GENERAL:
        entry = AutostartEntry(house.desk.home.folder / "autostart")
        file = SettingsFile(house.desk.home.settings)
        Background(house.window, file, house.desk.posted.append, entry, ["photo-sorter"])
    house.window.housekeeping.show_settings()
    dialog = _there(house.window.housekeeping.dialog)
    dialog.turn_to(page)
    return dialog


def models_at_work(house: House) -> QWidget:
    house.bring_models()
    house.shop.change(LARGE, is_installed=False, can_download=True, unfinished_bytes=99_000_000)
    house.window.housekeeping.show_models()
    house.window.models.use(RECOMMENDED_MODEL)
    for event in (
        SpeedMeasured(BUILT_IN_MODEL, 61.27),
        ModelChangeProgressed(RECOMMENDED_MODEL, 1234, 2000, 170.0),
        DownloadProgressed(LARGE, 212_000_000, 606_000_000),
    ):
        house.window.on_event(event)
    return _there(house.window.housekeeping.dialog)


def models_at_fault(house: House) -> QWidget:
    dialog = models_at_work(house)
    house.window.on_event(DownloadEnded(LARGE, "The hub was not found."))
    page = dialog.findChild(ModelPage)
    assert isinstance(page, ModelPage)
    page.more.setChecked(True)
    page.network.hub.setText("nonsense")
    page.network.hub.editingFinished.emit()
    page.notices.say("CLIP is here.", "Use it")
    return dialog


# --- windows beside it ---


def models_compared(house: House, *, differs: bool = True) -> QWidget:
    house.bring_models()
    house.window.models.compare(RECOMMENDED_MODEL)
    judged = (CheckedPhoto("0.jpg", b"", "Cats", "Cats", "Cats"),)
    differences = (Difference(house.ids[0], (1,), (2,)), Difference(house.ids[1], (), (1, 2))) if differs else ()
    reports = AccuracyReport(BUILT_IN_MODEL, judged), AccuracyReport(RECOMMENDED_MODEL, judged)
    found = ModelComparison(reports, 20, len(differences), differences)
    house.window.on_event(ModelsCompared(house.desk.last(CompareModels).token, found))
    return _there(house.window.models.comparison)


def models_alike(house: House) -> QWidget:
    return models_compared(house, differs=False)


def accuracy(house: House) -> QWidget:
    house.window.check_accuracy()
    return _there(house.window.accuracy)


def help_pages(house: House) -> QWidget:
    return house.window.help.show_pages()


def shortcuts(house: House) -> QWidget:
    return house.window.help.show_shortcuts()


def problems(house: House) -> QWidget:
    return house.window.help.show_problems()


def about(house: House) -> QWidget:
    return house.window.help.show_about()


def wordings_tried(house: House) -> QWidget:
    house.window.housekeeping.show_settings()
    _there(house.window.housekeeping.dialog).categories.trying.emit(1)
    return _there(house.window.housekeeping.bench)


def a_change_to_agree_to(house: House) -> QWidget:
    scheme = house.window.edits.scheme
    house.window.edits.consent_wanted.emit(SaveScheme(scheme.without(1)), "Remove “Cats”")
    house.window.on_event(ChangePreviewed(house.desk.last(PreviewChange).token, None))
    return _there(house.window.housekeeping.preview)


def sentences(house: House) -> QWidget:
    dialog = SentencesDialog(("a photo of {}",), lambda templates: None, house.window)
    dialog.show()
    return dialog


# --- questions ---


def asked(ask: Callable[[House], object], house: House) -> list[str]:
    """The buttons of a question in the order in which Tab reaches them; Esc answers it."""
    seen: list[str] = []

    def press_tab_and_leave() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        for _ in box.buttons():
            focused = box.focusWidget()
            seen.append(focused.text().replace("&", "") if isinstance(focused, QPushButton) else "")
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(50, press_tab_and_leave)
    ask(house)
    return seen


ROOMS: Sequence[Room] = (
    first_start, photos, one_photo_and_why, a_search, notices, viewer, review, categories_by_name,
    duplicates, duplicates_compared,
    *(partial(settings, page) for page in range(GENERAL + 1)), models_at_work, models_at_fault, models_compared,
    models_alike, sort_into_folders, sort_preview, run_under_way, run_ended, run_in_the_bottom_bar, runs, no_runs,
    interrupted_run, a_rule, accuracy, help_pages, shortcuts, problems, about, wordings_tried, a_change_to_agree_to,
    sentences,
)  # fmt: skip


def called(room: Room) -> str:
    if isinstance(room, partial):
        return f"{room.func.__name__}-{room.args[0]}"
    return str(getattr(room, "__name__", room))


def _there(window: Shown | None) -> Shown:
    assert window is not None
    return window
