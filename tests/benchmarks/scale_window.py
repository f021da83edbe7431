"""The window over libraries of 1,000 to 1,000,000 photos: stalls of its event loop, and how long a person waits."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable, Iterator, Sequence

from tests.benchmarks.figures import Figure
from tests.benchmarks.idle_window import TURN_S
from tests.benchmarks.scale_library import copy_of, synthetic_home
from tests.benchmarks.sessions import NEW_PHOTOS, StepFigures, idle_stalls_ms, new_photos, session

TOURS = 3
"""Each with a copy of the library: figures are the median of them."""
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


Tour = dict[str, StepFigures]
"""By the name of each step."""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    noise_ms: list[float] = []
    with new_photos() as folder:
        for photos in options.sizes:
            made = synthetic_home(options.libraries, photos)
            noise_ms += idle_stalls_ms()
            tours: list[Tour] = []
            for _ in range(TOURS):
                with copy_of(made) as home:
                    tours.append(session(home, *STEPS, new_photos=folder))
            yield from _figures(tours, photos)
    yield Figure.of_runs(f"an empty window that does nothing: longest stall in {TURN_S:g} s", noise_ms, "ms")


def _figures(tours: Sequence[Tour], photos: int) -> Iterator[Figure]:
    def figure(what: str, of_tours: Iterable[float], unit: str = "ms", aim: str = "") -> Figure:
        return Figure.of_runs(what, of_tours, unit, aim, photos)

    yield figure("first paint, from the start of Python", [tour["start"].shown_ms[0] for tour in tours], "ms", "≤ 1000")
    for place, what in enumerate(("are shown", "can be searched")):
        yield figure(f"from the first paint until all {what}", [tour["open"].shown_ms[place] for tour in tours])
    for step, words in STEPS.items():
        yield figure(f"{words}: longest stall", [tour[step].longest_ms for tour in tours], "ms", "≤ 100")
    longest_ms = [max(tour[step].longest_ms for step in STEPS) for tour in tours]
    yield figure("all of these: longest stall", longest_ms, "ms", "≤ 100")
    yield figure(
        "all of these: stalls above 100 ms", [sum(tour[step].stalls for step in STEPS) for tour in tours], "", "0"
    )
    for step, words in STEPS.items():
        waits_ms = [tour[step].shown_ms for tour in tours] if step != "open" else [[]]
        if len(waits_ms[0]) > 1:
            yield figure(f"{words}: shown after, median", map(statistics.median, waits_ms))
        if waits_ms[0]:
            yield figure(f"{words}: shown after, longest", map(max, waits_ms))
