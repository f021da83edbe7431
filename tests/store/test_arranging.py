"""What plans ask of the library."""

from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile
from photo_sorter.core.arranging.run import StepState
from photo_sorter.core.arranging.tag_choice import SureTag
from photo_sorter.core.photo import PhotoFacts, Status
from tests.store.stock import add_categories, add_photos


def test_candidates_have_their_facts_and_sure_tags(library):
    ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])
    cats, dogs = add_categories(library, "cats", "dogs")
    with library.atomic():
        library.tags.write([(cats, ids["a.jpg"], 0.9, "auto", True), (dogs, ids["a.jpg"], 0.4, "auto", False)], ())
        library.tags.write([(dogs, ids["b.jpg"], 1.0, "user", True)], ())
        facts = PhotoFacts(4, 3, taken_at="2021-01-01", camera="X100", latitude=1.5, longitude=-2.5)
        library.photos.set_ready(ids["a.jpg"], b"a" * 32, facts)
        library.photos.set_problem(ids["c.jpg"], "It is damaged.")
    first, second, third = library.arranging.candidates()
    assert (first.id, first.path, first.size_bytes) == (ids["a.jpg"], Path("/photos/a.jpg"), 10)
    assert (first.content_hash, first.taken_at, first.camera) == (b"a" * 32, "2021-01-01", "X100")
    assert (first.coordinates, first.tags) == ((1.5, -2.5), (SureTag(cats, 0.9, False),))
    assert (second.coordinates, second.tags) == (None, (SureTag(dogs, 1.0, True),))
    assert (third.status, third.reason) == (Status.PROBLEM, "It is damaged.")


def test_candidates_are_those_asked_for_in_folders_that_are_watched(library):
    ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])
    other = add_photos(library, ["d.jpg"], "/other")
    with library.atomic():
        library.photos.mark_missing([ids["c.jpg"]])
        library.folders.remove(library.folders.containing(Path("/other")).id)
    assert [one.id for one in library.arranging.candidates()] == [ids["a.jpg"], ids["b.jpg"]]
    asked = [ids["b.jpg"], ids["c.jpg"], other["d.jpg"], 999]
    assert [one.id for one in library.arranging.candidates(asked)] == [ids["b.jpg"]]
    found = library.arranging.at([Path("/photos/a.jpg"), Path("/photos/x.jpg"), Path("/photos/\udcff.jpg")])
    assert {path: one.id for path, one in found.items()} == {Path("/photos/a.jpg"): ids["a.jpg"]}


def test_the_content_of_a_photo_is_known_while_its_file_is_as_it_was_looked_at(library):
    add_photos(library, ["a.jpg"])
    add_photos(library, ["b.jpg"], ready=False)
    (first, _) = library.arranging.candidates()
    state = (first.size_bytes, first.mtime_ns)
    assert library.arranging.content_at(first.path, *state) == first.content_hash == b"a.jpg"
    assert library.arranging.content_at(first.path, first.size_bytes + 1, first.mtime_ns) is None
    assert library.arranging.content_at(first.path, first.size_bytes, first.mtime_ns + 1) is None
    assert library.arranging.content_at(Path("/photos/b.jpg"), *state) is None
    assert library.arranging.content_at(Path("/photos/\udcff.jpg"), *state) is None


@pytest.mark.parametrize("mode", list(Mode))
def test_files_that_runs_have_made_are_known_until_they_are_taken_back(library, mode):
    files = tuple(PlannedFile(Path(f"/in/{n}"), Path(f"/out/{n}"), None, 5, 7, b"h" * 32, n) for n in range(2))
    with library.atomic():
        run_id = library.journal.add(Plan(Arrangement(Path("/out"), mode), files), "a run")
        library.journal.change(run_id, StepState.PLANNED, StepState.DONE)
    made = library.arranging.made_files()
    assert set(made) == {"/out/0", "/out/1"}
    assert (made["/out/0"].size_bytes, made["/out/0"].content_hash) == (5, b"h" * 32)
    assert made["/out/0"].is_moved == (mode is Mode.MOVE)
    with library.atomic():
        library.journal.change(run_id, StepState.DONE, StepState.UNDONE)
    assert library.arranging.made_files() == {}
