"""The built-in model as it ships: real weights, generated pictures, and real photos where they are at hand."""

from __future__ import annotations

import csv
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.starter import HEAD, MANIFEST, NETWORK, WORD_LIST, WORDS, StarterEmbedder

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources" / "starter"
PHOTOS = ROOT.parent / "shared" / "photos"


@pytest.fixture(scope="module")
def model() -> StarterEmbedder:
    return StarterEmbedder.load(RESOURCES)


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.uint8]:
    """Five drawings, (5, 260, 260, 3)."""
    drawn = []
    for number in range(5):
        picture = Image.new("RGB", (260, 260), (40 * number, 120, 255 - 50 * number))
        pen = ImageDraw.Draw(picture)
        pen.ellipse((20 * number, 40, 120 + 20 * number, 160), fill=(250, 220, 30 * number))
        pen.rectangle((30, 170, 230, 200 + 10 * number), fill=(10, 90 + 30 * number, 20))
        drawn.append(np.asarray(picture))
    return np.stack(drawn)


def test_vectors_have_length_one(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    for rows in (model.embed_pictures(pictures), model.embed_texts(["dog", "a red car on a street", "xqzwv"])):
        assert rows.dtype == np.float32
        assert rows.shape[1] == model.dimensions
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_same_picture_gives_the_same_vector(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    assert np.array_equal(model.embed_pictures(pictures), model.embed_pictures(pictures))
    assert np.array_equal(StarterEmbedder.load(RESOURCES).embed_pictures(pictures), model.embed_pictures(pictures))


def test_a_batch_gives_what_single_pictures_give(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    one_by_one = np.concatenate([model.embed_pictures(picture[None]) for picture in pictures])
    assert (model.embed_pictures(pictures) * one_by_one).sum(axis=1).min() > 0.999


def test_lanes_side_by_side_give_what_one_gives(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    alone = model.embed_pictures(pictures)
    with ThreadPoolExecutor(4) as lanes:
        assert all(np.array_equal(found, alone) for found in lanes.map(model.embed_pictures, [pictures] * 12))


def test_memory_that_runs_out_is_told_as_by_other_engines(
    model: StarterEmbedder, pictures: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch
) -> None:
    from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

    class Full:
        def run(self, *_: object) -> None:
            raise RuntimeException("Failed to allocate memory for requested buffer of size 1")

    monkeypatch.setattr(model._loaded_tower(), "_network", Full())
    with pytest.raises(RuntimeError, match="Failed to allocate"):
        model.embed_pictures(pictures)


def test_different_pictures_give_different_vectors(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    vectors = model.embed_pictures(pictures)
    assert (vectors[0] @ vectors[4]) < 0.999


def test_no_pictures_and_no_texts_give_no_rows(model: StarterEmbedder, pictures: NDArray[np.uint8]) -> None:
    assert model.embed_pictures(pictures[:0]).shape == (0, model.dimensions)
    assert model.embed_texts([]).shape == (0, model.dimensions)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a photo of a dog", "dog"),
        ("Dog!", "dog"),
        ("This is a photo of a dog.", "dog"),
        ("A close-up photo of the dogs", "dogs"),
        ("the dog’s", "the dog"),
        ("café", "cafe"),
    ],
)
def test_the_frame_of_a_sentence_says_nothing(model: StarterEmbedder, text: str, same: str) -> None:
    first, second = model.embed_texts([text, same])
    assert first @ second > 0.999


@pytest.mark.parametrize(("plural", "singular"), [("Dogs", "dog"), ("puppies", "puppy"), ("wolves", "wolf")])
def test_a_name_in_plural_means_one_of_them_as_well(model: StarterEmbedder, plural: str, singular: str) -> None:
    name, one, two = model.embed_texts([plural, singular, f"two {plural}"])
    assert name @ one > 0.85
    assert name @ one > two @ one + 0.05


@pytest.mark.parametrize(("word", "other"), [("glasses", "glass"), ("news", "new"), ("jeans", "jean")])
def test_a_word_that_only_looks_like_a_plural_means_what_it_meant(
    model: StarterEmbedder, word: str, other: str
) -> None:
    alone, two = model.embed_texts([word, other])
    assert alone @ two < 0.6


@pytest.mark.parametrize(
    ("text", "known"),
    [("elephannt", "elephant"), ("dogphotograph", "dog photograph"), ("sea horses", "sea horse")],
)
def test_an_unknown_word_takes_the_vector_of_its_nearest(model: StarterEmbedder, text: str, known: str) -> None:
    first, second = model.embed_texts([text, known])
    assert first @ second > 0.95


def test_a_text_without_a_known_word_stands_for_any_photo(model: StarterEmbedder) -> None:
    photo, *others = model.embed_texts(["photo", "", "   ", "!?…", "写真", "qqqqzzzzxxxx"])
    assert all(np.array_equal(other, photo) for other in others)


def test_related_words_are_nearer_than_others(model: StarterEmbedder) -> None:
    dog, puppy, receipt, invoice = model.embed_texts(["dog", "puppy", "receipt", "invoice"])
    assert dog @ puppy > dog @ invoice
    assert receipt @ invoice > receipt @ puppy


def test_every_template_takes_the_words_of_a_category(model: StarterEmbedder) -> None:
    assert all(template.count("{}") == 1 for template in model.templates)


def test_places_are_rows_of_length_one_in_the_space_of_the_texts(
    model: StarterEmbedder, pictures: NDArray[np.uint8]
) -> None:
    patches = model.embed_patches(pictures[0])
    assert patches.shape == (8, 8, model.dimensions)
    assert patches.dtype == np.float32
    assert np.allclose(np.linalg.norm(patches, axis=2), 1, atol=1e-5)
    assert np.array_equal(patches, model.embed_patches(pictures[0]))


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("column", [0, 1])
def test_what_is_drawn_in_a_corner_is_seen_in_that_corner(model: StarterEmbedder, row: int, column: int) -> None:
    blank = Image.new("RGB", (260, 260), (128, 128, 128))
    drawn = blank.copy()
    left, top = 10 + 170 * column, 10 + 170 * row
    ImageDraw.Draw(drawn).ellipse((left, top, left + 70, top + 70), fill=(250, 120, 10), outline=(0, 0, 0), width=6)
    likeness = (model.embed_patches(np.asarray(blank)) * model.embed_patches(np.asarray(drawn))).sum(axis=2)
    most_changed = np.unravel_index(likeness.argmin(), likeness.shape)
    assert (most_changed[0] >= 4, most_changed[1] >= 4) == (bool(row), bool(column))


def test_it_says_how_it_wants_pictures(model: StarterEmbedder) -> None:
    assert (model.picture.side_px, model.picture.short_side_px) == (260, 292)
    assert model.batch_size >= 1
    assert model.lanes >= 1


@pytest.mark.parametrize("name", [NETWORK, HEAD, WORDS, WORD_LIST, MANIFEST])
def test_a_damaged_or_missing_file_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "starter"
    shutil.copytree(RESOURCES, folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:50])
    with pytest.raises(ModelError, match="install Photo Sorter again"):
        StarterEmbedder.load(folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match="install Photo Sorter again"):
        StarterEmbedder.load(folder)


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the shared photos are not on this computer")
def test_it_tells_cats_from_dogs(model: StarterEmbedder) -> None:
    with (PHOTOS / "labels.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["label"] in ("cat", "dog")][::4]
    pictures = np.stack([_as_the_model_wants_it(PHOTOS / row["path"], model) for row in rows])
    best = (model.embed_pictures(pictures) @ model.embed_texts(["cat", "dog"]).T).argmax(axis=1)
    assert np.mean([("cat", "dog")[choice] == row["label"] for choice, row in zip(best, rows, strict=True)]) >= 0.96


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the shared photos are not on this computer")
def test_each_photo_of_a_mosaic_is_found_by_its_word(model: StarterEmbedder) -> None:
    with (PHOTOS / "labels.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    words = ("cat", "dog", "sunflower", "receipt")
    of_word = {word: [PHOTOS / row["path"] for row in rows if row["label"] == word] for word in words}
    everyday = model.embed_texts(BACKGROUND_WORDS).mean(axis=0)
    found = []
    for turn in range(12):
        order = np.roll(words, turn)
        tiles = [_as_the_model_wants_it(of_word[word][turn], model)[::2, ::2] for word in order]
        patches = model.embed_patches(np.vstack([np.hstack(tiles[:2]), np.hstack(tiles[2:])]))
        for place, text in enumerate(model.embed_texts(order.tolist()) - everyday):
            row, column = np.unravel_index((patches @ text).argmax(), patches.shape[:2])
            found.append(place == 2 * (row >= 4) + (column >= 4))
    assert np.mean(found) >= 0.85


def _as_the_model_wants_it(file: Path, model: StarterEmbedder) -> NDArray[np.uint8]:
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    scale = model.picture.short_side_px / min(picture.size)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BICUBIC)
    side = model.picture.side_px
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return np.asarray(picture.crop((left, top, left + side, top + side)))
