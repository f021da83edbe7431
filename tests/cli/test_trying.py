"""Wordings tried beside each other."""

from pathlib import Path

import pytest


def test_each_wording_is_tried_alone_and_nothing_changes(run, sunset):
    run("index", sunset)
    run("categories", "add", "Warm", "--prompt", "red", "--prompt", "magenta")
    before = run("categories", "list")[1], run("tags")[1]
    code, rows, _ = run("categories", "try", "--category", "warm", "--prompt", "red", "--prompt", "yellow", "-n", "2")
    assert code == 0
    assert [row["prompt"] for row in rows] == ["red", "yellow"]
    assert [len(row["paths"]) for row in rows] == [2, 2]
    assert all(Path(path).name < "06" for path in rows[0]["paths"])
    assert all(Path(path).name > "14" for path in rows[1]["paths"])
    assert 0 < rows[1]["photos"] < 21
    assert rows[0].keys() == {"prompt", "photos", "paths", "judged", "right", "accuracy", "remark"}
    assert (run("categories", "list")[1], run("tags")[1]) == before


def test_what_a_try_promises_is_what_the_category_gets(run, photos):
    run("index", photos)
    tried = run("categories", "try", "--prompt", "green")[1][0]["photos"]
    assert run("categories", "add", "Anything", "--prompt", "green")[1]["photos"] == tried == 3


def test_the_accuracy_on_judged_photos_is_told(run, say, photos):
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "blue", "--no-learn")
    for name, answer in (("red0", "yes"), ("red1", "yes"), ("green0", "no")):
        run("judge", photos / name[:-1] / f"{name}.png", "Warm", answer)
    rows = run("categories", "try", "--category", "Warm", "--prompt", "red", "--prompt", "green")[1]
    assert [(row["judged"], row["right"], row["accuracy"]) for row in rows] == [(3, 3, 1.0), (3, 0, 0.0)]
    assert "red: 3 photos, 3 of 3 judged right" in say("categories", "try", "--category", "Warm", "--prompt", "red")


@pytest.mark.parametrize("place", ["beside the photos", "elsewhere", "absolute"])
def test_labels_give_precision_and_recall(run, photos, tmp_path, place):
    run("index", photos)
    labels = {"beside the photos": photos, "elsewhere": tmp_path, "absolute": tmp_path}[place] / "labels.csv"
    start = f"{photos}/" if place == "absolute" else ""
    # Of the three red photos one is labelled otherwise, and one green photo is labelled red.
    named = {
        "red/red0": "rouge",
        "red/red1": "ROUGE",
        "red/red2": "vert",
        "green/green0": "rouge",
        "green/green1": "vert",
    }
    labels.write_text("path,label\n" + "".join(f"{start}{name}.png,{label}\n" for name, label in named.items()))
    (row,) = run("categories", "try", "--prompt", "red", "--labels", labels, "--label", "rouge")[1]
    assert row["labels"] == {"photos": 5, "accuracy": 0.6, "precision": 0.6667, "recall": 0.6667}


def test_the_label_is_the_categorys_name_unless_another_is_given(run, say, photos):
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red")
    labels = photos / "labels.csv"
    labels.write_text("path,label\nred/red0.png,warm\ngreen/green0.png,cold\n")
    trying = ("categories", "try", "--category", "Warm", "--prompt", "red", "--labels", labels)
    assert run(*trying)[1][0]["labels"]["recall"] == 1.0
    assert run(*trying, "--label", "cold")[1][0]["labels"]["recall"] == 0.0
    assert "precision 100.0%, recall 100.0%, accuracy 100.0%" in say(*trying)
    nothing = say("categories", "try", "--prompt", "blue", "--labels", labels, "--label", "warm")
    assert "0 photos, precision –, recall 0.0%, accuracy 50.0%" in nothing


def test_photos_that_were_judged_are_not_measured(run, photos):
    """A verdict is right by itself: it says nothing of the wording."""
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red", "--no-learn")
    run("judge", photos / "green" / "green0.png", "Warm", "yes")
    labels = photos / "labels.csv"
    labels.write_text("path,label\nred/red0.png,warm\ngreen/green0.png,warm\ngreen/green1.png,cold\n")
    _, (row,), messages = run("categories", "try", "--category", "Warm", "--prompt", "red", "--labels", labels)
    assert row["labels"] == {"photos": 2, "accuracy": 1.0, "precision": 1.0, "recall": 1.0}
    assert "You judged 1 photo of them yourself" in messages


def test_odd_labels_are_said(run, photos):
    run("index", photos)
    labels = photos / "labels.csv"
    trying = ("categories", "try", "--prompt", "red", "--labels", labels)
    labels.write_text("path,label\nred/red0.png,cold\nred/red0.png,warm\ngone.png,cold\ngreen/green0.png,cold\n")
    code, (row,), messages = run(*trying, "--label", "warm")
    assert (code, row["labels"]["photos"], row["labels"]["precision"]) == (0, 2, 1.0)
    assert "1 photo with different labels: the last one counts" in messages
    assert "1 of 3 photos" in messages
    assert "No photo in" in run(*trying, "--label", "hot")[1]["error"]
    assert "cold, warm" in run(*trying, "--label", "hot")[1]["error"]
    code, report, messages = run(*trying)
    assert (code, report) == (2, None)
    assert "--label NAME" in messages
    labels.write_text("path,label\ngone.png,warm\n")
    assert "None of the photos" in run(*trying, "--label", "warm")[1]["error"]
    labels.write_text("photo,kind\n")
    assert "no column “path”" in run(*trying, "--label", "warm")[1]["error"]


def test_odd_wordings_are_said(run, say, photos):
    run("index", photos)
    assert "empty" in run("categories", "try", "--prompt", "red", "--prompt", "  ")[1]["error"]
    assert "5001 characters" in run("categories", "try", "--prompt", "y" * 5001)[1][0]["remark"]
    assert "no category called" in run("categories", "try", "--prompt", "red", "--category", "Nobody")[1]["error"]
    assert "“кот”" in run("categories", "try", "--prompt", "кот")[1][0]["remark"]
    assert "“кот”" in say("categories", "try", "--prompt", "кот")


def test_without_photos_a_try_finds_none(run, tmp_path):
    (tmp_path / "empty").mkdir()
    run("index", tmp_path / "empty")
    assert run("categories", "try", "--prompt", "red")[1][0]["photos"] == 0
    assert run("review")[1] == {"total": 0, "items": []}
    assert run("categories", "add", "red")[1]["photos"] == 0
