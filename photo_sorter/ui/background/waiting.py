"""Holds the work while the battery, a full screen, or the person, wants it to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal

from photo_sorter.core.commands import Command, Hold
from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.core.schedule import BatteryRule, Rules, Schedule, Situation
from photo_sorter.settings import SettingsFile
from photo_sorter.system.full_screen import is_filled_by_another
from photo_sorter.system.power import Power, read_power
from photo_sorter.system.presence import idle_seconds

POWER_SECONDS = 30
"""Between two looks at the battery."""
PERSON_SECONDS = 5
"""Between two looks at whether somebody uses the computer or fills its screen: who comes back does not wait long."""

_WORK = (Activity.INDEXING, Activity.CHANGING_MODEL)


class Waiting(QObject):
    """Looks only while there is work, and posts `Hold` when what it finds has changed. Call `close` at the end."""

    looked = Signal(object)
    """A Power, read on a thread of its own."""

    def __init__(
        self,
        settings: SettingsFile,
        post: Callable[[Command], None],
        power: Callable[[], Power] = read_power,
        idle: Callable[[], float | None] = idle_seconds,
        full_screen: Callable[[], bool | None] = is_filled_by_another,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._post, self._read_power, self._idle = settings, post, power, idle
        self._ask_screen = full_screen
        self._schedule = Schedule()
        self._power = Power(has_battery=False, on_battery=False)
        self._read_at = float("-inf")
        self._held = ""
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="power")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self.looked.connect(self._on_looked)

    @property
    def is_looking(self) -> bool:
        return self._timer.isActive()

    def on_event(self, event: object) -> None:
        if not isinstance(event, ActivityChanged):
            return
        # What a person paused has nothing to wait for.
        has_work = event.activity in _WORK or (event.activity is Activity.PAUSED and bool(event.reason))
        if has_work and not self.is_looking:
            self._timer.start()
            self.look()
        elif not has_work:
            self._timer.stop()
            if event.activity is Activity.IDLE:
                self._schedule.end()

    def look(self) -> None:
        """Sees how things are and decides; the battery at most every POWER_SECONDS."""
        rules = self._rules
        self._timer.setInterval(1000 * (PERSON_SECONDS if rules.are_about_people else POWER_SECONDS))
        # A little early, lest a timer that comes a millisecond too soon waits for the next round.
        if time.monotonic() - self._read_at >= POWER_SECONDS - 1:
            self._read_at = time.monotonic()
            self._reader.submit(self._read_power).add_done_callback(self._tell)
        else:
            self._decide()

    def run_anyway(self) -> None:
        """The person wants no waiting, until what is waited for is gone."""
        self._schedule.run_anyway()
        self._decide()

    def close(self) -> None:
        self._timer.stop()
        self._reader.shutdown(wait=True, cancel_futures=True)

    @property
    def _rules(self) -> Rules:
        chosen = self._settings.current
        return Rules(BatteryRule.named(chosen.battery_rule), chosen.waits_for_person, chosen.waits_for_full_screen)

    def _tell(self, read: Future[Power]) -> None:
        """On the reader's thread."""
        if not read.cancelled():
            self.looked.emit(read.result())

    def _on_looked(self, power: Power) -> None:
        self._power = power
        self._decide()

    def _decide(self) -> None:
        rules, power = self._rules, self._power
        idle = self._idle() if rules.waits_for_person else None
        is_filled = self._ask_screen() if rules.waits_for_full_screen else None
        situation = Situation(power.on_battery, power.percent, power.is_saved, idle, is_filled)
        reason = self._schedule.reason_to_wait(situation, rules)
        if reason != self._held:
            self._held = reason
            self._post(Hold(reason))
