"""What the system says of changes in folders, on Linux: inotify.

Not through watchdog (7.1), which does not tell when the system has dropped events or watches no more folders, and
watches hidden folders too. In a storm (50,000 files created, moved, touched, every other deleted) it took 13 s of
processor time and lost most of what had happened without a word; this takes 2.5 s, and says so when it loses some.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from photo_sorter.media.questions import answered
from photo_sorter.media.scan import is_skipped

_GATHERING_SECONDS = 0.01
"""Events that come one after the other are read together: a file that is written makes thousands of them."""

_CLOSE_SECONDS = 1.0
"""A thread that is not held ends within milliseconds."""

_BUFFER_BYTES = 1 << 18
"""About half of what the system keeps (16,384 events) before it drops some."""

_EVENT = struct.Struct("iIII")
_ATTRIB, _UNMOUNT, _OVERFLOW, _IGNORED, _IS_FOLDER = 0x4, 0x2000, 0x4000, 0x8000, 0x40000000
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE_SELF, _MOVE_SELF = 0x40, 0x80, 0x100, 0x400, 0x800
_CHANGES = 0x2 | _ATTRIB | 0x8 | _MOVED_FROM | _MOVED_TO | _CREATE | 0x200
"""Modified, its attributes, closed after writing, moved, created, deleted. Not opening and reading: we do that."""
_ONLY_FOLDERS, _NOT_THROUGH_LINKS = 0x01000000, 0x02000000


class InotifyNews:
    """Calls `on_changes`, on threads of its own, with a watched folder and paths in it that are new, changed or gone;
    `on_lost` with one of which some changes may never be told: it has to be watched anew.

    Hidden and systems' own folders (`scan.is_skipped`) and links are not looked into. Each watched folder has an
    inotify instance of its own, so that ending one gives back at once what it took, and a thread of its own, which a
    disk that does not answer may hold.
    """

    def __init__(self, on_changes: Callable[[Path, set[str]], None], on_lost: Callable[[Path], None]) -> None:
        self._on_changes = on_changes
        self._on_lost = on_lost
        self._readers: dict[Path, _Reader] = {}

    def add(self, folder: Path) -> None:
        """Watches it and all below it. OSError if one of them cannot be: then none is."""
        self._readers[folder] = _Reader(_Tree(folder), self._on_changes, self._on_lost)

    def remove(self, folder: Path) -> None:
        reader = self._readers.pop(folder, None)
        if reader is not None:
            reader.close()

    def is_whole(self, folder: Path) -> bool:
        """Whether it is watched, and nothing was lost since it was added."""
        reader = self._readers.get(folder)
        return reader is not None and not reader.tree.is_lost

    def close(self) -> None:
        for folder in list(self._readers):
            self.remove(folder)


class _Reader:
    """Reads what is told of one tree, and ends it."""

    def __init__(
        self, tree: _Tree, on_changes: Callable[[Path, set[str]], None], on_lost: Callable[[Path], None]
    ) -> None:
        self.tree = tree
        self._on_changes = on_changes
        self._on_lost = on_lost
        self._closing = threading.Event()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="folder-observer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The thread ends all, later where a disk holds it."""
        if self._thread.is_alive():
            os.eventfd_write(self._wake, 1)  # before: the thread closes it when it ends
        self._closing.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.register(self.tree.descriptor, select.POLLIN)
        try:
            while poll.poll() and not self._closing.wait(_GATHERING_SECONDS):
                changes = self.tree.read()
                if self._closing.is_set():
                    return
                if self.tree.is_lost:
                    self._on_lost(self.tree.folder)
                elif changes:
                    self._on_changes(self.tree.folder, changes)
        finally:
            self.tree.close()
            os.close(self._wake)


class _Node:
    """A folder that is watched. Its place is known by its parents, so that a folder which moves takes all with it."""

    __slots__ = ("children", "name", "number", "parent")

    def __init__(self, number: int, name: str, parent: _Node | None) -> None:
        self.number = number  # the system's, of the watch
        self.name = name
        self.parent = parent
        self.children: dict[str, _Node] = {}


class _Tree:
    """The watches of one folder and of all below it."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError if one of them cannot be watched: none is then."""
        self.folder = folder
        self.is_lost = False
        self.descriptor = _checked(_libc().inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        self._top = str(folder).rstrip("/")
        self._nodes: dict[int, _Node] = {}
        self._adrift: list[_Node] = []
        try:
            number = self._watch(str(folder), _CHANGES | _DELETE_SELF | _MOVE_SELF | _ONLY_FOLDERS)
            self._root = self._nodes[number] = _Node(number, "", None)
            self._add_below(self._root, self._top)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        os.close(self.descriptor)

    def read(self) -> set[str]:
        """Paths that have changed. After something was lost what comes is thrown away."""
        data = self._next()
        changes: set[str] = set()
        adrift = set(self._adrift)
        offset = 0
        while offset < len(data) and not self.is_lost:
            number, mask, _, length = _EVENT.unpack_from(data, offset)
            offset += _EVENT.size + length
            name = data[offset - length : offset].rstrip(b"\0")
            node = self._nodes.get(number)
            if mask & _OVERFLOW:
                self.is_lost = True
            elif node is not None and name:
                self._take(node, os.fsdecode(name), mask, changes)
            elif node is not None and mask & (_UNMOUNT | _IGNORED | _DELETE_SELF | _MOVE_SELF):
                self._end(node, mask)
        self._let_go(adrift)
        return changes

    def _next(self) -> bytes:
        try:
            return os.read(self.descriptor, _BUFFER_BYTES)
        except BlockingIOError:
            return b""

    def _take(self, parent: _Node, name: str, mask: int, changes: set[str]) -> None:
        place = self._place(parent)
        if place is None or is_skipped(name):
            return
        if mask & _IS_FOLDER:
            if mask & _ATTRIB and name in parent.children:
                return  # its time has changed, with what is in it
            if mask & _MOVED_FROM:
                self._set_adrift(parent.children.pop(name, None))
            elif mask & (_MOVED_TO | _CREATE | _ATTRIB):  # with other permissions it may be open to us now
                try:
                    self._add(parent, place, name)
                except OSError:
                    self.is_lost = True
        changes.add(f"{place}/{name}")

    def _end(self, node: _Node, mask: int) -> None:
        """The system has ended this watch. What lay under a disk that went is not watched."""
        self.is_lost = node is self._root or bool(mask & _UNMOUNT)
        self._nodes.pop(node.number, None)
        if node.parent is not None and node.parent.children.get(node.name) is node:
            del node.parent.children[node.name]

    def _add(self, parent: _Node, place: str, name: str) -> None:
        node = self._add_one(parent, place, name)
        if node is not None:
            self._add_below(node, f"{place}/{name}")

    def _add_below(self, top: _Node, place: str) -> None:
        waiting = [(top, place)]
        while waiting:
            node, place = waiting.pop()
            for name in _folders_in(place or "/"):
                child = self._add_one(node, place, name)
                if child is not None:
                    waiting.append((child, f"{place}/{name}"))

    def _add_one(self, parent: _Node, place: str, name: str) -> _Node | None:
        """`place` is the parent's. None where nothing below it has to be added: it is gone, or closed to us, or has
        moved with all its watches. OSError where the system watches no more."""
        try:
            number = self._watch(f"{place}/{name}", _CHANGES | _ONLY_FOLDERS | _NOT_THROUGH_LINKS)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.ENOMEM):
                raise
            return None
        node = known = self._nodes.get(number)
        if node is None:
            node = self._nodes[number] = _Node(number, name, parent)
        elif any(node is above for above in _upwards(parent)):
            self.is_lost = True  # folders have changed places faster than was read
            return None
        elif node.parent is not None and node.parent.children.get(node.name) is node:
            del node.parent.children[node.name]
        if parent.children.get(name) is not node:
            self._set_adrift(parent.children.get(name))
        node.name, node.parent = name, parent
        parent.children[name] = node
        return node if known is None else None

    def _watch(self, path: str, mask: int) -> int:
        return _checked(_libc().inotify_add_watch(self.descriptor, os.fsencode(path), mask))

    def _set_adrift(self, node: _Node | None) -> None:
        """It has moved, nobody knows yet where to."""
        if node is not None:
            node.parent = None
            self._adrift.append(node)

    def _let_go(self, adrift: set[_Node]) -> None:
        """Those that were adrift before the last reading, and have not come ashore: they are elsewhere."""
        self._adrift = [node for node in self._adrift if node not in adrift and node.parent is None]
        waiting = [node for node in adrift if node.parent is None]
        while waiting:
            node = waiting.pop()
            waiting.extend(node.children.values())
            if self._nodes.pop(node.number, None) is not None:
                _libc().inotify_rm_watch(self.descriptor, node.number)

    def _place(self, node: _Node) -> str | None:
        """The path, without a slash at its end; None for what is adrift."""
        names: list[str] = []
        for above in _upwards(node):
            if above is self._root:
                return "/".join([self._top, *reversed(names)])
            names.append(above.name)
        return None


def _upwards(node: _Node | None) -> Iterator[_Node]:
    while node is not None:
        yield node
        node = node.parent


def _folders_in(place: str) -> list[str]:
    """Nothing where it cannot be listed."""
    try:
        answered()
        with os.scandir(place) as entries:
            return [entry.name for entry in entries if not is_skipped(entry.name) and _is_folder(entry)]
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.inotify_init1.argtypes = (ctypes.c_int,)
    libc.inotify_add_watch.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
    libc.inotify_rm_watch.argtypes = (ctypes.c_int, ctypes.c_int)
    return libc


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
