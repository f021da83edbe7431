"""Reports what the built-in model can do on pictures that it was not fitted on.

    python packaging/starter_model/evaluate.py --model resources/starter --training DIR [--photos DIR] [--part held-out]

`--photos` is a folder with a `labels.csv` of `path`, `label`, `coarse_label`; it is only ever reported on.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from pillow_heif import register_heif_opener

from features import embed_files
from material import read_parts, read_rows
from metrics import Rows, accuracy, recall_of_photos
from photo_sorter.embedding.starter import StarterEmbedder
from texts import KINDS_OF_PICTURE

FLOWERS = ("daisy", "dandelion", "rose", "sunflower", "tulip")
EVERYDAY = (
    "person", "child", "man", "woman", "dog", "cat", "bird", "horse", "fish", "insect", "flower", "tree",
    "grass", "sky", "cloud", "sea", "beach", "mountain", "snow", "river", "forest", "street", "house",
    "building", "church", "bridge", "car", "bus", "train", "bicycle", "boat", "airplane", "food", "fruit",
    "bread", "cake", "drink", "table", "chair", "bed", "lamp", "kitchen", "book", "paper", "computer", "phone",
    "clock", "toy", "ball", "clothes", "shoe", "hat", "tool", "bottle", "guitar", "receipt", "screenshot",
    "sport", "party", "wedding",
)  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--training", type=Path, required=True)
    arguments.add_argument("--photos", type=Path)
    arguments.add_argument("--part", default="held-out", choices=("held-out", "tune"))
    options = arguments.parse_args()
    model = StarterEmbedder.load(options.model)
    report_training_part(model, options.training, options.part)
    if options.photos:
        report_photos(model, options.photos)


def report_training_part(model: StarterEmbedder, training: Path, part: str) -> None:
    known = read_rows(training, read_parts())
    rows = [row for row in known if row.part == part]
    pictures = embed_files(model, [training / row.file for row in rows])
    of_kind = {kind: [i for i, row in enumerate(rows) if row.kind == kind] for kind in
               ("captions", "caltech", "detection", "documents")}  # fmt: skip
    captions = [(number, text) for number, i in enumerate(of_kind["captions"]) for text in rows[i].captions]
    texts, right = model.embed_texts([text for _, text in captions]), np.array([number for number, _ in captions])
    recall = recall_of_photos(pictures[of_kind["captions"]], texts, right)
    figures = " ".join(f"{name} {value:.3f}" for name, value in recall.items())
    _line(f"text → photo among {len(of_kind['captions'])}", figures)
    for kind in ("caltech", "detection"):
        labels = [rows[i].label for i in of_kind[kind]]
        every = sorted({row.label for row in known if row.kind == kind})
        for among in (sorted(set(labels)), every):
            share = accuracy(pictures[of_kind[kind]], labels, among, model.embed_texts)
            _line(f"{kind}, unseen classes among {len(among)}", f"{share:.3f}")
    four = of_kind["documents"] + of_kind["captions"][:25]
    labels = [rows[i].label for i in of_kind["documents"]] + ["photo"] * 25
    share = accuracy(pictures[four], labels, KINDS_OF_PICTURE, model.embed_texts)
    _line("receipt, meme, screenshot, photo", f"{share:.3f}")
    _report_standard_scores(model, pictures[of_kind["detection"]], [rows[i].label for i in of_kind["detection"]])


def report_photos(model: StarterEmbedder, photos: Path) -> None:
    register_heif_opener()
    with (photos / "labels.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    pictures = embed_files(model, [photos / row["path"] for row in rows])

    def report(title: str, column: str, among: tuple[str, ...]) -> None:
        chosen = [i for i, row in enumerate(rows) if row[column] in among]
        labels = [rows[i][column] for i in chosen]
        of_class = []
        for name in among:
            mine = [i for i in chosen if rows[i][column] == name]
            share = accuracy(pictures[mine], [name] * len(mine), among, model.embed_texts)
            of_class.append(f"{name} {share:.2f}")
        share = accuracy(pictures[chosen], labels, among, model.embed_texts)
        _line(f"{title} ({len(chosen)})", f"{share:.3f}  {', '.join(of_class)}")

    report("cat, dog", "label", ("cat", "dog"))
    report("five flowers", "label", FLOWERS)
    report("four kinds", "label", KINDS_OF_PICTURE)
    report("coarse labels", "coarse_label", tuple(sorted({row["coarse_label"] for row in rows})))


def _report_standard_scores(model: StarterEmbedder, pictures: Rows, labels: list[str]) -> None:
    """How far right and wrong names stand above everyday words, in standard deviations of those words' cosines."""
    everyday = pictures @ model.embed_texts(EVERYDAY).T
    names = sorted(set(labels))
    cosines = pictures @ model.embed_texts(names).T
    scores = (cosines - everyday.mean(axis=1, keepdims=True)) / everyday.std(axis=1, keepdims=True)
    is_right = np.array([[name == label for name in names] for label in labels])
    for title, of_group in (("right", scores[is_right]), ("wrong", scores[~is_right])):
        shares = np.percentile(of_group, (1, 5, 25, 50, 75, 95, 99))
        _line(f"z of {title} names, percentiles 1 5 25 50 75 95 99", " ".join(f"{share:.2f}" for share in shares))


def _line(title: str, figures: str) -> None:
    print(f"{title:<58}{figures}")


if __name__ == "__main__":
    main()
