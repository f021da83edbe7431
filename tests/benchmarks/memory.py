"""What the program has in memory with libraries of every size, before there is a model and after, and what each adds.

Of the window's process (RSS); the decoders are processes of their own, which come with the first new photo.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import resources
from photo_sorter.settings import BUILT_IN_MODEL
from tests.benchmarks.figures import Figure
from tests.benchmarks.scale_library import copy_of, synthetic_home
from tests.benchmarks.sessions import NEW_PHOTOS, new_photos, session

_TORCH = """
import json, psutil
rss = lambda: psutil.Process().memory_info().rss / 1e6
before = rss()
import torch, open_clip
imported = rss()
model = open_clip.create_model("ViT-B-32-256")
print(json.dumps({"torch": imported - before, "weights": rss() - imported}))
"""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    model = open_embedder(BUILT_IN_MODEL, Path("/nonexistent"), resources() / "starter")
    for photos in options.sizes:
        with copy_of(synthetic_home(options.libraries, photos)) as home, new_photos() as folder:
            found = session(home, "wait", "load", "scroll", "search", "index", new_photos=folder)
        before, loaded = found["wait"].memory_mb, found["load"].memory_mb
        aim = "≤ 300" if photos <= 100_000 else ""
        yield Figure("the library is shown, before a model is loaded", before, "MB", aim, photos)
        yield Figure("the built-in model and all embeddings, in addition", loaded - before, "MB", photos=photos)
        vectors = photos * model.dimensions * 4 / 1e6
        yield Figure("    of it the embeddings themselves", vectors, "MB", photos=photos)
        yield Figure("with both, after a hundred pages and searches", found["search"].memory_mb, "MB", photos=photos)
        yield Figure(f"after {NEW_PHOTOS} new photos", found["index"].memory_mb, "MB", photos=photos)
    yield from _torch()


def _torch() -> Iterator[Figure]:
    """Random weights weigh as much as learned ones."""
    done = subprocess.run([sys.executable, "-c", _TORCH], stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    yield Figure("torch and open_clip imported, in addition", found["torch"], "MB")
    yield Figure("weights of ViT-B-32-256, in addition", found["weights"], "MB")
