"""Fetches a model's files from a hub into the models folder: whole and checked, or not at all.

What arrives of it stays until the next attempt, which goes on from there: in the same session, or after a crash.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import ModelEntry
from photo_sorter.embedding.hub import Hub, NotOnHubError
from photo_sorter.embedding.model_files import being_written, cannot_write, model_folder, put_in_place
from photo_sorter.embedding.open_clip_files import CONFIG_FILE, MORE_TOKENIZER_FILES, TOKENIZER_FILE, WEIGHTS_FILES
from photo_sorter.embedding.transfer import Transfer, Transferred
from photo_sorter.language import tr


def download_model(
    entry: ModelEntry,
    models_folder: Path,
    progress: Callable[[int, int | None], None],
    cancelled: Callable[[], bool],
    endpoint: str = "",
    proxy: str = "",
) -> Transferred:
    """Installs `entry`, so that `open_embedder` finds it. Blocks: run it on a thread of its own.

    `progress` and `cancelled` are those of `Transfer`, `endpoint` and `proxy` those of `Hub`. Broken connections are
    got over. ModelError in every other case than success; the models that are here stay as they were, and what
    arrived is kept for the next attempt (`discard_unfinished` throws it away).
    """
    if entry.repository is None:
        raise ModelError(tr("“{model}” is here already: there is nothing to download.", model=entry.title))
    hub = Hub(endpoint, proxy)
    try:
        with being_written(models_folder, entry.model_id) as folder:
            transfer = Transfer(hub, f"{hub.address}/{entry.repository}/resolve/main", folder, progress, cancelled)
            names = _fetch_model(transfer, folder)
        put_in_place(folder, model_folder(models_folder, entry.model_id), names)
    except OSError as error:
        raise cannot_write(models_folder, error) from error
    return transfer.totals


def _fetch_model(transfer: Transfer, folder: Path) -> tuple[str, ...]:
    """Gives the names of the model's files.

    The small ones come first: the configuration says which there are, and a wrong address shows at once.
    """
    found = [CONFIG_FILE]
    if not _fetch(transfer, CONFIG_FILE):
        raise ModelError(
            tr("{url} has no {file} (404): the model was moved or renamed.", url=transfer.base_url, file=CONFIG_FILE)
        )
    if _has_own_tokenizer(folder / CONFIG_FILE):
        if not _fetch(transfer, TOKENIZER_FILE):
            raise ModelError(
                tr(
                    "{url} has no {file} (404): the model was moved or renamed.",
                    url=transfer.base_url,
                    file=TOKENIZER_FILE,
                )
            )
        found += [TOKENIZER_FILE, *(name for name in MORE_TOKENIZER_FILES if _fetch(transfer, name))]
    weights = next((name for name in WEIGHTS_FILES if _fetch(transfer, name, is_last=True)), None)
    if weights is None:
        raise ModelError(
            tr("{url} has no weights for open_clip (404): the model was moved or renamed.", url=transfer.base_url)
        )
    return (*found, weights)


def _fetch(transfer: Transfer, name: str, *, is_last: bool = False) -> bool:
    """False when the hub does not have it."""
    try:
        transfer.fetch(name, is_last=is_last)
    except NotOnHubError:
        return False
    return True


def _has_own_tokenizer(config_file: Path) -> bool:
    try:
        config = json.loads(config_file.read_text(encoding="utf-8"))
        return bool(config["model_cfg"]["text_cfg"].get("hf_tokenizer_name"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        config_file.unlink()
        raise ModelError(
            tr("The hub's {file} does not describe a model: check the hub's address.", file=CONFIG_FILE)
        ) from error
