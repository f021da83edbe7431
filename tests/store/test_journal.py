from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement, Plan, PlannedFile
from photo_sorter.core.arranging.run import RunState, StepState


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
