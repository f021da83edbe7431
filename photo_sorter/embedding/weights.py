"""What is in a file of weights, read without running anything of it, and which architecture it fits."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.hub import looks_like_web_page
from photo_sorter.embedding.open_clip_files import LOADING_FAULTS, import_open_clip, is_program
from photo_sorter.language import tr

Shapes = Mapping[str, tuple[int, ...]]
"""The shape of every tensor, by name."""

_ZIP, _PICKLE = b"PK", b"\x80"


class ArchitectureUnclearError(ModelError):
    """Weights fit several architectures alike, or none; a person must name it. `candidates` may be empty."""

    def __init__(self, sentence: str, candidates: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.candidates = candidates


def is_safetensors(path: Path) -> bool:
    """By its content: the length of a header, then JSON."""
    return _start_of(path)[8:9] == b"{"


def read_shapes(path: Path) -> Shapes:
    """Names and shapes of a file's tensors. ModelError when it is none of weights, damaged, or more than plain weights.

    No tensor is read, and no code of the file is run.
    """
    start = _start_of(path)
    if looks_like_web_page(start):
        raise ModelError(tr("{path} is a web page, not weights: download the file itself.", path=path))
    if start[8:9] == b"{":
        return _safetensors_shapes(path)
    if not start.startswith((_ZIP, _PICKLE)):
        raise ModelError(tr("{path} is no file of weights: choose a .safetensors or .bin file.", path=path))
    if is_program(path):
        raise ModelError(tr("{path} is a program and was not opened: get the model as a .safetensors file.", path=path))
    return _pickle_shapes(path)


def recognise(path: Path, shapes: Shapes) -> str:
    """The one architecture of open_clip's whose tensors have these names and shapes; some seconds.

    ArchitectureUnclearError when several have, as those do that differ in their activation alone, or none has.
    """
    open_clip = import_open_clip()
    wanted = _plain(shapes)
    fitting = []
    for name in open_clip.list_models():
        config = open_clip.get_model_config(name)
        if _may_fit(config, wanted) and wanted == _plain(_shapes_of(name)):
            fitting.append(name)
    if len(fitting) == 1:
        return str(fitting[0])
    if fitting:
        sentence = tr(
            "{file} fits {architectures} alike: name the architecture that it was trained as.",
            file=path.name,
            architectures=tr(" and ").join(fitting),
        )
        raise ArchitectureUnclearError(sentence, tuple(fitting))
    raise ArchitectureUnclearError(
        tr(
            "{file} fits no architecture that open_clip knows: install the folder that it comes from, with "
            "its open_clip_config.json.",
            file=path.name,
        ),
        (),
    )


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError as error:
        raise ModelError(tr("{path} cannot be read: {reason}.", path=path, reason=error.strerror or error)) from error


def _safetensors_shapes(path: Path) -> Shapes:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 - no mapping
    except (SafetensorError, OSError) as error:
        raise ModelError(
            tr("{path} is damaged or ends early: get it again. ({reason})", path=path, reason=error)
        ) from error


def _pickle_shapes(path: Path) -> Shapes:
    import torch

    try:
        stored: Any = torch.load(path, map_location="meta", weights_only=True)
    except pickle.UnpicklingError as error:
        raise ModelError(
            tr("{path} holds more than plain weights and was not opened: get it as .safetensors.", path=path)
        ) from error
    except LOADING_FAULTS as error:
        raise ModelError(tr("{path} is damaged or ends early: get it again.", path=path)) from error
    found = stored.get("state_dict", stored) if isinstance(stored, dict) else {}
    shapes = {
        str(name).removeprefix("module."): tuple(tensor.shape)
        for name, tensor in found.items()
        if isinstance(tensor, torch.Tensor)
    }
    if not shapes:
        raise ModelError(tr("{path} holds no weights: choose a .safetensors or .bin file of a model.", path=path))
    return shapes


def _may_fit(config: dict[str, Any], wanted: Shapes) -> bool:
    """Whether the text towers agree: leaves some of 144 architectures to be built. Parts from a hub are never built."""
    text = config["text_cfg"]
    if text.get("hf_model_name") or ":" in str(config["vision_cfg"].get("timm_model_name", "")):
        return False
    words = (text.get("vocab_size", 49408), text.get("width", 512))  # the defaults of open_clip's CLIPTextCfg
    return wanted.get("token_embedding.weight") == words


def _shapes_of(architecture: str) -> Shapes:
    """Of a model without memory for its weights: torch's device “meta”."""
    import torch

    with torch.device("meta"):
        model = import_open_clip().create_model(architecture, device="meta", load_weights=False)
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def _plain(shapes: Shapes) -> Shapes:
    """Without the differences between older and newer files of one model: where the text tower's tensors lie."""
    return {name.removeprefix("text."): shape for name, shape in shapes.items()}
