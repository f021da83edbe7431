"""What strangers wrote into files, and where links lead, decides nothing about what is written where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.core.arranging.template import FIELDS
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.work.arranging.planner import make_plan
from tests.work.arranging.scene import Scene, tree

LADDERS = st.sampled_from(
    ["..", "../..", "../../etc", "/etc/passwd", "\\\\server\\share", "C:\\Windows", "~", "~root", ".", "/", "", " ",
     "a/../../b", "%2e%2e/", "\0", "\n", "CON", "x" * 300, "\u202e", ".ssh", "$HOME", "`id`", "-rf"]
)  # fmt: skip
WORDS = st.lists(LADDERS | st.text(max_size=8), min_size=1, max_size=3).map("".join)
TEMPLATES = st.lists(st.sampled_from([*(f"{{{field}?}}" for field in FIELDS), "/", "-"]), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, WORDS, WORDS, TEMPLATES.map("".join))
def test_whatever_a_file_says_every_target_lies_in_the_destination(
    scene: Scene, camera: str, caption: str, lens: str, template: str
) -> None:
    path = scene.photos / "a.jpg"
    if not path.exists():
        scene.add_file("a.jpg", b"a")
    facts = PhotoFacts(4, 3, 1, "2021-07-04T10:00:00", camera, None, None, lens, None, caption, (caption, lens))
    with scene.library.atomic():
        photo = scene.library.photos.at(path)
        assert photo is not None
        scene.library.photos.set_ready(photo.id, scene.hash_of(path), facts)
    try:
        plan = make_plan(scene.library, Arrangement(scene.destination, template=template))
    except ArrangeError:
        return
    for file in plan.files:
        real = Path(os.path.realpath(file.target))
        assert real.is_relative_to(os.path.realpath(scene.destination))
        assert ".." not in file.target.parts
        assert not file.target.name.startswith(".")


@pytest.mark.parametrize("mode", list(Mode))
def test_a_folder_that_is_a_link_out_of_the_destination_takes_nothing(scene: Scene, tmp_path: Path, mode: Mode) -> None:
    scene.add_file("a.jpg", b"a")
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    scene.destination.mkdir()
    (scene.destination / "x").symlink_to(outside, target_is_directory=True)
    before = tree(outside)
    for template in ("x/", "x/deep/", "x/new/"):
        plan = make_plan(scene.library, Arrangement(scene.destination, mode, template=template))
        assert plan.files == ()
        assert "is a link that leads out of the destination." in plan.staying[0].sentence
    assert tree(outside) == before


def test_a_folder_that_is_a_link_within_the_destination_takes_photos(scene: Scene) -> None:
    scene.add_file("a.jpg", b"a")
    (scene.destination / "real").mkdir(parents=True)
    (scene.destination / "x").symlink_to("real", target_is_directory=True)
    plan = make_plan(scene.library, Arrangement(scene.destination, template="x/"))
    assert [file.target for file in plan.files] == [scene.destination / "x" / "a.jpg"]
