"""Links that somebody put into a watched folder do not lead out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.media.links import EveryLink, LinkRule
from photo_sorter.media.scan import is_candidate, scan
from tests.media.pictures import corners, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With links of every kind, and the pictures that they lead to."""
    folder = tmp_path / "watched"
    for place in (folder / "sub", tmp_path / "watched too", tmp_path / "watched, not", tmp_path / "secret"):
        place.mkdir(parents=True)
        save(place / "a.jpg", corners())
    (folder / "inside.jpg").symlink_to("sub/a.jpg")
    (folder / "round the corner.jpg").symlink_to(folder / ".." / "watched" / "sub" / "a.jpg")
    (folder / "other.jpg").symlink_to(tmp_path / "watched too" / "a.jpg")
    (folder / "neighbour.jpg").symlink_to(tmp_path / "watched, not" / "a.jpg")
    (folder / "secret.jpg").symlink_to(tmp_path / "secret" / "a.jpg")
    (folder / "step.jpg").symlink_to(folder / "secret.jpg")
    (folder / "folder").symlink_to(tmp_path / "secret", target_is_directory=True)
    (folder / "nowhere.jpg").symlink_to("nothing.jpg")
    (folder / "circle.jpg").symlink_to("circle.jpg")
    return folder


def found(folder: Path, links: LinkRule) -> set[str]:
    names = {file.path.relative_to(folder).as_posix() for file in scan(folder, lambda path, sentence: None, links)}
    files = {path for path in folder.rglob("*") if path.parent.name != "folder"}
    assert names == {path.relative_to(folder).as_posix() for path in files if is_candidate(path, links)}
    return names - {"sub/a.jpg"}


def test_links_lead_to_files_of_the_watched_folders_only(folder: Path) -> None:
    inside = {"inside.jpg", "round the corner.jpg"}
    assert found(folder, LinkRule([folder])) == inside
    assert found(folder, LinkRule([folder, folder.with_name("watched too")])) == {*inside, "other.jpg"}
    assert found(folder, LinkRule([])) == set()


def test_a_watched_folder_may_be_reached_by_a_link_itself(folder: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(folder, target_is_directory=True)
    assert found(linked, LinkRule([linked])) == {"inside.jpg", "round the corner.jpg"}


def test_links_lead_anywhere_if_a_person_says_so(folder: Path) -> None:
    everywhere = {"inside.jpg", "round the corner.jpg", "other.jpg", "neighbour.jpg", "secret.jpg", "step.jpg"}
    assert found(folder, EveryLink()) == everywhere


def test_the_whole_disk_may_be_watched(folder: Path) -> None:
    assert "secret.jpg" in found(folder, LinkRule([Path(folder.anchor)]))
