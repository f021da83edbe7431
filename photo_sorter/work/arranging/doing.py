"""One step of a run: doing it, and finding out after an interruption how far it had come.

Every function gives the step in its new state, which is not written yet.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Step, StepState
from photo_sorter.language import tr
from photo_sorter.media import placing
from photo_sorter.media.placing import content_hash, trace
from photo_sorter.media.placing_faults import DiskError, OtherVolumeError, PlacingError, changed, unreadable
from photo_sorter.media.scan import shown

Count = Callable[[int], None]
"""Takes how many bytes have just been copied."""
IsCancelled = Callable[[], bool]


def temporary(place: Path, token: str, number: int) -> Path:
    """Where a copy is written before it gets its name: hidden, so that no scan takes it for a photo."""
    return place.with_name(f".photo-sorter-{token}-{number}.part")


def do(step: Step, mode: Mode, token: str, on_bytes: Count, is_cancelled: IsCancelled) -> Step:
    """DONE, or COPIED where a move had to copy. Raises PlacingError, DiskError, CancelledError; then nothing has
    changed."""
    source, target = step.source, step.target
    _check_unchanged(step)
    copied = None
    match mode:
        case Mode.COPY:
            copied = _copy(step, token, on_bytes, is_cancelled)
        case Mode.HARDLINK:
            placing.hard_link(source, target)
        case Mode.SYMLINK:
            placing.symbolic_link(source, target)
        case Mode.MOVE:
            try:
                placing.rename(source, target)
            except OtherVolumeError:
                copied = _copy(step, token, on_bytes, is_cancelled)
                return _as_it_lies(replace(step, content_hash=copied), StepState.COPIED)
    return _as_it_lies(replace(step, content_hash=copied or step.content_hash), StepState.DONE)


def remove_original(step: Step) -> Step:
    """COPIED becomes DONE. Raises PlacingError where the original must stay: then the copy is gone again, unless it is
    the last of its content; DiskError where that cannot be told: then both stay."""
    try:
        there, here = trace(step.source), trace(step.target)
    except PlacingError as error:
        raise DiskError(str(error)) from error
    if there is None:
        if here is None:
            raise PlacingError(_gone(step.source))
        return replace(step, state=StepState.DONE)
    if not _lies_as_put(step) or placing.is_one_name(step.source, step.target):
        raise PlacingError(tr("{path} stays: its copy is not as it was made.", path=shown(step.source)))
    try:
        _check_unchanged(step)
        placing.remove(step.source)
    except PlacingError:
        _remove_needless_copy(step)
        raise
    return replace(step, state=StepState.DONE)


def settle(step: Step, mode: Mode, token: str) -> Step:
    """A step that was BEGUN when all ended: PLANNED if nothing of it is there, else COPIED or DONE; FAILED where its
    file is gone. Raises PlacingError, DiskError."""
    with suppress(OSError):
        temporary(step.target, token, step.number).unlink(missing_ok=True)
    there, here = trace(step.source), trace(step.target)
    if here is None:
        if there is None and mode is not Mode.SYMLINK:
            return replace(step, state=StepState.FAILED, reason=_gone(step.source))
        return replace(step, state=StepState.PLANNED)
    match mode:
        case Mode.HARDLINK:
            is_ours = placing.is_other_name(step.source, step.target)
        case Mode.SYMLINK:
            is_ours = leads_to(step.target, step.source)
        case _ if placing.is_one_name(step.source, step.target):
            is_ours = False
        case Mode.MOVE if there is None:
            is_ours = here.is_like(step.size_bytes, step.mtime_ns) or _holds(step.target, step.content_hash)
        case _:
            digest = hash_or_none(step.source) or step.content_hash
            is_ours = _holds(step.target, digest)
            step = replace(step, content_hash=digest) if is_ours else step
    if not is_ours:
        return replace(step, state=StepState.PLANNED)  # whoever goes on finds the place taken
    # It may have been put there a moment before the end, or by somebody who flushes nothing.
    if mode is not Mode.SYMLINK:
        placing.sync_file(step.target)
    # Btrfs may bring back the old name, besides the new one, after a power cut in the middle of renaming.
    was_copied = mode is Mode.MOVE and there is not None
    return _as_it_lies(step, StepState.COPIED if was_copied else StepState.DONE)


def leads_to(link: Path, path: Path) -> bool:
    try:
        return link.readlink() == path
    except OSError:
        return False


def hash_or_none(path: Path) -> bytes | None:
    """None where it cannot be read."""
    try:
        return content_hash(path)
    except OSError:
        return None


def _copy(step: Step, token: str, on_bytes: Count, is_cancelled: IsCancelled) -> bytes:
    expected = (step.size_bytes, step.mtime_ns)
    part = temporary(step.target, token, step.number)
    return placing.copy(step.source, step.target, part, expected, on_bytes, is_cancelled)


def _check_unchanged(step: Step) -> None:
    try:
        status = step.source.stat()
    except (OSError, RuntimeError) as error:
        raise PlacingError(_gone(step.source)) from error
    if (status.st_size, status.st_mtime_ns) != (step.size_bytes, step.mtime_ns):
        raise PlacingError(changed(step.source))


def _as_it_lies(step: Step, state: StepState) -> Step:
    """Raises DiskError where that cannot be told: whoever goes on finds it out."""
    try:
        found = trace(step.target)
    except PlacingError as error:
        raise DiskError(str(error)) from error
    if found is None:
        raise DiskError(_gone(step.target))
    mtime_ns = step.mtime_ns if step.target.is_symlink() else found.mtime_ns
    return replace(step, state=state, reason=None, target_mtime_ns=mtime_ns)


def _remove_needless_copy(step: Step) -> None:
    """Only while the original holds the same: it is read for that."""
    try:
        is_whole = content_hash(step.source) == step.content_hash
    except OSError as error:
        raise DiskError(unreadable(step.source, error)) from error
    if not is_whole:
        raise PlacingError(
            tr(
                "{path} has changed after it was copied. Its copy, as it was before, is {target}.",
                path=shown(step.source),
                target=shown(step.target),
            )
        )
    try:
        placing.remove(step.target)
    except PlacingError as error:
        raise DiskError(str(error)) from error


def _lies_as_put(step: Step) -> bool:
    found = trace(step.target)
    return found is not None and found.is_like(step.size_bytes, step.target_mtime_ns or step.mtime_ns)


def _gone(path: Path) -> str:
    return tr("{path} is not there any more.", path=shown(path))


def _holds(path: Path, digest: bytes | None) -> bool:
    return digest is not None and hash_or_none(path) == digest
