"""Storms of renames, moves, edits and unplugged disks over a library that is being indexed, and what is lost of it.
Linux, as root."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.storm import oracle
from tests.storm.storm import Storm


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Writes every fault, with what befell the file before, to stderr."""
    for seed in range(options.seed, options.seed + options.storms):
        with tempfile.TemporaryDirectory(prefix="storm-") as folder, ExitStack() as stack:
            yield from _one(Storm(Path(folder), stack, options.files, seed))


def _one(storm: Storm) -> Iterator[Figure]:
    kinds: Counter[str] = Counter()
    for name, act in storm.acts().items():
        began = time.monotonic()
        unasked, asked = storm.play(act)
        lines = [
            f"storm {storm.seed}, {name}: {time.monotonic() - began:.0f} s, {asked.files} files, {asked.said} judged"
        ]
        lines += [f" before it looked through its folders again: {unasked.total} faults", *unasked.lines()]
        if asked.faults != unasked.faults:
            lines += [f" after that: {asked.total} faults", *asked.lines()]
        print("\n".join(lines), file=sys.stderr, flush=True)
        kinds.update({kind: len(faults) for kind, faults in asked.faults.items()})
        yield Figure(f"storm {storm.seed}, {name}: faults when it rests by itself", unasked.total, "", "0")
        yield Figure(f"storm {storm.seed}, {name}: faults after a round", asked.total, "", "0")
    for sentence, count in storm.program.notices.most_common():
        print(f"told {count} ×: {sentence}", file=sys.stderr)
    for kind in oracle.KINDS:
        yield Figure(f"storm {storm.seed}, all of it: {kind}", kinds[kind], "", "0")
