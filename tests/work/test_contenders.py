import shutil

from photo_sorter.core.commands import AddFolders, SetMarks
from photo_sorter.core.duplicates.groups import exact_groups
from photo_sorter.core.marks import Marks
from photo_sorter.work.contenders import contenders_of, vectors_of
from photo_sorter.work.sorter import Sorter
from tests.fakes import colour_picture


def test_contenders_are_the_photos_in_view_with_what_decides_between_them(house, photos):
    colour_picture("red").save(photos / "a.png")
    shutil.copy(photos / "a.png", photos / "b.png")
    colour_picture("green").save(photos / "gone.png")
    (photos / "broken.png").write_bytes(b"no picture")
    house.run(AddFolders((photos,)))
    (photos / "gone.png").unlink()
    b = house.photo(photos / "b.png").id
    house.run(SetMarks(((b, Marks(favourite=True, rating=4)),)))
    with house.read() as library:
        contenders = contenders_of(library)
        vectors = vectors_of(contenders, Sorter(library, house.embedders["colours"]).index)
        assert [one.name for one in contenders] == ["a.png", "b.png"]
        assert (contenders[1].favourite, contenders[1].rating, contenders[0].rating) == (True, 4, 0)
        assert contenders[0].fingerprint == contenders[1].fingerprint is not None
        assert {(one.width_px, one.height_px, one.taken_at, one.is_raw) for one in contenders} == {
            (60, 40, None, False)
        }
        ((group,), first) = exact_groups(contenders), vectors[0]
        assert (group.photo_ids[0], group.reason) == (b, "your favourite")
        assert abs(first @ vectors[1] - 1) < 1e-3


def test_a_photo_without_a_vector_has_zeros(house, photos):
    colour_picture("red").save(photos / "a.png")
    house.run(AddFolders((photos,)))
    with house.read() as library:
        index = Sorter(library, house.embedders["other"]).index
        vectors = vectors_of(contenders_of(library), index)
    assert (vectors.shape, vectors.any()) == ((1, 32), False)
