"""What psutil says of a battery, in our words."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest

from photo_sorter.system import power
from photo_sorter.system.power import Power, read_power


@pytest.fixture(autouse=True)
def profile(tmp_path, monkeypatch):
    path = tmp_path / "platform_profile"
    monkeypatch.setattr(power, "_PROFILE", path)
    return path


def battery(monkeypatch, **facts):
    monkeypatch.setattr(psutil, "sensors_battery", lambda: SimpleNamespace(**facts) if facts else None, raising=False)


def test_this_computer_answers():
    assert isinstance(read_power().on_battery, bool)


def test_a_computer_without_a_battery_is_never_on_it(monkeypatch):
    battery(monkeypatch)
    assert read_power() == Power(has_battery=False, on_battery=False)


@pytest.mark.parametrize(("plugged", "on_battery"), [(True, False), (False, True), (None, False)])
def test_only_who_is_surely_unplugged_is_on_battery(monkeypatch, plugged, on_battery):
    battery(monkeypatch, percent=24.4, power_plugged=plugged)
    assert read_power() == Power(True, on_battery, 24)


def test_the_systems_battery_saver_is_seen(monkeypatch, profile):
    battery(monkeypatch, percent=80, power_plugged=False)
    profile.write_text("low-power\n")
    assert read_power().is_saved
    profile.write_text("balanced\n")
    assert not read_power().is_saved
