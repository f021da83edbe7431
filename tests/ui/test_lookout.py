"""What looks through the library for the window, on a thread of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.lookout import Look, Lookout, Sight
from tests.ui.desk import Desk


@pytest.fixture
def lookout(desk: Desk) -> Iterator[Lookout]:
    """Over forty photos, a day each."""
    desk.add_photos([f"{number:02}.jpg" for number in range(40)])
    lookout = Lookout(LibraryReader(desk.home.library))
    yield lookout
    lookout.close()
    lookout.deleteLater()


def looked(qtbot: QtBot, lookout: Lookout, look: Look) -> Sight:
    with qtbot.waitSignal(lookout.seen) as seen:
        lookout.ask(look)
    return seen.args[0]


def test_the_photos_of_a_place_come_with_their_sections(qtbot: QtBot, lookout: Lookout):
    sight = looked(qtbot, lookout, Look(7, View(), Order.NEWEST, Grouping.MONTH))
    assert sight.look.number == 7
    assert len(sight.ids) == 40
    assert [(one.title, one.count) for one in sight.sections] == [("June 2024", 30), ("May 2024", 10)]
    assert sight.overview is None


def test_an_overview_alone_has_no_photos(qtbot: QtBot, lookout: Lookout):
    sight = looked(qtbot, lookout, Look(1, wants_overview=True))
    assert sight.ids is None
    assert sight.overview.counts.all == 40


def test_what_waits_for_a_word_is_counted(qtbot: QtBot, lookout: Lookout, desk: Desk):
    cats, dogs = desk.add_categories("Cats", "Dogs")
    with desk.library.atomic():
        desk.library.tags.write(
            [(cats.id, 1, 0.5, "auto", False), (dogs.id, 1, 0.4, "auto", False), (cats.id, 2, 0.9, "auto", True)], []
        )
    assert looked(qtbot, lookout, Look(1, View(Place.CATEGORY, cats.id))).unsure == 1
    assert looked(qtbot, lookout, Look(2, View(Place.NOT_SURE))).unsure == 1
    assert looked(qtbot, lookout, Look(3, View())).unsure == 0


def test_of_what_waits_the_last_place_counts_and_no_overview_is_lost(qtbot: QtBot, lookout: Lookout, monkeypatch):
    begun, may_go_on = threading.Event(), threading.Event()
    counted = lookout._reader.days

    def slowly(ids):
        begun.set()
        assert may_go_on.wait(10)
        return counted(ids)

    monkeypatch.setattr(lookout._reader, "days", slowly)
    seen: list[Sight] = []
    lookout.seen.connect(seen.append)
    lookout.ask(Look(1, View(), Order.NEWEST, Grouping.DAY))
    assert begun.wait(10)
    lookout.ask(Look(2, View(Place.NOT_SURE), wants_overview=True))
    lookout.ask(Look(3, View(Place.NOT_SORTED)))
    may_go_on.set()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert [sight.look.number for sight in seen] == [1, 3]
    assert seen[1].overview is not None


def test_a_question_that_is_under_way_does_not_keep_the_window_open(qtbot: QtBot, lookout: Lookout, monkeypatch):
    looked(qtbot, lookout, Look(1, View()))
    reader, begun, was_told = lookout._reader, threading.Event(), threading.Event()
    interrupt = reader.interrupt
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    def tell():
        interrupt()
        was_told.set()

    def endless(*_):
        """Begins to ask just after it was told to give up."""
        begun.set()
        assert was_told.wait(10)
        reader._library._db.execute(forever).fetchone()

    monkeypatch.setattr(reader, "ids", endless)
    monkeypatch.setattr(reader, "interrupt", tell)
    lookout.ask(Look(2, View()))
    assert begun.wait(10)
    lookout.close()
    assert "lookout" not in [thread.name for thread in threading.enumerate()]


def test_a_library_that_cannot_be_read_is_told(qtbot: QtBot, lookout: Lookout, monkeypatch):
    looked(qtbot, lookout, Look(1, View()))

    def refuse(*_):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(lookout._reader, "ids", refuse)
        with qtbot.waitSignal(lookout.failed) as failed:
            lookout.ask(Look(2, View()))
    assert "reports a fault" in failed.args[0]
    assert len(looked(qtbot, lookout, Look(3, View())).ids) == 40


def test_a_look_is_of_one_moment(qtbot: QtBot, lookout: Lookout, desk: Desk, monkeypatch):
    """What is committed between two of its questions is seen by the next look only."""
    overview, has_counted, has_written = lookout._reader.overview, threading.Event(), threading.Event()

    def before_more_arrive():
        found = overview()
        has_counted.set()
        assert has_written.wait(10)
        return found

    monkeypatch.setattr(lookout._reader, "overview", before_more_arrive)
    seen: list[Sight] = []
    lookout.seen.connect(seen.append)
    lookout.ask(Look(1, View(), wants_overview=True))
    assert has_counted.wait(10)
    desk.add_photos(["late.jpg"])
    has_written.set()
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert (seen[0].overview.counts.all, len(seen[0].ids)) == (40, 40)
    assert len(looked(qtbot, lookout, Look(2, View())).ids) == 41
