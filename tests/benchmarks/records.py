"""What was measured, kept as JSON: by the name of each benchmark its figures, when they were taken, and where.

A benchmark that is run again replaces its own figures and no others, so that one file gathers what is measured on
several days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import Machine

MEASURED = Path(__file__).with_name("measured.json")
"""What README's table is made of."""


@dataclass(frozen=True)
class Record:
    """A benchmark as it was run once. `date` as 2026-11-22 02:30; `load` of the machine right before and right after;
    `commit` as `machine.commit` says."""

    date: str
    commit: str
    seconds: float
    load: tuple[float, float]
    machine: Machine
    figures: tuple[Figure, ...]


Records = Mapping[str, Record]
"""By the name of the benchmark."""


def read_records(path: Path) -> dict[str, Record]:
    """Of a file that is not there yet: none."""
    if not path.exists():
        return {}
    return {name: _record(found) for name, found in json.loads(path.read_text(encoding="utf-8")).items()}


def add_records(path: Path, records: Records) -> dict[str, Record]:
    """Replaces what the file has of the same benchmarks; gives all that it has now."""
    whole = read_records(path) | dict(records)
    written = {name: _plain(whole[name]) for name in sorted(whole)}
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return whole


def _plain(record: Record) -> dict[str, Any]:
    """Of figures only what is said of them."""
    return asdict(record) | {"figures": [_said(figure) for figure in record.figures]}


def _said(figure: Figure) -> dict[str, Any]:
    found = {field.name: (getattr(figure, field.name), field.default) for field in fields(figure)}
    return {name: value for name, (value, default) in found.items() if value != default}


def _record(found: dict[str, Any]) -> Record:
    before, after = found.pop("load")
    machine = Machine(**found.pop("machine"))
    figures = tuple(Figure(**figure) for figure in found.pop("figures"))
    return Record(**found, load=(before, after), machine=machine, figures=figures)
