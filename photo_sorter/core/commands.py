"""What a person or a front door asks of the worker: frozen imperatives for `Worker.post`, from any thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.category import Category, Scheme


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
