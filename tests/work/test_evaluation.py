import threading

import numpy as np
import pytest

from photo_sorter.core.commands import CheckAccuracy
from photo_sorter.core.errors import FolderError, PhotoSorterError
from photo_sorter.core.events import AccuracyChecked, CheckProgressed
from photo_sorter.core.sorting.accuracy import NONE
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.work.evaluation import (
    AccuracyChecks,
    CheckCancelledError,
    SeenPhotos,
    labelled_photos,
    read_columns,
    report,
    scheme_of_labels,
    see,
)
from tests.fakes import ColourEmbedder, colour_picture
from tests.work.conftest import PATIENCE_SECONDS, Events
from tests.work.stock import category, scheme

NOTHING_KNOWN = Scheme()


@pytest.fixture(scope="module")
def pool():
    opened = DecodePool(2)
    yield opened
    opened.close()


@pytest.fixture
def labelled(photos):
    """Three classes in folders; the photos in “blue” are blue but for a red one."""
    for name, colours in {"red": ["red"] * 3, "green": ["green"] * 2, "blue": ["blue", "blue", "red"]}.items():
        (photos / name).mkdir()
        for number, colour in enumerate(colours):
            colour_picture(colour, shade=number).save(photos / name / f"{number}.png")
    return photos


class HeldEmbedder(ColourEmbedder):
    """Looks at pictures when it is told to."""

    def __init__(self):
        super().__init__()
        self.asked, self.may_go_on = threading.Event(), threading.Event()

    def embed_pictures(self, pictures):
        self.asked.set()
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        return super().embed_pictures(pictures)


def checked(labelled, pool, tmp_path, known=NOTHING_KNOWN, texts=None):
    photos, model = labelled_photos(labelled, None), ColourEmbedder()
    seen = see(model, pool, tmp_path, [path for path, _ in photos], lambda _: None)
    return report(model, seen, photos, scheme_of_labels(sorted({label for _, label in photos}), known), texts or {})


# --- what is labelled ---


def test_a_subfolder_is_a_class(labelled):
    (labelled / ".hidden").mkdir()
    (labelled / "red" / "deeper").mkdir()
    colour_picture("red").save(labelled / "red" / "deeper" / "more.png")
    (labelled / "red" / "notes.txt").write_text("no photo")
    colour_picture("red").save(labelled / "of no class.png")
    found = labelled_photos(labelled, None)
    assert {label for _, label in found} == {"red", "green", "blue"}
    assert sum(label == "red" for _, label in found) == 4


def test_a_table_names_the_class_of_each_photo(labelled, tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("path,note,label\nred/0.png,x,warm\ngreen/0.png,,cold\n,,cold\nblue/0.png,,\n", "utf-8-sig")
    assert labelled_photos(labelled, table) == [(labelled / "red/0.png", "warm"), (labelled / "green/0.png", "cold")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"file,label\na,b\n", "has no column “path”"), (b"path,label\n\xff\xfe", "Cannot read"), (b"", "has no column")],
)
def test_a_table_that_cannot_be_read_is_a_sentence(tmp_path, content, sentence):
    table = tmp_path / "labels.csv"
    table.write_bytes(content)
    with pytest.raises(PhotoSorterError, match=sentence):
        read_columns(table, "path", "label")
    with pytest.raises(PhotoSorterError, match="Cannot read"):
        read_columns(tmp_path / "none.csv", "path", "label")


def test_a_folder_without_classes_is_a_sentence(photos, tmp_path):
    with pytest.raises(FolderError, match="no labelled photos"):
        labelled_photos(photos, None)
    with pytest.raises(FolderError):
        labelled_photos(tmp_path / "none", None)


def test_a_label_is_described_as_the_category_of_its_name():
    known = Scheme(
        (Category("Red", (Prompt("scarlet"), Prompt("pink", against=True)), parent_name="warm"), Category("warm")),
        templates=("my {}",),
    )
    found = scheme_of_labels(["red", "blue"], known)
    assert [(one.name, one.wordings, one.wordings_against) for one in found.categories] == [
        ("red", ("scarlet",), ("pink",)), ("blue", ("blue",), ()),
    ]  # fmt: skip
    assert found.templates == ("my {}",)
    assert [one.id for one in found.checked().categories] == [1, 2]


# --- looking, and judging ---


def test_every_photo_is_seen_in_order_and_progress_adds_up(labelled, pool, tmp_path):
    paths = [path for path, _ in labelled_photos(labelled, None)]
    (labelled / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    steps = []
    seen = see(ColourEmbedder(), pool, tmp_path, [labelled / "broken.png", *paths, labelled / "none.png"], steps.append)
    assert seen.paths == tuple(paths)
    assert sum(steps) == len(paths) + 2
    assert [path for path, _ in seen.failed] == [str(labelled / "broken.png"), str(labelled / "none.png")]
    assert all("Cannot read" in reason for _, reason in seen.failed)
    assert seen.vectors.shape == (8, ColourEmbedder.dimensions)
    assert len(set(seen.content_hashes)) == 7  # one red photo is in two folders


def test_a_photo_that_is_named_twice_is_seen_once(labelled, pool, tmp_path):
    path = labelled / "red/0.png"
    steps = []
    assert see(ColourEmbedder(), pool, tmp_path, [path, path], steps.append).paths == (path,)
    assert sum(steps) == 2


def test_looking_can_be_cancelled(labelled, pool, tmp_path):
    paths = [path for path, _ in labelled_photos(labelled, None)] * 10
    done = []
    with pytest.raises(CheckCancelledError):
        see(ColourEmbedder(), pool, tmp_path, paths, done.append, lambda: bool(done))
    assert 0 < sum(done) < len(paths)


def test_looking_ends_when_the_pool_is_closed(labelled, tmp_path):
    closed = DecodePool(1)
    closed.close()
    with pytest.raises(CheckCancelledError):
        see(ColourEmbedder(), closed, tmp_path, [labelled / "red/0.png"], lambda _: None)


def test_the_forced_choice_always_chooses_and_the_decision_may_not(labelled, pool, tmp_path):
    (labelled / "unicorn").mkdir()
    colour_picture("white").save(labelled / "unicorn" / "0.png")
    found = checked(labelled, pool, tmp_path)
    assert found.forced.coverage == 1
    assert found.forced.confusion["red"] == {"red": 3}
    assert found.forced.confusion["blue"] == {"blue": 2, "red": 1}
    assert found.decided.confusion["green"] == {"green": 2}
    (odd,) = (photo for photo in found.photos if photo.truth == "unicorn")
    assert odd.choice in {"red", "green", "blue", "unicorn"}
    assert odd.decision == NONE
    assert found.model_id == "colours"
    assert found.failed == ()


def test_words_of_the_persons_categories_and_texts_are_used(labelled, pool, tmp_path):
    known = Scheme((Category("red", (Prompt("green"),)), Category("green", (Prompt("red"),))))
    assert checked(labelled, pool, tmp_path, known).forced.confusion["red"] == {"green": 3}
    texts = {"red": ("a blue thing",), "blue": ("red",)}
    assert checked(labelled, pool, tmp_path, known, texts).forced.confusion["blue"]["red"] == 2


def test_photos_of_which_none_can_be_read_make_an_empty_report():
    model = ColourEmbedder()
    nothing = SeenPhotos((), (), np.empty((0, model.dimensions), np.float32), (("a.jpg", "Cannot read a.jpg."),))
    found = report(model, nothing, [], scheme_of_labels(["red", "blue"], Scheme()), {})
    assert (found.photos, found.failed) == ((), nothing.failed)
    assert found.forced.overall == found.decided.coverage == 0


def test_every_word_is_embedded_once(labelled, pool, tmp_path, monkeypatch):
    asked = []
    embed = ColourEmbedder.embed_texts
    monkeypatch.setattr(ColourEmbedder, "embed_texts", lambda self, texts: asked.extend(texts) or embed(self, texts))
    checked(labelled, pool, tmp_path)
    assert asked.count("a photo of red") == 1


# --- in the background ---


def test_a_check_tells_its_progress_and_its_reports(labelled, pool, tmp_path):
    events = Events()
    checks = AccuracyChecks(tmp_path, events)
    checks.start(CheckAccuracy(7, labelled), [ColourEmbedder, lambda: ColourEmbedder("other")], pool, Scheme())
    events.wait_for(AccuracyChecked)
    checks.close()
    steps = events.of(CheckProgressed)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[0].done, steps[-1].done, {step.total for step in steps}) == (0, 16, {16})
    (answer,) = events.of(AccuracyChecked)
    assert {event.token for event in events.all} == {7}
    assert [one.model_id for one in answer.reports] == ["colours", "other"]
    assert answer.sentence is None
    assert answer.reports[0].forced.overall == pytest.approx(7 / 8)
    assert answer.reports[0].photos == answer.reports[1].photos


def test_a_check_that_cannot_be_made_ends_in_a_sentence(photos, labelled, pool, tmp_path):
    def fails():
        raise ValueError("a fault")

    for folder, model, expected in (
        (tmp_path / "none", ColourEmbedder, "none"),
        (labelled, fails, "a fault"),
    ):
        events = Events()
        checks = AccuracyChecks(tmp_path, events)
        checks.start(CheckAccuracy(1, folder), [model], pool, Scheme())
        checks.close()
        (answer,) = events.of(AccuracyChecked)
        assert answer.reports == ()
        assert expected in answer.sentence


def test_one_check_at_a_time_and_after_it_the_next(labelled, pool, tmp_path):
    events, model = Events(), HeldEmbedder()
    checks = AccuracyChecks(tmp_path, events)
    checks.start(CheckAccuracy(1, labelled), [lambda: model], pool, Scheme())
    assert model.asked.wait(PATIENCE_SECONDS)
    with pytest.raises(PhotoSorterError, match="already"):
        checks.start(CheckAccuracy(2, labelled), [ColourEmbedder], pool, Scheme())
    checks.cancel()
    model.may_go_on.set()
    checks.close()
    checks.start(CheckAccuracy(3, labelled), [ColourEmbedder], pool, Scheme())
    events.wait(lambda all_: any(isinstance(event, AccuracyChecked) and event.token == 3 for event in all_))
    checks.close()
    assert {answer.token: bool(answer.reports) for answer in events.of(AccuracyChecked)} == {1: False, 3: True}


def test_a_check_between_two_models_can_be_cancelled(labelled, pool, tmp_path):
    events = Events()
    checks = AccuracyChecks(tmp_path, events)

    def second():
        checks.cancel()
        return ColourEmbedder("other")

    checks.start(CheckAccuracy(1, labelled), [ColourEmbedder, second], pool, Scheme())
    events.wait_for(AccuracyChecked)
    checks.close()
    assert events.of(AccuracyChecked)[0].reports == ()


def test_closing_while_a_check_runs_ends_it(labelled, tmp_path):
    events, model, own = Events(), HeldEmbedder(), DecodePool(1)
    checks = AccuracyChecks(tmp_path, events)
    checks.start(CheckAccuracy(1, labelled), [lambda: model], own, Scheme())
    assert model.asked.wait(PATIENCE_SECONDS)
    own.close()
    model.may_go_on.set()
    checks.close()
    assert len(events.of(AccuracyChecked)) == 1
    assert not any(thread.name == "accuracy" for thread in threading.enumerate())


def test_what_the_library_learned_decides_where_its_categories_are_the_labels(labelled, pool, tmp_path, stock):
    wrong = stock.add("red", "red", "red")
    _, _, blue = stock.save(scheme(category("Red"), category("Green"), category("Blue")))
    stock.judge(*((photo, blue, True) for photo in wrong))
    photos = labelled_photos(labelled, None)
    seen = see(ColourEmbedder(), pool, tmp_path, [path for path, _ in photos], lambda _: None)

    def decisions(labels, library):
        found = report(ColourEmbedder(), seen, photos, scheme_of_labels(labels, stock.scheme), {}, library)
        return found.decided.confusion["red"]

    rules = stock.sorter.revision.rules
    assert decisions(["blue", "green", "red"], rules) == {"blue": 3}
    assert decisions(["blue", "green", "red"], None) == {"red": 3}
    assert decisions(["blue", "green", "red", "white"], rules) == {"red": 3}
