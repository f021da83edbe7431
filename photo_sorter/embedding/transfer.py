"""Files from a hub into a folder: each goes on where it stopped, tries again by itself, and is checked at its end.

Beside a file NAME lies `NAME.note.json`, which says what its bytes are the beginning of. It is written before them, so
that a process that is killed at any moment leaves bytes that can be trusted as far as they go. What is already here is
asked for less its last byte: a server then says in the same answer whether the file is still the same.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.hub import Answer, ConnectionLostError, Hub, RangeRefusedError
from photo_sorter.embedding.model_files import make_sure_of_room
from photo_sorter.language import number, tr

WAITS_SECONDS = (0.5, 2, 5, 10, 20, 40)
"""Between tries that bring nothing new; after the last one the download gives up."""
FIRST_TRIES = 2
"""So many waits, while nothing at all has come: then the address or the connection is at fault, and is said soon."""
LONGEST_WAIT_SECONDS = 120
"""A server that asks for more patience than this is left alone; its sentence says how long."""
LOOK_SECONDS = 0.1
"""How soon a wait sees that it was cancelled."""


@dataclass(frozen=True)
class Transferred:
    """What a download took. `resumed_bytes` were here from an earlier one; `received_bytes` came over the net, those
    that came twice included; `interruptions` were got over."""

    size_bytes: int
    resumed_bytes: int
    received_bytes: int
    interruptions: int


class Transfer:
    """The files of one model on their way from `base_url` into `folder`, one after another.

    `progress` gets the bytes that are here, those from earlier included, and the bytes expected; the latter are None
    until the last file has begun. `cancelled` is asked several times a second while bytes arrive or a wait lasts.
    """

    def __init__(
        self,
        hub: Hub,
        base_url: str,
        folder: Path,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.base_url = base_url
        self._hub = hub
        self._folder = folder
        self._progress = progress
        self._cancelled = cancelled
        self._finished_bytes = 0
        self._resumed_bytes = 0
        self._received_bytes = 0
        self._interruptions = 0

    @property
    def totals(self) -> Transferred:
        return Transferred(self._finished_bytes, self._resumed_bytes, self._received_bytes, self._interruptions)

    def fetch(self, name: str, *, is_last: bool = False) -> None:
        """Brings one file, whole and checked. NotOnHubError when there is none of that name, ModelError for the rest.

        OSError when the disk does not take it. Whatever happens, what arrived of a sound file stays.
        """
        file = _UnfinishedFile(self._folder / name)
        furthest = resumed = file.size_bytes
        failures = 0
        while True:
            self._stop_if_cancelled()
            try:
                with self._ask(file, name) as answer:
                    kept = answer.start_byte or 0
                    resumed = min(resumed, kept)
                    self._receive(answer, file, kept, is_last)
                break
            except ConnectionLostError as lost:
                failures = 0 if file.size_bytes > furthest else failures + 1
                furthest = max(furthest, file.size_bytes)
                self._wait(lost, failures)
        file.check()
        self._resumed_bytes += resumed
        self._finished_bytes += file.size_bytes

    def _ask(self, file: _UnfinishedFile, name: str) -> Answer:
        """An answer that goes on from what is here, or begins anew."""
        url = f"{self.base_url}/{name}"
        start, headers = file.continuation(url)
        try:
            answer = self._hub.get(url, headers)
        except RangeRefusedError:
            file.forget()
            return self._hub.get(url, {})
        if answer.start_byte == 0 or (answer.start_byte == start and file.is_continued_by(url, answer)):
            return answer
        answer.close()
        file.forget()
        answer = self._hub.get(url, {})
        if answer.start_byte != 0:
            answer.close()
            raise ModelError(tr("{url} gives another part than was asked for: check the hub's address.", url=url))
        return answer

    def _receive(self, answer: Answer, file: _UnfinishedFile, kept: int, is_last: bool) -> None:
        chunk = answer.read()
        if answer.is_web_page(b"" if kept else chunk):
            raise ModelError(
                tr(
                    "A web page came instead of {file}: sign in to the network, or check the hub's address, and "
                    "download again.",
                    file=file.name,
                )
            )
        if not chunk:
            raise ConnectionLostError(tr("Nothing came of {file}: try again later.", file=file.name))
        if answer.size_bytes is not None:
            make_sure_of_room(self._folder, answer.size_bytes - file.size_bytes)
        if not kept:
            file.begin(answer, f"{self.base_url}/{file.name}")
        size = kept
        with file.path.open("r+b") as writing:
            writing.truncate(kept)
            writing.seek(kept)
            while chunk:
                if answer.size_bytes is None:
                    make_sure_of_room(self._folder, len(chunk))
                writing.write(chunk)
                size += len(chunk)
                self._received_bytes += len(chunk)
                total = self._finished_bytes + answer.size_bytes if is_last and answer.size_bytes is not None else None
                self._progress(self._finished_bytes + size, total)
                self._stop_if_cancelled()
                chunk = answer.read()
        if answer.size_bytes is not None and size < answer.size_bytes:
            raise ConnectionLostError(
                tr(
                    "The connection broke off after {size} bytes of {file}; they are kept: download again.",
                    size=number(size),
                    file=file.name,
                )
            )

    def _wait(self, lost: ConnectionLostError, failures: int) -> None:
        """Raises `lost` when there have been tries enough."""
        waits = WAITS_SECONDS if self._received_bytes else WAITS_SECONDS[:FIRST_TRIES]
        if failures > len(waits) or (lost.wait_seconds or 0) > LONGEST_WAIT_SECONDS:
            raise lost
        self._interruptions += 1
        wait = waits[max(failures, 1) - 1]
        until = time.monotonic() + (wait if lost.wait_seconds is None else max(wait, lost.wait_seconds))
        while (left := until - time.monotonic()) > 0:
            self._stop_if_cancelled()
            time.sleep(min(LOOK_SECONDS, left))

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise ModelError(tr("The download was stopped; what arrived is kept."))


@dataclass(frozen=True)
class _Note:
    """What the bytes of an unfinished file are the beginning of: of `url`'s content, as its server names it."""

    url: str
    validator: str | None
    sha256: str | None
    size_bytes: int | None


class _UnfinishedFile:
    """A file of which some bytes are here, perhaps all, perhaps none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._note_path = path.with_name(f"{path.name}.note.json")
        self._note = _read_note(self._note_path)
        if self._note is None:
            self.path.unlink(missing_ok=True)

    @property
    def size_bytes(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def continuation(self, url: str) -> tuple[int, dict[str, str]]:
        """The byte to go on from, and the headers that ask for it; 0 and none when the beginning cannot be trusted.

        A strong validator holds for the server that gave it. The SHA-256 holds everywhere: with it a download may go
        on from another mirror, and whether the parts fit is seen at the end.
        """
        note, here = self._note, self.size_bytes
        if note is None or (note.size_bytes is not None and here > note.size_bytes):
            return 0, {}
        start = here - 1 if here == note.size_bytes else here
        same_server = note.url == url and note.validator is not None
        if start <= 0 or not (same_server or note.sha256):
            return 0, {}
        headers = {"Range": f"bytes={start}-"}
        if same_server and note.validator is not None:
            headers["If-Range"] = note.validator
        return start, headers

    def is_continued_by(self, url: str, answer: Answer) -> bool:
        """Not every server heeds If-Range: what its answer says of the file is compared as well."""
        note = self._note
        if note is None:
            return False
        pairs = [(note.sha256, answer.sha256), (note.size_bytes, answer.size_bytes)]
        if note.url == url:
            pairs.append((note.validator, answer.validator))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def begin(self, answer: Answer, url: str) -> None:
        """The bytes to come are of this answer; what was here is of no use."""
        self._note = _Note(url, answer.validator, answer.sha256, answer.size_bytes)
        self.path.write_bytes(b"")
        fresh = self._note_path.with_suffix(".tmp")
        fresh.write_text(json.dumps(asdict(self._note)), encoding="utf-8")
        fresh.replace(self._note_path)

    def forget(self) -> None:
        self._note = None
        self._note_path.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def check(self) -> None:
        """ModelError, and the file is gone, when its SHA-256 is not the one that was announced."""
        if self._note is None or self._note.sha256 is None:
            return
        with self.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self._note.sha256:
            self.forget()
            raise ModelError(
                tr("{file} arrived damaged (its SHA-256 is wrong) and was thrown away: download again.", file=self.name)
            )


def _read_note(path: Path) -> _Note | None:
    """None when there is none, or none that can be understood."""
    try:
        return _Note(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
