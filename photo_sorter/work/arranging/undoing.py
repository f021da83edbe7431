"""One step of a run taken back, and how far that had come after an interruption.

What has changed since, is gone, or would be lost, is left alone. Every function gives the step in its new state, which
is not written yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Step, StepState
from photo_sorter.language import tr
from photo_sorter.media import placing
from photo_sorter.media.placing import FileTrace, content_hash, trace
from photo_sorter.media.placing_faults import OtherVolumeError, PlacingError, fault, unreadable
from photo_sorter.media.scan import shown
from photo_sorter.media.sidecar import sidecars
from photo_sorter.media.sidecar_writing import BACKUP_SUFFIX
from photo_sorter.work.arranging.doing import Count, IsCancelled, hash_or_none, leads_to, temporary


def take_back(
    step: Step, mode: Mode, token: str, originals: Iterable[Path], on_bytes: Count, is_cancelled: IsCancelled
) -> Step:
    """UNDONE, or RETURNED where a file had to be copied back. `originals`: where the content of a copy may be, too.

    Raises PlacingError where the file is left alone, with the reason; DiskError, CancelledError.
    """
    found = trace(step.target)
    if found is None and mode is not Mode.MOVE:
        return replace(step, state=StepState.UNDONE)
    match mode:
        case Mode.SYMLINK:
            if not leads_to(step.target, step.source):
                raise PlacingError(_changed(step.target))
            placing.remove(step.target)
        case Mode.HARDLINK:
            if not any(placing.is_other_name(original, step.target) for original in originals):
                raise PlacingError(_last(step.target))
            placing.remove(step.target)
        case Mode.COPY:
            _remove_copy(step, originals)
        case Mode.MOVE:
            return _move_back(step, token, on_bytes, is_cancelled)
    return replace(step, state=StepState.UNDONE)


def newcomers(chosen: Iterable[Step], steps: Sequence[Step]) -> Iterator[Step]:
    """Sidecars that were written beside moved photos since: they go back with them. `steps`: all of the run."""
    number = max((step.number for step in steps), default=0)
    known = {step.target for step in steps}
    for step in chosen:
        if step.photo_id is None:
            continue
        for file in _beside(step.target):
            found = _trace_or_none(file) if file not in known and not file.is_symlink() else None
            if found is None:
                continue
            known.add(file)
            number += 1
            new, old = step.target, step.source
            name = (
                old.name + file.name[len(new.name) :]
                if file.name.startswith(new.name)
                else old.stem + file.name[len(new.stem) :]
            )
            source = old.with_name(name)
            yield Step(
                number, source, file, None, found.size_bytes, found.mtime_ns, None, StepState.DONE,
                permissions=found.permissions, target_mtime_ns=found.mtime_ns,
                source_volume_id=step.source_volume_id, target_volume_id=step.target_volume_id,
            )  # fmt: skip


def _trace_or_none(path: Path) -> FileTrace | None:
    """None as well where it cannot be told: it stays."""
    try:
        return trace(path)
    except PlacingError:
        return None


def _beside(photo: Path) -> Iterator[Path]:
    for sidecar in sidecars(photo):
        yield sidecar
        yield sidecar.with_name(sidecar.name + BACKUP_SUFFIX)


def remove_returned(step: Step) -> Step:
    """RETURNED becomes UNDONE. Raises PlacingError where the file in the new place must stay: it is in both then."""
    found = trace(step.target)
    if found is not None:
        digest = _hash_of(step.source)
        is_whole = digest is not None and digest == step.content_hash
        if not is_whole or placing.is_one_name(step.source, step.target):
            raise PlacingError(tr("{path} stays: what was put back is not as it was.", path=shown(step.target)))
        is_like = found.is_like(step.size_bytes, step.target_mtime_ns or step.mtime_ns)
        if not is_like and _hash_of(step.target) != digest:
            raise PlacingError(_changed(step.target))
        placing.remove(step.target)
    return replace(step, state=StepState.UNDONE)


def settle_undoing(step: Step, mode: Mode, token: str) -> Step:
    """A step that was UNDOING when all ended: UNDONE, RETURNED, or UNDOING still where nothing has been done."""
    with suppress(OSError):
        temporary(step.source, token, step.number).unlink(missing_ok=True)
    back = trace(step.source) if mode is Mode.MOVE else None
    # A link to it that somebody left in the old place is not the file.
    if back is None or step.source.is_symlink() or placing.is_one_name(step.source, step.target):
        return step
    if trace(step.target) is None:
        return _returned(step, StepState.UNDONE) if _is_the_file(step, back) else step
    digest = hash_or_none(step.source)
    if digest is not None and digest == hash_or_none(step.target):
        placing.sync_file(step.source)
        return _returned(replace(step, content_hash=digest), StepState.RETURNED)
    return step


def _is_the_file(step: Step, found: FileTrace) -> bool:
    """What lies in the old place, and not another that somebody put there meanwhile."""
    times = (step.mtime_ns, step.target_mtime_ns)
    is_like = found.size_bytes == step.size_bytes and found.mtime_ns in times
    return is_like or (step.content_hash is not None and hash_or_none(step.source) == step.content_hash)


def _move_back(step: Step, token: str, on_bytes: Count, is_cancelled: IsCancelled) -> Step:
    found = trace(step.target)
    if found is None:
        raise PlacingError(tr("{path} is not there any more.", path=shown(step.target)))
    if not found.is_like(step.size_bytes, step.target_mtime_ns or step.mtime_ns):
        digest = hash_or_none(step.target)
        if digest is None or digest != step.content_hash:
            raise PlacingError(_changed(step.target))
    if trace(step.source) is not None:
        raise PlacingError(
            tr(
                "{path} stays: at its old place there is another file now, {place}.",
                path=shown(step.target),
                place=shown(step.source),
            )
        )
    placing.make_folder(step.source.parent)
    try:
        placing.rename(step.target, step.source)
    except OtherVolumeError:
        expected = (found.size_bytes, found.mtime_ns)
        part = temporary(step.source, token, step.number)
        digest = placing.copy(step.target, step.source, part, expected, on_bytes, is_cancelled)
        return _returned(replace(step, content_hash=digest), StepState.RETURNED)
    return _returned(step, StepState.UNDONE)


def _remove_copy(step: Step, originals: Iterable[Path]) -> None:
    digest = hash_or_none(step.target)
    if digest is None or digest != step.content_hash:
        raise PlacingError(_changed(step.target))
    if not any(
        not placing.is_same_file(original, step.target) and hash_or_none(original) == digest for original in originals
    ):
        raise PlacingError(_last(step.target))
    placing.remove(step.target)


def _hash_of(path: Path) -> bytes | None:
    """None where there is nothing. Raises DiskError, PlacingError where it cannot be read."""
    try:
        return content_hash(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise fault(unreadable(path, error), error) from error


def _returned(step: Step, state: StepState) -> Step:
    if step.permissions is not None:
        placing.give_time_and_permissions(step.source, step.mtime_ns, step.permissions)
    return replace(step, state=state, reason=None)


def _changed(path: Path) -> str:
    return tr("{path} stays: it has changed since.", path=shown(path))


def _last(path: Path) -> str:
    return tr("{path} stays: the original is gone or has changed, and this may be the last copy.", path=shown(path))
