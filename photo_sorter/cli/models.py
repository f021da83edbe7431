"""Models: which there are, and their files. The library is not touched, and may be open in a window."""

from __future__ import annotations

import argparse

from tqdm import tqdm

from photo_sorter.cli.house import absolute
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import find_entry
from photo_sorter.embedding.catalogue import list_models as states_of_models
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.install import install_model
from photo_sorter.embedding.model_files import (
    BUILT_IN_ID,
    discard_unfinished,
    is_installed,
    remove_model,
    unfinished_bytes,
)
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile


def list_models(home: Home, options: argparse.Namespace, output: Output) -> int:
    in_use = SettingsFile(home.settings).current.model_id
    rows = [
        {
            "id": state.entry.model_id,
            "title": state.entry.title,
            "installed": state.is_installed,
            "in_use": state.entry.model_id == in_use,
            "quality": state.entry.quality,
            "languages": state.entry.languages,
            "download_mb": state.entry.download_mb,
            "installed_mb": _megabytes(state.installed_bytes),
            "unfinished_mb": _megabytes(state.unfinished_bytes),
            "memory_mb": state.entry.memory_mb,
            "licence": state.entry.licence,
            "hint": state.hint,
        }
        for state in states_of_models(home.models)
    ]
    if all(row["id"] != in_use for row in rows):
        rows.append({"id": in_use, "title": in_use, "installed": True, "in_use": True, "hint": None})
    output.result(
        rows,
        (
            f"{'*' if row['in_use'] else ' '} {row['id']}\t{row['title']}{'' if row['hint'] is None else ': '}"
            f"{row['hint'] or ''}"
            for row in rows
        ),
    )
    return 0


def download(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Goes on where an earlier download stopped, or was interrupted."""
    entry = find_entry(options.model_id)
    chosen = SettingsFile(home.settings).current
    with tqdm(unit="B", unit_scale=True, desc=entry.title, disable=None) as bar:

        def progress(done_bytes: int, total_bytes: int | None) -> None:
            bar.total = total_bytes
            bar.update(done_bytes - bar.n)

        took = download_model(entry, home.models, progress, lambda: False, chosen.hub_endpoint, chosen.proxy)
    value = {
        "id": entry.model_id,
        "bytes": took.size_bytes,
        "resumed_bytes": took.resumed_bytes,
        "received_bytes": took.received_bytes,
        "interruptions": took.interruptions,
    }
    output.result(value, [f"{entry.model_id} is here. `photo-sorter models use {entry.model_id}`"])
    return 0


def install(home: Home, options: argparse.Namespace, output: Output) -> int:
    model_id = install_model(absolute(options.source), home.models, options.trained_as)
    output.result({"id": model_id}, [f"{model_id} is here. `photo-sorter models use {model_id}`"])
    return 0


def remove(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Also what arrived of a model that is not here yet."""
    model_id = options.model_id
    chosen = SettingsFile(home.settings).current
    if model_id in (chosen.model_id, chosen.next_model_id) and model_id != BUILT_IN_ID:
        raise ModelError(f"“{model_id}” is in use: `photo-sorter models use {BUILT_IN_ID}` first, or another one.")
    was_unfinished = unfinished_bytes(home.models, model_id) > 0
    discard_unfinished(home.models, model_id)
    if is_installed(home.models, model_id) or not was_unfinished:
        remove_model(home.models, model_id)
    output.result({"id": model_id}, [f"{model_id} is removed. What it saw in the photos is kept, should it come back."])
    return 0


def _megabytes(count: int) -> float:
    return round(count / 1_000_000, 1)
