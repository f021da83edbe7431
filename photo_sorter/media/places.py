"""The names of the places where photos were taken, without asking anybody: 34,000 cities of GeoNames.

`packaging/places` makes the list. It is read when a name is asked for first. Any thread may ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from photo_sorter.paths import resources

FILE = "cities.npz"
LINE_END = "\n"

FARTHEST_KM = 50.0
"""A photo that is farther from the middle of every city was taken in none: at sea, or in the wilderness."""

_EARTH_KM = 6371.0
_KM_A_DEGREE = _EARTH_KM * np.pi / 180
_LEAST_COSINE = np.cos(1.01 * FARTHEST_KM / _EARTH_KM)
_BLOCK = 128
"""Photos a step, by latitude: only the cities of their latitudes are looked at."""


def place_names(coordinates: Sequence[tuple[float, float]]) -> list[str | None]:
    """The city of each (latitude, longitude) in degrees, as GeoNames calls it; None far from all, and for what is no
    place on Earth.

    Of the cities within FARTHEST_KM the one whose edge is the nearest: a city is taken for a circle that has room for
    its people. By the middles alone a photo in Berlin would be one of Kreuzberg.
    """
    found: list[str | None] = [None] * len(coordinates)
    places = np.array(coordinates, np.float64).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        real = np.flatnonzero((np.abs(places[:, 0]) <= 90) & (np.abs(places[:, 1]) <= 360))
    if not len(real):
        return found
    cities = _cities()
    order = real[np.argsort(places[real, 0])]
    for start in range(0, len(order), _BLOCK):
        rows = order[start : start + _BLOCK]
        for row, city in zip(rows.tolist(), _nearest(cities, places[rows]).tolist(), strict=True):
            found[row] = cities.names[city] if city >= 0 else None
    return found


@dataclass(frozen=True, eq=False)
class _Cities:
    """By latitude. `points` (n, 3) on a globe of radius 1; `reaches_km` (n,)."""

    names: list[str]
    latitudes: NDArray[np.float64]
    points: NDArray[np.float64]
    reaches_km: NDArray[np.float64]


@cache
def _cities() -> _Cities:
    with np.load(resources() / "places" / FILE, allow_pickle=False) as arrays:
        latitudes = arrays["latitudes"].astype(np.float64)
        points = _points(latitudes, arrays["longitudes"].astype(np.float64))
        names = arrays["names"].tobytes().decode("utf-8").split(LINE_END)
        return _Cities(names, latitudes, points, arrays["reaches_km"].astype(np.float64))


def _nearest(cities: _Cities, places: NDArray[np.float64]) -> NDArray[np.intp]:
    """(p,) the rows of cities for places (p, 2) in the order of their latitude, or -1."""
    margin = FARTHEST_KM / _KM_A_DEGREE
    first = int(np.searchsorted(cities.latitudes, places[0, 0] - margin, "left"))
    last = int(np.searchsorted(cities.latitudes, places[-1, 0] + margin, "right"))
    result = np.full(len(places), -1, np.intp)
    points = _points(places[:, 0], places[:, 1])
    # Roughly, and quick: in single precision the cosine is right to a hundred metres there. What is left is measured.
    cosines = points.astype(np.float32) @ cities.points[first:last].astype(np.float32).T
    rows, near = np.nonzero(cosines >= np.float32(_LEAST_COSINE))
    near += first
    # Through the globe, which over 50 km is as long as the way along it, but for 13 cm.
    km = _EARTH_KM * np.linalg.norm(points[rows] - cities.points[near], axis=1)
    rows, near, km = rows[km <= FARTHEST_KM], near[km <= FARTHEST_KM], km[km <= FARTHEST_KM]
    order = np.lexsort((km - cities.reaches_km[near], rows))
    rows, near = rows[order], near[order]
    nearest = np.flatnonzero(np.diff(rows, prepend=-1))
    result[rows[nearest]] = near[nearest]
    return result


def _points(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    north, east = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)
