"""The way of events from the worker thread into the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class EventBridge(QObject):
    """Lives on the main thread. `happened.emit` may be called from any thread: Qt queues it over to the main one."""

    happened = Signal(object)
    """Carries one of `photo_sorter.core.events.Event`."""
