"""When what the window shows of the library is looked at again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from photo_sorter.core.events import LibraryChanged
from photo_sorter.ui.refreshing import AWAITED_MS, EVERYTHING, REFRESH_MS, Refreshing


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def refreshing(parent: QObject) -> Refreshing:
    return Refreshing(parent)


@pytest.mark.parametrize(
    ("change", "took_ms", "wait_ms"),
    [
        (LibraryChanged(photos=True), 0, REFRESH_MS), (LibraryChanged(photos=True, tags=True), 500, 4_000),
        (LibraryChanged(tags=True), 0, AWAITED_MS), (LibraryChanged(tags=True), 500, 500),
    ],
)  # fmt: skip
def test_what_a_person_changed_is_soon_looked_at_and_the_rest_as_often_as_it_costs_little(
    refreshing: Refreshing, change: LibraryChanged, took_ms: float, wait_ms: int
):
    refreshing.took_ms = took_ms
    refreshing.on_changed(change)
    assert refreshing._timer.interval() == wait_ms


def test_changes_are_gathered_and_what_is_awaited_brings_the_others_along(qtbot: QtBot, refreshing: Refreshing):
    refreshing.took_ms = 60.0
    refreshing.on_changed(LibraryChanged(photos=True))
    with qtbot.waitSignal(refreshing.due) as due:
        refreshing.on_changed(LibraryChanged(tags=True, categories=True))
    assert due.args == [EVERYTHING]
    assert not refreshing._timer.isActive()


def test_everything_is_looked_at_at_once(qtbot: QtBot, refreshing: Refreshing):
    told: list[LibraryChanged] = []
    refreshing.due.connect(told.append)
    refreshing.everything_now()
    assert told == [EVERYTHING]
