"""Where a command that changes the library does its work: alone with it, or in the window that holds it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Protocol

from photo_sorter.cli.house import absolute, embedder, photo_at
from photo_sorter.core.arranging.commands import RemoveRule, SaveRule
from photo_sorter.core.commands import (
    AddFolders,
    Command,
    ForgetFolder,
    RemoveFolder,
    SaveScheme,
    SaveSearches,
    SetMarks,
    SetVerdicts,
)
from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import Edit, EditedElsewhere
from photo_sorter.core.photo import Photo
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.errands import Errands, Workplace
from photo_sorter.work.sorter import Sorter

NO_MODEL = "Photo Sorter has no model to sort by. Choose one in its window, in Settings → Model."


class Desk(Protocol):
    """Lives on the thread of its library."""

    @property
    def library(self) -> Library:
        """For writing. Raises LibraryHeldError, LibraryError."""

    @property
    def sorter(self) -> Sorter:
        """Raises ModelError."""

    @property
    def is_in_window(self) -> bool:
        """Photos that wait are looked at by themselves."""

    def at(self, path: Path) -> Path:
        """A path that was typed, from the root."""

    def photo_at(self, path: Path) -> Photo:
        """Raises FolderError for a file that is not a photo of the library, LibraryError where there is no library."""

    def do(self, command: Command) -> None:
        """Obeys; the library is sorted afterwards. Raises LibraryError, and ModelError before anything has changed."""

    def edit(self, old: Edit, new: Edit) -> None:
        """Does `new`; a window can take it back by `old`."""


class OwnDesk:
    """Opens the library, once it is asked for, and closes it at the end of `with`."""

    is_in_window = False

    def __init__(self, home: Home) -> None:
        self._home = home
        self._open = ExitStack()

    def __enter__(self) -> OwnDesk:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(*error)  # type: ignore[arg-type]

    @cached_property
    def library(self) -> Library:
        return self._open.enter_context(Library.open(self._home.library))

    @cached_property
    def sorter(self) -> Sorter:
        return Sorter(self.library, embedder(self._home))

    def at(self, path: Path) -> Path:
        return absolute(path)

    def photo_at(self, path: Path) -> Photo:
        # For writing, a library would be made.
        with Library.open_read_only(self._home.library) as library:
            return photo_at(library, self.at(path))

    def edit(self, old: Edit, new: Edit) -> None:
        self.do(new)

    def do(self, command: Command) -> None:
        match command:
            case SaveScheme() | SetVerdicts():
                sorter = self.sorter  # ModelError before anything has changed
                if isinstance(command, SaveScheme):
                    sorter.prompts.of_scheme(command.scheme.checked())
                self._write(command)
                sorter.sort_everything()
            case AddFolders() | RemoveFolder() | ForgetFolder():
                sorter = self.sorter
                self._write(command)
                sorter.follow_folders()
            case _:
                self._write(command)

    def _write(self, command: Command) -> None:
        library = self.library
        with library.atomic():
            match command:
                case SaveScheme(scheme):
                    library.categories.save(scheme.checked())
                case SetVerdicts(verdicts):
                    library.tags.set_verdicts(verdicts)
                case SetMarks(marks):
                    library.marks.set(marks)
                case SaveSearches(searches):
                    library.searches.save(searches)
                case SaveRule(rule):
                    library.journal.save_rule(rule)
                case RemoveRule(rule_id):
                    library.journal.remove_rule(rule_id)
                case AddFolders(paths):
                    for path in paths:
                        library.folders.add(path)
                case RemoveFolder(folder_id):
                    library.folders.remove(folder_id)
                case ForgetFolder(folder_id):
                    library.folders.forget(folder_id)
                case _:
                    raise NotImplementedError(type(command).__name__)


class WindowDesk:
    """The worker's, in the window's process. `folder`: where the command was typed, which was `words`."""

    is_in_window = True

    def __init__(self, workplace: Workplace, errands: Errands, folder: Path, words: str) -> None:
        self.library = workplace.library
        self._workplace, self._errands = workplace, errands
        self._folder, self._words = folder, words

    @property
    def sorter(self) -> Sorter:
        if self._workplace.sorter is None:
            raise ModelError(NO_MODEL)
        return self._workplace.sorter

    def at(self, path: Path) -> Path:
        return absolute(self._folder / path)

    def photo_at(self, path: Path) -> Photo:
        return photo_at(self.library, self.at(path))

    def do(self, command: Command) -> None:
        self._workplace.do(command)

    def edit(self, old: Edit, new: Edit) -> None:
        self._workplace.do(new)
        self._errands.tell(EditedElsewhere(old, self._as_stored(new), self._words))

    def _as_stored(self, edit: Edit) -> Edit:
        """With the ids that the library gave."""
        match edit:
            case SaveScheme():
                return SaveScheme(self.library.categories.scheme())
            case SaveSearches():
                return SaveSearches(self.library.searches.all())
        return edit
