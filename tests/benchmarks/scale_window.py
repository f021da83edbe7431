"""The window over libraries of 1,000 to 1,000,000 photos: stalls of its event loop, and how long a person waits."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator

from tests.benchmarks.figures import Figure
from tests.benchmarks.idle_window import TURN_S
from tests.benchmarks.scale_library import copy_of, synthetic_home
from tests.benchmarks.sessions import NEW_PHOTOS, StepFigures, idle_stalls_ms, new_photos, session

MORE_STARTS = 2
STEPS = {
    "open": "from the first paint until all can be searched",
    "rest": "nobody does anything",
    "scroll": "a hundred pages down",
    "drag": "the scroll bar, from top to bottom",
    "places": "ten places, one after the other",
    "orders": "three orders",
    "groups": "by day, by month, by category",
    "select": "all selected, and read anew",
    "search": "a sentence, letter by letter",
    "slider": "a category’s slider",
    "wording": "a category’s wording",
    "verdict": "a verdict",
    "index": f"{NEW_PHOTOS} new photos",
}


def run(options: argparse.Namespace) -> Iterator[Figure]:
    noise_ms: list[float] = []
    with new_photos() as folder:
        for photos in options.sizes:
            made = synthetic_home(options.libraries, photos)
            noise_ms += idle_stalls_ms()
            with copy_of(made) as home:
                starts = [session(home) for _ in range(MORE_STARTS)]
                found = session(home, *STEPS, new_photos=folder)
            starts_ms = [one["start"].shown_ms[0] for one in (*starts, found)]
            yield Figure.of_runs("first paint, from the start of Python", starts_ms, "ms", "≤ 1000", photos)
            yield from _figures(found, photos)
    yield Figure.of_runs(f"an empty window that does nothing: longest stall in {TURN_S:g} s", noise_ms, "ms")


def _figures(found: dict[str, StepFigures], photos: int) -> Iterator[Figure]:
    for what, waited_ms in zip(("are shown", "can be searched"), found["open"].shown_ms, strict=True):
        yield Figure(f"from the first paint until all {what}", waited_ms, "ms", photos=photos)
    for step, words in STEPS.items():
        yield Figure(f"{words}: longest stall", found[step].longest_ms, "ms", "≤ 100", photos)
    yield Figure("all of these: longest stall", max(found[step].longest_ms for step in STEPS), "ms", "≤ 100", photos)
    yield Figure("all of these: stalls above 100 ms", sum(found[step].stalls for step in STEPS), "", "0", photos)
    for step, words in STEPS.items():
        waits_ms = found[step].shown_ms if step != "open" else []
        if len(waits_ms) > 1:
            yield Figure(f"{words}: shown after, median", statistics.median(waits_ms), "ms", photos=photos)
        if waits_ms:
            yield Figure(f"{words}: shown after, longest", max(waits_ms), "ms", photos=photos)
