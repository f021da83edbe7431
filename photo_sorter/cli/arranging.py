"""Files into folders on disk: `arrange`, `undo`, `resume`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from photo_sorter.cli.choosing import Finder, finder_alone, finder_in_window, photos_from
from photo_sorter.cli.handing import LongChange
from photo_sorter.cli.house import absolute
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.core.arranging.commands import LeaveRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.events import RunEnded, RunProgressed
from photo_sorter.core.arranging.plan import DEFAULT_TEMPLATE, Arrangement, Mode, OnConflict, Plan
from photo_sorter.core.arranging.plan_text import plan_text
from photo_sorter.core.arranging.run import Run, StepState
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.events import Event
from photo_sorter.media.scan import shown
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.arranger import RunCommand
from photo_sorter.work.arranging.ledger import Ledger
from photo_sorter.work.arranging.planner import make_plan
from photo_sorter.work.arranging.runner import Runner
from photo_sorter.work.whereabouts import Whereabouts

_DOING = {Mode.COPY: "Copying", Mode.MOVE: "Moving", Mode.HARDLINK: "Linking", Mode.SYMLINK: "Linking"}
_DONE = {Mode.COPY: "copied", Mode.MOVE: "moved", Mode.HARDLINK: "linked", Mode.SYMLINK: "linked"}


def add_arrange(command: argparse.ArgumentParser) -> None:
    command.add_argument("destination", metavar="DEST", type=named_folder, help="the folder that they go into")
    command.add_argument("--from", dest="query", metavar="QUERY", help="the photos that a search finds; all without")
    add_arrangement(command)
    command.add_argument("--dry-run", action="store_true", help="show what would happen, and do nothing")


def add_arrangement(command: argparse.ArgumentParser) -> None:
    """What `arrangement` reads, but for the destination."""
    command.add_argument(
        "--mode", choices=[str(mode) for mode in Mode], default=str(Mode.COPY), help="what is done with them (copy)"
    )
    command.add_argument(
        "--template", default=DEFAULT_TEMPLATE, metavar="T",
        help="folders, and perhaps the file's name, of {category} {category_path} {year} {month} {day} {camera} "
        "{place} {original_folder} {name} {counter}; {place?} is left out where it is not known "
        f"({DEFAULT_TEMPLATE})".replace("%", "%%"),
    )  # fmt: skip
    command.add_argument(
        "--unsorted", metavar="FOLDER", help="where photos without a sure category go; without, they stay"
    )
    command.add_argument(
        "--on-conflict", choices=[str(choice) for choice in OnConflict], default=str(OnConflict.NUMBER),
        help="a name that another content has: number the file, or skip it (number)",
    )  # fmt: skip


def named_folder(text: str) -> Path:
    """An empty one is a script's slip, and not the folder in which it was typed."""
    if not text:
        raise argparse.ArgumentTypeError("a folder without a name")
    return Path(text)


def _run_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= sys.maxsize):
        raise argparse.ArgumentTypeError(f"“{text}” is no id of a run")
    return int(text)


def add_undo(command: argparse.ArgumentParser) -> None:
    command.add_argument("run_id", metavar="RUN", type=_run_id, help="its id, as `photo-sorter runs` lists it")
    command.add_argument(
        "paths", nargs="*", metavar="PATH", type=Path, help="only these files, old or new, or folders of them"
    )


def add_resume(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--leave", action="store_true",
        help="end it as it is instead: for one that can neither be finished nor taken back",
    )  # fmt: skip


def arrangement(options: argparse.Namespace, at: Callable[[Path], Path]) -> Arrangement:
    mode, on_conflict = Mode(options.mode), OnConflict(options.on_conflict)
    return Arrangement(at(options.destination), mode, options.template, options.unsorted, on_conflict)


def arrange_alone(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Without a dry run it changes files at once: whoever types it has asked for it."""
    plan = _plan(finder_alone(home), options, output)
    return _show(plan, output) if options.dry_run else _run_alone(home, StartRun(plan, _title(plan)), output, plan)


def arrange_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    plan = _plan(finder_in_window(window), options, output)
    return (
        _show(plan, output) if options.dry_run else _run_in_window(window, StartRun(plan, _title(plan)), output, plan)
    )


def undo_alone(home: Home, options: argparse.Namespace, output: Output) -> int:
    paths = tuple(map(absolute, options.paths))
    with Library.open_read_only(home.library) as library:
        _check_touched(library, options.run_id, paths)
    return _run_alone(home, UndoRun(options.run_id, paths), output)


def undo_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    paths = tuple(map(window.at, options.paths))
    window.errands.run(lambda place: _check_touched(place.library, options.run_id, paths))
    return _run_in_window(window, UndoRun(options.run_id, paths), output)


def resume_alone(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open_read_only(home.library) as library:
        run_id = _open_run(library)
    return _run_alone(home, LeaveRun(run_id) if options.leave else ResumeRun(run_id), output)


def resume_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    run_id = window.errands.run(lambda place: _open_run(place.library))
    return _run_in_window(window, LeaveRun(run_id) if options.leave else ResumeRun(run_id), output)


arrange = LongChange(arrange_alone, arrange_in_window)
undo = LongChange(undo_alone, undo_in_window)
resume = LongChange(resume_alone, resume_in_window)


# --- plans ---


def _plan(finder: Finder, options: argparse.Namespace, output: Output) -> Plan:
    photo_ids = None if options.query is None else photos_from(finder, options.query, output)
    with Library.open_read_only(finder.home.library) as library:
        return make_plan(library, arrangement(options, finder.at), photo_ids)


def _show(plan: Plan, output: Output) -> int:
    value = {
        "files": [
            {
                "source": str(file.source), "target": str(file.target), "size": file.size_bytes, "group": file.group,
                "renamed": file.renamed,
            }
            for file in plan.files
        ],
        "staying": [{"source": str(one.source), "reason": one.sentence} for one in plan.staying],
        "in_place": plan.in_place,
        "faults": list(plan.faults),
        "remarks": list(plan.remarks),
        "size": plan.size_bytes,
        "needed": plan.needs_bytes,
        "free": plan.free_bytes,
        "dry_run": True,
    }  # fmt: skip
    output.result(value, plan_text(plan).splitlines())
    return 1 if plan.faults else 0


def _title(plan: Plan) -> str:
    count = len(plan.files)
    files = "1 file" if count == 1 else f"{count:,} files"
    destination = plan.arrangement.destination
    return f"{plan.arrangement.mode.capitalize()} {files} to {destination.name or destination}"


# --- runs ---


def _run_alone(home: Home, command: RunCommand, output: Output, plan: Plan | None = None) -> int:
    """In this process, which holds the library meanwhile. Ctrl+C ends it after the file in hand."""
    if _is_empty(plan):
        return _end(RunEnded(None, 0), None, output, plan)
    with Library.open(home.library) as library, _interrupted() as is_cancelled:
        Whereabouts(library).look()  # disks may be mounted elsewhere since, and runs follow them
        ledger = Ledger(library)

        def runner(run: Run) -> Runner:
            return Runner(run, lambda entry: entry(ledger), _teller(run.arrangement.mode, output), is_cancelled)

        match command:
            case StartRun(planned, title):
                run = ledger.open(planned, title)
                ended = runner(run).finish()
            case UndoRun(run_id, paths):
                run = ledger.to_undo(run_id)
                ended = runner(run).take_back(paths)
            case ResumeRun(run_id):
                run = ledger.to_resume(run_id)
                ended = runner(run).finish()
            case LeaveRun(run_id):
                run = ledger.to_resume(run_id)
                ledger.leave(run)
                ended = RunEnded(run_id, 0)
            case _:
                raise AssertionError(command)
        return _end(ended, library.journal.run(run.id), output, plan)


def _run_in_window(window: Window, command: RunCommand, output: Output, plan: Plan | None = None) -> int:
    if _is_empty(plan):
        return _end(RunEnded(None, 0), None, output, plan)
    tell = _teller(plan.arrangement.mode if plan is not None else None, output)
    told = _told(window.after(command), tell)
    ended = next(event for event in told if isinstance(event, RunEnded) and _is_about(event, command))
    run = window.errands.run(lambda place: place.library.journal.run(ended.run_id or 0))
    return _end(ended, run, output, plan)


def _is_about(ended: RunEnded, command: RunCommand) -> bool:
    """And not about what another start of the program, or the window itself, asked for meanwhile."""
    if ended.run_id is None:
        return ended.refused is command
    return not isinstance(command, ResumeRun | LeaveRun | UndoRun) or command.run_id == ended.run_id


def _told(events: Iterator[Event], tell: Callable[[Event], None]) -> Iterator[Event]:
    for event in events:
        tell(event)
        yield event


def _is_empty(plan: Plan | None) -> bool:
    """Raises ArrangeError for a plan that cannot be run."""
    if plan is not None and plan.faults:
        raise ArrangeError(" ".join(plan.faults))
    return plan is not None and not plan.files


def _end(ended: RunEnded, run: Run | None, output: Output, plan: Plan | None) -> int:
    for sentence in ended.sentences:
        output.message(sentence)
    if ended.run_id is None and ended.interruption is not None:
        raise ArrangeError(ended.interruption)
    row: dict[str, Any] = {
        "id": ended.run_id,
        "done": ended.done,
        "failed": list(ended.sentences),
        "undone": ended.undoing,
        "cancelled": ended.cancelled,
        "interrupted": ended.interruption,
    }
    if plan is not None:
        row |= {
            "staying": [{"source": str(one.source), "reason": one.sentence} for one in plan.staying],
            "in_place": plan.in_place,
        }
    what = "taken back" if ended.undoing else _DONE[run.arrangement.mode] if run is not None else "to be arranged"
    lines = [f"{_files(ended.done)} {what}{_others(plan) if plan is not None else ''}."]
    if ended.interruption is not None and run is not None:
        output.message(ended.interruption)
        lines.append(f"It was interrupted: `photo-sorter resume` goes on, `photo-sorter undo {run.id}` takes it back.")
    elif run is not None and run.count(StepState.DONE) and not ended.undoing:
        lines.append(f"`photo-sorter undo {run.id}` takes it back.")
    if ended.cancelled:
        output.message("It was stopped before its end. What was done by then is done.")
    output.result(row, lines)
    return 1 if ended.sentences or ended.interruption is not None or ended.cancelled else 0


def _others(plan: Plan) -> str:
    in_place = f", {plan.in_place:,} are in their place already" if plan.in_place else ""
    staying = f", {len(plan.staying):,} stay where they are (`--dry-run` says why)" if plan.staying else ""
    return in_place + staying


def _open_run(library: Library) -> int:
    run = library.journal.open_run()
    if run is None:
        raise ArrangeError("No run was interrupted. `photo-sorter runs` lists them all.")
    return run.id


def _check_touched(library: Library, run_id: int, paths: Sequence[Path]) -> None:
    """Raises ArrangeError for a path at which the run has no file."""
    steps = library.journal.steps(run_id) if paths else []
    for path in paths:
        if steps and not any(file.is_relative_to(path) for step in steps for file in (step.source, step.target)):
            raise ArrangeError(f"Run {run_id} put no file there, and took none from there: {shown(path)}")


def _teller(mode: Mode | None, output: Output) -> Callable[[Event], None]:
    def tell(event: Event) -> None:
        if isinstance(event, RunProgressed):
            doing = "Taking back" if event.undoing else _DOING[mode] if mode is not None else "Arranging"
            output.progress(doing, event.done, event.total)

    return tell


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed: it must not come in the middle of a file."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    pressed = threading.Event()
    former = signal.signal(signal.SIGINT, lambda *_: pressed.set())
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, former)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
