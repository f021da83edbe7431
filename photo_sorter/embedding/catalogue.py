"""Which models there are, which of them can be used here, and how one is opened by its id.

A model id names weights. It has one of six forms:

- `builtin-basic-1`: the built-in model;
- `ViT-B-32-256/datacomp_s34b_b86k`: open_clip's name of an architecture and the tag of a training. The catalogue lists
  the recommended ones; any other that open_clip knows can be downloaded and opened as well;
- `installed:mine-3f2a9c1b04de`: a model that was copied from a person's own files, and the hash of its content;
- `local-dir:/models/mine`: a folder with `open_clip_config.json`, weights and tokenizer, as open_clip saves it;
- `ViT-B-32=/models/mine.safetensors`: an architecture and a file of weights, split at the first equals sign;
- `ViT-B-32-quickgelu/openai=/models/ViT-B-32.pt`: the same with the tag of the training, so that the preprocessing
  is surely right and a wrong activation is noticed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.model_files import (
    BUILT_IN_ID,
    INSTALLED_PREFIX,
    installed_bytes,
    is_installed,
    model_folder,
    model_ids_in,
    unfinished_bytes,
)
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from photo_sorter.embedding.open_clip_files import (
    CONFIG_FILE,
    WeightsFile,
    has_transformers,
    multilingual_advice,
    training_of,
)
from photo_sorter.embedding.starter import WORD_LIST, StarterEmbedder
from photo_sorter.language import tr

LOCAL_FOLDER_PREFIX = "local-dir:"


@dataclass(frozen=True)
class ModelEntry:
    """A model as it is shown to a person who chooses one.

    `repository` is its place on the hub, None for a model that is not to be had there. `quality` is the top-1 accuracy
    on ImageNet without training on it, in percent (LAION's, OpenAI's and Google's model cards), None where it means
    nothing. `download_mb` is in units of 10⁶ bytes; None for a model that only open_clip lists. `dimensions` is None
    where only the model's files say it. `needs` is the extra of this program that it cannot do without. `memory_mb` is
    what the process takes while it computes (measured on Linux, two lanes, random weights of the same shapes), 750 MB
    for torch included, which the built-in model does without; while a model is loaded it takes as much more as the
    download. None where nobody measured.
    """

    model_id: str
    title: str
    architecture: str
    tag: str
    repository: str | None
    dimensions: int | None
    download_mb: int | None
    quality: float | None
    languages: str
    licence: str
    needs: str | None = None
    memory_mb: int | None = None


@dataclass(frozen=True)
class ModelState:
    """A model on this computer. `hint` says why it cannot be used yet, None when it can; a download changes that if it
    `can_download`, and goes on from the `unfinished_bytes` that are here. `installed_bytes` are those on the disk."""

    entry: ModelEntry
    is_installed: bool
    can_download: bool
    hint: str | None
    installed_bytes: int = 0
    unfinished_bytes: int = 0


CATALOGUE: tuple[ModelEntry, ...] = (
    ModelEntry(
        BUILT_IN_ID, "Built-in (basic)", "EfficientNet-Lite2", "basic-1", None,
        dimensions=None, download_mb=0, quality=None, languages="English", licence="Apache-2.0",
        memory_mb=340,
    ),
    ModelEntry(
        "ViT-B-32-256/datacomp_s34b_b86k", "CLIP, recommended", "ViT-B-32-256", "datacomp_s34b_b86k",
        "laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K",
        dimensions=512, download_mb=606, quality=72.8, languages="English", licence="MIT",
        memory_mb=1480,
    ),
    ModelEntry(
        "ViT-B-32-quickgelu/openai", "CLIP, the original of OpenAI", "ViT-B-32-quickgelu", "openai",
        "timm/vit_base_patch32_clip_224.openai",
        dimensions=512, download_mb=605, quality=63.3, languages="English", licence="MIT",
        memory_mb=1480,
    ),
    ModelEntry(
        "ViT-B-32-SigLIP2-256/webli", "SigLIP 2, many languages", "ViT-B-32-SigLIP2-256", "webli",
        "timm/ViT-B-32-SigLIP2-256",
        dimensions=768, download_mb=1542, quality=74.0, languages="over 100 languages", licence="Apache-2.0",
        needs="multilingual", memory_mb=2490,
    ),
    ModelEntry(
        "ViT-L-14/datacomp_xl_s13b_b90k", "CLIP, large and slow", "ViT-L-14", "datacomp_xl_s13b_b90k",
        "laion/CLIP-ViT-L-14-DataComp.XL-s13B-b90K",
        dimensions=768, download_mb=1711, quality=79.2, languages="English", licence="MIT",
        memory_mb=2640,
    ),
)  # fmt: skip


def list_models(models_folder: Path) -> tuple[ModelState, ...]:
    """Every model of the catalogue with what is missing before it can be used, then all others that are installed.

    Imports no torch.
    """
    known = {entry.model_id for entry in CATALOGUE}
    others = [_entry_of_files(models_folder, id) for id in model_ids_in(models_folder) if id not in known]
    return tuple(_state(entry, models_folder) for entry in (*CATALOGUE, *others))


def find_entry(model_id: str) -> ModelEntry:
    """What the catalogue, or else open_clip, knows of an `ARCHITECTURE/TAG`. ModelError when neither knows it."""
    for entry in CATALOGUE:
        if entry.model_id == model_id:
            return entry
    if model_id.startswith(INSTALLED_PREFIX):
        raise ModelError(
            tr("“{model}” came from a file and is on no hub: install it from there again.", model=model_id)
        )
    architecture, _, tag = model_id.partition("/")
    repository = str(training_of(architecture, tag).get("hf_hub", "")).rstrip("/")
    if not repository:
        raise ModelError(
            tr(
                "“{model}” is on no hub: get its weights by hand and use {architecture}/{tag}=FILE.",
                model=model_id,
                architecture=architecture,
                tag=tag,
            )
        )
    return ModelEntry(
        model_id, model_id, architecture, tag, repository,
        dimensions=None, download_mb=None, quality=None, languages="unknown", licence="see its page on the hub",
    )  # fmt: skip


def open_embedder(model_id: str, models_folder: Path, starter_folder: Path) -> Embedder:
    """Loads the model that `model_id` names (the forms are above), 3 to 10 s; no network is used.

    The embedder's own `model_id` is the one to store: paths in it are absolute. ModelError, with what to do, when the
    model is unknown, not downloaded, incomplete, damaged or unsafe to open.
    """
    if model_id == BUILT_IN_ID:
        return StarterEmbedder.load(starter_folder)
    words = starter_folder / WORD_LIST
    model_id = rooted(model_id, Path())
    if model_id.startswith(LOCAL_FOLDER_PREFIX):
        folder = Path(model_id.removeprefix(LOCAL_FOLDER_PREFIX))
        return OpenClipEmbedder.from_folder(model_id, folder, word_list=words)
    if model_id.startswith(INSTALLED_PREFIX):
        if not is_installed(models_folder, model_id):
            raise ModelError(
                tr("“{model}” is not here any more: install it again, or choose another model.", model=model_id)
            )
        return OpenClipEmbedder.from_folder(model_id, model_folder(models_folder, model_id), word_list=words)
    name, equals, file = model_id.partition("=")
    architecture, slash, tag = name.partition("/")
    if equals:
        weights = WeightsFile(Path(file), architecture, tag or None)
        return OpenClipEmbedder.from_weights(model_id, weights, word_list=words)
    if not slash:
        raise ModelError(tr("There is no model “{model}”: “photo-sorter models list” shows the names.", model=model_id))
    if not is_installed(models_folder, model_id):
        if all(entry.model_id != model_id for entry in CATALOGUE):
            training_of(architecture, tag)  # says what is wrong with the name; torch, 1 GB, only for that
        raise ModelError(
            tr("“{model}” is not downloaded yet: download it, or choose the built-in model meanwhile.", model=model_id)
        )
    folder = model_folder(models_folder, model_id)
    quick_gelu = bool(training_of(architecture, tag).get("quick_gelu"))
    return OpenClipEmbedder.from_folder(model_id, folder, quick_gelu=quick_gelu, word_list=words)


def rooted(model_id: str, folder: Path) -> str:
    """An id that was typed in `folder`, with the path in it, if it holds one, from the root."""
    if model_id.startswith(LOCAL_FOLDER_PREFIX):
        return f"{LOCAL_FOLDER_PREFIX}{_absolute(model_id.removeprefix(LOCAL_FOLDER_PREFIX), folder)}"
    name, equals, file = model_id.partition("=")
    return f"{name}={_absolute(file, folder)}" if equals else model_id


def _state(entry: ModelEntry, models_folder: Path) -> ModelState:
    id = entry.model_id
    installed = is_installed(models_folder, id)
    sizes = installed_bytes(models_folder, id), unfinished_bytes(models_folder, id)
    if entry.needs == "multilingual" and not has_transformers():
        return ModelState(entry, installed, False, multilingual_advice(), *sizes)
    hint = None if installed else tr("Not downloaded yet ({size} MB).", size=entry.download_mb)
    return ModelState(entry, installed, not installed, hint, *sizes)


def _entry_of_files(models_folder: Path, model_id: str) -> ModelEntry:
    """What the files of an installed model say of it."""
    try:
        config = json.loads((model_folder(models_folder, model_id) / CONFIG_FILE).read_text(encoding="utf-8"))
        dimensions, text = int(config["model_cfg"]["embed_dim"]), dict(config["model_cfg"]["text_cfg"])
    except (OSError, ValueError, KeyError, TypeError):
        dimensions, text = None, {}  # opening it says what is wrong
    name = model_id.removeprefix(INSTALLED_PREFIX)
    is_own = name != model_id
    architecture, _, tag = ("", "", "") if is_own else name.partition("/")
    return ModelEntry(
        model_id, name.rpartition("-")[0] if is_own else name, architecture, tag, repository=None,
        dimensions=dimensions, download_mb=None, quality=None, languages="unknown",
        licence="see where it came from" if is_own else "see its page on the hub",
        needs="multilingual" if text.get("hf_tokenizer_name") else None,
    )  # fmt: skip


def _absolute(path: str, folder: Path) -> Path:
    return (folder / Path(path).expanduser()).resolve()
