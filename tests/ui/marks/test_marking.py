"""Favourites, ratings and captions before the library knows them, on a worker that is behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SetMarks
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.ui.edits import MANY_PHOTOS, Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.marks import marking
from photo_sorter.ui.marks.marking import Marking
from tests.ui.desk import Desk, content_hash

FILE_SAYS = Marks(False, 4, "A roof")


class Behind:
    """A worker that does what it was told when it is let."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.reader = LibraryReader(desk.home.library)
        self.reader.open()
        self.edits = Edits(self.reader, desk.posted.append)
        self.marking = Marking(self.reader, self.edits, self.edits)
        self._done = 0

    def obey(self, most: int = 1_000) -> None:
        with self.desk.library.atomic():
            for command in self.desk.posted[self._done :][:most]:
                assert isinstance(command, SetMarks)
                self.desk.library.marks.set(command.marks)
                self._done += 1

    def stored(self, *photo_ids: int) -> list[Marks]:
        known = self.desk.library.marks.of_photos(photo_ids)
        return [known.get(id, Marks()) for id in photo_ids]


@pytest.fixture
def behind(qapp: object, desk: Desk) -> Iterator[Behind]:
    behind = Behind(desk)
    yield behind
    behind.reader.close()


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    """Three photos; the file of the last has stars and a caption."""
    ids = desk.add_photos(["a.jpg", "b.jpg", "c.jpg"])
    with desk.library.atomic():
        facts = PhotoFacts(400, 300, rating=FILE_SAYS.rating, caption=FILE_SAYS.caption)
        desk.library.photos.set_ready(ids[2], content_hash("c.jpg"), facts)
    return ids


def test_a_rating_of_several_photos_is_one_step(behind: Behind, ids: list[int]):
    behind.marking.rate(ids, 3)
    assert behind.desk.last(SetMarks) == SetMarks(tuple((id, Marks(rating=3)) for id in ids))
    assert behind.edits.undo_stack.undoText() == "Rate 3 photos ★★★"
    behind.edits.undo_stack.undo()
    assert behind.desk.last(SetMarks) == SetMarks(tuple((id, Marks()) for id in ids))


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda marking, ids: marking.favour(ids[:1], True), "Make 1 photo favourite"),
        (lambda marking, ids: marking.rate(ids, 0), "Take the stars from 1 photo"),
        (lambda marking, ids: marking.caption(ids[0], "Sea"), "Write a caption"),
        (lambda marking, ids: marking.caption(ids[2], ""), "Take the caption away"),
    ],
)
def test_undo_says_what_it_would_take_back(behind: Behind, ids: list[int], act, words: str):
    act(behind.marking, ids)
    assert behind.edits.undo_stack.undoText() == words


def test_many_photos_are_rated_without_a_question(qtbot: QtBot, behind: Behind):
    ids = behind.desk.add_photos([f"{number}.jpg" for number in range(MANY_PHOTOS + 1)])
    with qtbot.assertNotEmitted(behind.edits.consent_wanted):
        behind.marking.rate(ids, 5)
    assert len(behind.desk.last(SetMarks).marks) == MANY_PHOTOS + 1


def test_more_photos_than_the_window_can_mark_at_once_are_refused_with_a_sentence(
    qtbot: QtBot, behind: Behind, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marking, "MOST_AT_ONCE", 2)
    ids = behind.desk.add_photos([f"{number}.jpg" for number in range(3)])
    with qtbot.waitSignal(behind.marking.refused) as refused:
        behind.marking.rate(ids, 5)
    assert refused.args == ["Select at most 2 photos to mark them at once."]
    assert behind.desk.count(SetMarks) == 0
    behind.marking.rate(ids[:2], 5)
    assert len(behind.desk.last(SetMarks).marks) == 2


def test_what_was_said_counts_at_once_and_the_rest_of_it_stays(behind: Behind, ids: list[int]):
    marking = behind.marking
    marking.rate(ids[:1], 3)
    marking.favour(ids[:1], True)
    marking.caption(ids[0], "Sea")
    assert marking.shown(ids[:1]) == marking.on_their_way() == {ids[0]: Marks(True, 3, "Sea")}
    behind.obey()
    assert behind.stored(ids[0]) == [Marks(True, 3, "Sea")]


def test_what_changes_nothing_is_not_said(behind: Behind, ids: list[int]):
    behind.marking.rate(ids[:2], 0)
    behind.marking.rate(ids[2:], 4)
    behind.marking.favour(ids, False)
    behind.marking.caption(ids[2], "A roof")
    behind.marking.caption(ids[0], "")
    behind.marking.rate([], 5)
    assert behind.desk.posted == []
    behind.marking.rate(ids, 4)
    assert [id for id, _ in behind.desk.last(SetMarks).marks] == ids[:2]


def test_without_stars_of_its_own_a_photo_goes_back_to_what_its_file_says(behind: Behind, ids: list[int]):
    bare, rated = ids[0], ids[2]
    behind.marking.rate([bare], 2)
    behind.marking.rate([bare, rated], 0)
    assert behind.desk.last(SetMarks) == SetMarks(((bare, Marks()), (rated, Marks(rating=0))))
    behind.marking.caption(rated, "")
    assert behind.marking.shown([rated]) == {rated: Marks(False, 0, "")}
    behind.marking.caption(rated, "A roof")
    assert behind.desk.last(SetMarks) == SetMarks(((rated, Marks(rating=0)),))


def test_of_several_photos_only_what_all_share_is_told(behind: Behind, ids: list[int]):
    marking = behind.marking
    assert marking.common([]) == Marks()
    assert marking.common(ids[2:]) == FILE_SAYS
    assert marking.common(ids) == Marks()
    marking.rate(ids[:2], 4)
    marking.favour(ids[1:], True)
    assert marking.common(ids) == Marks(False, 4, None)
    assert marking.common(ids[1:]) == Marks(True, 4, None)


def test_all_become_favourites_and_only_then_none(behind: Behind, ids: list[int]):
    behind.marking.favour(ids[:1], True)
    behind.marking.toggle_favourite(ids)
    assert behind.marking.common(ids).favourite
    behind.marking.toggle_favourite(ids)
    assert not any(marks.favourite for marks in behind.marking.shown(ids).values())


def test_what_the_library_knows_is_forgotten(qtbot: QtBot, behind: Behind, ids: list[int]):
    behind.marking.rate(ids, 3)
    behind.marking.on_committed()
    assert set(behind.marking.on_their_way()) == set(ids)
    behind.obey()
    with qtbot.waitSignal(behind.marking.changed):
        behind.marking.on_committed()
    assert behind.marking.on_their_way() == {}
    with qtbot.assertNotEmitted(behind.marking.changed):
        behind.marking.on_committed()


def test_what_can_never_arrive_is_forgotten(behind: Behind, ids: list[int]):
    behind.marking.rate(ids, 3)
    with behind.desk.library.atomic():
        behind.desk.library.folders.forget(behind.desk.folder.id)
    behind.marking.on_committed()
    assert behind.marking.on_their_way() == {}


def test_what_is_undone_before_the_library_knew_it_does_not_come_back(behind: Behind, ids: list[int]):
    behind.marking.rate(ids[:1], 3)
    behind.edits.undo_stack.undo()
    behind.marking.on_committed()
    behind.obey(1)
    assert behind.stored(ids[0]) == [Marks(rating=3)]
    assert behind.marking.shown(ids[:1]) == {ids[0]: Marks()}
    behind.marking.favour(ids[:1], True)
    behind.obey()
    assert behind.stored(ids[0]) == [Marks(True)]


MOMENTS = st.one_of(
    st.tuples(st.just("rate"), st.integers(0, 2), st.integers(0, 5)),
    st.tuples(st.just("favour"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("caption"), st.integers(0, 2), st.sampled_from(["", "A roof", "Sea"])),
    st.tuples(st.sampled_from(["undo", "redo", "look"]), st.just(0), st.just(0)),
    st.tuples(st.just("obey"), st.just(0), st.integers(1, 3)),
)


@given(moments=st.lists(MOMENTS, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_late_the_worker_is_what_was_said_counts_and_undo_takes_all_back(qapp: object, moments):
    with TemporaryDirectory() as folder:
        behind = Behind(Desk(Path(folder)))
        ids = behind.desk.add_photos(["a.jpg", "b.jpg", "c.jpg"])
        with behind.desk.library.atomic():
            facts = PhotoFacts(400, 300, rating=FILE_SAYS.rating, caption=FILE_SAYS.caption)
            behind.desk.library.photos.set_ready(ids[2], content_hash("c.jpg"), facts)
            behind.desk.library.marks.set([(ids[1], Marks(True, 2))])
        steps: list[dict[int, Marks]] = [{ids[0]: Marks(), ids[1]: Marks(True, 2), ids[2]: FILE_SAYS}]
        at = 0
        marking, stack = behind.marking, behind.edits.undo_stack
        for kind, which, value in moments:
            if kind in ("rate", "favour", "caption"):
                now = dict(steps[at])
                photo_id = ids[which]
                match kind:
                    case "rate":
                        marking.rate([photo_id], value)
                        now[photo_id] = replace(now[photo_id], rating=value)
                    case "favour":
                        marking.favour([photo_id], value)
                        now[photo_id] = replace(now[photo_id], favourite=value)
                    case "caption":
                        marking.caption(photo_id, value)
                        now[photo_id] = replace(now[photo_id], caption=value)
                if not _alike(now, steps[at]):
                    steps, at = [*steps[: at + 1], now], at + 1
            elif kind == "undo" and at:
                stack.undo()
                at -= 1
            elif kind == "redo" and at + 1 < len(steps):
                stack.redo()
                at += 1
            elif kind == "obey":
                behind.obey(value)
            elif kind == "look":
                marking.on_committed()
            assert _alike(marking.shown(ids), steps[at])
        stack.setIndex(0)
        behind.obey()
        marking.on_committed()
        assert behind.stored(*ids) == [Marks(), Marks(True, 2), Marks()]
        behind.reader.close()
        behind.desk.library.close()


def _alike(first: dict[int, Marks], second: dict[int, Marks]) -> bool:
    """No stars and 0 stars are the same, and so are no caption and an empty one."""

    def plain(marks: dict[int, Marks]) -> dict[int, tuple[bool, int, str]]:
        return {id: (one.favourite, one.rating or 0, one.caption or "") for id, one in marks.items()}

    return plain(first) == plain(second)
