from pathlib import Path

import pytest

from photo_sorter.core.photo import PhotoFacts, Status
from photo_sorter.core.query import View
from photo_sorter.store import embeddings
from tests.store.stock import MODEL, add_categories, add_photos

FACTS = PhotoFacts(
    4, 3, 6, "2019-07-14T10:00:00", "Canon EOS 5D", 59.3, 18.1, "EF 50mm", 4, "A caption", ("sea", "two words")
)


@pytest.fixture
def ids(library):
    """Three photos whose facts an older program read."""
    ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])
    library._db.execute("UPDATE photos SET facts_version = 0")
    return ids


def test_facts_are_read_as_they_were_stored(library):
    photo_id = add_photos(library, ["a.jpg"])["a.jpg"]
    with library.atomic():
        library.photos.set_ready(photo_id, b"a.jpg", FACTS)
    assert library.photos.get(photo_id).facts == library.photos.facts_of(b"a.jpg") == FACTS


def test_the_time_of_a_file_is_no_fact_of_its_copies(library):
    photo_id = add_photos(library, ["a.jpg"], ready=False)["a.jpg"]
    with library.atomic():
        library.photos.set_ready(photo_id, b"a.jpg", PhotoFacts(4, 3))
    assert library.photos.get(photo_id).facts.taken_at is not None
    assert library.photos.facts_of(b"a.jpg") == PhotoFacts(4, 3)


def test_a_photo_is_of_the_time_that_its_file_says_or_else_its_name(library):
    ids = add_photos(library, ["IMG_20190704_103010.jpg", "IMG_20190704_111111.jpg", "a.jpg"], ready=False)
    with_exif, named, plain = ids["IMG_20190704_103010.jpg"], ids["IMG_20190704_111111.jpg"], ids["a.jpg"]
    first_seen = library.photos.taken_of([plain])[plain]
    with library.atomic():
        library.photos.set_ready(with_exif, b"1", PhotoFacts(4, 3, taken_at="2019-07-04T10:30:10"))
        library.photos.set_ready(named, b"2", PhotoFacts(4, 3))
        library.photos.set_ready(plain, b"3", PhotoFacts(4, 3))
    assert library.photos.taken_of([named, plain]) == {named: "2019-07-04T11:11:11", plain: first_seen}
    assert library.photos.facts_of(b"1").taken_at == "2019-07-04T10:30:10"
    assert library.photos.facts_of(b"2").taken_at is None
    assert [row.taken_at for row in library.photos.duplicate_rows()] == ["2019-07-04T10:30:10", None, None]


def test_ready_photos_with_old_facts_wait_in_view_behind_the_new_ones(library, ids):
    new = add_photos(library, ["1.jpg", "2.jpg"], ready=False)
    queue = [new["2.jpg"], new["1.jpg"], ids["c.jpg"], ids["b.jpg"], ids["a.jpg"]]
    assert [photo.id for photo in library.photos.queued(9)] == queue
    page = library.photos.queued(1)
    while len(page) < 5:
        page += library.photos.queued(1, page[-1])
    assert [photo.id for photo in page] == queue
    assert library.photos.queued(1, page[-1]) == []
    assert [photo.status for photo in page] == [Status.NEW] * 2 + [Status.READY] * 3
    assert library.photos.queue_length() == 5
    assert library.photos.queued_at([Path("/photos/a.jpg")])[0].id == ids["a.jpg"]
    assert library.photos.still_queued(page) == set(queue)
    assert len(library.photos.ids(View())) == 5
    assert library.photos.counts().waiting == 2


def test_a_photo_whose_facts_are_read_anew_keeps_everything_else(library, ids):
    photo_id = ids["a.jpg"]
    (cats,) = add_categories(library, "Cats")
    with library.atomic():
        library.tags.write([(cats, photo_id, 0.7, "auto", True)], ())
    before = library.photos.get(photo_id)
    with library.atomic():
        library.photos.set_ready(photo_id, b"a.jpg", FACTS)
    after = library.photos.get(photo_id)
    assert (after.facts, after.status, after.path) == (FACTS, Status.READY, before.path)
    assert library.tags.of_photo(photo_id) != ()
    assert library.photos.queue_length() == 2


def test_a_photo_whose_file_cannot_be_read_anew_stays_as_it_is_and_waits_no_more(library, ids):
    photo_id = ids["a.jpg"]
    before = library.photos.get(photo_id)
    with library.atomic():
        library.photos.add_strike(photo_id)
        library.photos.settle_facts(photo_id)
    assert library.photos.get(photo_id) == before
    assert photo_id not in {photo.id for photo in library.photos.queued(9)}


def test_content_with_old_facts_is_decoded_again(library, ids):
    assert library.embeddings.hashes_of_size(MODEL, 10) == frozenset()
    assert library.photos.facts_of(b"a.jpg") is None
    with library.atomic():
        library.photos.set_ready(ids["a.jpg"], b"a.jpg", FACTS)
    assert library.embeddings.hashes_of_size(MODEL, 10) == {b"a.jpg"}


def test_of_very_many_files_of_one_size_only_some_are_handed_out(library, ids, monkeypatch):
    with library.atomic():
        for name in ("a.jpg", "b.jpg"):
            library.photos.set_ready(ids[name], name.encode(), FACTS)
    assert library.embeddings.hashes_of_size(MODEL, 10) == {b"a.jpg", b"b.jpg"}
    monkeypatch.setattr(embeddings, "MOST_OF_ONE_SIZE", 1)
    assert len(library.embeddings.hashes_of_size(MODEL, 10)) == 1


def test_the_queue_is_read_from_its_index_without_sorting(library):
    asked: list[str] = []
    library._db.conn.set_trace_callback(asked.append)
    library.photos.queued(9, *library.photos.queued(1))
    library.photos.queue_length()
    library._db.conn.set_trace_callback(None)
    for question in asked:
        plan = " ".join(row[3] for row in library._db.execute(f"EXPLAIN QUERY PLAN {question}"))
        assert "photos_waiting" in plan
        assert "ORDER BY" not in plan
