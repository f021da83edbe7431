import time
from dataclasses import replace

import numpy as np
import pytest

from photo_sorter.core.commands import SaveScheme, SetVerdicts, Verdict
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.accuracy import NONE, OTHER
from photo_sorter.core.sorting.category import Category, Prompt
from photo_sorter.core.sorting.preview import ChangePreview
from photo_sorter.work import reasons
from photo_sorter.work.advisor import PHOTOS_SHOWN, Advisor
from tests.work.stock import category, random_colours, scheme


@pytest.fixture
def advisor(stock):
    return Advisor(stock.sorter)


def by_machine(stock, *, sure=True):
    return {pair for pair, (_, source, is_sure) in stock.tags().items() if source == "auto" and is_sure is sure}


# --- the slider ---


@pytest.mark.parametrize("name", ["warm", "red", "yellow", "blue", "pale"])
def test_every_position_of_the_slider_counts_what_saving_it_gives(stock, advisor, judged, name):
    own = next(one for one in stock.scheme.categories if one.name == name)
    curve, remarks, _ = advisor.curve(own)
    assert remarks == ()
    assert len(set(curve.counts)) > 3
    for position in (0, 7, 20, 45, 62, 90):
        stock.save(stock.scheme.with_category(replace(own, threshold=curve.thresholds[position], enabled=True)))
        assert len(stock.photos_in(own.id)) == curve.counts[position], curve.thresholds[position]


def test_the_slider_counts_among_rivals_of_the_same_words_what_saving_gives(stock, advisor):
    stock.add(*random_colours(40))
    first, second = stock.save(scheme(category("a", ["red"], threshold=0.3), category("b", ["red"], threshold=0.3)))
    counts = [advisor.curve(stock.scheme.category(id))[0].counts[25] for id in (first, second)]
    assert counts == [len(stock.photos_in(first)), 0]
    assert counts[0] > 0


def test_the_slider_says_how_many_of_the_persons_photos_it_rests_on(stock, advisor, judged):
    assert advisor.curve(stock.scheme.named("red"))[0].judged == 14
    assert advisor.curve(stock.scheme.named("warm"))[0].judged == 1


def test_the_expected_precision_rises_with_strictness(stock, advisor, judged):
    curve, _, _ = advisor.curve(stock.scheme.named("warm"))
    known = [one for one in curve.precisions if one is not None]
    assert (np.diff(known) >= -1e-9).all()
    assert 0 < known[0] < known[-1] <= 1


def test_asking_changes_nothing(stock, advisor, judged):
    before, scheme_before = stock.tags(), stock.scheme
    advisor.curve(category("purple", ["magenta"]))
    advisor.trials(category("purple"), ("magenta", "cyan"))
    advisor.change(SaveScheme(scheme(category("red"))))
    advisor.reviews(None, 10)
    advisor.report()
    assert (stock.tags(), stock.scheme) == (before, scheme_before)
    assert stock.sorter.sort_everything() is False


def test_a_category_that_is_not_saved_yet_has_its_slider(stock, advisor, judged):
    new = category("sea", ["cyan"], threshold=0.6)
    curve, _, _ = advisor.curve(new)
    id = stock.save(replace(stock.scheme, categories=(*stock.scheme.categories, new)))[-1]
    assert len(stock.photos_in(id)) == curve.counts[55] > 0
    assert curve.thresholds[55] == pytest.approx(0.6)


@pytest.mark.parametrize("name", ["", "  ", "Red"])
def test_a_name_that_is_lacking_or_taken_does_not_stop_the_slider(stock, advisor, judged, name):
    worded, _, _ = advisor.curve(category(name, ["cyan"]))
    assert worded == advisor.curve(category("sea", ["cyan"]))[0]
    if name.strip():
        assert advisor.curve(category(name))[0] == advisor.curve(category("something", ["Red"]))[0]


def test_strange_words_are_remarked(stock, advisor):
    stock.add("red")
    _, remarks, _ = advisor.curve(category("Grün", against=["ein Köter"]))
    assert remarks == ("The model is not likely to know “Grün”, “Köter”. Try other words, in English.",)


# --- wordings ---


def test_a_trial_takes_what_the_category_would_take_with_that_wording_alone(stock, advisor, judged):
    own = stock.scheme.named("yellow")
    trials = advisor.trials(own, ("yellow", "green"))
    assert [trial.wording for trial in trials] == ["yellow", "green"]
    for trial in trials:
        prompts = (Prompt(trial.wording), Prompt("white", against=True))
        stock.save(stock.scheme.with_category(replace(own, prompts=prompts)))
        taken = stock.photos_in(own.id)
        assert taken == set(trial.photo_ids)
        assert trial.count == len(taken) > 0
        scores = {photo: score for (photo, id), (score, source, _) in stock.tags().items()
                  if id == own.id and source == "auto"}  # fmt: skip
        shown = [scores[photo] for photo in trial.photo_ids if photo in scores]
        assert shown == sorted(shown, reverse=True)
    first, second = (set(trial.photo_ids) for trial in trials)
    assert trials[0].only_here == first - second
    assert trials[1].only_here == second - first


def test_a_trial_says_how_many_judged_photos_it_gets_right(stock, advisor):
    reds, blues = stock.add(*["red"] * 5), stock.add(*["blue"] * 4)
    (id,) = stock.save(scheme(category("x", ["green"])))
    stock.judge(*((photo, id, True) for photo in reds[:3]), *((photo, id, False) for photo in blues[:2]))
    right, wrong = advisor.trials(replace(stock.scheme.category(id), learns=False), ("red", "blue"))
    assert (right.judged, right.right) == (5, 5)
    assert (wrong.judged, wrong.right) == (5, 0)


def test_a_wording_that_cannot_be_is_remarked_beside_those_that_can(stock, advisor):
    stock.add("red")
    good, long, strange = advisor.trials(category("x"), ("red", "x" * 5001, "grün"))
    assert (good.count, good.remark) == (1, None)
    assert (long.count, long.photo_ids, long.judged) == (0, (), 0)
    assert "Shorten it" in long.remark
    assert "“grün”" in strange.remark
    assert good.only_here == set(good.photo_ids)


def test_many_photos_are_counted_and_the_first_shown(stock, advisor):
    stock.add(*["red"] * (PHOTOS_SHOWN + 5))
    stock.save(scheme(category("x", ["green"])))
    (trial,) = advisor.trials(stock.scheme.named("x"), ("red",))
    assert (trial.count, len(trial.photo_ids)) == (PHOTOS_SHOWN + 5, PHOTOS_SHOWN)
    assert trial.only_here == frozenset()


# --- a change ---


def applied(stock, command):
    before = by_machine(stock), stock.tags()
    if isinstance(command, SaveScheme):
        stock.save(command.scheme)
    else:
        stock.judge(*((one.photo_id, one.category_id, one.holds) for one in command.verdicts))
    after = by_machine(stock), stock.tags()
    by_hand = [{pair for pair, tag in tags.items() if tag[1] == "user"} for _, tags in (before, after)]
    return after[0] - before[0] - by_hand[0], before[0] - after[0] - by_hand[1]


def test_what_a_change_of_categories_would_do_is_what_it_does(stock, advisor, judged, monkeypatch):
    monkeypatch.setattr("photo_sorter.work.advisor.PHOTOS_SHOWN", 1000)
    now = stock.scheme
    commands = [
        SaveScheme(now.with_category(replace(now.named("red"), threshold=0.1))),
        SaveScheme(now.with_category(replace(now.named("warm"), enabled=False))),
        SaveScheme(now.with_category(replace(now.named("pale"), enabled=True))),
        SaveScheme(now.without(now.named("blue").id)),
        SaveScheme(now.with_category(replace(now.named("red"), prompts=(Prompt("green"),)))),
        SaveScheme(now.with_category(replace(now.named("yellow"), parent_name=None))),
        SaveScheme(replace(now, categories=(*now.categories, category("sea", ["cyan"])))),
        SaveScheme(now),
    ]
    told = 0
    for command in commands:
        stock.save(now)
        preview = advisor.change(command)
        gained, lost = applied(stock, command)
        same_as_applied(preview, gained, lost)
        told += bool(preview.changes)
    assert told == len(commands) - 1


def test_what_verdicts_would_do_is_what_they_do(stock, advisor, judged):
    photos, ids = judged
    for verdicts in (
        [(photo, ids["blue"], True) for photo in photos[40:50]],
        [(photo, ids["red"], False) for photo in photos[50:60]],
        [(photo, ids["red"], None) for photo in photos[:14]],
        [(photos[60], ids["warm"], False), (photos[61], ids["yellow"], True)],
        [(9999, ids["red"], True), (photos[0], 9999, True)],
    ):
        command = SetVerdicts(tuple(Verdict(*one) for one in verdicts))
        preview = advisor.change(command)
        same_as_applied(preview, *applied(stock, command))


def same_as_applied(preview, gained, lost):
    assert {(photo, one.category_id) for one in preview.changes for photo in one.gained_ids} == gained
    assert {(photo, one.category_id) for one in preview.changes for photo in one.lost_ids} == lost
    assert [(one.gained, one.lost) for one in preview.changes] == [
        (len(one.gained_ids), len(one.lost_ids)) for one in preview.changes
    ]
    assert preview.photos == len({photo for photo, _ in gained | lost})
    sizes = [one.gained + one.lost for one in preview.changes]
    assert sizes == sorted(sizes, reverse=True)


def test_a_scheme_that_cannot_be_is_refused(advisor, stock):
    with pytest.raises(CategoryError):
        advisor.change(SaveScheme(scheme(category("red"), category("Red"))))


# --- review ---


def test_review_asks_about_what_the_machine_is_not_sure_of(stock, advisor, judged):
    unsure = by_machine(stock, sure=False)
    assert len(unsure) > 5
    items, waiting = advisor.reviews(None, 1000)
    assert {(item.photo_id, item.category_id) for item in items} == unsure
    assert waiting == len(items) == len(unsure)
    tags = stock.tags()
    assert all(item.probability == pytest.approx(tags[item.photo_id, item.category_id][0]) for item in items)
    few, waiting = advisor.reviews(None, 3)
    assert (list(few), waiting) == (list(items[:3]), len(unsure))


def test_review_of_one_category_asks_about_no_other(stock, advisor, judged):
    _, ids = judged
    items, waiting = advisor.reviews(ids["warm"], 1000)
    assert {item.category_id for item in items} == {ids["warm"]}
    assert waiting == len({pair for pair in by_machine(stock, sure=False) if pair[1] == ids["warm"]})
    assert advisor.reviews(ids["pale"], 10) == advisor.reviews(999, 10) == ((), 0)


def test_review_asks_neither_about_what_was_answered_nor_about_what_was_skipped(stock, advisor, judged):
    items, waiting = advisor.reviews(None, 1000)
    skipped, answered = items[0], items[1]
    with stock.library.atomic():
        stock.library.tags.set_skipped([(skipped.photo_id, skipped.category_id)], True)
    left, now_waiting = advisor.reviews(None, 1000)
    assert skipped not in left
    assert now_waiting == waiting - 1
    stock.judge((answered.photo_id, answered.category_id, False))
    left, _ = advisor.reviews(None, 1000)
    assert (answered.photo_id, answered.category_id) not in {(item.photo_id, item.category_id) for item in left}


# --- accuracy on verdicts ---


def test_the_report_judges_each_photo_as_if_nobody_had(stock, advisor):
    """A photo of which only its own verdict would make it a red one is not counted as recognised."""
    reds, odd, blue = stock.add(*["red"] * 3), stock.add("green"), stock.add("blue")
    red, second = stock.save(scheme(category("red"), category("blue")))
    stock.judge(*((photo, red, True) for photo in (*reds, *odd)), (blue[0], second, True))
    report = advisor.report()
    found = {photo.path: photo for photo in report.photos}
    assert report.model_id == "colours"
    assert len(found) == 5
    assert [found[f"/photos/{n}.jpg"].decision for n in range(5)] == ["red", "red", "red", NONE, "blue"]
    assert [found[f"/photos/{n}.jpg"].truth for n in range(5)] == ["red"] * 4 + ["blue"]
    assert (report.decided.correct, report.decided.answered, report.decided.photos) == (4, 4, 5)


def test_a_no_is_right_where_the_machine_says_something_else(stock, advisor):
    blue, red = stock.add("blue", "red")
    (id,) = stock.save(scheme(category("red", set_name="x", learns=False), independent=("x",)))
    stock.judge((blue, id, False), (red, id, False))
    report = advisor.report()
    found = {photo.path: photo for photo in report.photos}
    assert {photo.truth for photo in report.photos} == {OTHER}
    assert found["/photos/0.jpg"].decision == OTHER
    assert found["/photos/1.jpg"].decision == "red"
    assert report.decided.overall == 0.5


def test_photos_that_left_are_not_reported(stock, advisor, judged):
    photos, _ = judged
    before = len(advisor.report().photos)
    stock.leave(photos[:14])
    assert 0 < len(advisor.report().photos) < before


# --- little, and much ---


def test_without_photos_every_answer_is_empty(stock, advisor):
    red = stock.save(scheme(category("red")))[0]
    curve, _, _ = advisor.curve(stock.scheme.category(red))
    assert set(curve.counts) == {0}
    assert set(curve.precisions) == {None}
    (trial,) = advisor.trials(stock.scheme.category(red), ("blue",))
    assert (trial.count, trial.photo_ids, trial.judged) == (0, (), 0)
    assert advisor.change(SaveScheme(scheme(category("blue")))) == ChangePreview()
    assert advisor.reviews(None, 10) == ((), 0)
    assert advisor.report().photos == ()


def test_without_categories_every_answer_is_empty(stock, advisor):
    photos = stock.add("red", "blue")
    assert advisor.reviews(None, 10) == ((), 0)
    assert advisor.report().photos == ()
    assert reasons.why(stock.sorter, photos[0], 1) is None
    assert advisor.change(SetVerdicts((Verdict(photos[0], 1, True),))) == ChangePreview()
    assert advisor.curve(Category("red"))[0].counts[45] == 1
    assert [trial.count for trial in advisor.trials(Category("red"), ("red", "green", ""))] == [1, 0, 1]
    assert advisor.trials(Category("red"), ()) == ()


def test_five_hundred_categories_are_sorted_and_explained_quickly(stock, advisor):
    photos = stock.add(*random_colours(30))
    names = [f"category {number} word{number}" for number in range(500)]
    many = scheme(*(
        category(name, parent_name=names[n // 2 - 1] if n > 1 else None, set_name=f"set {n % 3}")
        for n, name in enumerate(names)
    ), independent=("set 0",))  # fmt: skip
    ids = stock.save(many)
    stock.judge(*((photo, id, True) for photo, id in zip(photos, ids[::17], strict=False)))
    started = time.thread_time()
    advisor.curve(stock.scheme.category(ids[250]))
    reasons.why(stock.sorter, photos[0], ids[0])
    advisor.reviews(None, 50)
    advisor.report()
    assert advisor.change(SaveScheme(stock.scheme.without(ids[499]))) is not None
    assert time.thread_time() - started < 5
