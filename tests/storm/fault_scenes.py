"""Faults of disks, permissions and clocks: each gives how it strikes, and how it is mended. Linux, as root."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tests.media.silent_disk import SilentDisk
from tests.storm.bare_program import ROOT
from tests.storm.disks import LoopDisk
from tests.storm.scene import Act, Scene

BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Root, but permissions hold for it as for everybody."""
CENTURY = 100 * 365 * 86_400
FIBMAP = 1
"""Of linux/fs.h: a file's block to its disk's."""
BLOCK_BYTES = 4096


def library_disk_full(scene: Scene) -> tuple[Act, Act]:
    scene.mount(scene.home_disk, "24m")
    return _fill(scene.home_disk)


def thumbnails_disk_full(scene: Scene) -> tuple[Act, Act]:
    scene.home.folder.mkdir()
    scene.home.thumbnails.mkdir()
    scene.mount(scene.home.thumbnails, "8m")
    return _fill(scene.home.thumbnails)


def library_disk_read_only(scene: Scene) -> tuple[Act, Act]:
    disk = _disk(scene, scene.home_disk)
    return disk.turn_read_only, disk.come_back


def library_disk_dead(scene: Scene) -> tuple[Act, Act]:
    disk = _disk(scene, scene.home_disk)
    return disk.die, disk.come_back


def photos_disk_read_only(scene: Scene) -> tuple[Act, Act]:
    scene.needs_a_word = False
    disk = _disk(scene, scene.photo_disk)
    return _once_all_is_written(disk.turn_read_only), disk.come_back


def photos_disk_dead(scene: Scene) -> tuple[Act, Act]:
    disk = _disk(scene, scene.photo_disk)
    return _once_all_is_written(disk.die), disk.come_back


def photos_disk_pulled_out(scene: Scene) -> tuple[Act, Act]:
    disk = _disk(scene, scene.photo_disk)
    return lambda: disk.unmount(lazily=True), lambda: disk.mount(scene.photo_disk)


def network_drive_that_stops_answering(scene: Scene) -> tuple[Act, Act]:
    """Whoever asks it waits for ever: a server that is gone, or a drive whose program hangs."""
    drive = SilentDisk(scene.folder / "network drive")
    scene.stack.callback(drive.close)
    scene.photos = drive.place / "photos"
    return drive.fall_silent, drive.answer


def photos_disk_faulty(scene: Scene) -> tuple[Act, Act]:
    """A part of it cannot be read any more."""
    disk = _disk(scene, scene.photo_disk)
    whole = scene.folder / "whole.img"

    def strike() -> None:
        os.sync()
        shutil.copyfile(disk.image, whole)
        files = [path.open("rb") for path in sorted((scene.photos / "later").iterdir())]
        blocks = sorted(_block_of(file) for file in files)
        # Behind the end of its image a disk gives EIO.
        os.truncate(disk.image, blocks[len(blocks) // 2] * BLOCK_BYTES)
        for file in files:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            file.close()

    def heal() -> None:
        with disk.image.open("r+b") as image:
            image.write(whole.read_bytes())

    return strike, heal


def library_disk_faulty(scene: Scene) -> tuple[Act, Act]:
    """Every write to the library is refused with EIO, as strace does it."""
    tracer: list[subprocess.Popen] = []

    def strike() -> None:
        pid = _pid_of(scene)
        command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=pwrite64,fsync,fdatasync", "-e"]
        command += ["inject=pwrite64,fsync,fdatasync:error=EIO", "-p", str(pid)]
        tracer.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))

    def heal() -> None:
        tracer[0].terminate()
        tracer[0].wait()

    return strike, heal


def folder_closed(scene: Scene) -> tuple[Act, Act]:
    return _closed(scene, lambda: scene.photos / "later")


def watched_folder_closed(scene: Scene) -> tuple[Act, Act]:
    return _closed(scene, lambda: scene.photos)


def files_closed(scene: Scene) -> tuple[Act, Act]:
    scene.before = BOUND

    def set_all(mode: int) -> None:
        for path in sorted((scene.photos / "later").iterdir())[::3]:
            path.chmod(mode)

    return lambda: set_all(0), lambda: set_all(0o644)


def library_closed(scene: Scene) -> tuple[Act, Act]:
    return _closed(scene, lambda: scene.home.folder)


def library_file_read_only(scene: Scene) -> tuple[Act, Act]:
    scene.needs_a_word = False  # who has it open may go on writing
    return _closed(scene, lambda: scene.home.library, 0o444, 0o644)


def thumbnails_closed(scene: Scene) -> tuple[Act, Act]:
    return _closed(scene, lambda: scene.home.thumbnails, 0o555)


def clock_forward(scene: Scene) -> tuple[Act, Act]:
    return _clock(scene, CENTURY)


def clock_back(scene: Scene) -> tuple[Act, Act]:
    return _clock(scene, -50 * 365 * 86_400)


def odd_file_times(scene: Scene) -> tuple[Act, Act]:
    """Files from 1901, from the future, and from the epoch."""
    scene.needs_a_word = False

    def strike() -> None:
        for number, path in enumerate(sorted((scene.photos / "later").iterdir())):
            seconds = (-(2**31), 0, 2**32, 253_402_300_800)[number % 4]
            os.utime(path, (seconds, seconds))

    return strike, lambda: None


def _fill(place: Path) -> tuple[Act, Act]:
    filler = place / "filler"

    def strike() -> None:
        with filler.open("wb") as file:
            try:
                while True:
                    file.write(b"\0" * 65_536)
                    file.flush()
            except OSError:
                pass

    return strike, filler.unlink


def _block_of(file: BinaryIO) -> int:
    """Where on its disk the file begins."""
    asked = struct.pack("i", 0)
    return int(struct.unpack("i", fcntl.ioctl(file.fileno(), FIBMAP, asked))[0])


def _disk(scene: Scene, place: Path) -> LoopDisk:
    disk = LoopDisk(scene.folder / "disk.img", 64)
    scene.stack.callback(disk.remove)
    disk.mount(place)
    return disk


def _once_all_is_written(strike: Act) -> Act:
    """Photos that the disk itself loses are not ours."""

    def struck() -> None:
        os.sync()
        strike()

    return struck


def _closed(scene: Scene, place: Callable[[], Path], closed: int = 0, opened: int = 0o755) -> tuple[Act, Act]:
    """Root may do everything, unless it is told not to."""
    scene.before = BOUND
    return lambda: place().chmod(closed), lambda: place().chmod(opened)


def _clock(scene: Scene, seconds: int) -> tuple[Act, Act]:
    scene.needs_a_word = False
    library, setting = scene.folder / "false_clock.so", scene.folder / "clock"
    source = Path(__file__).with_name("false_clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    setting.write_text("0")
    scene.environment = os.environ | {"LD_PRELOAD": str(library), "FALSE_CLOCK": str(setting), "PYTHONPATH": str(ROOT)}
    return lambda: setting.write_text(str(seconds)), lambda: setting.write_text("0")


def _pid_of(scene: Scene) -> int:
    found = subprocess.run(
        ["pgrep", "-f", f"bare_program {scene.home.folder}"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


SCENES: dict[str, Callable[[Scene], tuple[Act, Act]]] = {
    scene.__name__.replace("_", " "): scene
    for scene in (
        library_disk_full, thumbnails_disk_full, library_disk_read_only, library_disk_dead, library_disk_faulty,
        photos_disk_read_only, photos_disk_dead, photos_disk_pulled_out, network_drive_that_stops_answering,
        photos_disk_faulty, folder_closed, watched_folder_closed, files_closed, library_closed, library_file_read_only,
        thumbnails_closed, clock_forward, clock_back, odd_file_times,
    )
}  # fmt: skip
