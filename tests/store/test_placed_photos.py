"""Which photos each place shows, read in whole columns."""

import numpy as np
import pytest

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.core.query import Order, Place, View
from photo_sorter.store.columns import column, columns
from photo_sorter.store.library import Library
from tests.store.stock import add_categories, add_photos

EVERY_ORDER = list(Order)


@pytest.fixture
def stock(library):
    """Sixty photos of which two have the same time, in two folders; some tagged, suggested, waiting, set aside."""
    rng = np.random.default_rng(1)
    one = add_photos(library, [f"{number:02}.jpg" for number in rng.permutation(40)], "/one")
    two = add_photos(library, [f"b{number:02}.JPG" for number in range(17)], "/two")
    add_photos(library, ["x.jpg", "y.jpg", "z.jpg"], "/two", ready=False)
    gone = add_photos(library, ["gone.jpg"], "/three")
    cats, dogs = add_categories(library, "Cats", "Dogs")
    ids = [*one.values(), *two.values()]
    with library.atomic():
        for id in ids:
            day = int(rng.integers(1, 28))
            library.photos.set_ready(id, b"%d" % id, PhotoFacts(4, 3, taken_at=f"2020-0{id % 9 + 1}-{day:02}T10:00:00"))
        for id in ids[:2]:
            library.photos.set_ready(id, b"%d" % id, PhotoFacts(4, 3, taken_at="2021-01-01T00:00:00"))
        library.photos.set_problem(ids[20], "The file ends early.")
        library.tags.write([(cats, id, float(rng.integers(1, 9)) / 10, "auto", id % 3 > 0) for id in ids[:15]], ())
        library.tags.write([(dogs, id, 0.5, "auto", id % 2 > 0) for id in ids[10:18]], ())
        library.folders.remove(library.photos.get(gone["gone.jpg"]).folder_id)
    return library


def plainly(library: Library, view: View, order: Order) -> list[int]:
    """As the places are meant, row by row."""
    shown = "status IN ('new', 'ready') AND folder_id IN (SELECT id FROM folders WHERE active)"
    tagged = f"id IN (SELECT photo_id FROM tags WHERE category_id = {view.id} AND sure = "
    clause = {
        Place.ALL: shown,
        Place.FOLDER: f"folder_id = {view.id} AND status IN ('new', 'ready')",
        Place.CATEGORY: f"{tagged}1)",
        Place.NOT_SURE: f"{tagged}0)" if view.id else "id IN (SELECT photo_id FROM tags WHERE sure = 0)",
        Place.NOT_SORTED: f"{shown} AND status = 'ready' AND id NOT IN (SELECT photo_id FROM tags)",
        Place.PROBLEMS: "status = 'problem'",
    }[view.place]
    sure = (
        ""
        if view.place not in (Place.CATEGORY, Place.NOT_SURE)
        else (
            f"(SELECT max(score) FROM tags WHERE photo_id = id AND sure = {int(view.place is Place.CATEGORY)}"
            + (f" AND category_id = {view.id})" if view.id else ")")
        )
    )
    by_time = "taken_at DESC, id DESC"
    ordered = {
        Order.NEWEST: by_time,
        Order.OLDEST: "taken_at, id",
        Order.NAME: "name COLLATE NOCASE, path",
        Order.SCORE: f"{sure} DESC, id DESC" if sure else by_time,
    }[order]
    return [row[0] for row in library._db.execute(f"SELECT id FROM photos WHERE {clause} ORDER BY {ordered}")]


@pytest.mark.parametrize("order", EVERY_ORDER)
def test_every_place_has_its_photos_in_every_order(stock, order):
    views = [View(place) for place in (Place.ALL, Place.NOT_SURE, Place.NOT_SORTED, Place.PROBLEMS)]
    views += [View(Place.FOLDER, folder.id) for folder in stock.folders.active()]
    views += [View(place, one.id) for one in stock.categories.all() for place in (Place.CATEGORY, Place.NOT_SURE)]
    for view in views:
        assert stock.photos.ids(view, order).tolist() == plainly(stock, view, order), view


def test_the_order_of_time_follows_what_either_connection_writes(stock):
    with Library.open_read_only(stock.path) as reader:
        for library in (stock, reader):
            assert library.photos.ids(View()).tolist() == plainly(stock, View(), Order.NEWEST)
        (new,) = add_photos(stock, ["new.jpg"], "/one").values()
        with stock.atomic():
            stock.photos.set_ready(new, b"new", PhotoFacts(4, 3, taken_at="2030-01-01T00:00:00"))
        for library in (stock, reader):
            assert library.photos.ids(View()).tolist()[0] == new
            assert library.photos.days(np.array([new])).tolist() == [20300101]


def test_days_are_numbers_and_what_is_not_known_has_none(stock):
    ids = stock.photos.ids(View(Place.FOLDER, 1))
    days = [int(stock.photos.get(id).taken_at[:10].replace("-", "")) for id in ids.tolist()]
    assert stock.photos.days(ids).tolist() == days
    assert stock.photos.days(np.array([10**9])).tolist() == [0]


def test_a_time_that_is_no_date_is_no_day(stock):
    with stock.atomic():
        stock._db.execute("UPDATE photos SET taken_at = 'soon' WHERE id = 1")
    assert stock.photos.days(np.array([1])).tolist() == [0]


def test_places_of_an_empty_library_are_empty(library):
    for place in (Place.ALL, Place.NOT_SURE, Place.NOT_SORTED, Place.PROBLEMS):
        for order in Order:
            assert library.photos.ids(View(place), order).tolist() == []
    assert library.photos.days(np.array([3])).tolist() == [0]


def test_counts_are_those_of_the_places(stock):
    counts = stock.photos.counts()
    assert counts.all == len(stock.photos.ids(View()))
    assert counts.not_sorted == len(stock.photos.ids(View(Place.NOT_SORTED)))
    assert counts.not_sure == len(stock.photos.ids(View(Place.NOT_SURE))) == stock.tags.count_not_sure()
    assert (counts.problems, counts.waiting) == (1, 3)
    of_folders = {one.id: len(stock.photos.ids(View(Place.FOLDER, one.id))) for one in stock.folders.active()}
    assert counts.by_folder == of_folders


def test_columns_keep_the_order_of_their_rows_however_many_there_are(library):
    numbers = np.random.default_rng(0).integers(-(10**12), 10**12, 20_000)
    library._db.execute("CREATE TABLE numbers (n INTEGER)")
    library._db.conn.executemany("INSERT INTO numbers VALUES (?)", [(n,) for n in numbers.tolist()])
    assert column(library._db, "SELECT n FROM numbers").tolist() == numbers.tolist()
    assert column(library._db, "SELECT n FROM numbers ORDER BY n DESC").tolist() == sorted(numbers.tolist())[::-1]
    some, twice = columns(library._db, 2, "SELECT n, 2 * n FROM numbers WHERE n > ? ORDER BY abs(n)", [0])
    assert twice.tolist() == (2 * some).tolist()
    assert column(library._db, "SELECT n FROM numbers WHERE n IS NULL").dtype == np.int64
