"""Commands that change the library. While a window holds it they say so in one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from photo_sorter.cli.house import absolute, embedder, sorted_library
from photo_sorter.cli.output import Output
from photo_sorter.cli.reading import described
from photo_sorter.core.category import Category, Prompt, checked, next_colour
from photo_sorter.core.errors import CategoryError, FolderError
from photo_sorter.embedding.catalogue import find_entry
from photo_sorter.embedding.download import download_model
from photo_sorter.media.scan import photo_folder
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter


def add_category(home: Home, options: argparse.Namespace, output: Output) -> int:
    def add(categories: tuple[Category, ...]) -> tuple[Category, ...]:
        colour = next_colour(tuple(category.colour for category in categories))
        return (*categories, Category(options.name, _prompts(options.prompt or ()), colour=colour))

    return _edit(home, options.name, add, output)


def set_category(home: Home, options: argparse.Namespace, output: Output) -> int:
    def change(categories: tuple[Category, ...]) -> tuple[Category, ...]:
        before = _named(categories, options.name)
        after = before
        if options.new_name is not None:
            after = replace(after, name=options.new_name)
        if options.prompt is not None:
            against = tuple(prompt for prompt in before.prompts if prompt.against)
            after = replace(after, prompts=(*_prompts(options.prompt), *against))
        if options.enabled is not None:
            after = replace(after, enabled=options.enabled)
        return tuple(after if category is before else category for category in categories)

    return _edit(home, options.new_name or options.name, change, output)


def remove_category(home: Home, options: argparse.Namespace, output: Output) -> int:
    with sorted_library(home) as library, library.atomic():
        gone = _named(library.categories.all(), options.name)
        library.categories.save(tuple(each for each in library.categories.all() if each.id != gone.id))
    output.result({"removed": gone.name}, [f"Removed {gone.name}."])
    return 0


def add_folder(home: Home, options: argparse.Namespace, output: Output) -> int:
    path = photo_folder(options.folder)
    with sorted_library(home) as library:
        outer = library.folders.containing(path)
        if outer is None:
            with library.atomic():
                library.folders.add(path)
    note = f"{path} is watched." if outer is None else f"{path} is watched already, as part of {outer.path}."
    output.result({"path": str(path)}, [f"{note} `photo-sorter index {path}` looks at its photos."])
    return 0


def remove_folder(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open(home.library) as library:
        folder = _folder(library, options.folder)
        with library.atomic():
            library.folders.remove(folder.id)
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
        with library.atomic():
            library.folders.forget(folder.id)
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


def _edit(home: Home, name: str, change: Callable[[tuple[Category, ...]], tuple[Category, ...]], output: Output) -> int:
    with sorted_library(home) as library, library.atomic():
        categories = library.categories.save(checked(change(library.categories.all())))
    saved = described(_named(categories, name))
    output.result(saved, [f"{saved['name']}: {'; '.join(saved['prompts']) or saved['name']}"])
    return 0


def _prompts(texts: tuple[str, ...] | list[str]) -> tuple[Prompt, ...]:
    return tuple(Prompt(text) for text in texts)


def _named(categories: tuple[Category, ...], name: str) -> Category:
    wanted = " ".join(name.split()).casefold()
    found = next((category for category in categories if category.name.casefold() == wanted), None)
    if found is None:
        raise CategoryError(f"There is no category called “{name}”. `photo-sorter categories list` shows them all.")
    return found


def _folder(library: Library, path: Path) -> Folder:
    wanted = absolute(path)
    found = next((folder for folder in library.folders.active() if folder.path == wanted), None)
    if found is None:
        raise FolderError(f"{wanted} is not a watched folder. `photo-sorter folders list` shows them all.")
    return found
