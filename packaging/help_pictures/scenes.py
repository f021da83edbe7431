"""What is done in the window before each picture is taken: `python scenes.py HOME STORY FOLDER`, for `__main__.py`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from photo_sorter.app import run_app
from photo_sorter.core.query import Grouping, Place, View
from photo_sorter.core.search.language import parse
from photo_sorter.embedding import open_clip_files
from photo_sorter.paths import Home
from photo_sorter.ui.arranging.arrange_window import ArrangeWindow
from photo_sorter.ui.main_window import MainWindow
from PySide6.QtCore import QEventLoop, QSignalBlocker, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

WINDOW_PX, DIALOG_PX, TILE_PX = (1180, 740), (900, 640), 124
PATIENCE_SECONDS = 120
REST_SECONDS = 1.2
"""For thumbnails to come, and for what fades to have faded."""
ANNAS_HOME = Path("/home/anna")
"""Where the pictures show what is in the folder made for them."""
PIP = ".venv/bin/python -m pip install"
"""What the pictures show in place of the command for this computer's Python."""

Take = Callable[[str, QWidget], None]
"""Keeps a picture of a part of the program under a name."""
Story = Callable[[MainWindow, Take], None]


def play(home: Path, story: Story, folder: Path) -> None:
    """Opens the program, plays the story in it, and closes it. What goes wrong in the story is raised here."""
    faults: list[BaseException] = []

    def take(name: str, part: QWidget) -> None:
        part.grab().save(str(folder / f"{name}.png"))

    def begin() -> None:
        (window,) = (one for one in application.topLevelWidgets() if isinstance(one, MainWindow))
        try:
            window.resize(*WINDOW_PX)
            window.status.side.setValue(TILE_PX)
            story(window, take)
        except BaseException as fault:  # noqa: BLE001 - the event loop would swallow it
            faults.append(fault)
        window.close()

    # `run_app` would make it, but nothing can be arranged before there is one.
    application = QApplication([])
    QTimer.singleShot(0, application, begin)
    with patch.object(open_clip_files, "pip_command", lambda package: f"{PIP} {package}"):
        run_app(Home(home))
    if faults:
        raise faults[0]


def first_run(window: MainWindow, take: Take) -> None:
    _rest()
    take("first-run", window)


def tour(window: MainWindow, take: Take) -> None:
    _until(lambda: "up to date" in window.status.words.text())
    _select(window, "Sunflower")
    _rest()
    take("window", window)
    _review(window, take)
    _why(window, take)
    _search(window, take)
    _duplicates(window, take)
    _arranging(window, take)
    _settings(window, take)
    _dark(window, take)


def _why(window: MainWindow, take: Take) -> None:
    _select(window, "Filming")
    window.show_why()
    _rest()
    take("why", window)
    _select(window, "On the pad")
    _rest()
    window.panel.scores.open(_category(window, "Night sky"))
    window.stage.view(window.grid.selection.current_id or 0)
    window.toggle_heat()
    _until(lambda: window.panel.preview_heat is not None)
    _rest()
    take("where", window)
    window.toggle_heat()
    window.stage.show_grid()


def _search(window: MainWindow, take: Take) -> None:
    window.searching.show(parse("a flower in:garden").query)
    _until(lambda: window.searching.answer is not None)
    _rest()
    window.grid.make_current(int(window.grid.selection.ids[0]))
    _rest()
    take("search", window)
    window.searching.show(parse("an elephant").query)
    _rest()
    take("nothing", window)
    window.searching.end()


def _review(window: MainWindow, take: Take) -> None:
    window.start_review(_category(window, "People"))
    _until(lambda: window.reviewing.queue.current is not None)
    _rest()
    take("review", window)
    window.review.answered.emit(True)
    _rest()
    window.review.closed.emit()


def _duplicates(window: MainWindow, take: Take) -> None:
    window.duplicates.view.near.setChecked(True)
    window.duplicates.begin()
    _until(lambda: bool(window.duplicates.view.list.choices))
    _rest()
    take("duplicates", window)
    window.duplicates.view.closed.emit()


def _arranging(window: MainWindow, take: Take) -> None:
    window.gallery.choose(View(Place.ALL))
    window.arranging.sort_shown()
    sheet = window.arranging.sorting
    assert sheet is not None
    sheet.resize(*WINDOW_PX)
    sheet.form.destination.show_folder(Path.home() / "Sorted photos")
    _until(lambda: sheet.preview.plan is not None)
    _show_at_annas(sheet)
    _rest()
    take("arranging", sheet)
    sheet.close()


def _show_at_annas(sheet: ArrangeWindow) -> None:
    """Of this computer nothing is shown but what is there for the pictures."""
    plan, line = sheet.preview.plan, sheet.form.destination.line
    assert plan is not None
    files = (replace(file, source=_at_annas(file.source), target=_at_annas(file.target)) for file in plan.files)
    arrangement = replace(plan.arrangement, destination=_at_annas(plan.arrangement.destination))
    sheet.preview.show_plan(replace(plan, arrangement=arrangement, files=tuple(files)))
    with QSignalBlocker(line):
        line.setText(str(arrangement.destination))
        line.setCursorPosition(0)


def _at_annas(path: Path) -> Path:
    return ANNAS_HOME / path.relative_to(Path.home())


def _settings(window: MainWindow, take: Take) -> None:
    category_id = _category(window, "Mountains & sea")
    window.housekeeping.edit_category(category_id)
    dialog = window.housekeeping.dialog
    assert dialog is not None
    dialog.resize(*DIALOG_PX)
    _rest()
    take("categories", dialog)
    dialog.categories.trying.emit(category_id)
    bench = window.housekeeping.bench
    assert bench is not None
    _rest()
    take("wordings", bench)
    bench.close()
    window.housekeeping.show_models()
    _rest()
    take("models", dialog)
    dialog.close()


def _dark(window: MainWindow, take: Take) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setPalette(_dark_palette())
    window.gallery.choose(View(Place.ALL))
    window.gallery.choose_grouping(Grouping.CATEGORY)
    _rest()
    _select(window, "Evening at the sea")
    window.grid.verticalScrollBar().setValue(0)
    _rest()
    take("dark", window)


def _category(window: MainWindow, name: str) -> int:
    category = window.edits.scheme.named(name)
    assert category is not None
    assert category.id is not None
    return category.id


def _select(window: MainWindow, name: str) -> None:
    photo = next(
        id
        for id, path in window.reader.paths([int(id) for id in window.grid.selection.ids]).items()
        if path.stem == name
    )
    window.grid.make_current(photo)


def _dark_palette() -> QPalette:
    palette = QPalette(QColor("#2d2d30"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#202022"))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, QColor("#3d8fc4"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(role, QColor("#eeeeee"))
    return palette


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("The window did not come to the scene.")
        _rest(0.05)


def _rest(seconds: float = REST_SECONDS) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    play(Path(sys.argv[1]), {"first-run": first_run, "tour": tour}[sys.argv[2]], Path(sys.argv[3]))
