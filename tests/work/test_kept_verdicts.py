"""What a person said of a picture stays with it, whatever becomes of its files."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    Pause,
    Resume,
    SaveScheme,
    SetSkipped,
    SetVerdicts,
    Stop,
    UseModel,
    Verdict,
)
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from tests.fakes import colour_picture

RED_GREEN = SaveScheme(
    Scheme(tuple(Category(f"{colour.title()} things", (Prompt(colour),), learns=False) for colour in ("red", "green")))
)
RED, GREEN = 1, 2


@pytest.fixture
def judge(house):
    def judge(path, category, holds):
        house.run(SetVerdicts((Verdict(house.photo(path).id, category, holds),)))

    return judge


@pytest.fixture
def said(house):
    """category id → yes or no, of the photo at a path."""

    def said(path):
        with house.read() as library:
            return library.tags.verdicts_of_photo(library.photos.at(path).id)

    return said


@pytest.fixture
def pair(house, photos):
    """Two exact copies of a red picture, beside so many blue ones that a photo more or less changes no mean."""
    first, second = photos / "first.png", photos / "second.png"
    colour_picture("red").save(first)
    for number in range(8):
        colour_picture("blue", shade=number).save(photos / f"blue{number}.png")
    shutil.copy(first, second)
    house.run(AddFolders((photos,)), RED_GREEN)
    return first, second


def test_what_is_said_just_before_the_window_closes_is_kept(house, pair, said):
    first, _ = pair
    worker = house.worker()
    worker.post(SetVerdicts((Verdict(house.photo(first).id, 1, False),)))
    worker.post(Stop())
    worker.run()
    assert said(first) == {1: False}


def touch(path: Path) -> None:
    after = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(after, after))


def test_a_touched_photo_keeps_its_verdicts_when_a_copy_of_it_was_deleted(house, pair, judge, said):
    first, second = pair
    judge(second, GREEN, True)
    before = house.photo(second).id
    first.unlink()
    house.run()
    touch(second)
    house.run()
    assert house.photo(second).id == before
    assert said(second) == {GREEN: True}
    assert house.tags()["second.png"] == ["Green things"]


def test_a_change_of_model_takes_no_verdict_of_a_photo_whose_copy_was_deleted(house, pair, judge, said):
    first, second = pair
    judge(second, GREEN, True)
    first.unlink()
    house.run(UseModel("other"))
    assert said(second) == {GREEN: True}
    assert house.tags()["second.png"] == ["Green things"]


def test_a_copy_has_the_verdicts_and_skips_of_a_photo_that_was_deleted(house, pair, judge, said):
    first, second = pair
    judge(first, GREEN, True)
    house.run(SetSkipped(((house.photo(first).id, RED),), True))
    first.unlink()
    house.run()
    assert said(second) == {GREEN: True}
    assert house.tags() == {"second.png": ["Green things"]}
    with house.read() as library:
        assert (house.photo(second).id, RED) in library.tags.skipped()
        assert library.tags.verdict_counts() == {GREEN: (1, 0)}


def test_a_copy_that_is_looked_at_after_the_photo_was_deleted_has_its_verdicts(house, pair, judge, said):
    first, second = pair
    judge(first, GREEN, True)
    touch(second)
    house.run(Pause())
    first.unlink()
    house.run()
    assert said(second) == {}
    house.run(Resume())
    assert said(second) == {GREEN: True}
    assert house.tags() == {"second.png": ["Green things"]}


def test_a_photo_that_is_deleted_before_it_is_looked_at_again_hands_its_verdicts_over(house, pair, judge, said):
    first, second = pair
    judge(first, GREEN, True)
    touch(first)
    house.run(Pause())
    first.unlink()
    house.run()
    assert said(second) == {GREEN: True}
    assert house.tags() == {"second.png": ["Green things"]}


def test_what_was_said_of_the_copy_itself_counts_more(house, pair, judge, said):
    first, second = pair
    judge(first, GREEN, True)
    judge(first, RED, False)
    judge(second, GREEN, False)
    first.unlink()
    house.run()
    assert said(second) == {GREEN: False, RED: False}


def test_a_photo_that_returns_has_its_verdicts_beside_the_copy_that_took_them_over(house, pair, judge, said):
    first, second = pair
    judge(first, GREEN, True)
    kept = first.read_bytes()
    first.unlink()
    house.run()
    first.write_bytes(kept)
    house.run()
    assert said(first) == said(second) == {GREEN: True}


@pytest.mark.parametrize("last_word", [None, False])
def test_the_last_word_on_a_copy_counts_for_the_deleted_photo_too(house, pair, judge, said, last_word):
    first, second = pair
    judge(first, GREEN, True)
    kept = first.read_bytes()
    first.unlink()
    house.run()
    judge(second, GREEN, last_word)
    touch(second)
    house.run()
    expected = {} if last_word is None else {GREEN: last_word}
    assert said(second) == expected
    first.write_bytes(kept)
    house.run()
    assert said(first) == expected


def test_a_photo_that_was_judged_while_it_waited_keeps_that_and_gets_what_was_said_of_the_deleted_one(
    house, pair, judge, said, photos
):
    first, second = pair
    judge(first, RED, False)
    judge(second, GREEN, True)
    third = photos / "third.png"
    shutil.copy(first, third)
    house.run(Pause())
    judge(third, GREEN, False)
    first.unlink()
    second.unlink()
    house.run(Resume())
    assert said(third) == {RED: False, GREEN: False}


def test_a_judged_photo_that_replaces_another_brings_its_verdicts_and_the_other_loses_none(
    house, pair, judge, said, photos
):
    first, second = pair
    blue, copy = photos / "blue0.png", photos / "copy.png"
    judge(first, GREEN, True)
    second.unlink()
    shutil.copy(blue, copy)
    house.run()
    judge(blue, GREEN, False)
    judge(blue, RED, True)
    before = house.photo(first).id
    first.replace(blue)
    house.run()
    assert (house.photo(blue).id, said(blue)) == (before, {GREEN: True})
    assert said(copy) == {GREEN: False, RED: True}
    assert house.tags() == {"blue0.png": ["Green things"], "copy.png": ["Red things"]}
    assert house.photo(first) is None
    copy.rename(photos / "moved.png")
    house.run()
    assert said(photos / "moved.png") == {GREEN: False, RED: True}
    with house.read() as library:
        assert library.check() == ()


def test_a_judged_photo_that_is_replaced_hands_its_verdicts_to_its_copy(house, pair, judge, said, photos):
    first, second = pair
    judge(first, GREEN, True)
    (photos / "blue0.png").replace(first)
    house.run()
    assert (said(first), said(second)) == ({}, {GREEN: True})
    assert house.tags() == {"second.png": ["Green things"]}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_was_said_is_lost_by_any_order_of_copies_touches_deletions_and_moves(
    house, photos, judge, said, seed
):
    chance = random.Random(seed)
    for colour in ("red", "green", "blue"):
        colour_picture(colour).save(photos / f"{colour}.png")
    (photos / "sub").mkdir()
    house.run(AddFolders((photos,)), RED_GREEN)
    house.run(*(SetVerdicts((Verdict(house.photo(path).id, RED, True),)) for path in photos.glob("*.png")))
    deleted: dict[bytes, Path] = {}
    last_word = {(path.read_bytes(), RED): True for path in photos.glob("*.png")}
    for step in range(25):
        path = chance.choice(sorted(photos.rglob("*.png")))
        content = path.read_bytes()
        match chance.choice(("judge", "copy", "touch", "delete", "move", "model", "restore")):
            case "judge" if (content, GREEN) not in last_word:
                house.run()
                judge(path, GREEN, True)
                last_word[content, GREEN] = True
            case "copy":
                shutil.copy(path, photos / f"copy{step}.png")
            case "touch":
                touch(path)
            case "delete" if len(list(photos.rglob("*.png"))) > 1:
                deleted[content] = path
                path.unlink()
            case "move":
                path.rename(photos / "sub" / f"moved{step}.png")
            case "model":
                house.run(UseModel(chance.choice(("colours", "other"))))
            case "restore" if deleted:
                back, place = deleted.popitem()
                if not place.exists():
                    place.write_bytes(back)
        if chance.random() < 0.7:
            house.run()
    house.run()
    for path in photos.rglob("*.png"):
        same = [other for other in photos.rglob("*.png") if other.read_bytes() == path.read_bytes()]
        words = {(path.read_bytes(), *word) for other in same for word in said(other).items()}
        assert words == {(*key, holds) for key, holds in last_word.items() if key[0] == path.read_bytes()}
