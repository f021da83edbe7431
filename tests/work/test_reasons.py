import pytest

from photo_sorter.core.sorting.why import Answer
from photo_sorter.work.reasons import why
from tests.work.stock import category, mixed, scheme


def test_why_a_photo_is_in_a_category(stock):
    photo, like, unlike = stock.add("red", mixed(("red", 5), ("yellow", 1)), "blue")
    red, blue = stock.save(scheme(category("red", ["red", "unicorn"], ["cyan"]), category("blue")))
    stock.judge((like, red, True), (unlike, red, False))
    found = why(stock.sorter, photo, red)
    assert (found.answer, found.verdict, found.rival, found.is_outside_parent) == (Answer.YES, None, None, False)
    assert found.probability > found.threshold == 0.5
    assert found.by_words > 0.5
    assert found.prompts[0].text == "red"
    assert {(voice.text, voice.against) for voice in found.prompts} == {
        ("red", False), ("unicorn", False), ("cyan", True),
    }  # fmt: skip
    strengths = [voice.strength for voice in found.prompts]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 <= strength <= 1 for strength in strengths)
    assert [(example.photo_id, example.holds) for example in found.examples] == [(like, True), (unlike, False)]
    assert found.examples[0].likeness > 0.9 > found.examples[1].likeness
    assert found.judged == 2
    no = why(stock.sorter, photo, blue)
    assert (no.answer, no.rival) == (Answer.NO, (red, pytest.approx(found.probability)))


def test_the_answer_is_what_is_stored(stock, judged):
    photos, ids = judged
    tags = stock.tags()
    seen = set()
    for photo in photos:
        for name, id in ids.items():
            found = why(stock.sorter, photo, id)
            if name == "pale":
                assert found is None
                continue
            if found.verdict is None:
                tag = tags.get((photo, id))
                expected = Answer.NO if tag is None else Answer.YES if tag[2] else Answer.NOT_SURE
                assert found.answer is expected, (photo, name, found)
                seen.add(found.answer)
    assert seen == set(Answer)


def test_a_rival_is_named_where_it_took_the_photo_and_not_where_nobody_did(stock):
    red_photo, green_photo = stock.add("red", "green")
    red, blue = stock.save(scheme(category("red"), category("blue")))
    assert why(stock.sorter, red_photo, blue).rival[0] == red
    assert [why(stock.sorter, green_photo, id).rival for id in (red, blue)] == [None, None]


def test_what_a_person_said_of_a_rival_counts(stock):
    (photo,) = stock.add("red")
    first, second = stock.save(scheme(category("a", ["red"], threshold=0.1), category("b", ["red"], threshold=0.1)))
    assert why(stock.sorter, photo, second).answer is Answer.NO
    stock.judge((photo, first, False))
    assert stock.photos_in(second) == {photo}
    assert (why(stock.sorter, photo, second).answer, why(stock.sorter, photo, second).rival) == (Answer.YES, None)
    stock.judge((photo, first, True))
    assert (why(stock.sorter, photo, second).answer, why(stock.sorter, photo, second).rival) == (
        Answer.NO,
        (first, 1.0),
    )


def test_a_photo_outside_of_the_parent_is_not_considered(stock):
    photo, other = stock.add("blue", "red")
    _, blue = stock.save(scheme(category("warm", ["red"]), category("blue", parent_name="warm")))
    found = why(stock.sorter, photo, blue)
    assert (found.answer, found.is_outside_parent, found.rival) == (Answer.NO, True, None)
    assert not why(stock.sorter, other, blue).is_outside_parent


def test_a_judged_photo_is_explained_with_the_persons_word_beside_the_machines(stock):
    photo, other = stock.add("red", "blue")
    (red,) = stock.save(scheme(category("red")))
    stock.judge((photo, red, False), (other, red, True))
    assert why(stock.sorter, photo, red).verdict is False
    assert why(stock.sorter, other, red).verdict is True
    assert [example.photo_id for example in why(stock.sorter, photo, red).examples] == [other]


def test_why_of_what_is_gone_is_nothing(stock):
    (photo,) = stock.add("red")
    red, _ = stock.save(scheme(category("red"), category("blue", enabled=False)))
    assert why(stock.sorter, photo, 99) is None
    assert why(stock.sorter, photo, red + 1) is None
    assert why(stock.sorter, 99, red) is None
    stock.leave([photo])
    assert why(stock.sorter, photo, red) is None
