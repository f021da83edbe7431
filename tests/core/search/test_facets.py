"""What is offered to go on with: true counts, and nothing that would change nothing."""

import numpy as np
from hypothesis import given

from photo_sorter.core.search.facets import MOST_VALUES, facets_of, narrowed, vocabulary_of
from photo_sorter.core.search.filters import normal, problem_of
from photo_sorter.core.search.photo_table import PhotoTable, Tagged
from photo_sorter.core.search.query import Facet, Field, Filter, Query
from tests.core.search.test_photo_table import FILTERS, TABLES, TAGGED, TODAY, nobody, row, table_of


def facets(table: PhotoTable, *filters: Filter, tagged: Tagged | None = None) -> tuple[Facet, ...]:
    tagged = tagged or nobody()
    return facets_of(table, table.matching(filters, tagged, TODAY), tagged.categories, filters)


def offered(found: tuple[Facet, ...], field: Field) -> list[tuple[str, str, int]]:
    return [(one.filter.value, one.label, one.count) for one in found if one.filter.field is field]


@given(TABLES, FILTERS, TAGGED)
def test_a_facet_leaves_as_many_photos_as_it_says(rows, filters, tagged):
    table = table_of(*rows)
    found = table.matching(filters, tagged, TODAY)
    given = facets_of(table, found, tagged.categories, filters)
    assert facets_of(table, np.flatnonzero(found), tagged.categories, filters) == given
    for facet in given:
        then = narrowed(Query(filters=tuple(filters)), facet)
        left = table.matching(then.filters, tagged, TODAY)
        assert left.sum() == facet.count
        assert 0 < facet.count < found.sum()
        assert (left <= found).all()


@given(TABLES, FILTERS, TAGGED)
def test_facets_are_few_and_in_normal_form_and_not_chosen_yet(rows, filters, tagged):
    given = facets(table_of(*rows), *filters, tagged=tagged)
    chosen = {normal(one) for one in filters}
    for facet in given:
        assert normal(facet.filter) == facet.filter
        assert problem_of(facet.filter) is None
        assert facet.filter not in chosen
    assert len({facet.filter for facet in given}) == len(given)
    assert all(len(offered(given, field)) <= MOST_VALUES for field in Field)


def test_years_are_offered_newest_first_and_within_a_year_its_months():
    times = ["2018-01-01", "2019-07-04", "2019-07-05", "2019-03-01"]
    table = table_of(*(row(id, taken_at=taken) for id, taken in enumerate(times)))
    assert offered(facets(table), Field.DATE) == [("2019", "2019", 3), ("2018", "2018", 1)]
    months = offered(facets(table, Filter(Field.DATE, "2019")), Field.DATE)
    assert months == [("2019-07", "2019-07", 2), ("2019-03", "2019-03", 1)]
    assert offered(facets(table, Filter(Field.DATE, "2018")), Field.DATE) == []


def test_a_month_takes_the_place_of_its_year_and_all_else_stays():
    others = (Filter(Field.DATE, "2019-07-04", True), Filter(Field.IS, "rated"), Filter(Field.IN, "sea"))
    query = Query(filters=(Filter(Field.DATE, "2019"), *others))
    july = Facet(Filter(Field.DATE, "2019-07"), 2, "2019-07")
    assert narrowed(query, july).filters == (*others, july.filter)
    favourite = Facet(Filter(Field.IS, "favourite"), 1, "Favourites")
    assert narrowed(query, favourite).filters == (*query.filters, favourite.filter)


def test_beside_a_chosen_category_no_other_is_offered_for_that_would_find_more():
    table, cats = table_of(row(1), row(2), row(3)), np.array([1, 2])
    tagged = Tagged({"Cats": cats, "Dogs": np.array([2, 3])}, cats, cats)
    assert offered(facets(table, tagged=tagged), Field.CATEGORY) == [("Cats", "Cats", 2), ("Dogs", "Dogs", 2)]
    assert offered(facets(table, Filter(Field.CATEGORY, "cats"), tagged=tagged), Field.CATEGORY) == []


def test_within_a_chosen_folder_only_what_lies_in_it_is_offered():
    table = table_of(*(row(id, folder=folder) for id, folder in enumerate(["A/sea", "A/sea/boat", "B/sea"])))
    found = offered(facets(table, Filter(Field.IN, "sea")), Field.IN)
    assert found == [("A/sea", "A/sea", 2), ("B/sea", "B/sea", 1), ("A/sea/boat", "boat", 1)]


def test_a_camera_counts_as_its_filter_finds_it():
    table = table_of(row(1, camera="Canon EOS 5"), row(2, camera="Canon EOS 5D"), row(3))
    cameras = [("Canon EOS 5", "Canon EOS 5", 2), ("Canon EOS 5D", "Canon EOS 5D", 1)]
    assert offered(facets(table), Field.CAMERA) == cameras
    table.put([row(4, camera="A Canon EOS 5")])
    assert offered(facets(table), Field.CAMERA)[0] == ("Canon EOS 5", "Canon EOS 5", 3)


def test_folders_count_what_lies_in_them_and_have_their_own_name_where_it_is_one_of_a_kind():
    folders = ["Photos/2019/sea", "Photos/2019/zoo", "Photos/2020/sea", "Photos/2020/sea", "Photos/Wedding/church"]
    table = table_of(*(row(id, folder=folder) for id, folder in enumerate(folders)))
    assert offered(facets(table), Field.IN) == [
        ("Photos/2019", "2019", 2), ("Photos/2020", "2020", 2),
        ("Photos/Wedding", "Wedding", 1), ("Photos/2019/sea", "sea", 1), ("Photos/2019/zoo", "zoo", 1),
    ]  # fmt: skip


def test_folders_of_the_same_name_are_told_apart_by_where_they_are():
    table = table_of(
        row(1, folder="Photos/a/sea"),
        row(2, folder="Photos/b/sea"),
        row(3, folder="Photos/a"),
        row(4, folder="Photos/b"),
    )
    assert {label for _, label, _ in offered(facets(table), Field.IN)} == {"a", "b", "Photos/a/sea", "Photos/b/sea"}


def test_ratings_favourites_and_places_read_as_people_say_them():
    table = table_of(
        row(1, rating=5, favourite=1), row(2, rating=4, has_gps=1), row(3, rating=1), row(4), row(5, width=30)
    )
    found = facets(table)
    assert offered(found, Field.RATING) == [
        (">=1", "1 star or more", 3), (">=4", "4 stars or more", 2), ("none", "Not rated", 2), ("5", "5 stars", 1),
    ]  # fmt: skip
    assert offered(found, Field.IS) == [("favourite", "Favourites", 1)]
    assert offered(found, Field.HAS) == [("gps", "With a place", 1)]
    assert offered(found, Field.ORIENTATION) == [("landscape", "Landscape", 4), ("square", "Square", 1)]


def test_what_all_photos_share_is_not_offered():
    table = table_of(*(row(id, camera="Canon", has_gps=1, favourite=1, rating=3) for id in range(9)))
    assert facets(table, tagged=Tagged({"Cats": table.ids}, table.ids, table.ids)) == ()
    assert facets(PhotoTable()) == ()


def test_types_of_raw_files_are_one():
    table = table_of(row(1, suffix="cr2"), row(2, suffix="nef"), row(3, suffix="jpg"), row(4, suffix=""))
    assert offered(facets(table), Field.TYPE) == [("raw", "RAW", 2), ("jpeg", "JPEG", 1)]


def test_the_completion_learns_every_name_with_its_count():
    table = table_of(
        row(1, camera="Canon", lens="50mm"), row(2, folder="Zoo", taken_at="2021-05-05"), row(3, suffix="nef")
    )
    known = vocabulary_of(table, {"Cats": np.array([1, 2])})
    assert known.folders == (("Photos", 2), ("Zoo", 1))
    assert known.categories == (("Cats", 2),)
    assert known.cameras == (("Canon", 1),)
    assert known.lenses == (("50mm", 1),)
    assert known.types == (("jpeg", 2), ("raw", 1))
    assert known.years == (("2021", 1), ("2020", 2))
