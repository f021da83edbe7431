"""What the window reads the library with."""

from photo_sorter.store.library import Library
from photo_sorter.ui.library_reader import LibraryReader


def test_a_closed_reader_stays_closed_for_whoever_asks_late(home):
    Library.open(home.library).close()
    reader = LibraryReader(home.library)
    assert reader.open()
    reader.close()
    assert not reader.open()
    assert (reader.scheme().categories, reader.is_open) == ((), False)
