from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from skimage import data

from photo_sorter.core.duplicates.groups import (
    Contender,
    DuplicateGroup,
    DuplicateKind,
)
from photo_sorter.core.events import DuplicatesFound, DuplicatesProgressed
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode
from photo_sorter.media.fingerprint import fingerprint_of
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path
from photo_sorter.media.trash import move_to_trash
from photo_sorter.work.duplicates import DuplicateSearches, SearchCancelledError, find_duplicates
from photo_sorter.work.trashing import KnownFile, Trashed, trash

PICTURES = {
    "cat": data.chelsea,
    "coffee": data.coffee,
    "rocket": data.rocket,
    "woman": data.astronaut,
}


def indexed(folder: Path, thumbnails: Path) -> list[Contender]:
    """What the library knows of the photos of a folder, by name."""
    return [_indexed(number, path, thumbnails) for number, path in enumerate(sorted(folder.iterdir()))]


def _indexed(photo_id: int, path: Path, thumbnails: Path) -> Contender:
    decoded = decode(path, PictureSpec(64), thumbnails, frozenset())
    assert decoded.facts is not None
    with Image.open(thumbnail_path(thumbnails, decoded.content_hash, max(THUMBNAIL_SIDES_PX))) as image:
        bits = fingerprint_of(image)
    size = (decoded.facts.width_px, decoded.facts.height_px)
    return Contender(photo_id, decoded.content_hash, path.name, *size, path.stat().st_size, fingerprint=bits)


@pytest.fixture
def photos(tmp_path: Path) -> list[Contender]:
    """Four pictures; the cat also as a copy, smaller, mirrored, and as another file; the coffee in grey."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, load in PICTURES.items():
        Image.fromarray(load()).save(folder / f"{name}.jpg", quality=90)
    cat = Image.fromarray(data.chelsea())
    (folder / "cat (1).jpg").write_bytes((folder / "cat.jpg").read_bytes())
    cat.resize((225, 150)).save(folder / "cat small.jpg", quality=70)
    ImageOps.mirror(cat).save(folder / "cat mirrored.webp")
    Image.fromarray(data.coffee()).convert("L").save(folder / "coffee grey.jpg")
    return indexed(folder, tmp_path / "thumbnails")


def named(photos: list[Contender], group: DuplicateGroup) -> set[str]:
    return {photos[photo_id].name for photo_id in group.photo_ids}


def test_copies_in_any_form_are_one_group_and_other_pictures_are_in_none(
    photos: list[Contender], tmp_path: Path
) -> None:
    (found,) = find_duplicates(photos, None, tmp_path / "thumbnails")
    assert found.kind is DuplicateKind.SAME_PICTURE
    assert named(photos, found) == {"cat.jpg", "cat (1).jpg", "cat small.jpg", "cat mirrored.webp"}
    assert [{photos[photo_id].name for photo_id in same} for same in found.exact] == [{"cat.jpg", "cat (1).jpg"}]
    assert photos[found.photo_ids[-1]].name == "cat small.jpg"


def test_photos_without_fingerprints_are_still_known_by_their_bytes(photos: list[Contender], tmp_path: Path) -> None:
    (found,) = find_duplicates([replace(photo, fingerprint=None) for photo in photos], None, tmp_path / "thumbnails")
    assert found.kind is DuplicateKind.EXACT
    assert named(photos, found) == {"cat.jpg", "cat (1).jpg"}


def test_near_shots_are_grouped_and_the_sharpest_comes_first(photos: list[Contender], tmp_path: Path) -> None:
    shots = [
        replace(photo, taken_at=f"2020-01-01T10:00:0{photo.photo_id}", fingerprint=None)
        for photo in photos
        if photo.name in ("coffee.jpg", "rocket.jpg", "woman.jpg")
    ]
    vectors = np.array([[1, 0], [0.99, 0.14], [0, 1]], np.float32)
    (found,) = find_duplicates(shots, vectors, tmp_path / "thumbnails")
    assert found.kind is DuplicateKind.NEAR
    assert named(photos, found) == {"coffee.jpg", "rocket.jpg"}
    assert found.reason == "sharpest"


def test_an_empty_library_has_no_duplicates(tmp_path: Path) -> None:
    assert find_duplicates([], None, tmp_path) == ()


def test_a_search_can_be_stopped(photos: list[Contender], tmp_path: Path) -> None:
    with pytest.raises(SearchCancelledError):
        find_duplicates(photos, None, tmp_path / "thumbnails", is_cancelled=lambda: True)


def test_progress_only_grows_and_ends_at_the_end(photos: list[Contender], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    find_duplicates(photos, None, tmp_path / "thumbnails", lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


# --- in the background ---


class Heard:
    def __init__(self) -> None:
        self.found: list[DuplicatesFound] = []
        self.ended = threading.Semaphore(0)

    def __call__(self, event: DuplicatesProgressed | DuplicatesFound) -> None:
        if isinstance(event, DuplicatesFound):
            self.found.append(event)
            self.ended.release()


def test_a_search_in_the_background_tells_what_it_found(photos: list[Contender], tmp_path: Path) -> None:
    heard = Heard()
    searches = DuplicateSearches(tmp_path / "thumbnails", heard)
    searches.start(7, photos, None)
    assert heard.ended.acquire(timeout=30)
    searches.close()
    assert [(event.token, len(event.groups), event.sentence) for event in heard.found] == [(7, 1, None)]


def test_a_new_search_takes_the_place_of_the_one_before(photos: list[Contender], tmp_path: Path) -> None:
    heard = Heard()
    searches = DuplicateSearches(tmp_path / "thumbnails", heard)
    searches.start(1, photos, None)
    searches.start(2, photos, None)
    for _ in range(2):
        assert heard.ended.acquire(timeout=30)
    searches.close()
    assert [event.token for event in heard.found] == [1, 2]
    assert heard.found[1].groups


def test_a_search_that_fails_says_so(tmp_path: Path) -> None:
    heard = Heard()
    searches = DuplicateSearches(tmp_path, heard)
    searches.start(1, [Contender(1, b"a", "flat.jpg", 10, 0, 1)], None)
    assert heard.ended.acquire(timeout=30)
    searches.close()
    assert heard.found[0].sentence is not None


# --- the trash ---


@pytest.fixture
def files(tmp_path: Path) -> dict[int, KnownFile]:
    """Three exact copies."""
    known = {}
    for photo_id in (1, 2, 3):
        path = tmp_path / f"{photo_id}.jpg"
        path.write_bytes(b"picture")
        known[photo_id] = KnownFile(path, hashlib.sha256(b"picture").digest())
    return known


COPIES = DuplicateGroup(DuplicateKind.EXACT, (1, 2, 3), "added first")
ALIKE = replace(COPIES, kind=DuplicateKind.SAME_PICTURE)


def test_what_is_told_goes_and_the_rest_stays(files: dict[int, KnownFile], trash_can: Path) -> None:
    assert trash(COPIES, files, {2, 3}) == Trashed((2, 3), ())
    assert [file.path.exists() for file in files.values()] == [True, False, False]
    assert len(list((trash_can / "files").iterdir())) == 2


def test_the_last_copy_is_never_moved(files: dict[int, KnownFile], trash_can: Path) -> None:
    result = trash(COPIES, files, {1, 2, 3})
    assert result.moved == ()
    assert "The last one is never moved" in result.sentences[0]
    assert all(file.path.exists() for file in files.values())


def changed_in_place(path: Path) -> None:
    path.write_bytes(b"PICTURE")


def grown(path: Path) -> None:
    path.write_bytes(b"picture and more")


@pytest.mark.parametrize(("group", "spoil"), list(product((COPIES, ALIKE), (Path.unlink, changed_in_place, grown))))
def test_nothing_goes_when_the_photo_that_stays_is_gone_or_changed(
    group: DuplicateGroup, spoil: Callable[[Path], None], files: dict[int, KnownFile], trash_can: Path
) -> None:
    spoil(files[1].path)
    result = trash(group, files, {2, 3})
    assert result.moved == ()
    assert result.sentences
    assert files[2].path.exists()
    assert files[3].path.exists()


def test_a_photo_that_changed_since_does_not_go(files: dict[int, KnownFile], trash_can: Path) -> None:
    grown(files[2].path)
    result = trash(COPIES, files, {2, 3})
    assert result.moved == (3,)
    assert "it has changed since it was compared" in result.sentences[0]
    assert files[2].path.exists()


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_another_name_of_the_same_file_is_no_copy_that_stays(
    link: Callable[[Path, Path], None], files: dict[int, KnownFile], trash_can: Path
) -> None:
    files[1].path.unlink()
    link(files[1].path, files[2].path)
    why = f"{files[2].path} was not moved: it is another name of a file that stays."
    assert trash(replace(COPIES, photo_ids=(1, 2)), files, {2}) == Trashed((), (why,))
    assert trash(COPIES, files, {2, 3}) == Trashed((3,), (why,))
    assert files[2].path.exists()


@pytest.mark.parametrize("spoil", [Path.unlink, changed_in_place])
def test_what_is_to_stay_is_looked_for_anew_before_each_photo_goes(
    spoil: Callable[[Path], None],
    files: dict[int, KnownFile],
    trash_can: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when one folder is mounted twice: the first that goes takes with it what was to stay."""

    def move_and_spoil(path: Path, content_hash: bytes | None) -> None:
        move_to_trash(path, content_hash)
        spoil(files[1].path)

    monkeypatch.setattr("photo_sorter.work.trashing.move_to_trash", move_and_spoil)
    result = trash(COPIES, files, {2, 3})
    assert result.moved == (2,)
    assert files[3].path.exists()
    assert "what was to stay is gone or has changed" in result.sentences[0]


def test_a_photo_that_was_never_looked_at_neither_goes_nor_stands_for_others(
    files: dict[int, KnownFile], trash_can: Path
) -> None:
    files[2] = replace(files[2], content_hash=None)
    result = trash(ALIKE, files, {2})
    assert (result.moved, result.sentences[0].endswith("it has not been looked at yet.")) == ((), True)
    assert trash(replace(ALIKE, photo_ids=(2, 3)), files, {3}).moved == ()


def test_what_lies_beside_a_photo_that_goes_is_named(files: dict[int, KnownFile], trash_can: Path) -> None:
    beside = files[2].path.with_suffix(".xmp")
    beside.write_bytes(b"<x/>")
    files[1].path.with_suffix(".xmp").write_bytes(b"<x/>")
    assert trash(COPIES, files, {2, 3}) == Trashed((2, 3), (f"{beside} stays where it is.",))
    assert beside.exists()


def test_who_stops_waits_for_the_photo_in_hand_only(files: dict[int, KnownFile], trash_can: Path) -> None:
    stops = iter([False, True])
    assert trash(COPIES, files, {2, 3}, lambda: next(stops)) == Trashed((2,), ())
    assert files[3].path.exists()


def test_a_file_that_the_trash_refuses_is_told_and_the_others_go(
    files: dict[int, KnownFile], trash_can: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photo_sorter.media import trash as media_trash

    move = media_trash.send2trash

    def refuse_the_second(path: Path) -> None:
        if path == files[2].path:
            raise PermissionError(13, "denied")
        move(path)

    monkeypatch.setattr(media_trash, "send2trash", refuse_the_second)
    result = trash(COPIES, files, {2, 3})
    assert result.moved == (3,)
    assert "no permission" in result.sentences[0]
