"""A download of 20 MB under every fault: what came of it, and what the server had to send twice."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import hub, transfer
from photo_sorter.embedding.catalogue import CATALOGUE
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.model_files import unfinished_folder
from tests.benchmarks.figures import Figure
from tests.embedding.faulty_hub import SIGN_IN, WEIGHTS, Fault, FaultyHub, running_hub
from tests.embedding.tiny_clip import write_tiny_clip

ENTRY = CATALOGUE[1]
FAULTS: tuple[tuple[str, Fault], ...] = (
    ("none", Fault(times=0)),
    ("50 interruptions", Fault(breaks_after=260_000, times=50)),
    ("50 interruptions, by reset", Fault(breaks_after=260_000, resets=True, times=50)),
    ("silence in the middle", Fault(hangs_after=10_000_000, times=1)),
    ("error 500, three times", Fault(status=500, times=3)),
    ("error 429, wait 1 second, twice", Fault(status=429, retry_after="1", times=2)),
    ("error 500 for good", Fault(status=500)),
    ("error 429 for good, wait an hour", Fault(status=429, retry_after="3600")),
    ("error 403", Fault(status=403)),
    ("error 404", Fault(status=404)),
    ("a sign-in page, with 200", Fault(body=SIGN_IN, content_type="text/html")),
    ("a sign-in page as if it were weights", Fault(body=SIGN_IN, length=20_000_000)),
    ("wrong content, right size", Fault(body=bytes(20_000_000))),
    ("redirected in a circle", Fault(status=302, location=f"/storage/{WEIGHTS}")),
)


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Each fault begins with a third of the weights here, from an earlier attempt that was stopped.

    The value is what was sent of the weights, in percent of their size; 67 is as little as there can be.
    """
    hub.SILENCE_SECONDS = 1
    transfer.WAITS_SECONDS = (0.01,) * 4
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_tiny_clip(Path(scratch) / "hub")
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        files[WEIGHTS] = (files[WEIGHTS] * 6)[:20_000_000]
        for name, fault in FAULTS:
            with running_hub(files) as server:
                yield _outcome(server, Path(scratch) / "models", name, replace(fault))
        for name, change in (
            ("a server without ranges", {"has_ranges": False}),
            ("a server without ETags", {"has_etags": False}),
            ("a mirror without checksums", {"announces_sha256": False}),
        ):
            with running_hub(files) as server:
                vars(server).update(change)
                yield _outcome(server, Path(scratch) / "models", name, Fault(times=0))


def _outcome(server: FaultyHub, models: Path, name: str, fault: Fault) -> Figure:
    done = [0]

    def fetch(third_only: bool) -> str:
        def is_enough() -> bool:
            return third_only and done[-1] > len(server.files[WEIGHTS]) // 3

        try:
            took = download_model(ENTRY, models, lambda now, _: done.append(now), is_enough, server.address)
        except ModelError as error:
            return str(error).replace(server.address, "http://hub").replace(str(models), "MODELS")
        return f"whole; {took.resumed_bytes:,} bytes re-used, {took.interruptions} interruptions got over"

    fetch(third_only=True)
    here = (unfinished_folder(models, ENTRY.model_id) / WEIGHTS).stat().st_size
    server.sent.clear()
    server.faults[WEIGHTS] = fault
    outcome = fetch(third_only=False)
    sent = 100 * server.sent[WEIGHTS] / len(server.files[WEIGHTS])
    left = unfinished_folder(models, ENTRY.model_id) / WEIGHTS
    kept = f"; {left.stat().st_size:,} of {here:,} kept" if left.is_file() else ""
    server.released.set()
    shutil.rmtree(models, ignore_errors=True)
    return Figure(f"{name}: {outcome}{kept}", sent, "% sent")
