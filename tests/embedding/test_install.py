"""Models from a person's own files: real ones are installed, everything else is refused and leaves nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import list_models, open_embedder
from photo_sorter.embedding.install import install_model
from photo_sorter.embedding.model_files import SPARE_BYTES, is_installed, model_folder
from photo_sorter.embedding.weights import ArchitectureUnclearError
from tests.embedding.faulty_hub import SIGN_IN
from tests.embedding.tiny_clip import TINY_DIMENSIONS, tiny_config, write_tiny_clip

WEIGHTS = "open_clip_model.safetensors"


@pytest.fixture
def tiny_architecture(monkeypatch: pytest.MonkeyPatch) -> str:
    """The tiny model's architecture, as if open_clip had it."""
    from open_clip import factory

    monkeypatch.setitem(factory._MODEL_CONFIGS, "tiny", tiny_config())
    return "tiny"


@pytest.fixture
def tiny_training(tiny_architecture: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A training of it, with a preprocessing that is not the usual one."""
    from open_clip import pretrained

    grey = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}
    monkeypatch.setitem(pretrained._PRETRAINED, "tiny", {"known": {"hf_hub": "someone/tiny/", **grey}})
    return f"{tiny_architecture}/known"


def tensors(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return load_file(folder / WEIGHTS)


def assert_nothing_is_installed(models: Path) -> None:
    assert not models.exists() or list(models.iterdir()) == []


def test_a_folder_is_copied_and_the_original_is_needed_no_more(tmp_path: Path, models: Path) -> None:
    folder = write_tiny_clip(tmp_path / "My model!")
    expected = open_embedder(f"local-dir:{folder}", models, tmp_path).embed_texts(["a dog"])
    model_id = install_model(folder, models)
    shutil.rmtree(folder)
    embedder = open_embedder(model_id, models, tmp_path)
    assert embedder.model_id == model_id
    assert model_id.startswith("installed:My-model-")
    np.testing.assert_array_equal(embedder.embed_texts(["a dog"]), expected)
    assert list(models.iterdir()) == [model_folder(models, model_id)]


def test_the_id_names_the_content(tmp_path: Path, models: Path) -> None:
    one = write_tiny_clip(tmp_path / "one" / "mine", seed=1)
    other = write_tiny_clip(tmp_path / "other" / "mine", seed=2)
    ids = [install_model(folder, models) for folder in (one, other, one)]
    assert ids[0] == ids[2]
    assert ids[0] != ids[1]
    assert all(is_installed(models, id) for id in ids)


def test_an_installed_model_is_listed_with_what_its_files_say(tmp_path: Path, models: Path) -> None:
    model_id = install_model(write_tiny_clip(tmp_path / "mine"), models)
    (state,) = [state for state in list_models(models) if state.entry.model_id == model_id]
    assert (state.entry.title, state.entry.dimensions) == ("mine", TINY_DIMENSIONS)
    assert state.is_installed
    assert not state.can_download
    assert state.hint is None
    assert state.installed_bytes > 3_000_000


@pytest.mark.parametrize("suffix", [".safetensors", ".bin", ".pt", ".weights"])
def test_a_file_of_weights_is_recognised(tmp_path: Path, models: Path, tiny_architecture: str, suffix: str) -> None:
    import torch

    folder = write_tiny_clip(tmp_path / "tiny")
    file = tmp_path / f"clip{suffix}"
    if suffix == ".safetensors":
        shutil.copy(folder / WEIGHTS, file)
    else:
        # As training scripts leave it.
        torch.save({"epoch": 3, "state_dict": {f"module.{name}": each for name, each in tensors(folder).items()}}, file)
    expected = open_embedder(f"local-dir:{folder}", models, tmp_path).embed_texts(["a dog"])
    model_id = install_model(file, models)
    file.unlink()
    assert model_id.startswith("installed:clip-")
    np.testing.assert_array_equal(open_embedder(model_id, models, tmp_path).embed_texts(["a dog"]), expected)


def test_weights_that_fit_several_architectures_are_asked_about(
    tmp_path: Path, models: Path, tiny_architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from open_clip import factory

    monkeypatch.setitem(factory._MODEL_CONFIGS, "tiny-quickgelu", tiny_config(quick_gelu=True))
    file = write_tiny_clip(tmp_path / "tiny") / WEIGHTS
    with pytest.raises(ArchitectureUnclearError, match="fits tiny and tiny-quickgelu alike: name") as caught:
        install_model(file, models)
    assert caught.value.candidates == ("tiny", "tiny-quickgelu")
    assert_nothing_is_installed(models)
    ids = [install_model(file, models, name) for name in caught.value.candidates]
    vectors = [open_embedder(id, models, tmp_path).embed_texts(["a dog"]) for id in ids]
    assert not np.allclose(*vectors)


def test_real_architectures_are_told_apart_by_their_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the text tower's shapes are asked first; here it is the picture tower's that decide."""
    from photo_sorter.embedding import weights

    # Both ask for the same thirty architectures, which takes seconds.
    shapes_of = cache(weights._shapes_of)
    monkeypatch.setattr(weights, "_shapes_of", shapes_of)
    assert weights.recognise(tmp_path / "a", shapes_of("ViT-B-32-256")) == "ViT-B-32-256"
    with pytest.raises(ArchitectureUnclearError) as caught:
        weights.recognise(tmp_path / "a", shapes_of("ViT-B-32-quickgelu"))
    assert caught.value.candidates == ("ViT-B-32", "ViT-B-32-quickgelu")


def test_a_file_can_be_installed_as_a_model_that_is_known(tmp_path: Path, models: Path, tiny_training: str) -> None:
    """Somebody carried it here from a computer with a connection."""
    folder = write_tiny_clip(tmp_path / "tiny")
    assert install_model(folder / WEIGHTS, models, tiny_training) == tiny_training
    config = (model_folder(models, tiny_training) / "open_clip_config.json").read_text()
    assert '"mean": [0.5, 0.5, 0.5]' in config
    assert open_embedder(tiny_training, models, tmp_path).model_id == tiny_training


def test_a_model_with_a_tokenizer_of_its_own_brings_it_along(tmp_path: Path, models: Path) -> None:
    folder = write_tiny_clip(tmp_path / "tiny")
    (folder / "tokenizer_config.json").write_text("{}")
    (folder / "training.log").write_text("not the model's")
    model_id = install_model(folder, models)
    names = {file.name for file in model_folder(models, model_id).iterdir()}
    assert names == {"open_clip_config.json", WEIGHTS, "tokenizer_config.json"}


# --- what is refused ---


class Code:
    """Writes a file, by whoever unpickles it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return eval, (f"open({str(self.file)!r}, 'w')",)


def _write_code(path: Path) -> None:
    import torch

    torch.save({"weights": Code(path.with_name("was here"))}, path)


def _write_program(path: Path) -> None:
    import torch

    class Program(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x

    torch.jit.save(torch.jit.script(Program()), path)


def _write_truncated(path: Path) -> None:
    content = (write_tiny_clip(path.parent / "whole") / WEIGHTS).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _write_truncated_pickle(path: Path) -> None:
    import torch

    torch.save(tensors(write_tiny_clip(path.parent / "whole")), path)
    path.write_bytes(path.read_bytes()[:100_000])


def _write_no_weights(path: Path) -> None:
    import torch

    torch.save({"epoch": 3}, path)


@pytest.mark.filterwarnings("ignore:.*torch.jit")
@pytest.mark.parametrize(
    ("name", "write", "sentence"),
    [
        ("clip.safetensors", lambda path: path.write_bytes(SIGN_IN), "is a web page, not weights"),
        ("clip.bin", lambda path: path.write_bytes(SIGN_IN), "is a web page, not weights"),
        ("clip.bin", _write_code, "holds more than plain weights and was not opened"),
        ("clip.pt", _write_program, "is a program and was not opened"),
        ("clip.safetensors", _write_truncated, "is damaged or ends early"),
        ("clip.bin", _write_truncated_pickle, "is damaged or ends early"),
        ("clip.bin", _write_no_weights, "holds no weights"),
        ("clip.safetensors", lambda path: path.write_bytes(b""), "is no file of weights"),
        ("clip.jpg", lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(99)), "is no file of weights"),
        ("nowhere.bin", lambda path: None, "cannot be read: No such file"),
        ("empty", lambda path: path.mkdir(), "holds no weights: choose a folder"),
        ("bare", lambda path: _write_bare(path), r"has no open_clip_config\.json"),
    ],
)
def test_what_is_no_model_is_one_sentence(tmp_path: Path, models: Path, name: str, write: Any, sentence: str) -> None:
    write(tmp_path / name)
    with pytest.raises(ModelError, match=sentence):
        install_model(tmp_path / name, models)
    assert_nothing_is_installed(models)
    assert not (tmp_path / "was here").exists()


def _write_bare(folder: Path) -> None:
    (write_tiny_clip(folder) / "open_clip_config.json").unlink()


@pytest.mark.parametrize(
    ("trained_as", "sentence"),
    [
        ("ViT-B-32-256", "cannot be loaded from .*clip.safetensors: get it again"),
        ("ViT-B-32-256/datacomp_s34b_b86k", "cannot be loaded"),
        ("nonsense", "is no architecture that open_clip knows"),
        ("ViT-B-32/nonsense", "knows no weights “nonsense”"),
        ("ViT-B-32-SigLIP2-256/webli", r"has no tokenizer\.json"),
        ("xlm-roberta-base-ViT-B-32", "takes a part of itself from the internet"),
        (None, "fits no architecture that open_clip knows"),
    ],
)
def test_weights_of_another_architecture_are_one_sentence(
    tmp_path: Path, models: Path, trained_as: str | None, sentence: str
) -> None:
    file = tmp_path / "clip.safetensors"
    shutil.copy(write_tiny_clip(tmp_path / "tiny") / WEIGHTS, file)
    with pytest.raises(ModelError, match=sentence) as caught:
        install_model(file, models, trained_as)
    assert str(models) not in str(caught.value)
    assert_nothing_is_installed(models)


def test_weights_that_compute_nothing_are_refused(tmp_path: Path, models: Path) -> None:
    from safetensors.torch import save_file

    folder = write_tiny_clip(tmp_path / "tiny")
    save_file({name: tensor * float("nan") for name, tensor in tensors(folder).items()}, folder / WEIGHTS)
    with pytest.raises(ModelError, match="computes nothing"):
        install_model(folder, models)
    assert_nothing_is_installed(models)


def test_an_install_that_was_killed_leaves_nothing_behind_after_the_next(tmp_path: Path, models: Path) -> None:
    (models / "installed--new.unfinished").mkdir(parents=True)
    (models / "installed--new.unfinished" / "open_clip_model.safetensors").write_bytes(bytes(999))
    model_id = install_model(write_tiny_clip(tmp_path / "tiny"), models)
    assert list(models.iterdir()) == [model_folder(models, model_id)]


def test_a_full_disk_is_one_sentence(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_clip(tmp_path / "tiny")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, SPARE_BYTES + 2_500_000))
    with pytest.raises(ModelError, match="needs 2 MB more room"):
        install_model(folder, models)
    assert_nothing_is_installed(models)


def test_a_models_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, models: Path) -> None:
    models.write_text("a file, not a folder")
    with pytest.raises(ModelError, match="cannot be written"):
        install_model(write_tiny_clip(tmp_path / "tiny"), models)


def test_recognising_imports_no_torch_before_it_is_needed() -> None:
    program = "import sys; import photo_sorter.embedding.install; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
