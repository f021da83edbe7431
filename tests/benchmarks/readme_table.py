"""README's tables of figures: a choice of what was measured, in words. `tests/test_readme.py` holds README to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import shown
from tests.benchmarks.pipeline import CLIP
from tests.benchmarks.records import Record, Records

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- measured: made by python -m tests.benchmarks --readme -->", "<!-- measured: end -->"

HIGHEST = ", highest"
"""Behind the name of a figure of several runs: the highest of them instead of the median."""


@dataclass(frozen=True)
class Curve:
    """A row of the table with a column for each size of library."""

    words: str
    benchmark: str
    figure: str


@dataclass(frozen=True)
class Line:
    """A row of the other table: each {} is one of the figures, in their order."""

    words: str
    value: str
    benchmark: str
    figures: tuple[str, ...]


CURVES = (
    Curve("first paint, from the start of Python, ms", "window", "first paint, from the start of Python"),
    Curve("from there until all can be searched, ms", "window", "from the first paint until all can be searched"),
    Curve(
        "longest stall of the window in a tour of all that it does, median of three tours, ms",
        "window", "all of these: longest stall",
    ),
    Curve("the same in the worst of the three, ms", "window", f"all of these: longest stall{HIGHEST}"),
    Curve(
        "another place is shown after, the longest of ten, ms",
        "window", "ten places, one after the other: shown after, longest",
    ),
    Curve(
        "from a key in the search field to the painted answer, ms",
        "window", "a sentence, letter by letter: shown after, median",
    ),
    Curve(
        "from a move of a slider to the window that shows it, ms", "window", "a category’s slider: shown after, median",
    ),
    Curve("the same for other words, ms", "window", "a category’s wording: shown after, median"),
    Curve("the same for a verdict, ms", "window", "a verdict: shown after, median"),
    Curve("a search for words, without the window, ms", "search", "plain words"),
    Curve("a search by filters alone, ms", "search", "filters alone"),
    Curve("re-sort into 50 categories, everything in memory, ms", "sort", "everything in memory"),
    Curve("the same after a move of one slider, ms", "sort", "after one edit, decisions of all included: slider"),
    Curve("commit of 1 % of the tags, ms", "sort", "commit of 1% of the tags"),
    Curve("scan of as many files, none changed, s", "scan", "no file has changed"),
    Curve("scan where all are new, until they are in the library, s", "scan", "all files are new"),
    Curve("memory before a model is loaded, MB", "memory", "the library is shown, before a model is loaded"),
    Curve(
        "memory with the built-in model and all embeddings, after searches, MB",
        "memory", "with both, after a hundred pages and searches",
    ),
)  # fmt: skip


def _pipeline(title: str) -> tuple[str, ...]:
    figures = (
        "whole pipeline in full flow", "the same ÷ bound, without what other programs took",
        "decode alone, CPU a photo", "encode alone, CPU a photo", "commit alone, CPU a photo",
    )  # fmt: skip
    return tuple(f"{title}: {figure}" for figure in figures)


_EMPTY_WINDOW = "an empty window that does nothing: longest stall in 5 s"
_PIPELINE = "{} photos/s, {} of the bound that its stages set ({} ms decode + {} ms encode + {} ms commit a photo)"

LINES = (
    Line("built-in model: whole pipeline, photos of 12 MP", _PIPELINE, "pipeline", _pipeline("built-in")),
    Line(f"{CLIP}: the same", _PIPELINE, "pipeline", _pipeline(f"{CLIP}, random weights")),
    Line(
        f"{CLIP}: its picture encoder alone, float32; bfloat16, which is used where the processor multiplies it",
        "{}; {} photos/s", "engines", (f"{CLIP}, torch, float32", f"{CLIP}, torch, bfloat16"),
    ),
    Line(
        "what the machine itself stalls: an empty window that does nothing, its longest in 5 s; the worst of twelve",
        "{}; {} ms", "window", (_EMPTY_WINDOW, f"{_EMPTY_WINDOW}{HIGHEST}"),
    ),
    Line(
        "longest stall of the window while photos of 12 MP are indexed; beside programs that want all cores",
        "{}; {} ms", "stalls",
        ("photos of 12 MP are indexed: longest stall", "beside programs that want all cores: longest stall"),
    ),
    Line(
        "memory that another model adds: torch and open_clip; weights of ViT-B-32-256", "{} MB; {} MB",
        "memory", ("torch and open_clip imported, in addition", "weights of ViT-B-32-256, in addition"),
    ),
    Line(
        "duplicates among 100,000 photos: pairs that may show the same picture", "{} s in the background",
        "duplicates", ("100,000 photos: all candidates, in eight turns",),
    ),
    Line(
        "plan of where 10,000 photos go; 100,000", "{} s; {} s",
        "plan", ("10,000 photos: plan by category and year", "100,000 photos: plan by category and year"),
    ),
    Line(
        "a run that copies 10,000 photos and 1,000 sidecars, each flushed, read again and compared",
        "{} s, {} of them reading again; `cp -a` {}, `rsync -a` {}, `rsync -a --fsync` {}",
        "copy", ("a run that copies", "of it, reading every copy again", "cp -a", "rsync -a", "rsync -a --fsync"),
    ),
    Line(
        "the same as hard links; moved on one disk; taken back", "{}; {}; {} s",
        "copy", ("a run that makes hard links", "a run that moves, on one disk", "the same taken back"),
    ),
    Line(
        "started after `kill -9`: until the library can be browsed; until indexing goes on", "{}; {} s",
        "kills",
        tuple(f"from a start after a kill until {what}" for what in ("it can be browsed", "it indexes")),
    ),
    Line(
        "arrivals, edits and searches without a pause: what the window grows by", "{} ± {} MB an hour",
        "soak", tuple(f"the window's process (RSS): {what}" for what in ("slope", "standard error of the slope")),
    ),
)  # fmt: skip
"""A benchmark that was not measured has no row."""


def put_into_readme(records: Records) -> None:
    README.write_text(with_tables(README.read_text(encoding="utf-8"), records), encoding="utf-8")


def with_tables(text: str, records: Records) -> str:
    """README as it is to be, from README as it is."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables(records)}\n\n{END}{after}"


def tables(records: Records) -> str:
    """Markdown. KeyError where a row names a figure that its benchmark does not give."""
    return "\n".join([*_circumstances(records), "", *_curves(records), "", *_lines(records)])


def _circumstances(records: Records) -> Iterator[str]:
    used = {
        name: records[name] for name in dict.fromkeys(row.benchmark for row in (*CURVES, *LINES)) if name in records
    }
    machines: dict[str, list[Record]] = {}
    for record in used.values():
        machines.setdefault(str(record.machine), []).append(record)
    for machine, found in machines.items():
        dates = sorted({record.date.split()[0] for record in found})
        loads = sorted(record.load[0] for record in found)
        yield (
            f"On {machine}, {_range(dates)}; load of the machine before each benchmark "
            f"{_range([shown(load) for load in loads])}. Machines are noisy: compare figures of one run."
        )


def _range(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"


def _curves(records: Records) -> Iterator[str]:
    found = {
        curve: {photos: value for name, photos, value in _values(records[curve.benchmark]) if name == curve.figure}
        for curve in CURVES
        if curve.benchmark in records
    }
    sizes = sorted({photos for figures in found.values() for photos in figures if photos is not None})
    yield "| photos | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---|" + "--:|" * len(sizes)
    for curve, figures in found.items():
        if not figures:
            raise KeyError(f"{curve.benchmark} gives no figure “{curve.figure}”")
        cells = [shown(figures[size]) if size in figures else "" for size in sizes]
        yield f"| {curve.words} | " + " | ".join(cells) + " |"


def _lines(records: Records) -> Iterator[str]:
    yield "| what | figure |"
    yield "|---|---|"
    for line in LINES:
        if line.benchmark in records:
            values = {name: value for name, _, value in _values(records[line.benchmark])}
            yield f"| {line.words} | {line.value.format(*(shown(values[name]) for name in line.figures))} |"


def _values(record: Record) -> Iterator[tuple[str, int | None, float]]:
    """Names, sizes of library, and values."""
    for figure in record.figures:
        yield figure.name, figure.photos, figure.value
        if figure.high is not None:
            yield f"{figure.name}{HIGHEST}", figure.photos, figure.high
