"""The window's front door: builds everything, connects it, shuts down in order."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from photo_sorter import __version__
from photo_sorter.core.commands import Stop
from photo_sorter.core.events import Stopped
from photo_sorter.embedding.catalogue import ModelState, list_models, open_embedder
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.ui.appearance import dress
from photo_sorter.ui.bridge import EventBridge
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.settings.model_page import ModelChoice
from photo_sorter.work.worker import Worker

log = logging.getLogger(__name__)


def run_app(home: Home) -> int:
    """Opens the window and returns the exit code when it is closed. Main thread."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Photo Sorter")
    app.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("photo-sorter")
    dress(app)
    settings = SettingsFile(home.settings)
    bridge = EventBridge()
    worker = Worker(
        home,
        settings,
        bridge.happened.emit,
        lambda model_id: open_embedder(model_id, home.models, resources() / "starter"),
    )
    window = MainWindow(home, settings, worker.post, tuple(_choice(state) for state in list_models(home.models)))
    bridge.happened.connect(window.on_event)
    thread = threading.Thread(target=worker.run, name="worker")
    # The window first, then everything that takes time.
    window.first_painted.connect(thread.start)
    _show_bugs(bridge)
    ticks = _let_python_see_signals(app)
    window.show()
    code = app.exec()
    ticks.stop()
    if thread.is_alive():
        worker.post(Stop())
        thread.join()
    return code


def _choice(state: ModelState) -> ModelChoice:
    entry = state.entry
    quality = f"{entry.quality:.0f} % of ImageNet recognised without training · " if entry.quality else ""
    size = f" · {entry.download_mb} MB" if entry.download_mb else ""
    description = f"{quality}{entry.languages}{size} · licence {entry.licence}"
    # The button says that it can be downloaded, and the description how large it is.
    hint = "" if state.can_download else state.hint or ""
    return ModelChoice(entry.model_id, entry.title, description, state.is_installed, hint, entry.languages)


def _let_python_see_signals(app: QApplication) -> QTimer:
    """Ctrl+C in a terminal closes the window: Python handles a signal only while it runs some code of its own."""
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(500)
    return timer


def _show_bugs(bridge: EventBridge) -> None:
    """A bug is logged and shown, on whichever thread it happens; a worker that ends by one says so."""

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("A fault in Photo Sorter", exc_info=(kind, error, trace))
        QMessageBox.critical(None, "Photo Sorter", f"Photo Sorter has a fault: {error!r}. It is noted in the log.")

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None:
            return
        log.critical("A fault in Photo Sorter", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
        bridge.happened.emit(
            Stopped(
                f"Photo Sorter has a fault and works no further: {args.exc_value!r}. It is noted in the log; "
                "nothing is lost. Close the window and start again."
            )
        )

    sys.excepthook = on_main
    threading.excepthook = on_thread
