"""Whether a plan's files find room on the disk of the destination."""

from __future__ import annotations

from dataclasses import replace

from photo_sorter.core.arranging.plan import Plan
from photo_sorter.language import tr

RESERVE = 0.01
"""Of what the files need: folders and the file system's own book-keeping take some, too."""

_UNIT = 1000


def with_space_checked(plan: Plan, former: Plan | None = None) -> Plan:
    """With a fault if there is too little free space. `former`: the plan that this one was made of, with its fault."""
    stale = _fault(former) if former is not None else None
    others = tuple(fault for fault in plan.faults if fault != stale)
    fault = _fault(plan)
    return replace(plan, faults=(*others, fault) if fault is not None else others)


def size_in_words(size_bytes: int) -> str:
    """As file managers say it: 4.2 GB is 4.2 thousand million bytes."""
    size, units = float(size_bytes), ["kB", "MB", "GB", "TB"]
    if size_bytes < _UNIT:
        return tr("{size} bytes", size=size_bytes)
    unit = ""
    while size >= _UNIT * 0.9995 and units:
        size, unit = size / _UNIT, units.pop(0)
    return f"{size:.3g} {unit}"


def _fault(plan: Plan) -> str | None:
    if plan.free_bytes is None or plan.needs_bytes * (1 + RESERVE) <= plan.free_bytes:
        return None
    return tr(
        "There is too little free space: the files need {needed}, and {free} are free. Choose another destination, or "
        "fewer photos.",
        needed=size_in_words(plan.needs_bytes),
        free=size_in_words(plan.free_bytes),
    )
