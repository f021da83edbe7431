"""The table of facts finds what a plain look at every photo finds."""

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.search.filters import RAW_TYPES, folded, normal, type_of
from photo_sorter.core.search.photo_table import PhotoRow, PhotoTable, Tagged
from photo_sorter.core.search.query import Field, Filter
from photo_sorter.core.search.spans import days_of, ratings_of, size_of

TODAY = date(2021, 7, 14)
FOLDERS = ["Camera Roll", "Camera Roll/2019 été", "Camera Roll/2019 été/sea", "Attic", "Attic/sea"]
CAMERAS = [None, "Canon EOS 5D", "Canon EOS 5D Mark II", "NIKON D70"]
TIMES = ["2019-06-30T23:59:59", "2019-07-01T00:00:00", "2021-07-14T09:00:00", "2021-07-12T00:00:00",
         "1901-01-01T00:00:00", "2021-07-13", "soon", "", "0000-00-00T00:00:00", "2019-12-31T23:59:59"]  # fmt: skip
ROWS = st.builds(
    PhotoRow, st.integers(1, 40), st.sampled_from(FOLDERS), st.sampled_from(["jpg", "jpeg", "png", "cr2", "raw", ""]),
    st.sampled_from(TIMES), st.sampled_from(CAMERAS), st.sampled_from([None, "50mm f/1.8"]),
    st.one_of(st.none(), st.integers(0, 5)), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.sampled_from([0, 199_999, 200_000, 5_000_000, 5_000_001, 2**40]),
    st.sampled_from([None, 3000, 4000]), st.sampled_from([None, 3000, 4000]),
)  # fmt: skip
TABLES = st.lists(ROWS, max_size=25)
IDS = st.lists(st.integers(1, 45), unique=True).map(lambda ids: np.array(ids, np.int64))
TAGGED = st.builds(Tagged, st.fixed_dictionaries({"Cats": IDS, "Big dogs": IDS}), IDS, IDS)
ASKED = {
    Field.IN: ["SEA", "ete", "roll/2019", "Attic/", "nowhere", ""],
    Field.CATEGORY: ["cats", "BIG  dogs", "unknown"],
    Field.DATE: ["2019", "2019-07", "2021-07-14", "2019-06..2019-12", "..2018", "2021..", "today", "yesterday",
                 "this-week", "x"],
    Field.CAMERA: ["canon", "eos 5d mark", "leica", " "],
    Field.LENS: ["50MM", "85"],
    Field.TYPE: ["jpg", "raw", "png", "cr2", ""],
    Field.RATING: ["3", ">=3", "<=2", ">3", "<3", "1..3", "none", "9"],
    Field.IS: ["favorite", "unsorted", "unsure", "rated", "x"],
    Field.HAS: ["gps", "caption", "keywords", "rating", "camera"],
    Field.SIZE: [">5mb", "<200kb", ">=12mp", "<9mp", "5mb..9mb", "5mb"],
    Field.ORIENTATION: ["portrait", "landscape", "square", "x"],
}  # fmt: skip
FILTERS = st.lists(
    st.sampled_from(Field).flatmap(
        lambda field: st.builds(Filter, st.just(field), st.sampled_from(ASKED[field]), st.booleans())
    ),
    max_size=5,
)


def table_of(*rows: PhotoRow) -> PhotoTable:
    table = PhotoTable()
    table.put(rows)
    return table


def row(id: int, **facts) -> PhotoRow:
    return PhotoRow(id, "Photos", "jpg", "2020-01-01T00:00:00", None, None, None, 0, 0, 0, 0, 1000, 40, 30)._replace(
        **facts
    )


def nobody() -> Tagged:
    return Tagged({}, np.empty(0, np.int64), np.empty(0, np.int64))


def holds(photo: PhotoRow, asked: Filter, tagged: Tagged) -> bool:
    value = normal(asked).value
    match asked.field:
        case Field.IN:
            return bool(value) and folded(value) in folded(photo.folder)
        case Field.CAMERA:
            return bool(photo.camera and folded(value)) and folded(value) in folded(photo.camera)
        case Field.LENS:
            return photo.lens is not None and folded(value) in folded(photo.lens)
        case Field.TYPE:
            return bool(value) and (type_of(photo.suffix) == value or (value == "raw" and photo.suffix in RAW_TYPES))
        case Field.CATEGORY:
            names = {name.casefold(): ids for name, ids in tagged.categories.items()}
            return photo.id in names.get(value.casefold(), ())
        case Field.DATE:
            days = days_of(value, TODAY)
            try:
                day = datetime.fromisoformat(photo.taken_at).date().toordinal()
            except ValueError:
                return False
            return days is not None and days[0] <= day <= days[1]
        case Field.RATING:
            stars = ratings_of(value)
            return stars is not None and stars[0] <= (photo.rating or 0) <= stars[1]
        case Field.SIZE:
            size = size_of(value)
            if size is None or (size.of_pixels and not (photo.width and photo.height)):
                return False
            amount = photo.width * photo.height if size.of_pixels else photo.size_bytes
            return size.span[0] <= amount <= size.span[1]
        case Field.ORIENTATION:
            if not (photo.width and photo.height):
                return False
            turns = {"portrait": photo.width < photo.height, "landscape": photo.width > photo.height}
            return (turns | {"square": photo.width == photo.height}).get(value, False)
    return bool({
        "favourite": photo.favourite, "unsorted": photo.id in tagged.unsorted, "unsure": photo.id in tagged.unsure,
        "rated": photo.rating, "rating": photo.rating, "gps": photo.has_gps, "caption": photo.has_caption,
        "keywords": photo.has_keywords, "camera": photo.camera,
    }.get(value, False))  # fmt: skip


def answers(photo: PhotoRow, filters: list[Filter], tagged: Tagged) -> bool:
    if any(one.excluded and holds(photo, one, tagged) for one in filters):
        return False
    wanted = [one for one in filters if not one.excluded]
    return all(
        any(holds(photo, other, tagged) for other in wanted if other.field is one.field)
        if one.field.is_one_of
        else holds(photo, one, tagged)
        for one in wanted
    )


@given(TABLES, FILTERS, TAGGED)
def test_filters_find_what_a_look_at_every_photo_finds(rows, filters, tagged):
    table = table_of(*rows)
    photos = {photo.id: photo for photo in rows}
    found = table.ids[table.matching(filters, tagged, TODAY)].tolist()
    assert found == sorted(id for id, photo in photos.items() if answers(photo, filters, tagged))


@given(st.lists(st.one_of(st.lists(ROWS, max_size=8), st.sets(st.integers(1, 45)))))
def test_photos_that_come_change_and_go_leave_the_table_of_those_that_are_there(steps):
    table, known = PhotoTable(), {}
    for step in steps:
        if isinstance(step, set):
            table.remove(step)
            known = {id: photo for id, photo in known.items() if id not in step}
        else:
            table.put(step)
            known |= {photo.id: photo for photo in step}
    assert len(table) == len(known)
    assert table.ids.tolist() == sorted(known)
    fresh = table_of(*known.values())
    for name in ("taken", "month", "bytes", "pixels", "turn", "rating", "favourite", "gps", "caption", "keywords"):
        assert table.column(name).tolist() == fresh.column(name).tolist()
    for name in ("folder", "camera", "lens", "type"):
        told = [table.texts[name].values[code] for code in table.column(name)]
        assert told == [fresh.texts[name].values[code] for code in fresh.column(name)]


@given(st.lists(st.tuples(st.integers(1, 99), st.datetimes()), unique_by=lambda one: one[0]), st.randoms())
def test_the_newest_come_first_as_sql_has_them(photos, random):
    photos = [(id, taken.isoformat(timespec="seconds")) for id, taken in photos]
    random.shuffle(photos)
    table = table_of(*(row(id, taken_at=taken) for id, taken in photos))
    wanted = [id for id, _ in sorted(photos, key=lambda one: (one[1], one[0]), reverse=True)]
    assert table.newest_first(np.ones(len(table), bool)).tolist() == wanted
    assert table.newest_first(np.arange(len(table))[::-1]).tolist() == wanted


def test_rows_are_found_by_ids_in_any_order():
    table = table_of(row(7), row(3), row(5))
    assert table.rows_of(np.array([5, 9, 3, 0])).tolist() == [1, -1, 0, -1]
    assert PhotoTable().rows_of(np.array([5])).tolist() == [-1]


@pytest.mark.parametrize("taken_at", ["", "never", "99999-01-01T00:00:00", "2020-02-30T00:00:00", "\0", "１２"])
def test_a_time_that_is_none_is_on_no_day_and_comes_last(taken_at):
    table = table_of(row(9, taken_at=taken_at), row(1))
    assert table.ids[table.matching([Filter(Field.DATE, "..9999")], nobody(), TODAY)].tolist() == [1]
    assert table.newest_first(np.array([True, True])).tolist() == [1, 9]


def test_a_category_that_is_not_there_is_told_once():
    tagged = Tagged({"Cats": np.array([1])}, np.empty(0, np.int64), np.empty(0, np.int64))
    asked = [Filter(Field.CATEGORY, "cats"), Filter(Field.CATEGORY, "Dogs"), Filter(Field.CATEGORY, "Dogs", True)]
    assert tagged.problems(asked) == ("There is no category “Dogs”.",)


def test_a_photo_takes_less_than_a_cache_line():
    table = table_of(row(1))
    assert sum(table.column(name).itemsize for name in table._columns) <= 64
