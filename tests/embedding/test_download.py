"""Downloads from a real HTTP server on this computer that misbehaves in every way a network does."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import threading
from collections import namedtuple
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import catalogue, download
from photo_sorter.embedding.catalogue import CATALOGUE, is_installed, model_folder, open_embedder
from photo_sorter.embedding.download import download_model
from tests.embedding.tiny_clip import TINY_DIMENSIONS, tiny_config, write_tiny_clip

ENTRY = CATALOGUE[1]
CONFIG = "open_clip_config.json"
WEIGHTS = "open_clip_model.safetensors"
SIGN_IN = b"<!DOCTYPE html><html><body>Welcome to the hotel</body></html>"


class Hub(ThreadingHTTPServer):
    """Answers like Hugging Face: small files at once, weights by a redirect that announces their SHA-256.

    `faults` maps a file's name to what goes wrong: a status code, or one of the words used in `_answer`.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, int | str] = {}
        self.asked: list[str] = []
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        name = self.path.rpartition("/")[2]
        fault, content = self.server.faults.get(name), self.server.files.get(name)
        if isinstance(fault, int) or content is None:
            self.send_error(fault if isinstance(fault, int) else 404)
        elif name == WEIGHTS and not self.path.startswith("/storage/") and fault != "no redirect":
            self.send_response(302)
            self.send_header("Location", f"/storage/{name}")
            self.send_header("X-Linked-Etag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(content, fault)

    def _answer(self, content: bytes, fault: str | None) -> None:
        body = {
            "sign in": SIGN_IN,
            "sign in, disguised": SIGN_IN,
            "damaged": content[:-1] + b"!",
            "empty": b"",
        }.get(fault or "", content)
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if fault == "sign in" else "application/octet-stream")
        self.send_header("Content-Length", "900000000000000" if fault == "enormous" else str(len(body)))
        self.end_headers()
        if fault == "breaks off":
            self.wfile.write(body[: len(body) // 2])
        elif fault == "hangs":
            self.wfile.write(body[: len(body) // 2])
            self.server.released.wait(10)
        else:
            self.wfile.write(body)


@pytest.fixture(scope="module")
def tiny_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = write_tiny_clip(tmp_path_factory.mktemp("hub"))
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def hub(tiny_files: dict[str, bytes]) -> Iterator[Hub]:
    with Hub() as server:
        server.files = dict(tiny_files)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def fetch(hub: Hub, models: Path) -> None:
    download_model(ENTRY, models, lambda *_: None, lambda: False, hub.address)


def assert_nothing_is_left(models: Path) -> None:
    assert not is_installed(models, ENTRY.model_id)
    assert not models.exists() or list(models.iterdir()) == []


def test_a_downloaded_model_can_be_opened(hub: Hub, tmp_path: Path) -> None:
    fetch(hub, tmp_path / "models")
    assert open_embedder(ENTRY.model_id, tmp_path / "models", tmp_path).dimensions == TINY_DIMENSIONS
    assert hub.asked[0] == f"/{ENTRY.repository}/resolve/main/{CONFIG}"


def test_the_hub_is_taken_from_the_environment(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.address}/")
    download_model(ENTRY, tmp_path, lambda *_: None, lambda: False)
    assert is_installed(tmp_path, ENTRY.model_id)


def test_progress_counts_every_byte(hub: Hub, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    download_model(ENTRY, tmp_path, lambda done, total: seen.append((done, total)), lambda: False, hub.address)
    size = sum(map(len, hub.files.values()))
    assert seen[0] == (len(hub.files[CONFIG]), None)
    assert seen[-1] == (size, size)
    assert len(seen) > 5
    assert seen == sorted(seen, key=lambda step: step[0])


@pytest.mark.parametrize(
    ("name", "fault", "sentence"),
    [
        (CONFIG, 404, "was moved or renamed"),
        (CONFIG, "sign in", "A web page came instead"),
        (CONFIG, "sign in, disguised", "A web page came instead"),
        (CONFIG, "damaged", "does not describe a model"),
        (CONFIG, 400, r"refused .* \(400\)"),
        (WEIGHTS, 404, "no weights for open_clip"),
        (WEIGHTS, 401, "not open to everyone"),
        (WEIGHTS, 403, "not open to everyone"),
        (WEIGHTS, 429, r"does not answer at the moment \(429\)"),
        (WEIGHTS, 500, r"does not answer at the moment \(500\)"),
        (WEIGHTS, "sign in", "A web page came instead"),
        (WEIGHTS, "sign in, disguised", "A web page came instead"),
        (WEIGHTS, "damaged", "SHA-256 is wrong"),
        (WEIGHTS, "breaks off", "broke off"),
        (WEIGHTS, "empty", "broke off"),
        (WEIGHTS, "enormous", "MB more room"),
        (WEIGHTS, "hangs", "cannot be reached"),
    ],
)
def test_a_fault_on_the_way_is_one_sentence_and_leaves_nothing(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: int | str, sentence: str
) -> None:
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.5)
    hub.faults[name] = fault
    with pytest.raises(ModelError, match=sentence):
        fetch(hub, tmp_path / "models")
    assert_nothing_is_left(tmp_path / "models")
    hub.faults.clear()
    hub.released.set()
    fetch(hub, tmp_path / "models")
    assert is_installed(tmp_path / "models", ENTRY.model_id)


def test_without_a_network_the_sentence_says_so(tmp_path: Path) -> None:
    with Hub() as closed:
        address = closed.address
    with pytest.raises(ModelError, match="check the internet connection"):
        download_model(ENTRY, tmp_path / "models", lambda *_: None, lambda: False, address)
    assert_nothing_is_left(tmp_path / "models")


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    for address in ("hub.example.org", f"file://{tmp_path}"):
        with pytest.raises(ModelError, match="must begin with https://"):
            download_model(ENTRY, tmp_path / "models", lambda *_: None, lambda: False, address)


def test_a_cancelled_download_leaves_nothing(hub: Hub, tmp_path: Path) -> None:
    received: list[int] = []
    with pytest.raises(ModelError, match="cancelled"):
        download_model(
            ENTRY, tmp_path / "models", lambda done, _: received.append(done), lambda: len(received) > 3, hub.address
        )
    assert received[-1] < sum(map(len, hub.files.values()))
    assert_nothing_is_left(tmp_path / "models")


def test_a_download_cut_short_by_a_crash_is_not_installed_and_is_cleared_away(hub: Hub, tmp_path: Path) -> None:
    unfinished = Path(f"{model_folder(tmp_path, ENTRY.model_id)}.unfinished")
    unfinished.mkdir()
    for name, content in hub.files.items():
        (unfinished / name).write_bytes(content[:-9])
    assert not is_installed(tmp_path, ENTRY.model_id)
    fetch(hub, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [model_folder(tmp_path, ENTRY.model_id).name]


def test_a_full_disk_is_one_sentence(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: int, __: int | None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ModelError, match="is full"):
        download_model(ENTRY, tmp_path / "models", no_room, lambda: False, hub.address)
    assert_nothing_is_left(tmp_path / "models")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
    with pytest.raises(ModelError, match="MB more room"):
        fetch(hub, tmp_path / "models")


def test_a_models_folder_that_cannot_be_written_is_one_sentence(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file, not a folder")
    with pytest.raises(ModelError, match="cannot be written"):
        fetch(hub, tmp_path / "models")


def test_a_new_download_replaces_the_old_files(hub: Hub, tmp_path: Path) -> None:
    folder = write_tiny_clip(model_folder(tmp_path, ENTRY.model_id), seed=5)
    fetch(hub, tmp_path)
    assert (folder / WEIGHTS).read_bytes() == hub.files[WEIGHTS]


def test_older_repositories_give_their_pickled_weights(hub: Hub, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load

    torch.save(load(hub.files.pop(WEIGHTS)), tmp_path / "weights.bin")
    hub.files["open_clip_pytorch_model.bin"] = (tmp_path / "weights.bin").read_bytes()
    fetch(hub, tmp_path / "models")
    assert open_embedder(ENTRY.model_id, tmp_path / "models", tmp_path).dimensions == TINY_DIMENSIONS


def test_a_mirror_without_checksums_is_trusted_for_its_length(hub: Hub, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = "no redirect"
    fetch(hub, tmp_path)
    assert is_installed(tmp_path, ENTRY.model_id)


def test_a_model_with_its_own_tokenizer_brings_it_along(hub: Hub, tmp_path: Path) -> None:
    text = {**tiny_config()["text_cfg"], "hf_tokenizer_name": "timm/ViT-B-32-SigLIP2-256"}
    hub.files[CONFIG] = json.dumps({"model_cfg": tiny_config(text_cfg=text)}).encode()
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        fetch(hub, tmp_path)
    hub.files |= {"tokenizer.json": b"{}", "tokenizer_config.json": b"{}"}
    fetch(hub, tmp_path)
    names = {file.name for file in model_folder(tmp_path, ENTRY.model_id).iterdir()}
    assert names == {CONFIG, WEIGHTS, "tokenizer.json", "tokenizer_config.json"}


def test_the_built_in_model_needs_no_download(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="comes with the program"):
        download_model(catalogue.CATALOGUE[0], tmp_path, lambda *_: None, lambda: False)
