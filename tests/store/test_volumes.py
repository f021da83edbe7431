from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Arrangement
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.photo import FileState


@pytest.fixture
def card(library):
    """The id of a folder on a card, with two photos."""
    with library.atomic():
        folder = library.folders.add(Path("/media/card/DCIM"))
        library.photos.enqueue(folder.id, [FileState(folder.path / name, 10, 1) for name in ("a.jpg", "in/b.jpg")])
    return folder.id


def places(library) -> dict[int, str]:
    return {row.id: path for path, row in library.photos.known_under(Path("/")).items()}


@pytest.mark.parametrize("new", ["/run/card1", "/media/card/deeper", "/media", "/"])
def test_all_paths_follow_a_volume(library, card, new):
    before = places(library)
    rule = Rule(None, "New ones", (Path("/media/card/DCIM"), Path("/home/me")), Arrangement(Path("/media/card/sorted")))
    with library.atomic():
        library.journal.save_rule(rule)
        library.volumes.relocate(Path("/media/card"), Path(new), [card])
    assert library.folders.get(card).path == Path(new) / "DCIM"
    assert places(library) == {id: path.replace("/media/card", new.rstrip("/")) for id, path in before.items()}
    (kept,) = library.journal.rules()
    assert kept.folders == (Path(new) / "DCIM", Path("/home/me"))
    assert kept.arrangement.destination == Path(new) / "sorted"
    assert library.check() == ()


def test_only_what_lies_on_the_volume_follows(library, card):
    with library.atomic():
        other = library.folders.add(Path("/media/cards/DCIM"))
        library.photos.enqueue(other.id, [FileState(other.path / "a.jpg", 10, 1)])
        library.volumes.relocate(Path("/media/card"), Path("/run/card"), [card])
    assert library.folders.get(other.id).path == other.path
    assert "/media/cards/DCIM/a.jpg" in places(library).values()


def test_what_the_library_has_at_the_new_place_steps_aside(library, card):
    with library.atomic():
        other = library.folders.add(Path("/run/card/DCIM"))
        library.photos.enqueue(other.id, [FileState(other.path / name, 20, 2) for name in ("a.jpg", "c.jpg")])
    others = {id: path for id, path in places(library).items() if path.startswith("/run")}
    with library.atomic():
        library.volumes.relocate(Path("/media/card"), Path("/run/card"), [card])
    after = places(library)
    assert len(after) == 4
    assert sorted(path for id, path in after.items() if id not in others) == [
        "/run/card/DCIM/a.jpg",
        "/run/card/DCIM/in/b.jpg",
    ]
    assert library.check() == ()


def test_a_volume_is_known_by_its_uuid_wherever_it_is(library):
    with library.atomic():
        id = library.volumes.note("1234-ABCD", Path("/media/card"))
        assert library.volumes.note("1234-ABCD", Path("/run/card")) == id
        assert library.volumes.known("1234-ABCD", Path("/mnt")) == id
    assert library.volumes.all()[id].mount_point == Path("/run/card")
