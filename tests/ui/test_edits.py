"""One undo stack for everything that a person changes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SaveScheme, SetSkipped, SetVerdicts, Verdict
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.ui.edits import MANY_PHOTOS, MANY_VERDICTS, Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.tagging import Tagging
from tests.ui.desk import Desk


@pytest.fixture
def reader(desk: Desk) -> Iterator[LibraryReader]:
    desk.add_categories("Cats", "Dogs")
    reader = LibraryReader(desk.home.library)
    reader.open()
    yield reader
    reader.close()


@pytest.fixture
def edits(qtbot: QtBot, desk: Desk, reader: LibraryReader) -> Edits:
    return Edits(reader, desk.posted.append)


@pytest.fixture
def tagging(edits: Edits, reader: LibraryReader) -> Tagging:
    return Tagging(reader, edits)


def obey(desk: Desk) -> None:
    """Does what a worker would with the last SaveScheme."""
    with desk.library.atomic():
        desk.library.categories.save(desk.last(SaveScheme).scheme)


def with_threshold(scheme: Scheme, threshold: float) -> Scheme:
    return scheme.with_category(replace(scheme.categories[0], threshold=threshold))


def test_an_edit_is_posted_undone_and_done_again(desk: Desk, edits: Edits):
    before = edits.scheme
    after = with_threshold(before, 0.8)
    assert edits.change(after, "Make “Cats” stricter")
    assert desk.last(SaveScheme).scheme == after == edits.scheme
    assert edits.undo_stack.undoText() == "Make “Cats” stricter"
    edits.undo_stack.undo()
    assert desk.last(SaveScheme).scheme == before == edits.scheme
    edits.undo_stack.redo()
    assert desk.last(SaveScheme).scheme == after


def test_what_is_not_committed_yet_is_the_base_of_the_next_edit(desk: Desk, edits: Edits, reader: LibraryReader):
    edits.change(with_threshold(edits.scheme, 0.8), "A")
    edits.on_read(reader.scheme())
    edits.change(edits.scheme.with_category(Category("Birds")), "B")
    assert edits.scheme.categories[0].threshold == 0.8
    edits.undo_stack.undo()
    assert [one.name for one in desk.last(SaveScheme).scheme.categories] == ["Cats", "Dogs"]
    assert desk.last(SaveScheme).scheme.categories[0].threshold == 0.8


def test_edits_of_one_field_in_a_row_are_one(desk: Desk, edits: Edits):
    before = edits.scheme
    for threshold in (0.6, 0.7, 0.8):
        edits.change(with_threshold(edits.scheme, threshold), "Slide", "threshold 1")
    assert edits.undo_stack.count() == 1
    assert desk.count(SaveScheme) == 3
    edits.change(edits.scheme.with_category(replace(edits.scheme.categories[1], name="Hounds")), "Rename", "name 2")
    edits.change(with_threshold(edits.scheme, 0.3), "Slide", "threshold 1")
    assert edits.undo_stack.count() == 3
    for _ in range(3):
        edits.undo_stack.undo()
    assert edits.scheme == before


def test_an_edit_that_comes_back_to_where_it_began_leaves_nothing_to_undo(edits: Edits):
    before = edits.scheme
    edits.change(with_threshold(before, 0.8), "Slide", "threshold 1")
    edits.change(before, "Slide", "threshold 1")
    assert edits.undo_stack.count() == 0
    assert edits.scheme == before


def test_a_scheme_that_does_not_hold_is_refused_and_nothing_is_posted(desk: Desk, edits: Edits):
    with pytest.raises(CategoryError, match="already a category"):
        edits.change(edits.scheme.with_category(Category("cats")), "Add")
    assert not desk.posted
    assert edits.undo_stack.count() == 0


def test_ids_are_given_once_and_kept_by_undo_and_redo(desk: Desk, edits: Edits):
    edits.change(edits.scheme.with_category(Category("Birds")), "Add “Birds”")
    birds = edits.scheme.named("Birds")
    assert birds is not None
    assert birds.id == 3
    edits.undo_stack.undo()
    edits.undo_stack.redo()
    assert edits.scheme.named("Birds") == birds
    edits.undo_stack.undo()
    edits.change(edits.scheme.with_category(Category("Fish")), "Add “Fish”")
    fish = edits.scheme.named("Fish")
    assert fish is not None
    assert fish.id == 4
    assert edits.change(edits.scheme.with_category(Category("Owls")), "Add “Owls”")
    assert [one.id for one in edits.scheme.categories] == [1, 2, 4, 5]


def test_a_removed_category_comes_back_with_its_verdicts(desk: Desk, edits: Edits, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    tagging.decide([photo_id], 1, "Cats", True)
    desk.obey_verdicts()
    edits.change(edits.scheme.without(1), "Remove “Cats”")
    obey(desk)
    assert desk.library.tags.verdicts_of_photo(photo_id) == {}
    edits.undo_stack.undo()
    obey(desk)
    assert desk.library.tags.verdicts_of_photo(photo_id) == {1: True}


def test_one_stack_takes_back_verdicts_skips_and_the_scheme_in_turn(desk: Desk, edits: Edits, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    tagging.decide([photo_id], 1, "Cats", True)
    edits.change(edits.scheme.without(2), "Remove “Dogs”")
    tagging.skip([(photo_id, 1)])
    assert desk.last(SetSkipped) == SetSkipped(((photo_id, 1),))
    edits.undo_stack.undo()
    assert desk.last(SetSkipped) == SetSkipped(((photo_id, 1),), skipped=False)
    edits.undo_stack.undo()
    assert len(edits.scheme.categories) == 2
    edits.undo_stack.undo()
    assert desk.last(SetVerdicts).verdicts == (Verdict(photo_id, 1, None),)
    assert tagging.verdicts(photo_id) == {}


def test_many_verdicts_at_once_wait_for_consent(qtbot: QtBot, desk: Desk, edits: Edits, tagging: Tagging):
    ids = desk.add_photos([f"{number}.jpg" for number in range(MANY_PHOTOS + 1)])
    assert tagging.decide(ids[:MANY_PHOTOS], 1, "Cats", True)
    with qtbot.waitSignal(edits.consent_wanted) as asked:
        assert not tagging.decide(ids, 2, "Dogs", True)
    command, words = asked.args
    assert words == "Tag as “Dogs” (21 photos)"
    assert desk.count(SetVerdicts) == 1
    edits.accept(SetVerdicts(()))
    assert desk.count(SetVerdicts) == 1
    with qtbot.assertNotEmitted(edits.consent_wanted):
        tagging.decide(ids, 2, "Dogs", True)
    edits.accept(command)
    assert desk.last(SetVerdicts) == command
    assert tagging.verdicts(ids[0]) == {1: True, 2: True}
    edits.accept(command)
    assert edits.undo_stack.count() == 2


def test_learning_from_many_verdicts_waits_for_consent_and_from_few_does_not(qtbot: QtBot, desk: Desk, edits: Edits):
    ids = desk.add_photos([f"{number}.jpg" for number in range(MANY_VERDICTS + 1)])
    with desk.library.atomic():
        desk.library.tags.set_verdicts([Verdict(id, 1, id % 2 == 0) for id in ids])
        desk.library.tags.set_verdicts([Verdict(id, 2, True) for id in ids[:-1]])
    cats, dogs = edits.scheme.categories
    assert edits.change(edits.scheme.with_category(replace(dogs, learns=False)), "Stop “Dogs” learning")
    with qtbot.waitSignal(edits.consent_wanted) as asked:
        assert not edits.change(edits.scheme.with_category(replace(cats, learns=False)), "Stop “Cats” learning")
    assert edits.scheme.categories[0].learns
    edits.accept(asked.args[0])
    assert not edits.scheme.categories[0].learns


@pytest.fixture
def much_judged(desk: Desk, reader: LibraryReader) -> list[int]:
    """Photos with verdicts on Cats, so many that whether it learns is asked first."""
    ids = desk.add_photos([f"{number}.jpg" for number in range(MANY_VERDICTS + 1)])
    with desk.library.atomic():
        desk.library.tags.set_verdicts([Verdict(id, 1, True) for id in ids])
    return ids


def without_learning(scheme: Scheme) -> Scheme:
    return scheme.with_category(replace(scheme.categories[0], learns=False))


def test_a_question_keeps_what_it_is_about_when_the_scheme_changes_meanwhile(
    qtbot: QtBot, desk: Desk, edits: Edits, much_judged: list[int]
):
    edits.change(without_learning(edits.scheme), "Stop “Cats” learning")
    with qtbot.waitSignal(edits.consent_wanted) as asked:
        edits.change(with_threshold(edits.scheme, 0.9), "Slide")
    assert asked.args[0].scheme == without_learning(edits.scheme)
    edits.accept(asked.args[0])
    assert not edits.scheme.categories[0].learns
    assert edits.scheme.categories[0].threshold == 0.9
    edits.undo_stack.undo()
    assert edits.scheme.categories[0].learns
    assert edits.scheme.categories[0].threshold == 0.9


def test_two_questions_in_a_row_are_both_asked(
    qtbot: QtBot, desk: Desk, edits: Edits, tagging: Tagging, much_judged: list[int]
):
    asked: list[tuple[object, str]] = []
    edits.consent_wanted.connect(lambda command, words: asked.append((command, words)))
    tagging.decide(much_judged, 2, "Dogs", True)
    edits.change(without_learning(edits.scheme), "Stop “Cats” learning")
    tagging.decide(much_judged, 2, "Dogs", False)
    assert [words for _, words in asked] == ["Tag as “Dogs” (21 photos)"]
    edits.decline(asked[0][0])
    assert asked[-1][1] == "Stop “Cats” learning"
    edits.accept(asked[-1][0])
    assert asked[-1][1] == "Not “Dogs” (21 photos)"
    assert len(asked) == 3
    edits.accept(asked[-1][0])
    assert tagging.verdicts(much_judged[0]) == {1: True, 2: False}
    assert [edits.undo_stack.text(step) for step in range(2)] == ["Stop “Cats” learning", "Not “Dogs” (21 photos)"]


def test_undo_after_consent_brings_back_what_was_said_while_it_waited(
    desk: Desk, edits: Edits, tagging: Tagging, much_judged: list[int]
):
    asked: list[object] = []
    edits.consent_wanted.connect(lambda command, words: asked.append(command))
    tagging.decide(much_judged, 2, "Dogs", True)
    tagging.decide(much_judged[:1], 2, "Dogs", False)
    edits.accept(asked[0])
    edits.undo_stack.undo()
    assert tagging.verdicts(much_judged[0])[2] is False
    assert 2 not in tagging.verdicts(much_judged[1])


def test_a_question_about_a_category_that_is_gone_is_dropped_and_said(
    qtbot: QtBot, desk: Desk, edits: Edits, tagging: Tagging, much_judged: list[int]
):
    tagging.decide(much_judged, 2, "Dogs", True)
    with qtbot.waitSignal(edits.dropped) as dropped:
        edits.change(edits.scheme.without(2), "Remove “Dogs”")
    command, sentence = dropped.args
    assert sentence == (
        "Not done, because the categories have changed: Tag as “Dogs” (21 photos). The category is no longer there."
    )
    edits.accept(command)
    assert desk.count(SetVerdicts) == 0


def test_what_others_saved_meanwhile_is_kept_too(desk: Desk, edits: Edits, reader: LibraryReader, much_judged: list):
    asked: list[SaveScheme] = []
    edits.consent_wanted.connect(lambda command, words: asked.append(command))
    edits.on_read(reader.scheme())
    edits.change(without_learning(edits.scheme), "Stop “Cats” learning")
    desk.add_categories("Owls")
    edits.on_read(reader.scheme())
    edits.accept(asked[-1])
    assert [one.name for one in edits.scheme.categories] == ["Cats", "Dogs", "Owls"]
    assert not edits.scheme.categories[0].learns


def test_edits_of_one_field_with_a_rest_between_are_two(edits: Edits, monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr("photo_sorter.ui.edits.monotonic", lambda: now[0])
    for threshold, rest in ((0.6, 0.0), (0.7, 1.5), (0.8, 1.5), (0.9, 2.5)):
        now[0] += rest
        edits.change(with_threshold(edits.scheme, threshold), "Slide", "threshold 1")
    assert edits.undo_stack.count() == 2
    edits.undo_stack.undo()
    assert edits.scheme.categories[0].threshold == 0.8


def test_a_set_goes_with_its_last_category(desk: Desk, edits: Edits):
    before = edits.scheme
    cats = before.categories[0]
    edits.change(before.with_category(replace(cats, set_name="Other")), "Put")
    assert [one.name for one in edits.scheme.sets] == ["Main", "Other"]
    edits.change(edits.scheme.with_category(replace(cats, set_name="Third")), "Put")
    assert [one.name for one in edits.scheme.sets] == ["Main", "Third"]
    edits.change(edits.scheme.without(1), "Remove")
    assert [one.name for one in desk.last(SaveScheme).scheme.sets] == ["Main"]
    edits.undo_stack.undo()
    assert [one.name for one in edits.scheme.sets] == ["Main", "Third"]


EDITS = st.one_of(
    st.tuples(st.just("threshold"), st.integers(0, 5), st.sampled_from([0.2, 0.5, 0.9])),
    st.tuples(st.just("words"), st.integers(0, 5), st.sampled_from(["a cat", "a red dog", ""])),
    st.tuples(st.just("add"), st.sampled_from(["Birds", "Fish", "cats"])),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("nest"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("back"), st.integers(1, 3)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps=st.lists(EDITS, max_size=12))
def test_undo_and_redo_pass_through_the_same_schemes(reader: LibraryReader, steps: list[tuple]):
    edits = Edits(reader, lambda command: None)
    first = edits.scheme
    for step in steps:
        edit(edits, *step)
    last, passed = edits.scheme, [edits.scheme]
    while edits.undo_stack.canUndo():
        edits.undo_stack.undo()
        passed.append(edits.scheme)
    assert edits.scheme == first
    while len(passed) > 1:
        assert edits.scheme == passed.pop()
        edits.undo_stack.redo()
    assert edits.scheme == last
    ids = [category.id for category in last.categories]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def edit(edits: Edits, kind: str, *what) -> None:
    scheme = edits.scheme
    if kind == "back":
        edits.undo_stack.setIndex(max(0, edits.undo_stack.index() - what[0]))
        return
    if kind == "add":
        new = scheme.with_category(Category(what[0]))
    elif not scheme.categories:
        return
    else:
        category = scheme.categories[what[0] % len(scheme.categories)]
        new = {
            "threshold": lambda: scheme.with_category(replace(category, threshold=what[1])),
            "words": lambda: scheme.with_category(replace(category, prompts=(Prompt(what[1]),))),
            "remove": lambda: scheme.without(category.id or 0),
            "nest": lambda: scheme.with_category(
                replace(category, parent_name=scheme.categories[what[1] % len(scheme.categories)].name)
            ),
        }[kind]()
    try:
        edits.change(new, kind, f"{kind} {what[0]}" if kind in ("threshold", "words") else "")
    except CategoryError:
        assert edits.scheme == scheme
