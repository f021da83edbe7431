"""Runs benchmarks and prints one line a figure, or JSON."""

from __future__ import annotations

import argparse
import json
import platform
import sys
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
    model_change,
    pipeline,
    quality,
    salvage,
    scale_window,
    search_quality,
    searching,
    soak,
    sorting,
    storm,
    window,
)
from tests.benchmarks.figures import Figure

BENCHMARKS = {
    "pipeline": (pipeline.run, "photos/s of the whole pipeline against the bound set by its stages (12 MP JPEGs)"),
    "sort": (sorting.run_sort, "re-sort of 100,000 photos × 50 categories, and its commit"),
    "none": (quality.run_none, "area under ROC for “none of these” against the maximum softmax (needs shared/)"),
    "sure": (first_tags.run_sure, "cats and dogs that are sorted before any verdict (needs shared/)"),
    "corrections": (quality.run_corrections, "accuracy over examples a class (needs shared/)"),
    "slider": (quality.run_slider, "expected against real precision under two models (needs shared/)"),
    "calibration": (quality.run_calibration, "precision and recall a category before and after (needs shared/)"),
    "latency": (searching.run_latency, "each part of a search in 100,000 and 1,000,000 photos"),
    "search-quality": (search_quality.run_search_quality, "how searches rank and end (needs shared/)"),
    "keys": (window.run_keys, "from a key in the search field to the painted answer, 100,000 and 1,000,000 photos"),
    "edits": (window.run_edits, "from an edit to the window that shows it, 100,000 photos × 50 categories"),
    "paint": (window.run_paint, "first paint with a library of 100,000 photos"),
    "stalls": (window.run_stalls, "longest stall of the window while indexing 500 photos of 12 MP"),
    "scale-window": (scale_window.run, "stalls, waiting times and memory of the window, 1,000 to 1,000,000 photos"),
    "model-change": (
        model_change.run,
        "a change of model under 2,000 photos, killed in the middle, searched meanwhile",
    ),
    "downloads": (downloads.run, "faults of a hub, what comes of a download, and what had to be sent again"),
    "engines": (engines.run, "torch, ONNX Runtime and OpenVINO, float32 and bfloat16, on two of the models"),
    "copy": (copying.run, "runs that copy and move 10,000 files, against cp and rsync"),
    "plan": (arranging.run_plan, "plans of where 10,000 and 100,000 files go"),
    "duplicates": (duplicates.run, "variants of real photos found and wrongly found (needs shared/); 100,000 photos"),
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


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<15} {about}" for name, (_, about) in BENCHMARKS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; all without")
    parser.add_argument("--photos", type=int, default=300, help="12 MP photos for the pipeline (300)")
    parser.add_argument("--sample", type=int, default=10, help="every so manieth fault of a run; 1 for all (10)")
    parser.add_argument("--inputs", type=int, default=2_000, help="hostile files (2000)")
    parser.add_argument("--seed", type=int, default=1, help="of what damages them, and of the first storm (1)")
    parser.add_argument("--keep", metavar="DIR", help="where files go that killed or hung a decoder, or are our fault")
    parser.add_argument("--files", type=int, default=10_000, help="of a storm (10,000)")
    parser.add_argument("--storms", type=int, default=1, help="how many, each with a seed of its own (1)")
    parser.add_argument("--kills", type=int, default=200, help="of the program (200)")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak (30)")
    parser.add_argument("--sizes", type=int, nargs="+", help="photos in the libraries of scale-window")
    parser.add_argument("--libraries", type=Path, help="a folder that keeps the libraries of scale-window")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        for figure in BENCHMARKS[name][0](options):
            figures.append(figure)
            if not options.json:
                print(figure, flush=True)
    if options.json:
        machine = {"machine": platform.platform(), "python": platform.python_version()}
        print(json.dumps(machine | {"figures": [figure.__dict__ for figure in figures]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
