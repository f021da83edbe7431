"""What goes on with the models just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from photo_sorter.core.events import ModelChangeProgressed


@dataclass(frozen=True)
class Arriving:
    """A download. What is not known yet is None. `is_stopping`: a person wants it to end."""

    model_id: str
    done_bytes: int = 0
    total_bytes: int | None = None
    bytes_per_second: float | None = None
    seconds_left: float | None = None
    is_stopping: bool = False


@dataclass(frozen=True)
class Standing:
    """`change`: a model on its way to take over, its `total` 0 while it is loaded. `measured_id`: whose speed is being
    measured; `speeds`: photos a second by model id. `installing`: the name of what is being installed. `faults`:
    sentences by model id."""

    used_id: str
    change: ModelChangeProgressed | None = None
    is_paused: bool = False
    download: Arriving | None = None
    measured_id: str = ""
    installing: str = ""
    speeds: Mapping[str, float] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def next_id(self) -> str:
        return self.change.model_id if self.change is not None else ""

    @property
    def download_id(self) -> str:
        return self.download.model_id if self.download is not None else ""
