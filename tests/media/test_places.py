"""Names of places by the list that ships."""

from __future__ import annotations

import time
from math import inf, nan

import numpy as np
import pytest

from photo_sorter.media.places import FARTHEST_KM, place_names
from photo_sorter.paths import resources

KM_A_DEGREE = 111.195


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (49.79, 9.93, "Würzburg"),
        (16.06, 108.22, "Da Nang"),
        (52.497, 13.41, "Berlin"),  # in Kreuzberg, whose middle is nearer
        (52.40, 13.06, "Potsdam"),
        (51.541, -0.142, "London"),
        (51.656, -0.396, "Watford"),
        (47.42, 8.54, "Zürich"),
        (35.53, 139.70, "Kawasaki"),
        (-33.857, 151.215, "Sydney"),
        (-54.80, -68.30, "Ushuaia"),
        (78.22, 15.65, "Longyearbyen"),
    ],
)
def test_a_photo_is_of_the_city_in_which_it_was_taken(latitude: float, longitude: float, name: str) -> None:
    assert place_names([(latitude, longitude)]) == [name]


@pytest.mark.parametrize(
    "place",
    [(0.0, 0.0), (90.0, 0.0), (-90.0, 123.0), (89.99, -180.0), (30.0, -40.0), (23.0, 10.0)],
    ids=["Null Island", "North Pole", "South Pole", "near the pole", "Atlantic", "Sahara"],
)
def test_far_from_all_cities_there_is_no_name(place: tuple[float, float]) -> None:
    assert place_names([place]) == [None]


@pytest.mark.parametrize("place", [(nan, 10.0), (10.0, nan), (inf, 0.0), (0.0, -inf), (91.0, 0.0), (50.0, 1e9)])
def test_what_is_no_place_on_earth_has_no_name_and_spoils_no_other(place: tuple[float, float]) -> None:
    assert place_names([place, (49.79, 9.93), place]) == [None, "Würzburg", None]


def test_the_date_line_is_no_border() -> None:
    """Labasa in Fiji lies at 179.36° east; these are 30 km from it, on both sides of 180°, or said in another way."""
    east, beyond, west = place_names([(-16.52, 179.64), (-16.52, 180.0 - 0.36), (-16.52, -180.36)])
    assert east == beyond == west == "Labasa"
    across = place_names([(-16.8, -179.98), (-16.8, 180.02)])  # Taveuni
    assert across[0] == across[1]


def test_a_city_is_named_up_to_fifty_kilometres_from_its_middle() -> None:
    """Ushuaia has no other city to the south."""
    middle = -54.81084
    near, far = (middle - (FARTHEST_KM + km) / KM_A_DEGREE for km in (-0.5, 0.5))
    assert place_names([(near, -68.31591), (far, -68.31591)]) == ["Ushuaia", None]


def test_many_places_have_the_names_that_each_has_alone_in_the_order_asked() -> None:
    rng = np.random.default_rng(1)
    places = [(float(a), float(b)) for a, b in zip(rng.uniform(35, 60, 400), rng.uniform(-10, 40, 400), strict=True)]
    together = place_names(places)
    assert together == [place_names([place])[0] for place in places]
    assert sum(name is not None for name in together) > 200


def test_no_places_have_no_names() -> None:
    assert place_names([]) == []


def test_ten_thousand_places_cost_less_than_three_tenths_of_a_second() -> None:
    rng = np.random.default_rng(1)
    places = list(zip(rng.uniform(35, 60, 10_000).tolist(), rng.uniform(-10, 40, 10_000).tolist(), strict=True))
    place_names(places[:1])

    def seconds() -> float:
        start = time.thread_time()
        place_names(places)
        return time.thread_time() - start

    assert min(seconds() for _ in range(3)) < 0.3


def test_the_list_is_small_says_whose_it_is_and_has_names_of_all_scripts_in_utf_8() -> None:
    folder = resources() / "places"
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_000_000
    assert "CC BY 4.0" in (folder / "LICENCE-GeoNames.txt").read_text("utf-8")
    assert place_names([(47.3769, 8.5417), (21.0285, 105.8542), (64.1355, -21.8954)]) == [
        "Zürich",
        "Hanoi",
        "Reykjavík",
    ]
