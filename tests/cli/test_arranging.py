"""`arrange`, `runs`, `undo`, `resume` and `rules`, on real files."""

import shutil
import subprocess
import sys

import pytest

from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.ledger import Ledger
from photo_sorter.work.arranging.planner import make_plan


@pytest.fixture
def sorted_photos(run, photos):
    """Three red and three green photos in categories of their own."""
    run("index", photos)
    for colour in ("red", "green"):
        run("categories", "add", colour.capitalize(), "--prompt", colour)
    return photos


@pytest.fixture
def there(tmp_path):
    return tmp_path / "Sorted"


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


SORTED = [f"{colour}/{colour.lower()}{n}.png" for colour in ("Green", "Red") for n in range(3)]


@pytest.mark.parametrize("mode", list(Mode))
def test_photos_go_by_category_and_come_back(run, sorted_photos, there, mode):
    before = names(sorted_photos)
    code, done, _ = run("arrange", there, "--mode", mode, "--template", "{category}")
    assert (code, done["done"], done["failed"], done["staying"]) == (0, 6, [], [])
    assert names(there) == SORTED
    assert names(sorted_photos) == ([] if mode is Mode.MOVE else before)
    ((listed,), code) = (run("runs")[1], 0)
    assert (listed["id"], listed["mode"], listed["state"], listed["done"]) == (done["id"], mode, "done", 6)
    code, undone, _ = run("undo", done["id"])
    assert (code, undone["done"], undone["undone"]) == (0, 6, True)
    assert names(sorted_photos) == before
    assert not there.exists()
    assert run("runs")[1][0]["state"] == "undone"


def test_a_dry_run_shows_what_happens_and_does_nothing(run, say, sorted_photos, there):
    code, plan, _ = run("arrange", there, "--template", "{category}", "--dry-run")
    assert (code, plan["faults"], plan["dry_run"]) == (0, [], True)
    assert sorted(file["target"] for file in plan["files"]) == [str(there / name) for name in SORTED]
    assert not there.exists()
    assert run("runs")[1] == []
    assert "Red  (3 files" in say("arrange", there, "--template", "{category}", "--dry-run")
    run("arrange", there, "--template", "{category}")
    assert names(there) == SORTED


def test_only_what_a_search_finds_goes(run, sorted_photos, there):
    run("arrange", there, "--from", "category:Red", "--template", "{category}")
    assert names(there) == SORTED[3:]


def test_a_part_of_a_run_comes_back(run, sorted_photos, there):
    done = run("arrange", there, "--mode", "move", "--template", "{category}")[1]
    assert run("undo", done["id"], there / "Red")[1]["done"] == 3
    assert names(sorted_photos) == [f"red/red{n}.png" for n in range(3)]
    assert run("runs")[1][0]["state"] == "partly undone"
    code, refused, _ = run("undo", done["id"], there / "Green", there / "Gren")
    assert (code, f"{there / 'Gren'}" in refused["error"]) == (1, True)
    assert (there / "Green" / "green0.png").exists()


def test_an_interrupted_run_is_finished_by_resume_and_nothing_else_begins_before(home, run, sorted_photos, there):
    with Library.open(home.library) as library:
        plan = make_plan(library, Arrangement(there, Mode.MOVE, "{category}"))
        run_id = Ledger(library).open(plan, "interrupted").id
    code, refused, _ = run("arrange", there, "--template", "{category}")
    assert (code, f"Run {run_id} is not at its end" in refused["error"]) == (1, True)
    code, done, _ = run("resume")
    assert (code, done["id"], done["done"]) == (0, run_id, 6)
    assert names(there) == SORTED
    assert "No run was interrupted." in run("resume")[1]["error"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("undo", "99"), "There is no run 99."),
        (("arrange", "dest", "--template", "{foo}"), "{foo}"),
        (("arrange", "dest", "--template", "../{year}"), ".."),
        (("rules", "on", "7"), "There is no rule 7."),
        (("rules", "log", "7"), "There is no rule 7."),
        (("rules", "add", "R", "dest", "--folder", "elsewhere"), "is not watched"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(run, sorted_photos, arguments, sentence):
    code, answer, _ = run(*arguments)
    assert (code, sentence in answer["error"]) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("arrange", ""),
        ("arrange", "dest", "--mode", "teleport"),
        ("undo", "one"),
        ("undo", "9" * 30),
        ("rules", "add", "R", "", "--folder", "."),
        ("rules", "add", " ", "dest", "--folder", "."),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run, sorted_photos, arguments, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    before = names(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2
    assert names(tmp_path) == before


def test_a_file_with_a_link_to_it_is_copied_once(run, sorted_photos, there):
    (sorted_photos / "red" / "again.png").symlink_to(sorted_photos / "red" / "red1.png")
    run("index", sorted_photos)
    assert run("arrange", there, "--template", "{category}")[1]["done"] == 6
    assert names(there) == SORTED
    assert run("arrange", there, "--template", "{category}")[1]["done"] == 0


def test_a_second_time_it_says_what_is_there_already(run, say, sorted_photos, there):
    run("arrange", there, "--mode", "move", "--template", "{category}")
    assert say("arrange", there, "--mode", "move", "--template", "{category}") == (
        "0 files to be arranged, 6 are in their place already.\n"
    )


def test_a_rule_is_off_at_first_and_then_takes_photos_that_come_from_now_on(run, sorted_photos, there, photos):
    there.mkdir()
    code, rule, _ = run(
        "rules", "add", "By colour", there, "--folder", photos, "--mode", "move", "--template", "{category}"
    )
    assert (code, rule["enabled"], rule["confidence"]) == (0, False, 0.8)
    shutil.copy(photos / "red" / "red0.png", photos / "before.png")
    run("index", photos)
    assert names(there) == []
    assert run("rules", "on", rule["id"])[1]["enabled"]
    from tests.fakes import colour_picture

    colour_picture("green", shade=9).save(photos / "new.png")
    run("index", photos)
    assert names(there) == ["Green/new.png"]
    ((log,), _) = (run("rules", "log", rule["id"])[1], 0)
    assert [file["source"] for file in log["files"]] == [str(photos / "new.png")]
    run("undo", log["id"])
    assert (photos / "new.png").exists()
    run("index", photos)
    assert names(there) == []
    run("rules", "remove", rule["id"])
    assert run("rules", "list")[1] == []


def test_ctrl_c_ends_a_run_after_the_file_in_hand(home, run, sorted_photos, there):
    """In a process of its own: this one's signals are pytest's."""
    code = (
        "import os, signal, sys\n"
        "from photo_sorter.media import placing\n"
        "from photo_sorter.cli.main import main\n"
        "rename = placing.rename\n"
        "def renamed(*paths):\n"
        "    rename(*paths)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "placing.rename = renamed\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    arguments = ["--home", str(home.folder), "arrange", str(there), "--mode", "move", "--template", "{category}"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "stopped before its end" in done.stderr
    assert "1 file moved" in done.stdout, done.stderr
    assert len(names(there)) == 1
    listed = run("runs")[1][0]
    assert (listed["done"], listed["dropped"], listed["state"]) == (1, 5, "done")


def test_a_run_can_be_left_as_it_is(home, run, sorted_photos, there):
    with Library.open(home.library) as library:
        Ledger(library).open(make_plan(library, Arrangement(there, Mode.MOVE, "{category}")), "interrupted")
    code, left, _ = run("resume", "--leave")
    assert (code, left["done"], left["interrupted"]) == (0, 0, None)
    assert run("runs")[1][0]["dropped"] == 6
    assert run("arrange", there, "--template", "{category}")[1]["done"] == 6


def test_a_run_is_taken_back_from_where_its_disk_is_now(run, sorted_photos, stick, tmp_path):
    before = names(sorted_photos)
    _, done, _ = run("arrange", stick.place / "Sorted", "--mode", "move", "--template", "{category}")
    stick.plug_out(vanish=True)
    stick.plug_in(tmp_path / "elsewhere")
    assert names(tmp_path / "elsewhere" / "Sorted") == SORTED
    code, undone, _ = run("undo", done["id"])
    assert (code, undone["done"]) == (0, 6)
    assert names(sorted_photos) == before
    assert names(tmp_path / "elsewhere") == []


def test_rules_say_what_they_wait_for(run, say, sorted_photos, there):
    _, rule, _ = run("rules", "add", "R", there, "--folder", sorted_photos)
    assert run("rules", "list")[1][0]["waits"] is None, "it is off"
    run("rules", "on", rule["id"])
    why = f"{there} is not there. If it lies on another disk, connect it."
    assert run("rules", "list")[1][0]["waits"] == why
    assert f"It waits: {why}" in say("rules", "list")
    there.mkdir()
    assert run("rules", "list")[1][0]["waits"] is None
