"""What the worker tells: frozen values in the past tense, given to `notify` from threads of the worker's.

The window fetches rows from its read-only library when an event says what changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.arranging.events import ArrangingEvent
from photo_sorter.core.commands import SaveScheme, SaveSearches, SetMarks, SetVerdicts
from photo_sorter.core.duplicates.groups import DuplicateGroup
from photo_sorter.core.folder_state import FoldersChecked
from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.query import Facet, Query
from photo_sorter.core.sorting.accuracy import AccuracyReport
from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.core.sorting.model_comparison import ModelComparison
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.core.sorting.preview import ChangePreview, StrictnessCurve, WordingTrial
from photo_sorter.core.sorting.review import ReviewItem
from photo_sorter.core.sorting.why import Why


@dataclass(frozen=True)
class LibraryChanged:
    """Committed changes, by subject: the window asks its own connection for what it shows. `followed`: how many photos
    came into a category or left it after verdicts on others."""

    photos: bool = False
    tags: bool = False
    categories: bool = False
    folders: bool = False
    searches: bool = False
    runs: bool = False
    followed: int = 0


Edit = SaveScheme | SetVerdicts | SetMarks | SaveSearches
"""What a person does on the command line and may take back in the window."""


@dataclass(frozen=True)
class EditedElsewhere:
    """`new` was obeyed for the command line; `old` takes it back. `words`: what was typed there."""

    old: Edit
    new: Edit
    words: str


@dataclass(frozen=True)
class PhotosIndexed:
    """These photos have been looked at and committed, as READY or PROBLEM."""

    photo_ids: tuple[int, ...]


class Activity(StrEnum):
    STARTING = "starting"
    LOADING_MODEL = "loading_model"
    SCANNING = "scanning"
    INDEXING = "indexing"
    CHANGING_MODEL = "changing_model"
    PAUSED = "paused"
    IDLE = "idle"


@dataclass(frozen=True)
class ActivityChanged:
    """What the worker is doing. `done` of `total` photos in this run; seconds_left is None while unknown. `reason`: why
    it is PAUSED though no person paused it, a sentence."""

    activity: Activity
    done: int = 0
    total: int = 0
    photos_per_second: float = 0.0
    seconds_left: float | None = None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class SearchAnswered:
    """(n,) `photo_ids`, best first (by facts alone: newest first), and their `scores` from 0 to 1.

    The first `relevant` of them answer the query; `nothing`: probably none does, and these are the nearest. `hints` are
    sentences about the query; `facets` count the relevant ones; `meant` is the query with a likely misspelling mended.
    """

    token: int
    query: Query
    photo_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    relevant: int
    nothing: bool = False
    hints: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    meant: Query | None = None


@dataclass(frozen=True)
class SavedSearchesCounted:
    """(id of a saved search, how many photos it finds)."""

    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class VocabularyChanged:
    """The names that filters can have."""

    vocabulary: Vocabulary


@dataclass(frozen=True)
class DuplicatesProgressed:
    """seconds_left is None while unknown."""

    token: int
    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True)
class DuplicatesFound:
    """Exact copies first, then same pictures, then near ones. Empty where `sentence` says what went wrong."""

    token: int
    groups: tuple[DuplicateGroup, ...]
    sentence: str | None = None


@dataclass(frozen=True)
class TrashProgressed:
    """So many of `total` photos have been moved, or left alone."""

    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True)
class MovedToTrash:
    """`sentences` say which photos stayed, and why. `returnable`: those that `TakeBackFromTrash` can take back."""

    photo_ids: tuple[int, ...]
    sentences: tuple[str, ...] = ()
    returnable: tuple[int, ...] = ()


@dataclass(frozen=True)
class TakenBackFromTrash:
    """These photos are where they were. `sentences` say which stayed in the trash, and why."""

    photo_ids: tuple[int, ...]
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetadataProgressed:
    """So many of `total` photos are through. seconds_left is None while unknown."""

    done: int
    total: int
    photos_per_second: float
    seconds_left: float | None


@dataclass(frozen=True)
class MetadataWritten:
    """How many sidecars were `written`, were `unchanged` because they say so already or there is nothing to say, and
    were `refused`; `sentences` are about the first of those, or say what stopped everything."""

    written: int
    unchanged: int = 0
    refused: int = 0
    sentences: tuple[str, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True)
class PhotoExplained:
    """Probabilities by category id, for a photo, as the machine sees it; empty if it has no embedding yet."""

    token: int
    photo_id: int
    scores: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class CategoryPreviewed:
    """`curve` is None while no model is loaded. `remarks` are sentences about the wording; `overlap` is with a category
    of the same set that wants most of the same photos."""

    token: int
    curve: StrictnessCurve | None
    remarks: tuple[str, ...] = ()
    overlap: Overlap | None = None


@dataclass(frozen=True)
class WordingsTried:
    """One trial a wording, in the order asked."""

    token: int
    trials: tuple[WordingTrial, ...]


@dataclass(frozen=True)
class ChangePreviewed:
    """`preview` is None where it cannot be known: no model is loaded, or the change is impossible."""

    token: int
    preview: ChangePreview | None


@dataclass(frozen=True)
class WhyAnswered:
    """`why` is None where the photo or the category is gone, or the photo has no embedding yet."""

    token: int
    why: Why | None


@dataclass(frozen=True)
class HeatMapMade:
    """`heat` is None where the picture cannot be read or the model cannot say; `sentence` tells why."""

    token: int
    photo_id: int
    category_id: int
    heat: HeatMap | None
    sentence: str | None = None


@dataclass(frozen=True)
class ReviewsAnswered:
    """The most instructive first. `waiting`: how many photos are open in all."""

    token: int
    items: tuple[ReviewItem, ...]
    waiting: int


@dataclass(frozen=True)
class CheckProgressed:
    """seconds_left is None while unknown."""

    token: int
    done: int
    total: int
    photos_per_second: float
    seconds_left: float | None


@dataclass(frozen=True)
class AccuracyChecked:
    """`reports`: the model in use, then the one compared with. Empty where `sentence` says what went wrong."""

    token: int
    reports: tuple[AccuracyReport, ...]
    sentence: str | None = None


@dataclass(frozen=True)
class ModelsCompared:
    """None where `sentence` says what went wrong."""

    token: int
    comparison: ModelComparison | None
    sentence: str | None = None


@dataclass(frozen=True)
class ModelReady:
    """This model sorts the library now."""

    model_id: str


@dataclass(frozen=True)
class ModelChangeProgressed:
    """The model in use goes on while this one looks at the library: `done` of `total` pictures. seconds_left is None
    while unknown."""

    model_id: str
    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True)
class ModelChangeStopped:
    """The change to this model has ended early: a person stopped it or chose another one, or the library's disk did."""

    model_id: str


@dataclass(frozen=True)
class ModelRemoved:
    """Neither its files nor what it had seen are there any more."""

    model_id: str


@dataclass(frozen=True)
class ModelFailed:
    """The model cannot be used; the one before it, if any, goes on."""

    model_id: str
    sentence: str


@dataclass(frozen=True)
class ModelInstalled:
    """From a person's own files, under this id; None where `sentence` says what went wrong. `candidates`: the
    architectures that the files may have, where a person must say which."""

    model_id: str | None
    sentence: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpeedMeasured:
    """None where `sentence` says what went wrong."""

    model_id: str
    photos_per_second: float | None
    sentence: str | None = None


@dataclass(frozen=True)
class DownloadProgressed:
    """`total_bytes` is None when the server does not say."""

    model_id: str
    done_bytes: int
    total_bytes: int | None


@dataclass(frozen=True)
class DownloadEnded:
    """`sentence` is None when the model is installed; else it says what went wrong."""

    model_id: str
    sentence: str | None


@dataclass(frozen=True)
class DownloadDiscarded:
    """Nothing is left of what had arrived of this model."""

    model_id: str


@dataclass(frozen=True)
class NoticeRaised:
    """One sentence for a person. Nothing else stops. `is_in_log`: the log says more."""

    sentence: str
    is_in_log: bool = False


@dataclass(frozen=True)
class Stopped:
    """The worker has ended. `sentence` says why if nobody asked it to; `is_damage`: the library is damaged."""

    sentence: str | None = None
    is_damage: bool = False


Event = (
    LibraryChanged | EditedElsewhere | PhotosIndexed | ActivityChanged | SearchAnswered | SavedSearchesCounted
    | VocabularyChanged | DuplicatesProgressed | DuplicatesFound | TrashProgressed | MovedToTrash | TakenBackFromTrash
    | PhotoExplained
    | MetadataProgressed | MetadataWritten
    | ArrangingEvent | FoldersChecked
    | CategoryPreviewed
    | WordingsTried | ChangePreviewed | WhyAnswered | HeatMapMade | ReviewsAnswered | CheckProgressed | AccuracyChecked
    | ModelsCompared
    | ModelReady | ModelFailed | ModelChangeProgressed | ModelChangeStopped | ModelRemoved | ModelInstalled
    | SpeedMeasured
    | DownloadProgressed | DownloadEnded | DownloadDiscarded | NoticeRaised | Stopped
)  # fmt: skip
