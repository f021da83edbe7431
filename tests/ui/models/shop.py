"""Models to choose from, and the window in which a person does."""

from __future__ import annotations

from dataclasses import replace

from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL
from photo_sorter.ui.models.model_choice import ModelChoice, ModelShelf

LARGE = "large/one"

BUILT_IN = ModelChoice(BUILT_IN_MODEL, "Built-in", "English", "MIT", memory_mb=340, is_installed=True)
CLIP = ModelChoice(
    RECOMMENDED_MODEL, "CLIP", "English", "MIT", quality=72.8, memory_mb=1480, download_mb=606, can_download=True
)
BIG = ModelChoice(LARGE, "Large", "English", "MIT", quality=79.2, download_mb=1711, can_download=True)
MANY = ModelChoice("many/one", "Many", "over 100 languages", hint="Install the extra first.")


class Shop:
    """The models on the disk, which tests change as a worker would."""

    def __init__(self) -> None:
        self.models = [BUILT_IN, CLIP, BIG, MANY]
        self.shelf = ModelShelf(
            lambda: tuple(self.models),
            lambda hub, proxy: (
                "" if (hub or proxy).startswith("http") or not hub + proxy else f"“{hub}{proxy}” is none."
            ),
        )

    def change(self, model_id: str, **changes: object) -> None:
        self.models = [replace(one, **changes) if one.id == model_id else one for one in self.models]

    def bring(self, model_id: str) -> None:
        """As after a download."""
        self.change(model_id, is_installed=True, can_download=False, installed_bytes=606_000_000, unfinished_bytes=0)
