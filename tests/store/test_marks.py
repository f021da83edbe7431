from pathlib import Path

import pytest

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.store.library import Library
from tests.store.stock import add_photos

SAID = Marks(favourite=True, rating=4, caption="Miska on the stairs")


@pytest.fixture
def ids(library):
    return add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])


def mark(library: Library, photo_id: int, marks: Marks) -> None:
    with library.atomic():
        library.marks.set([(photo_id, marks)])


def test_marks_are_read_as_they_were_set_and_others_have_none(library, ids):
    mark(library, ids["a.jpg"], SAID)
    mark(library, ids["b.jpg"], Marks(rating=0))
    assert library.marks.of_photos(ids.values()) == {ids["a.jpg"]: SAID, ids["b.jpg"]: Marks(rating=0)}
    mark(library, ids["a.jpg"], Marks(caption=""))
    assert library.marks.of_photos([ids["a.jpg"]]) == {ids["a.jpg"]: Marks(caption="")}


def test_nothing_is_kept_of_marks_that_were_taken_back(library, ids):
    mark(library, ids["a.jpg"], SAID)
    mark(library, ids["a.jpg"], Marks())
    assert library._db.execute("SELECT count(*) FROM marks").fetchone() == (0,)


def test_marks_of_photos_that_are_gone_meanwhile_are_left_out(library, ids):
    mark(library, 999, SAID)
    mark(library, ids["a.jpg"], SAID)
    with library.atomic():
        library.folders.forget(library.folders.active()[0].id)
    assert library.marks.of_photos([999, *ids.values()]) == {}
    assert library.check() == ()


def test_a_person_has_the_last_word_on_rating_and_caption(library, ids):
    photo_id = ids["a.jpg"]
    with library.atomic():
        library.photos.set_ready(photo_id, b"a.jpg", PhotoFacts(4, 3, rating=2, caption="Of the file"))

    def seen():
        (card,), (row,) = library.photos.cards([photo_id]), library.photos.table_rows([photo_id])
        (copy,) = (each for each in library.photos.duplicate_rows() if each.id == photo_id)
        assert (card.favourite, card.rating) == (row.favourite, row.rating) == (copy.favourite, copy.rating)
        return card.favourite, card.rating, bool(row.has_caption)

    assert seen() == (False, 2, True)
    mark(library, photo_id, Marks(favourite=True, rating=0, caption=""))
    assert seen() == (True, 0, False)
    mark(library, photo_id, Marks(caption="Mine"))
    assert seen() == (False, 2, True)


def test_marks_stay_when_a_file_changes_or_is_looked_at_again(library, ids):
    mark(library, ids["a.jpg"], SAID)
    with library.atomic():
        library.photos.set_ready(ids["a.jpg"], b"changed", PhotoFacts(4, 3, rating=1, caption="New"))
    assert library.marks.of_photos(ids.values()) == {ids["a.jpg"]: SAID}


def test_marks_are_handed_over_between_exact_copies(library, ids):
    gone, heir, own = ids.values()
    with library.atomic():
        for photo_id in ids.values():
            library.photos.set_ready(photo_id, b"same", PhotoFacts(4, 3))
    mark(library, gone, SAID)
    mark(library, own, Marks(rating=1))
    assert library.photos.heirs_of([gone]) == []
    with library.atomic():
        library.photos.mark_missing([gone])
    assert library.photos.heirs_of([gone, heir]) == [heir, own]
    assert library.marks.of_photos(ids.values()) == {gone: SAID, heir: SAID, own: Marks(rating=1)}
    mark(library, heir, Marks())
    assert library.marks.of_photos(ids.values()) == {own: Marks(rating=1)}


def test_a_copy_that_arrives_later_takes_over_the_newest_marks_of_missing_ones(library, ids):
    first, second, last = ids.values()
    with library.atomic():
        for photo_id in (first, second):
            library.photos.set_ready(photo_id, b"same", PhotoFacts(4, 3))
    mark(library, first, SAID)
    mark(library, second, Marks(rating=1))
    with library.atomic():
        library._db.execute("UPDATE marks SET marked_at = '2024-01-01' WHERE photo_id = ?", [second])
        library.photos.mark_missing([first, second])
        assert library.photos.set_ready(last, b"same", PhotoFacts(4, 3))
    assert library.marks.of_photos([last]) == {last: SAID}


def test_a_marked_photo_is_no_mere_place_for_a_moved_one(library, ids):
    new = add_photos(library, ["new.jpg"], ready=False)["new.jpg"]
    mark(library, new, SAID)
    with library.atomic():
        library.photos.mark_missing([ids["a.jpg"]])
    assert library.photos.missing_twin(new, b"a.jpg") is None
    with library.atomic():
        assert library.photos.move_to(ids["a.jpg"], new)
    assert library.photos.get(ids["a.jpg"]).path == Path("/photos/new.jpg")
    assert library.marks.of_photos([new]) == {new: SAID}
