"""Verdicts, what they change, and what to ask next."""

from pathlib import Path

import pytest

from photo_sorter.store.library import Library
from tests.fakes import colour_picture


@pytest.fixture
def warm(run, photos) -> Path:
    """A library with the category Warm; the folder of its photos."""
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red")
    return photos


def test_a_verdict_outranks_the_machine_and_is_told(run, warm):
    red, green = warm / "red" / "red0.png", warm / "green" / "green0.png"
    code, said, messages = run("judge", red, "warm", "no")
    assert (code, messages) == (0, "")
    assert said | {"moved": 0, "changes": [], "contradicts": []} == {
        "path": str(red), "category": "Warm", "verdict": "no", "former": None, "tags": [], "moved": 0, "changes": [],
        "contradicts": [],
    }  # fmt: skip
    assert run("tags", red)[1] == []
    assert run("judge", green, "Warm", "yes")[1]["tags"] == ["Warm"]
    assert [(tag["category"], tag["source"]) for tag in run("tags", green)[1]] == [("Warm", "user")]


def test_a_verdict_moves_like_photos_before_it_returns(run, say, photos):
    colour_picture("magenta").save(photos / "magenta.png")
    colour_picture("magenta", shade=1).save(photos / "magenta1.png")
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red")
    run("categories", "add", "Cold", "--prompt", "blue")
    before = {tag["path"] for tag in run("tags")[1] if tag["category"] == "Cold"}
    said = run("judge", photos / "magenta.png", "Cold", "yes")[1]
    after = {tag["path"] for tag in run("tags")[1] if tag["category"] == "Cold"}
    others = after - before - {str(photos / "magenta.png")}
    assert others == {str(photos / "magenta1.png")}
    assert said["moved"] == 1
    assert {"category": "Cold", "gained": 1, "lost": 0} in said["changes"]
    text = say("judge", photos / "magenta.png", "Cold", "--undo")
    assert "your yes for Cold is taken back." in text
    assert "1 other photo moved: Cold −1" in text
    run("categories", "set", "Cold", "--no-learn")
    assert run("judge", photos / "magenta.png", "Cold", "yes")[1]["moved"] == 0


def test_of_contradictory_verdicts_the_last_counts_and_it_is_said(run, say, warm):
    red = warm / "red" / "red0.png"
    assert say("judge", red, "Warm", "yes").startswith(f"{red}: yes for Warm.\n")
    assert say("judge", red, "Warm", "no").startswith(f"{red}: no for Warm. You said yes before; the last word counts.")
    said = run("judge", red, "Warm", "no")[1]
    assert (said["verdict"], said["former"], said["moved"]) == ("no", "no", 0)
    assert say("judge", red, "Warm", "no").startswith(f"{red}: no for Warm, as you said before.\n")
    assert run("categories", "list")[1][0]["verdicts"] == {"yes": 0, "no": 1}


def test_undo_takes_back_what_was_said(run, warm):
    red = warm / "red" / "red0.png"
    before = run("tags")[1]
    run("judge", red, "Warm", "no")
    code, report, _ = run("judge", red, "Warm", "yes", "--undo")
    assert (code, report["error"]) == (1, f"Nothing but no was said of {red} and “Warm”.")
    assert run("judge", red, "Warm", "no", "--undo")[1]["verdict"] is None
    assert run("tags")[1] == before
    code, report, _ = run("judge", red, "Warm", "--undo")
    assert (code, report["error"]) == (1, f"Nothing was said of {red} and “Warm”.")


def test_what_cannot_be_judged_is_said(run, warm, home):
    (warm / "broken.jpg").write_bytes(b"no picture")
    run("index", warm)
    code, report, messages = run("judge", warm / "red" / "red0.png", "Warm")
    assert (code, report) == (2, None)
    assert "yes or no" in messages
    for path, part in (
        (warm / "gone.png", "is not in the library"),
        (warm, "is not in the library"),
        (warm / "broken.jpg", "is among Problems: Cannot read broken.jpg"),
    ):
        code, report, _ = run("judge", path, "Warm", "yes")
        assert code == 1
        assert part in report["error"]
    assert "no category called “Cold”" in run("judge", warm / "red" / "red0.png", "Cold", "yes")[1]["error"]
    run("folders", "remove", warm)
    assert "is not in the library" in run("judge", warm / "red" / "red0.png", "Warm", "yes")[1]["error"]
    with Library.open_read_only(home.library) as library:
        assert library.tags.verdicts() == {}


def test_a_category_that_is_off_is_judged_all_the_same(run, say, warm):
    run("categories", "set", "Warm", "--off")
    assert "switched off" in say("judge", warm / "green" / "green0.png", "Warm", "yes")
    run("categories", "set", "Warm", "--on")
    assert run("tags", warm / "green")[1][0]["source"] == "user"


def test_a_photo_that_was_not_looked_at_yet_may_be_judged(run, say, warm, home):
    with Library.open(home.library) as library, library.atomic():
        library._db.execute("UPDATE photos SET status = 'new' WHERE name = 'green0.png'")
    assert "It has not been looked at yet" in say("judge", warm / "green" / "green0.png", "Warm", "yes")
    run("index", warm)
    assert run("tags", warm / "green")[1][0]["source"] == "user"


def test_the_paths_of_review_are_suggestions_and_an_answer_takes_one_away(run, say, sunset):
    run("index", sunset)
    run("categories", "add", "Warm", "--prompt", "red", "--no-learn", "--threshold", "0.9")
    run("categories", "add", "Sun", "--prompt", "yellow", "--no-learn", "--threshold", "0.9")
    suggestions = run("tags", "--not-sure")[1]
    assert {(one["sure"], one["source"]) for one in suggestions} == {(False, "auto")}
    assert {one["category"] for one in suggestions} == {"Warm", "Sun"}
    assert all(one["sure"] for one in run("tags")[1])
    review = run("review")[1]
    pairs = {(one["path"], one["category"]): one["score"] for one in suggestions}
    assert {(one["path"], one["category"]): one["probability"] for one in review["items"]} == pairs
    assert review["total"] == len(pairs)
    first = run("review", "sun", "-n", 1)[1]["items"]
    assert [one["category"] for one in first] == ["Sun"]
    path = first[0]["path"]
    assert f"{path}\tSun\t0." in say("review", "Sun")
    assert f"{path}\tSun\t0." in say("tags", "--not-sure", path)
    run("judge", path, "Sun", "yes")
    assert (path, "Sun") not in {(one["path"], one["category"]) for one in run("review")[1]["items"]}
    counted = {row["name"]: row["not_sure"] for row in run("categories", "list")[1]}
    assert counted["Sun"] == run("review", "Sun")[1]["total"]


def test_review_says_when_there_is_nothing_to_ask(run, warm):
    code, report, messages = run("review")
    assert (code, report, messages) == (0, {"total": 0, "items": []}, "There is nothing to ask.\n")
    assert "no category called" in run("review", "Nobody")[1]["error"]
    run("categories", "set", "Warm", "--off")
    assert "switched off" in run("review", "Warm")[1]["error"]


def test_what_does_not_go_with_a_yes_is_said(run, say, warm):
    red = warm / "red" / "red0.png"
    run("categories", "add", "Hot", "--prompt", "red")
    run("judge", red, "Warm", "yes")
    assert run("judge", red, "Hot", "yes")[1]["contradicts"] == ["Warm"]
    assert "does not go with what you said of “Warm”" in say("judge", red, "Hot", "yes")
