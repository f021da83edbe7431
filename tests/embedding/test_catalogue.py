"""The list of models, and opening one by its id."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import catalogue
from photo_sorter.embedding.catalogue import (
    CATALOGUE,
    find_entry,
    list_models,
    open_embedder,
    rooted,
)
from photo_sorter.embedding.model_files import BUILT_IN_ID, is_installed, model_folder, unfinished_folder
from photo_sorter.system.pip_command import pip_command
from tests.embedding.tiny_clip import TINY_DIMENSIONS, tiny_config, write_tiny_clip

RECOMMENDED = "ViT-B-32-256/datacomp_s34b_b86k"
MULTILINGUAL = "ViT-B-32-SigLIP2-256/webli"


def test_the_built_in_model_comes_first_and_the_recommended_one_next() -> None:
    assert [entry.model_id for entry in CATALOGUE[:2]] == [BUILT_IN_ID, RECOMMENDED]
    assert len({entry.model_id for entry in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("entry", CATALOGUE[1:], ids=lambda entry: entry.model_id)
def test_every_entry_agrees_with_open_clip(entry: catalogue.ModelEntry) -> None:
    import open_clip

    training = open_clip.get_pretrained_cfg(entry.architecture, entry.tag)
    config = open_clip.get_model_config(entry.architecture)
    assert entry.model_id == f"{entry.architecture}/{entry.tag}"
    assert f"{entry.repository}/" == training["hf_hub"]
    assert entry.dimensions == config["embed_dim"]
    assert bool(training.get("quick_gelu")) == bool(config.get("quick_gelu"))
    assert (entry.needs == "multilingual") == ("hf_tokenizer_name" in config["text_cfg"])


def test_listing_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "has_transformers", lambda: False)
    write_tiny_clip(model_folder(tmp_path, RECOMMENDED))
    states = {state.entry.model_id: state for state in list_models(tmp_path)}
    assert states[BUILT_IN_ID].is_installed
    assert states[BUILT_IN_ID].hint is None
    assert states[RECOMMENDED].is_installed
    assert states[RECOMMENDED].hint is None
    assert states["ViT-B-32-quickgelu/openai"].hint == "Not downloaded yet (605 MB)."
    assert (states[MULTILINGUAL].hint or "").endswith(pip_command("transformers"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    states = {state.entry.model_id: state for state in list_models(tmp_path)}
    assert "Installers leave out" in (states[MULTILINGUAL].hint or "")


def test_what_arrived_of_a_model_is_told(tmp_path: Path) -> None:
    write_tiny_clip(unfinished_folder(tmp_path, RECOMMENDED))
    state = next(state for state in list_models(tmp_path) if state.entry.model_id == RECOMMENDED)
    assert not state.is_installed
    assert state.can_download
    assert state.unfinished_bytes > 3_000_000
    assert state.installed_bytes == 0


def test_models_outside_the_catalogue_are_listed_when_they_are_here(tmp_path: Path) -> None:
    write_tiny_clip(model_folder(tmp_path, "ViT-B-16/laion2b_s34b_b88k"))
    assert [state.entry.model_id for state in list_models(tmp_path)] == [
        *(entry.model_id for entry in CATALOGUE),
        "ViT-B-16/laion2b_s34b_b88k",
    ]
    assert list_models(tmp_path)[-1].entry.dimensions == TINY_DIMENSIONS


def test_a_model_without_a_readable_configuration_is_listed_all_the_same(tmp_path: Path) -> None:
    folder = write_tiny_clip(model_folder(tmp_path, "installed:mine-3f2a9c1b04de"))
    (folder / "open_clip_config.json").write_text("[]")
    assert list_models(tmp_path)[-1].entry.title == "mine"


def test_every_model_of_the_catalogue_says_what_memory_it_takes() -> None:
    assert all(entry.memory_mb is not None for entry in CATALOGUE)


def test_listing_works_without_a_models_folder_and_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from photo_sorter.embedding.catalogue import list_models;"
        f"list_models(Path({str(tmp_path / 'none')!r})); sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_recommended_model_that_is_not_here_costs_no_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from photo_sorter.core.errors import ModelError\n"
        "from photo_sorter.embedding.catalogue import open_embedder\n"
        f"try: open_embedder({RECOMMENDED!r}, Path({str(tmp_path / 'none')!r}), Path())\n"
        "except ModelError as error: print(error, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip().endswith(
        "is not downloaded yet: download it, or choose the built-in model meanwhile. False"
    )


def test_a_folder_without_weights_is_not_installed(tmp_path: Path) -> None:
    folder = write_tiny_clip(model_folder(tmp_path, RECOMMENDED))
    assert is_installed(tmp_path, RECOMMENDED)
    (folder / "open_clip_model.safetensors").unlink()
    assert not is_installed(tmp_path, RECOMMENDED)


def test_a_downloaded_model_opens_by_its_id(tmp_path: Path) -> None:
    write_tiny_clip(model_folder(tmp_path, RECOMMENDED))
    embedder = open_embedder(RECOMMENDED, tmp_path, tmp_path)
    assert embedder.model_id == RECOMMENDED
    assert embedder.dimensions == TINY_DIMENSIONS


def test_a_local_folder_opens_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_clip(tmp_path / "a = b" / "mine")
    monkeypatch.chdir(tmp_path)
    for path in (str(folder), "a = b/mine"):
        assert open_embedder(f"local-dir:{path}", tmp_path, tmp_path).model_id == f"local-dir:{folder}"


def test_a_weights_file_opens_with_its_architecture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from open_clip import factory

    monkeypatch.setitem(factory._MODEL_CONFIGS, "tiny", tiny_config())
    weights = write_tiny_clip(tmp_path / "a = b") / "open_clip_model.safetensors"
    assert open_embedder(f"tiny={weights}", tmp_path, tmp_path).model_id == f"tiny={weights}"


def test_two_models_give_different_vectors(tmp_path: Path) -> None:
    one, other = (
        open_embedder(f"local-dir:{write_tiny_clip(tmp_path / str(seed), seed=seed)}", tmp_path, tmp_path)
        for seed in (1, 2)
    )
    assert abs(float((one.embed_texts(["a dog"]) @ other.embed_texts(["a dog"]).T)[0, 0])) < 0.99


@pytest.mark.parametrize(
    ("model_id", "sentence"),
    [
        ("nonsense", "There is no model"),
        ("ViT-B-32/nonsense", "knows no weights “nonsense” of ViT-B-32; it knows openai,"),
        ("Nonsense/openai", "has no weights for “Nonsense”. Models are named like ViT-B-32-256/"),
        ("ViT-B-32/openai", "QuickGELU mismatch"),
        ("ViT-B-32/openai=/nowhere.pt", "There is no weights file"),
        (RECOMMENDED, "not downloaded yet"),
        ("installed:mine-3f2a9c1b04de", "is not here any more: install it again"),
        ("local-dir:/nowhere", r"has no open_clip_config\.json"),
    ],
)
def test_a_model_that_cannot_be_opened_is_one_clear_sentence(tmp_path: Path, model_id: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        open_embedder(model_id, tmp_path, tmp_path)


def test_a_plain_architecture_with_quick_gelu_weights_is_refused(tmp_path: Path) -> None:
    write_tiny_clip(model_folder(tmp_path, "ViT-B-32-quickgelu/openai"))
    with pytest.raises(ModelError, match="QuickGELU mismatch"):
        open_embedder("ViT-B-32-quickgelu/openai", tmp_path, tmp_path)


def test_models_outside_the_catalogue_can_be_found(tmp_path: Path) -> None:
    assert find_entry(RECOMMENDED) is CATALOGUE[1]
    entry = find_entry("ViT-B-16/laion2b_s34b_b88k")
    assert entry.repository == "laion/CLIP-ViT-B-16-laion2B-s34B-b88K"
    assert entry.download_mb is None
    for unknown in ("ViT-B-16/nonsense", "ViT-B-16/openai", "nonsense"):
        with pytest.raises(ModelError):
            find_entry(unknown)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("local-dir:mine", "local-dir:/models/mine"),
        ("local-dir:../mine", "local-dir:/mine"),
        ("ViT-B-32=a = b.bin", "ViT-B-32=/models/a = b.bin"),
        ("ViT-B-32/openai=/else/where.pt", "ViT-B-32/openai=/else/where.pt"),
        (RECOMMENDED, RECOMMENDED),
        ("builtin-basic-1", "builtin-basic-1"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="another root")
def test_a_path_in_an_id_is_told_from_the_root(typed: str, meant: str) -> None:
    assert rooted(typed, Path("/models")) == meant
