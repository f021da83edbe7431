"""What can be read, in light and in dark."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog
from pytestqt.qtbot import QtBot

from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import contrast, tones
from photo_sorter.ui.main_window import MainWindow


def dark_palette() -> QPalette:
    palette = QPalette(QColor("#2d2d30"))
    for role, colour in (
        (QPalette.ColorRole.Window, "#2d2d30"),
        (QPalette.ColorRole.Base, "#202022"),
        (QPalette.ColorRole.WindowText, "#eeeeee"),
        (QPalette.ColorRole.Text, "#eeeeee"),
    ):
        palette.setColor(role, QColor(colour))
    return palette


@pytest.fixture
def switched(qapp: QApplication) -> Iterator[QApplication]:
    before = QPalette(qapp.palette())
    yield qapp
    qapp.setPalette(before)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("accent", ["#308cc6", "#ffd400", "#101040", "#e01b24"])
def test_texts_keep_their_contrast(switched: QApplication, is_dark: bool, accent: str):
    palette = dark_palette() if is_dark else QPalette(switched.palette())
    palette.setColor(QPalette.ColorRole.Accent, QColor(accent))
    switched.setPalette(palette)
    colours = tones()
    for ground in (colours.window, colours.base):
        for ink in (colours.text, colours.muted, colours.accent, colours.warning):
            assert contrast(ink, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent_fill) >= 4.5
    assert contrast(colours.text, colours.chosen) >= 4.5


def test_the_window_follows_the_system_into_the_dark(qtbot: QtBot, switched: QApplication, window: MainWindow):
    light = switched.styleSheet()
    switched.setPalette(dark_palette())
    qtbot.waitUntil(lambda: switched.styleSheet() != light)
    assert tones().window.name() in switched.styleSheet()


def test_the_line_of_progress_has_no_figure_that_it_would_cut_in_qt_s_own_dialogs_too(qtbot: QtBot, window: MainWindow):
    dialog = QProgressDialog("", "", 0, 10, window)
    dialog.show()
    assert not dialog.findChild(QProgressBar).isTextVisible()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ActivityChanged(Activity.STARTING), "Starting…"),
        (ActivityChanged(Activity.PAUSED, 10, 12), "Paused · 2 photos to go"),
        (ActivityChanged(Activity.INDEXING, 1, 2, 0.5, 20), "1 of 2 · 0.5/s · less than a minute left"),
        (ActivityChanged(Activity.INDEXING, 1, 90_000, 9.96, 9_000), "1 of 90,000 · 10.0/s · about 2 h left"),
        (ActivityChanged(Activity.IDLE), "5 photos · up to date"),
    ],
)
def test_the_state_in_words(state: ActivityChanged, words: str):
    assert phrases.activity(state, 5) == words


def test_facts_in_words():
    assert phrases.file_size(999) == "999 bytes"
    assert phrases.file_size(4_230_000) == "4.2 MB"
    assert phrases.taken("2021-06-14T16:05:59") == "14 June 2021, 16:05"
    assert phrases.taken("no time") == "no time"
    assert phrases.position(-33.8568, 151.2153) == "33.8568° S, 151.2153° E"
    assert phrases.dimensions(4000, 3000) == "4,000 × 3,000 · 12 MP"
