"""Repairs the library while no window is open, shows how far it is, and says what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QMessageBox, QProgressDialog

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.keeping import Stage
from photo_sorter.core.repairing import Repaired, repaired_words
from photo_sorter.language import tr

log = logging.getLogger(__name__)

Tell = Callable[[Stage, int, int], None]

_SILENT_MS = 1000
_LOOK_MS = 50
_STEPS = 1000
PROGRESS_PX = 400


def repair_with_progress(repair: Callable[[Tell, Callable[[], bool]], Repaired]) -> None:
    """Returns when it is done, or cancelled, and its account was read."""
    work = _Work(repair)
    dialog = QProgressDialog(tr("Repairing the library…"), tr("Cancel"), 0, 0)
    dialog.setWindowTitle("Photo Sorter")
    dialog.setMinimumWidth(PROGRESS_PX)
    dialog.setAutoClose(False)
    dialog.setAutoReset(False)
    dialog.setMinimumDuration(_SILENT_MS)
    dialog.canceled.connect(work.cancelled.set)
    loop, look = QEventLoop(), QTimer()

    def show() -> None:
        stage, done, total = work.told
        dialog.setLabelText(
            tr("Checking the repaired library…") if stage is Stage.CHECKING else tr("Repairing the library…")
        )
        dialog.setMaximum(_STEPS if total else 0)
        dialog.setValue(done * _STEPS // total if total else 0)
        if not work.thread.is_alive():
            loop.quit()

    look.timeout.connect(show)
    look.start(_LOOK_MS)
    work.thread.start()
    loop.exec()
    look.stop()
    dialog.canceled.disconnect()
    dialog.close()
    dialog.deleteLater()
    QMessageBox.information(None, "Photo Sorter", work.words)


class _Work:
    """`told`: how far it is. `words`: the account, or why there is none; there at the end of the thread."""

    def __init__(self, repair: Callable[[Tell, Callable[[], bool]], Repaired]) -> None:
        self._repair = repair
        self.told: tuple[Stage, int, int] = (Stage.REPAIRING, 0, 0)
        self.words = ""
        self.cancelled = threading.Event()
        self.thread = threading.Thread(target=self._run, name="repair")

    def _run(self) -> None:
        try:
            self.words = "\n\n".join(repaired_words(self._repair(self._tell, self.cancelled.is_set)))
        except PhotoSorterError as error:
            self.words = str(error)
        except Exception as error:
            # The thread would end without a word.
            log.exception("The repair failed")
            self.words = tr("Photo Sorter has a fault ({fault}), noted in its log.", fault=repr(error))

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        self.told = (stage, done, total)
