"""Keeps the write-ahead log short, also while others read the library without a pause.

SQLite begins it anew when nobody reads from it any more, which readers that overlap can put off without end: 3 of them
made it 23 MB long in 100,000 writes, and growing (sqlite.org, "Write-Ahead Logging", section 6).
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

log = logging.getLogger(__name__)

LARGEST_BYTES = 32 << 20
"""And what one transaction writes: no more than that can be in it when it begins anew."""
_TRANSACTIONS_BETWEEN = 64
_PATIENCE_MS = 250
"""Longer than what the window asks; who reads for longer (a backup) is waited for the next time."""


class LogLength:
    """Of the one writer. `look` after each transaction."""

    def __init__(self, connection: sqlite3.Connection, library: Path) -> None:
        self._connection = connection
        self._log = library.with_name(f"{library.name}-wal")
        self._transactions = 0
        connection.execute(f"PRAGMA journal_size_limit = {LARGEST_BYTES}")

    def look(self) -> None:
        self._transactions += 1
        if self._transactions % _TRANSACTIONS_BETWEEN or not self._is_long():
            return
        (patience_ms,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
        self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        try:
            self._connection.execute("PRAGMA wal_checkpoint(RESTART)")
        except sqlite3.OperationalError as error:
            # What was written is written; a full disk says so with the next transaction.
            log.warning("The library's log stays as it is: %s", error)
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {patience_ms}")

    def _is_long(self) -> bool:
        try:
            return self._log.stat().st_size > LARGEST_BYTES
        except OSError:
            return False
