"""Which volumes are connected, and where: a volume is known by its own number, wherever it is mounted."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

_NETWORK = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone",
    "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "virtiofs", "webdav",
})  # fmt: skip
_NUMBERED_BY_UUID = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "tmpfs", "zfs"})
"""Linux derives the number in statvfs of these from their UUID (tmpfs: from one for each mount); of others from the
device, which is another one the next time."""
_WITHOUT_LASTING_FILE_IDS = frozenset({"vfat", "msdos", "fat", "fat12", "fat16", "fat32", "exfat"})
"""Their files have no numbers of their own; Linux makes some up. FUSE does, too (fuse.…, but not fuseblk, NTFS)."""


@dataclass(frozen=True)
class Mount:
    """`uuid` is the volume's own or, where it has none that can be read, what stands for it: a share's address, or the
    device. `keeps_file_ids`: a file has the same number as long as it exists, also after a restart."""

    uuid: str
    mount_point: Path
    file_system: str
    is_network: bool
    keeps_file_ids: bool


class Mounts:
    """What was mounted at one moment."""

    def __init__(self, mounts: Sequence[Mount]) -> None:
        self._mounts = tuple(mounts)

    def of(self, path: Path) -> Mount | None:
        """The one that `path` lies on, which need not be there; None if the system does not say."""
        real = os.path.realpath(path)
        found: Mount | None = None
        for mount in self._mounts:
            # Of two mounted over each other the last one is seen.
            if (found is None or len(mount.mount_point.parts) >= len(found.mount_point.parts)) and _is_within(
                real, str(mount.mount_point)
            ):
                found = mount
        return found or _share(real)

    def below(self, folder: Path) -> frozenset[tuple[str, Path]]:
        """UUIDs and mount points of volumes that are mounted within this folder."""
        real = os.path.realpath(folder)
        return frozenset(
            (mount.uuid, mount.mount_point)
            for mount in self._mounts
            if str(mount.mount_point) != real and _is_within(str(mount.mount_point), real)
        )

    def at(self, mount_point: Path) -> Mount | None:
        """What is mounted just there, as far as it can be seen. No disk is asked."""
        return next((mount for mount in reversed(self._mounts) if mount.mount_point == mount_point), None)

    def with_uuid(self, uuid: str) -> tuple[Mount, ...]:
        """Where this volume is mounted; in several places, perhaps."""
        return tuple(mount for mount in self._mounts if mount.uuid == uuid)


def read_mounts() -> Mounts:
    """Asks the system. Some milliseconds on Linux; on macOS 0.1 s for each volume that was not seen before."""
    try:
        partitions = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        partitions = []
    uuids = _by_uuid()
    return Mounts([_mount(each.device, each.mountpoint, each.fstype.lower(), each.opts, uuids) for each in partitions])


def _mount(device: str, mount_point: str, file_system: str, options: str, uuids: dict[str, str]) -> Mount:
    is_network = file_system in _NETWORK or "remote" in options.split(",")
    return Mount(
        _uuid(device, mount_point, file_system, is_network, uuids),
        Path(mount_point),
        file_system,
        is_network,
        keeps_file_ids=file_system not in _WITHOUT_LASTING_FILE_IDS and not file_system.startswith("fuse."),
    )


def _uuid(device: str, mount_point: str, file_system: str, is_network: bool, uuids: dict[str, str]) -> str:
    if is_network:
        return f"{file_system}:{device}"
    if sys.platform == "win32":
        own = _windows_serial(mount_point)
    elif sys.platform == "darwin":
        own = _mac_uuid(device, mount_point)
    else:
        own = uuids.get(os.path.realpath(device)) or _statvfs_uuid(mount_point, file_system)
    if own is not None:
        return own
    # Of what is no device (overlay) there may be many.
    return f"{file_system}:{device}" if os.sep in device else f"{file_system}:{device}:{mount_point}"


def _by_uuid() -> dict[str, str]:
    """Devices and their UUIDs, as udev has read them; none on other systems."""
    links: dict[str, str] = {}
    with suppress(OSError), os.scandir("/dev/disk/by-uuid") as entries:
        for entry in entries:
            links[os.path.realpath(entry.path)] = entry.name
    return links


def _statvfs_uuid(mount_point: str, file_system: str) -> str | None:
    if file_system not in _NUMBERED_BY_UUID:
        return None
    try:
        number = os.statvfs(mount_point).f_fsid
    except OSError:
        return None
    return f"{file_system}:{number:016x}" if number else None


if sys.platform == "win32":
    import ctypes

    def _windows_serial(mount_point: str) -> str | None:
        """The number that formatting gave the volume."""
        serial = ctypes.c_ulong(0)
        done = ctypes.windll.kernel32.GetVolumeInformationW(
            ctypes.c_wchar_p(mount_point), None, 0, ctypes.byref(serial), None, None, None, 0
        )
        return f"serial:{serial.value:08x}" if done else None

else:

    def _windows_serial(mount_point: str) -> str | None:
        raise NotImplementedError


@cache
def _mac_uuid(device: str, mount_point: str) -> str | None:
    if not device.startswith("/dev/"):
        return None
    try:
        told = subprocess.run(
            ["/usr/sbin/diskutil", "info", "-plist", mount_point], capture_output=True, check=True, timeout=10
        )
        uuid = plistlib.loads(told.stdout).get("VolumeUUID")
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return str(uuid) if uuid else None


def _is_within(path: str, mount_point: str) -> bool:
    inside = mount_point if mount_point.endswith(os.sep) else mount_point + os.sep
    return path == mount_point or path.startswith(inside)


def _share(path: str) -> Mount | None:
    r"""Of a path like \\server\share\…, which is mounted nowhere."""
    drive = os.path.splitdrive(path)[0]
    if not drive.startswith("\\\\"):
        return None
    return Mount(f"share:{drive.lower()}", Path(drive + os.sep), "share", is_network=True, keeps_file_ids=True)
