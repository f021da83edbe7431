"""Folders and models: commands that change them. While a window holds the library they say so in one sentence."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from photo_sorter.cli.house import absolute, embedder
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import FolderError
from photo_sorter.embedding.catalogue import find_entry
from photo_sorter.embedding.download import download_model
from photo_sorter.media.scan import photo_folder
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter


def add_folder(home: Home, options: argparse.Namespace, output: Output) -> int:
    path = photo_folder(options.folder)
    with Library.open(home.library) as library:
        model = embedder(home)
        outer = library.folders.containing(path)
        if outer is None:
            with library.atomic():
                library.folders.add(path)
            Sorter(library, model).sort_everything()
    note = f"{path} is watched." if outer is None else f"{path} is watched already, as part of {outer.path}."
    output.result({"path": str(path)}, [f"{note} `photo-sorter index {path}` looks at its photos."])
    return 0


def remove_folder(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open(home.library) as library:
        folder = _folder(library, options.folder)
        model = embedder(home)
        with library.atomic():
            library.folders.remove(folder.id)
        Sorter(library, model).sort_everything()
    output.result(
        {"path": str(folder.path)},
        [f"{folder.path} is out of view. Its files are untouched; adding it brings all back."],
    )
    return 0


def forget_folder(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open(home.library) as library:
        folder = _folder(library, options.folder)
        if not options.yes:
            output.message(f"Forget all tags and verdicts of the photos in {folder.path}? Type yes:")
            if sys.stdin.readline().strip().casefold() != "yes":
                raise FolderError(f"Nothing was forgotten of {folder.path}.")
        model = embedder(home)
        with library.atomic():
            library.folders.forget(folder.id)
        Sorter(library, model).sort_everything()
    output.result({"path": str(folder.path)}, [f"{folder.path} is forgotten. Its files are untouched."])
    return 0


def use_model(home: Home, options: argparse.Namespace, output: Output) -> int:
    model = embedder(home, options.model_id)
    with Library.open(home.library) as library:
        with library.atomic():
            library.photos.enqueue_unembedded(model.model_id)
        Sorter(library, model).sort_everything()
        waiting = library.photos.queue_length()
        SettingsFile(home.settings).change(model_id=model.model_id)
    lines = [f"{model.model_id} is in use. {waiting} photos wait for it: run `photo-sorter index FOLDER`."]
    output.result({"id": model.model_id, "waiting": waiting}, lines)
    return 0


def download(home: Home, options: argparse.Namespace, output: Output) -> int:
    entry = find_entry(options.model_id)
    with tqdm(unit="B", unit_scale=True, desc=entry.title) as bar:

        def progress(done_bytes: int, total_bytes: int | None) -> None:
            bar.total = total_bytes
            bar.update(done_bytes - bar.n)

        download_model(entry, home.models, progress, lambda: False)
    output.result({"id": entry.model_id}, [f"{entry.model_id} is here. `photo-sorter models use {entry.model_id}`"])
    return 0


def _folder(library: Library, path: Path) -> Folder:
    wanted = absolute(path)
    found = next((folder for folder in library.folders.active() if folder.path == wanted), None)
    if found is None:
        raise FolderError(f"{wanted} is not a watched folder. `photo-sorter folders list` shows them all.")
    return found
