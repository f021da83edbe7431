"""Duplicates: what is found of 300 variants of real photos, what is wrongly found, and how long 100,000 photos take."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from photo_sorter.core.duplicates.fingerprint import find_candidates
from photo_sorter.core.duplicates.groups import Contender, DuplicateGroup, DuplicateKind
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode
from photo_sorter.media.fingerprint import fingerprint_of
from photo_sorter.media.scan import scan
from photo_sorter.media.thumbnails import thumbnail_path
from photo_sorter.work.duplicates import find_duplicates
from tests.benchmarks.figures import Figure

PHOTOS, BASES, LAYOUTS = 100_000, 50, 90
SHARED = Path(__file__).parents[3] / "shared" / "photos"
WORDS = ("the", "cat", "sat", "on", "a", "mat", "when", "nobody", "looked", "and", "never", "before", "lunch")
ASPECTS = {4 / 3: 0.4, 3 / 4: 0.2, 3 / 2: 0.15, 16 / 9: 0.1, 9 / 16: 0.1, 1.0: 0.05}
"""Shapes of pictures and their shares, as a phone and a camera make them."""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    rng = np.random.default_rng(0)
    prints = rng.integers(0, 256, (PHOTOS, 32), np.uint8)
    aspects = rng.choice(list(ASPECTS), PHOTOS, p=list(ASPECTS.values()))
    start = time.perf_counter()
    find_candidates(prints, aspects)
    yield Figure("100,000 photos: all candidates, in eight turns", time.perf_counter() - start, "s", "≤ 60")
    if SHARED.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            yield from _variants(Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            yield from _other_words(Path(folder))


def _variants(folder: Path) -> Iterator[Figure]:
    photos = [file.path for file in scan(SHARED, lambda path, sentence: None)]
    rng = random.Random(4)
    families: dict[Path, Path] = {}
    for number, base in enumerate(rng.sample(photos, BASES)):
        with Image.open(base) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        for kind, make in VARIANTS.items():
            families[make(image, folder / f"{number}-{kind}", rng)] = base
    paths = [*photos, *families]
    contenders = [_contender(number, path, folder) for number, path in enumerate(paths)]
    first_of = {contender.content_hash: contender.photo_id for contender in reversed(contenders)}
    family = {
        number: first_of[contenders[photos.index(families.get(path, path))].content_hash]
        for number, path in enumerate(paths)
    }
    start = time.perf_counter()
    groups = find_duplicates(contenders, None, folder)
    yield Figure(f"{len(paths)} photos, pairs compared", time.perf_counter() - start, "s")
    partners = {photo: group.photo_ids for group in groups for photo in group.photo_ids}
    found, right, all_ = Counter[str](), Counter[str](), Counter[str]()
    for number, path in enumerate(paths[len(photos) :], start=len(photos)):
        kind = path.stem.partition("-")[2]
        others = [other for other in partners.get(number, ()) if other != number]
        found[kind] += any(other < len(photos) and family[other] == family[number] for other in others)
        right[kind] += sum(family[other] == family[number] for other in others)
        all_[kind] += len(others)
    for kind in VARIANTS:
        yield Figure(f"recall: {kind}", 100 * found[kind] / BASES, "%", "≥ 95")
        yield Figure(f"precision: {kind}", 100 * right[kind] / max(1, all_[kind]), "%", "≥ 99")
    for kind in DuplicateKind.EXACT, DuplicateKind.SAME_PICTURE:
        mixed = sum(len({family[photo] for photo in group.photo_ids}) > 1 for group in groups if group.kind is kind)
        yield Figure(f"{kind} groups that mix pictures", mixed, f"of {sum(group.kind is kind for group in groups)}")
    same = [each for group in groups for each in group.exact]
    wrong = sum(len({paths[photo].read_bytes() for photo in each}) > 1 for each in same)
    yield Figure("false among exact copies", wrong, f"of {len(same)}", "0")


def _other_words(folder: Path) -> Iterator[Figure]:
    """Memes, screenshots and papers twice, with other words on them."""
    layouts = [
        file.path
        for place in ("Screenshots", "Scans", "Random", "Downloads")
        for file in scan(SHARED / place, lambda path, sentence: None)
    ][:LAYOUTS]
    rng = random.Random(1)
    contenders = []
    for number, path in enumerate(layouts):
        for turn in range(2):
            with Image.open(path) as opened:
                image = opened.convert("RGB")
            text = " ".join(rng.choice(WORDS) for _ in range(5))
            size = max(10, max(image.size) // 40)
            place = (image.width // 10, image.height // 3)
            ImageDraw.Draw(image).text(
                place, text, "white", ImageFont.load_default(size), stroke_width=2, stroke_fill="black"
            )
            written = folder / f"{number}-{turn}.jpg"
            image.save(written, quality=90)
            contenders.append(_contender(len(contenders), written, folder))
    groups: tuple[DuplicateGroup, ...] = find_duplicates(contenders, None, folder)
    yield Figure("the same but for five words, called the same picture", len(groups), f"of {len(layouts)}", "≤ 5")


def _contender(photo_id: int, path: Path, folder: Path) -> Contender:
    decoded = decode(path, PictureSpec(224), folder, frozenset())
    assert decoded.facts is not None
    with Image.open(thumbnail_path(folder, decoded.content_hash, 480)) as thumbnail:
        bits = fingerprint_of(thumbnail.convert("RGB"))
    facts = decoded.facts
    size = (facts.width_px, facts.height_px)
    return Contender(photo_id, decoded.content_hash, path.name, *size, path.stat().st_size, fingerprint=bits)


Make = Callable[[Image.Image, Path, random.Random], Path]


def _resized(image: Image.Image, path: Path, rng: random.Random) -> Path:
    factor = rng.choice([0.4, 0.5, 0.7])
    size = (round(image.width * factor), round(image.height * factor))
    return _saved(image.resize(size, Image.Resampling.LANCZOS), path, 88)


def _saved_again(image: Image.Image, path: Path, rng: random.Random) -> Path:
    return _saved(image, path, rng.choice([40, 60, 75]))


def _cropped(image: Image.Image, path: Path, rng: random.Random) -> Path:
    width, height = round(image.width * 0.95), round(image.height * 0.95)
    left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    return _saved(image.crop((left, top, left + width, top + height)), path, 90)


def _rotated_by_flag(image: Image.Image, path: Path, rng: random.Random) -> Path:
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    orientation = rng.choice(list(turns))
    exif = Image.Exif()
    exif[0x112] = orientation
    written = path.with_suffix(".jpg")
    image.transpose(turns[orientation]).save(written, quality=90, exif=exif)
    return written


def _flag_lost(image: Image.Image, path: Path, rng: random.Random) -> Path:
    return _saved(image.transpose(rng.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])), path, 90)


def _converted(image: Image.Image, path: Path, rng: random.Random) -> Path:
    written = path.with_suffix(rng.choice([".png", ".webp", ".heic", ".tif"]))
    image.save(written)
    return written


def _mirrored(image: Image.Image, path: Path, rng: random.Random) -> Path:
    return _saved(ImageOps.mirror(image), path, 90)


def _saved(image: Image.Image, path: Path, quality: int) -> Path:
    written = path.with_suffix(".jpg")
    image.save(written, quality=quality)
    return written


VARIANTS: dict[str, Make] = {
    "resized": _resized,
    "saved again": _saved_again,
    "cropped by 5 %": _cropped,
    "rotated by flag": _rotated_by_flag,
    "rotated, flag lost": _flag_lost,
    "other format": _converted,
    "mirrored": _mirrored,
}
