"""From files on this computer to an open_clip model: what is accepted, and in which words the rest is refused.

No hub is asked: not for a configuration, not for weights, not for a tokenizer. No random weights pass for a model, and
no file may run code while it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import warnings
import zipfile
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from photo_sorter.core.errors import ModelError

CONFIG_FILE = "open_clip_config.json"
WEIGHTS_SUFFIXES = (".safetensors", ".bin", ".pth")
TOKENIZER_FILE = "tokenizer.json"
MULTILINGUAL_HINT = "it needs the extra “multilingual”: pip install 'photo-sorter[multilingual]'"

_LOADING_FAULTS = (
    # What torch, safetensors and open_clip raise for weights or a configuration that are not what they say.
    *(RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError),
    *(OSError, EOFError, StopIteration, pickle.UnpicklingError, zipfile.BadZipFile),
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
        raise ModelError(f"“{model_id}” has no weights in {folder}: download it again or choose another model.")
    tokenizer_options: dict[str, Any] = {}
    if config["text_cfg"].get("hf_tokenizer_name"):
        if not (folder / TOKENIZER_FILE).is_file():
            raise ModelError(f"“{model_id}” has no {TOKENIZER_FILE} in {folder}: download it again.")
        if not has_transformers():
            raise ModelError(f"“{model_id}” cannot be used yet: {MULTILINGUAL_HINT}.")
        tokenizer_options["local_files_only"] = True
    if quick_gelu is not None:
        _refuse_other_activation(model_id, config, quick_gelu)
    return _load(model_id, folder, f"local-dir:{folder}", {}, tokenizer_options)


def load_weights(model_id: str, weights: WeightsFile) -> LoadedModel:
    """A single weights file of a known architecture. ModelError when it is not one, or belongs to another.

    A TorchScript archive is a program; only OpenAI's own, known by the SHA-256 in its address, is opened.
    """
    config = _open_clip().get_model_config(weights.architecture)
    if config is None:
        raise ModelError(f"“{weights.architecture}” is no architecture that open_clip knows: look at its name again.")
    if not weights.path.is_file():
        raise ModelError(f"There is no weights file {weights.path}.")
    _refuse_parts_of_a_hub(model_id, config)
    if config["text_cfg"].get("hf_tokenizer_name"):
        raise ModelError(f"“{weights.architecture}” needs more files than its weights: use local-dir:FOLDER.")
    is_program = _is_program(weights.path)
    tag = _tag_of_program(model_id, weights) if is_program else weights.tag
    training = training_of(weights.architecture, tag) if tag else _first_training(weights.architecture)
    options: dict[str, Any] = {"pretrained": str(weights.path), "weights_only": not is_program}
    for key in ("mean", "std", "interpolation", "resize_mode"):
        options[f"image_{key}"] = training.get(key)
    return _load(model_id, weights.path, weights.architecture, options, {})


def has_weights(folder: Path) -> bool:
    """Whether `folder` holds a file that open_clip takes for weights."""
    return folder.is_dir() and any(file.suffix in WEIGHTS_SUFFIXES for file in folder.iterdir())


def has_transformers() -> bool:
    """Whether the extra `multilingual` is installed; it is not imported for that."""
    return find_spec("transformers") is not None


def training_of(architecture: str, tag: str) -> dict[str, Any]:
    """What open_clip records of a training: `hf_hub`, `mean`, `std`, `resize_mode`, `quick_gelu` where it was used.

    ModelError for an unknown tag, and where the architecture of that name computes another activation.
    """
    open_clip = _open_clip()
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    if tag not in tags:
        known = f"it knows {', '.join(tags)}" if tags else "it knows none for this name"
        raise ModelError(f"open_clip knows no weights “{tag}” of {architecture}; {known}.")
    training = dict(open_clip.get_pretrained_cfg(architecture, tag))
    config = open_clip.get_model_config(architecture)
    _refuse_other_activation(f"{architecture}/{tag}", config, bool(training.get("quick_gelu")))
    return training


def _first_training(architecture: str) -> dict[str, Any]:
    open_clip = _open_clip()
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    return dict(open_clip.get_pretrained_cfg(architecture, tags[0])) if tags else {}


def _open_clip() -> ModuleType:
    """open_clip, which brings torch along: 3 to 7 s the first time.

    Nothing below asks a hub; the variable, read by huggingface_hub when it is imported, is a second wall.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    return import_module("open_clip")


def _read_config(model_id: str, folder: Path) -> dict[str, Any]:
    path = folder / CONFIG_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))["model_cfg"]
        if isinstance(config["text_cfg"], dict) and isinstance(config["vision_cfg"], dict):
            return dict(config)
    except FileNotFoundError:
        raise ModelError(f"“{model_id}” has no {CONFIG_FILE} in {folder}: download it again.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read as a model's configuration: download it again.") from error
    raise ModelError(f"{path} does not describe an image–text model: download it again.")


def _refuse_parts_of_a_hub(model_id: str, config: dict[str, Any]) -> None:
    """A text tower of transformers, or a timm model with a scheme in its name, is fetched from a hub by name."""
    timm_name = str(config["vision_cfg"].get("timm_model_name", ""))
    if config["text_cfg"].get("hf_model_name") or ":" in timm_name:
        raise ModelError(
            f"“{model_id}” takes a part of itself from the internet whenever it is loaded: choose another."
        )


def _refuse_other_activation(model_id: str, config: dict[str, Any], quick_gelu: bool) -> None:
    """open_clip only warns of this, and then computes every layer with the wrong activation."""
    if bool(config.get("quick_gelu")) != quick_gelu:
        trained, computed = ("QuickGELU", "GELU") if quick_gelu else ("GELU", "QuickGELU")
        other = "with “-quickgelu” after" if quick_gelu else "without “-quickgelu” in"
        raise ModelError(
            f"“{model_id}” mixes two activations (QuickGELU mismatch): the weights were trained with {trained}, the "
            f"architecture computes {computed}. Choose the same model {other} the architecture's name."
        )


def _is_program(path: Path) -> bool:
    """Whether the file is a TorchScript archive: a zip with code in it."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any("/code/" in name for name in archive.namelist())


def _tag_of_program(model_id: str, weights: WeightsFile) -> str:
    with weights.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if f"/{sha256}/" not in _open_clip().get_pretrained_cfg(weights.architecture, "openai").get("url", ""):
        raise ModelError(f"{weights.path} is a program and was not opened: get “{model_id}” as a .safetensors file.")
    return "openai"


def _load(
    model_id: str, source: Path, name: str, options: dict[str, Any], tokenizer_options: dict[str, Any]
) -> LoadedModel:
    open_clip = _open_clip()
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
            f"{source} holds more than plain weights and was not opened: get it as .safetensors."
        ) from error
    except (*_LOADING_FAULTS, SafetensorError, Warning) as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"“{model_id}” cannot be loaded from {source}: get it again. ({reason})") from error
    return LoadedModel(model.eval().requires_grad_(False), tokenizer, model.visual.preprocess_cfg)
