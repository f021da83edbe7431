import numpy as np

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.store import embeddings
from tests.store.stock import add_photos


def test_all_vectors_come_in_parts_and_one_vector_for_all_copies(library, monkeypatch):
    monkeypatch.setattr(embeddings, "_ROWS_AT_ONCE", 2)
    names = [f"{number}.jpg" for number in range(7)]
    ids = add_photos(library, names)
    vectors = np.random.default_rng(0).standard_normal((7, 4)).astype(np.float16)
    with library.atomic():
        # In another order than that of the photos; not of all of them.
        library.embeddings.add("other", [(names[number].encode(), vectors[number]) for number in (5, 2, 6, 0, 3)])
        library.photos.set_ready(ids["4.jpg"], b"2.jpg", PhotoFacts(4, 3))
        library.photos.mark_missing([ids["6.jpg"]])
    found, parts = library.embeddings.of_all_ready_photos("other")
    assert found.tolist() == [ids[name] for name in ("0.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg")]
    read = list(parts)
    assert len(read) == 3
    places = np.concatenate([places for places, _ in read])
    assert sorted(places.tolist()) == [0, 1, 2, 3, 4]
    assert (np.concatenate([some for _, some in read]) == vectors[[0, 2, 3, 2, 5]][places]).all()


def test_of_a_model_that_has_seen_nothing_there_are_no_vectors(library):
    add_photos(library, ["a.jpg"])
    found, parts = library.embeddings.of_all_ready_photos("unheard of")
    assert found.tolist() == []
    assert list(parts) == []


def test_opening_reads_the_table_of_vectors_once_from_end_to_end_and_sorts_no_rows(library):
    add_photos(library, ["a.jpg", "b.jpg"])
    asked = []
    connection = library._db.conn
    connection.set_trace_callback(asked.append)
    _, parts = library.embeddings.of_all_ready_photos("colours")
    assert len(list(parts)) == 1
    connection.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert "SCAN embeddings" in plans
    assert not [step for step in plans if "TEMP B-TREE" in step or step in ("SCAN photos", "SEARCH photos")]
