"""A model as a person chooses it, and where the window learns which there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from photo_sorter.settings import BUILT_IN_MODEL


@dataclass(frozen=True)
class ModelChoice:
    """A model that is here, or could be.

    `hint` says what is missing to use it that no download brings, "" if nothing. `quality` is the share of ImageNet, in
    percent, that it recognises without training on it, None where it means nothing; `memory_mb`, of 10⁶ bytes, what the
    program takes with it, None where nobody measured. `languages`: those that it understands, e.g. "English".
    """

    id: str
    title: str
    languages: str = ""
    licence: str = ""
    quality: float | None = None
    memory_mb: int | None = None
    download_mb: int | None = None
    is_installed: bool = False
    can_download: bool = False
    hint: str = ""
    installed_bytes: int = 0
    unfinished_bytes: int = 0

    @property
    def is_built_in(self) -> bool:
        return self.id == BUILT_IN_MODEL

    @property
    def is_usable(self) -> bool:
        return self.is_installed and not self.hint


@dataclass(frozen=True)
class ModelShelf:
    """`look` gives the models as they are now. `network_fault` is a sentence on what is wrong with the address of a hub
    and a proxy, "" if nothing."""

    look: Callable[[], tuple[ModelChoice, ...]] = tuple
    network_fault: Callable[[str, str], str] = lambda hub, proxy: ""


NO_MODELS = ModelShelf()
