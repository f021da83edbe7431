"""The window's front door: builds everything, connects it, shuts down in order."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from photo_sorter import __version__
from photo_sorter.core.commands import Stop
from photo_sorter.core.errors import KeepingCancelledError, KeepingError, LibraryDamagedError, ModelError
from photo_sorter.core.events import NoticeRaised, Stopped
from photo_sorter.door import Call, Door, Say
from photo_sorter.embedding.catalogue import ModelState, list_models, open_embedder
from photo_sorter.embedding.entry_words import in_words
from photo_sorter.embedding.hub import Hub
from photo_sorter.language import tr
from photo_sorter.paths import Home, default_home, resources
from photo_sorter.settings import SettingsError, SettingsFile
from photo_sorter.store.faults import library_fault
from photo_sorter.system.login_item import login_item, own_command
from photo_sorter.system.memory import keep_for_good
from photo_sorter.ui.appearance import dress
from photo_sorter.ui.application import Application
from photo_sorter.ui.background.background import Background
from photo_sorter.ui.bridge import EventBridge
from photo_sorter.ui.enter_key import EnterKey
from photo_sorter.ui.grid.in_sight import InSight
from photo_sorter.ui.keeping.repair_progress import repair_with_progress
from photo_sorter.ui.keeping.restore_question import restored_words
from photo_sorter.ui.language import speak_the_language_of
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_choice import ModelChoice, ModelShelf
from photo_sorter.ui.opening import faults_told
from photo_sorter.ui.reception import Reception
from photo_sorter.ui.search.forethought import Forethought
from photo_sorter.work.care.caretaker import Caretaker
from photo_sorter.work.errands import Errands
from photo_sorter.work.keeping.keeper import Keeper
from photo_sorter.work.worker import Worker

log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.0005
"""How long another thread may keep Python's lock while the window waits for it. A repaint takes the lock some dozens of
times: with Python's own 5 ms it stalls for a quarter of a second beside a thread that computes."""
ENDING_SECONDS = 20.0
"""A worker that has not ended after so long, and while this process has hardly computed anything, is held by a disk
that does not answer: it is ended as if by a power cut."""
UNDONE_SECONDS = 300.0
"""So long it is waited for while something that was decided is not in the library yet, and would be lost: a disk that
other programs write to may take minutes to flush what is written."""
_HARDLY = 0.02
WORKER = "worker"
"""The name of the worker's thread."""


Answer = Callable[[Home, Errands, Callable[[tuple[Path, ...], str], None], Call, Say], int]
"""Does what another start of the program asks for; see `cli.hosting.answer`."""


def run_app(
    home: Home,
    door: Door | None = None,
    paths: tuple[Path, ...] = (),
    answer: Answer | None = None,
    hidden: bool = False,
    report: Callable[[], str] | None = None,
) -> int:
    """Opens the window and returns the exit code when it is closed. Main thread.

    `paths` are taken as if they had been dropped on it. What is asked for at the door goes to `answer`. `hidden`: only
    in the tray, until it is called. `report` makes one for bug reports, on a thread of its own.
    """
    with faults_told():
        app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(SWITCH_SECONDS)
    app.setApplicationName("Photo Sorter")
    app.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("photo-sorter")
    speak_the_language_of(app, QLocale.system())
    dress(app)
    EnterKey(app)
    settings = SettingsFile(home.settings)
    bridge = EventBridge()
    errands = Errands(lambda errand: worker.post(errand), bridge.happened.emit)
    worker = Worker(
        home,
        settings,
        errands.notify,
        lambda model_id: open_embedder(model_id, home.models, resources() / "starter"),
    )
    window = MainWindow(home, settings, worker.post, _shelf(home))
    InSight(window.grid, worker.post)
    Forethought(window.browser.search, worker.post)
    window.help.report = report
    keeper = Keeper(home, settings, bridge.happened.emit)
    caretaker = Caretaker(home, bridge.happened.emit)
    bridge.happened.connect(caretaker.on_event)
    window.housekeeping.keeping.ask = keeper.do
    bridge.happened.connect(window.on_event)
    reception = Reception(window)
    bridge.happened.connect(reception.on_event)
    background = Background(window, settings, worker.post, login_item(), _login_command(home))
    bridge.happened.connect(background.on_event)
    if isinstance(app, Application):
        app.opened.connect(lambda opened: reception.called.emit(opened, ""))
    thread = threading.Thread(target=worker.run, name=WORKER, daemon=True)
    # The window first, then everything that takes time.
    window.first_painted.connect(keep_for_good)
    window.first_painted.connect(thread.start)
    _show_bugs(home, errands, caretaker)
    ticks = _let_python_see_signals(app)
    background.start(hidden)
    reception.take(paths)
    if door is not None and answer is not None:
        door.answer_with(lambda call, say: answer(home, errands, reception.called.emit, call, say))
    code = app.exec()
    if door is not None:
        door.shut()
    background.close()
    ticks.stop()
    keeper.close()
    if thread.is_alive():
        worker.post(Stop())
        if not _ends(thread, worker.has_undone):
            _leave(keeper, home, code)
    caretaker.close()
    if keeper.is_restoring:
        _restore(keeper)
        _start_again(home)
    elif keeper.is_repairing:
        repair_with_progress(keeper.repair)
        _start_again(home)
    return code


def _ends(
    thread: threading.Thread,
    has_undone: Callable[[], bool],
    seconds: float = ENDING_SECONDS,
    undone_seconds: float = UNDONE_SECONDS,
) -> bool:
    """False if it is held. Reading a library of a million photos to its end may take longer than `seconds`."""
    begun = time.monotonic()
    while True:
        computed = time.process_time()
        thread.join(seconds)
        if not thread.is_alive():
            return True
        is_held = time.process_time() - computed < _HARDLY * seconds
        if is_held and not (has_undone() and time.monotonic() - begun < undone_seconds):
            return False


def _leave(keeper: Keeper, home: Home, code: int) -> None:
    """Ends the program beside a worker that is held, and has the library open."""
    log.error("The worker does not end, and is left")
    if keeper.is_restoring or keeper.is_repairing:
        QMessageBox.information(None, "Photo Sorter", str(KeepingCancelledError()))
        _start_again(home)
    logging.shutdown()
    os._exit(code)  # not through Python's end, which waits for threads


def _restore(keeper: Keeper) -> None:
    """When nothing of the program has the library open any more. What fails leaves it as it was."""
    try:
        restored = keeper.restore()
        sentence = restored_words(restored.absent_folders, restored.absent_model)
    except (KeepingError, SettingsError) as error:
        sentence = str(error)
    if sentence:
        QMessageBox.information(None, "Photo Sorter", sentence)


def _start_again(home: Home) -> None:
    """The new process waits for the door until this one has let go of it."""
    try:
        subprocess.Popen(own_command(*_home_option(home)), start_new_session=True)
    except OSError as error:
        sentence = tr("Photo Sorter cannot be opened again by itself ({reason}). Open it.", reason=error.strerror)
        QMessageBox.information(None, "Photo Sorter", sentence)


def _login_command(home: Home) -> list[str]:
    return own_command("--background", *_home_option(home))


def _home_option(home: Home) -> list[str]:
    return [] if home.folder == default_home() else ["--home", str(home.folder)]


def _shelf(home: Home) -> ModelShelf:
    return ModelShelf(lambda: tuple(_choice(state) for state in list_models(home.models)), _network_fault)


def _choice(state: ModelState) -> ModelChoice:
    entry = in_words(state.entry)
    return ModelChoice(
        entry.model_id, entry.title, entry.languages, entry.licence, entry.quality, entry.memory_mb, entry.download_mb,
        state.is_installed, state.can_download,
        # That it has to be downloaded is said by the button.
        hint="" if state.can_download else state.hint or "",
        installed_bytes=state.installed_bytes, unfinished_bytes=state.unfinished_bytes,
    )  # fmt: skip


def _network_fault(hub: str, proxy: str) -> str:
    try:
        Hub(hub, proxy)
    except ModelError as error:
        return str(error)
    return ""


def _let_python_see_signals(app: QApplication) -> QTimer:
    """Ctrl+C in a terminal closes the window: Python handles a signal only while it runs some code of its own."""
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(500)
    return timer


def _show_bugs(home: Home, errands: Errands, caretaker: Caretaker) -> None:
    """A bug is logged and shown, on whichever thread it happens; a worker that ends by one says so. What the library
    cannot give because its file is damaged, or its disk, is none."""

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if (fault := library_fault(home.library, error)) is not None:
            log.error("%s", fault, exc_info=(kind, error, trace))
            if isinstance(fault, LibraryDamagedError):
                caretaker.tell_damage(str(fault))
            else:
                errands.notify(NoticeRaised(str(fault)))
            return
        log.critical("A fault in Photo Sorter", exc_info=(kind, error, trace))
        sentence = tr("Photo Sorter has a fault: {fault}. It is noted in the log.", fault=repr(error))
        QMessageBox.critical(None, "Photo Sorter", sentence)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None:
            return
        log.critical("A fault in Photo Sorter", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
        if args.thread is not None and args.thread.name == WORKER:
            errands.notify(
                Stopped(
                    tr(
                        "Photo Sorter has a fault and works no further: {fault}. It is noted in the log; "
                        "nothing is lost. Close the window and start again.",
                        fault=repr(args.exc_value),
                    )
                )
            )
        else:
            sentence = tr("Photo Sorter has a fault: {fault}. It is noted in the log.", fault=repr(args.exc_value))
            errands.notify(NoticeRaised(sentence, is_in_log=True))

    sys.excepthook = on_main
    threading.excepthook = on_thread
