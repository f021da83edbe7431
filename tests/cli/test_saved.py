import pytest

from photo_sorter.store.library import Library


@pytest.fixture
def indexed(run, photos):
    run("index", photos)
    return photos


def test_searches_are_saved_counted_changed_and_removed(run, say, indexed):
    assert run("saved", "list")[1] == []
    code, row, _ = run("saved", "add", "  Green   ones ", "green in:green")
    assert (code, row) == (0, {"name": "Green ones", "query": "green in:green", "former": None})
    assert run("saved", "list")[1] == [{"name": "Green ones", "query": "green in:green", "photos": 3}]
    assert run("saved", "add", "GREEN ONES", "in:red")[1]["former"] == "green in:green"
    assert say("saved", "list") == "Green ones\tin:red\t3 photos\n"
    assert run("saved", "remove", "green ones")[1] == {"name": "Green ones", "query": "in:red"}
    assert run("saved", "list")[1] == []


def test_names_are_told_apart_without_case_in_every_language(run, indexed):
    run("saved", "add", "Ärger", "red")
    assert run("saved", "add", "ärger", "green")[1]["former"] == "red"
    assert len(run("saved", "list")[1]) == 1


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("add", " ", "red"), 2), (("add", "name", "  "), 2), (("add", "name", ""), 2),
        (("add", "Best", "rating:lots"), 1), (("remove", "nobody"), 1),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_or_removed_is_a_sentence(run, indexed, arguments, wanted):
    code, answer, messages = run("saved", *arguments)
    assert code == wanted
    assert answer["error"] in messages
    assert run("saved", "list")[1] == []


def test_a_search_with_a_mistake_is_not_saved_and_the_mistake_told(run, indexed):
    _, _, messages = run("saved", "add", "Best", "rating:lots")
    assert "Write rating:3" in messages


def test_while_the_window_holds_the_library_it_says_so(run, home, indexed):
    with Library.open(home.library):
        code, answer, _ = run("saved", "add", "x", "red")
        assert (code, "already open" in answer["error"]) == (1, True)
        assert run("saved", "list")[0] == 0
