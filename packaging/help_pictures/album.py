"""A small household's pictures: photographs from scikit-image's own data (public domain and CC0) and drawn ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import drawn
import papers
import skimage
from PIL import Image, ImageEnhance, ImageOps

DATA = Path(skimage.__file__).parent / "data"
Picture = tuple[str, Image.Image]

CATEGORIES = """\
photo_sorter_categories = 1

[[category]]
name = "People"
looks_like = ["a man", "a woman", "a portrait"]
colour = "#3B82C4"

[[category]]
name = "Motorbikes"
looks_like = ["a motorcycle"]
colour = "#C4515C"

[[category]]
name = "Cats"
looks_like = ["a cat", "a kitten"]
colour = "#D9843B"

[[category]]
name = "Coffee"
looks_like = ["a cup of coffee", "an espresso"]
colour = "#A8674B"

[[category]]
name = "Flowers"
looks_like = ["a flower", "a dahlia", "a sunflower"]
colour = "#C665A3"

[[category]]
name = "Mountains & sea"
looks_like = ["mountains", "a beach and the sea", "a sunset over the sea"]
but_not = ["a rocket"]
colour = "#4FA36B"

[[category]]
name = "Night sky"
looks_like = ["stars in the night sky", "a rocket launch at night"]
colour = "#6B5FA8"

[[category]]
name = "Receipts & papers"
looks_like = ["a receipt", "a page of printed text", "a letter"]
colour = "#B08B2E"

[[category]]
name = "Screenshots"
looks_like = ["a screenshot of a phone", "a screenshot of a chat or app"]
colour = "#3FA0A5"
"""
"""As the program exports and imports them."""


def write_album(folder: Path) -> None:
    """The newest comes first in the list: it is what the window shows at the top."""
    taken = datetime(2024, 9, 14, 18, 20)
    for number, (name, picture) in enumerate(_pictures()):
        file = folder / f"{name}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        exif = Image.Exif()
        exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
        picture.convert("RGB").save(file, quality=90, exif=exif)
        taken -= timedelta(days=3 + number % 5, hours=2 * number % 7)


def write_copies(folder: Path) -> None:
    """Of some pictures: the same file again, a smaller one, one in other light."""
    copies = folder / "Old phone"
    copies.mkdir(parents=True)
    original = folder / "Home" / "Whiskers.jpg"
    (copies / "IMG_0412.jpg").write_bytes(original.read_bytes())
    for source, name, side_px in (
        ("Home/Espresso", "Espresso (1)", 500), ("Garden/Aster", "IMG-WA0031", 640),
    ):  # fmt: skip
        picture = Image.open(folder / f"{source}.jpg")
        exif = picture.getexif()
        picture.thumbnail((side_px, side_px))
        picture.save(copies / f"{name}.jpg", quality=70, exif=exif)


def _pictures() -> Iterator[Picture]:
    cat, coffee = _photograph("chelsea.png"), _photograph("coffee.png")
    left, right = _photograph("motorcycle_left.png"), _photograph("motorcycle_right.png")
    rocket, hubble = _photograph("rocket.jpg"), _photograph("hubble_deep_field.jpg")
    reader, astronaut = _photograph("camera.png"), _photograph("astronaut.png")
    yield "Home/Waiting for breakfast", _part(cat)
    yield "Garden/Dahlia", drawn.flower((246, 150, 84), (214, 96, 40), (30, 70, 50), 7, 0.16, 4)
    yield "Home/Morning coffee", _part(coffee)
    yield "Holidays/Evening at the sea", drawn.sea(*_EVENING, sun=(0.62, 0.44), has_beach=False, seed=5)
    yield "Garage/For sale", _part(left)
    yield "Holidays/First light", drawn.mountains((88, 120, 170), (250, 214, 180), (38, 44, 70), 3)
    yield "Garden/Sunflower", drawn.flower((250, 200, 40), (96, 58, 24), (70, 110, 60), 2, 0.11, 2)
    yield "Papers/Groceries", papers.receipt("CORNER SHOP", _GROCERIES, 3, 1)
    yield "Home/Close enough", _part(cat, 0.3, 0.2, 0.85, 0.95)
    yield "Phone/Screenshot chat", papers.chat("Anna", _CHAT)
    yield "Holidays/Beach", drawn.sea(*_NOON, sun=None, has_beach=True, seed=7)
    yield "Trip to the cape/Before the launch", _part(rocket)
    yield "Garage/Rear wheel", _part(left, 0.12, 0.2, 0.6, 1)
    yield "Home/Second cup", _part(coffee, 0.28, 0.05, 0.68, 0.65)
    yield "Garden/Daisy", drawn.flower((250, 250, 246), (240, 190, 40), (60, 110, 50), 2, 0.09, 9)
    yield "Trip to the cape/Eileen", _part(astronaut)
    yield "Trip to the cape/On the pad", _part(rocket, 0.25, 0.1, 0.75, 1)
    yield "Home/Chelsea", ImageOps.mirror(_part(cat, 0.08, 0.05, 1, 0.95))
    yield "Papers/A page to keep", _part(_photograph("page.png"))
    yield "Holidays/Ranges", drawn.mountains((90, 150, 220), (214, 230, 242), (34, 74, 58), 8)
    yield "Phone/Screenshot weather", papers.weather("Lisbon", 24)
    yield "Garden/Aster", drawn.flower((236, 120, 170), (250, 210, 90), (40, 80, 56), 5, 0.17, 11)
    yield "Sky/Deep field", _part(hubble, 0, 0, 0.8, 0.7)
    yield "Garage/Other side", ImageOps.mirror(_part(right, 0.1, 0.1, 0.95, 1))
    yield "Home/Espresso", ImageEnhance.Brightness(ImageOps.mirror(_part(coffee, 0.05, 0, 0.95, 0.9))).enhance(0.93)
    yield "Papers/Paint and screws", papers.receipt("HARDWARE & GARDEN", _HARDWARE, -5, 2)
    yield "Park/Filming", _part(reader, 0.05, 0.08, 0.8, 0.8)
    yield "Holidays/Last light", drawn.mountains((70, 54, 110), (250, 160, 110), (34, 22, 50), 12)
    yield "Sky/Fireworks", drawn.fireworks(2)
    yield "Park/Camera", _part(reader)
    yield "Home/Whiskers", _part(cat, 0.15, 0, 0.9, 1)
    yield "Holidays/Woods in winter", drawn.forest(6)
    yield "Home/Old coins", _part(_photograph("coins.png"))
    yield "Sky/Craters", _part(_photograph("moon.png"))


_EVENING = ((62, 64, 122), (252, 170, 98), (120, 92, 120))
_NOON = ((60, 140, 220), (190, 224, 244), (40, 170, 190))
_GROCERIES = (("Bread", 3.2), ("Milk", 1.45), ("Apples 1 kg", 2.9), ("Coffee", 7.5), ("Cheese", 4.8))
_HARDWARE = (("Screws M4", 2.1), ("Paint, white", 18.9), ("Brush", 4.25))
_CHAT = (
    (False, "Are you there yet?"), (True, "Ten more minutes!"), (False, "Bring bread please"), (True, "And cheese?"),
    (False, "Always cheese"), (True, "On my way"),
)  # fmt: skip


def _photograph(name: str) -> Image.Image:
    return Image.open(DATA / name).convert("RGB")


def _part(
    picture: Image.Image, left: float = 0, top: float = 0, right: float = 1, bottom: float = 1, side_px: int = 1000
) -> Image.Image:
    """A part of it, given by shares of its sides, as large as a photo."""
    box = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
    part = picture.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]
    grown = side_px / max(part.size)
    return part.resize((round(part.width * grown), round(part.height * grown)), Image.Resampling.LANCZOS)
