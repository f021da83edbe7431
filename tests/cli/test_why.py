"""Reasons, and the picture of where a category is seen."""

import numpy as np
import pytest
from PIL import Image

from tests.fakes import COLOURS


@pytest.fixture
def flag(run, tmp_path):
    """Red on the left, green on the right, turned by EXIF; in a library with Red and Green and their parent Colours."""
    folder = tmp_path / "flags"
    folder.mkdir()
    upright = Image.new("RGB", (120, 80), COLOURS["green"])
    upright.paste(COLOURS["red"], (0, 0, 60, 80))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(folder / "flag.jpg", quality=95, exif=exif)
    Image.new("RGB", (40, 40), COLOURS["red"]).save(folder / "red.png")
    Image.new("RGB", (40, 41), COLOURS["red"]).save(folder / "crimson.png")
    Image.new("RGB", (40, 40), COLOURS["green"]).save(folder / "green.png")
    run("index", folder)
    run("categories", "add", "Red", "--prompt", "red", "--against", "blue")
    run("categories", "add", "Green", "--prompt", "green")
    return folder / "flag.jpg"


def test_why_tells_the_wordings_the_examples_and_the_rival(run, flag):
    folder = flag.parent
    run("judge", folder / "crimson.png", "Red", "yes")
    run("judge", folder / "green.png", "Red", "no")
    code, why, messages = run("why", folder / "red.png", "red")
    assert (code, messages) == (0, "")
    assert (why["path"], why["category"], why["answer"], why["verdict"]) == (
        str(folder / "red.png"), "Red", "yes", None,
    )  # fmt: skip
    assert why["sentence"].startswith("Yes, ")
    assert 0.5 < why["by_words"] <= 1
    assert 0.5 < why["probability"] <= 1
    assert (why["threshold"], why["judged"], why["rival"], why["outside_parent"]) == (0.5, 2, None, False)
    voices = {voice["text"]: voice for voice in why["prompts"]}
    assert voices["red"]["strength"] > 0.5 > voices["blue"]["strength"]
    assert (voices["red"]["against"], voices["blue"]["against"]) == (False, True)
    assert [(one["path"], one["verdict"]) for one in why["examples"]] == [
        (str(folder / "crimson.png"), "yes"), (str(folder / "green.png"), "no"),
    ]  # fmt: skip
    other = run("why", folder / "red.png", "Green")[1]
    assert (other["answer"], other["rival"]["category"]) == ("no", "Red")
    assert "“Red” was stronger" in other["sentence"]


def test_a_verdict_and_a_parent_are_told(run, say, flag):
    red = flag.parent / "red.png"
    run("judge", red, "Red", "no")
    assert run("why", red, "Red")[1]["verdict"] == "no"
    assert say("why", red, "Red").startswith("You said no. The machine says ")
    run("categories", "add", "Leaves", "--prompt", "red", "--parent", "Green")
    why = run("why", red, "Leaves")[1]
    assert (why["answer"], why["parent"], why["outside_parent"]) == ("no", "Green", True)
    assert why["sentence"] == "No, the photo is not in “Green”."


def test_the_text_shows_the_nearest_photos_first(say, run, flag):
    folder = flag.parent
    assert "Judged photos" not in say("why", folder / "red.png", "Red")
    run("judge", folder / "green.png", "Red", "no")
    run("judge", folder / "crimson.png", "Red", "yes")
    lines = say("why", folder / "red.png", "Red").splitlines()
    assert lines[1].startswith("By words alone: ")
    assert lines[-2:] == [f"  yes  {folder / 'crimson.png'}", f"  no   {folder / 'green.png'}"]


def test_a_heat_map_is_a_picture_of_the_upright_photo_warm_where_it_is(run, flag, tmp_path):
    file = tmp_path / "heat.PNG"
    before = flag.read_bytes()
    code, why, _ = run("why", flag, "Red", "--heatmap", file)
    assert code == 0
    assert why["heatmap"] | {"region": []} == {
        "file": str(file), "region": [], "strongest": 1.0, "method": "mean colour",
    }  # fmt: skip
    assert why["heatmap"]["region"] == pytest.approx([1 / 6, 0, 5 / 6, 1], abs=1e-3)
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("PNG", (120, 80))
        drawn = np.asarray(picture).astype(int)
    left, right, outside = drawn[40, 30], drawn[40, 90], drawn[40, 115]
    assert left[1] > COLOURS["red"][1] + 20, "warm paint has more green in it than the red"
    assert right[1] < COLOURS["green"][1] - 20, "dull where it is not"
    assert np.abs(outside - COLOURS["green"]).max() < 12, "untouched where the model did not look"
    assert flag.read_bytes() == before


def test_a_heat_map_never_writes_over_a_file(run, flag, tmp_path):
    taken = tmp_path / "taken.png"
    taken.write_bytes(b"precious")
    red = flag.parent / "red.png"
    before = red.read_bytes()
    for file, part in (
        (taken, "is there already"),
        (red, "is there already"),
        (tmp_path / "heat.jpg", "ends in .png"),
        (tmp_path / "no" / "heat.png", "cannot be written"),
    ):
        code, report, _ = run("why", red, "Red", "--heatmap", file)
        assert code == 1, file
        assert part in report["error"]
    assert (taken.read_bytes(), red.read_bytes()) == (b"precious", before)


def test_what_cannot_be_explained_is_said(run, say, flag, tmp_path):
    red = flag.parent / "red.png"
    assert "is not in the library" in run("why", tmp_path / "gone.png", "Red")[1]["error"]
    assert "no category called" in run("why", red, "Blue")[1]["error"]
    run("categories", "set", "Red", "--off")
    assert "switched off" in run("why", red, "Red")[1]["error"]
    red.unlink()
    code, report, _ = run("why", red, "Green", "--heatmap", tmp_path / "heat.png")
    assert code == 1
    assert "red.png" in report["error"]
    assert not (tmp_path / "heat.png").exists()
