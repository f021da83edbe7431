"""Runs benchmarks, prints one table of all that they found, and keeps it as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from tests.benchmarks import (
    arranging,
    arranging_faults,
    arranging_full_disks,
    arranging_power_cuts,
    copying,
    downloads,
    duplicates,
    engines,
    faults,
    first_tags,
    fuzz,
    fuzz_program,
    kills,
    memory,
    model_change,
    pipeline,
    quality,
    salvage,
    scale_window,
    scanning,
    search_quality,
    searching,
    soak,
    sorting,
    stalls,
    storm,
)
from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import commit, load, this_machine
from tests.benchmarks.readme_table import put_into_readme
from tests.benchmarks.records import MEASURED, Record, add_records, read_records
from tests.benchmarks.scale_library import SIZES
from tests.benchmarks.table import table

Benchmark = tuple[Callable[[argparse.Namespace], Iterable[Figure]], str]

SPEED: dict[str, Benchmark] = {
    "window": (scale_window.run, "the window over libraries of every size: stalls, and how long a person waits"),
    "memory": (memory.run, "memory with libraries of every size, before there is a model and after"),
    "search": (searching.run, "searches in libraries of every size, part by part"),
    "sort": (sorting.run, "libraries of every size sorted into 50 categories, after all sorts of edits"),
    "pipeline": (pipeline.run, "photos/s of the whole pipeline against the bound set by its stages (12 MP JPEGs)"),
    "stalls": (stalls.run, "the window while 12 MP photos are indexed"),
    "scan": (scanning.run, "scans of folders of every size: all files are new, and none has changed"),
}
"""What runs when none is named: every stage, and every size."""

OTHERS: dict[str, Benchmark] = {
    "copy": (copying.run, "runs that copy and move 10,000 files, against cp and rsync"),
    "plan": (arranging.run_plan, "plans of where 10,000 and 100,000 files go"),
    "duplicates": (duplicates.run, "variants of real photos found and wrongly found (needs shared/); 100,000 photos"),
    "engines": (engines.run, "torch, ONNX Runtime and OpenVINO, float32 and bfloat16, on two of the models"),
    "model-change": (
        model_change.run,
        "a change of model under 2,000 photos, killed in the middle, searched meanwhile",
    ),
    "downloads": (downloads.run, "faults of a hub, what comes of a download, and what had to be sent again"),
    "none": (quality.run_none, "area under ROC for “none of these” against the maximum softmax (needs shared/)"),
    "sure": (first_tags.run_sure, "cats and dogs that are sorted before any verdict (needs shared/)"),
    "corrections": (quality.run_corrections, "accuracy over examples a class (needs shared/)"),
    "slider": (quality.run_slider, "expected against real precision under two models (needs shared/)"),
    "calibration": (quality.run_calibration, "precision and recall a category before and after (needs shared/)"),
    "search-quality": (search_quality.run_search_quality, "how searches rank and end (needs shared/)"),
    "fuzz": (fuzz.run, "hostile files through the decode pool: read, refused, stopped, our fault (shared/, if there)"),
    "fuzz-program": (fuzz_program.run, "a folder of 5,000 hostile files indexed by the program, twice"),
    "storm": (storm.run, "10,000 files moved, edited and unplugged while they are indexed: what is lost of it (root)"),
    "kills": (kills.run, "the program killed 200 times: what is lost, and how soon it works again"),
    "faults": (faults.run, "disks, permissions and clocks that fail: what a person reads, what is lost (root)"),
    "soak": (soak.run, "the window for half an hour: does it grow, does it leave anything behind"),
    "salvage": (salvage.run, "320 libraries damaged in every way, and what of them is saved"),
    "arranging-faults": (
        arranging_faults.run,
        "runs killed, or refused, at every system call that changes a disk (root)",
    ),
    "arranging-full-disks": (arranging_full_disks.run, "runs on full and on read-only disks (root)"),
    "arranging-power-cuts": (arranging_power_cuts.run, "what disks hold when the power fails under a run (root)"),
}

BENCHMARKS = SPEED | OTHERS


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if options.readme is not None:
        for path in options.readme:
            if not path.is_file():
                parser.error(f"there is no file {path}")
            add_records(MEASURED, read_records(path))
        put_into_readme(read_records(MEASURED))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        options.libraries = options.libraries or Path(folder)
        records = {}
        for name, record in _measured(options.names or list(SPEED), options):
            records[name] = record
            if options.json is not None:
                add_records(options.json, {name: record})
    print(table(records, {name: about for name, (_, about) in BENCHMARKS.items()}))
    return 0


def _measured(names: list[str], options: argparse.Namespace) -> Iterator[tuple[str, Record]]:
    """Tells on stderr how far it is."""
    machine, made_from = this_machine(), commit()
    for name in names:
        date, began, before = f"{datetime.now():%Y-%m-%d %H:%M}", time.monotonic(), load()
        figures = []
        for figure in BENCHMARKS[name][0](options):
            figures.append(figure)
            print(f"{name}: {figure}", file=sys.stderr, flush=True)
        seconds = round(time.monotonic() - began, 1)
        yield name, Record(date, made_from, seconds, (before, load()), machine, tuple(figures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"when none is named:\n{_listed(SPEED)}\n\nby name only:\n{_listed(OTHERS)}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; without, all of the first group below")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keeps what is found; other benchmarks' figures stay")
    parser.add_argument(
        "--readme", type=Path, nargs="*", metavar="FILE",
        help="measures nothing: takes the figures of these files into measured.json, and makes README's table of it",
    )  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="photos in the libraries of every size")
    parser.add_argument("--libraries", type=Path, metavar="DIR", help="keeps these libraries for the next time")
    parser.add_argument("--photos", type=int, default=300, help="12 MP photos for the pipeline and the stalls (300)")
    parser.add_argument("--sample", type=int, default=10, help="every so manieth fault of a run; 1 for all (10)")
    parser.add_argument("--inputs", type=int, default=2_000, help="hostile files (2000)")
    parser.add_argument("--seed", type=int, default=1, help="of what damages them, and of the first storm (1)")
    parser.add_argument("--keep", metavar="DIR", help="where files go that killed or hung a decoder, or are our fault")
    parser.add_argument("--files", type=int, default=10_000, help="of a storm (10,000)")
    parser.add_argument("--storms", type=int, default=1, help="how many, each with a seed of its own (1)")
    parser.add_argument("--kills", type=int, default=200, help="of the program (200)")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak (30)")
    return parser


def _listed(benchmarks: dict[str, Benchmark]) -> str:
    return "\n".join(f"  {name:<21} {about}" for name, (_, about) in benchmarks.items())


if __name__ == "__main__":
    sys.exit(main())
