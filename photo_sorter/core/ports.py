"""What the house asks of an image–text model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PictureSpec:
    """How a model wants a picture: an upright RGB square of `side_px`, resampled bicubically.

    With `squash` the whole picture is squeezed into the square (SigLIP). Otherwise its short side is scaled to
    `side_px / crop_fraction` and the centre is cut out (CLIP: 1.0, EfficientNet-Lite2: 0.89).
    """

    side_px: int
    crop_fraction: float = 1.0
    squash: bool = False

    def region(self, width: int, height: int) -> tuple[float, float, float, float]:
        """The part of an upright picture of this size (pixels) that the model sees: left, top, right, bottom, 0..1."""
        if self.squash:
            return 0.0, 0.0, 1.0, 1.0
        side = min(width, height) * self.crop_fraction
        across, down = side / width, side / height
        return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2

    @property
    def short_side_px(self) -> int:
        """The short side that a picture needs before the centre is cut out."""
        return round(self.side_px / self.crop_fraction)


class Embedder(Protocol):
    """Turns pictures and texts into vectors of one space.

    `embed_pictures` is safe from up to `lanes` threads at once; `embed_texts` from one more.
    """

    @property
    def model_id(self) -> str:
        """Names the weights: vectors of different ids are never compared."""

    @property
    def dimensions(self) -> int: ...

    @property
    def picture(self) -> PictureSpec: ...

    @property
    def batch_size(self) -> int:
        """How many pictures a call to `embed_pictures` takes best on this device."""

    @property
    def lanes(self) -> int:
        """How many calls to `embed_pictures` should run at the same time on this device."""

    @property
    def templates(self) -> tuple[str, ...]:
        """Sentences with one `{}` each, into which the words of a category go."""

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, side, side, 3) upright RGB → (n, dimensions), rows of length 1."""

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n sentences → (n, dimensions), rows of length 1. Templates are the caller's affair."""

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(side, side, 3) upright RGB → (rows, columns, dimensions): places of the picture in the space of the texts.

        Rows of length 1. Raises ModelError for an architecture whose inside is not known.
        """

    @property
    def patch_method(self) -> str:
        """How `embed_patches` does it, in a few words."""

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """The words of a text that this model is not likely to know, as they are written there."""

    @property
    def spellings(self) -> Sequence[str]:
        """Words in lower case of which a misspelt one may be meant; none where nobody has listed what it knows."""
