import json
import threading
from pathlib import Path

import pytest
from skimage import data

from photo_sorter.cli.main import main
from photo_sorter.core.commands import Stop
from photo_sorter.settings import SettingsFile
from photo_sorter.work.worker import Worker
from tests.fakes import ColourEmbedder, colour_picture


def names(answer) -> list[str]:
    return [Path(row["path"]).name for row in answer["results"]]


@pytest.fixture
def indexed(run, photos):
    assert run("index", photos)[0] == 0
    return photos


def test_search_says_whether_there_is_anything_like_that(run, say, indexed):
    code, found, _ = run("search", "green")
    assert (code, found["nothing"], found["relevant"]) == (0, False, 3)
    code, nothing, messages = run("search", "zeppelin", "-n", 2)
    assert (code, nothing["nothing"], nothing["relevant"], len(nothing["results"])) == (0, True, 0, 2)
    assert messages == "Probably nothing like that here. The nearest:\n"
    code, nothing, messages = run("search", "date:1980")
    assert (code, nothing["nothing"], nothing["results"], messages) == (0, True, [], "Nothing found.\n")


def test_the_end_of_what_fits_is_told_between_the_results(run, indexed):
    assert "That is all that stands out: 3 photos. The nearest of the others:\n" in run("search", "green", "-n", 4)[2]
    assert "After" not in run("search", "green", "-n", 3)[2]


def test_facts_filter_and_a_bad_one_is_a_sentence_with_the_fix(run, indexed):
    assert set(names(run("search", "green in:red")[1])) == {"red0.png", "red1.png", "red2.png"}
    code, answer, messages = run("search", "rating:lots green")
    assert (code, len(answer["hints"])) == (0, 1)
    assert "Write rating:3" in answer["hints"][0]
    assert answer["hints"][0] in messages


@pytest.mark.parametrize("query", ["-", "green:", '"green', "(((", "-:", '""', "x" * 10_000])
def test_what_is_half_typed_is_searched_and_never_an_error(run, indexed, query):
    code, answer, _ = run("search", query)
    assert code == 0
    assert answer["query"] == query


def test_a_query_may_begin_with_a_minus(run, indexed):
    assert set(names(run("search", "-red")[1])[:3]) == {"green0.png", "green1.png", "green2.png"}


def test_pictures_join_the_words_by_the_balance(run, indexed, tmp_path):
    colour_picture("green", shade=40).save(tmp_path / "other.png")
    image = ("--image", tmp_path / "other.png")
    assert names(run("search", *image)[1])[0].startswith("green")
    assert names(run("search", "red", *image, "--balance", 0)[1])[0].startswith("red")
    assert names(run("search", "red", *image, "--balance", 1)[1])[0].startswith("green")


def test_explaining_says_how_it_looks_and_where_the_words_stand(run, say, indexed):
    first = run("search", "green", "--explain")[1]["results"][0]
    assert first["meaning"] > 0.5
    assert first["stands_in"] == ["folder", "name"]
    assert "stands in folder, name" in say("search", "green", "--explain")


def test_nothing_asked_is_told_what_to_write(run, indexed):
    code, answer, messages = run("search", "")
    assert (code, answer["results"], answer["nothing"]) == (0, [], False)
    assert "Write what to look for" in messages


@pytest.mark.parametrize("arguments", [("search",), ("search", "red", "--stdin"), ("search", "red", "--balance", "2")])
def test_wrong_usage_is_exit_2(home, models, indexed, arguments):
    try:
        code = main(["--home", str(home.folder), *arguments])
    except SystemExit as ended:
        code = ended.code
    assert code == 2


def test_a_picture_that_cannot_be_read_ends_the_search_and_promises_nothing(run, indexed, tmp_path):
    code, answer, messages = run("search", "red", "--image", tmp_path / "nope.jpg")
    assert (code, list(answer)) == (1, ["error"])
    assert "nope.jpg" in answer["error"]
    assert "again" not in messages


# --- similar ---


def test_similar_leaves_the_picture_itself_out(run, indexed):
    code, answer, _ = run("similar", indexed / "red" / "red1.png", "-n", 2)
    assert code == 0
    assert sorted(names(answer)) == ["red0.png", "red2.png"]
    assert answer["relevant"] == 2


def test_similar_takes_a_picture_from_anywhere_and_refuses_what_is_none(run, indexed, tmp_path):
    colour_picture("green", shade=40).save(tmp_path / "other.png")
    assert set(names(run("similar", tmp_path / "other.png", "-n", 3)[1])) == {f"green{n}.png" for n in range(3)}
    (tmp_path / "text.png").write_text("no picture")
    for name in ("text.png", "nowhere.png"):
        code, answer, messages = run("similar", tmp_path / name)
        assert code == 1
        assert name in answer["error"]
        assert answer["error"] in messages


# --- beside the window, and under the built-in model ---


def test_searching_and_comparing_work_while_the_window_holds_the_library(run, home, indexed):
    ready = threading.Event()
    worker = Worker(home, SettingsFile(home.settings), lambda event: ready.set(), lambda id: ColourEmbedder(id))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert ready.wait(60)
        assert run("search", "red")[0] == run("similar", indexed / "red" / "red0.png")[0] == 0
        assert run("duplicates")[0] == run("duplicates", "--near")[0] == run("saved", "list")[0] == 0
    finally:
        worker.post(Stop())
        thread.join(60)


def test_the_built_in_model_finds_what_is_meant_and_not_what_is_not_there(home, capsys, tmp_path):
    from PIL import Image

    folder = tmp_path / "photos"
    folder.mkdir()
    pictures = {"1": data.chelsea(), "2": data.coffee(), "3": data.astronaut(), "4": data.rocket()}
    for name, picture in pictures.items():
        Image.fromarray(picture).save(folder / f"{name}.png")
    assert main(["--home", str(home.folder), "index", str(folder)]) == 0
    for text, expected in (("a cat", "1.png"), ("a cup of coffee", "2.png"), ("a rocket launch", "4.png")):
        capsys.readouterr()
        assert main(["--home", str(home.folder), "--json", "search", text]) == 0
        assert names(json.loads(capsys.readouterr().out))[0] == expected
