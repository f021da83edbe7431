"""What crosses between the window (or the command line) and the worker thread: frozen values, never objects.

Commands are imperatives and go to `Worker.post`; events are in the past tense and come through `notify`, from threads
of the worker's. The window fetches rows from its read-only library when an event says what changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photo_sorter.core.accuracy import AccuracyReport
from photo_sorter.core.category import Category, Scheme
from photo_sorter.core.heat import HeatMap
from photo_sorter.core.preview import ChangePreview, StrictnessCurve, WordingTrial
from photo_sorter.core.review import ReviewItem
from photo_sorter.core.why import Why

# --- commands -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AddFolders:
    """Watch these folders and index what is in them."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class RemoveFolder:
    """Stop watching; photos leave the view. No file is touched; verdicts and embeddings return with the folder."""

    folder_id: int


@dataclass(frozen=True)
class ForgetFolder:
    """Remove a folder and everything the library knows of its photos, verdicts included. No file is touched."""

    folder_id: int


@dataclass(frozen=True)
class Rescan:
    """Compare every watched folder with the library."""


@dataclass(frozen=True)
class LookAt:
    """These paths came to rest after a change: files or folders, there or gone."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class SaveScheme:
    """The whole scheme as it shall be. Categories without an id are new, those not named are removed; one that is named
    again by its id comes back with its verdicts."""

    scheme: Scheme


@dataclass(frozen=True)
class Verdict:
    """What a person says of a photo and a category; `holds` None takes an earlier verdict back."""

    photo_id: int
    category_id: int
    holds: bool | None


@dataclass(frozen=True)
class SetVerdicts:
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class SetSkipped:
    """Review shall not ask about these (photo id, category id) any more; `skipped` False: it may again."""

    pairs: tuple[tuple[int, int], ...]
    skipped: bool = True


@dataclass(frozen=True)
class PreviewCategory:
    """What the slider of this category would give, as it stands in an editor (with the library's other categories)."""

    token: int
    category: Category


@dataclass(frozen=True)
class TryWordings:
    """Which photos `category` would take with each of these wordings as its only one for it."""

    token: int
    category: Category
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class PreviewChange:
    """What would change if this command were given."""

    token: int
    command: SaveScheme | SetVerdicts


@dataclass(frozen=True)
class ExplainWhy:
    """Why a photo is, or is not, in a category."""

    token: int
    photo_id: int
    category_id: int


@dataclass(frozen=True)
class MakeHeatMap:
    """Where in the picture the category is seen. Opens the photo's file, in a decode process."""

    token: int
    photo_id: int
    category_id: int


@dataclass(frozen=True)
class NextReviews:
    """What to ask a person next, about one category or (None) all of them."""

    token: int
    category_id: int | None = None
    limit: int = 50


@dataclass(frozen=True)
class CheckAccuracy:
    """On a labelled folder (one subfolder a class, or with `labels` a CSV of path,label), or with `folder` None on what
    people decided. `compare_model_id`: the same photos under another model as well."""

    token: int
    folder: Path | None = None
    labels: Path | None = None
    compare_model_id: str | None = None


@dataclass(frozen=True)
class CancelCheck:
    pass


@dataclass(frozen=True)
class Search:
    """Photos for free text. Only the answer with the latest token counts."""

    token: int
    text: str
    limit: int = 500


@dataclass(frozen=True)
class Explain:
    """Scores of one photo in every category."""

    token: int
    photo_id: int


@dataclass(frozen=True)
class TryAgain:
    """Look at photos among Problems once more; without ids, at all of them."""

    photo_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pause:
    pass


@dataclass(frozen=True)
class Resume:
    pass


@dataclass(frozen=True)
class UseModel:
    model_id: str


@dataclass(frozen=True)
class DownloadModel:
    model_id: str


@dataclass(frozen=True)
class CancelDownload:
    pass


@dataclass(frozen=True)
class StopWhenIdle:
    """Stop as soon as nothing is left to do."""


@dataclass(frozen=True)
class Stop:
    """Stop after the step in hand. What is not committed is done again at the next start."""


Command = (
    AddFolders | RemoveFolder | ForgetFolder | Rescan | LookAt | SaveScheme | SetVerdicts | SetSkipped
    | PreviewCategory | TryWordings | PreviewChange | ExplainWhy | MakeHeatMap | NextReviews | CheckAccuracy
    | CancelCheck | Search | Explain | TryAgain
    | Pause | Resume | UseModel | DownloadModel | CancelDownload | StopWhenIdle | Stop
)  # fmt: skip

# --- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LibraryChanged:
    """Committed changes, by subject: the window asks its own connection for what it shows. `followed`: how many photos
    came into a category or left it after verdicts on others."""

    photos: bool = False
    tags: bool = False
    categories: bool = False
    folders: bool = False
    followed: int = 0


@dataclass(frozen=True)
class PhotosIndexed:
    """These photos have been looked at and committed, as READY or PROBLEM."""

    photo_ids: tuple[int, ...]


class Activity(StrEnum):
    STARTING = "starting"
    LOADING_MODEL = "loading_model"
    SCANNING = "scanning"
    INDEXING = "indexing"
    PAUSED = "paused"
    IDLE = "idle"


@dataclass(frozen=True)
class ActivityChanged:
    """What the worker is doing. `done` of `total` photos in this run; seconds_left is None while unknown."""

    activity: Activity
    done: int = 0
    total: int = 0
    photos_per_second: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True)
class SearchAnswered:
    """Best first. `scores` run from 0 to 1."""

    token: int
    text: str
    photo_ids: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True)
class PhotoExplained:
    """Probabilities by category id, for a photo, as the machine sees it; empty if it has no embedding yet."""

    token: int
    photo_id: int
    scores: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class CategoryPreviewed:
    """`curve` is None while no model is loaded. `remarks` are sentences about the wording."""

    token: int
    curve: StrictnessCurve | None
    remarks: tuple[str, ...] = ()


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
class ModelReady:
    model_id: str


@dataclass(frozen=True)
class ModelFailed:
    """The model cannot be used; the one before it, if any, goes on."""

    model_id: str
    sentence: str


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
class NoticeRaised:
    """One sentence for a person. Nothing else stops."""

    sentence: str


@dataclass(frozen=True)
class Stopped:
    """The worker has ended. `sentence` says why if nobody asked it to."""

    sentence: str | None = None


Event = (
    LibraryChanged | PhotosIndexed | ActivityChanged | SearchAnswered | PhotoExplained | CategoryPreviewed
    | WordingsTried | ChangePreviewed | WhyAnswered | HeatMapMade | ReviewsAnswered | CheckProgressed | AccuracyChecked
    | ModelReady | ModelFailed | DownloadProgressed | DownloadEnded | NoticeRaised | Stopped
)  # fmt: skip
