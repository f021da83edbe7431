"""The model commands: real files, a real server, the tiny model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from photo_sorter.embedding import transfer
from photo_sorter.embedding.model_files import model_folder, unfinished_bytes
from photo_sorter.settings import SettingsFile
from tests.embedding.faulty_hub import WEIGHTS, Fault, FaultyHub, running_hub
from tests.embedding.tiny_clip import write_tiny_clip

MODEL = "ViT-B-32-256/datacomp_s34b_b86k"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_clip(tmp_path / "tiny")


@pytest.fixture
def server(tiny, home, monkeypatch) -> Iterator[FaultyHub]:
    monkeypatch.setattr(transfer, "WAITS_SECONDS", (0.001,) * 4)
    with running_hub({file.name: file.read_bytes() for file in tiny.iterdir()}) as made:
        SettingsFile(home.settings).change(hub_endpoint=made.address)
        yield made


def row(run, model_id):
    return next(each for each in run("models", "list")[1] if each["id"] == model_id)


def test_a_model_is_downloaded_from_the_hub_of_the_settings(run, server):
    code, report, _ = run("models", "download", MODEL)
    assert (code, report["id"], report["resumed_bytes"]) == (0, MODEL, 0)
    assert row(run, MODEL)["installed"]
    assert row(run, MODEL)["installed_mb"] == pytest.approx(3.6, abs=0.1)


def test_a_second_attempt_goes_on(run, server, home):
    server.has_ranges = False
    server.faults[WEIGHTS] = Fault(breaks_after=2_000_000)
    code, report, _ = run("models", "download", MODEL)
    assert code == 1
    assert "2,000,000 bytes" in report["error"]
    assert row(run, MODEL)["unfinished_mb"] == 2
    server.faults.clear()
    server.has_ranges = True
    assert run("models", "download", MODEL)[1]["resumed_bytes"] > 1_999_999
    assert unfinished_bytes(home.models, MODEL) == 0


def test_what_arrived_can_be_thrown_away(run, server, home):
    server.faults[WEIGHTS] = Fault(status=403)
    assert run("models", "download", MODEL)[0] == 1
    assert unfinished_bytes(home.models, MODEL) > 0
    assert run("models", "remove", MODEL)[0] == 0
    assert unfinished_bytes(home.models, MODEL) == 0


def test_a_model_is_installed_listed_and_removed(run, home, tiny):
    code, report, _ = run("models", "install", tiny)
    assert code == 0
    assert row(run, report["id"])["installed"]
    assert run("models", "remove", report["id"])[0] == 0
    assert not model_folder(home.models, report["id"]).exists()


def test_what_a_file_was_trained_as_can_be_said(run, tiny):
    code, report, _ = run("models", "install", tiny / WEIGHTS, "--as", "ViT-B-32-256")
    assert code == 1
    assert "cannot be loaded" in report["error"]


@pytest.mark.parametrize(
    ("chosen", "model_id", "sentence"),
    [
        ({}, "builtin-basic-1", "it stays"),
        ({}, MODEL, "nothing to remove"),
        ({"model_id": MODEL}, MODEL, "is in use"),
        ({"next_model_id": MODEL}, MODEL, "is in use"),
    ],
)
def test_a_model_that_cannot_be_removed_is_one_sentence(run, home, chosen, model_id, sentence):
    SettingsFile(home.settings).change(**chosen)
    code, report, _ = run("models", "remove", model_id)
    assert code == 1
    assert sentence in report["error"]


def test_the_built_in_model_can_be_chosen_when_the_chosen_one_is_gone(run, home):
    SettingsFile(home.settings).change(model_id="installed:gone-3f2a9c1b04de")
    code, answer, said = run("models", "use", "builtin-basic-1")
    assert (code, answer["id"]) == (0, "builtin-basic-1"), said
    assert SettingsFile(home.settings).current.model_id == "builtin-basic-1"
