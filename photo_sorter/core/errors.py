"""Faults of the environment. Each carries one sentence for a person: what happened, to what, what to do.

They are caught at the edge of a step, stored and shown. Bugs are not caught.
"""

from __future__ import annotations

from photo_sorter.language import tr


class PhotoSorterError(Exception):
    """A fault that a person can do something about; `str()` is the sentence to show."""


class PhotoUnreadableError(PhotoSorterError):
    """One file cannot be read as a picture. The reason is stored with the photo; the rest goes on."""


class OnlineOnlyError(PhotoUnreadableError):
    """The file is in the cloud only, and was not opened, which would have fetched it: no fault of the file's."""


class DecoderDiedError(PhotoSorterError):
    """A decoder process died or ran out of time on a file: the file gets a strike."""


class DecoderNotStartedError(PhotoSorterError):
    """No decoder process can be started: no file's fault."""


class LibraryError(PhotoSorterError):
    """The library file cannot be opened, written or trusted."""


class LibraryHeldError(LibraryError):
    """Another copy of the program holds the library."""


class LibraryDamagedError(LibraryError):
    """The library file holds something else than was written. It can be repaired."""


class ModelError(PhotoSorterError):
    """A model is missing, incomplete or not what it says."""


class StalledError(PhotoSorterError):
    """Decoders do not start, or the model in use computes no more: no file's fault, and what is left waits."""


class FolderError(PhotoSorterError):
    """A folder cannot be watched or read."""


class DiskSilentError(FolderError):
    """A disk does not answer: a network drive whose server is gone. No file's fault, and nothing is known of it."""


class CategoryError(PhotoSorterError):
    """A category cannot be saved as it stands."""


class TrashError(PhotoSorterError):
    """A file could not be moved to the system's trash; it is where it was."""


class MetadataError(PhotoSorterError):
    """A sidecar was not written, and is as it was."""


class SearchError(PhotoSorterError):
    """A search cannot be saved, or is not there."""


class ArrangeError(PhotoSorterError):
    """A plan cannot be made or run as it was asked for; no file has been touched."""


class KeepingError(PhotoSorterError):
    """An export, a backup or a restore could not be done; the library is as it was, and no half file is left."""


class KeepingCancelledError(KeepingError):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__(tr("Cancelled. Nothing was changed."))
