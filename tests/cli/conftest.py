"""The command line as a person runs it, in this process, with the colour embedder for a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from photo_sorter.cli import house
from photo_sorter.cli.main import main
from photo_sorter.core.errors import ModelError
from tests.fakes import COLOURS, ColourEmbedder, colour_picture
from tests.kept_decoders import kept_decoders  # noqa: F401 - a fixture
from tests.work.arranging.conftest import other_volume, stick  # noqa: F401 - fixtures

STEPS = 20


@pytest.fixture
def models(monkeypatch) -> dict[str, ColourEmbedder]:
    """What may be opened, by id; the model in use is a ColourEmbedder too."""
    known = {name: ColourEmbedder(name) for name in ("builtin-basic-1", "other")}

    def opened(model_id, models, starter):
        if model_id not in known:
            raise ModelError(f"There is no model “{model_id}”.")
        return known[model_id]

    monkeypatch.setattr(house, "open_embedder", opened)
    return known


@pytest.fixture
def photos(tmp_path) -> Path:
    """Three red and three green photos, a subfolder each."""
    folder = tmp_path / "Фото 😂"
    for colour in ("red", "green"):
        (folder / colour).mkdir(parents=True)
        for number in range(3):
            colour_picture(colour, shade=number).save(folder / colour / f"{colour}{number}.png")
    return folder


@pytest.fixture
def sunset(tmp_path) -> Path:
    """00.png … 20.png: from red by way of orange to yellow."""
    folder = tmp_path / "sunset"
    folder.mkdir()
    for step in range(STEPS + 1):
        share = step / STEPS
        colour = tuple(
            round((1 - share) * red + share * yellow)
            for red, yellow in zip(COLOURS["red"], COLOURS["yellow"], strict=True)
        )
        Image.new("RGB", (60, 40), colour).save(folder / f"{step:02}.png")
    return folder


@pytest.fixture
def run(home, capsys, models):
    """Runs a command; gives (exit code, JSON or None, stderr)."""

    def run(*arguments):
        code = main(["--home", str(home.folder), *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        return code, json.loads(captured.out) if captured.out else None, captured.err

    return run


@pytest.fixture
def say(home, capsys, models):
    """Runs a command as a person does; gives its text."""

    def say(*arguments):
        main(["--home", str(home.folder), *map(str, arguments)])
        return capsys.readouterr().out

    return say
