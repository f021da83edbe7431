"""The models folder: where each model lies, how large it is, and that it is there whole or not at all.

A model's files lie in a folder named after its id. While they come they lie in one of the same name with
`.unfinished` behind it, which is never taken for a model; one program at a time writes there.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.open_clip_files import CONFIG_FILE, has_weights
from photo_sorter.language import number, tr

BUILT_IN_ID = "builtin-basic-1"
INSTALLED_PREFIX = "installed:"
"""Begins the id of a model that was installed from a file or a folder; see `install`."""

UNFINISHED_SUFFIX = ".unfinished"
REMOVED_SUFFIX = ".removed"
LOCK_FILE = "lock"
SPARE_BYTES = 50_000_000
"""What is left free on the disk, for the library that lives there too."""


def model_folder(models_folder: Path, model_id: str) -> Path:
    """Where the files of a downloaded `ARCHITECTURE/TAG`, or of an `installed:NAME`, lie."""
    return models_folder / model_id.replace("/", "--").replace(INSTALLED_PREFIX, "installed--")


def unfinished_folder(models_folder: Path, model_id: str) -> Path:
    folder = model_folder(models_folder, model_id)
    return folder.with_name(folder.name + UNFINISHED_SUFFIX)


def is_installed(models_folder: Path, model_id: str) -> bool:
    """Whether a model can be loaded without a download. A download in progress is not installed."""
    return model_id == BUILT_IN_ID or _is_whole(model_folder(models_folder, model_id))


def model_ids_in(models_folder: Path) -> tuple[str, ...]:
    """The ids of all models that lie whole in the folder, by name."""
    if not models_folder.is_dir():
        return ()
    names = sorted(folder.name for folder in models_folder.iterdir() if "--" in folder.name and _is_whole(folder))
    return tuple(
        INSTALLED_PREFIX + name.removeprefix("installed--")
        if name.startswith("installed--")
        else name.replace("--", "/", 1)
        for name in names
    )


def installed_bytes(models_folder: Path, model_id: str) -> int:
    """What a model's files take on the disk; 0 when it is not here, or comes with the program."""
    return _bytes_in(model_folder(models_folder, model_id))


def unfinished_bytes(models_folder: Path, model_id: str) -> int:
    """What is here of a download that has not ended; the next one goes on from there."""
    return _bytes_in(unfinished_folder(models_folder, model_id))


def remove_model(models_folder: Path, model_id: str) -> None:
    """Deletes a model's files; a model that is loaded goes on until it is let go. ModelError when it cannot be."""
    if model_id == BUILT_IN_ID:
        raise ModelError(tr("The built-in model is a part of the program: it stays."))
    if model_id not in model_ids_in(models_folder):
        raise ModelError(
            tr("“{model}” does not lie in {folder}: there is nothing to remove.", model=model_id, folder=models_folder)
        )
    folder = model_folder(models_folder, model_id)
    leaving = folder.with_name(folder.name + REMOVED_SUFFIX)
    try:
        shutil.rmtree(leaving, ignore_errors=True)
        folder.rename(leaving)  # whole or gone, also when it is interrupted
        shutil.rmtree(leaving)
    except OSError as error:
        raise ModelError(
            tr(
                "“{model}” cannot be removed from {folder}: use another model, and try again. ({reason})",
                model=model_id,
                folder=models_folder,
                reason=error.strerror or error,
            )
        ) from error


def discard_unfinished(models_folder: Path, model_id: str) -> None:
    """Throws away what arrived of a model. ModelError while it is still arriving."""
    folder = unfinished_folder(models_folder, model_id)
    if not folder.is_dir():
        return
    try:
        with _held(folder, model_id):
            pass
        shutil.rmtree(folder)
    except OSError as error:
        raise cannot_write(models_folder, error) from error


@contextmanager
def being_written(models_folder: Path, model_id: str) -> Iterator[Path]:
    """The folder into which a model's files may be written now, made when it is not there.

    It stays as it is when the block is left, unless there is nothing in it. ModelError while another program writes
    there; OSError from the disk.
    """
    folder = unfinished_folder(models_folder, model_id)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _held(folder, model_id):
            yield folder
    finally:
        if folder.is_dir() and {file.name for file in folder.iterdir()} <= {LOCK_FILE}:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(unfinished: Path, folder: Path, names: Collection[str]) -> None:
    """Makes a model of the files of these names, in the place of one that was there; all others are left behind.

    Called when `being_written` has ended, because a folder with a held file in it cannot be renamed everywhere.
    """
    for file in unfinished.iterdir():
        if file.name not in names:
            file.unlink()
            continue
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    leaving = folder.with_name(folder.name + REMOVED_SUFFIX)
    shutil.rmtree(leaving, ignore_errors=True)
    if folder.exists():
        folder.rename(leaving)
    unfinished.rename(folder)
    shutil.rmtree(leaving, ignore_errors=True)


def make_sure_of_room(folder: Path, more_bytes: int) -> None:
    """ModelError when the disk of `folder` has no room for so many bytes more."""
    missing = more_bytes - shutil.disk_usage(folder).free + SPARE_BYTES
    if missing > 0:
        missing_mb = missing // 1_000_000 + 1
        raise ModelError(
            tr(
                "The disk of {folder} needs {size} MB more room: free it and try again.",
                folder=folder.parent,
                size=number(missing_mb),
            )
        )


def cannot_write(models_folder: Path, error: OSError) -> ModelError:
    """The sentence for a disk that does not take a model."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError(tr("The disk of {folder} is full: make room and try again.", folder=models_folder))
    return ModelError(
        tr("The model cannot be written to {folder}: {reason}.", folder=models_folder, reason=error.strerror or error)
    )


@contextmanager
def _held(folder: Path, model_id: str) -> Iterator[None]:
    try:
        with FileLock(folder / LOCK_FILE, timeout=0):
            yield
    except Timeout as error:
        raise ModelError(
            tr("“{model}” is arriving already: wait until it is there, or stop that first.", model=model_id)
        ) from error


def _is_whole(folder: Path) -> bool:
    is_on_its_way = folder.name.endswith((UNFINISHED_SUFFIX, REMOVED_SUFFIX))
    return not is_on_its_way and (folder / CONFIG_FILE).is_file() and has_weights(folder)


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) if folder.is_dir() else 0
