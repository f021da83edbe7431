"""Import and export as the commands do them, with a real library and the colour embedder for a model."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from photo_sorter.cli import house
from photo_sorter.cli.desk import OwnDesk
from photo_sorter.cli.output import Output
from photo_sorter.cli.packs import export_categories, import_categories
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Category, CategorySet, Prompt, Scheme
from photo_sorter.core.sorting.pack import LARGEST_PACK_BYTES, write_pack
from photo_sorter.store.library import Library
from tests.fakes import ColourEmbedder

SCHEME = Scheme(
    (
        Category("Warm", (Prompt("red"), Prompt("blue", against=True)), "Colours", "#C4515C", threshold=0.7),
        Category("Cherry 🍒", (Prompt("red"),), "Colours", "#123456", learns=False, parent_name="Warm"),
    ),
    (CategorySet("Colours", exclusive=False),),
    ("a photo of {}",),
)


@pytest.fixture(autouse=True)
def colour_model(monkeypatch):
    monkeypatch.setattr(house, "open_embedder", lambda *_: ColourEmbedder())


def bring(home, file, as_json=True):
    with OwnDesk(home) as desk:
        return import_categories(desk, Namespace(file=file), Output(as_json))


def export(home, file):
    return export_categories(home, Namespace(file=file), Output(as_json=True))


@pytest.fixture
def run(home, capsys):
    """Runs a command; gives its JSON."""

    def run(command, file):
        assert command(home, file) == 0
        return json.loads(capsys.readouterr().out)

    return run


def scheme(home) -> Scheme:
    with Library.open_read_only(home.library) as library:
        return library.categories.scheme()


def test_what_is_imported_is_exported_as_it_was(run, home, tmp_path):
    (tmp_path / "mine.toml").write_text(write_pack(SCHEME), encoding="utf-8")
    assert run(bring, tmp_path / "mine.toml") == {"added": ["Warm", "Cherry 🍒"], "skipped": []}
    assert scheme(home).named("cherry 🍒").id is not None
    assert run(export, tmp_path / "back.toml")["categories"] == 2
    exported = (tmp_path / "back.toml").read_text(encoding="utf-8")
    categories = "[[category]]" + write_pack(SCHEME).split("[[category]]", 1)[1]
    assert exported.endswith(categories)
    assert 'sentences = [\n    "a photo of {}",\n]' in exported
    assert 'name = "Colours"\nexclusive = false' in exported


def test_a_second_import_adds_nothing_and_says_so(run, home, tmp_path, capsys):
    (tmp_path / "mine.toml").write_text(write_pack(SCHEME), encoding="utf-8")
    run(bring, tmp_path / "mine.toml")
    before = scheme(home)
    assert run(bring, tmp_path / "mine.toml") == {"added": [], "skipped": ["Warm", "Cherry 🍒"]}
    assert scheme(home) == before
    bring(home, tmp_path / "mine.toml", as_json=False)
    assert capsys.readouterr().out == "Nothing was added.\nThere already, left as they are: Warm, Cherry 🍒.\n"


def test_a_shipped_pack_is_imported_by_its_name(run, home, tmp_path):
    assert run(bring, Path("pets"))["added"][:2] == ["Pets", "Cats"]
    assert scheme(home).named("Cats").parent_name == "Pets"


def test_a_file_that_is_missing_a_folder_broken_or_too_big_changes_nothing(home, tmp_path):
    (tmp_path / "broken.toml").write_text("photo_sorter_categories = 1\n[[category]]\nname = Cats\n")
    (tmp_path / "big.toml").write_bytes(b"#" * (LARGEST_PACK_BYTES + 1))
    for name, part in [
        ("nowhere.toml", "There is no file .*nowhere.toml.*everyday, pets"),
        ("", "cannot be read: "),
        ("broken.toml", "“broken.toml”, line 3: "),
        ("big.toml", "too big"),
    ]:
        with pytest.raises(CategoryError, match=part):
            bring(home, tmp_path / name)
    assert not home.library.exists()


def test_an_export_never_writes_over_a_file(home, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"precious")
    with pytest.raises(CategoryError, match="is there already"):
        export(home, tmp_path / "photo.jpg")
    assert (tmp_path / "photo.jpg").read_bytes() == b"precious"
    with pytest.raises(CategoryError, match="cannot be written"):
        export(home, tmp_path / "no" / "where.toml")
