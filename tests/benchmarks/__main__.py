"""Runs benchmarks and prints one line a figure, or JSON."""

from __future__ import annotations

import argparse
import json
import platform
import sys

from tests.benchmarks import (
    arranging,
    arranging_faults,
    arranging_full_disks,
    arranging_power_cuts,
    copying,
    downloads,
    duplicates,
    engines,
    first_tags,
    model_change,
    pipeline,
    quality,
    search_quality,
    searching,
    sorting,
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
    "model-change": (
        model_change.run,
        "a change of model under 2,000 photos, killed in the middle, searched meanwhile",
    ),
    "downloads": (downloads.run, "faults of a hub, what comes of a download, and what had to be sent again"),
    "engines": (engines.run, "torch, ONNX Runtime and OpenVINO, float32 and bfloat16, on two of the models"),
    "copy": (copying.run, "runs that copy and move 10,000 files, against cp and rsync"),
    "plan": (arranging.run_plan, "plans of where 10,000 and 100,000 files go"),
    "duplicates": (duplicates.run, "variants of real photos found and wrongly found (needs shared/); 100,000 photos"),
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
