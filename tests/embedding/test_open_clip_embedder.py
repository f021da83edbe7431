"""The open_clip embedder on a real, tiny model: what it gives, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import socket
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import Embedder, PictureSpec
from photo_sorter.embedding import bfloat16, open_clip_files
from photo_sorter.embedding.device import best_device
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from photo_sorter.embedding.open_clip_files import WeightsFile
from tests.embedding.tiny_clip import TINY_DIMENSIONS, TINY_SIDE_PX, tiny_config, write_tiny_clip

WEIGHTS = "open_clip_model.safetensors"
SENTENCES = ["a photo of a dog.", "a receipt", "", "snowy mountains behind a lake in the early morning light " * 9]


@pytest.fixture(scope="module", autouse=True)
def exact_figures() -> Iterator[None]:
    """As on a processor without bfloat16, whose figures can be compared to the last digits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bfloat16, "computes_bfloat16", lambda: False)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def embedder(folder: Path) -> Embedder:
    return OpenClipEmbedder.from_folder("tiny", folder)


def noise(count: int, seed: int = 0) -> NDArray[np.uint8]:
    shape = (count, TINY_SIDE_PX, TINY_SIDE_PX, 3)
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def load(folder: Path) -> OpenClipEmbedder:
    return OpenClipEmbedder.from_folder("tiny", folder)


def refuse_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was used")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def damage(folder: Path, copy: Path, **files: bytes) -> Path:
    """A copy of a model's folder in which some files have other bytes."""
    shutil.copytree(folder, copy)
    for name, content in files.items():
        (copy / name.replace("__", ".")).write_bytes(content)
    return copy


def test_it_says_how_it_wants_pictures_and_batches(embedder: Embedder) -> None:
    assert embedder.model_id == "tiny"
    assert embedder.dimensions == TINY_DIMENSIONS
    assert embedder.picture == PictureSpec(TINY_SIDE_PX, crop_fraction=1.0, squash=False)
    assert embedder.batch_size >= 8
    assert embedder.lanes >= 1
    assert all(template.count("{}") == 1 for template in embedder.templates)


def test_pictures_and_texts_become_rows_of_length_one(embedder: Embedder) -> None:
    for rows, count in ((embedder.embed_pictures(noise(3)), 3), (embedder.embed_texts(SENTENCES), 4)):
        assert rows.shape == (count, TINY_DIMENSIONS)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)


def test_nothing_becomes_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_pictures(noise(0)).shape == (0, TINY_DIMENSIONS)
    assert embedder.embed_texts([]).shape == (0, TINY_DIMENSIONS)


def test_a_read_only_picture_is_welcome(embedder: Embedder) -> None:
    pictures = noise(1)
    pictures.flags.writeable = False
    assert embedder.embed_pictures(pictures).shape == (1, TINY_DIMENSIONS)


@pytest.mark.parametrize("squash", [False, True])
@pytest.mark.parametrize("custom_text", [False, True])
def test_vectors_are_those_of_open_clip(tmp_path: Path, squash: bool, custom_text: bool) -> None:
    import open_clip
    import torch

    folder = write_tiny_clip(tmp_path / "model", squash=squash, custom_text=custom_text)
    name = f"local-dir:{folder}"
    model, preprocess = open_clip.create_model_from_pretrained(name)
    model.eval()
    pictures = noise(5)
    with torch.inference_mode():
        pixels = torch.stack([preprocess(Image.fromarray(picture)) for picture in pictures])
        expected_pictures = model.encode_image(pixels, normalize=True).numpy()
        expected_texts = model.encode_text(open_clip.get_tokenizer(name)(SENTENCES), normalize=True).numpy()

    embedder = load(folder)

    assert embedder.picture.squash == squash
    np.testing.assert_allclose(embedder.embed_pictures(pictures), expected_pictures, atol=2e-6)
    np.testing.assert_allclose(embedder.embed_texts(SENTENCES), expected_texts, atol=2e-6)


def test_a_model_trained_with_a_sigmoid_gets_its_own_templates(tmp_path: Path, embedder: Embedder) -> None:
    sigmoid = load(write_tiny_clip(tmp_path, init_logit_bias=-10))
    assert sigmoid.templates[0] == "This is a photo of {}."
    assert embedder.templates[0] == "a photo of a {}."


def test_lanes_and_texts_run_side_by_side_without_mixing(embedder: Embedder) -> None:
    batches = [noise(4, seed) for seed in range(24)]
    one_by_one = [embedder.embed_pictures(batch) for batch in batches]
    texts = [f"a photo of thing number {number}." for number in range(100)]
    text_rows = np.concatenate([embedder.embed_texts([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        lanes = pool.map(embedder.embed_pictures, batches)
        np.testing.assert_allclose(embedder.embed_texts(texts), text_rows, atol=2e-6)
        np.testing.assert_allclose(np.stack(list(lanes)), np.stack(one_by_one), atol=2e-6)


def test_on_a_cpu_a_new_lane_computes_on_one_thread(embedder: Embedder) -> None:
    import torch

    if embedder.lanes == 1:
        pytest.skip("one lane: a GPU, or a single core")

    def threads_of_a_lane() -> int:
        embedder.embed_pictures(noise(1))
        return torch.get_num_threads()

    with ThreadPoolExecutor(1) as lane:
        assert lane.submit(threads_of_a_lane).result() == 1


def test_a_device_that_does_not_compute_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("the card here computes")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "ones", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no kernel image")))
    assert best_device().type == "cpu"


def test_a_gpu_that_gives_up_leaves_the_work_to_the_cpu(folder: Path) -> None:
    import torch

    embedder = load(folder)
    pictures, sentences = embedder.embed_pictures(noise(2)), embedder.embed_texts(SENTENCES)
    patches = embedder.embed_patches(noise(1)[0])
    for compute, expected in (
        (lambda: embedder.embed_pictures(noise(2)), pictures),
        (lambda: embedder.embed_texts(SENTENCES), sentences),
        (lambda: embedder.embed_patches(noise(1)[0]), patches),
    ):
        # As after a sleep: nothing can be brought there any more.
        embedder._device = torch.device("mps")
        np.testing.assert_allclose(compute(), expected, atol=1e-5)
        assert embedder._device.type == "cpu"


def test_a_card_without_memory_leaves_the_work_to_the_cpu(folder: Path) -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("there is no card")
    embedder = load(folder)
    assert embedder._device.type == "cuda"
    expected = embedder.embed_pictures(noise(2))
    torch.cuda.set_per_process_memory_fraction(1e-6)
    try:
        torch.cuda.empty_cache()
        found = embedder.embed_pictures(np.tile(noise(2), (20000, 1, 1, 1)))[:2]
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert embedder._device.type == "cpu"
    assert embedder.embed_texts(["a dog"]).shape == (1, TINY_DIMENSIONS)


def test_what_the_cpu_cannot_compute_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = load(folder)
    monkeypatch.setattr(embedder._model, "encode_image", lambda _: (_ for _ in ()).throw(RuntimeError("no memory")))
    with pytest.raises(RuntimeError, match="no memory"):
        embedder.embed_pictures(noise(1))


def test_loading_and_embedding_opens_no_connection(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_connections(monkeypatch)
    embedder = load(folder)
    assert embedder.embed_texts(["a dog"]).shape == (1, TINY_DIMENSIONS)
    assert embedder.embed_pictures(noise(1)).shape == (1, TINY_DIMENSIONS)


def test_random_weights_never_pass_for_a_model(folder: Path, tmp_path: Path) -> None:
    copy = damage(folder, tmp_path / "copy")
    (copy / WEIGHTS).unlink()
    with pytest.raises(ModelError, match="has no weights"):
        load(copy)


def test_a_folder_without_a_configuration_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = damage(folder, tmp_path / "copy")
    (copy / "open_clip_config.json").unlink()
    with pytest.raises(ModelError, match=r"has no open_clip_config\.json"):
        load(copy)
    with pytest.raises(ModelError, match=r"has no open_clip_config\.json"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "config", [b"", b"{", b"[]", b"{}", b'{"model_cfg": 3}', b'{"model_cfg": {"text_cfg": 1}}', b"\xff"]
)
def test_a_damaged_configuration_is_refused(folder: Path, tmp_path: Path, config: bytes) -> None:
    with pytest.raises(ModelError, match=r"open_clip_config\.json"):
        load(damage(folder, tmp_path / "copy", open_clip_config__json=config))


@pytest.mark.parametrize("weights", [b"", b"<!doctype html><html>sign in</html>", b"\x08" + b"\0" * 7 + b"{}      "])
def test_damaged_weights_are_refused(folder: Path, tmp_path: Path, weights: bytes) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(damage(folder, tmp_path / "copy", open_clip_model__safetensors=weights))


def test_weights_of_another_architecture_are_refused(folder: Path, tmp_path: Path) -> None:
    config = json.dumps({"model_cfg": tiny_config(embed_dim=24)}).encode()
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(damage(folder, tmp_path / "copy", open_clip_config__json=config))


def test_a_pickle_with_code_in_it_is_not_run(folder: Path, tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    copy = damage(folder, tmp_path / "copy")
    (copy / WEIGHTS).unlink()
    torch.save({"state_dict": Trap()}, copy / "open_clip_pytorch_model.bin")
    with pytest.raises(ModelError, match="more than plain weights"):
        load(copy)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"text_cfg": {"hf_model_name": "roberta-base"}},
        {"vision_cfg": {"timm_model_name": "hf-hub:someone/something", "image_size": 32}},
    ],
)
def test_parts_that_a_hub_would_have_to_send_are_refused(folder: Path, tmp_path: Path, changes: dict[str, Any]) -> None:
    config = json.dumps({"model_cfg": tiny_config(**changes)}).encode()
    with pytest.raises(ModelError, match="from the internet"):
        load(damage(folder, tmp_path / "copy", open_clip_config__json=config))


def test_a_missing_tokenizer_or_extra_is_named(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = {**tiny_config()["text_cfg"], "hf_tokenizer_name": "timm/ViT-B-32-SigLIP2-256"}
    config = json.dumps({"model_cfg": tiny_config(text_cfg=text)}).encode()
    copy = damage(folder, tmp_path / "copy", open_clip_config__json=config)
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        load(copy)
    (copy / "tokenizer.json").write_text("{}")
    monkeypatch.setattr(open_clip_files, "has_transformers", lambda: False)
    with pytest.raises(ModelError, match="It needs the package transformers: "):
        load(copy)


def test_a_model_with_its_own_tokenizer_is_read_from_its_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SigLIP 2: a tokenizer of transformers, a text tower that looks both ways, pooled at the last token."""
    pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, pre_tokenizers

    refuse_connections(monkeypatch)
    text = {**tiny_config()["text_cfg"], "context_length": 8, "no_causal_mask": True, "pool_type": "last"}
    text |= {"hf_tokenizer_name": "timm/ViT-B-32-SigLIP2-256", "tokenizer_kwargs": {"clean": "canonicalize"}}
    folder = write_tiny_clip(tmp_path / "model", squash=True, custom_text=True, text_cfg=text)
    words = {word: number for number, word in enumerate(("<pad>", "<unk>", "ein", "hund", "katze"))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))

    dog, shouted, cat = load(folder).embed_texts(["ein hund", "Ein HUND!", "ein katze"])

    np.testing.assert_allclose(dog, shouted, atol=1e-6)
    assert dog @ cat < 0.9999


def test_padded_pictures_are_refused(folder: Path, tmp_path: Path) -> None:
    config = json.dumps({"model_cfg": tiny_config(), "preprocess_cfg": {"resize_mode": "longest"}}).encode()
    with pytest.raises(ModelError, match="not square or are padded"):
        load(damage(folder, tmp_path / "copy", open_clip_config__json=config))


@pytest.fixture
def architecture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The tiny model as an architecture that open_clip knows, with one training that used QuickGELU and one not."""
    from open_clip import factory, pretrained

    training = {"mean": (0.5,) * 3, "std": (0.5,) * 3, "interpolation": "bicubic", "resize_mode": "squash"}
    monkeypatch.setitem(factory._MODEL_CONFIGS, "tiny", tiny_config())
    monkeypatch.setitem(pretrained._PRETRAINED, "tiny", {"plain": training, "openai": {**training, "quick_gelu": True}})
    return "tiny"


def test_a_weights_file_takes_the_preprocessing_of_its_training(folder: Path, architecture: str) -> None:
    for tag in ("plain", None):
        embedder = OpenClipEmbedder.from_weights("mine", WeightsFile(folder / WEIGHTS, architecture, tag))
        assert embedder.picture == PictureSpec(TINY_SIDE_PX, squash=True)
        assert embedder.model_id == "mine"


def test_a_wrong_activation_is_refused(folder: Path, architecture: str) -> None:
    with pytest.raises(ModelError, match="QuickGELU mismatch"):
        OpenClipEmbedder.from_weights("mine", WeightsFile(folder / WEIGHTS, architecture, "openai"))
    with pytest.raises(ModelError, match="QuickGELU mismatch"):
        OpenClipEmbedder.from_folder("mine", folder, quick_gelu=True)


def test_a_weights_file_that_is_not_one_is_refused(folder: Path, tmp_path: Path, architecture: str) -> None:
    with pytest.raises(ModelError, match="There is no weights file"):
        OpenClipEmbedder.from_weights("mine", WeightsFile(tmp_path / "nothing.pt", architecture))
    with pytest.raises(ModelError, match="no architecture"):
        OpenClipEmbedder.from_weights("mine", WeightsFile(folder / WEIGHTS, "ViT-Z-99"))
    with pytest.raises(ModelError, match="cannot be loaded"):
        OpenClipEmbedder.from_weights("mine", WeightsFile(folder / WEIGHTS, "ViT-S-32-alt"))
    with pytest.raises(ModelError, match="more files than its weights"):
        OpenClipEmbedder.from_weights("mine", WeightsFile(folder / WEIGHTS, "ViT-B-32-SigLIP2-256"))


def test_a_program_is_opened_only_when_it_is_the_original(
    folder: Path, tmp_path: Path, architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    import open_clip
    import torch
    from open_clip import factory, pretrained

    model = open_clip.create_model_from_pretrained(f"local-dir:{folder}", return_transform=False).eval()
    model.__dict__["attn_mask"] = model._buffers.pop("attn_mask")  # a constant in OpenAI's archive, not a weight
    example = (torch.zeros(1, 3, TINY_SIDE_PX, TINY_SIDE_PX), torch.zeros(1, 77, dtype=torch.long))
    archive = tmp_path / "ViT-B-32.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.trace(model, example, check_trace=False), archive)
    weights = WeightsFile(archive, architecture)
    with pytest.raises(ModelError, match="is a program and was not opened"):
        OpenClipEmbedder.from_weights("mine", weights)

    url = f"https://example.org/{hashlib.sha256(archive.read_bytes()).hexdigest()}/ViT-B-32.pt"
    monkeypatch.setitem(pretrained._PRETRAINED["tiny"]["openai"], "url", url)
    with pytest.raises(ModelError, match="QuickGELU mismatch"):
        OpenClipEmbedder.from_weights("mine", weights)

    monkeypatch.setitem(factory._MODEL_CONFIGS, "tiny", tiny_config(quick_gelu=True))
    assert OpenClipEmbedder.from_weights("mine", weights).dimensions == TINY_DIMENSIONS


def test_the_published_example_of_clip_comes_out() -> None:
    """README of openai/CLIP: 0.9927937, 0.00421068, 0.00299572 for its diagram."""
    weights, picture = (os.environ.get(f"PHOTO_SORTER_{name}") for name in ("OPENAI_WEIGHTS", "CLIP_PNG"))
    if not weights or not picture:
        pytest.skip("set PHOTO_SORTER_OPENAI_WEIGHTS and PHOTO_SORTER_CLIP_PNG to files of openai/CLIP")
    if Path(weights).is_dir():
        embedder = OpenClipEmbedder.from_folder("openai", Path(weights), quick_gelu=True)
    else:
        embedder = OpenClipEmbedder.from_weights("openai", WeightsFile(Path(weights), "ViT-B-32-quickgelu", "openai"))
    side = embedder.picture.side_px
    with Image.open(picture) as file:
        scale = side / min(file.size)
        width, height = (int(length * scale) for length in file.size)
        left, top = round((width - side) / 2), round((height - side) / 2)
        square = file.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)
        square = square.crop((left, top, left + side, top + side))
    similarities = (
        embedder.embed_pictures(np.asarray(square)[None]) @ embedder.embed_texts(["a diagram", "a dog", "a cat"]).T
    )
    odds = np.exp(100 * (similarities[0] - similarities.max()))
    np.testing.assert_allclose(odds / odds.sum(), [0.9928, 0.0042, 0.0030], atol=2e-3)
