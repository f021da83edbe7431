"""Work waits with a word, and never longer than its cause."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import Command, Hold
from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.system.power import Power
from photo_sorter.ui.background.waiting import PERSON_SECONDS, POWER_SECONDS, Waiting

LOW, MAINS = Power(True, True, 24), Power(True, False, 24)
INDEXING, IDLE = ActivityChanged(Activity.INDEXING, 1, 9), ActivityChanged(Activity.IDLE)


class Laptop:
    """Its power and its person are what a test says; `posted` is what the worker was told."""

    def __init__(self, home: Home) -> None:
        self.settings = SettingsFile(home.settings)
        self.power, self.idle_seconds, self.is_filled = MAINS, 0.0, False
        self.looks = 0
        self.posted: list[Command] = []
        self.waiting = Waiting(
            self.settings, self.posted.append, self._read, lambda: self.idle_seconds, lambda: self.is_filled
        )

    def _read(self) -> Power:
        self.looks += 1
        return self.power

    def look(self, qtbot: QtBot) -> None:
        """As if half a minute had passed."""
        self.waiting._read_at = float("-inf")
        with qtbot.waitSignal(self.waiting.looked):
            self.waiting.look()

    def begin(self, qtbot: QtBot) -> None:
        with qtbot.waitSignal(self.waiting.looked):
            self.waiting.on_event(INDEXING)


@pytest.fixture
def laptop(qtbot: QtBot, home: Home):
    laptop = Laptop(home)
    yield laptop
    laptop.waiting.close()


def test_a_low_battery_holds_the_work_and_the_mains_let_it_go_on(qtbot, laptop):
    laptop.power = LOW
    laptop.begin(qtbot)
    assert laptop.posted == [Hold("Paused on battery (24 %)")]
    laptop.waiting.on_event(ActivityChanged(Activity.PAUSED, 1, 9, reason="Paused on battery (24 %)"))
    laptop.look(qtbot)
    assert len(laptop.posted) == 1
    laptop.power = MAINS
    laptop.look(qtbot)
    assert laptop.posted[1:] == [Hold("")]


def test_the_percentage_that_is_shown_follows_the_battery(qtbot, laptop):
    laptop.power = LOW
    laptop.begin(qtbot)
    laptop.power = Power(True, True, 23)
    laptop.look(qtbot)
    assert laptop.posted[-1] == Hold("Paused on battery (23 %)")


def test_run_anyway_goes_on_at_once(qtbot, laptop):
    laptop.power = LOW
    laptop.begin(qtbot)
    laptop.waiting.run_anyway()
    assert laptop.posted[-1] == Hold("")
    laptop.look(qtbot)
    assert laptop.posted[-1] == Hold("")


def test_nothing_is_looked_at_while_there_is_nothing_to_do(qtbot, laptop):
    laptop.waiting.on_event(IDLE)
    assert not laptop.waiting.is_looking
    laptop.begin(qtbot)
    assert laptop.waiting.is_looking
    laptop.waiting.on_event(IDLE)
    assert not laptop.waiting.is_looking
    assert laptop.looks == 1


def test_a_pause_that_a_person_wants_is_not_looked_after(qtbot, laptop):
    laptop.begin(qtbot)
    laptop.waiting.on_event(ActivityChanged(Activity.PAUSED, 1, 9))
    assert not laptop.waiting.is_looking


def test_the_battery_is_not_asked_twice_in_half_a_minute(qtbot, laptop):
    laptop.begin(qtbot)
    laptop.waiting.look()
    laptop.waiting.look()
    assert laptop.looks == 1


def test_a_person_at_the_computer_is_waited_for_if_that_is_wanted(qtbot, laptop):
    laptop.begin(qtbot)
    assert laptop.posted == []
    laptop.settings.change(waits_for_person=True)
    laptop.waiting.look()
    assert laptop.posted == [Hold("Paused while the computer is in use")]
    laptop.idle_seconds = 90.0
    laptop.waiting.look()
    assert laptop.posted[-1] == Hold("")


def test_a_full_screen_is_waited_for_and_run_anyway_outlasts_a_look_at_the_window(qtbot, laptop):
    laptop.is_filled = True
    laptop.begin(qtbot)
    assert laptop.posted == [Hold("Paused while another program fills the screen")]
    laptop.waiting.run_anyway()
    assert laptop.posted[-1] == Hold("")
    for is_filled in (False, True):
        laptop.is_filled = is_filled
        laptop.waiting.look()
    assert laptop.posted[-1] == Hold("")
    laptop.waiting.on_event(IDLE)
    laptop.waiting.on_event(INDEXING)
    assert laptop.posted[-1] == Hold("Paused while another program fills the screen")


def test_who_comes_back_from_a_full_screen_waits_seconds_and_not_half_a_minute(qtbot, laptop):
    laptop.begin(qtbot)
    assert laptop.waiting._timer.interval() == PERSON_SECONDS * 1000
    laptop.settings.change(waits_for_full_screen=False)
    laptop.is_filled = True
    laptop.waiting.look()
    assert laptop.posted == []
    assert laptop.waiting._timer.interval() == POWER_SECONDS * 1000


def test_a_change_of_the_rules_is_followed(qtbot, laptop):
    laptop.power = LOW
    laptop.begin(qtbot)
    laptop.settings.change(battery_rule="never")
    laptop.waiting.look()
    assert laptop.posted[-1] == Hold("")
