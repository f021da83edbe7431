"""Folders and models: commands that change them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.house import absolute, embedder
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.core.commands import AddFolders, ForgetFolder, RemoveFolder, StopWhenIdle, UseModel
from photo_sorter.core.errors import FolderError, LibraryError, ModelError, PhotoSorterError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    Event,
    ModelChangeProgressed,
    ModelChangeStopped,
    ModelFailed,
    ModelReady,
    Stopped,
)
from photo_sorter.embedding.catalogue import rooted
from photo_sorter.media.scan import photo_folder
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.work.worker import Worker


def add_folder(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    path = photo_folder(desk.at(options.folder))
    outer = desk.library.folders.containing(path)
    if outer is None:
        desk.do(AddFolders((path,)))
    note = f"{path} is watched." if outer is None else f"{path} is watched already, as part of {outer.path}."
    who = "The window" if desk.is_in_window else f"`photo-sorter index {path}`"
    output.result({"path": str(path)}, [f"{note} {who} looks at its photos."])
    return 0


def remove_folder(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    folder = _folder(desk.library, desk.at(options.folder))
    desk.do(RemoveFolder(folder.id))
    output.result(
        {"path": str(folder.path)},
        [f"{folder.path} is out of view. Its files are untouched; adding it brings all back."],
    )
    return 0


def ask_before_forgetting(home: Home, options: argparse.Namespace, output: Output) -> tuple[str, ...]:
    """Raises FolderError."""
    if options.yes:
        return ()
    with Library.open_read_only(home.library) as library:
        folder = _folder(library, absolute(options.folder))
    output.message(f"Forget all tags and verdicts of the photos in {folder.path}? Type yes:")
    if sys.stdin.readline().strip().casefold() != "yes":
        raise FolderError(f"Nothing was forgotten of {folder.path}.")
    return ("--yes",)


def forget_folder(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    folder = _folder(desk.library, desk.at(options.folder))
    desk.do(ForgetFolder(folder.id))
    output.result({"path": str(folder.path)}, [f"{folder.path} is forgotten. Its files are untouched."])
    return 0


def use_model(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Until it has seen the whole library, and sorts it."""
    used: list[str] = []
    faults: list[PhotoSorterError] = []

    def on_event(event: Event) -> None:
        match event:
            case ActivityChanged(activity, done, total):
                output.progress(activity.replace("_", " ").capitalize(), done, total)
            case ModelReady(model_id):
                used.append(model_id)
                faults.clear()
            case ModelFailed(_, sentence):
                faults.append(ModelError(sentence))
            case Stopped(sentence) if sentence is not None:
                faults.append(LibraryError(sentence))

    settings = SettingsFile(home.settings)
    worker = Worker(home, settings, on_event, lambda id: embedder(home, id), watching=False, paused=False)
    worker.post(UseModel(options.model_id))
    worker.post(StopWhenIdle())
    worker.run()
    if faults:
        raise faults[-1]
    output.result({"id": used[-1], "waiting": 0}, [f"{used[-1]} is in use."])
    return 0


def use_model_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    """Waits until it has taken the place of the other, which goes on until then."""
    model_id = _changed_to(window, rooted(options.model_id, window.folder), output)
    output.result({"id": model_id, "waiting": 0}, [f"{model_id} is in use."])
    return 0


def _changed_to(window: Window, model_id: str, output: Output) -> str:
    if window.model_id() == model_id:
        window.do(UseModel(model_id))  # ends a change to another
        return model_id
    for event in window.after(UseModel(model_id)):
        match event:
            case ModelReady(ready_id):
                # Asked of the worker, so that it has done all that belongs to it.
                return window.model_id() or ready_id
            case ModelFailed(_, sentence):
                raise ModelError(sentence)
            case ModelChangeStopped(stopped_id):
                raise ModelError(f"The change to {stopped_id} was stopped: look at the window.")
            case ActivityChanged(Activity.PAUSED, reason=reason):
                raise ModelError(
                    f"{reason or 'Photo Sorter is paused'}: the model is made ready once you resume it in its window."
                )
            case ModelChangeProgressed(_, done, total):
                output.progress("Changing model", done, total)
    raise AssertionError("a window tells no end")


def _folder(library: Library, wanted: Path) -> Folder:
    found = next((folder for folder in library.folders.active() if folder.path == wanted), None)
    if found is None:
        raise FolderError(f"{wanted} is not a watched folder. `photo-sorter folders list` shows them all.")
    return found
