"""Waiting has a reason, and an end."""

from __future__ import annotations

import pytest

from photo_sorter.core.schedule import AWAY_SECONDS, LOW_PERCENT, BatteryRule, Rules, Schedule, Situation

LOW = Situation(on_battery=True, battery_percent=24)
FULL = Situation(on_battery=True, battery_percent=90)
PLUGGED_IN = Situation(on_battery=False, battery_percent=24)
BUSY = Situation(idle_seconds=2.0)
AWAY = Situation(idle_seconds=AWAY_SECONDS)
GAME = Situation(idle_seconds=2.0, is_screen_filled=True)


@pytest.mark.parametrize(
    ("rule", "situation", "reason"),
    [
        (BatteryRule.LOW, LOW, "Paused on battery (24 %)"),
        (BatteryRule.LOW, FULL, ""),
        (BatteryRule.LOW, PLUGGED_IN, ""),
        (BatteryRule.LOW, Situation(True, LOW_PERCENT), ""),
        (BatteryRule.LOW, Situation(True, None), ""),
        (BatteryRule.LOW, Situation(True, 90, saves_battery=True), "Paused to save the battery (90 %)"),
        (BatteryRule.LOW, Situation(False, 90, saves_battery=True), ""),
        (BatteryRule.ALWAYS, FULL, "Paused on battery (90 %)"),
        (BatteryRule.ALWAYS, Situation(True, None), "Paused on battery"),
        (BatteryRule.ALWAYS, PLUGGED_IN, ""),
        (BatteryRule.NEVER, LOW, ""),
    ],
)
def test_the_battery_decides_as_its_rule_says(rule, situation, reason):
    assert Schedule().reason_to_wait(situation, Rules(rule)) == reason


def test_a_person_at_the_computer_is_waited_for_only_where_that_is_wanted():
    assert Schedule().reason_to_wait(BUSY, Rules()) == ""
    wanted = Rules(waits_for_person=True)
    assert Schedule().reason_to_wait(BUSY, wanted) == "Paused while the computer is in use"
    assert Schedule().reason_to_wait(AWAY, wanted) == ""
    assert Schedule().reason_to_wait(Situation(idle_seconds=None), wanted) == ""


def test_run_anyway_holds_until_the_computer_is_plugged_in():
    schedule = Schedule()
    assert schedule.reason_to_wait(LOW, Rules())
    schedule.run_anyway()
    assert schedule.reason_to_wait(LOW, Rules()) == ""
    assert schedule.reason_to_wait(Situation(True, 20), Rules()) == ""
    assert schedule.reason_to_wait(PLUGGED_IN, Rules()) == ""
    assert schedule.reason_to_wait(LOW, Rules())


def test_run_anyway_overrides_what_is_waited_for_and_nothing_that_comes_later():
    schedule, rules = Schedule(), Rules(waits_for_person=True)
    schedule.reason_to_wait(BUSY, rules)
    schedule.run_anyway()
    assert schedule.reason_to_wait(BUSY, rules) == ""
    assert schedule.reason_to_wait(Situation(True, 24, idle_seconds=2.0), rules) == "Paused on battery (24 %)"
    assert schedule.reason_to_wait(AWAY, rules) == ""
    assert schedule.reason_to_wait(BUSY, rules)


def test_run_anyway_before_anything_waits_changes_nothing():
    schedule = Schedule()
    schedule.run_anyway()
    assert schedule.reason_to_wait(LOW, Rules())


def test_a_full_screen_is_waited_for_unless_a_person_wants_it_otherwise():
    assert Schedule().reason_to_wait(GAME, Rules()) == "Paused while another program fills the screen"
    assert Schedule().reason_to_wait(GAME, Rules(waits_for_full_screen=False)) == ""
    assert Schedule().reason_to_wait(Situation(is_screen_filled=None), Rules()) == ""


def test_a_full_screen_that_is_left_to_press_run_anyway_stays_overridden_until_the_work_is_done():
    schedule = Schedule()
    schedule.reason_to_wait(GAME, Rules())
    schedule.run_anyway()
    assert schedule.reason_to_wait(BUSY, Rules()) == ""
    assert schedule.reason_to_wait(GAME, Rules()) == ""
    schedule.end()
    assert schedule.reason_to_wait(GAME, Rules())


def test_the_end_of_the_work_does_not_plug_a_laptop_in():
    schedule = Schedule()
    schedule.reason_to_wait(LOW, Rules())
    schedule.run_anyway()
    schedule.end()
    assert schedule.reason_to_wait(LOW, Rules()) == ""


@pytest.mark.parametrize("name", ["", "sometimes", "LOW"])
def test_a_rule_that_settings_do_not_know_is_the_usual_one(name):
    assert BatteryRule.named(name) is BatteryRule.LOW


def test_every_rule_comes_back_by_its_name():
    assert [BatteryRule.named(rule.value) for rule in BatteryRule] == list(BatteryRule)
