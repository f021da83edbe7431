"""Categories added, set, listed and removed."""

import pytest

from photo_sorter.store.library import Library


def listed(run) -> dict:
    return {row["name"]: row for row in run("categories", "list")[1]}


def test_a_category_is_added_with_all_that_can_be_said_of_it(run):
    run("categories", "add", "Colours")
    code, row, messages = run(
        "categories", "add", "Warm", "--prompt", "red", "--prompt", "yellow", "--against", "blue", "--set", "Mood",
        "--independent", "--parent", "colours", "--not-within", "--threshold", "0.7", "--no-learn",
    )  # fmt: skip
    assert (code, messages) == (0, "")
    assert row | {"colour": ""} == {
        "name": "Warm", "prompts": ["red", "yellow"], "against": ["blue"], "set": "Mood", "exclusive": False,
        "parent": "Colours", "within_parent": False, "threshold": 0.7, "learns": False, "colour": "", "enabled": True,
        "photos": 0, "not_sure": 0, "verdicts": {"yes": 0, "no": 0},
    }  # fmt: skip
    assert listed(run)["Warm"] == row


def test_set_changes_what_it_names_and_nothing_else(run):
    run("categories", "add", "Colours")
    before = run(
        "categories", "add", "Warm", "--prompt", "red", "--against", "blue", "--parent", "Colours", "--threshold", "0.7"
    )[1]
    assert run("categories", "set", "warm")[1] == before
    for change, fields in {
        ("--prompt", "yellow"): {"prompts": ["yellow"]},
        ("--against", "green", "--against", "cyan"): {"against": ["green", "cyan"]},
        ("--against", ""): {"against": []},
        ("--parent", ""): {"parent": None},
        ("--threshold", "0.05"): {"threshold": 0.05},
        ("--no-learn",): {"learns": False},
        ("--learn", "--not-within"): {"learns": True, "within_parent": False},
        ("--within", "--off"): {"within_parent": True, "enabled": False},
        ("--set", "Mood", "--independent"): {"set": "Mood", "exclusive": False},
        ("--exclusive",): {"exclusive": True},
        ("--set", ""): {"set": "Main"},
        ("--name", "Hot"): {"name": "Hot"},
    }.items():
        after = run("categories", "set", before["name"], *change)[1]
        assert after == before | fields, change
        before = after


def test_against_prompts_take_photos_away_and_the_threshold_makes_stricter(run, sunset):
    run("index", sunset)
    counts = [
        run("categories", *change)[1]["photos"]
        for change in (
            ("add", "Warm", "--prompt", "red"),
            ("set", "Warm", "--against", "yellow"),
            ("set", "Warm", "--threshold", "0.95"),
        )
    ]
    assert counts[0] > counts[1] > counts[2] > 0


def test_a_child_takes_only_photos_of_its_parent_unless_it_says_otherwise(run, photos):
    run("index", photos)
    run("categories", "add", "green")
    assert run("categories", "add", "red", "--parent", "Green")[1]["photos"] == 0
    assert run("categories", "set", "red", "--not-within")[1]["photos"] == 3


def test_an_independent_set_says_for_whom_it_is_so(run, photos):
    run("index", photos)
    assert run("categories", "add", "red", "--independent")[2] == ""
    _, row, messages = run("categories", "add", "Warm", "--prompt", "red", "--independent")
    assert (row["photos"], listed(run)["red"]["photos"], messages) == (3, 3, "")
    _, row, messages = run("categories", "set", "Warm", "--exclusive")
    assert row["photos"] + listed(run)["red"]["photos"] == 0
    assert row["not_sure"] + listed(run)["red"]["not_sure"] == 3
    assert messages == "In the set “Main” one of them or none holds now, for all of its 2 categories.\n"


def test_words_that_the_model_does_not_know_are_said_once(run):
    _, row, messages = run("categories", "add", "Пёс", "--prompt", "red", "--prompt", "a щенок", "--against", "кот")
    assert row["name"] == "Пёс"
    assert messages.count("\n") == 1
    assert "“щенок”" in messages
    assert "“кот”" in messages
    assert "Пёс" not in messages
    assert run("categories", "set", "Пёс", "--threshold", "0.6")[2] == ""
    assert "“Пёс”" in run("categories", "set", "Пёс", "--prompt", "")[2]


def test_with_only_against_prompts_the_name_stands_for_the_category(run, photos):
    run("index", photos)
    _, row, messages = run("categories", "add", "red", "--against", "blue")
    assert (row["prompts"], row["against"], row["photos"]) == ([], ["blue"], 3)
    assert messages == "No wording is for “red”, so its name stands for it.\n"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("add", ""), "needs a name"),
        (("add", "WARM "), "already a category called “WARM”"),
        (("set", "Warm", "--name", "cold"), "already a category called"),
        (("add", "x" * 101), "too long"),
        (("add", "x", "--prompt", "y" * 5001), "5001 characters"),
        (("set", "Warm", "--against", "y" * 5001), "5001 characters"),
        (("set", "Warm", "--parent", "Warm"), "within itself"),
        (("set", "Warm", "--parent", "Nobody"), "no such category"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(run, arguments, part):
    for name in ("Warm", "Cold"):
        run("categories", "add", name)
    before = listed(run)
    code, report, messages = run("categories", *arguments)
    assert code == 1
    assert part in report["error"]
    assert messages == f"{report['error']}\n"
    assert listed(run) == before


def test_a_prompt_of_5000_characters_is_taken(run, photos, say):
    run("index", photos)
    assert run("categories", "add", "red", "--prompt", "word " * 999 + "red")[1]["photos"] == 3
    assert max(map(len, say("categories", "list").splitlines())) < 120


def test_the_list_is_a_tree_that_says_what_is_not_as_usual(say, run, photos):
    run("index", photos)
    run("categories", "add", "Child", "--prompt", "red", "--threshold", "0.8", "--against", "blue")
    run("categories", "add", "Parent", "--prompt", "red", "--set", "Kinds", "--no-learn")
    run("categories", "set", "Child", "--parent", "Parent")
    run("judge", photos / "red" / "red0.png", "Child", "yes")
    run("categories", "set", "Child", "--off")
    assert say("categories", "list").splitlines() == [
        "Parent      3 photos,   0 not sure  red  [set Kinds]  [does not learn]",
        "  Child     0 photos,   0 not sure  red  but not: blue  [off]  [threshold 0.80]  [1 judged]",
    ]


def test_a_removed_category_says_where_its_children_are(say, run, home):
    for name, parent in (("Animals", ""), ("Pets", "Animals"), ("Cats", "Pets"), ("Dogs", "Pets")):
        run("categories", "add", name, "--parent", parent)
    assert say("categories", "remove", "pets") == "Removed Pets.\nNow within Animals: Cats, Dogs.\n"
    assert say("categories", "remove", "Animals") == "Removed Animals.\nNow outermost: Cats, Dogs.\n"
    assert say("categories", "remove", "Cats") == "Removed Cats.\n"
    assert run("categories", "remove", "Dogs")[1] == {"removed": "Dogs"}


def test_verdicts_of_a_removed_category_are_kept(run, photos, home):
    run("index", photos)
    run("categories", "add", "Cold", "--prompt", "green")
    run("judge", photos / "red" / "red0.png", "Cold", "yes")
    run("categories", "remove", "Cold")
    assert run("tags")[1] == []
    with Library.open(home.library) as library:
        assert library.tags.verdicts() == {}
        kept = library._db.execute("SELECT holds FROM verdicts").fetchall()
    assert kept == [(1,)]


def test_packs_are_imported_and_exported_by_the_commands(run, tmp_path):
    assert "Cats" in run("categories", "import", "pets")[1]["added"]
    assert listed(run)["Cats"]["parent"] == "Pets"
    assert run("categories", "export", tmp_path / "mine.toml")[0] == 0
    broken = tmp_path / "broken.toml"
    broken.write_text('photo_sorter_categories = 1\n[[category]]\nname = "x"\nlooks_likes = ["y"]\n')
    code, report, _ = run("categories", "import", broken)
    assert code == 1
    assert report["error"] == "“broken.toml”, line 4: “looks_likes” is unknown. Did you mean “looks_like”?"
    assert "x" not in listed(run)


def test_500_categories_are_no_trouble(run, photos, tmp_path):
    run("index", photos)
    pack = tmp_path / "many.toml"
    tables = "".join(f'[[category]]\nname = "c{number}"\n' for number in range(499))
    pack.write_text(f'photo_sorter_categories = 1\n{tables}[[category]]\nname = "red"\n')
    assert len(run("categories", "import", pack)[1]["added"]) == 500
    assert len(run("categories", "list")[1]) == 500
    assert {tag["category"] for tag in run("tags", photos / "red")[1]} == {"red"}
    assert run("judge", photos / "green" / "green0.png", "c7", "yes")[1]["tags"] == ["c7"]
    assert run("why", photos / "red" / "red0.png", "red")[1]["answer"] == "yes"


def test_a_new_category_that_competes_with_a_broader_one_is_told_where_it_belongs(run, sunset):
    run("index", sunset)
    run("categories", "add", "Warm", "--prompt", "red", "--prompt", "yellow")
    _, row, messages = run("categories", "add", "Deep red", "--prompt", "red")
    assert row["photos"] == 0
    assert messages == (
        "19 photos suit “Deep red” and “Warm”, but each gets only one of them. "
        "To give it both: photo-sorter categories set 'Deep red' --parent Warm\n"
    )
    _, row, messages = run("categories", "set", "Deep red", "--parent", "Warm")
    assert (row["photos"], messages) == (19, "")
    assert listed(run)["Warm"]["photos"] >= 19


def test_a_new_category_that_is_broader_than_another_is_told_what_belongs_within_it(run, sunset):
    run("index", sunset)
    run("categories", "add", "Deep red", "--prompt", "red")
    messages = run("categories", "add", "Warm", "--prompt", "red", "--prompt", "yellow")[2]
    assert "categories set 'Deep red' --parent Warm" in messages
