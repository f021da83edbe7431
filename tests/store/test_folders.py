from pathlib import Path

import numpy as np

from tests.store.stock import add_photos


def test_the_folders_of_many_paths_are_told_by_one_question(library):
    with library.atomic():
        one, other = library.folders.add(Path("/photos")), library.folders.add(Path("/photographs/2020"))
        library.folders.remove(library.folders.add(Path("/gone")).id)
    paths = ["/photos/a.jpg", "/photos", "/photographs/2020/in/b.jpg", "/photographs/c.jpg", "/gone/d.jpg", "/"]
    asked = []
    library._db.conn.set_trace_callback(asked.append)
    found = library.folders.holding(map(Path, paths))
    assert len(asked) == 1
    assert {str(path): folder.id for path, folder in found.items()} == {
        "/photos/a.jpg": one.id,
        "/photos": one.id,
        "/photographs/2020/in/b.jpg": other.id,
    }


def test_with_a_folder_go_vectors_of_all_models_that_no_other_photo_shares(library):
    add_photos(library, ["a.jpg", "b.jpg"], "/one")
    add_photos(library, ["b.jpg", "c.jpg"], "/two")
    vector = np.full(4, 0.5, np.float32)
    with library.atomic():
        library.embeddings.add("other", [(name, vector) for name in (b"a.jpg", b"b.jpg", b"former", b"c.jpg")])
        library.folders.forget(library.folders.containing(Path("/one")).id)
    left = [
        {name for name in (b"a.jpg", b"b.jpg", b"c.jpg", b"former") if library.embeddings.get(model, name) is not None}
        for model in ("colours", "other")
    ]
    assert left == [{b"b.jpg", b"c.jpg"}, {b"b.jpg", b"c.jpg"}]


def test_what_a_model_has_not_seen_is_found_without_asking_of_each_photo(library):
    ids = add_photos(library, ["a.jpg", "b.jpg"])
    asked = []
    library._db.conn.set_trace_callback(asked.append)
    with library.atomic():
        library.photos.enqueue_unembedded("colours")
    library._db.conn.set_trace_callback(None)
    (update,) = [sql for sql in asked if sql.startswith("UPDATE")]
    plan = [row[3] for row in library._db.execute(f"EXPLAIN QUERY PLAN {update}")]
    assert "MERGE (EXCEPT)" in plan
    assert not [step for step in plan if "TEMP B-TREE" in step or step == "SCAN photos"]
    assert library.photos.ready_ids().tolist() == sorted(ids.values())
