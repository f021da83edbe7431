"""A disk of its own in a file, which can be pulled out and plugged in. Linux, as root."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path

from tests.patience import wait_until

_SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN of linux/fs/ext4/ext4.h."""
_WITHOUT_FLUSHING = 2


class LoopDisk:
    """An ext4 file system in the file `image`. `place` is where it is mounted, or was last."""

    def __init__(self, image: Path, megabytes: int) -> None:
        self.image = image
        with image.open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        # One inode for 4 KB: small pictures need many.
        subprocess.run(["mkfs.ext4", "-q", "-F", "-i", "4096", "-b", "4096", str(image)], check=True)
        self.place: Path | None = None
        self.is_mounted = False

    def mount(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-o", "loop", str(self.image), str(place)], check=True)
        self.place, self.is_mounted = place, True

    def unmount(self, lazily: bool = False) -> None:
        """Waits for a moment in which nobody reads from it, or, `lazily`, takes it from under whoever reads."""
        if lazily:
            subprocess.run(["umount", "-l", str(self.place)], check=True)
        else:
            wait_until(self._let_go)
        self.is_mounted = False

    def turn_read_only(self) -> None:
        """As the kernel does with a disk whose file system has a fault."""
        subprocess.run(["mount", "-o", "remount,errors=remount-ro", str(self.place)], check=True)
        device = Path(_device_at(self.place)).name
        Path("/sys/fs/ext4", device, "trigger_fs_error").write_text("a test")

    def die(self) -> None:
        """Everything is EIO from now on, and what was not flushed is gone."""
        assert self.place is not None
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, struct.pack("I", _WITHOUT_FLUSHING))
        finally:
            os.close(folder)

    def come_back(self) -> None:
        """As after a look at the cable: the same files in the same place, but whoever had one open has the dead one."""
        assert self.place is not None
        copy = self.image.with_name(f"{self.image.name} again")
        self.unmount(lazily=True)
        shutil.copyfile(self.image, copy)
        self.image.unlink()
        self.image = copy
        self.mount(self.place)

    def remove(self) -> None:
        """For good."""
        if self.is_mounted:
            self.unmount(lazily=True)
        self.image.unlink(missing_ok=True)

    def _let_go(self) -> bool:
        return not subprocess.run(["umount", str(self.place)], capture_output=True, check=False).returncode


def _device_at(place: Path | None) -> str:
    found = subprocess.run(["findmnt", "-no", "SOURCE", str(place)], capture_output=True, text=True, check=True)
    return found.stdout.strip()
