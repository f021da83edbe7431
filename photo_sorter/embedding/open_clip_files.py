"""From files on this computer to an open_clip model: what is accepted, and in which words the rest is refused.

No hub is asked: not for a configuration, not for weights, not for a tokenizer. No random weights pass for a model, and
no file may run code while it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
import warnings
import zipfile
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from photo_sorter.core.errors import ModelError
from photo_sorter.language import tr
from photo_sorter.system import native
from photo_sorter.system.memory import keep_for_good
from photo_sorter.system.pip_command import pip_command

CONFIG_FILE = "open_clip_config.json"
WEIGHTS_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin")
"""Names under which repositories keep open_clip's weights, the safest form first."""
WEIGHTS_SUFFIXES = (".safetensors", ".bin", ".pth")
TOKENIZER_FILE = "tokenizer.json"
MORE_TOKENIZER_FILES = ("tokenizer_config.json", "special_tokens_map.json")
PREPROCESSING_KEYS = ("mean", "std", "interpolation", "resize_mode")

LOADING_FAULTS = (
    # What torch, safetensors and open_clip raise for weights or a configuration that are not what they say.
    *(RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError),
    *(OSError, EOFError, StopIteration, MemoryError, pickle.UnpicklingError, zipfile.BadZipFile),
)


@dataclass(frozen=True)
class LoadedModel:
    """A model in evaluation mode on the CPU, what makes its tokens, and how it wants pictures (open_clip's dict)."""

    model: Any
    tokenizer: Any
    preprocessing: dict[str, Any]


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights and the open_clip architecture that it belongs to.

    `tag` names the training (`openai`, `webli` …): it decides the preprocessing and lets a wrong activation be
    noticed. Without it the preprocessing is that of the architecture's first tag.
    """

    path: Path
    architecture: str
    tag: str | None = None


def load_folder(model_id: str, folder: Path, *, quick_gelu: bool | None = None) -> LoadedModel:
    """A model's folder: `open_clip_config.json`, weights and, where the model has its own, the tokenizer's files.

    `quick_gelu` is the activation of the training, None when nobody knows. ModelError when a part is missing, damaged
    or does not fit the others.
    """
    config = _read_config(model_id, folder)
    _refuse_parts_of_a_hub(model_id, config)
    if not has_weights(folder):
        raise ModelError(
            tr(
                "“{model}” has no weights in {folder}: download it again or choose another model.",
                model=model_id,
                folder=folder,
            )
        )
    tokenizer_options: dict[str, Any] = {}
    if config["text_cfg"].get("hf_tokenizer_name"):
        if not (folder / TOKENIZER_FILE).is_file():
            raise ModelError(
                tr(
                    "“{model}” has no {file} in {folder}: download it again.",
                    model=model_id,
                    file=TOKENIZER_FILE,
                    folder=folder,
                )
            )
        if not has_transformers():
            raise ModelError(tr("“{model}” cannot be used yet. {advice}", model=model_id, advice=multilingual_advice()))
        tokenizer_options["local_files_only"] = True
    if quick_gelu is not None:
        _refuse_other_activation(model_id, config, quick_gelu)
    return _load(model_id, folder, f"local-dir:{folder}", {}, tokenizer_options)


def load_weights(model_id: str, weights: WeightsFile) -> LoadedModel:
    """A single weights file of a known architecture. ModelError when it is not one, or belongs to another.

    A TorchScript archive is a program; only OpenAI's own, known by the SHA-256 in its address, is opened.
    """
    config = written_config(weights.architecture, None)["model_cfg"]
    if not weights.path.is_file():
        raise ModelError(tr("There is no weights file {path}.", path=weights.path))
    _refuse_parts_of_a_hub(model_id, config)
    if config["text_cfg"].get("hf_tokenizer_name"):
        raise ModelError(
            tr(
                "“{architecture}” needs more files than its weights: use local-dir:FOLDER.",
                architecture=weights.architecture,
            )
        )
    runs_code = is_program(weights.path)
    tag = _tag_of_program(model_id, weights) if runs_code else weights.tag
    training = training_of(weights.architecture, tag) if tag else _first_training(weights.architecture)
    options: dict[str, Any] = {"pretrained": str(weights.path), "weights_only": not runs_code}
    for key in PREPROCESSING_KEYS:
        options[f"image_{key}"] = training.get(key)
    return _load(model_id, weights.path, weights.architecture, options, {})


def has_weights(folder: Path) -> bool:
    """Whether `folder` holds a file that open_clip takes for weights."""
    return folder.is_dir() and any(file.suffix in WEIGHTS_SUFFIXES for file in folder.iterdir())


def multilingual_advice() -> str:
    """How to get what the multilingual models need and this computer has not."""
    if getattr(sys, "frozen", False):
        return tr("Installers leave out what it needs: install Photo Sorter by pip, with the extra “multilingual”.")
    return tr("It needs the package transformers: {command}", command=pip_command("transformers"))


def has_transformers() -> bool:
    """Whether the extra `multilingual` is installed; it is not imported for that."""
    return find_spec("transformers") is not None


def is_program(path: Path) -> bool:
    """Whether the file is a TorchScript archive: a zip with code in it."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any("/code/" in name for name in archive.namelist())


def training_of(architecture: str, tag: str) -> dict[str, Any]:
    """What open_clip records of a training: `hf_hub`, `mean`, `std`, `resize_mode`, `quick_gelu` where it was used.

    ModelError for an unknown tag, and where the architecture of that name computes another activation.
    """
    open_clip = import_open_clip()
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    if tag not in tags:
        if not tags:
            raise ModelError(
                tr(
                    "open_clip has no weights for “{architecture}”. Models are named like {example}.",
                    architecture=architecture,
                    example="ViT-B-32-256/datacomp_s34b_b86k",
                )
            )
        raise ModelError(
            tr(
                "open_clip knows no weights “{tag}” of {architecture}; it knows {known}.",
                tag=tag,
                architecture=architecture,
                known=", ".join(tags),
            )
        )
    training = dict(open_clip.get_pretrained_cfg(architecture, tag))
    config = open_clip.get_model_config(architecture)
    _refuse_other_activation(f"{architecture}/{tag}", config, bool(training.get("quick_gelu")))
    return training


def written_config(architecture: str, tag: str | None) -> dict[str, Any]:
    """What CONFIG_FILE holds beside weights of this architecture and, where it is known, training."""
    config = import_open_clip().get_model_config(architecture)
    if config is None:
        raise ModelError(
            tr(
                "“{architecture}” is no architecture that open_clip knows: look at its name again.",
                architecture=architecture,
            )
        )
    training = training_of(architecture, tag) if tag else _first_training(architecture)
    kept = {key: training[key] for key in PREPROCESSING_KEYS if training.get(key) is not None}
    return {"model_cfg": config, "preprocess_cfg": kept}


def import_open_clip() -> ModuleType:
    """open_clip, which brings torch along: 3 to 7 s the first time.

    Nothing here asks a hub; the variable, read by huggingface_hub when it is imported, is a second wall.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    is_news = "open_clip" not in sys.modules
    for library in native.files_of("torch", "lib/libtorch_cpu.so"):
        native.load(library)
    open_clip = import_module("open_clip")
    if is_news:
        keep_for_good()
    return open_clip


def _first_training(architecture: str) -> dict[str, Any]:
    open_clip = import_open_clip()
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    return dict(open_clip.get_pretrained_cfg(architecture, tags[0])) if tags else {}


def _read_config(model_id: str, folder: Path) -> dict[str, Any]:
    path = folder / CONFIG_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))["model_cfg"]
        if isinstance(config["text_cfg"], dict) and isinstance(config["vision_cfg"], dict):
            return dict(config)
    except FileNotFoundError:
        raise ModelError(
            tr(
                "“{model}” has no {file} in {folder}: download it again.",
                model=model_id,
                file=CONFIG_FILE,
                folder=folder,
            )
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            tr("{path} cannot be read as a model's configuration: download it again.", path=path)
        ) from error
    raise ModelError(tr("{path} does not describe an image–text model: download it again.", path=path))


def _refuse_parts_of_a_hub(model_id: str, config: dict[str, Any]) -> None:
    """A text tower of transformers, or a timm model with a scheme in its name, is fetched from a hub by name."""
    timm_name = str(config["vision_cfg"].get("timm_model_name", ""))
    if config["text_cfg"].get("hf_model_name") or ":" in timm_name:
        raise ModelError(
            tr(
                "“{model}” takes a part of itself from the internet whenever it is loaded: choose another.",
                model=model_id,
            )
        )


def _refuse_other_activation(model_id: str, config: dict[str, Any], quick_gelu: bool) -> None:
    """open_clip only warns of this, and then computes every layer with the wrong activation."""
    if bool(config.get("quick_gelu")) != quick_gelu:
        if quick_gelu:
            raise ModelError(
                tr(
                    "“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with QuickGELU, "
                    "the architecture computes GELU. Choose the same model with “-quickgelu” after the "
                    "architecture's name.",
                    model=model_id,
                )
            )
        raise ModelError(
            tr(
                "“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with GELU, the "
                "architecture computes QuickGELU. Choose the same model without “-quickgelu” in the architecture's "
                "name.",
                model=model_id,
            )
        )


def _tag_of_program(model_id: str, weights: WeightsFile) -> str:
    with weights.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if f"/{sha256}/" not in import_open_clip().get_pretrained_cfg(weights.architecture, "openai").get("url", ""):
        raise ModelError(
            tr(
                "{path} is a program and was not opened: get “{model}” as a .safetensors file.",
                path=weights.path,
                model=model_id,
            )
        )
    return "openai"


def _load(
    model_id: str, source: Path, name: str, options: dict[str, Any], tokenizer_options: dict[str, Any]
) -> LoadedModel:
    open_clip = import_open_clip()
    from safetensors import SafetensorError

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="QuickGELU mismatch")
            # Of OpenAI's own archive, which torch ≥ 2.15 opens with two warnings.
            warnings.filterwarnings("ignore", message=".*(TorchScript archive|torch.jit.load)")
            model = open_clip.create_model_from_pretrained(name, return_transform=False, **options)
        tokenizer = open_clip.get_tokenizer(name, **tokenizer_options)
    except pickle.UnpicklingError as error:
        raise ModelError(
            tr("{source} holds more than plain weights and was not opened: get it as .safetensors.", source=source)
        ) from error
    except (*LOADING_FAULTS, SafetensorError, Warning) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ModelError(
            tr(
                "“{model}” cannot be loaded from {source}: get it again. ({reason})",
                model=model_id,
                source=source,
                reason=reason,
            )
        ) from error
    return LoadedModel(model.eval().requires_grad_(False), tokenizer, model.visual.preprocess_cfg)
