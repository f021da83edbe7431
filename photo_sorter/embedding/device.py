"""Where models compute: a GPU that works, else this process's cores."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from photo_sorter.system.cores import usable_cores

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

_MOST_LANES = 8


def best_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU: the first that computes.

    A driver without a card, or a card that is too old for this torch, shows only when it is asked to compute.
    """
    import torch

    for name, is_available in (("cuda", torch.cuda.is_available), ("mps", torch.backends.mps.is_available)):
        if is_available():
            try:
                if torch.ones(1, device=name).add(1).item() == 2:
                    return torch.device(name)
            except RuntimeError:
                log.warning("%s is there but does not compute; the CPU is used", name, exc_info=True)
    return torch.device("cpu")


def cpu_lanes() -> int:
    """How many calls, of one thread each, keep busy the cores that the calling thread may use."""
    return min(usable_cores(), _MOST_LANES)
