"""The library: one SQLite file with everything that Photo Sorter knows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from photo_sorter.core.errors import LibraryError, LibraryHeldError
from photo_sorter.language import ntr, tr
from photo_sorter.store.arranging import ArrangingStore
from photo_sorter.store.categories import CategoryStore
from photo_sorter.store.copying import copy_whole
from photo_sorter.store.embeddings import EmbeddingStore
from photo_sorter.store.exports import ExportStore
from photo_sorter.store.faults import faults_as_sentences, library_fault, refuse_emptied, refuse_incomplete, unwritable
from photo_sorter.store.files import FileStore
from photo_sorter.store.fingerprints import FingerprintStore
from photo_sorter.store.folders import FolderStore
from photo_sorter.store.following import FollowingStore
from photo_sorter.store.journal import JournalStore
from photo_sorter.store.keepsakes import write_keepsake
from photo_sorter.store.log_length import LogLength
from photo_sorter.store.marks import MarkStore
from photo_sorter.store.photos import PhotoStore
from photo_sorter.store.schema import SCHEMA_VERSION, migrations
from photo_sorter.store.searches import SearchStore
from photo_sorter.store.tags import TagStore
from photo_sorter.store.volumes import VolumeStore
from photo_sorter.store.words import WordStore
from photo_sorter.system.memory import give_back_memory

SQLITE_VERSION = sqlite3.sqlite_version


class Library:
    """All SQL is behind its stores. A library belongs to the thread that opened it.

    `Library.open` gives the one writer (a lock file beside the library keeps a second out, also from another
    process); `Library.open_read_only` any number of readers, which see what is committed.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: FileLock | None) -> None:
        self.path = path
        self._lock = lock
        self._db = Database(connection)
        self._log = LogLength(connection, path) if lock is not None else None
        self.volumes = VolumeStore(self._db)
        self.folders = FolderStore(self._db)
        self.photos = PhotoStore(self._db)
        self.files = FileStore(self._db)
        self.embeddings = EmbeddingStore(self._db)
        self.categories = CategoryStore(self._db)
        self.tags = TagStore(self._db)
        self.marks = MarkStore(self._db)
        self.searches = SearchStore(self._db)
        self.words = WordStore(self._db)
        self.fingerprints = FingerprintStore(self._db)
        self.exports = ExportStore(self._db)
        self.journal = JournalStore(self._db)
        self.arranging = ArrangingStore(self._db)
        self.following = FollowingStore(self._db)

    @classmethod
    def open(cls, path: Path) -> Library:
        """Opens for writing; creates the file, or brings an older one up to date after copying it.

        Raises LibraryHeldError if another process writes to it, LibraryDamagedError where it holds something else than
        was written, LibraryError if it cannot be used.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path.with_suffix(".lock"), timeout=0)
            lock.acquire()
        except Timeout:
            raise LibraryHeldError(
                tr(
                    "Photo Sorter is already open with the library {path}. Close it there first, or use that window.",
                    path=path,
                )
            ) from None
        except OSError as error:
            raise LibraryError(unwritable(path, error)) from error
        try:
            refuse_emptied(path)
            with faults_as_sentences(path):
                return cls._opened_for_writing(_connect(f"file:{_uri_path(path)}"), path, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened_for_writing(cls, connection: sqlite3.Connection, path: Path, lock: FileLock) -> Library:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _migrate(connection, path)
            refuse_incomplete(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
            return cls(connection, path, lock)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def open_read_only(cls, path: Path) -> Library:
        """Opens for reading. Raises LibraryError if there is no library, or it cannot be used."""
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where folders are closed to us
            raise LibraryError(tr("There is no library at {path} yet. Add a folder of photos first.", path=path))
        refuse_emptied(path)
        with faults_as_sentences(path):
            connection = connect_read_only(path)
            try:
                version = _version(connection)
                _refuse_newer(version, path)
                if version < SCHEMA_VERSION:
                    raise LibraryError(
                        tr(
                            "The library {path} is from an older Photo Sorter. Open the window once to bring it "
                            "up to date.",
                            path=path,
                        )
                    )
                refuse_incomplete(connection, path)
                return cls(connection, path, None)
            except BaseException:
                connection.close()
                raise

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction. Raises LibraryError when the disk is full or the file cannot be written."""
        with faults_as_sentences(self.path):
            with self._db.atomic():
                yield
            if self._log is not None and not self._db.conn.in_transaction:
                self._log.look()

    @contextmanager
    def durable(self) -> Iterator[None]:
        """As `atomic`, and on the disk when it ends: a power cut takes none of it back. Takes some milliseconds."""
        with faults_as_sentences(self.path):
            # In WAL mode NORMAL flushes at checkpoints only, FULL at each commit (SQLite's page on its pragmas).
            self._db.execute("PRAGMA synchronous = FULL")
            try:
                with self._db.atomic():
                    yield
            finally:
                self._db.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Raises LibraryError for what the disk refuses meanwhile."""
        with faults_as_sentences(self.path):
            yield

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """As `reading`; all that is read meanwhile is of one moment, whatever others commit."""
        with faults_as_sentences(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def let_pages_go(self) -> None:
        """After a look through all of it: what SQLite has kept of that, up to 64 MiB, goes back to the system."""
        self._db.execute("PRAGMA shrink_memory")
        give_back_memory()

    def interrupt(self) -> None:
        """On any thread: the question that is being answered fails. Does nothing if the library is closed already."""
        with suppress(sqlite3.ProgrammingError):
            self._db.conn.interrupt()

    def check(self) -> tuple[str, ...]:
        """Sentences about damage; empty if the file is sound. Reads the whole file."""
        try:
            found = [row[0] for row in self._db.execute("PRAGMA integrity_check")]
            orphans = len(self._db.execute("PRAGMA foreign_key_check").fetchall())
        except sqlite3.DatabaseError as error:
            return (tr("The library {path} is damaged: {reason}.", path=self.path, reason=error),)
        damage = [
            tr("The library {path} is damaged: {reason}.", path=self.path, reason=line)
            for line in found
            if line != "ok"
        ]
        if orphans:
            damage.append(
                ntr(
                    "The library {path} has 1 row that points to nothing.",
                    "The library {path} has {n} rows that point to nothing.",
                    orphans,
                    path=self.path,
                )
            )
        return tuple(damage)

    def keep_decisions(self, target: Path, settings: str) -> bool:
        """See `write_keepsake`. Raises LibraryError about the library, OSError about `target`."""
        with faults_as_sentences(self.path):
            return write_keepsake(self._db.conn, target, settings)

    def copy_to(self, target: Path, is_stopping: Callable[[], bool]) -> None:
        """Writes all that is committed, as one state, into a new file without a journal of its own.

        Raises OSError about `target`, LibraryError about the library, and KeepingCancelledError.
        """
        with faults_as_sentences(self.path):
            copy_whole(self._db.conn, target, is_stopping)

    @property
    def writable(self) -> bool:
        return self._lock is not None

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and (fault := library_fault(self.path, error)):
            raise fault from error

    def close(self) -> None:
        self._db.conn.close()
        if self._lock is not None:
            self._lock.release()


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def connect_read_only(path: Path) -> sqlite3.Connection:
    connection = _connect(f"file:{_uri_path(path)}?mode=ro")
    try:
        _version(connection)
    except sqlite3.OperationalError:
        # On a read-only disk SQLite cannot make the files beside a WAL database, which nobody can be writing to then.
        connection.close()
        unwritten = path.with_name(f"{path.name}-wal")
        if os.access(path.parent, os.W_OK) or (unwritten.exists() and unwritten.stat().st_size):
            raise
        connection = _connect(f"file:{_uri_path(path)}?mode=ro&immutable=1")
    # Those who only look are several in one process, and what they read stays in the system's own cache.
    connection.execute("PRAGMA cache_size = -16384")
    return connection


def _uri_path(path: Path) -> str:
    return path.absolute().as_uri().removeprefix("file:")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_newer(version: int, path: Path) -> None:
    if version > SCHEMA_VERSION:
        raise LibraryError(
            tr(
                "The library {path} was written by a newer Photo Sorter (version {version} of the schema; this "
                "program knows {known}). Nothing was changed. Install the newer program to open it.",
                path=path,
                version=version,
                known=SCHEMA_VERSION,
            )
        )


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    _refuse_newer(version, path)
    if version == SCHEMA_VERSION:
        return
    if version > 0:
        copy = path.with_name(f"{path.stem}-before-version-{SCHEMA_VERSION}.db")
        copy.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", [str(copy)])
    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
