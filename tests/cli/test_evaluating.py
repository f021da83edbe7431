"""`evaluate` on labelled folders and on what was judged."""

import csv
from pathlib import Path

import pytest

from tests.fakes import ColourEmbedder


class OppositeEmbedder(ColourEmbedder):
    """Takes every colour for its opposite."""

    def embed_pictures(self, pictures):
        return super().embed_pictures(255 - pictures)


def test_evaluate_counts_the_forced_choice_and_changes_no_category(run, photos, tmp_path):
    run("categories", "add", "Mine")
    code, report, _ = run("evaluate", photos)
    assert (code, report["accuracy"], report["per_class"]) == (0, 1.0, {"green": 1.0, "red": 1.0})
    assert report["confusion"] == {"green": {"green": 3}, "red": {"red": 3}}
    labels, texts = tmp_path / "labels.csv", tmp_path / "texts.csv"
    with labels.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "label", "more"])
        rows.writerows([f"red/red{n}.png", "x" if n else "y", "ignored"] for n in range(3))
        rows.writerow(["red/gone.png", "x", ""])
    texts.write_text("label,text\nx,red\nx,magenta\ny,green\n")
    code, report, messages = run("evaluate", photos, "--labels", labels, "--texts", texts)
    assert report["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["confusion"] == {"x": {"x": 2}, "y": {"x": 1}}
    assert [entry["path"] for entry in report["failed"]] == [str(photos / "red" / "gone.png")]
    assert "gone.png" in messages
    assert [category["name"] for category in run("categories", "list")[1]] == ["Mine"]
    texts.write_text("name,words\n")
    assert "no column" in run("evaluate", photos, "--texts", texts)[1]["error"]


def test_what_the_library_would_decide_is_told_beside_the_forced_choice(run, photos):
    (photos / "green" / "odd.png").write_bytes((photos / "red" / "red0.png").read_bytes())
    report = run("evaluate", photos)[1]
    assert report["accuracy"] == pytest.approx(6 / 7, abs=1e-4)
    decided = report["decided"]
    assert (decided["coverage"], decided["accuracy"]) == (1.0, pytest.approx(6 / 7, abs=1e-4))
    assert decided["per_class"]["red"] == {"precision": 0.75, "recall": 1.0, "photos": 3}
    assert decided["per_class"]["green"] == {"precision": 1.0, "recall": 0.75, "photos": 4}
    assert decided["confusion"] == {"green": {"green": 3, "red": 1}, "red": {"red": 3}}


def test_what_fits_no_label_is_not_answered(run, photos, tmp_path):
    texts = tmp_path / "texts.csv"
    texts.write_text("label,text\nred,red\ngreen,blue\n")
    report = run("evaluate", photos, "--texts", texts)[1]
    assert report["decided"]["coverage"] == 0.5
    assert report["decided"]["confusion"]["green"] == {"none of these": 3}
    assert report["decided"]["per_class"]["green"] == {"precision": None, "recall": 0.0, "photos": 3}


def test_the_text_is_a_table_with_the_commonest_confusions(say, photos):
    (photos / "green" / "odd.png").write_bytes((photos / "red" / "red0.png").read_bytes())
    lines = [line.split() for line in say("evaluate", photos).splitlines()]
    assert ["Forced", "choice:", "85.7%", "right"] in lines
    assert ["red", "3", "75.0%", "100.0%", "75.0%", "100.0%"] in lines
    assert ["1", "green", "→", "red"] in lines


def test_two_models_are_compared(run, say, photos, models):
    models["opposite"] = OppositeEmbedder("opposite")
    report = run("evaluate", photos, "--compare", "opposite")[1]
    assert (report["model"], report["compared"]["model"]) == ("builtin-basic-1", "opposite")
    assert report["compared"].keys() == report.keys() - {"compared", "differences"}
    assert (report["accuracy"], report["compared"]["accuracy"]) == (1.0, 0.0)
    assert len(report["differences"]) == 6
    first = next(one for one in report["differences"] if one["path"] == str(photos / "red" / "red0.png"))
    assert (first["label"], first["answers"]) == ("red", ["red", "green"])
    text = say("evaluate", photos, "--compare", "opposite")
    assert "differs on 6 photos: only the first is right on 6, only the second on 0." in text
    assert "red0.png: red → green (red)" in text


def test_two_wordings_are_compared_and_the_photos_are_looked_at_once(run, photos, models, tmp_path):
    texts = tmp_path / "texts.csv"
    texts.write_text("label,text\nred,green\ngreen,red\n")
    report = run("evaluate", photos, "--compare", texts)[1]
    assert (report["accuracy"], report["compared"]["accuracy"]) == (1.0, 0.0)
    assert {tuple(one["answers"]) for one in report["differences"]} == {("red", "green"), ("green", "red")}
    assert models["builtin-basic-1"].pictures_seen == 6


def test_a_label_that_is_a_category_is_described_by_its_wordings(run, photos):
    run("categories", "add", "Red", "--prompt", "green")
    run("categories", "add", "Green", "--prompt", "red")
    assert run("evaluate", photos)[1]["accuracy"] == 0


def test_a_photo_with_two_labels_counts_for_the_last_and_it_is_said(run, photos, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("path,label\nred/red0.png,green\ngreen/green0.png,green\nred/red0.png,red\n")
    code, report, messages = run("evaluate", photos, "--labels", labels)
    assert (code, report["photos"], report["accuracy"]) == (0, 2, 1.0)
    assert "1 photo with different labels: the last one counts" in messages
    assert "red0.png" in messages


def test_photos_that_cannot_be_read_are_named_and_the_rest_counts(run, tmp_path, photos):
    for folder in ("red", "green"):
        (photos / folder / "broken.jpg").write_bytes(b"no picture")
    code, report, messages = run("evaluate", photos)
    assert (code, report["photos"], len(report["failed"])) == (0, 6, 2)
    assert messages.count("broken.jpg") == 2
    for path in photos.rglob("*.png"):
        path.unlink()
    code, report, _ = run("evaluate", photos)
    assert (code, report["photos"], report["accuracy"], report["decided"]["coverage"]) == (0, 0, 0.0, 0.0)


def test_without_a_folder_what_was_judged_is_evaluated(run, say, photos):
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red", "--no-learn")
    run("categories", "add", "Cold", "--prompt", "green", "--no-learn")
    for name in ("red0", "red1", "green0"):
        run("judge", photos / name[:-1] / f"{name}.png", "Warm", "yes")
    run("judge", photos / "green" / "green1.png", "Cold", "yes")
    code, report, _ = run("evaluate")
    assert (code, report["photos"], report["accuracy"]) == (0, 4, 0.75)
    assert report["confusion"] == {"Cold": {"Cold": 1}, "Warm": {"Cold": 1, "Warm": 2}}
    assert report["decided"]["per_class"]["Warm"] == {"precision": 1.0, "recall": pytest.approx(0.6667), "photos": 3}
    assert "Forced choice: 75.0% right" in say("evaluate")


def test_two_models_are_compared_on_what_was_judged(run, photos, models):
    models["opposite"] = OppositeEmbedder("opposite")
    run("index", photos)
    for name, words in (("Warm", "red"), ("Cold", "green")):
        run("categories", "add", name, "--prompt", words, "--no-learn")
    run("categories", "add", "Apart", "--prompt", "red", "--no-learn", "--set", "Other")
    for name in ("Warm", "Apart"):
        run("judge", photos / "red" / "red0.png", name, "yes")
    code, report, _ = run("evaluate", "--compare", "opposite")
    assert code == 1
    assert "opposite has seen none" in report["error"]
    assert run("models", "use", "opposite")[0] == 0
    run("index", photos)
    run("models", "use", "builtin-basic-1")
    report = run("evaluate", "--compare", "opposite")[1]
    assert (report["accuracy"], report["compared"]["accuracy"]) == (1.0, 0.0)
    assert [one["answers"] for one in report["differences"]] == [["Warm", "Cold"], ["Apart", "none of these"]]


def test_what_cannot_be_evaluated_is_said(run, photos, tmp_path):
    run("index", photos)
    texts = tmp_path / "texts.csv"
    texts.write_text("label,text\nred,red\n")
    code, report, _ = run("evaluate")
    assert code == 1
    assert "Nothing has been judged yet" in report["error"]
    code, report, messages = run("evaluate", "--texts", texts)
    assert (code, report) == (2, None)
    assert "FOLDER" in messages
    assert "FOLDER" in run("evaluate", "--compare", texts)[1]["error"]
    assert "There is no model “nobody”" in run("evaluate", photos, "--compare", "nobody")[1]["error"]
    assert "Cannot read" in run("evaluate", photos, "--compare", tmp_path / "gone.csv")[1]["error"]
    assert "at least two labels" in run("evaluate", photos / "..", "--labels", _labels(tmp_path))[1]["error"]
    (tmp_path / "empty").mkdir()
    assert "no labelled photos" in run("evaluate", tmp_path / "empty")[1]["error"]


def _labels(folder: Path) -> Path:
    labels = folder / "one.csv"
    labels.write_text("path,label\nx.png,only\n")
    return labels
