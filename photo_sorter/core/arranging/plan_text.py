"""A plan as text: the preview to keep, or to send to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode, Plan, PlannedFile, StayingFile
from photo_sorter.core.arranging.space import size_in_words
from photo_sorter.language import ntr, tr


def plan_text(plan: Plan) -> str:
    """Totals and faults first, then each new folder with what goes there, then what stays and why."""
    parts = [_head(plan), *_folders(plan), *_staying(plan)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def mode_in_words(mode: Mode) -> str:
    return {
        Mode.COPY: tr("Copy"),
        Mode.MOVE: tr("Move"),
        Mode.HARDLINK: tr("Hard links"),
        Mode.SYMLINK: tr("Links"),
    }[mode]


def _head(plan: Plan) -> list[str]:
    asked = plan.arrangement
    lines = [
        tr("{mode} to {folder}", mode=mode_in_words(asked.mode), folder=_shown(asked.destination)),
        tr("Template: {template}", template=asked.template),
        _files(len(plan.files), plan.size_bytes),
    ]
    if plan.free_bytes is not None:
        lines.append(
            tr(
                "{needed} needed, {free} free",
                needed=size_in_words(plan.needs_bytes),
                free=size_in_words(plan.free_bytes),
            )
        )
    lines += (f"! {fault}" for fault in plan.faults)
    lines += plan.remarks
    return lines


def _folders(plan: Plan) -> Iterator[list[str]]:
    """Each a line with counts, and a line a file: its new name, and where it is now."""
    by_folder: dict[Path, list[PlannedFile]] = {}
    for file in plan.files:
        by_folder.setdefault(file.target.parent, []).append(file)
    for folder in sorted(by_folder):
        files = by_folder[folder]
        size_bytes = sum(file.size_bytes for file in files)
        yield [
            f"{_shown(folder)}  ({_files(len(files), size_bytes)})",
            *(f"  {_shown(Path(file.target.name))}  ←  {_shown(file.source)}" for file in files),
        ]


def _staying(plan: Plan) -> Iterator[list[str]]:
    ordered = sorted(plan.staying, key=lambda one: one.sentence)
    for sentence, files in groupby(ordered, key=lambda one: one.sentence):
        yield _staying_files(sentence, list(files))


def _staying_files(sentence: str, files: list[StayingFile]) -> list[str]:
    head = ntr("1 file stays: {why}", "{n} files stay: {why}", len(files), why=sentence)
    return [head, *(f"  {_shown(file.source)}" for file in files)]


def _files(count: int, size_bytes: int) -> str:
    return ntr("1 file, {size}", "{n} files, {size}", count, size=size_in_words(size_bytes))


def _shown(path: Path) -> str:
    """As text that can be written whatever bytes are in the name."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
