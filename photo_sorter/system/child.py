"""Asking something in a child process, because the answer may take for ever or end the process that gives it."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_LAST_WORDS = 600
"""So many characters of what the child wrote to stderr: the last of them say why it died."""


class ChildError(Exception):
    """There is no answer; `str()` says why."""


def answer_of_child(ask: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any]:
    """What the module-level function `ask` gives in a process of its own. Raises ChildError."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder, ours:
        words = Path(folder) / "stderr"
        child = context.Process(target=_answer, args=(ask, theirs, words), daemon=True)
        child.start()
        theirs.close()
        try:
            if not ours.poll(seconds):
                raise ChildError(f"no answer within {seconds:g} seconds")
            is_answer, answer = ours.recv()
        except EOFError:
            child.join()
            raise ChildError(f"the process died (exit code {child.exitcode}): {_last(words)}") from None
        finally:
            child.kill()
            child.join()
            child.close()
    if not is_answer:
        raise ChildError(answer)
    return dict(answer)


def _answer(ask: Callable[[], dict[str, Any]], connection: Connection, words: Path) -> None:
    """In the child."""
    with words.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        connection.send((True, ask()))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        connection.send((False, f"{type(error).__name__}: {error}"))
    # Libraries that take the processor or the display may hang when they are taken down.
    connection.close()
    os._exit(0)


def _last(words: Path) -> str:
    try:
        return words.read_text(encoding="utf-8", errors="replace").strip()[-_LAST_WORDS:] or "it said nothing"
    except OSError:
        return "it said nothing"
