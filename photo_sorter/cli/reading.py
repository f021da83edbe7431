"""Commands that only read. They work while the window is open."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from photo_sorter.cli.house import absolute, embedder
from photo_sorter.cli.output import Output
from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.embedding.catalogue import list_models as states_of_models
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.prompts import Prompts
from photo_sorter.work.search import Searcher


def tags(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Tags, or with `options.not_sure` suggestions instead."""
    places = [absolute(path) for path in options.paths]
    with Library.open_read_only(home.library) as library:
        rows = [
            {"path": path, "category": category, "score": score, "source": source, "sure": not options.not_sure}
            for path, category, score, source in library.tags.listing(sure=not options.not_sure)
            if not places or any(Path(path).is_relative_to(place) for place in places)
        ]
    output.result(rows, (f"{row['path']}\t{row['category']}\t{row['score']:.2f}\t{row['source']}" for row in rows))
    return 0


def search(home: Home, options: argparse.Namespace, output: Output) -> int:
    if (options.query is None) != options.stdin:
        output.message("Give a query, or --stdin to read one a line.")
        return 2
    with Library.open_read_only(home.library) as library:
        model = embedder(home)
        index = EmbeddingIndex(Prompts(library, model).background())
        ids, vectors = library.embeddings.of_ready_photos(model.model_id)
        if len(ids):
            index.put(ids, vectors)
        searcher = Searcher(model)
        for query in (line.rstrip("\n") for line in sys.stdin) if options.stdin else [options.query]:
            found, scores = searcher.search(index, query, options.n)
            paths = library.photos.paths(found)
            results = [
                {"path": str(paths[id]), "score": round(score, 4)}
                for id, score in zip(found, scores, strict=True)
                if id in paths
            ]
            answer = {"query": query, "results": results}
            if options.stdin:
                print(json.dumps(answer, ensure_ascii=False), flush=True)
            else:
                output.result(answer, (f"{result['score']:.2f}  {result['path']}" for result in results))
    return 0


def check(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open_read_only(home.library) as library:
        damage = library.check()
        problems = [] if damage else library.photos.problems()
    report = {
        "ok": not damage,
        "damage": list(damage),
        "problems": [{"path": str(path), "reason": reason} for path, reason in problems],
    }
    lines = [*damage] or ["The library is sound."]
    lines += [f"{len(problems)} photos among Problems:"] if problems else []
    lines += [f"{path}: {reason}" for path, reason in problems]
    output.result(report, lines)
    return 1 if damage else 0


def list_folders(home: Home, options: argparse.Namespace, output: Output) -> int:
    rows = []
    if home.library.is_file():
        with Library.open_read_only(home.library) as library:
            counts = library.photos.counts().by_folder
            rows = [
                {"path": str(folder.path), "photos": counts.get(folder.id, 0)} for folder in library.folders.active()
            ]
    output.result(rows, (f"{row['path']}\t{row['photos']} photos" for row in rows))
    return 0


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
