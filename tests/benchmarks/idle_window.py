"""An empty window that does nothing: what the machine itself stalls. Prints JSON: the longest of each turn (ms)."""

from __future__ import annotations

import json
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

TURNS, TURN_S = 3, 5.0


def main() -> None:
    app = QApplication([])
    window = QWidget()
    window.resize(1240, 800)
    window.show()
    longest_ms = [0.0]
    last_s = turn_began_s = time.perf_counter()

    def on_beat() -> None:
        nonlocal last_s, turn_began_s
        now = time.perf_counter()
        longest_ms[-1] = max(longest_ms[-1], (now - last_s) * 1000)
        last_s = now
        if now - turn_began_s >= TURN_S:
            turn_began_s = now
            if len(longest_ms) == TURNS:
                app.quit()
            else:
                longest_ms.append(0.0)

    beat = QTimer(window, interval=1)
    beat.timeout.connect(on_beat)
    QTimer.singleShot(1000, beat.start)  # it has been shown by then
    app.exec()
    print(json.dumps(longest_ms))


if __name__ == "__main__":
    main()
