"""Where the computer's power comes from."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

_PROFILE = Path("/sys/firmware/acpi/platform_profile")


@dataclass(frozen=True)
class Power:
    """`percent` is None where it is not known; `is_saved`: the system's battery saver is on (not known on macOS)."""

    has_battery: bool
    on_battery: bool
    percent: int | None = None
    is_saved: bool = False


def read_power() -> Power:
    """Asks the system: up to some 50 ms on laptops whose battery answers slowly, so not on the main thread."""
    battery = psutil.sensors_battery()
    if battery is None:
        return Power(has_battery=False, on_battery=False)
    # Unknown (None) reads as plugged in: work never stops for a reason that nobody can see.
    on_battery = battery.power_plugged is False
    return Power(True, on_battery, round(battery.percent), _is_saved())


def _is_saved() -> bool:
    if sys.platform == "win32":
        import ctypes

        # SYSTEM_POWER_STATUS: its fourth byte, SystemStatusFlag, is 1 while battery saver is on.
        status = (ctypes.c_ubyte * 12)()
        return bool(ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))) and status[3] == 1
    try:
        return _PROFILE.read_text(encoding="ascii").strip() == "low-power"
    except OSError:
        return False
