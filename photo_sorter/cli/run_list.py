"""What was arranged: `runs`."""

from __future__ import annotations

import argparse
from typing import Any

from photo_sorter.cli.output import Output
from photo_sorter.core.arranging.run import Run, RunState, StepState
from photo_sorter.paths import Home
from photo_sorter.store.library import Library


def list_runs(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open_read_only(home.library) as library:
        found = library.journal.runs()
    output.result([_row(run) for run in found], map(_line, found) if found else ["Nothing has been arranged yet."])
    return 0


def _row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "title": run.title,
        "mode": str(run.arrangement.mode),
        "destination": str(run.arrangement.destination),
        "template": run.arrangement.template,
        "state": _state(run),
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "rule": run.rule_id,
        "files": run.files,
        "size": run.size_bytes,
        "done": run.count(StepState.DONE),
        "undone": run.count(StepState.UNDONE),
        "failed": run.count(StepState.FAILED),
        "dropped": run.count(StepState.DROPPED),
        "interrupted": run.interruption,
    }


def _state(run: Run) -> str:
    """Of an open one the library cannot tell whether it is under way or was interrupted."""
    if run.is_open:
        return "undoing" if run.state is RunState.UNDOING else "open"
    undone, done = run.count(StepState.UNDONE), run.count(StepState.DONE)
    return "undone" if undone and not done else "partly undone" if undone else "done"


def _line(run: Run) -> str:
    counts = ", ".join(
        f"{run.count(state):,} {state}"
        for state in (StepState.DONE, StepState.UNDONE, StepState.FAILED, StepState.DROPPED)
        if run.count(state)
    )
    title = " ".join(run.title.split())
    return f"{run.id:>4}  {run.started_at}  {_state(run):<13}  {title} ({counts or 'nothing done'})"
