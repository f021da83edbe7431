"""What the benchmarks find is told as one table, kept as JSON, and put into README."""

import json
import sys

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import readme_table
from tests.benchmarks.figures import Figure, shown
from tests.benchmarks.machine import Machine, this_machine
from tests.benchmarks.readme_table import Curve, Line
from tests.benchmarks.records import Record, add_records, read_records
from tests.benchmarks.table import table

MACHINE = Machine("a processor", 2, 16, "no GPU", "Linux", {"Python": "3.11.7"})


def record(*figures: Figure, date: str = "2026-11-22 04:00", load: float = 0.5) -> Record:
    return Record(date, "abc1234", 12.5, (load, 1.5), MACHINE, figures)


def row(text: str, name: str) -> list[str]:
    """The cells of a row behind its name."""
    (line,) = (line for line in text.splitlines() if line.strip().startswith(name))
    return line.strip().removeprefix(name).split()


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (5.0, "5"), (1234.5, "1,234"), (123.4, "123"), (12.72, "12.7"), (0.953, "0.95"), (0.0123, "0.012")],
)
def test_a_figure_has_as_many_digits_as_mean_something(value, words):
    assert shown(value) == words


def test_a_figure_of_several_runs_is_their_median_and_remembers_the_ends():
    figure = Figure.of_runs("speed", [3.0, 1.0, 8.0], "s")
    assert (figure.value, figure.low, figure.high, figure.runs) == (3.0, 1.0, 8.0, 3)


def test_the_machine_is_told_with_its_versions():
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.memory_gb >= 1
    assert {"Python", "SQLite", "numpy", "onnxruntime"} <= machine.packages.keys()


def test_what_was_measured_is_read_again_as_it_was_kept(tmp_path):
    kept = record(Figure("scan", 2.5, "s", "≤ 10", 1_000), Figure.of_runs("noise", [1.0, 2.0], "ms"))
    add_records(tmp_path / "a.json", {"scan": kept})
    assert read_records(tmp_path / "a.json") == {"scan": kept}


def test_a_benchmark_that_is_run_again_replaces_its_own_figures_and_no_others(tmp_path):
    path = tmp_path / "a.json"
    add_records(path, {"scan": record(Figure("old", 1, "s")), "soak": record(Figure("slope", 0, "MB"))})
    add_records(path, {"scan": record(Figure("new", 2, "s"), date="2026-11-23 01:00")})
    found = read_records(path)
    assert {name: one.figures[0].name for name, one in found.items()} == {"scan": "new", "soak": "slope"}
    assert found["scan"].date != found["soak"].date


def test_a_figure_in_the_file_says_only_what_is_known_of_it(tmp_path):
    add_records(tmp_path / "a.json", {"scan": record(Figure("scan", 2.5, "s"))})
    kept = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["scan"]
    assert kept["figures"] == [{"name": "scan", "value": 2.5, "unit": "s"}]
    assert kept["machine"]["processor"] == "a processor"
    assert kept["load"] == [0.5, 1.5]


def test_the_table_has_a_column_for_each_size_and_one_for_what_has_none():
    records = {
        "scan": record(
            Figure("none changed", 2.5, "s", "≤ 10", 100_000),
            Figure("none changed", 0.25, "s", "", 1_000),
            Figure.of_runs("noise", [8.0, 9.0, 10.5], "ms"),
        )
    }
    text = table(records, {"scan": "scans of folders"})
    assert "scan: scans of folders" in text
    assert "a processor" in text.splitlines()[0]
    assert row(text, "1,000") == ["100,000", "aim", "runs"]
    assert row(text, "none changed") == ["0.25", "2.50", "s", "≤", "10"]
    assert row(text, "noise") == ["9", "ms", "8", "to", "10.5", "of", "3"]
    lines = {line.split()[0]: line for line in text.splitlines() if line}
    assert lines["none"].index("2.50") + 4 == lines["1,000"].index("100,000") + 7
    assert lines["noise"].index("9 ") >= lines["1,000"].index("100,000") + 7


def test_readme_gets_curves_with_a_column_for_each_size_and_single_figures(monkeypatch):
    monkeypatch.setattr(
        readme_table, "CURVES", (Curve("scan, s", "scan", "none changed"), Curve("search, ms", "search", "words"))
    )
    monkeypatch.setattr(
        readme_table,
        "LINES",
        (Line("grows by", "{} ± {} MB", "soak", ("slope", "error")), Line("dies", "{}", "kills", ("deaths",))),
    )
    found = readme_table.tables(
        {
            "scan": record(Figure("none changed", 0.25, "s", "", 1_000), Figure("none changed", 2.5, "s", "", 10_000)),
            "search": record(Figure("words", 7, "ms", "", 10_000), load=2),
            "soak": record(Figure("error", 0.1, "MB"), Figure("slope", 0.5, "MB"), date="2026-11-23 01:00"),
        }
    ).splitlines()
    assert "2 cores of a processor" in found[0]
    assert "2026-11-22 to 2026-11-23" in found[0]
    assert "0.50 to 2" in found[0]
    assert "| photos | 1,000 | 10,000 |" in found
    assert "| scan, s | 0.25 | 2.50 |" in found
    assert "| search, ms |  | 7 |" in found
    assert "| grows by | 0.50 ± 0.10 MB |" in found
    assert not any("dies" in line for line in found)


@pytest.mark.parametrize("kind", ["CURVES", "LINES"])
def test_a_row_of_readme_that_no_benchmark_gives_is_an_error(monkeypatch, kind):
    rows = {"CURVES": (Curve("scan", "scan", "gone"),), "LINES": (Line("scan", "{}", "scan", ("gone",)),)}
    for name in rows:
        monkeypatch.setattr(readme_table, name, rows[name] if name == kind else ())
    with pytest.raises(KeyError, match="gone"):
        readme_table.tables({"scan": record(Figure("none changed", 0.25, "s", "", 1_000))})


def test_the_command_prints_the_table_alone_and_keeps_each_benchmark(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(command.BENCHMARKS, "one", (lambda options: [Figure("first", 1.5, "s")], "the first"))
    monkeypatch.setitem(command.BENCHMARKS, "two", (lambda options: [Figure("second", 2.5, "s")], "the second"))
    monkeypatch.setattr(sys, "argv", ["benchmarks", "two", "one", "--json", str(tmp_path / "a.json")])
    assert command.main() == 0
    printed = capsys.readouterr()
    assert row(printed.out, "first") == ["1.50", "s"]
    assert printed.out.index("two: the second") < printed.out.index("one: the first")
    assert "first" in printed.err
    assert read_records(tmp_path / "a.json")["two"].figures == (Figure("second", 2.5, "s"),)


def test_readme_is_made_of_what_is_kept_and_of_other_files(monkeypatch, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{readme_table.BEGIN}\nold\n{readme_table.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(readme_table, "README", readme)
    monkeypatch.setattr(command, "MEASURED", tmp_path / "measured.json")
    monkeypatch.setattr(readme_table, "CURVES", ())
    monkeypatch.setattr(readme_table, "LINES", (Line("grows by", "{} MB", "soak", ("slope",)),))
    add_records(tmp_path / "elsewhere.json", {"soak": record(Figure("slope", 0.5, "MB"))})
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--readme", str(tmp_path / "elsewhere.json")])
    assert command.main() == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{readme_table.BEGIN}\n")
    assert text.endswith(f"{readme_table.END}\nafter\n")
    assert "| grows by | 0.50 MB |" in text
    assert "old" not in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["speed"], "there is no benchmark speed"), (["--readme", "/nowhere.json"], "there is no file /nowhere.json")],
)
def test_a_benchmark_or_a_file_that_is_not_there_is_told(monkeypatch, capsys, arguments, sentence):
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    with pytest.raises(SystemExit):
        command.main()
    assert sentence in capsys.readouterr().err
