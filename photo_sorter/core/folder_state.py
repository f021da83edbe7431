"""How a watched folder stands: whether it is there, how its changes are noticed, what of it is only in the cloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FolderState:
    """`sentence` says what a person should know of it, and what to do; empty if all is well.

    `polled_seconds`: its changes are found by looking through it so often, for the system does not tell them (network
    drives, too many folders); None where the system does. `online_only` files are recognised, and not pulled down.
    """

    sentence: str = ""
    is_offline: bool = False
    polled_seconds: float | None = None
    online_only: int = 0


ALL_WELL = FolderState()


@dataclass(frozen=True)
class FoldersChecked:
    """How all watched folders stand, by their ids: told when one of them begins to stand otherwise."""

    states: Mapping[int, FolderState]
