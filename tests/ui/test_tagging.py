"""What is said of photos before the library knows it, on a worker that is behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from photo_sorter.core.commands import SetSkipped, SetVerdicts, Verdict
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.tagging import Tagging
from tests.ui.desk import Desk

SCHEME = Scheme((Category("Cats", id=1), Category("Dogs", id=2)))


class Questions(LibraryReader):
    """Counts what is asked of the library."""

    asked = 0

    def verdicts_of_photos(self, photo_ids):  # type: ignore[no-untyped-def]
        self.asked += 1
        return super().verdicts_of_photos(photo_ids)


@pytest.fixture
def reader(desk: Desk) -> Iterator[Questions]:
    with desk.library.atomic():
        desk.library.categories.save(SCHEME)
    reader = Questions(desk.home.library)
    reader.open()
    yield reader
    reader.close()


@pytest.fixture
def edits(qapp: object, desk: Desk, reader: Questions) -> Edits:
    return Edits(reader, desk.posted.append)


@pytest.fixture
def tagging(reader: Questions, edits: Edits) -> Tagging:
    return Tagging(reader, edits)


def obey_skips(desk: Desk) -> None:
    command = desk.last(SetSkipped)
    with desk.library.atomic():
        desk.library.tags.set_skipped(command.pairs, command.skipped)


def test_a_skip_that_is_undone_can_be_given_again_before_the_library_knows(desk: Desk, edits: Edits, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    pair = photo_id, 1
    tagging.skip([pair])
    obey_skips(desk)
    edits.undo_stack.undo()
    assert tagging.skipped() == set()
    tagging.skip([pair])
    assert desk.last(SetSkipped) == SetSkipped((pair,), True)
    assert desk.count(SetSkipped) == 3
    assert tagging.skipped() == {pair}
    tagging.skip([pair])
    assert desk.count(SetSkipped) == 3


def test_what_the_library_knows_is_forgotten_and_costs_no_question(desk: Desk, reader: Questions, tagging: Tagging):
    first, second = desk.add_photos(["a.jpg", "b.jpg"])
    tagging.decide([first, second], 1, "Cats", True)
    tagging.skip([(first, 2)])
    desk.obey_verdicts()
    obey_skips(desk)
    tagging.on_tags_committed()
    asked = reader.asked
    with desk.library.atomic():
        desk.library.tags.set_verdicts([Verdict(first, 1, None)])
        desk.library.tags.set_skipped([(first, 2)], False)
    assert tagging.verdicts(first) == {}
    assert tagging.skipped() == set()
    tagging.on_tags_committed()
    assert reader.asked == asked


def test_what_was_said_stays_until_the_library_says_the_same(desk: Desk, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    tagging.decide([photo_id], 1, "Cats", True)
    tagging.skip([(photo_id, 2)])
    tagging.on_tags_committed()
    assert tagging.verdicts(photo_id) == {1: True}
    assert tagging.skipped() == {(photo_id, 2)}


@pytest.mark.parametrize("gone", ["photo", "category"])
def test_what_can_never_arrive_is_forgotten(desk: Desk, reader: Questions, edits: Edits, tagging: Tagging, gone: str):
    (photo_id,) = desk.add_photos(["a.jpg"])
    tagging.decide([photo_id], 1, "Cats", True)
    tagging.skip([(photo_id, 1)])
    if gone == "photo":
        with desk.library.atomic():
            desk.library.folders.forget(desk.folder.id)
    else:
        edits.change(edits.scheme.without(1), "Remove “Cats”")
    tagging.on_tags_committed()
    assert tagging.verdicts(photo_id) == {}
    assert tagging.skipped() == set()
    asked = reader.asked
    tagging.on_tags_committed()
    assert reader.asked == asked


def test_of_a_category_just_removed_nothing_is_said(desk: Desk, edits: Edits, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    edits.change(edits.scheme.without(1), "Remove “Cats”")
    assert not tagging.decide([photo_id], 1, "Cats", True)
    assert not tagging.decide_instead(photo_id, 2, Category("Cats", id=1))
    assert desk.count(SetVerdicts) == 0
    edits.undo_stack.undo()
    assert tagging.decide([photo_id], 1, "Cats", True)


def test_a_category_just_added_can_be_tagged(desk: Desk, edits: Edits, tagging: Tagging):
    (photo_id,) = desk.add_photos(["a.jpg"])
    edits.change(edits.scheme.with_category(Category("Birds")), "Add “Birds”")
    birds = edits.scheme.named("Birds")
    assert birds is not None
    assert birds.id is not None
    assert tagging.decide([photo_id], birds.id, "Birds", True)
    assert tagging.verdicts(photo_id) == {birds.id: True}


def test_what_many_photos_share_is_one_question(desk: Desk, reader: Questions, tagging: Tagging):
    first, second, third = ids = desk.add_photos(["a.jpg", "b.jpg", "c.jpg"])
    with desk.library.atomic():
        desk.library.tags.set_verdicts(
            [*(Verdict(id, 1, True) for id in ids), *(Verdict(id, 2, False) for id in ids[1:])]
        )
    tagging.decide([first], 2, "Dogs", False)
    asked = reader.asked
    assert tagging.common_verdicts(ids) == {1: True, 2: False}
    assert reader.asked == asked + 1
    tagging.decide([second], 1, "Cats", None)
    assert tagging.common_verdicts(ids) == {2: False}
    assert tagging.common_verdicts([third]) == {1: True, 2: False}
    assert tagging.common_verdicts([]) == {}
