import shutil

import pytest
from PIL import Image
from skimage import data


@pytest.fixture
def doubled(run, tmp_path):
    """A cat, a copy of it, the same smaller, and a cup."""
    folder = tmp_path / "photos"
    folder.mkdir()
    cat = Image.fromarray(data.chelsea())
    cat.save(folder / "cat.png")
    shutil.copy(folder / "cat.png", folder / "cat copy.png")
    cat.resize((300, 200)).save(folder / "small.jpg", quality=85)
    Image.fromarray(data.coffee()).save(folder / "cup.png")
    assert run("index", folder)[0] == 0
    return folder


def test_exact_copies_are_listed_the_one_to_keep_first(run, doubled):
    code, found, messages = run("duplicates")
    pair = [str(doubled / "cat.png"), str(doubled / "cat copy.png")]
    size = (doubled / "cat.png").stat().st_size
    group = {"kind": "exact", "reason": "original name", "paths": pair, "exact": [sorted(pair)], "bytes": size}
    assert (code, found) == (0, {"groups": [group], "photos": 1, "bytes": size})
    assert messages == ""


def test_near_finds_the_same_picture_in_other_forms_and_touches_no_file(run, doubled):
    before = {path.name: path.stat().st_mtime_ns for path in doubled.iterdir()}
    ((group,), photos) = (run("duplicates", "--near")[1][key] for key in ("groups", "photos"))
    assert (group["kind"], photos) == ("same_picture", 2)
    assert group["paths"][0] == str(doubled / "cat.png")
    assert set(group["paths"]) == {str(doubled / name) for name in ("cat.png", "cat copy.png", "small.jpg")}
    assert group["bytes"] == (doubled / "cat copy.png").stat().st_size + (doubled / "small.jpg").stat().st_size
    assert {path.name: path.stat().st_mtime_ns for path in doubled.iterdir()} == before


def test_as_text_the_one_to_keep_is_marked_and_groups_stand_apart(say, doubled):
    shutil.copy(doubled / "cup.png", doubled / "cup copy.png")
    say("index", doubled)
    lines = say("duplicates").splitlines()
    assert [line for line in lines if line.startswith("* ")] == [
        f"* {doubled / 'cat.png'}  (original name)", f"* {doubled / 'cup.png'}  (original name)",
    ]  # fmt: skip
    assert lines.count("") == 2
    assert lines[-1].startswith("2 photos, ")


def test_where_no_photo_is_twice_it_says_so(run, say, photos):
    run("index", photos)
    assert run("duplicates")[1] == {"groups": [], "photos": 0, "bytes": 0}
    assert say("duplicates") == "No photo is here twice.\n"


def test_without_a_library_it_is_a_sentence(run):
    code, answer, _ = run("duplicates")
    assert (code, "There is no library" in answer["error"]) == (1, True)
