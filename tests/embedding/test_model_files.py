"""The models folder: what is there, how large it is, and taking it away."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.model_files import (
    installed_bytes,
    is_installed,
    model_folder,
    model_ids_in,
    remove_model,
    unfinished_bytes,
    unfinished_folder,
)
from tests.embedding.tiny_clip import write_tiny_clip

KNOWN = "ViT-B-32-256/datacomp_s34b_b86k"
OWN = "installed:mine-3f2a9c1b04de"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for model_id in (KNOWN, OWN):
        write_tiny_clip(model_folder(tmp_path, model_id))
    return tmp_path


def test_folders_and_ids_belong_together(models: Path) -> None:
    assert model_ids_in(models) == (KNOWN, OWN)
    assert model_ids_in(models / "none") == ()


def test_what_is_on_its_way_is_not_installed(models: Path) -> None:
    for suffix in (".unfinished", ".removed"):
        folder = model_folder(models, KNOWN)
        folder.rename(folder.with_name(folder.name + suffix))
        assert model_ids_in(models) == (OWN,)
        write_tiny_clip(folder)


def test_sizes_are_those_of_the_files(models: Path) -> None:
    expected = sum(file.stat().st_size for file in model_folder(models, KNOWN).iterdir())
    assert installed_bytes(models, KNOWN) == expected
    assert installed_bytes(models, "ViT-B-32/none") == unfinished_bytes(models, KNOWN) == 0
    write_tiny_clip(unfinished_folder(models, KNOWN))
    assert unfinished_bytes(models, KNOWN) == expected


@pytest.mark.parametrize("model_id", [KNOWN, OWN])
def test_a_removed_model_leaves_nothing(models: Path, model_id: str) -> None:
    others = set(models.iterdir()) - {model_folder(models, model_id)}
    remove_model(models, model_id)
    assert not is_installed(models, model_id)
    assert set(models.iterdir()) == others


@pytest.mark.parametrize(
    ("model_id", "sentence"),
    [
        ("builtin-basic-1", "a part of the program: it stays"),
        ("ViT-B-32/none", "there is nothing to remove"),
        ("..", "there is nothing to remove"),
        ("local-dir:/models/mine", "there is nothing to remove"),
    ],
)
def test_what_cannot_be_removed_is_one_sentence(models: Path, model_id: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        remove_model(models, model_id)
    assert model_ids_in(models) == (KNOWN, OWN)


def test_a_model_in_use_goes_on_when_its_files_are_removed(models: Path) -> None:
    from photo_sorter.embedding.catalogue import open_embedder

    embedder = open_embedder(KNOWN, models, models)
    before = embedder.embed_texts(["a dog"])
    remove_model(models, KNOWN)
    assert (embedder.embed_texts(["a dog"]) == before).all()
    with pytest.raises(ModelError, match="not downloaded yet"):
        open_embedder(KNOWN, models, models)
