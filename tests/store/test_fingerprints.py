from pathlib import Path

import numpy as np

from tests.store.stock import add_photos


def test_fingerprints_hang_on_the_content_and_are_given_for_photos_in_view(library):
    ids = add_photos(library, ["same.jpg", "a.jpg", "none.jpg"], "/one") | add_photos(library, ["gone.jpg"], "/two")
    copy = add_photos(library, ["same.jpg"], "/two")["same.jpg"]
    with library.atomic():
        library.fingerprints.add([(b"same.jpg", b"\x01\xff"), (b"a.jpg", b"\x02\x00"), (b"gone.jpg", b"\x03\x03")])
        library.fingerprints.add([(b"a.jpg", b"\x09\x09")])
        library.photos.mark_missing([ids["gone.jpg"]])
    found, hashes, bits = library.fingerprints.of_photos()
    assert found.tolist() == [ids["same.jpg"], ids["a.jpg"], copy]
    assert hashes == [b"same.jpg", b"a.jpg", b"same.jpg"]
    assert (bits.dtype, bits.tolist()) == (np.uint8, [[1, 255], [2, 0], [1, 255]])


def test_without_photos_there_are_no_fingerprints(library):
    found, hashes, bits = library.fingerprints.of_photos()
    assert (found.shape, hashes, bits.shape) == ((0,), [], (0, 0))


def test_forgetting_a_folder_forgets_fingerprints_that_no_copy_shares(library):
    add_photos(library, ["same.jpg", "only.jpg"], "/one")
    copy = add_photos(library, ["same.jpg"], "/two")["same.jpg"]
    with library.atomic():
        library.fingerprints.add([(b"same.jpg", b"\x01"), (b"only.jpg", b"\x02")])
        library.folders.forget(library.folders.containing(Path("/one")).id)
    add_photos(library, ["only.jpg"], "/one")
    assert library.fingerprints.of_photos()[0].tolist() == [copy]
