"""What arranging says: modes, plans, runs and their steps in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from photo_sorter.core.arranging.events import RunEnded, RunProgressed
from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Run, RunState, Step, StepState
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.mirroring import isolated
from photo_sorter.ui.phrases import file_size, taken, time_left


def files(count: int) -> str:
    return ntr("1 file", "{n} files", count)


def mode_name(mode: Mode) -> str:
    match mode:
        case Mode.COPY:
            return tr("Copy")
        case Mode.MOVE:
            return tr("Move")
        case Mode.HARDLINK:
            return tr("Hard link")
        case Mode.SYMLINK:
            return tr("Symbolic link")


def mode_meaning(mode: Mode) -> str:
    match mode:
        case Mode.COPY:
            return tr("The originals stay where they are.")
        case Mode.MOVE:
            return tr("Each original goes once its copy has been checked.")
        case Mode.HARDLINK:
            return tr("The same file under a second name. Takes no space; only within one disk.")
        case Mode.SYMLINK:
            return tr("A pointer to the original. Takes no space; leads nowhere once the original is gone.")


def doing(mode: Mode, count: int) -> str:
    """What the button does."""
    match mode:
        case Mode.COPY:
            return ntr("Copy 1 file", "Copy {n} files", count)
        case Mode.MOVE:
            return ntr("Move 1 file", "Move {n} files", count)
    return ntr("Link 1 file", "Link {n} files", count)


def run_title(mode: Mode, count: int, destination: Path) -> str:
    """What is kept with the run, and told on the command line as well."""
    folder = destination.name or str(destination)
    match mode:
        case Mode.COPY:
            return ntr("Copy 1 file to {folder}", "Copy {n} files to {folder}", count, folder=folder)
        case Mode.MOVE:
            return ntr("Move 1 file to {folder}", "Move {n} files to {folder}", count, folder=folder)
    return ntr("Link 1 file into {folder}", "Link {n} files into {folder}", count, folder=folder)


def done(mode: Mode, count: int, destination: Path) -> str:
    folder = isolated(str(destination))
    match mode:
        case Mode.COPY:
            return ntr("1 file was copied to {folder}.", "{n} files were copied to {folder}.", count, folder=folder)
        case Mode.MOVE:
            return ntr("1 file was moved to {folder}.", "{n} files were moved to {folder}.", count, folder=folder)
    return ntr("1 file was linked into {folder}.", "{n} files were linked into {folder}.", count, folder=folder)


def ended(event: RunEnded, run: Run) -> str:
    """Of a run that went on after an interruption, all that it has done."""
    if event.undoing:
        return taken_back(event.done)
    return done(run.arrangement.mode, run.count(StepState.DONE), run.arrangement.destination)


def taken_back(count: int) -> str:
    return ntr("1 file was taken back.", "{n} files were taken back.", count)


def not_done(count: int) -> str:
    return ntr("1 file could not be done.", "{n} files could not be done.", count)


def at_work(mode: Mode, *, undoing: bool) -> str:
    if undoing:
        return tr("Taking back…")
    match mode:
        case Mode.COPY:
            return tr("Copying…")
        case Mode.MOVE:
            return tr("Moving…")
    return tr("Linking…")


def progress(state: RunProgressed) -> str:
    """So many of so many, bytes, rate and time left."""
    parts = [tr("{number} of {count}", number=number(state.done), count=files(state.total))]
    if state.total_bytes:
        size, of = file_size(state.done_bytes), file_size(state.total_bytes)
        parts.append(tr("{number} of {count}", number=size, count=of))
    if state.bytes_per_second >= 1:
        parts.append(tr("{rate}/s", rate=file_size(round(state.bytes_per_second))))
    if state.seconds_left is not None:
        parts.append(time_left(state.seconds_left))
    return " · ".join(parts)


def when(moment: str) -> str:
    """A time in UTC, ISO 8601, as the person's clock has it."""
    try:
        known = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    in_utc = known if known.tzinfo is not None else known.replace(tzinfo=UTC)
    return taken(in_utc.astimezone().replace(tzinfo=None).isoformat())


def run_state(run: Run, running_id: int | None) -> str:
    """`running_id`: the run under way, if any."""
    if run.id == running_id:
        return tr("under way")
    if run.is_open:
        return tr("interrupted")
    back, there = run.count(StepState.UNDONE), run.count(StepState.DONE)
    if back:
        return ntr("partly taken back: 1 file", "partly taken back: {n} files", back) if there else tr("taken back")
    failed = run.count(StepState.FAILED)
    if failed:
        return ntr("1 file not done", "{n} files not done", failed)
    return tr("cancelled") if run.count(StepState.DROPPED) else tr("done")


def step_state(step: Step) -> str:
    match step.state:
        case StepState.PLANNED:
            return tr("waits")
        case StepState.BEGUN | StepState.COPIED | StepState.UNDOING | StepState.RETURNED:
            return tr("interrupted")
        case StepState.DONE:
            return tr("done")
        case StepState.FAILED:
            return tr("not done")
        case StepState.DROPPED:
            return tr("cancelled")
        case StepState.UNDONE:
            return tr("taken back")


def interrupted(run: Run) -> str:
    """What a person reads at the next start. What was in hand then is looked at before anything is done."""
    folder, total = isolated(str(run.arrangement.destination)), number(run.files)
    if run.state is RunState.UNDOING:
        back = run.count(StepState.UNDONE, StepState.RETURNED)
        return ntr(
            "Taking back a run was interrupted: 1 of {total} files is back where it was.",
            "Taking back a run was interrupted: {n} of {total} files are back where they were.",
            back, total=total,
        )  # fmt: skip
    in_hand = run.count(StepState.BEGUN)
    more = ntr("1 more may be.", "Up to {n} more may be.", in_hand) if in_hand else ""
    return f"{_interrupted(run, total, folder)} {more}".strip()


def _interrupted(run: Run, total: str, folder: str) -> str:
    count = run.count(StepState.DONE, StepState.COPIED)
    match run.arrangement.mode:
        case Mode.COPY:
            return ntr(
                "A run was interrupted: 1 of {total} files is copied to {folder}.",
                "A run was interrupted: {n} of {total} files are copied to {folder}.",
                count, total=total, folder=folder,
            )  # fmt: skip
        case Mode.MOVE:
            return ntr(
                "A run was interrupted: 1 of {total} files is moved to {folder}.",
                "A run was interrupted: {n} of {total} files are moved to {folder}.",
                count, total=total, folder=folder,
            )  # fmt: skip
    return ntr(
        "A run was interrupted: 1 of {total} files is linked into {folder}.",
        "A run was interrupted: {n} of {total} files are linked into {folder}.",
        count, total=total, folder=folder,
    )  # fmt: skip
