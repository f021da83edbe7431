"""When work that can wait does wait, and why: the battery, another program that fills the screen, or a person who wants
the computer for themselves.

Nothing waits without its reason being shown, and "run anyway" always works.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from photo_sorter.language import tr

LOW_PERCENT = 30
"""Enough is left then for what the person themselves has in mind."""
AWAY_SECONDS = 60.0
"""So long without any input, and nobody uses the computer."""


class BatteryRule(StrEnum):
    """When to wait on battery. The battery saver counts as low."""

    NEVER = "never"
    LOW = "low"
    ALWAYS = "always"

    @classmethod
    def named(cls, name: str) -> BatteryRule:
        """The one that settings hold; LOW for what is none."""
        return cls(name) if name in {rule.value for rule in cls} else cls.LOW


@dataclass(frozen=True)
class Rules:
    battery: BatteryRule = BatteryRule.LOW
    waits_for_person: bool = False
    """Wait while somebody uses the computer."""
    waits_for_full_screen: bool = True
    """Wait while another program fills the screen: a game, a presentation, a film."""

    @property
    def are_about_people(self) -> bool:
        """Who may come and go at any moment, unlike the battery."""
        return self.waits_for_person or self.waits_for_full_screen


@dataclass(frozen=True)
class Situation:
    """`battery_percent`, `idle_seconds` (since the last input) and `is_screen_filled` (by another program) are None
    where they are not known."""

    on_battery: bool = False
    battery_percent: int | None = None
    saves_battery: bool = False
    idle_seconds: float | None = None
    is_screen_filled: bool | None = None


class Cause(StrEnum):
    BATTERY = "battery"
    SCREEN = "screen"
    PERSON = "person"


class Schedule:
    """Says why to wait, if at all. What a person overrode stays overridden until its cause is gone: until the computer
    is plugged in, or nobody has used it for a while. A full screen has to be left to say so, which proves
    nothing: that stays overridden until `end`."""

    def __init__(self) -> None:
        self._overridden: set[Cause] = set()
        self._waits_for: frozenset[Cause] = frozenset()

    def reason_to_wait(self, situation: Situation, rules: Rules) -> str:
        """A sentence for the bottom bar; empty to go on."""
        causes = _causes(situation, rules)
        self._overridden &= {*causes, Cause.SCREEN}
        left = {cause: sentence for cause, sentence in causes.items() if cause not in self._overridden}
        self._waits_for = frozenset(left)
        return next(iter(left.values()), "")

    def run_anyway(self) -> None:
        """Whatever it waits for now."""
        self._overridden |= self._waits_for

    def end(self) -> None:
        """The work is done."""
        self._overridden.discard(Cause.SCREEN)


def _causes(situation: Situation, rules: Rules) -> dict[Cause, str]:
    """Each with its sentence, the one to show first."""
    found = {}
    if situation.on_battery and _is_too_low(situation, rules.battery):
        words = tr("Paused to save the battery") if situation.saves_battery else tr("Paused on battery")
        percent = situation.battery_percent
        found[Cause.BATTERY] = words if percent is None else tr("{words} ({percent} %)", words=words, percent=percent)
    if rules.waits_for_full_screen and situation.is_screen_filled:
        found[Cause.SCREEN] = tr("Paused while another program fills the screen")
    is_used = situation.idle_seconds is not None and situation.idle_seconds < AWAY_SECONDS
    if rules.waits_for_person and is_used:
        found[Cause.PERSON] = tr("Paused while the computer is in use")
    return found


def _is_too_low(situation: Situation, rule: BatteryRule) -> bool:
    if rule is not BatteryRule.LOW:
        return rule is BatteryRule.ALWAYS
    percent = situation.battery_percent
    return situation.saves_battery or (percent is not None and percent < LOW_PERCENT)
