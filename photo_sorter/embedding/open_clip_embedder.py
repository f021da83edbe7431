"""CLIP and its kin, computed by open_clip on the best device of this computer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import PictureSpec
from photo_sorter.embedding import bfloat16, open_clip_places
from photo_sorter.embedding.device import best_device, cpu_lanes
from photo_sorter.embedding.open_clip_files import LoadedModel, WeightsFile, load_folder, load_weights
from photo_sorter.embedding.starter_words import WordList, is_spelt_as_english, written_words
from photo_sorter.language import tr

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

CLIP_TEMPLATES = (
    "a photo of a {}.",
    "a photo of {}.",
    "a photo of the {}.",
    "a close-up photo of a {}.",
    "a bad photo of a {}.",
    "a snapshot of {}.",
    "a picture of many {}.",
)
"""Several sentences beat one by 3.5 points on ImageNet (Radford et al. 2021, arXiv 2103.00020, section 3.1.4)."""

SIGMOID_TEMPLATES = ("This is a photo of {}.", "A picture of {}.", "{}")
"""SigLIP 2 is prompted with the first of these (Tschannen et al. 2025, arXiv 2502.14786)."""

CPU_BATCH = 8
"""CPU time of a photo with 8, 12, 16 or 24 in a batch: 181, 172, 184 or 185 ms in float32, 84, 79, 79 or 77 in bfloat16
(ViT-B-32-256, 2 lanes on 2 cores, alone). Beside decoders nothing of that is left."""
GPU_BATCH = 64
TEXT_BATCH = 16
WORDS_OF_NO_WEIGHT = {
    "a", "an", "the", "my", "our", "of", "in", "on", "at", "with", "and", "for", "to", "photo", "picture", "image",
    "ein", "eine", "der", "die", "das", "den", "des", "und", "mit", "im", "un", "une", "le", "la", "les", "de", "du",
    "et", "el", "los", "las", "una", "il", "lo", "con",
}  # fmt: skip
"""Beside a strange word these do not show that a text is English; captions hold the foreign ones too."""


class OpenClipEmbedder:
    """An open_clip model in memory: an `Embedder`.

    On a CPU a call computes on one thread and `lanes` calls run side by side: one thread never waits for another, nor
    for a decoder that holds the other core. Alone on 2 cores, batch 8, ViT-B-32-256 gives 16.0 photos/s so, and 15.0
    with one call on two threads (float32). On a GPU there is one lane.
    """

    @classmethod
    def from_folder(
        cls, model_id: str, folder: Path, *, quick_gelu: bool | None = None, word_list: Path | None = None
    ) -> OpenClipEmbedder:
        """The model of `open_clip_files.load_folder`, on the best device. ModelError when it cannot be used."""
        return cls(model_id, load_folder(model_id, folder, quick_gelu=quick_gelu), word_list)

    @classmethod
    def from_weights(cls, model_id: str, weights: WeightsFile, *, word_list: Path | None = None) -> OpenClipEmbedder:
        """The model of `open_clip_files.load_weights`, on the best device. ModelError when it cannot be used."""
        return cls(model_id, load_weights(model_id, weights), word_list)

    def __init__(self, model_id: str, loaded: LoadedModel, word_list: Path | None = None) -> None:
        """`word_list` is a file of English words, one a line, for `unknown_words`; read when that is asked."""
        import torch

        self._model_id = model_id
        self._word_list = word_list
        self._picture = _picture_spec(model_id, loaded.preprocessing)
        self._device = best_device()
        self._model = loaded.model.to(self._device)
        self._tokenizer = loaded.tokenizer
        # open_clip scales pixels to 0..1 first; the same in one step less.
        self._mean = 255 * torch.tensor(loaded.preprocessing["mean"], device=self._device).view(3, 1, 1)
        self._std = 255 * torch.tensor(loaded.preprocessing["std"], device=self._device).view(3, 1, 1)
        self._type = torch.float32
        self._is_prepared, self._changing = False, threading.Lock()
        self._lanes = 1
        if self._device.type == "cpu":
            self._lanes = cpu_lanes()
            torch.set_num_threads(1)
        self._dimensions = int(self._embed_tokens(self._tokenizer([""])).shape[1])
        log.info("%s computes on %s with %d lanes", model_id, self._device, self._lanes)

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def picture(self) -> PictureSpec:
        return self._picture

    @property
    def batch_size(self) -> int:
        return CPU_BATCH if self._device.type == "cpu" else GPU_BATCH

    @property
    def lanes(self) -> int:
        return self._lanes

    @property
    def templates(self) -> tuple[str, ...]:
        # Only models trained with a sigmoid (SigLIP) have a bias.
        return CLIP_TEMPLATES if self._model.logit_bias is None else SIGMOID_TEMPLATES

    @property
    def patch_method(self) -> str:
        return tr("patches by themselves (MaskCLIP)")

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, side, side, 3) upright RGB → (n, dimensions), rows of length 1."""
        if len(pictures) == 0:
            return np.empty((0, self._dimensions), np.float32)
        self._prepare_for_pictures()
        return self._seen(pictures)

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(side, side, 3) upright RGB → (rows, columns, dimensions) float32, rows of length 1: one for each patch.

        The method is MaskCLIP's (`open_clip_places`). ModelError for an image tower of another kind.
        """
        self._prepare_for_pictures()
        return self._rows(
            lambda: open_clip_places.embed_places(self._model_id, self._model.visual, self._pixels(picture[np.newaxis]))
        )

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n sentences → (n, dimensions), rows of length 1. On a CPU the batches share the lanes' cores."""
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        batches = self._tokenizer(list(texts)).split(TEXT_BATCH)
        with ThreadPoolExecutor(self._lanes, thread_name_prefix="texts") as pool:
            return np.concatenate(list(pool.map(self._embed_tokens, batches)))

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Words with letters that English does not have; and when a text holds no word of English, all its words.

        Asked only of models with CLIP's own tokenizer, which learned English captions; () of others. A caption held
        names and rarer things than a word list, so a word counts as known too when the tokenizer has it in one piece,
        and one strange word beside a known one is no matter.
        """
        words = self._english_words
        if words is None:
            return ()
        strange = tuple(word for word in words.unknown(text) if not self._is_one_piece(word))
        if {word for word in written_words(text) if word.lower() not in WORDS_OF_NO_WEIGHT} <= set(strange):
            return strange
        return tuple(word for word in strange if not is_spelt_as_english(word))

    @property
    def spellings(self) -> Sequence[str]:
        return self._english_words.single if self._english_words is not None else ()

    @cached_property
    def _english_words(self) -> WordList | None:
        from open_clip import SimpleTokenizer

        if not isinstance(self._tokenizer, SimpleTokenizer) or not (self._word_list and self._word_list.is_file()):
            return None
        return WordList(self._word_list.read_text("utf-8").split("\n"))

    def _is_one_piece(self, word: str) -> bool:
        return len(self._tokenizer.encode(word.lower())) == 1

    def _prepare_for_pictures(self) -> None:
        """With the first pictures, while other lanes wait: texts alone need not wait for it."""
        with self._changing:
            if not self._is_prepared and self._device.type == "cpu" and bfloat16.computes_bfloat16():
                self._compute_in_bfloat16()
            self._is_prepared = True

    def _compute_in_bfloat16(self) -> None:
        """Unless the model then sees something else; takes as long as two pictures in each type."""
        import torch

        exact, sample = self._model.visual, bfloat16.sample_pictures(self._picture.side_px)
        expected = self._seen(sample)
        self._model.visual, self._type = bfloat16.light_copy(exact), torch.bfloat16
        try:
            is_alike = bfloat16.are_alike(expected, self._seen(sample))
        except RuntimeError:
            # Some of the many architectures hold an operation that torch has for float32 only.
            log.info("%s cannot compute in bfloat16", self._model_id, exc_info=True)
            is_alike = False
        if not is_alike:
            self._model.visual, self._type = exact, torch.float32
        log.info("%s sees pictures in %s", self._model_id, self._type)

    def _seen(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._rows(lambda: self._model.encode_image(self._pixels(pictures)))

    def _rows(self, compute: Callable[[], torch.Tensor]) -> NDArray[np.float32]:
        """Rows of length 1. A GPU may give up at any time: no memory left, a driver that did not outlast a sleep."""
        import torch

        device = self._device
        with torch.inference_mode():
            try:
                return _unit_rows(compute())
            except RuntimeError:
                if device.type == "cpu":
                    raise
                log.warning("%s gave up; %s goes on by the CPU", device, self._model_id, exc_info=True)
            self._leave_the_gpu()
            return _unit_rows(compute())

    def _leave_the_gpu(self) -> None:
        import torch

        with self._changing:
            self._model, self._mean, self._std = self._model.cpu(), self._mean.cpu(), self._std.cpu()
            self._device = torch.device("cpu")

    def _pixels(self, pictures: NDArray[np.uint8]) -> torch.Tensor:
        """(n, side, side, 3) → (n, 3, side, side), as the model was trained to have them."""
        import torch

        pixels = torch.tensor(pictures, device=self._device).permute(0, 3, 1, 2)
        scaled: torch.Tensor = (pixels - self._mean) / self._std
        return scaled.to(self._type)

    def _embed_tokens(self, tokens: torch.Tensor) -> NDArray[np.float32]:
        """(n, context length) token ids → (n, dimensions), rows of length 1."""
        return self._rows(lambda: self._encode_tokens(tokens.to(self._device)))

    def _encode_tokens(self, tokens: torch.Tensor) -> torch.Tensor:
        tower = getattr(self._model, "text", self._model)
        if _reads_up_to_the_end_mark(tower):
            return _encode_without_padding(tower, tokens)
        encoded: torch.Tensor = self._model.encode_text(tokens)
        return encoded


def _picture_spec(model_id: str, preprocessing: dict[str, Any]) -> PictureSpec:
    size = preprocessing["size"]
    sides = set(size) if isinstance(size, (tuple, list)) else {size}
    mode = preprocessing["resize_mode"]
    if len(sides) != 1 or mode not in ("shortest", "squash"):
        raise ModelError(
            tr("“{model}” wants pictures that are not square or are padded: choose another model.", model=model_id)
        )
    return PictureSpec(side_px=int(sides.pop()), squash=mode == "squash")


def _unit_rows(features: torch.Tensor) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = features.float().cpu().numpy()
    rows /= np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows


def _reads_up_to_the_end_mark(tower: Any) -> bool:
    """Whether a text's vector is taken at its end mark, by a tower that never looks ahead: CLIP, but not SigLIP."""
    pooling = getattr(tower, "pool_type", None) or getattr(tower, "text_pool_type", None)
    looks_back = getattr(tower, "attn_mask", None) is not None and getattr(tower, "cls_emb", None) is None
    return looks_back and pooling == "argmax"


def _encode_without_padding(tower: Any, tokens: torch.Tensor) -> torch.Tensor:
    """What open_clip's `encode_text` gives, without the padding that nothing before it can see.

    A prompt has some 10 tokens and is padded to 77; leaving the padding out makes it several times faster.
    The end mark is the highest token id.
    """
    import torch

    ends = tokens.argmax(dim=-1)
    length = int(ends.max()) + 1
    states = tower.token_embedding(tokens[:, :length]) + tower.positional_embedding[:length]
    states = tower.transformer(states, attn_mask=tower.attn_mask[:length, :length])
    pooled: torch.Tensor = tower.ln_final(states)[torch.arange(len(tokens), device=tokens.device), ends]
    projection = tower.text_projection
    if isinstance(projection, torch.nn.Linear):
        pooled = projection(pooled)
    elif projection is not None:
        pooled = pooled @ projection
    return pooled
