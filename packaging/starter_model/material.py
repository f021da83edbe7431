"""The training material: which pictures there are, what they show, and to which part each belongs."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

SPLITS = Path(__file__).parent / "splits.csv"
CLASS_NAMES = "imagenet-class-names.csv"


@dataclass(frozen=True)
class Row:
    """One picture: `file` relative to the training folder, its `kind`, its class or captions, its part."""

    file: str
    kind: str
    label: str
    class_index: int | None
    captions: tuple[str, ...]
    part: str


SOURCES = {
    "captions": "captions.csv",
    "caltech": "caltech40.csv",
    "detection": "imagenet-detection-200.csv",
    "one-per-class": "imagenet-one-per-class.csv",
    "documents": "documents.csv",
}


def read_rows(training: Path, parts: dict[str, str]) -> list[Row]:
    """Every picture, in the order of the files. `parts` maps file → part; what is not in it gets the part ""."""
    rows = []
    for kind, source in SOURCES.items():
        captions: dict[str, list[str]] = defaultdict(list)
        lines: dict[str, dict[str, str]] = {}
        for line in _read_csv(training / source):
            captions[line["image"]].append(line.get("caption", ""))
            lines[line["image"]] = line
        for file, line in lines.items():
            index = line.get("class_index") or None
            rows.append(
                Row(
                    file,
                    kind,
                    line.get("label") or line.get("class_name") or "",
                    None if index is None else int(index),
                    tuple(captions[file]) if kind == "captions" else (),
                    parts.get(file, ""),
                )
            )
    return rows


def read_parts() -> dict[str, str]:
    """File → part, as `splits.csv` has it."""
    return {line["file"]: line["part"] for line in _read_csv(SPLITS)}


def imagenet_names(training: Path) -> list[str]:
    """The 1000 class names in the order of the classifier."""
    return [line["class_name"] for line in _read_csv(training / CLASS_NAMES)]


def _read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
