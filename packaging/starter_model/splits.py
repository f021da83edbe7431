"""Writes `splits.csv`, once, before anything is fitted: which pictures no fit may ever see.

    python packaging/starter_model/splits.py --training DIR --wordnet DIR

Parts: `fit`; `tune` (to choose settings by, fitted on only for the final files); `held-out` (reported, never fitted
on); `left-out` (neither: it would give the answer away). Left out are the pictures of other sets that show a held-out
class or a kind of it (WordNet decides: a held-out "dog" leaves every breed out), and near copies of a held-out picture
(Flickr8k has bursts of the same scene). What would give a tuning class away belongs to `tune` in the same manner.

The classifier under the model has learned the 1000 ImageNet classes with all their pictures. A held-out class that is
one of them is therefore new to the head only, as it is in the sets that the model is judged by.
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from material import SPLITS, Row, imagenet_names, read_rows
from wordnet import Synset, WordNet

SEED = 20
HELD_OUT = {"caltech": 10, "detection": 30}
TUNE = {"caltech": 6, "detection": 20}
NEAR_COPY_CORRELATION = 0.97


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--training", type=Path, required=True)
    arguments.add_argument("--wordnet", type=Path, required=True, help="folder with WordNet 3.1's data.noun")
    options = arguments.parse_args()

    rows = read_rows(options.training, {})
    chooser = random.Random(SEED)
    parts = _parts_of_pictures(rows, chooser) | _parts_of_classes(rows, chooser)
    wordnet = WordNet(options.wordnet)
    names = imagenet_names(options.training)
    looks = np.stack([_look(options.training / row.file) for row in rows])
    for part, aside in (("held-out", "left-out"), ("tune", "tune")):
        shown = _pictures_that_show_classes(rows, parts, part, wordnet, names) | _near_copies(rows, parts, part, looks)
        parts |= dict.fromkeys((file for file in shown if parts[file] in ("fit", "tune")), aside)
    with SPLITS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "kind", "label", "part"))
        writer.writerows((row.file, row.kind, row.label, parts[row.file]) for row in rows)


def _parts_of_pictures(rows: list[Row], chooser: random.Random) -> dict[str, str]:
    """Captions: a tenth held out, a twentieth to tune by. Documents: a fifth of each label, and a tenth."""
    parts = {row.file: "fit" for row in rows}
    shares = {"captions": (10, 20), "documents": (5, 10)}
    for kind, (held_out, tune) in shares.items():
        for label in sorted({row.label for row in rows if row.kind == kind}):
            files = sorted(row.file for row in rows if row.kind == kind and row.label == label)
            chooser.shuffle(files)
            first, second = len(files) // held_out, len(files) // held_out + len(files) // tune
            parts |= dict.fromkeys(files[:first], "held-out") | dict.fromkeys(files[first:second], "tune")
    return parts


def _parts_of_classes(rows: list[Row], chooser: random.Random) -> dict[str, str]:
    """Whole classes of Caltech and of the detection set."""
    parts = {}
    for kind, held_out in HELD_OUT.items():
        labels = sorted({row.label for row in rows if row.kind == kind})
        chooser.shuffle(labels)
        part_of_label = dict.fromkeys(labels[:held_out], "held-out")
        part_of_label |= dict.fromkeys(labels[held_out : held_out + TUNE[kind]], "tune")
        parts |= {row.file: part_of_label[row.label] for row in rows if row.kind == kind and row.label in part_of_label}
    return parts


def _pictures_that_show_classes(
    rows: list[Row], parts: dict[str, str], part: str, wordnet: WordNet, names: list[str]
) -> set[str]:
    """The class pictures of any set that show a class of this part, or a kind of it."""
    guarded = {row.label for row in rows if row.kind in HELD_OUT and parts[row.file] == part}
    roots = [root for label in sorted(guarded) if (root := _meaning(wordnet, label))]
    shown = set()
    for row in rows:
        if row.kind in ("captions", "documents"):
            continue
        name = row.label if row.class_index is None else names[row.class_index]
        synset = _meaning(wordnet, name) if row.class_index is None else wordnet.imagenet_synset(row.class_index, name)
        if name in guarded or (synset and any(wordnet.is_kind_of(synset, root) for root in roots)):
            shown.add(row.file)
    return shown


def _meaning(wordnet: WordNet, label: str) -> Synset | None:
    """The first meaning of a label that one can touch; of "tv or monitor" that of its first words."""
    for words in (label, label.split(" or ")[0], label.split()[-1]):
        for synset in wordnet.nouns(words):
            if any("physical entity" in above.words for above in wordnet.ancestors(synset)):
                return synset
    return None


def _near_copies(rows: list[Row], parts: dict[str, str], part: str, looks: NDArray[np.float32]) -> set[str]:
    """The pictures of any set that look the same as one of this part. Receipts all do, and are no copies."""
    in_part = np.array([parts[row.file] == part for row in rows])
    is_copy = (looks @ looks[in_part].T).max(axis=1) > NEAR_COPY_CORRELATION
    return {row.file for row, copied in zip(rows, is_copy, strict=True) if copied and row.kind != "documents"}


def _look(file: Path) -> NDArray[np.float32]:
    """A picture as 16 × 16 grey pixels of mean 0 and length 1: the scalar product of two is their correlation."""
    with Image.open(file) as picture:
        grey = np.asarray(picture.convert("L").resize((16, 16), Image.Resampling.BOX), np.float32).ravel()
    grey -= grey.mean()
    return grey / max(float(np.linalg.norm(grey)), 1e-6)


if __name__ == "__main__":
    main()
