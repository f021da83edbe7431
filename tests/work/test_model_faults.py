"""Models that fail: while they are loaded, in the middle of the work, or because their files are gone."""

from __future__ import annotations

import shutil

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    RemoveModel,
    Rescan,
    Resume,
    SaveScheme,
    Search,
    UseModel,
)
from photo_sorter.core.errors import LibraryError, ModelError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    ModelFailed,
    ModelReady,
    ModelRemoved,
    NoticeRaised,
    PhotosIndexed,
    SearchAnswered,
    Stopped,
)
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.install import install_model
from photo_sorter.settings import BUILT_IN_MODEL, SettingsFile
from tests.embedding.tiny_clip import write_tiny_clip
from tests.fakes import ColourEmbedder, colour_picture
from tests.media import childs_play

RED = SaveScheme(Scheme((Category("Red things", (Prompt("red"),)),)))


class FailingEmbedder(ColourEmbedder):
    """Computes nothing while it `fails`."""

    def __init__(self, model_id):
        super().__init__(model_id)
        self.fails = None

    def embed_pictures(self, pictures):
        if self.fails is not None:
            raise self.fails
        return super().embed_pictures(pictures)

    def embed_texts(self, texts):
        if self.fails is not None:
            raise self.fails
        return super().embed_texts(texts)


FAULTS = [
    RuntimeError("CUDA error: an illegal memory access was encountered"),
    MemoryError(),
    ModelError("“failing” does not compute."),
]


@pytest.fixture(params=FAULTS, ids=["runtime", "memory", "typed"])
def fault(request):
    return request.param


@pytest.fixture
def failing(house):
    house.embedders["failing"] = embedder = FailingEmbedder("failing")
    return embedder


def add(folder, colour, count):
    for number in range(count):
        colour_picture(colour, (640, 480), shade=number).save(folder / f"{colour}{number}.png")


def settings(house):
    return SettingsFile(house.home.settings).current


def test_a_model_that_fails_with_its_first_words_is_given_up_and_the_old_one_goes_on(house, photos, failing, fault):
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), RED)
    failing.fails = fault
    house.events.mark()
    house.run(UseModel("failing"))
    (failed,) = house.events.of(ModelFailed)
    assert failed.model_id == "failing"
    assert "failing" in failed.sentence
    assert house.events.all[-1] == Stopped(None)
    assert (settings(house).model_id, settings(house).next_model_id) == ("colours", "")
    assert len(house.tags()) == 3


def test_a_model_in_use_that_fails_pauses_the_work_and_loses_no_photo(house, photos, failing, fault):
    SettingsFile(house.home.settings).change(model_id="failing")
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), RED)
    worker = house.start()
    house.events.wait_for(ModelReady)
    house.events.wait_until_idle()
    failing.fails = fault
    house.events.mark()
    add(photos, "green", 6)
    worker.post(Rescan())
    house.events.wait(
        lambda events: any(isinstance(one, ActivityChanged) and one.activity is Activity.PAUSED for one in events)
    )
    assert all("failing" in notice.sentence for notice in house.events.of(NoticeRaised))
    assert len(house.events.of(NoticeRaised)) == 1
    # What needs no picture is answered in a sentence, or by what is known.
    house.events.mark()
    worker.post(Search(1, parse("purple").query, beyond=0))
    house.events.wait_for(NoticeRaised)
    failing.fails = None
    house.events.mark()
    worker.post(Resume())
    house.events.wait_until_idle()
    with house.read() as library:
        assert library.photos.counts().waiting == 0
        assert library.photos.counts().all == 9
    worker.post(Search(2, parse("red").query, beyond=0))
    house.events.wait_for(SearchAnswered)


def test_decoders_that_do_not_start_cost_no_photo(house, photos, monkeypatch):
    add(photos, "red", 6)
    worker = house.start()
    house.events.wait_for(ModelReady)
    house.events.mark()
    with monkeypatch.context() as patch:
        patch.setattr("photo_sorter.media.decoder_process.serve", childs_play.end_at_once)
        worker.post(AddFolders((photos,)))
        house.events.wait(
            lambda events: any(isinstance(one, ActivityChanged) and one.activity is Activity.PAUSED for one in events)
        )
        (notice,) = house.events.of(NoticeRaised)
        assert "the process that reads them does not start" in notice.sentence
        with house.read() as library:
            assert library.photos.counts().waiting == 6
    house.events.mark()
    worker.post(Resume())
    house.events.wait_until_idle()
    with house.read() as library:
        counts = library.photos.counts()
    assert (counts.all, counts.waiting, counts.problems) == (6, 0, 0)


def test_an_index_run_ends_although_its_model_fails(house, photos, failing, fault):
    SettingsFile(house.home.settings).change(model_id="failing")
    house.run(RED)
    add(photos, "red", 6)
    failing.fails = fault
    house.events.mark()
    house.run(AddFolders((photos,)))
    assert isinstance(house.events.all[-1], Stopped)


def test_what_a_model_saw_is_forgotten_only_once_its_files_are_gone(house, photos):
    house.embedders["ViT/other"] = ColourEmbedder("ViT/other")
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), UseModel("ViT/other"))
    house.run(UseModel("colours"))
    files = house.home.models / "ViT--other"
    files.mkdir(parents=True)
    for name in ("open_clip_config.json", "open_clip_model.safetensors"):
        (files / name).write_text("{}")
    # What a read-only folder does, and holds for root as well.
    in_the_way = house.home.models / "ViT--other.removed"
    in_the_way.write_text("a file")
    house.events.mark()
    house.run(RemoveModel("ViT/other"))
    assert "cannot be removed" in house.events.of(NoticeRaised)[0].sentence
    assert not house.events.of(ModelRemoved)
    with house.read() as library:
        assert library.embeddings.models()["ViT/other"] == 3
    in_the_way.unlink()
    house.run(RemoveModel("ViT/other"))
    assert house.events.of(ModelRemoved) == [ModelRemoved("ViT/other")]
    with house.read() as library:
        assert "ViT/other" not in library.embeddings.models()
    assert not files.exists()


def test_the_built_in_model_that_stands_in_can_be_chosen_for_good(house, photos):
    house.embedders[BUILT_IN_MODEL] = ColourEmbedder(BUILT_IN_MODEL)
    SettingsFile(house.home.settings).change(model_id="deleted")
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), UseModel(BUILT_IN_MODEL))
    assert settings(house).model_id == BUILT_IN_MODEL
    house.events.mark()
    house.run()
    assert not house.events.of(ModelFailed)


def test_a_disk_that_was_full_at_the_start_costs_no_restart(house, photos, monkeypatch):
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), RED)
    house.events.mark()
    opened, faults = house.open_embedder, [LibraryError("The disk of the library is full.")]

    def open_later(model_id):
        if faults:
            raise faults.pop()
        return opened(model_id)

    monkeypatch.setattr(house, "open_embedder", open_later)
    worker = house.start()
    house.events.wait_for(NoticeRaised)
    worker.post(Resume())
    house.events.wait_for(ModelReady)


def test_a_category_whose_words_cannot_be_read_is_not_saved(house, photos, failing):
    SettingsFile(house.home.settings).change(model_id="failing")
    house.run(RED)
    worker = house.start()
    house.events.wait_until_idle()
    failing.fails = RuntimeError("CUDA error: unspecified launch failure")
    house.events.mark()
    worker.post(SaveScheme(Scheme((Category("Blue things", (Prompt("blue"),)),))))
    house.events.wait_for(NoticeRaised)
    with house.read() as library:
        assert [category.name for category in library.categories.all()] == ["Red things"]


def test_a_model_whose_files_are_deleted_under_it_serves_until_the_next_start(house, photos, tmp_path):
    """With a real model: what is loaded needs its files no more, and the next start says what is wrong."""
    house.embedders[BUILT_IN_MODEL] = ColourEmbedder(BUILT_IN_MODEL)
    tiny = write_tiny_clip(tmp_path / "tiny")
    model_id = install_model(tiny, house.home.models)
    colours = house.open_embedder

    def open_any(id):
        return open_embedder(id, house.home.models, house.home.models) if id == model_id else colours(id)

    house.open_embedder = open_any
    add(photos, "red", 3)
    house.run(AddFolders((photos,)), UseModel(model_id))
    house.events.mark()
    worker = house.start()
    house.events.wait_for(ModelReady)
    shutil.rmtree(house.home.models)
    add(photos, "green", 2)
    worker.post(Rescan())
    house.events.wait_for(PhotosIndexed)
    worker.post(Search(1, parse("a red thing").query, beyond=0))
    house.events.wait_for(SearchAnswered)
    worker.post(UseModel("colours"))
    house.events.wait(lambda events: ModelReady("colours") in events)
    house.events.mark()
    worker.post(UseModel(model_id))
    house.events.wait_for(ModelFailed)
    assert "is not here any more" in house.events.of(ModelFailed)[0].sentence
    assert settings(house).model_id == "colours"
    house.stop()
    # And of a start whose model is gone: the built-in one stands in.
    SettingsFile(house.home.settings).change(model_id=model_id)
    house.events.mark()
    house.run()
    assert house.events.of(ModelFailed)[0].model_id == model_id
    assert house.events.of(ModelReady) == [ModelReady(BUILT_IN_MODEL)]
    with house.read() as library:
        assert library.photos.counts().waiting == 0
        assert library.embeddings.models()[model_id] == 5
