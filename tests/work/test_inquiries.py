"""Questions through a real worker: each is answered with its token."""

import threading
from dataclasses import replace

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    CancelCheck,
    CheckAccuracy,
    CompareModels,
    Explain,
    ExplainWhy,
    MakeHeatMap,
    MeasureSpeed,
    NextReviews,
    PreviewCategory,
    PreviewChange,
    SaveScheme,
    Search,
    SetSkipped,
    SetVerdicts,
    TryWordings,
    UseModel,
    Verdict,
)
from photo_sorter.core.events import (
    AccuracyChecked,
    CategoryPreviewed,
    ChangePreviewed,
    CheckProgressed,
    HeatMapMade,
    ModelsCompared,
    NoticeRaised,
    PhotoExplained,
    ReviewsAnswered,
    SearchAnswered,
    SpeedMeasured,
    Stopped,
    WhyAnswered,
    WordingsTried,
)
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import Query
from photo_sorter.core.sorting.accuracy import OTHER
from photo_sorter.core.sorting.category import LONGEST_PROMPT, Category, Prompt, Scheme
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.core.sorting.why import Answer
from photo_sorter.work.speed import photos_per_second
from tests.fakes import ColourEmbedder, colour_picture
from tests.work.conftest import PATIENCE_SECONDS

SCHEME = Scheme((Category("Red things", (Prompt("red"),)), Category("Green things", (Prompt("green"),))))


@pytest.fixture
def filled(house, photos):
    """A worker with three red and two green photos, looked at and sorted; gives photo ids by file name."""
    for colour, count in {"red": 3, "green": 2}.items():
        for number in range(count):
            colour_picture(colour, shade=number).save(photos / f"{colour}{number}.png")
    house.run(AddFolders((photos,)), SaveScheme(SCHEME))
    house.events.mark()
    return {path.name: house.photo(path).id for path in photos.iterdir()}


def answer(house, worker, question, kind):
    """The answer with the question's token."""
    worker.post(question)
    house.events.wait(lambda events: any(isinstance(one, kind) and one.token == question.token for one in events))
    (found,) = (one for one in house.events.of(kind) if one.token == question.token)
    return found


def red(house):
    with house.read() as library:
        return library.categories.scheme().named("red things")


def test_every_question_is_answered_with_its_token(house, filled):
    worker, own, photo = house.start(), red(house), filled["red0.png"]
    found = answer(house, worker, PreviewCategory(11, own), CategoryPreviewed)
    assert found.curve.counts[45] == 3
    assert (found.remarks, found.overlap) == ((), None)
    rival = answer(house, worker, PreviewCategory(20, Category("Crimson", (Prompt("red"),))), CategoryPreviewed)
    assert rival.overlap == Overlap(own.id, 3, other_is_broader=True)
    tried = answer(house, worker, TryWordings(12, own, ("red", "green")), WordingsTried)
    assert [trial.count for trial in tried.trials] == [3, 0]
    change = answer(house, worker, PreviewChange(13, SaveScheme(Scheme())), ChangePreviewed)
    assert change.preview.photos == 5
    why = answer(house, worker, ExplainWhy(14, photo, own.id), WhyAnswered).why
    assert (why.photo_id, why.category_id, why.answer) == (photo, own.id, Answer.YES)
    reviews = answer(house, worker, NextReviews(15), ReviewsAnswered)
    assert (reviews.items, reviews.waiting) == ((), 0)
    checked = answer(house, worker, CheckAccuracy(16), AccuracyChecked)
    assert [one.photos for one in checked.reports] == [()]
    explained = answer(house, worker, Explain(17, photo), PhotoExplained)
    assert explained.scores[0][0] == own.id
    assert len(answer(house, worker, Search(18, parse("red").query), SearchAnswered).photo_ids) == 5
    assert answer(house, worker, ExplainWhy(19, 999, own.id), WhyAnswered).why is None
    house.stop()
    assert not house.events.of(NoticeRaised)


def test_questions_change_nothing(house, filled):
    before = house.tags()
    worker, own = house.start(), red(house)
    answer(house, worker, PreviewCategory(1, replace(own, prompts=(Prompt("green"),))), CategoryPreviewed)
    verdicts = SetVerdicts((Verdict(filled["red0.png"], own.id, False),))
    assert answer(house, worker, PreviewChange(2, verdicts), ChangePreviewed).preview.photos == 1
    house.stop()
    assert house.tags() == before


def test_before_there_is_a_model_every_question_is_answered(house, filled):
    worker, own = house.worker(), red(house)
    (house.embedders, kept) = ({}, house.embedders)
    questions = {
        PreviewCategory(1, own): CategoryPreviewed(1, None),
        TryWordings(2, own, ("a", "b")): WordingsTried(2, ()),
        ExplainWhy(4, filled["red0.png"], own.id): WhyAnswered(4, None),
        NextReviews(5): ReviewsAnswered(5, (), 0),
        Explain(6, filled["red0.png"]): PhotoExplained(6, filled["red0.png"], ()),
    }
    for question in questions:
        worker.post(question)
    worker.post(PreviewChange(3, SaveScheme(Scheme())))
    worker.post(MakeHeatMap(7, filled["red0.png"], own.id))
    worker.post(CheckAccuracy(8))
    worker.post(CancelCheck())
    worker.post(Search(9, parse("red").query))
    thread = threading.Thread(target=worker.run)
    house._worker, house._thread = worker, thread
    thread.start()
    house.events.wait_for(AccuracyChecked)
    assert all(expected in house.events.all for expected in questions.values())
    assert house.events.of(ChangePreviewed)[0].preview is None
    assert house.events.of(HeatMapMade)[0].sentence == "No model is loaded yet."
    assert "No model" in house.events.of(AccuracyChecked)[0].sentence
    assert not house.events.of(SearchAnswered)
    house.embedders = kept
    worker.post(UseModel("colours"))
    house.events.wait_for(SearchAnswered)
    assert house.events.of(SearchAnswered)[0].token == 9


def test_what_cannot_be_a_category_is_remarked_in_its_preview(house, filled):
    worker = house.start()
    long = Category("long", (Prompt("x" * (LONGEST_PROMPT + 1)),))
    found = answer(house, worker, PreviewCategory(1, long), CategoryPreviewed)
    assert found.curve is None
    assert "Shorten it" in found.remarks[0]
    lost = Category("child", parent_name="nowhere")
    assert "nowhere" in answer(house, worker, PreviewCategory(2, lost), CategoryPreviewed).remarks[0]
    strange = answer(house, worker, PreviewCategory(3, Category("Katzenbär")), CategoryPreviewed)
    assert strange.curve is not None
    assert "“Katzenbär”" in strange.remarks[0]
    house.stop()
    assert not house.events.of(NoticeRaised)


def test_what_review_skips_is_not_asked_again(house, photos, filled):
    for share in range(20, 40):
        picture = colour_picture("red", (64, 64))
        picture.paste((30, 180, 40), (0, 0, 64, share))
        picture.save(photos / f"mixed{share}.png")
    house.run(SaveScheme(Scheme((replace(red(house), threshold=0.95),))), AddFolders((photos,)))
    worker = house.start()
    asked = answer(house, worker, NextReviews(1, red(house).id, 100), ReviewsAnswered)
    assert asked.waiting == len(asked.items) > 1
    worker.post(SetSkipped(((asked.items[0].photo_id, asked.items[0].category_id),)))
    left = answer(house, worker, NextReviews(2, None, 100), ReviewsAnswered)
    assert {item.photo_id for item in left.items} == {item.photo_id for item in asked.items[1:]}
    worker.post(SetSkipped(((asked.items[0].photo_id, asked.items[0].category_id),), skipped=False))
    assert answer(house, worker, NextReviews(3, None, 100), ReviewsAnswered).waiting == asked.waiting


# --- heat maps ---


def test_a_heat_map_shows_where_in_the_picture(house, photos, filled):
    picture = colour_picture("green", (64, 64))
    picture.paste((220, 30, 30), (0, 0, 32, 64))
    picture.save(photos / "half.png")
    house.run(AddFolders((photos,)))
    half = house.photo(photos / "half.png").id
    worker = house.start()
    made = answer(house, worker, MakeHeatMap(1, half, red(house).id), HeatMapMade)
    assert (made.photo_id, made.category_id, made.sentence) == (half, red(house).id, None)
    assert made.heat.method == "mean colour"
    assert made.heat.region == (0, 0, 1, 1)
    assert made.heat.values.shape == (4, 4)
    assert made.heat.values[:, :2].min() > made.heat.values[:, 2:].max()


def test_a_heat_map_of_a_missing_or_broken_file_is_a_sentence(house, photos, filled):
    worker, own = house.start(), red(house)
    house.events.wait_until_idle()  # else the scan of the start would find it first
    (photos / "red0.png").unlink()
    (photos / "red1.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    for token, name in enumerate(("red0.png", "red1.png")):
        made = answer(house, worker, MakeHeatMap(token, filled[name], own.id), HeatMapMade)
        assert made.heat is None
        assert name in made.sentence
    for token, (photo, category) in enumerate(((999, own.id), (filled["red2.png"], 999)), start=5):
        made = answer(house, worker, MakeHeatMap(token, photo, category), HeatMapMade)
        assert (made.heat, made.sentence) == (None, "The photo or the category is no longer there.")


def test_a_model_with_a_fault_says_so_and_the_next_map_is_made(house, filled, monkeypatch):
    worker, own = house.start(), red(house)
    with monkeypatch.context() as broken:
        broken.setattr(ColourEmbedder, "embed_patches", lambda *_: 1 / 0)
        made = answer(house, worker, MakeHeatMap(1, filled["red0.png"], own.id), HeatMapMade)
    assert "ZeroDivisionError" in made.sentence
    assert answer(house, worker, MakeHeatMap(2, filled["red0.png"], own.id), HeatMapMade).heat is not None


# --- accuracy ---


def test_accuracy_on_verdicts(house, filled):
    own = red(house)
    house.run(SetVerdicts((Verdict(filled["red0.png"], own.id, True), Verdict(filled["green0.png"], own.id, False))))
    (report,) = answer(house, house.start(), CheckAccuracy(1), AccuracyChecked).reports
    assert {photo.truth: photo.decision for photo in report.photos} == {"Red things": "Red things", OTHER: OTHER}
    assert report.decided.overall == 1


def test_accuracy_on_a_folder_under_two_models(house, filled, tmp_path):
    for colour in ("red", "green"):
        (tmp_path / "labelled" / colour).mkdir(parents=True)
        colour_picture(colour, shade=50).save(tmp_path / "labelled" / colour / "0.png")
    check = CheckAccuracy(1, tmp_path / "labelled", compare_model_id="other")
    found = answer(house, house.start(), check, AccuracyChecked)
    assert [(one.model_id, one.forced.overall) for one in found.reports] == [("colours", 1), ("other", 1)]
    assert house.events.of(CheckProgressed)[-1].done == 4
    house.stop()
    assert house.tags().keys() == filled.keys()


def test_a_second_check_is_refused_with_its_token_and_the_first_can_be_cancelled(house, filled, tmp_path, monkeypatch):
    (tmp_path / "labelled" / "red").mkdir(parents=True)
    for number in range(30):
        colour_picture("red", shade=number).save(tmp_path / "labelled" / "red" / f"{number}.png")
    asked, may_go_on, embed = threading.Event(), threading.Event(), ColourEmbedder.embed_pictures

    def held(self, pictures):
        asked.set()
        assert may_go_on.wait(PATIENCE_SECONDS)
        return embed(self, pictures)

    worker = house.start()
    house.events.wait_until_idle()
    monkeypatch.setattr(ColourEmbedder, "embed_pictures", held)
    worker.post(CheckAccuracy(1, tmp_path / "labelled"))
    assert asked.wait(PATIENCE_SECONDS)
    second = answer(house, worker, CheckAccuracy(2, tmp_path / "labelled"), AccuracyChecked)
    assert "already" in second.sentence
    worker.post(CancelCheck())
    answer(house, worker, ExplainWhy(3, 1, 1), WhyAnswered)
    may_go_on.set()
    house.events.wait(lambda events: any(isinstance(one, AccuracyChecked) and one.token == 1 for one in events))
    assert house.events.of(AccuracyChecked)[-1].reports == ()
    house.stop()
    assert not house.events.of(NoticeRaised)


def test_a_check_with_a_model_that_is_not_there_is_a_sentence(house, filled, tmp_path):
    (tmp_path / "labelled" / "red").mkdir(parents=True)
    colour_picture("red").save(tmp_path / "labelled" / "red" / "0.png")
    check = CheckAccuracy(1, tmp_path / "labelled", compare_model_id="nowhere")
    found = answer(house, house.start(), check, AccuracyChecked)
    assert found.sentence == "There is no model nowhere."


def test_closing_in_the_middle_of_a_check_and_of_heat_maps_ends_everything(house, filled, tmp_path):
    (tmp_path / "labelled" / "red").mkdir(parents=True)
    for number in range(60):
        colour_picture("red", shade=number).save(tmp_path / "labelled" / "red" / f"{number}.png")
    worker = house.start()
    for token in range(30):
        worker.post(MakeHeatMap(token, filled["red0.png"], red(house).id))
    worker.post(CheckAccuracy(99, tmp_path / "labelled"))
    house.events.wait_for(CheckProgressed)
    house.stop()
    assert house.events.of(Stopped) == [Stopped(None)]
    assert not {"accuracy", "heat map_0"} & {thread.name for thread in threading.enumerate()}


# --- pictures in searches ---


def test_a_picture_from_outside_is_looked_at_once_however_often_it_is_asked_for(house, filled, tmp_path):
    colour_picture("green", shade=50).save(tmp_path / "outside.png")
    query, embedder = Query(pictures=(tmp_path / "outside.png",)), house.embedders["colours"]
    worker, seen = house.start(), embedder.pictures_seen
    for token in range(1, 8):
        worker.post(Search(token, query))
    found = answer(house, worker, Search(8, query), SearchAnswered)
    assert {filled["green0.png"], filled["green1.png"]} == set(found.photo_ids[:2].tolist())
    assert answer(house, worker, Search(9, replace(query, words=parse("red").query.words)), SearchAnswered).hints == ()
    assert embedder.pictures_seen == seen + 1


def test_a_picture_that_cannot_be_read_is_a_hint_and_the_words_are_answered(house, filled, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    for token, name in enumerate(("text.png", "nowhere.png")):
        query = replace(parse("red").query, pictures=(tmp_path / name,))
        found = answer(house, house._worker if token else house.start(), Search(token, query), SearchAnswered)
        assert name in found.hints[0]
        assert set(found.photo_ids[:3].tolist()) == {filled[f"red{n}.png"] for n in range(3)}


def test_a_model_with_a_fault_in_a_picture_is_a_hint_too(house, filled, tmp_path, monkeypatch):
    colour_picture("green").save(tmp_path / "outside.png")
    worker = house.start()
    monkeypatch.setattr(ColourEmbedder, "embed_pictures", lambda *_: 1 / 0)
    found = answer(house, worker, Search(1, Query(pictures=(tmp_path / "outside.png",))), SearchAnswered)
    assert "ZeroDivisionError" in found.hints[0]
    assert len(answer(house, worker, Search(2, parse("red").query), SearchAnswered).photo_ids) == 5


def test_two_models_are_compared_on_the_library_and_on_what_was_decided(house, filled):
    own = red(house)
    house.run(UseModel("other"), SetVerdicts((Verdict(filled["red0.png"], own.id, True),)))
    swapped = house.embedders["colours"] = ColourEmbedder("colours")
    swapped.embed_texts = lambda texts: house.embedders["other"].embed_texts(texts)
    worker = house.start()
    compared = answer(house, worker, CompareModels(4, "colours"), ModelsCompared)
    assert compared.token == 4
    assert compared.sentence is None
    assert compared.comparison.photos == len(filled)
    assert compared.comparison.differing == 0
    assert [report.model_id for report in compared.comparison.reports] == ["other", "colours"]
    assert [len(report.photos) for report in compared.comparison.reports] == [1, 1]
    both = answer(house, worker, CheckAccuracy(5, compare_model_id="colours"), AccuracyChecked)
    assert [report.model_id for report in both.reports] == ["other", "colours"]


def test_where_two_models_differ_both_places_are_told(house, filled):
    colour_blind = house.embedders["colour-blind"] = ColourEmbedder("colour-blind")
    look = colour_blind.embed_pictures
    colour_blind.embed_pictures = lambda pictures: look(pictures[..., [1, 0, 2]])
    house.run(UseModel("colour-blind"))
    with house.read() as library:
        red_id, green_id = (category.id for category in library.categories.all())
    compared = answer(house, house.start(), CompareModels(4, "colours"), ModelsCompared).comparison
    assert (compared.photos, compared.differing) == (5, 5)
    places = {one.photo_id: (one.here, one.there) for one in compared.differences}
    assert places[filled["red0.png"]] == ((green_id,), (red_id,))
    assert places[filled["green1.png"]] == ((red_id,), (green_id,))


def test_a_model_to_compare_with_that_is_not_there_is_a_sentence(house, filled):
    worker = house.start()
    compared = answer(house, worker, CompareModels(4, "away"), ModelsCompared)
    assert (compared.comparison, compared.sentence) == (None, "There is no model away.")


def test_the_speed_of_a_model_is_measured(house, filled, monkeypatch):
    monkeypatch.setattr(
        "photo_sorter.work.inquiries.photos_per_second", lambda embedder: photos_per_second(embedder, 0.1)
    )
    worker = house.start()
    worker.post(MeasureSpeed("other"))
    house.events.wait_for(SpeedMeasured)
    assert house.events.of(SpeedMeasured)[0].photos_per_second > 0
    worker.post(MeasureSpeed("away"))
    house.events.wait(lambda events: SpeedMeasured("away", None, "There is no model away.") in events)
    house.stop()
