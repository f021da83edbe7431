"""Downloads from a real HTTP server on this computer, when all is well and when a person must do something."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import catalogue, model_files
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.model_files import (
    is_installed,
    model_folder,
)
from photo_sorter.embedding.transfer import Transferred
from tests.embedding.downloading import ENTRY, assert_whole, fetch, fetch_a_third
from tests.embedding.faulty_hub import SIGN_IN, WEIGHTS, Fault, FaultyHub
from tests.embedding.tiny_clip import TINY_DIMENSIONS, tiny_config, write_tiny_clip

CONFIG = "open_clip_config.json"
pytestmark = pytest.mark.usefixtures("no_patience")


# --- all is well ---


def test_a_downloaded_model_can_be_opened(server: FaultyHub, models: Path, tmp_path: Path) -> None:
    size = sum(map(len, server.files.values()))
    assert fetch(server, models) == Transferred(size, resumed_bytes=0, received_bytes=size, interruptions=0)
    assert_whole(server, models)
    assert open_embedder(ENTRY.model_id, models, tmp_path).dimensions == TINY_DIMENSIONS
    assert server.asked[0] == (f"/{ENTRY.repository}/resolve/main/{CONFIG}", None)


def test_the_hub_is_taken_from_the_environment(
    server: FaultyHub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"{server.address}/")
    download_model(ENTRY, models, lambda *_: None, lambda: False)
    assert is_installed(models, ENTRY.model_id)


def test_a_hub_that_the_person_chose_goes_before_the_environment(
    server: FaultyHub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    fetch(server, models)
    assert is_installed(models, ENTRY.model_id)


def test_a_download_goes_through_the_proxy_that_the_person_chose(
    server: FaultyHub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    proxy = server.address.removeprefix("http://")
    download_model(ENTRY, models, lambda *_: None, lambda: False, "http://hub.invalid", proxy)
    assert is_installed(models, ENTRY.model_id)
    assert server.asked[0][0] == f"http://hub.invalid/{ENTRY.repository}/resolve/main/{CONFIG}"


def test_progress_counts_every_byte(server: FaultyHub, models: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    download_model(ENTRY, models, lambda done, total: seen.append((done, total)), lambda: False, server.address)
    size = sum(map(len, server.files.values()))
    assert seen[0] == (len(server.files[CONFIG]), None)
    assert seen[-1] == (size, size)
    assert len(seen) > 5
    assert seen == sorted(seen, key=lambda step: step[0])


def test_a_new_download_replaces_the_old_files(server: FaultyHub, models: Path) -> None:
    write_tiny_clip(model_folder(models, ENTRY.model_id), seed=5)
    fetch(server, models)
    assert_whole(server, models)


def test_older_repositories_give_their_pickled_weights(server: FaultyHub, models: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load

    torch.save(load(server.files.pop(WEIGHTS)), tmp_path / "weights.bin")
    server.files["open_clip_pytorch_model.bin"] = (tmp_path / "weights.bin").read_bytes()
    fetch(server, models)
    assert open_embedder(ENTRY.model_id, models, tmp_path).dimensions == TINY_DIMENSIONS


def test_a_mirror_without_checksums_is_trusted_for_its_length(server: FaultyHub, models: Path) -> None:
    server.announces_sha256 = False
    fetch(server, models)
    assert_whole(server, models)


def test_a_model_with_its_own_tokenizer_brings_it_along(server: FaultyHub, models: Path) -> None:
    text = {**tiny_config()["text_cfg"], "hf_tokenizer_name": "timm/ViT-B-32-SigLIP2-256"}
    server.files[CONFIG] = json.dumps({"model_cfg": tiny_config(text_cfg=text)}).encode()
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        fetch(server, models)
    server.files |= {"tokenizer.json": b"{}", "tokenizer_config.json": b"{}"}
    fetch(server, models)
    assert_whole(server, models)


def test_the_built_in_model_needs_no_download(models: Path) -> None:
    with pytest.raises(ModelError, match="nothing to download"):
        download_model(catalogue.CATALOGUE[0], models, lambda *_: None, lambda: False)


# --- what a person must do something about: one sentence, nothing installed, and then it works ---


@pytest.mark.parametrize(
    ("name", "fault", "sentence"),
    [
        (CONFIG, Fault(status=404), "was moved or renamed"),
        (CONFIG, Fault(body=SIGN_IN, content_type="text/html"), "A web page came instead"),
        (CONFIG, Fault(body=SIGN_IN), "A web page came instead"),
        (CONFIG, Fault(body=b"{}"), "does not describe a model"),
        (CONFIG, Fault(status=400), r"refused .* \(400\)"),
        (CONFIG, Fault(status=302, location="/round/open_clip_config.json"), "leads in a circle"),
        (CONFIG, Fault(status=302, location="file:///etc/passwd"), "off the web"),
        (CONFIG, Fault(status=302, location="ftp://hub.example/config"), "unsafe address"),
        (CONFIG, Fault(status=302, location="http://[/config"), "cannot be reached"),
        (CONFIG, Fault(status=407), "proxy asks for a name"),
        (WEIGHTS, Fault(status=404), "no weights for open_clip"),
        (WEIGHTS, Fault(status=401), "not open to everyone"),
        (WEIGHTS, Fault(status=403), "not open to everyone"),
        (WEIGHTS, Fault(status=429), r"does not answer at the moment \(429\): try again later"),
        (WEIGHTS, Fault(status=429, retry_after="3600"), r"\(429\): try again in 60 minutes"),
        (WEIGHTS, Fault(status=503, retry_after="Tue, 01 Jan 2999 00:00:00 GMT"), "try again in"),
        (WEIGHTS, Fault(status=500), r"does not answer at the moment \(500\)"),
        (WEIGHTS, Fault(body=SIGN_IN, content_type="text/html"), "A web page came instead"),
        (WEIGHTS, Fault(body=SIGN_IN, length=3_000_000), "A web page came instead"),
        (WEIGHTS, Fault(body=b"not the weights"), "SHA-256 is wrong"),
        (WEIGHTS, Fault(body=b""), "Nothing came"),
        (WEIGHTS, Fault(length=1000), "SHA-256 is wrong"),
        (WEIGHTS, Fault(length=900_000_000_000_000), "MB more room"),
        (WEIGHTS, Fault(breaks_after=0), "Nothing came"),
        (WEIGHTS, Fault(hangs_after=0), "cannot be reached"),
    ],
)
def test_a_fault_that_lasts_is_one_sentence(
    server: FaultyHub, models: Path, name: str, fault: Fault, sentence: str
) -> None:
    server.faults[name] = fault
    with pytest.raises(ModelError, match=sentence):
        fetch(server, models)
    assert not is_installed(models, ENTRY.model_id)
    server.faults.clear()
    server.released.set()
    fetch(server, models)
    assert_whole(server, models)


def test_without_a_network_the_sentence_says_so(models: Path, tiny_files: dict[str, bytes]) -> None:
    with FaultyHub(tiny_files) as closed:
        address = closed.address
    for hub_address, sentence in ((address, "check the internet connection"), ("http://hub.invalid", "was not found")):
        with pytest.raises(ModelError, match=sentence):
            download_model(ENTRY, models, lambda *_: None, lambda: False, hub_address)
    assert list(models.iterdir()) == []


def test_a_hub_that_speaks_no_tls_is_one_sentence(server: FaultyHub, models: Path) -> None:
    with pytest.raises(ModelError, match="No safe connection"):
        download_model(ENTRY, models, lambda *_: None, lambda: False, server.address.replace("http:", "https:"))


def test_a_certificate_that_nobody_vouches_for_is_one_sentence(server: FaultyHub, models: Path, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with pytest.raises(ModelError, match="cannot prove that it is 127"):
        download_model(ENTRY, models, lambda *_: None, lambda: False, server.address.replace("http:", "https:"))
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("hub.example.org", "file:///etc", "ftp://hub.example", "https://", "https://a b", "http://hub:port"),
        *("http://hub/ü", f"http://{'a' * 64}.example"),
    ],
)
def test_an_address_that_is_none_is_refused(models: Path, address: str) -> None:
    with pytest.raises(ModelError, match="must look like https://"):
        download_model(ENTRY, models, lambda *_: None, lambda: False, address)


@pytest.mark.parametrize("proxy", ["socks5://proxy.example:1080", "http://", "https://proxy.example", "a b:8080"])
def test_a_proxy_that_is_none_is_refused(models: Path, proxy: str) -> None:
    with pytest.raises(ModelError, match="must look like http://proxy"):
        download_model(ENTRY, models, lambda *_: None, lambda: False, proxy=proxy)


def test_a_proxy_that_is_away_is_one_sentence(models: Path, tiny_files: dict[str, bytes]) -> None:
    with FaultyHub(tiny_files) as closed:
        proxy = closed.address
    with pytest.raises(ModelError, match="cannot be reached"):
        download_model(ENTRY, models, lambda *_: None, lambda: False, "http://hub.invalid", proxy)


# --- the disk ---


def test_room_is_asked_for_before_anything_is_written(
    server: FaultyHub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = fetch_a_third(server, models)
    usage = namedtuple("usage", "total used free")
    missing = len(server.files[WEIGHTS]) - here
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, model_files.SPARE_BYTES + missing - 1))
    with pytest.raises(ModelError, match="needs 1 MB more room"):
        fetch(server, models)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, model_files.SPARE_BYTES + missing))
    fetch(server, models)
    assert_whole(server, models)


def test_a_disk_that_fills_up_keeps_what_arrived(server: FaultyHub, small_disk: Path) -> None:
    filler = small_disk / "filler"

    def somebody_fills_the_disk(done_bytes: int, _: int | None) -> None:
        if done_bytes > 1_000_000 and not filler.exists():
            filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 1_000_000))

    with pytest.raises(ModelError, match="is full: make room"):
        download_model(ENTRY, small_disk / "models", somebody_fills_the_disk, lambda: False, server.address)
    filler.unlink()
    assert fetch(server, small_disk / "models").resumed_bytes > 1_000_000
    assert_whole(server, small_disk / "models")


def test_an_endless_file_does_not_fill_the_disk(
    server: FaultyHub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults[WEIGHTS] = Fault(length="")
    usage = namedtuple("usage", "total used free")
    free = iter(range(model_files.SPARE_BYTES + 2_000_000, 0, -400_000))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, next(free)))
    with pytest.raises(ModelError, match="MB more room"):
        fetch(server, models)


def test_a_disk_that_cannot_be_written_is_one_sentence(server: FaultyHub, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(ModelError, match=r"cannot be written to .*: Read-only file system"):
        fetch(server, small_disk / "models")


def test_a_models_folder_that_is_a_file_is_one_sentence(server: FaultyHub, models: Path) -> None:
    models.write_text("a file, not a folder")
    with pytest.raises(ModelError, match="cannot be written"):
        fetch(server, models)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_models_folder_without_permission_is_one_sentence(server: FaultyHub, models: Path) -> None:
    models.mkdir(mode=0o500)
    with pytest.raises(ModelError, match="cannot be written"):
        fetch(server, models)


def test_only_gets_are_sent_and_nothing_about_the_person(server: FaultyHub, models: Path) -> None:
    from tests.embedding import faulty_hub

    seen: set[str] = set()
    original = faulty_hub._Answers.do_GET

    class Listening(faulty_hub._Answers):
        def do_GET(self) -> None:
            seen.update(self.headers)
            original(self)

    server.RequestHandlerClass = Listening
    fetch_a_third(server, models)
    fetch(server, models)
    assert seen == {"Accept-Encoding", "Host", "User-Agent", "Connection", "Range", "If-Range"}
