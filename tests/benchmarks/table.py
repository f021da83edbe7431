"""All that was measured as one table: a heading a benchmark, a row a figure, and a column for each size of library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tests.benchmarks.figures import Figure, shown
from tests.benchmarks.records import Record, Records

_NAME_WIDTH = 64


def table(records: Records, about: Mapping[str, str]) -> str:
    """`about`: what each benchmark is, in a line."""
    sizes = sorted({figure.photos for record in records.values() for figure in record.figures if figure.photos})
    machines = dict.fromkeys(_in_words(record) for record in records.values())
    rows: list[tuple[str, ...] | str] = [*machines, "", ("", *(f"{size:,}" for size in sizes), "", "", "aim", "runs")]
    for name, record in records.items():
        before, after = record.load
        rows += [
            f"{name}: {about[name]}",
            f"  {record.date}, {shown(record.seconds)} s; commit {record.commit or 'not known'}; load of the machine "
            f"{shown(before)} before and {shown(after)} after",
            *_rows(record, sizes),
            "",
        ]
    return "\n".join(_aligned(rows))


def _in_words(record: Record) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in record.machine.packages.items())
    return f"{record.machine}; {versions}"


def _rows(record: Record, sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """Figures of the same name lie in one row; one that belongs to no size, in a column behind those."""
    rows: dict[tuple[str, str], dict[int | None, Figure]] = defaultdict(dict)
    for figure in record.figures:
        rows[figure.name, figure.unit][figure.photos] = figure
    for (name, unit), found in rows.items():
        values = [shown(found[size].value) if size in found else "" for size in (*sizes, None)]
        aims = dict.fromkeys(figure.aim for figure in found.values() if figure.aim)
        yield (f"  {name}", *values, unit, ", ".join(aims), _runs(found))


def _runs(found: Mapping[int | None, Figure]) -> str:
    figure = found.get(None)
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{shown(figure.low)} to {shown(figure.high)} of {figure.runs}"


def _aligned(rows: list[tuple[str, ...] | str]) -> Iterator[str]:
    cells = [row for row in rows if not isinstance(row, str)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths[0] = max(widths[0], _NAME_WIDTH)
    words = len(widths) - 3  # from here on: unit, aim, runs
    for row in rows:
        if isinstance(row, str):
            yield row
        else:
            yield "  ".join(
                cell.rjust(width) if 0 < number < words else cell.ljust(width)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
