"""A disk that stops answering, for real: a FUSE file system whose server is held."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.patience import wait_until

needs_fuse = pytest.mark.skipif(
    shutil.which("bindfs") is None or not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="needs FUSE and bindfs"
)


class SilentDisk:
    """Shows the folder `behind` at `place`, until it is told to be silent; `close` in any case.

    `is_deaf`: it has taken what is asked before it falls silent, so that the system cannot even kill who asks.
    """

    def __init__(self, folder: Path, is_deaf: bool = False) -> None:
        self.behind, self.place = folder / "behind", folder / "share"
        self.is_deaf = is_deaf
        self._servers: list[subprocess.Popen[bytes]] = []
        self._mounted: list[Path] = []
        self.behind.mkdir(parents=True)
        self._mount(self.behind, inner := folder / "between" if is_deaf else self.place)
        if is_deaf:
            self._mount(inner, self.place)

    def fall_silent(self) -> None:
        self._servers[0].send_signal(signal.SIGSTOP)

    def answer(self) -> None:
        self._servers[0].send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.answer()
        for place in reversed(self._mounted):
            subprocess.run(["fusermount3", "-u", "-z", str(place)], check=False)
        for server in self._servers:
            server.wait()

    def _mount(self, behind: Path, place: Path) -> None:
        place.mkdir()
        # Nothing is remembered, as of a share that others change.
        options = "attr_timeout=0,entry_timeout=0,negative_timeout=0"
        self._servers.append(subprocess.Popen(["bindfs", "-f", "-o", options, str(behind), str(place)]))
        self._mounted.append(place)
        wait_until(lambda: place.is_mount())
