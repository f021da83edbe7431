"""What a person or a front door asks of the worker: frozen imperatives for `Worker.post`, from any thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.arranging.commands import ArrangingCommand
from photo_sorter.core.marks import Marks
from photo_sorter.core.search.query import Query, SavedSearch
from photo_sorter.core.sorting.category import Category, Scheme


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
class LookForDisks:
    """A disk was connected or taken away: look where the watched folders are."""


@dataclass(frozen=True)
class LocateFolder:
    """A watched folder is at this path now: its photos are there, with all that was said of them."""

    folder_id: int
    path: Path


@dataclass(frozen=True)
class LookAt:
    """These paths came to rest after a change: files or folders, there or gone."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class ShowSoon:
    """Somebody sees that these photos still wait to be looked at: they come before the others."""

    photo_ids: tuple[int, ...]


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
class CompareModels:
    """How would this model sort the library? Only what it has seen is compared."""

    token: int
    model_id: str


@dataclass(frozen=True)
class SetMarks:
    """(photo id, all that a person says of the photo)."""

    marks: tuple[tuple[int, Marks], ...]


@dataclass(frozen=True)
class SaveSearches:
    """All saved searches as they shall be, in their order. Those without an id are new."""

    searches: tuple[SavedSearch, ...]


@dataclass(frozen=True)
class PrepareSearch:
    """Somebody is about to search: the model shall be in memory by then."""


@dataclass(frozen=True)
class Search:
    """Photos for a query. Only the answer with the latest token counts. `beyond`: how many to give past the end of what
    is relevant."""

    token: int
    query: Query
    beyond: int = 500


@dataclass(frozen=True)
class FindDuplicates:
    """Exact copies, the same picture in other forms, and (`near`) shots that are nearly the same."""

    token: int
    near: bool = True


@dataclass(frozen=True)
class CancelDuplicates:
    pass


@dataclass(frozen=True)
class MoveToTrash:
    """Into the system's trash, each only if one of `kept_ids` is proved to be there still and to hold the same.

    Photos whose bytes none of those has go if any of them is there; of several groups only exact copies may go at once
    (`copies_only`), lest one group's photo answers for another's. `contents`: photo ids and their SHA-256 as a person
    saw them; what holds something else by now neither goes nor answers for others.
    """

    photo_ids: tuple[int, ...]
    kept_ids: tuple[int, ...]
    copies_only: bool = False
    contents: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True)
class CancelTrash:
    """The rest of what is being moved to the trash stays where it is."""


@dataclass(frozen=True)
class TakeBackFromTrash:
    """Put photos that `MoveToTrash` moved back where they were; never over another file."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True)
class WriteMetadata:
    """Into the sidecars of these photos; None: of all in view. No photo is touched."""

    photo_ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class CancelMetadata:
    """The rest of the sidecars stay as they are."""


@dataclass(frozen=True)
class ReadMetadata:
    """Read again what is written about these photos, in them and beside them; None: about all in view."""

    photo_ids: tuple[int, ...] | None = None


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
class Hold:
    """Wait for a reason that is nobody's wish, e.g. the battery: a sentence to show. "" lets the work go on, unless a
    person has paused it."""

    reason: str


@dataclass(frozen=True)
class UseModel:
    """This model shall sort, as soon as it has seen the whole library."""

    model_id: str


@dataclass(frozen=True)
class StayWithModel:
    """The model in use goes on; the one that was being made ready keeps what it has seen."""


@dataclass(frozen=True)
class RemoveModel:
    """Remove a model's files, and everything that it has seen."""

    model_id: str


@dataclass(frozen=True)
class MeasureSpeed:
    """How many photos a second does this model take on this computer? A few seconds, beside whatever else goes on."""

    model_id: str


@dataclass(frozen=True)
class DownloadModel:
    model_id: str


@dataclass(frozen=True)
class CancelDownload:
    """What arrived is kept: the next download of that model goes on from there."""


@dataclass(frozen=True)
class DiscardDownload:
    """Throw away what arrived of a model."""

    model_id: str


@dataclass(frozen=True)
class InstallModel:
    """Copy a model from a person's own file or folder. `trained_as`: its ARCHITECTURE or ARCHITECTURE/TAG, where the
    files do not say it."""

    path: Path
    trained_as: str | None = None


@dataclass(frozen=True)
class StopWhenIdle:
    """Stop as soon as nothing is left to do."""


@dataclass(frozen=True)
class Stop:
    """Stop after the step in hand. What is not committed is done again at the next start."""


Command = (
    AddFolders | RemoveFolder | ForgetFolder | LocateFolder | Rescan | LookAt | LookForDisks | ShowSoon
    | SaveScheme | SetVerdicts | SetSkipped
    | PreviewCategory | TryWordings | PreviewChange | ExplainWhy | MakeHeatMap | NextReviews | CheckAccuracy
    | CancelCheck | CompareModels | PrepareSearch | Search | Explain | TryAgain | SetMarks | SaveSearches
    | FindDuplicates | CancelDuplicates | MoveToTrash | CancelTrash | TakeBackFromTrash | Hold
    | WriteMetadata | CancelMetadata | ReadMetadata
    | ArrangingCommand
    | Pause | Resume | UseModel | StayWithModel | RemoveModel | InstallModel | MeasureSpeed
    | DownloadModel | CancelDownload | DiscardDownload | StopWhenIdle | Stop
)  # fmt: skip
