import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photo_sorter.core.errors import CategoryError, LibraryError
from photo_sorter.core.sorting.category import CategorySet, Prompt
from photo_sorter.store.library import Library
from photo_sorter.work import sorter as sorter_module
from photo_sorter.work.sorter import Sorter
from tests.blank_library import new_library
from tests.fakes import COLOURS
from tests.work.stock import Stock, category, random_colours, scheme


@pytest.fixture
def stock(home):
    with new_library(home.library) as library:
        yield Stock(library)


def agree(found, expected):
    """Two sets of tags; hundredths may be rounded the other way when photos are multiplied in another order."""
    assert found.keys() == expected.keys()
    for pair, (score, *rest) in found.items():
        assert rest == list(expected[pair][1:]), pair
        assert score == pytest.approx(expected[pair][0], abs=0.011), pair


def find_nothing_to_change(stock):
    """A program that starts now agrees with what is stored, down to the library's mean."""
    before, mean = stock.tags(), stock.library.embeddings.library_mean("colours")
    Sorter(stock.library, stock.embedder).sort_everything()
    agree(stock.tags(), before)
    found = stock.library.embeddings.library_mean("colours")
    assert (mean is None) == (found is None)
    assert mean is None or (mean[1] == found[1] and (mean[0] == found[0]).all())


def test_only_new_words_are_embedded(stock, monkeypatch):
    stock.add(*random_colours(5))
    stock.save(scheme(category("red"), category("green")))
    asked = []
    embed = stock.embedder.embed_texts
    monkeypatch.setattr(stock.embedder, "embed_texts", lambda texts: asked.extend(texts) or embed(texts))
    stock.save(scheme(category("red", threshold=0.7), category("blue", id=2), category("green")))
    assert asked == ["blue", "a photo of blue"]


def test_templates_change_what_is_asked_of_the_model(stock, monkeypatch):
    asked = []
    embed = stock.embedder.embed_texts
    monkeypatch.setattr(stock.embedder, "embed_texts", lambda texts: asked.extend(texts) or embed(texts))
    stock.save(scheme(category("red"), templates=("my {}",)))
    assert asked == ["my red"]


def test_a_photo_that_returns_with_a_verdict_teaches_again(stock):
    photos = stock.add(*random_colours(40, seed=2))
    red, _ = stock.save(scheme(category("red"), category("blue")))
    before = stock.tags()
    teacher = next(photo for photo in photos if (photo, red) not in before)
    stock.judge((teacher, red, True))
    learned = stock.tags()
    assert learned.keys() - before.keys() > {(teacher, red)}
    stock.leave([teacher])
    find_nothing_to_change(stock)
    assert stock.tags().keys() != learned.keys() - {(teacher, red)}
    stock.come_back([teacher])
    find_nothing_to_change(stock)
    agree(stock.tags(), learned)


def test_a_folder_that_goes_and_comes_reads_only_its_own_vectors(stock, monkeypatch):
    photos = stock.add(*random_colours(30, seed=3))
    red, blue = stock.save(scheme(category("red"), category("blue")))
    stock.judge((photos[0], red, True), (photos[20], blue, True))
    before, read = stock.tags(), []
    store = stock.library.embeddings
    some = store.of_ready_photos
    monkeypatch.setattr(store, "of_ready_photos", lambda model, among: read.extend(among) or some(model, among))
    monkeypatch.setattr(store, "of_all_ready_photos", None)
    folders = stock.library.folders
    with stock.library.atomic():
        inner = folders.add(Path("/other"))
        stock.library._db.execute("UPDATE photos SET folder_id = ? WHERE id <= ?", [inner.id, photos[19]])
    stock.sorter.follow_folders()
    assert read == []
    assert stock.tags() == before
    with stock.library.atomic():
        folders.remove(inner.id)
    stock.sorter.follow_folders()
    assert sorted(stock.sorter.index.ids.tolist()) == photos[20:]
    assert {photo for photo, _ in stock.tags()} <= set(photos[20:])
    with stock.library.atomic():
        stock.library._db.execute("UPDATE folders SET active = 1")
    stock.sorter.follow_folders()
    assert read == photos[:20]
    agree(stock.tags(), before)
    monkeypatch.undo()
    find_nothing_to_change(stock)


def test_when_most_photos_leave_the_library_has_another_mean(stock):
    photos = stock.add(*random_colours(30), *["red"] * 60)
    stock.save(scheme(category("red"), category("blue")))
    stock.leave(photos[30:])
    assert stock.library.embeddings.library_mean("colours")[1] == 30
    find_nothing_to_change(stock)


def test_few_photos_more_or_fewer_leave_the_mean_as_it_is(stock):
    stock.add(*random_colours(30))
    stock.save(scheme(category("red")))
    counts = [stock.library.embeddings.library_mean("colours")[1]]
    for seed in range(1, 11):
        stock.add(*random_colours(3, seed))
        counts.append(stock.library.embeddings.library_mean("colours")[1])
    assert counts[0] == 30
    assert len(set(counts)) == 2


def test_a_library_that_could_not_be_written_is_sorted_the_next_time(stock, monkeypatch):
    stock.save(scheme(category("red"), category("blue")))

    def full(*_):
        raise LibraryError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(stock.library.embeddings, "set_library_mean", full)
        with pytest.raises(LibraryError):
            stock.add(*random_colours(20))
    assert stock.library.embeddings.library_mean("colours") is None
    stock.sorter.sort_everything()
    assert stock.library.embeddings.library_mean("colours") is not None
    find_nothing_to_change(stock)


def test_sorting_twice_changes_nothing(stock):
    stock.add(*random_colours(20))
    stock.save(scheme(category("red"), category("blue")))
    assert stock.tags()
    assert stock.sorter.sort_everything() is False


def test_a_slider_multiplies_nothing_anew(stock, monkeypatch):
    stock.add(*random_colours(20))
    red, blue = stock.save(scheme(category("red"), category("blue")))
    computed = []
    product = sorter_module.ScoreTable.scores.__globals__["scores_of"]
    monkeypatch.setitem(
        sorter_module.ScoreTable.scores.__globals__,
        "scores_of",
        lambda space, columns, photos: computed.append(len(columns)) or product(space, columns, photos),
    )
    stock.save(scheme(category("red", id=red, threshold=0.8), category("blue", id=blue)))
    assert computed == []
    stock.save(scheme(category("red", id=red, words=["yellow"]), category("blue", id=blue)))
    assert computed == [1]


def test_a_read_only_library_is_explained_and_not_written(stock, home):
    (photo,) = stock.add("red")
    red, blue = stock.save(scheme(category("red"), category("blue")))
    with Library.open_read_only(home.library) as library:
        reader = Sorter(library, stock.embedder)
        assert reader.revision.rules.row(red) == 0
        assert photo in reader.index
    assert dict(stock.sorter.explain(photo)).keys() == {red, blue}


def test_a_library_that_is_written_to_is_read_as_it_was_when_the_reading_began(stock, home, monkeypatch):
    photos = stock.add(*random_colours(5))
    stock.save(scheme(category("red")))
    with Library.open_read_only(home.library) as library:
        read_parts = library.embeddings._parts

        def forget_one(*asked):
            with stock.library.atomic():
                stock.library._db.execute("DELETE FROM embeddings WHERE rowid = (SELECT min(rowid) FROM embeddings)")
            return read_parts(*asked)

        monkeypatch.setattr(library.embeddings, "_parts", forget_one)
        index, known = Sorter(library, stock.embedder).index, stock.sorter.index
        for photo in photos:
            assert (index.photos.vectors[index.row(photo)] == known.photos.vectors[known.row(photo)]).all()


def test_explaining_is_best_first_and_knows_nothing_of_strangers(stock):
    (photo,) = stock.add("red")
    red, blue = stock.save(scheme(category("red"), category("blue")))
    explained = stock.sorter.explain(photo)
    assert [id for id, _ in explained] == [red, blue]
    assert explained[0][1] > 0.5 > explained[1][1]
    assert stock.sorter.explain(999) == ()


NAMES = ("red", "green", "blue", "warm", "cold", "pale")
SETS = ("Main", "Other")
WORDS = st.lists(st.sampled_from([*COLOURS, "unicorn"]), max_size=2, unique=True)
RGB = st.tuples(*[st.integers(0, 255)] * 3) | st.sampled_from(list(COLOURS.values()))


class AnyEdits(RuleBasedStateMachine):
    """Whatever a person does, in any order: what is stored is what sorting from scratch gives."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.library = new_library(Path(self.folder.name) / "library.db")
        self.stock = Stock(self.library)
        self.shown, self.gone, self.removed = set(), set(), {}
        self.said = {}

    def teardown(self):
        self.library.close()
        self.folder.cleanup()

    @initialize(colours=st.lists(RGB, min_size=6, max_size=14))
    def some_photos_and_categories(self, colours):
        self.shown |= set(self.stock.add(*colours))
        self.stock.save(
            scheme(
                category("red"),
                category("green"),
                category("warm", ["yellow"], set_name="Other", threshold=0.4),
                category("pale", ["white"], ["cyan"], parent_name="warm", set_name="Other"),
                independent=("Other",),
            )
        )

    def change(self, wanted):
        with suppress(CategoryError):
            self.stock.save(wanted)

    def one_of(self, data, some):
        return data.draw(st.sampled_from(sorted(some)))

    def drawn(self, data):
        return data.draw(st.sampled_from(self.stock.scheme.categories))

    # --- categories ---

    @precondition(lambda self: self.stock.scheme.categories)
    @rule(data=st.data(), words=WORDS, against=WORDS)
    def word_anew(self, data, words, against):
        prompts = (*map(Prompt, words), *(Prompt(text, against=True) for text in against))
        self.change(self.stock.scheme.with_category(replace(self.drawn(data), prompts=prompts)))

    @precondition(lambda self: self.stock.scheme.categories)
    @rule(
        data=st.data(),
        changes=st.fixed_dictionaries(
            {},
            optional={
                "threshold": st.floats(0.05, 0.95),
                "set_name": st.sampled_from(SETS),
                "enabled": st.booleans(),
                "learns": st.booleans(),
                "within_parent": st.booleans(),
                "parent_name": st.none() | st.sampled_from(NAMES),
                "name": st.sampled_from(NAMES),
            },
        ),
    )
    def change_a_category(self, data, changes):
        self.change(self.stock.scheme.with_category(replace(self.drawn(data), **changes)))

    @rule(name=st.sampled_from(NAMES), words=WORDS, set_name=st.sampled_from(SETS))
    def add_a_category(self, name, words, set_name):
        new = category(name, words, set_name=set_name)
        self.change(replace(self.stock.scheme, categories=(*self.stock.scheme.categories, new)))

    @precondition(lambda self: self.stock.scheme.categories)
    @rule(data=st.data())
    def remove_a_category(self, data):
        gone = self.drawn(data)
        self.stock.save(self.stock.scheme.without(gone.id))
        self.removed[gone.id] = gone

    @precondition(lambda self: self.removed)
    @rule(data=st.data())
    def bring_a_category_back(self, data):
        back = self.removed[self.one_of(data, self.removed)]
        parent = back.parent_name if self.stock.scheme.named(back.parent_name) else None
        wanted = replace(
            self.stock.scheme, categories=(*self.stock.scheme.categories, replace(back, parent_name=parent))
        )
        if self.stock.scheme.named(back.name) is None:
            self.stock.save(wanted)
            del self.removed[back.id]

    @rule(name=st.sampled_from(SETS), exclusive=st.booleans())
    def change_a_set(self, name, exclusive):
        others = tuple(one for one in self.stock.scheme.sets if one.name != name)
        self.change(replace(self.stock.scheme, sets=(*others, CategorySet(name, exclusive))))

    # --- verdicts ---

    @precondition(lambda self: self.stock.scheme.categories and self.shown)
    @rule(data=st.data(), holds=st.sampled_from([True, True, False, False, None]), many=st.integers(1, 4))
    def judge(self, data, holds, many):
        id = self.drawn(data).id
        photos = data.draw(st.lists(st.sampled_from(sorted(self.shown)), min_size=1, max_size=many, unique=True))
        self.stock.judge(*((photo, id, holds) for photo in photos))
        for photo in photos:
            if holds is None:
                self.said.pop((photo, id), None)
            else:
                self.said[photo, id] = holds

    # --- photos ---

    @precondition(lambda self: len(self.shown) < 30)
    @rule(colours=st.lists(RGB, min_size=1, max_size=5))
    def photos_arrive(self, colours):
        self.shown |= set(self.stock.add(*colours))

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def photos_leave(self, data):
        ids = data.draw(st.lists(st.sampled_from(sorted(self.shown)), min_size=1, max_size=6, unique=True))
        self.stock.leave(ids)
        self.shown -= set(ids)
        self.gone |= set(ids)

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def photos_come_back(self, data):
        ids = data.draw(st.lists(st.sampled_from(sorted(self.gone)), min_size=1, max_size=6, unique=True))
        self.stock.come_back(ids)
        self.shown |= set(ids)
        self.gone -= set(ids)

    @rule()
    def folders_change(self):
        self.stock.sorter.follow_folders()

    # --- what always holds ---

    @invariant()
    def verdicts_are_what_was_said(self):
        staying = {one.id for one in self.stock.scheme.categories}
        stored = {
            (photo, id): holds for photo, own in self.library.tags.verdicts().items() for id, holds in own.items()
        }
        assert stored == {pair: holds for pair, holds in self.said.items() if pair[1] in staying}

    @invariant()
    def a_yes_is_a_tag_of_the_persons_and_a_no_is_none(self):
        on = {one.id for one in self.stock.scheme.categories if one.enabled}
        tags = self.stock.tags()
        assert {photo for photo, _ in tags} <= self.shown
        assert {id for _, id in tags} <= on
        yes = {pair for pair, holds in self.said.items() if holds and pair[0] in self.shown and pair[1] in on}
        assert {pair for pair, (_, source, _) in tags.items() if source == "user"} == yes
        assert not {pair for pair, holds in self.said.items() if not holds} & tags.keys()

    @invariant()
    def tags_are_those_of_sorting_from_scratch(self):
        find_nothing_to_change(self.stock)


# Without shrinking, which would take minutes: the steps that are printed can be followed as they are.
AnyEdits.TestCase.settings = settings(
    max_examples=80, stateful_step_count=16, deadline=None, derandomize=True, phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
TestAnyEdits = AnyEdits.TestCase
