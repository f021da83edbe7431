"""Files that only the cloud holds: they are in the folder by name and size, and reading one fetches it.

Such a file is never opened: looking through a folder would pull all of it down, onto a disk that may not hold it. What
says so is on the file as the system lists it, so that asking costs nothing and fetches nothing:

- Windows (OneDrive, iCloud, Dropbox, Nextcloud: all by its Cloud Files API): `FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS`
  while not all of it is on the disk; `RECALL_ON_OPEN` where opening fetches it already; `OFFLINE` as older clients and
  archives on tape set it (Microsoft, "File Attribute Constants"). *Pinned* and *unpinned* say what a person wants and
  not where the file is.
- macOS (iCloud Drive from 14, and every cloud by its File Provider): `SF_DATALESS` (Apple, TN3150). Before that,
  iCloud left a hidden stub with another name, which is not looked at for being hidden.
- Linux has no such flag. Nextcloud and ownCloud leave a stub with a suffix of its own (`media/scan.py`); what is
  mounted as a disk of its own (rclone, davfs) looks like any file there, and is fetched when it is read.
"""

from __future__ import annotations

import os

_ONLINE_ATTRIBUTES = 0x00001000 | 0x00040000 | 0x00400000
"""FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS; the `stat` module of Python 3.11 names the first."""

_DATALESS_FLAG = 0x40000000
"""SF_DATALESS of <sys/stat.h>; the `stat` module has it from Python 3.13."""


class NotHereError(OSError):
    """What is in the file is not on this computer. Whoever tells of faults of files has the words for it
    (`scan.reason`)."""


def is_online_only(status: os.stat_result) -> bool:
    """Whether opening the file of this `os.stat` would fetch it from the cloud. Asks nobody."""
    attributes = getattr(status, "st_file_attributes", 0)
    flags = getattr(status, "st_flags", 0)
    return bool(attributes & _ONLINE_ATTRIBUTES or flags & _DATALESS_FLAG)


def require_here(status: os.stat_result) -> None:
    """To be asked before a file is opened. Raises NotHereError where that would fetch it."""
    if is_online_only(status):
        raise NotHereError
