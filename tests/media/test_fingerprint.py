from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps
from skimage import data

from photo_sorter.core.duplicates.fingerprint import FLIPPED, MIRRORED, TRANSPOSED
from photo_sorter.media.fingerprint import fingerprint_of, same_picture, sharpness
from tests.media.pictures import save


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    return Image.fromarray(data.chelsea())


def thumbnail(path: Path, picture: Image.Image) -> Path:
    picture = picture.copy()
    picture.thumbnail((480, 480))
    return save(path.with_suffix(".jpg"), picture, quality=82)


def lettered(words: str) -> Image.Image:
    """A meme: the same picture under other words."""
    picture = Image.fromarray(data.coffee())
    ImageDraw.Draw(picture).text((60, 20), words, "white", ImageFont.load_default(40), stroke_width=2, stroke_fill=0)
    return picture


def receipt(prices: int) -> Image.Image:
    """Paper with lines of figures in the same places, whatever they are."""
    rng = np.random.default_rng(prices)
    paper = Image.new("RGB", (400, 800), (240, 238, 230))
    draw = ImageDraw.Draw(paper)
    for top in range(40, 760, 30):
        bought = rng.choice(["Bread", "Milk", "Apples", "Cheese"])
        line = f"{bought}   {rng.integers(1, 10)} x {rng.integers(1, 999) / 100}"
        draw.text((40, top), line, "grey", ImageFont.load_default(16))
    return paper


def screenshot(time: str) -> Image.Image:
    """The same lines, but for a small time in pale letters."""
    page = receipt(1)
    ImageDraw.Draw(page).text((250, 400), time, "darkgrey", ImageFont.load_default(14))
    return page


def differing(first: Image.Image, second: Image.Image) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(fingerprint_of(first), fingerprint_of(second), strict=True))


def test_the_fingerprint_survives_another_size_and_quality(cat: Image.Image, tmp_path: Path) -> None:
    assert differing(cat, cat.resize((200, 133))) <= 13
    with Image.open(save(tmp_path / "low.jpg", cat, quality=40)) as low:
        assert differing(cat, low) <= 13
    assert differing(cat, Image.fromarray(data.coffee())) > 90


def cropped(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((width // 20, 0, width, height - height // 20))


@pytest.mark.parametrize(
    ("change", "turn"),
    [
        (lambda picture: picture, 0),
        (lambda picture: picture.resize((200, 133)), 0),
        (cropped, 0),
        (ImageOps.mirror, MIRRORED),
        (ImageOps.flip, FLIPPED),
        (lambda picture: picture.transpose(Image.Transpose.ROTATE_180), MIRRORED | FLIPPED),
        (lambda picture: picture.transpose(Image.Transpose.TRANSPOSE), TRANSPOSED),
        (lambda picture: picture.transpose(Image.Transpose.ROTATE_90), MIRRORED | TRANSPOSED),
        (lambda picture: ImageOps.mirror(cropped(picture)), MIRRORED),
    ],
)
def test_the_same_picture_is_known_again(change, turn: int, cat: Image.Image, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first, second = thumbnail(tmp_path / "first", cat), thumbnail(tmp_path / "second", change(cat))
    assert same_picture(first, second, turn)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lettered("when it works"), lettered("nobody knows")),
        (receipt(1), receipt(2)),
        (screenshot("12:41"), screenshot("08:57")),
        (Image.fromarray(data.coffee()), Image.fromarray(data.chelsea())),
    ],
)
def test_what_only_looks_alike_is_told_apart(first: Image.Image, second: Image.Image, tmp_path: Path) -> None:
    assert not same_picture(thumbnail(tmp_path / "first", first), thumbnail(tmp_path / "second", second), 0)


def test_a_black_and_white_version_is_another_picture(tmp_path: Path) -> None:
    colourful = Image.fromarray(data.coffee())
    grey = colourful.convert("L").convert("RGB")
    assert not same_picture(thumbnail(tmp_path / "first", colourful), thumbnail(tmp_path / "second", grey), 0)


def test_a_turn_that_is_wrong_shows_another_picture(cat: Image.Image, tmp_path: Path) -> None:
    path = thumbnail(tmp_path / "cat", cat)
    assert not same_picture(path, path, MIRRORED)


def test_what_cannot_be_read_is_not_the_same(cat: Image.Image, tmp_path: Path) -> None:
    path = thumbnail(tmp_path / "cat", cat)
    (tmp_path / "broken.jpg").write_bytes(path.read_bytes()[:300])
    assert not same_picture(path, tmp_path / "gone.jpg", 0)
    assert not same_picture(path, tmp_path / "broken.jpg", 0)
    assert sharpness(tmp_path / "gone.jpg") is None


def test_a_blurred_shot_is_less_sharp(cat: Image.Image, tmp_path: Path) -> None:
    sharp = sharpness(thumbnail(tmp_path / "sharp", cat))
    blurred = sharpness(thumbnail(tmp_path / "blurred", cat.filter(ImageFilter.GaussianBlur(3))))
    assert sharp is not None
    assert blurred is not None
    assert blurred < sharp / 2


def test_blank_pictures_are_compared_without_a_fault(tmp_path: Path) -> None:
    white = thumbnail(tmp_path / "white", Image.new("RGB", (300, 200), "white"))
    black = thumbnail(tmp_path / "black", Image.new("RGB", (300, 200)))
    assert not same_picture(white, black, 0)
    assert fingerprint_of(Image.new("RGB", (300, 200), "white")) == bytes(32)
