"""README is true: its lines, its tables, its architecture page."""

import re
import tomllib
from pathlib import Path

import pytest

from photo_sorter.cli.arguments import parser
from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.scoring import SHARPNESS, STANDOUT
from photo_sorter.store.library import Library
from tests.benchmarks.readme_table import with_tables
from tests.benchmarks.records import MEASURED, read_records

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def section(title: str) -> str:
    """The text under a heading, up to the next heading of any level."""
    return re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", README, re.MULTILINE | re.DOTALL).group(1)


def first_column(text: str) -> set[str]:
    """The words in backticks in the first column of the table in `text`."""
    cells = [re.split(r"(?<!\\)\|", line)[1] for line in text.splitlines() if line.startswith("| ")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_the_first_screen_has_a_picture_and_two_lines_to_paste():
    start = README[:1500]
    picture = re.search(r"!\[.+\]\((.+)\)", start).group(1)
    assert (ROOT / picture).is_file()
    lines = re.findall(r"^python3 -m venv .+$", start, re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith("photo-sorter")
    assert lines[1].endswith("pytest -n auto")


def test_every_picture_and_page_that_readme_names_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_table_of_the_library_names_every_table(home):
    with Library.open(home.library) as library:
        tables = set(library._db.table_names()) - {"_sqlite_migrations", "sqlite_sequence"}
    tables = {name for name in tables if not name.startswith("photo_words_")}
    assert first_column(section("The library")) == tables


def test_the_table_of_packages_names_every_dependency():
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *extras["raw"], *extras["multilingual"]]
    names = {re.match(r"[\w-]+", each).group().casefold() for each in wanted}
    rows = [line.split("|")[1] for line in section("Packages").splitlines() if line.startswith("| ")][1:]
    told = {name.split("(")[0].strip().casefold() for row in rows for name in row.split(",")}
    assert told == names


def test_the_table_of_commands_names_every_command():
    (commands,) = (action.choices for action in parser()._actions if hasattr(action, "choices") and action.choices)
    told = {words.split()[0] for words in first_column(section("On the command line")) if words != "photo-sorter"}
    assert told == set(commands)


def test_the_architecture_names_every_room():
    rooms = {
        path.name for path in (ROOT / "photo_sorter").iterdir() if path.is_dir() and (path / "__init__.py").exists()
    }
    halls = {"app", "paths", "settings", "logs", "door", "language"}
    drawing = section("Architecture").split("```")[1]
    assert rooms | halls == set(re.findall(r"\b[a-z]+\b", "\n".join(line[:31] for line in drawing.splitlines())))


def test_the_figures_of_the_scores_are_those_of_the_code():
    assert f"bank of {len(BACKGROUND_WORDS)} everyday words" in section("Scores").replace("\n", " ")
    assert f"1 from {STANDOUT} spreads, {SHARPNESS} log odds a spread" in section("Scores").replace("\n", " ")


def test_the_figures_of_speed_are_those_that_were_measured():
    made = with_tables(README, read_records(MEASURED))
    assert made == README, "python -m tests.benchmarks --readme"


@pytest.mark.parametrize("folder", sorted(path.name for path in (ROOT / "photo_sorter").iterdir() if path.is_dir()))
def test_the_sign_on_every_door_says_what_lives_there(folder):
    init = ROOT / "photo_sorter" / folder / "__init__.py"
    if init.exists():
        assert init.read_text(encoding="utf-8").startswith('"""')


def test_the_continuous_integration_runs_the_line_that_readme_prints():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m1 -E '^python3 -m venv .*pytest' README.md" in script
