from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Arrangement, Plan, PlannedFile
from photo_sorter.core.arranging.run import Rule, RunState, StepState
from photo_sorter.core.photo import FileState, PhotoFacts


def test_all_runs_are_counted_by_one_question(library):
    sizes = {"first": (10, 20), "second": (), "third": (5,)}
    with library.atomic():
        for title, files in sizes.items():
            planned = tuple(
                PlannedFile(Path(f"/in/{title}{n}"), Path(f"/out/{title}{n}"), None, size, 1, None, n)
                for n, size in enumerate(files)
            )
            run_id = library.journal.add(Plan(Arrangement(Path("/out")), planned), title)
            library.journal.turn(run_id, RunState.ENDED)
    asked: list[str] = []
    library._db.conn.set_trace_callback(asked.append)
    runs = library.journal.runs()
    library._db.conn.set_trace_callback(None)
    assert [(run.title, run.files, run.size_bytes) for run in runs] == [
        ("third", 1, 5),
        ("second", 0, 0),
        ("first", 2, 30),
    ]
    assert runs[-1].counts == {StepState.PLANNED: 2}
    assert len(asked) == 2


@pytest.mark.parametrize(("separator", "folder"), [("/", "/in/odd\\"), ("\\", "C:\\in"), ("\\", "C:\\")])
def test_a_rule_takes_photos_in_its_folder_on_every_system(library, monkeypatch, separator, folder):
    inside = f"{folder.rstrip(separator)}{separator}"
    monkeypatch.setattr("os.sep", separator)
    with library.atomic():
        folder_id = library.folders.add(Path(folder)).id
        for number, path in enumerate(
            (f"{inside}a.jpg", f"{inside}b{separator}c.jpg", f"{folder}other{separator}d.jpg")
        ):
            library.photos.enqueue(folder_id, [FileState(Path(path), 1, 1)])
            library.photos.set_ready(library.photos.at(Path(path)).id, bytes([number]), PhotoFacts(4, 3))
    found = library.journal.untouched_by(Rule(None, "new ones", (Path(folder),), Arrangement(Path("/out"))))
    monkeypatch.undo()
    paths = {str(library.photos.get(id).path) for id in found}
    assert paths >= {f"{inside}a.jpg", f"{inside}b{separator}c.jpg"}
    assert (f"{folder}other{separator}d.jpg" in paths) == (folder == inside)
