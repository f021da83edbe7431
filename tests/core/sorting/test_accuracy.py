"""How often sorting is right, and what there is to see of it."""

from photo_sorter.core.sorting.accuracy import (
    NONE,
    NOT_SURE,
    OTHER,
    Accuracy,
    AccuracyReport,
    CheckedPhoto,
    ClassFigures,
    class_figures,
    differing,
    photos_in_cell,
    rows_and_columns,
    shown,
)
from photo_sorter.core.sorting.category import Category, Scheme


def report(*photos: tuple[str, str, str, str], model_id: str = "first") -> AccuracyReport:
    """(path, truth, choice, decision) each."""
    return AccuracyReport(model_id, tuple(CheckedPhoto(path, path.encode(), *said) for path, *said in photos))


def test_every_class_has_its_column_in_the_order_of_the_rows():
    accuracy = Accuracy.of(["dog", "Cat", OTHER, NONE, "cow"], ["ape", NOT_SURE, "Cat", NONE, "dog"])
    rows, columns = rows_and_columns(accuracy)
    assert rows == ("Cat", "cow", "dog", OTHER, NONE)
    assert columns == ("Cat", "cow", "dog", "ape", OTHER, NOT_SURE, NONE)


def test_the_cells_add_up_to_all_photos():
    accuracy = Accuracy.of(["cat", OTHER, OTHER, NONE], ["cat", OTHER, "cat", "dog"])
    rows, columns = rows_and_columns(accuracy)
    assert sum(accuracy.confusion[row].get(column, 0) for row in rows for column in columns) == accuracy.photos


def test_a_category_may_be_called_as_an_answer_that_is_none():
    scheme = Scheme(tuple(map(Category, map(shown, (NONE, NOT_SURE, OTHER))))).checked()
    assert not {category.name for category in scheme.categories} & {NONE, NOT_SURE, OTHER}
    assert [one.name for one in Scheme((Category(NOT_SURE),)).checked().categories] == [shown(NOT_SURE)]
    accuracy = Accuracy.of([shown(NOT_SURE), "cat"], [shown(NOT_SURE), NOT_SURE])
    assert rows_and_columns(accuracy)[1] == ("cat", "not sure", NOT_SURE)
    assert accuracy.answered == 1


def test_answers_that_are_none_have_a_column_only_where_they_were_given():
    assert rows_and_columns(Accuracy.of(["cat"], ["dog"])) == (("cat",), ("cat", "dog"))
    assert rows_and_columns(Accuracy({})) == ((), ())


def test_figures_of_classes_without_photos_or_without_answers_are_none():
    accuracy = Accuracy.of(["cat", "cat", "dog", OTHER], ["cat", NOT_SURE, "ape", "cat"])
    assert class_figures(accuracy) == (
        ClassFigures("cat", 2, 0.5, 0.5),
        ClassFigures("dog", 1, None, 0.0),
        ClassFigures("ape", 0, 0.0, None),
    )


def test_a_cell_holds_the_photos_of_its_kind_of_answer():
    checked = report(("a", "cat", "cat", NOT_SURE), ("b", "cat", "dog", "dog"), ("c", "dog", "dog", "dog"))
    assert [photo.path for photo in photos_in_cell(checked, "cat", NOT_SURE, decided=True)] == ["a"]
    assert photos_in_cell(checked, "cat", NOT_SURE, decided=False) == ()
    assert [photo.path for photo in photos_in_cell(checked, "cat", "cat", decided=False)] == ["a"]


def test_two_reports_differ_where_only_one_is_right_first():
    first = report(
        ("a", "cat", "ape", "ape"), ("b", "cat", "dog", "dog"), ("c", "dog", "dog", NONE), ("d", "x", "x", "x")
    )
    second = report(
        ("c", "dog", "cat", NONE), ("b", "cat", "cat", "cat"), ("a", "cat", "cow", "cow"), model_id="second"
    )
    assert [one.path for one, _ in differing(first, second, decided=False)] == ["c", "b", "a"]
    assert [one.path for one, _ in differing(first, second, decided=True)] == ["b", "a"]
    assert [other.choice for _, other in differing(first, second, decided=False)] == ["cat", "cat", "cow"]


def test_accuracy_counts_what_is_not_answered():
    accuracy = Accuracy.of(["cat", "cat", "dog", "dog"], ["cat", NOT_SURE, "cat", NONE])
    assert (accuracy.overall, accuracy.coverage, accuracy.when_answered) == (0.25, 0.5, 0.5)
    assert Accuracy({}).overall == Accuracy({}).coverage == Accuracy({}).when_answered == 0.0


def test_none_rightly_said_is_right_but_no_answer():
    accuracy = Accuracy.of([NONE, NONE, "cat", "cat"], [NONE, "cat", "cat", "cat"])
    assert (accuracy.overall, accuracy.coverage, accuracy.when_answered) == (0.75, 0.75, 2 / 3)
