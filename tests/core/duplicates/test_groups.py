from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.duplicates.bursts import find_bursts
from photo_sorter.core.duplicates.groups import Contender, DuplicateGroup, DuplicateKind, exact_groups, group, may_go

PLAIN = Contender(1, b"a", "IMG_1.jpg", 400, 300, 1000)

ids = st.sets(st.integers(0, 6))


def contender(photo_id: int, content: bytes | None = None) -> Contender:
    return replace(PLAIN, photo_id=photo_id, content_hash=content or bytes([photo_id]))


def test_only_photos_of_the_same_bytes_are_exact_copies() -> None:
    (found,) = exact_groups([contender(1, b"a"), contender(2, b"b"), contender(3, b"a")])
    assert found.kind is DuplicateKind.EXACT
    assert found.photo_ids == (1, 3)
    assert found.exact == {frozenset({1, 3})}


def test_a_group_knows_what_its_photos_were_when_they_were_compared() -> None:
    (found,) = group([contender(1, b"1"), contender(2, b"2")], [[1, 2]], [])
    assert found.contents == {1: b"1", 2: b"2"}


def test_exact_copies_join_the_group_of_the_same_picture_and_stay_known() -> None:
    photos = [contender(1, b"a"), contender(2, b"b"), contender(3, b"a"), contender(4)]
    (found,) = group(photos, [[1, 2]], [])
    assert found.kind is DuplicateKind.SAME_PICTURE
    assert set(found.photo_ids) == {1, 2, 3}
    assert found.exact == {frozenset({1, 3})}


def test_same_pictures_through_different_copies_are_one_group() -> None:
    photos = [contender(1, b"a"), contender(2, b"b"), contender(3, b"a"), contender(4, b"c")]
    (found,) = group(photos, [[1, 2], [3, 4]], [])
    assert set(found.photo_ids) == {1, 2, 3, 4}


def test_a_near_shot_with_a_copy_stands_in_the_group_of_its_copy_only() -> None:
    photos = [contender(1, b"a"), contender(2, b"a"), contender(3), contender(4)]
    kinds = {found.kind: set(found.photo_ids) for found in group(photos, [], [[1, 3, 4]])}
    assert kinds == {DuplicateKind.EXACT: {1, 2}, DuplicateKind.NEAR: {3, 4}}


sets_of_ids = st.lists(st.sets(st.integers(0, 9), min_size=2), max_size=3)


@given(st.lists(st.integers(0, 6), min_size=10, max_size=10), sets_of_ids, st.permutations(range(10)))
def test_a_photo_is_in_one_group_at_most(contents: list[int], same: list[set[int]], near: list[int]) -> None:
    photos = [contender(number, bytes([content])) for number, content in enumerate(contents)]
    groups = group(photos, same, [near[:4], near[4:7]])
    placed = [photo for found in groups for photo in found.photo_ids]
    assert len(placed) == len(set(placed))
    assert all(len(found.photo_ids) >= 2 for found in groups)
    assert {photo for wanted in same for photo in wanted} <= set(placed)


@pytest.mark.parametrize(
    ("better", "reason"),
    [
        (replace(PLAIN, favourite=True, width_px=10, size_bytes=1), "your favourite"),
        (replace(PLAIN, rating=3, width_px=10), "your rating"),
        (replace(PLAIN, width_px=401, size_bytes=1), "most pixels"),
        (replace(PLAIN, is_raw=True, size_bytes=1), "camera raw"),
        (replace(PLAIN, camera="Canon", size_bytes=1), "from the camera"),
        (replace(PLAIN, taken_at="2020-01-01T10:00:00", size_bytes=1), "has its date"),
        (replace(PLAIN, size_bytes=1001), "largest file"),
        (PLAIN, "original name"),
    ],
)
def test_the_best_photo_is_first_with_its_reason(better: Contender, reason: str) -> None:
    best = replace(better, photo_id=9)
    (found,) = group([replace(PLAIN, name="IMG_1 (1).jpg", content_hash=b"b"), best], [[1, 9]], [])
    assert found.photo_ids[0] == 9
    assert found.reason == reason


@pytest.mark.parametrize(
    ("original", "made_of_it", "reason"),
    [
        ("IMG_1.jpg", "IMG_1_mirrored.png", "original format"),
        ("IMG_1.heic", "IMG_1.jpg", "original format"),
        ("Screenshot_20200101-120000.png", "Screenshot_20200101-120000.jpg", "original format"),
        ("IMG_1.jpeg", "IMG_1-rotated.jpg", "not edited"),
    ],
)
def test_a_larger_file_made_of_the_original_goes(original: str, made_of_it: str, reason: str) -> None:
    made = replace(contender(1), name=made_of_it, size_bytes=9000)
    (found,) = group([made, replace(contender(2), name=original)], [[1, 2]], [])
    assert (found.photo_ids, found.reason) == ((2, 1), reason)


@pytest.mark.parametrize("aside", ["/tmp/me/Backup/2019", "D:\\tmp\\backups-2020", "/tmp/Downloads", "/tmp/Kopien"])
def test_the_copy_in_a_folder_of_copies_goes_even_if_it_was_added_first(aside: str) -> None:
    copies = [replace(PLAIN, photo_id=1, folder=aside), replace(PLAIN, photo_id=2, folder="/tmp/Templates")]
    (found,) = exact_groups(copies)
    assert (found.photo_ids, found.reason) == ((2, 1), "original folder")


def test_of_copies_alike_in_everything_the_first_one_stays() -> None:
    (found,) = exact_groups([replace(PLAIN, photo_id=5), replace(PLAIN, photo_id=2)])
    assert (found.photo_ids, found.reason) == ((2, 5), "added first")


def test_of_near_shots_the_sharpest_is_the_best_unless_a_person_said_otherwise() -> None:
    large = replace(contender(1), size_bytes=9999, sharpness=1.0)
    sharp = replace(contender(2), sharpness=2.0)
    (found,) = group([large, sharp], [], [[1, 2]])
    assert (found.photo_ids, found.reason) == ((2, 1), "sharpest")
    (found,) = group([replace(large, rating=1), sharp], [], [[1, 2]])
    assert (found.photo_ids, found.reason) == ((1, 2), "your rating")


@given(st.sets(st.integers(0, 6), min_size=2), ids, ids)
def test_one_intact_photo_always_stays(members: set[int], going: set[int], intact: set[int]) -> None:
    allowed = may_go(DuplicateGroup(DuplicateKind.EXACT, tuple(members), ""), going, intact)
    assert allowed <= members & going & intact
    assert not allowed or (members & intact) - allowed
    if members & intact - going:
        assert allowed == members & going & intact


# --- bursts ---


def shots(*angles: float) -> np.ndarray:
    """(n, 2) vectors of length 1, by degrees."""
    return np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=1)


def at(*seconds: int) -> list[str | None]:
    return [f"2020-01-01T10:{second // 60:02}:{second % 60:02}" for second in seconds]


def test_shots_that_are_alike_and_close_in_time_are_a_burst() -> None:
    assert find_bursts(at(0, 2, 5), shots(0, 3, 5)) == [[0, 1, 2]]


def test_a_burst_ends_when_nothing_was_taken_for_a_while() -> None:
    assert find_bursts(at(0, 60, 500, 510), shots(0, 0, 0, 0)) == [[0, 1], [2, 3]]


def test_another_scene_between_two_shots_does_not_part_them() -> None:
    assert find_bursts(at(0, 2, 4, 6), shots(0, 90, 2, 91)) == [[0, 2], [1, 3]]


def test_a_slow_pan_is_not_one_burst() -> None:
    assert find_bursts(at(*range(10)), shots(*range(0, 200, 20)))[0] != list(range(10))


def test_photos_without_a_time_of_their_own_are_in_no_burst() -> None:
    assert find_bursts([None, None, *at(1)], shots(0, 0, 0)) == []


def test_photos_without_a_vector_are_in_no_burst() -> None:
    assert find_bursts(at(0, 1), np.zeros((2, 2))) == []
    assert find_bursts([], np.empty((0, 2))) == []
