"""Puts a model from a person's own files into the models folder, where it needs the originals no more."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.faults import computing
from photo_sorter.embedding.model_files import (
    INSTALLED_PREFIX,
    LOCK_FILE,
    being_written,
    cannot_write,
    make_sure_of_room,
    model_folder,
    put_in_place,
)
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from photo_sorter.embedding.open_clip_files import (
    CONFIG_FILE,
    MORE_TOKENIZER_FILES,
    TOKENIZER_FILE,
    WEIGHTS_FILES,
    WEIGHTS_SUFFIXES,
    training_of,
    written_config,
)
from photo_sorter.embedding.weights import is_safetensors, read_shapes, recognise
from photo_sorter.language import tr

COMING_ID = f"{INSTALLED_PREFIX}new"
"""Stands for a model that is being installed: what is left of one that was killed goes with the next."""


def install_model(source: Path, models_folder: Path, trained_as: str | None = None) -> str:
    """Copies a model into `models_folder` and gives the id under which `open_embedder` finds it. Some seconds, torch.

    `source` is a folder as open_clip saves it, or a file of plain weights (.safetensors, or a pickle that holds
    nothing else). `trained_as` is the `ARCHITECTURE` of a file, recognised without where that is certain; or the
    `ARCHITECTURE/TAG` of a known training: the files then become the model of that id, as if it were downloaded.
    Other ids are `installed:NAME-HASH`, the hash that of the content: vectors of other weights never share an id.

    The model is loaded once and must compute. ModelError when anything is wrong with it (ArchitectureUnclearError when
    it must be named), and nothing is installed.
    """
    source = source.expanduser()
    architecture, _, tag = (trained_as or "").partition("/")
    weights = _weights_in(source) if source.is_dir() else source
    shapes = read_shapes(weights)
    if source.is_dir() and not tag:
        config = _read(source / CONFIG_FILE)
    else:
        config = json.dumps(written_config(architecture or recognise(weights, shapes), tag or None)).encode()
    files = {_stored_name(weights): weights} | _tokenizer_files(source)
    try:
        with being_written(models_folder, COMING_ID) as folder:
            _clear(folder)
            make_sure_of_room(folder, sum(path.stat().st_size for path in files.values()))
            try:
                digest = _copy(config, files, folder)
                model_id = f"{architecture}/{tag}" if tag else _own_id(source, digest)
                quick_gelu = bool(training_of(architecture, tag).get("quick_gelu")) if tag else None
                _prove(source, folder, quick_gelu)
            except BaseException:
                _clear(folder)
                raise
        put_in_place(folder, model_folder(models_folder, model_id), (CONFIG_FILE, *files))
    except OSError as error:
        raise cannot_write(models_folder, error) from error
    return model_id


def _weights_in(folder: Path) -> Path:
    """The file that open_clip would take, were it there alone."""
    if not folder.is_dir():
        raise ModelError(tr("There is no folder {folder}.", folder=folder))
    candidates = {path.name: path for path in sorted(folder.iterdir()) if path.suffix in WEIGHTS_SUFFIXES}
    preferred = [*WEIGHTS_FILES, *sorted(candidates, key=lambda name: not name.endswith(".safetensors"))]
    found = next((candidates[name] for name in preferred if name in candidates), None)
    if found is None:
        raise ModelError(
            tr("{folder} holds no weights: choose a folder as open_clip saves it, or a file of weights.", folder=folder)
        )
    return found


def _tokenizer_files(source: Path) -> dict[str, Path]:
    return {name: source / name for name in (TOKENIZER_FILE, *MORE_TOKENIZER_FILES) if (source / name).is_file()}


def _stored_name(weights: Path) -> str:
    """open_clip goes by the name; a person's file may have any."""
    return WEIGHTS_FILES[0] if is_safetensors(weights) else WEIGHTS_FILES[-1]


def _read(config_file: Path) -> bytes:
    try:
        return config_file.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            tr(
                "{folder} has no {file}: choose a folder as open_clip saves it, or a file of weights.",
                folder=config_file.parent,
                file=CONFIG_FILE,
            )
        ) from error
    except OSError as error:
        raise ModelError(
            tr("{path} cannot be read: {reason}.", path=config_file, reason=error.strerror or error)
        ) from error


def _copy(config: bytes, files: Mapping[str, Path], folder: Path) -> str:
    """Gives the SHA-256 of all that was copied."""
    digest = hashlib.sha256(config)
    (folder / CONFIG_FILE).write_bytes(config)
    for name, path in sorted(files.items()):
        try:
            with path.open("rb") as original:
                digest.update(hashlib.file_digest(original, "sha256").digest())
        except OSError as error:
            raise ModelError(
                tr("{path} cannot be read: {reason}.", path=path, reason=error.strerror or error)
            ) from error
        shutil.copyfile(path, folder / name)
    return digest.hexdigest()


def _own_id(source: Path, digest: str) -> str:
    name = source.stem if source.is_file() else source.resolve().name
    return f"{INSTALLED_PREFIX}{re.sub('[^A-Za-z0-9._]+', '-', name).strip('-.')[:40] or 'model'}-{digest[:12]}"


def _prove(source: Path, folder: Path, quick_gelu: bool | None) -> None:
    """Loads the copy once, and lets it look at a picture and read a sentence."""
    try:
        embedder = OpenClipEmbedder.from_folder(source.name, folder, quick_gelu=quick_gelu)
    except ModelError as error:
        # A person knows the original; the copy is about to go.
        raise ModelError(str(error).replace(str(folder), str(source))) from error
    side = embedder.picture.side_px
    with computing(source.name):
        seen = embedder.embed_pictures(np.full((1, side, side, 3), 128, np.uint8))
        read = embedder.embed_texts(["a photo"])
    if seen.shape != read.shape or not (np.isfinite(seen).all() and np.isfinite(read).all()):
        raise ModelError(
            tr("{source} loads but computes nothing: its weights are damaged. Get it again.", source=source)
        )


def _clear(folder: Path) -> None:
    for file in folder.iterdir():
        if file.name != LOCK_FILE:
            file.unlink()
