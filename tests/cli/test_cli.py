"""The command line as a person runs it, in this process, with the colour embedder for a model."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter import __version__
from photo_sorter.cli import house
from photo_sorter.cli.main import main
from photo_sorter.core.errors import ModelError
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter


def test_index_reports_totals_after_the_run(run, photos):
    (photos / "copy.png").write_bytes((photos / "red" / "red0.png").read_bytes())
    (photos / "broken.jpg").write_bytes(b"no picture")
    (photos / "notes.md").write_text("ignored")
    code, report, _ = run("index", photos)
    assert code == 0
    assert {key: report[key] for key in ("photos", "indexed", "failed")} == {"photos": 8, "indexed": 7, "failed": 1}
    assert report["seconds"] > 0 < report["photos_per_second"]
    assert run("index", photos)[1]["indexed"] == 7


def test_a_missing_folder_is_a_sentence_and_the_others_are_indexed(run, photos, tmp_path):
    code, report, messages = run("index", tmp_path / "nowhere", photos)
    assert code == 1
    assert report["indexed"] == 6
    assert "nowhere" in messages
    code, report, _ = run("index", tmp_path / "nowhere")
    assert (code, list(report)) == (1, ["error"])


def test_categories_are_edited_and_the_library_is_sorted_when_the_command_returns(run, photos):
    run("index", photos)
    assert run("categories", "list")[1] == []
    assert run("categories", "add", "Warm", "--prompt", "red", "--prompt", "magenta")[0] == 0
    tags = run("tags")[1]
    assert {Path(tag["path"]).name for tag in tags} == {"red0.png", "red1.png", "red2.png"}
    assert {(tag["category"], tag["source"], tag["sure"]) for tag in tags} == {("Warm", "auto", True)}
    assert run("categories", "set", "warm", "--name", "Leaves", "--prompt", "green")[1]["name"] == "Leaves"
    tags = run("tags", photos / "green")[1]
    assert [tag["category"] for tag in tags] == ["Leaves"] * 3
    assert run("tags", photos / "red")[1] == []
    run("categories", "set", "Leaves", "--off")
    assert run("tags")[1] == []
    assert run("categories", "list")[1][0] | {"colour": ""} == {
        "name": "Leaves", "prompts": ["green"], "against": [], "set": "Main", "exclusive": True, "parent": None,
        "within_parent": True, "threshold": 0.5, "learns": True, "colour": "", "enabled": False, "photos": 0,
        "not_sure": 0, "verdicts": {"yes": 0, "no": 0},
    }  # fmt: skip
    run("categories", "set", "Leaves", "--on")
    assert len(run("tags")[1]) == 3
    assert run("categories", "remove", "Leaves")[0] == 0
    assert run("categories", "list")[1] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("categories", "add", "  "),
        ("categories", "set", "Nobody", "--off"),
        ("categories", "remove", "Nobody"),
        ("folders", "remove", "/nowhere"),
        ("folders", "add", "/nowhere"),
        ("categories", "add", "x", "--parent", "Nobody"),
        ("categories", "add", "x", "--prompt", "word " * 1001),
        ("categories", "try", "--prompt", "red"),
        ("categories", "import", "/nowhere.toml"),
        ("evaluate", "/nowhere"),
        ("evaluate",),
        ("judge", "/nowhere.jpg", "Nobody", "yes"),
        ("why", "/nowhere.jpg", "Nobody"),
        ("review",),
        ("check",),
        ("search", "red"),
        ("tags",),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_both_streams_and_exit_1(run, arguments):
    code, report, messages = run(*arguments)
    assert code == 1
    assert report["error"] in messages
    assert report["error"].endswith(".")


def test_search_answers_best_first_with_absolute_paths(run, photos):
    run("index", photos)
    code, answer, _ = run("search", "green", "-n", 2)
    assert (code, answer["query"], len(answer["results"])) == (0, "green", 2)
    assert all(Path(result["path"]).parent == photos / "green" for result in answer["results"])
    assert run("search", "")[1]["results"] == []


def test_search_reads_queries_from_stdin_and_answers_a_line_each(run, photos, home, capsys, monkeypatch):
    run("index", photos)
    monkeypatch.setattr("sys.stdin", io.StringIO("red\ngreen\n"))
    assert main(["--home", str(home.folder), "search", "--stdin", "-n", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["query"] for line in lines] == ["red", "green"]
    assert [Path(line["results"][0]["path"]).parent.name for line in lines] == ["red", "green"]


def test_folders_are_listed_removed_brought_back_and_forgotten(run, photos):
    run("index", photos)
    run("categories", "add", "red")
    assert run("folders", "list")[1] == [{"path": str(photos), "photos": 6}]
    assert run("folders", "remove", photos)[0] == 0
    assert (run("folders", "list")[1], run("tags")[1]) == ([], [])
    assert run("folders", "add", photos)[0] == 0
    assert len(run("tags")[1]) == 3
    assert run("folders", "forget", photos, "--yes")[0] == 0
    assert run("folders", "list")[1] == []
    assert len(list(photos.rglob("*.png"))) == 6


@pytest.mark.parametrize("how", [("remove",), ("forget", "--yes")])
def test_photos_of_a_folder_that_is_gone_teach_no_more(run, photos, home, tmp_path, how):
    gone = tmp_path / "gone"
    gone.mkdir()
    for number in range(2):
        (photos / "green" / f"green{number}.png").rename(gone / f"{number}.png")
    run("index", photos)
    run("categories", "add", "Warm", "--prompt", "red")
    without = run("tags")[1]
    run("index", gone)
    for number in range(2):
        run("judge", gone / f"{number}.png", "Warm", "yes")
    assert run("tags", photos)[1] != without
    action, *more = how
    assert run("folders", action, gone, *more)[0] == 0
    stored = run("tags")[1]
    with Library.open(home.library) as library:
        Sorter(library, house.embedder(home)).sort_everything()
    assert run("tags")[1] == stored == without


def test_check_names_problems_and_damage(run, photos, home):
    (photos / "broken.jpg").write_bytes(b"")
    run("index", photos)
    code, report, _ = run("check")
    assert (code, report["ok"], report["damage"]) == (0, True, [])
    assert [Path(problem["path"]).name for problem in report["problems"]] == ["broken.jpg"]
    content = bytearray(home.library.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    home.library.write_bytes(content)
    code, report, _ = run("check")
    assert code == 1
    assert report.get("damage") or report["error"]


def test_while_the_library_is_held_reading_works_and_changing_says_so(run, photos, home):
    run("index", photos)
    run("categories", "add", "red")
    with Library.open(home.library):
        assert len(run("tags")[1]) == 3
        red, picture = photos / "red" / "red0.png", photos.parent / "heat.png"
        for command in (
            ("search", "red"),
            ("categories", "list"),
            ("categories", "try", "--prompt", "green"),
            ("review",),
            ("why", red, "red", "--heatmap", picture),
            ("evaluate", photos),
        ):
            assert run(*command)[0] == 0, command
        for command in (
            ("categories", "add", "x"),
            ("categories", "import", "pets"),
            ("judge", red, "red", "no"),
            ("index", photos),
            ("folders", "remove", photos),
        ):
            code, report, _ = run(*command)
            assert code == 1
            assert "already open" in report["error"]


def test_models_are_listed_with_the_one_in_use(run):
    models = run("models", "list")[1]
    assert [model["id"] for model in models if model["in_use"]] == ["builtin-basic-1"]
    assert all(model["title"] for model in models)


def program(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "photo_sorter", *arguments], capture_output=True, text=True, env=environment, check=False
    )


def test_without_a_display_the_program_names_the_command_line(tmp_path):
    done = program("--home", str(tmp_path), PATH="/usr/bin:/bin")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "photo-sorter index FOLDER" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize("given", [{"QT_QPA_PLATFORM": "nonsense"}, {"DISPLAY": ":4711"}])
def test_a_display_that_does_not_open_is_a_sentence(tmp_path, given):
    done = program("--home", str(tmp_path), PATH="/usr/bin:/bin", **given)
    assert done.returncode == 1
    assert done.stderr.startswith("No window can be opened on this display (")
    assert done.stderr.count("\n") == 1
    assert "nonsense" in done.stderr or ":4711" in done.stderr
    assert "No window can be opened" in (tmp_path / "photo-sorter.log").read_text(encoding="utf-8")


def test_usage_errors_exit_2_and_the_version_is_told():
    assert program("categories").returncode == 2
    for wrong in (
        ("search", "x", "-n", "0"),
        ("categories", "set", "x", "--threshold", "0.96"),
        ("categories", "add", "x", "--exclusive", "--independent"),
        ("categories", "try"),
        ("judge", "a.jpg", "x", "maybe"),
    ):
        done = program(*wrong)
        assert (done.returncode, done.stdout) == (2, ""), wrong
    assert program("--version").stdout == f"Photo Sorter {__version__}\n"
    assert "evaluate" in program("--help").stdout


def test_a_model_that_cannot_be_opened_changes_nothing(home, photos, capsys, monkeypatch):
    def fails(model_id, models, starter):
        raise ModelError("There is no model.")

    monkeypatch.setattr(house, "open_embedder", fails)
    assert main(["--home", str(home.folder), "categories", "add", "dog"]) == 1
    assert main(["--home", str(home.folder), "index", str(photos), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "There is no model."
    with Library.open(home.library) as library:
        assert library.categories.all() == ()


def test_notices_do_not_disturb_an_index_without_a_terminal(run, photos, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    run("folders", "add", gone)
    gone.rmdir()
    code, report, messages = run("index", photos)
    assert (code, report["indexed"]) == (0, 6)
    assert str(gone) in messages


@pytest.mark.skipif(sys.platform != "linux", reason="only there names may be bytes that are no text")
def test_a_folder_whose_name_is_no_text_is_one_sentence(run, photos):
    odd = photos / "\udcff"
    odd.mkdir()
    (odd / "red.png").write_bytes((photos / "red" / "red0.png").read_bytes())
    code, answer, _ = run("index", odd)
    assert (code, "Rename it" in answer["error"]) == (1, True)
    assert run("index", photos, odd)[1]["indexed"] == 6
    code, answer, _ = run("rate", odd / "red.png", "5")
    assert (code, "is not in the library" in answer["error"]) == (1, True)


def test_paths_may_be_written_in_any_way(run, photos, monkeypatch):
    run("index", photos)
    run("categories", "add", "red")
    monkeypatch.chdir(photos / "green")
    assert len(run("tags", "../red")[1]) == 3
    assert run("index", "x" * 300)[0] == 1
