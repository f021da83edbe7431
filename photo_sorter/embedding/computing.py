"""What this computer's models would compute on, for a bug report."""

from __future__ import annotations

import platform
from typing import Any

from photo_sorter.embedding.bfloat16 import computes_bfloat16


def computing() -> dict[str, Any]:
    """Imports torch and asks every device to compute: seconds, and it may crash. In a process of its own."""
    import open_clip
    import torch

    return {
        "torch": torch.__version__,
        "open_clip": open_clip.__version__,
        "processor": torch.backends.cpu.get_cpu_capability(),
        "processor multiplies bfloat16": computes_bfloat16(),
        "threads": torch.get_num_threads(),
        "CUDA": _cuda(),
        "MPS": _mps(),
    }


def _cuda() -> str:
    import torch

    if torch.version.cuda is None:
        return "none: this torch is built without CUDA"
    try:
        # It says what is missing, which is_available() does not.
        torch.cuda.init()  # type: ignore[no-untyped-call]
        names = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
    except (RuntimeError, AssertionError) as error:
        return f"none: {str(error).strip().splitlines()[0]} (torch is built for CUDA {torch.version.cuda})"
    return _computes("cuda", f"{', '.join(names) or 'no device'} (CUDA {torch.version.cuda})")


def _mps() -> str:
    import torch

    if not torch.backends.mps.is_built():
        return "none: only on macOS" if platform.system() != "Darwin" else "none: this torch is built without MPS"
    if not torch.backends.mps.is_available():
        return "none: this Mac or its macOS is too old"
    return _computes("mps", "there")


def _computes(device: str, words: str) -> str:
    import torch

    try:
        is_right = torch.ones(1, device=device).add(1).item() == 2
    except RuntimeError as error:
        return f"{words}, does not compute: {str(error).strip().splitlines()[0]}"
    return words if is_right else f"{words}, computes wrongly"
