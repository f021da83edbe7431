"""Decoder processes that serve one pool after another, for starting them takes longer than most of the tests that need
them.

They are real, and a pool can tell no difference: one that is killed in a call is dead. Only what is at rest when its
pool closes lives on, until the last test of the module.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from photo_sorter.core.errors import DecoderDiedError, DiskSilentError
from photo_sorter.media import decode_pool, decoder_process
from photo_sorter.media.decoder_process import Call, DecoderProcess
from photo_sorter.media.questions import Questions


class Shelf:
    """Decoders at rest, by how they were started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._resting: dict[tuple[object, ...], list[DecoderProcess]] = defaultdict(list)

    def decoder(
        self, seconds: float, cpu_seconds: float, memory_bytes: int, gives_way: bool, questions: Questions
    ) -> DecoderProcess | KeptDecoder:
        """In place of DecoderProcess."""
        # A test may have put another function in place of `serve`.
        kind = (seconds, cpu_seconds, memory_bytes, gives_way, decoder_process.serve)
        with self._lock:
            resting = self._resting[kind]
            process = resting.pop() if resting else None
        if process is None:
            process = DecoderProcess(seconds, cpu_seconds, memory_bytes, gives_way, questions)
            return KeptDecoder(process, False, resting)
        process.questions = questions
        return KeptDecoder(process, True, resting)

    def clear(self) -> None:
        for resting in self._resting.values():
            while resting:
                resting.pop().end()


class KeptDecoder:
    """One for the time of one pool. `kill` may come from another thread than the rest."""

    def __init__(self, process: DecoderProcess, is_ready: bool, resting: list[DecoderProcess]) -> None:
        self._process, self._resting = process, resting
        self._lock = threading.Lock()
        self._is_at_rest = is_ready
        self._is_unwanted = False

    def await_readiness(self) -> None:
        if not self._is_at_rest:
            self._process.await_readiness()
            self._rest()

    def call(self, call: Call) -> Any:
        with self._lock:
            self._is_at_rest = False
            if self._is_unwanted:
                self._process.kill()
        try:
            outcome = self._process.call(call)
        except (DecoderDiedError, DiskSilentError):
            raise
        except Exception:
            self._rest()
            raise
        self._rest()
        return outcome

    def kill(self) -> None:
        with self._lock:
            self._is_unwanted = True
            if not self._is_at_rest:
                self._process.kill()

    def end(self) -> None:
        if self._is_at_rest:
            self._resting.append(self._process)
        else:
            self._process.end()

    def _rest(self) -> None:
        """Unless it was killed meanwhile."""
        with self._lock:
            self._is_at_rest = not self._is_unwanted


@pytest.fixture(scope="module", autouse=True)
def kept_decoders() -> Iterator[None]:
    """Of use where it is imported: in the conftest of a package whose tests open photos."""
    shelf = Shelf()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode_pool, "DecoderProcess", shelf.decoder)
        yield
    shelf.clear()
