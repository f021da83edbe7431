"""Fetches a model's files from a hub into the models folder: whole and checked, or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any

from photo_sorter import __version__
from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import ModelEntry, model_folder
from photo_sorter.embedding.open_clip_files import CONFIG_FILE, TOKENIZER_FILE

DEFAULT_ENDPOINT = "https://huggingface.co"
WEIGHTS_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin")
"""Names under which repositories keep open_clip's weights, the safest form first."""
MORE_TOKENIZER_FILES = ("tokenizer_config.json", "special_tokens_map.json")

CHUNK_BYTES = 1 << 18
SILENCE_SECONDS = 30
SPARE_BYTES = 50_000_000
"""What is left free on the disk, for the library that lives there too."""


def download_model(
    entry: ModelEntry,
    models_folder: Path,
    progress: Callable[[int, int | None], None],
    cancelled: Callable[[], bool],
    endpoint: str | None = None,
) -> None:
    """Installs `entry`, so that `open_embedder` finds it. Blocks: run it on a thread of its own.

    `progress` gets the bytes received and the bytes expected; the latter are None until the weights, which come last,
    have begun. `cancelled` is asked several times a second while bytes arrive. `endpoint` is the hub's address, else
    `HF_ENDPOINT`, else Hugging Face. ModelError in every other case than success; then nothing has changed but for
    files under a name that is never taken for a model, and the next attempt clears them away.
    """
    if entry.repository is None:
        raise ModelError(f"“{entry.title}” comes with the program: there is nothing to download.")
    folder = model_folder(models_folder, entry.model_id)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    hub = (endpoint or os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).rstrip("/")
    if not hub.startswith(("https://", "http://")):
        raise ModelError(f"The hub's address “{hub}” must begin with https://: correct it in the settings.")
    transfer = _Transfer(f"{hub}/{entry.repository}/resolve/main", unfinished, progress, cancelled)
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            transfer.fetch_model()
            if folder.exists():
                shutil.rmtree(folder)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise ModelError(f"The disk of {models_folder} is full: make room and download again.") from error
        raise ModelError(f"The model cannot be written to {models_folder}: {error.strerror or error}.") from error


class _Transfer:
    """The files of one model on their way from `base_url` into `folder`."""

    def __init__(
        self, base_url: str, folder: Path, progress: Callable[[int, int | None], None], cancelled: Callable[[], bool]
    ) -> None:
        self._base_url = base_url
        self._folder = folder
        self._progress = progress
        self._cancelled = cancelled
        self._received = 0

    def fetch_model(self) -> None:
        """The small files first: the configuration says which there are, and a wrong address shows at once."""
        if not self._fetch(CONFIG_FILE):
            raise ModelError(f"{self._base_url} has no {CONFIG_FILE} (404): the model was moved or renamed.")
        if _has_own_tokenizer(self._folder / CONFIG_FILE):
            if not self._fetch(TOKENIZER_FILE):
                raise ModelError(f"{self._base_url} has no {TOKENIZER_FILE} (404): the model was moved or renamed.")
            for name in MORE_TOKENIZER_FILES:
                self._fetch(name)
        if not any(self._fetch(name, is_last=True) for name in WEIGHTS_FILES):
            raise ModelError(f"{self._base_url} has no weights for open_clip (404): the model was moved or renamed.")

    def _fetch(self, name: str, *, is_last: bool = False) -> bool:
        """One file; False when the hub does not have it. Any other fault is a ModelError."""
        url = f"{self._base_url}/{name}"
        self._stop_if_cancelled()
        redirects = _RedirectsRemembered()
        request = urllib.request.Request(url, headers={"User-Agent": f"photo-sorter/{__version__}"})
        try:
            with urllib.request.build_opener(redirects).open(request, timeout=SILENCE_SECONDS) as response:
                self._receive(response, name, _sha256_announced(redirects.headers, response.headers), is_last)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise ModelError(_refusal(url, error.code)) from error
        except (urllib.error.URLError, TimeoutError, ConnectionError, ssl.SSLError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ModelError(
                f"{url} cannot be reached: check the internet connection and download again. ({reason})"
            ) from error
        return True

    def _receive(self, response: HTTPResponse, name: str, sha256: str | None, is_last: bool) -> None:
        length = response.headers.get("Content-Length")
        expected = int(length) if length and length.isdigit() else None
        self._refuse_if_too_big(expected)
        total = self._received + expected if is_last and expected is not None else None
        digest = hashlib.sha256()
        size = 0
        with (self._folder / name).open("wb") as file:
            while chunk := response.read1(CHUNK_BYTES):
                if size == 0 and _is_web_page(response.headers, chunk):
                    raise ModelError(
                        f"A web page came instead of {name}: sign in to the network, or check the hub's address, "
                        "and download again."
                    )
                self._stop_if_cancelled()
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._received += len(chunk)
                self._progress(self._received, total)
        if size == 0 or (expected is not None and size != expected):
            raise ModelError(f"The connection broke off after {size} bytes of {name}: download again.")
        if sha256 is not None and digest.hexdigest() != sha256:
            raise ModelError(f"{name} arrived damaged (its SHA-256 is wrong) and was thrown away: download again.")

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise ModelError("The download was cancelled; the model in use stays.")

    def _refuse_if_too_big(self, expected_bytes: int | None) -> None:
        free_bytes = shutil.disk_usage(self._folder).free - SPARE_BYTES
        if expected_bytes is not None and expected_bytes > free_bytes:
            missing_mb = (expected_bytes - free_bytes) // 1_000_000 + 1
            raise ModelError(
                f"The disk of {self._folder.parent} needs {missing_mb} MB more room: free it and try again."
            )


class _RedirectsRemembered(urllib.request.HTTPRedirectHandler):
    """Keeps the headers of the redirects: the hub announces a file's SHA-256 there, its storage does not."""

    def __init__(self) -> None:
        self.headers: list[HTTPMessage] = []

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        self.headers.append(headers)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _sha256_announced(redirects: list[HTTPMessage], final: HTTPMessage) -> str | None:
    """`X-Linked-Etag` is the SHA-256 of a large file on Hugging Face; small files have a git hash instead.

    Source: `get_hf_file_metadata` of huggingface_hub, which reads the same header.
    """
    for headers in (*redirects, final):
        etag = headers.get("X-Linked-Etag", "").removeprefix("W/").strip('"').lower()
        if len(etag) == 64 and set(etag) <= set("0123456789abcdef"):
            return etag
    return None


def _is_web_page(headers: HTTPMessage, first_bytes: bytes) -> bool:
    """A captive portal answers every request with its own page, not always under the right content type."""
    start = first_bytes[:256].lstrip().lower()
    return headers.get_content_type() == "text/html" or start.startswith((b"<!doctype", b"<html"))


def _has_own_tokenizer(config_file: Path) -> bool:
    try:
        config: dict[str, Any] = json.loads(config_file.read_text(encoding="utf-8"))
        return bool(config["model_cfg"]["text_cfg"].get("hf_tokenizer_name"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The hub's {CONFIG_FILE} does not describe a model: check the hub's address.") from error


def _refusal(url: str, code: int) -> str:
    if code in (401, 403):
        return f"{url} is not open to everyone ({code}): check the hub's address, or choose another model."
    if code == 429 or code >= 500:
        return f"The hub does not answer at the moment ({code}): try again later. The address was {url}."
    return f"The hub refused {url} ({code}): check its address and try again."
