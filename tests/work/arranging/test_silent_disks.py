"""Runs, rules and plans of disks that do not answer: nothing waits for them, and all else goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from photo_sorter.core.arranging.commands import SaveRule, StartRun, UndoRun
from photo_sorter.core.arranging.events import RulesWaiting, RunEnded
from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.commands import AddFolders, LookAt
from photo_sorter.core.errors import ArrangeError, DiskSilentError
from photo_sorter.core.events import LibraryChanged
from photo_sorter.media.questions import Questions
from photo_sorter.work import worker
from photo_sorter.work.arranging import arranger, runner
from photo_sorter.work.arranging.ledger import Ledger
from photo_sorter.work.arranging.planner import make_plan
from tests.fakes import colour_picture
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.work.arranging.scene import Scene
from tests.work.conftest import House

SECONDS = 0.1


@pytest.fixture
def answers() -> Iterator[threading.Event]:
    """When it is set, silent disks answer."""
    answers = threading.Event()
    yield answers
    answers.set()


@pytest.fixture
def questions() -> Questions:
    return Questions(seconds=SECONDS)


@pytest.fixture
def share(tmp_path: Path) -> Iterator[SilentDisk]:
    disk = SilentDisk(tmp_path / "disk")
    yield disk
    disk.close()


def silence(questions: Questions, folder: Path, answers: threading.Event) -> str:
    """Its disk answers no more; what is told of it."""
    with suppress(DiskSilentError):
        questions.ask(folder / "in it", answers.wait)
    return f"The disk of {folder} does not answer. It, or the computer that shares it, may be off or busy."


def come(house: House, path: Path) -> None:
    colour_picture(path.stem).save(path)
    house._worker.post(LookAt(frozenset([path])))


@needs_fuse
def test_a_rule_whose_disk_is_silent_waits_alone(
    house: House, photos: Path, share: SilentDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "Questions", partial(Questions, seconds=SECONDS))
    far, near = share.place / "Sorted", tmp_path / "Sorted"
    for place in (far, near):
        place.mkdir()
    house.start().post(AddFolders((photos,)))
    for destination in (far, near):
        rule = Rule(None, destination.parent.name, (photos,), Arrangement(destination, Mode.COPY, "New"), enabled=True)
        house._worker.post(SaveRule(rule))
    house.events.wait(lambda events: events.count(LibraryChanged(runs=True)) == 2)
    house.events.mark()
    share.fall_silent()
    come(house, photos / "green.png")
    house.events.wait_for(RunEnded)
    assert (near / "New" / "green.png").exists()
    house.events.wait_for(RulesWaiting)
    (why,) = house.events.of(RulesWaiting)[-1].sentences.values()
    assert why == f"The disk of {far} does not answer. It, or the computer that shares it, may be off or busy."
    house.events.wait_until_idle()
    house.events.mark()
    share.answer()
    house.events.wait_for(RunEnded)
    assert (far / "New" / "green.png").exists()


@pytest.mark.parametrize("silent", ["sorted", "photos"])
def test_a_run_does_not_begin_while_a_disk_of_its_is_silent(
    scene: Scene, questions: Questions, answers: threading.Event, silent: str
) -> None:
    ledger = Ledger(scene.library, questions=questions)
    plan = scene.plan(Mode.COPY, {scene.add(dog=b"woof")["dog"]: "dog.jpg"})
    folder = scene.destination if silent == "sorted" else scene.photos
    why = silence(questions, folder, answers)
    with pytest.raises(ArrangeError) as error:
        ledger.open(plan, "in vain")
    assert str(error.value) == why
    assert scene.library.journal.runs() == []


def test_a_run_whose_disk_is_silent_is_not_gone_on_with(
    house: House, photos: Path, tmp_path: Path, answers: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Questions] = []
    monkeypatch.setattr(worker, "Questions", lambda on_answer: asked.append(Questions(seconds=SECONDS)) or asked[0])
    colour_picture("green").save(photos / "green.png")
    house.run(AddFolders((photos,)))
    asked.clear()
    house.start()
    with house.read() as library:
        plan = make_plan(library, Arrangement(tmp_path / "Sorted", template="New"))
    house._worker.post(StartRun(plan, "new ones"))
    house.events.wait_for(RunEnded)
    (done,) = house.events.of(RunEnded)
    house.events.mark()
    why = silence(asked[0], tmp_path / "Sorted", answers)
    house._worker.post(UndoRun(done.run_id))
    house.events.wait_for(RunEnded)
    (ended,) = house.events.of(RunEnded)
    assert (ended.interruption, ended.refused) == (why, UndoRun(done.run_id))


def test_a_plan_for_a_silent_disk_says_so(scene: Scene, questions: Questions, answers: threading.Event) -> None:
    scene.add(dog=b"woof")
    why = silence(questions, scene.destination, answers)
    assert make_plan(scene.library, Arrangement(scene.destination), questions=questions).faults == (why,)


def test_photos_on_a_silent_disk_stay_and_the_others_go(
    scene: Scene, questions: Questions, answers: threading.Event, tmp_path: Path
) -> None:
    scene.add(dog=b"woof")
    away = Scene(scene.library, tmp_path / "share", scene.destination).add_file("2024/cat.jpg", b"meow")
    why = silence(questions, tmp_path / "share", answers)
    plan = make_plan(scene.library, Arrangement(scene.destination, template="New", unsorted="New"), questions=questions)
    assert [file.source.name for file in plan.files] == ["dog.jpg"]
    assert [(file.source, file.sentence) for file in plan.staying] == [(away, why)]


def test_the_program_ends_while_a_run_is_held_by_a_disk(
    house: House, photos: Path, tmp_path: Path, answers: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arranger, "CLOSE_SECONDS", SECONDS)
    is_held = threading.Event()

    def hold(path: Path) -> None:
        is_held.set()
        answers.wait()

    monkeypatch.setattr(runner, "trace", hold)
    colour_picture("green").save(photos / "green.png")
    house.run(AddFolders((photos,)))
    house.start()
    with house.read() as library:
        plan = make_plan(library, Arrangement(tmp_path / "Sorted", template="New"))
    house._worker.post(StartRun(plan, "new ones"))
    assert is_held.wait(20)
    house.stop()
    with house.read() as library:
        assert library.journal.open_run().title == "new ones"
