import shutil
import threading
from dataclasses import replace

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    ForgetFolder,
    LookAt,
    Pause,
    RemoveFolder,
    RemoveModel,
    Rescan,
    Resume,
    SaveScheme,
    Search,
    SetVerdicts,
    StayWithModel,
    UseModel,
    Verdict,
)
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    LibraryChanged,
    ModelChangeProgressed,
    ModelChangeStopped,
    ModelFailed,
    ModelReady,
    ModelRemoved,
    NoticeRaised,
    SearchAnswered,
)
from photo_sorter.core.ports import PictureSpec
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.settings import SettingsFile
from tests.fakes import ColourEmbedder, colour_picture
from tests.patience import wait_until

RED_GREEN = SaveScheme(Scheme((Category("Red things", (Prompt("red"),)), Category("Green things", (Prompt("green"),)))))
REDS = {f"red{number}.png": ["Red things"] for number in range(6)}
GREENS = {f"green{number}.png": ["Green things"] for number in range(6)}


class PatientEmbedder(ColourEmbedder):
    """Looks at no picture until it may."""

    def __init__(self, model_id):
        super().__init__(model_id)
        self.may = threading.Event()

    def embed_pictures(self, pictures):
        assert self.may.wait(60)
        return super().embed_pictures(pictures)


@pytest.fixture
def patient(house):
    house.embedders["patient"] = embedder = PatientEmbedder("patient")
    yield embedder
    embedder.may.set()
    house.stop()


def add(folder, **counts):
    for colour, count in counts.items():
        for number in range(count):
            colour_picture(colour, (640, 480), shade=number).save(folder / f"{colour}{number}.png")


@pytest.fixture
def sorted_house(house, photos):
    """Six red photos and six green ones, sorted by the model “colours”."""
    add(photos, red=6, green=6)
    house.run(AddFolders((photos,)), RED_GREEN)
    house.events.mark()
    return house


def settings(house):
    return SettingsFile(house.home.settings).current


def seen_by(house, model_id):
    with house.read() as library:
        return library.embeddings.models().get(model_id, 0)


def test_the_old_model_serves_until_the_new_one_has_seen_everything(sorted_house, photos, patient):
    house = sorted_house
    worker = house.start(watching=False)
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    assert house.tags() == REDS | GREENS
    worker.post(Search(1, parse("red").query, beyond=0))
    house.events.wait_for(SearchAnswered)
    assert house.events.of(SearchAnswered)[0].relevant == 6
    # What arrives meanwhile is sorted by the old one at once.
    add(photos, blue=1)
    colour_picture("red", (640, 480), shade=77).save(photos / "new.png")
    worker.post(Rescan())
    house.events.wait(lambda _: house.tags().get("new.png") == ["Red things"])
    assert ModelReady("patient") not in house.events.all
    assert patient.pictures_seen == 0
    patient.may.set()
    house.events.wait(lambda events: ModelReady("patient") in events)
    house.events.wait_until_idle()
    assert patient.pictures_seen == 14
    assert house.embedders["colours"].pictures_seen == 14
    assert house.tags() == REDS | GREENS | {"new.png": ["Red things"]}


def test_at_no_moment_a_tag_is_missing(sorted_house):
    house = sorted_house
    told = []
    events = house.events

    class Watching:
        def __call__(self, event):
            if isinstance(event, (LibraryChanged, ModelChangeProgressed, ModelReady)):
                told.append(house.tags())
            events(event)

        def __getattr__(self, name):
            return getattr(events, name)

    house.events = Watching()
    house.run(UseModel("other"))
    assert ModelReady("other") in events.all
    assert len(told) > 2
    assert all(tags == REDS | GREENS for tags in told)


def test_changing_back_shows_no_photo_again(sorted_house):
    house = sorted_house
    house.run(UseModel("other"))
    assert settings(house).model_id == "other"
    house.run(UseModel("colours"))
    assert settings(house).model_id == "colours"
    assert house.embedders["colours"].pictures_seen == 12
    assert house.tags() == REDS | GREENS
    house.run(UseModel("other"))
    assert house.embedders["other"].pictures_seen == 12


def test_a_photo_that_was_away_during_the_change_is_looked_at_when_it_returns(sorted_house, photos, tmp_path):
    """And a folder that goes before that was done does not find it without a vector."""
    house, other = sorted_house, tmp_path / "other"
    other.mkdir()
    colour_picture("blue").save(other / "blue.png")
    (photos / "red0.png").rename(tmp_path / "red0.png")
    house.run(AddFolders((other,)), Rescan())
    house.run(UseModel("other"))
    (tmp_path / "red0.png").rename(photos / "red0.png")
    with house.read() as library:
        folder_id = next(folder.id for folder in library.folders.active() if folder.path == other)
    house.run(LookAt(frozenset([photos / "red0.png"])), RemoveFolder(folder_id))
    assert house.tags() == REDS | GREENS
    assert house.embedders["other"].pictures_seen == 13


def test_a_change_that_was_interrupted_goes_on_where_it_was(sorted_house, patient):
    house = sorted_house
    shown = []
    look = patient.embed_pictures

    def first_two_batches(pictures):
        shown.append(len(pictures))
        if len(shown) > 2:
            patient.may.clear()
        return look(pictures)

    patient.embed_pictures = first_two_batches
    patient.may.set()
    worker = house.start()
    worker.post(UseModel("patient"))
    wait_until(lambda: seen_by(house, "patient") >= 8 and len(shown) > 2)
    patient.may.set()
    house.stop()
    before = seen_by(house, "patient")
    assert (settings(house).model_id, settings(house).next_model_id) == ("colours", "patient")
    assert house.tags() == REDS | GREENS
    again = house.embedders["patient"] = ColourEmbedder("patient")
    house.run()
    assert (settings(house).model_id, settings(house).next_model_id) == ("patient", "")
    assert 0 < before <= 12
    assert again.pictures_seen == 12 - before
    assert house.tags() == REDS | GREENS


def test_verdicts_are_untouched(sorted_house, photos):
    house = sorted_house
    with house.read() as library:
        red, green = library.categories.all()
    said = house.photo(photos / "red0.png").id
    house.run(SetVerdicts((Verdict(said, green.id, True), Verdict(said, red.id, False))))
    before = house.tags()
    house.run(UseModel("other"))
    with house.read() as library:
        assert library.tags.verdicts() == {said: {green.id: True, red.id: False}}
    assert house.tags() == before


def test_thumbnails_do_while_the_files_are_away(sorted_house, photos):
    house = sorted_house
    shutil.move(photos, photos.with_name("unplugged"))
    house.run(UseModel("other"))
    assert settings(house).model_id == "other"
    assert house.embedders["other"].pictures_seen == 12


def test_a_model_that_wants_more_than_thumbnails_have_opens_the_files(sorted_house, photos):
    house = sorted_house
    large = house.embedders["large"] = ColourEmbedder("large")
    large.picture = PictureSpec(400)
    shutil.rmtree(house.home.thumbnails)
    house.run(UseModel("large"))
    assert large.pictures_seen == 12
    # The files were decoded, which wrote the thumbnails again.
    assert len(list(house.home.thumbnails.rglob("*.jpg"))) == 24


def test_what_is_edited_while_a_change_is_under_way_holds_after_it(sorted_house, photos, patient, tmp_path):
    house = sorted_house
    other = tmp_path / "other photos"
    other.mkdir()
    add(other, yellow=2)
    house.run(AddFolders((other,)))
    house.events.mark()
    worker = house.start()
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    with house.read() as library:
        red_id = next(one.id for one in library.categories.all() if one.name == "Red things")
        folder_id = next(folder.id for folder in library.folders.active() if folder.path == other)
        old = library.categories.scheme()
        judged = library.photos.at(photos / "red0.png").id
    worker.post(SaveScheme(replace(old, categories=(*old.categories, Category("Blue", (Prompt("blue"),))))))
    worker.post(SetVerdicts((Verdict(judged, red_id, True),)))
    worker.post(ForgetFolder(folder_id))
    worker.post(RemoveModel("patient"))  # refused: it is being made ready
    add(photos, blue=1)
    worker.post(Rescan())
    expected = REDS | GREENS | {"blue0.png": ["Blue"]}
    house.events.wait(lambda _: house.tags() == expected)
    patient.may.set()
    house.events.wait(lambda events: ModelReady("patient") in events)
    house.events.wait_until_idle()
    assert house.tags() == expected
    with house.read() as library:
        assert library.tags.verdicts() == {judged: {red_id: True}}
    house.stop()
    house.events.mark()
    house.run(Rescan())
    assert house.tags() == expected


def test_what_cannot_be_seen_any_more_does_not_hold_the_change_up(sorted_house, photos):
    house = sorted_house
    shutil.rmtree(house.home.thumbnails)
    (photos / "red0.png").write_bytes(b"no picture")
    house.run(UseModel("other"))
    assert settings(house).model_id == "other"
    assert house.embedders["other"].pictures_seen == 11


def test_staying_keeps_what_the_other_model_has_seen(sorted_house, patient):
    house = sorted_house
    worker = house.start()
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    patient.may.set()
    house.events.wait(lambda _: seen_by(house, "patient") >= 4)
    worker.post(StayWithModel())
    # Which is too late for it if everything had been seen already.
    ends = (ModelChangeStopped("patient"), ModelReady("patient"))
    house.events.wait(lambda events: any(event in ends for event in events))
    house.stop()
    assert settings(house).next_model_id == ""
    assert seen_by(house, "patient") >= 4


def test_using_the_model_in_use_stops_a_change(sorted_house, patient):
    house = sorted_house
    worker = house.start()
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    worker.post(UseModel("colours"))
    patient.may.set()
    house.events.wait_for(ModelChangeStopped)
    house.stop()
    assert (settings(house).model_id, settings(house).next_model_id) == ("colours", "")


def test_who_waits_for_a_change_hears_that_another_took_its_place(sorted_house, patient):
    house = sorted_house
    worker = house.start()
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    worker.post(UseModel("other"))
    # Of the one that leaves, a lane is in the middle of its batch.
    patient.may.set()
    house.events.wait(lambda events: ModelReady("other") in events)
    told = [event for event in house.events.all if isinstance(event, (ModelChangeStopped, ModelReady))]
    assert told[-2:] == [ModelChangeStopped("patient"), ModelReady("other")]


def test_who_waits_for_a_change_hears_that_the_disk_ended_it(sorted_house, monkeypatch):
    house = sorted_house
    worker = house.start()
    house.events.wait_until_idle()

    def full(*_):
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(worker._library.embeddings, "add_prompts", full)
    worker.post(UseModel("other"))
    house.events.wait_for(ModelChangeStopped)
    house.events.wait_for(NoticeRaised)
    assert settings(house).next_model_id == "other"
    house.stop()
    house.run()
    assert settings(house).model_id == "other"


def test_a_model_that_cannot_be_loaded_is_given_up(sorted_house):
    house = sorted_house
    house.run(UseModel("away"))
    (failed,) = house.events.of(ModelFailed)
    assert failed == ModelFailed("away", "There is no model away.")
    assert (settings(house).model_id, settings(house).next_model_id) == ("colours", "")
    assert house.tags() == REDS | GREENS


def test_a_model_that_does_not_compute_is_given_up(sorted_house, monkeypatch):
    house = sorted_house

    def out_of_memory(pictures):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(house.embedders["other"], "embed_pictures", out_of_memory)
    house.run(UseModel("other"))
    (failed,) = house.events.of(ModelFailed)
    assert "CUDA out of memory" in failed.sentence
    assert settings(house).model_id == "colours"
    assert house.tags() == REDS | GREENS


def test_a_pause_holds_the_change_too(sorted_house, patient):
    house = sorted_house
    patient.may.set()
    house.run(Pause(), UseModel("patient"))
    assert patient.pictures_seen == 0
    assert settings(house).next_model_id == "patient"
    house.run(Resume())
    assert settings(house).model_id == "patient"


def test_the_bottom_bar_is_told_how_far_it_is(sorted_house):
    house = sorted_house
    house.run(UseModel("other"))
    states = [event for event in house.events.of(ActivityChanged) if event.activity is Activity.CHANGING_MODEL]
    assert {state.total for state in states} == {12}


def test_a_model_is_removed_with_what_it_has_seen_but_not_while_it_is_needed(sorted_house, patient):
    house = sorted_house
    house.run(UseModel("other"), RemoveModel("other"))
    assert seen_by(house, "other") == 12
    house.run(RemoveModel("colours"))
    assert ModelRemoved("colours") in house.events.all
    assert seen_by(house, "colours") == 0
    house.events.mark()
    worker = house.start()
    worker.post(UseModel("patient"))
    house.events.wait_for(ModelChangeProgressed)
    worker.post(RemoveModel("patient"))
    worker.post(RemoveModel("other"))
    house.events.wait(lambda events: len([event for event in events if isinstance(event, NoticeRaised)]) == 2)
    assert [notice.sentence for notice in house.events.of(NoticeRaised)] == [
        "“patient” is being made ready: stop that first.",
        "“other” sorts your photos: use another one first.",
    ]
