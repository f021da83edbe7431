"""The whole program, started as a person starts it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from photo_sorter.app import _choice
from photo_sorter.embedding.catalogue import list_models
from photo_sorter.store.library import Library
from photo_sorter.ui.settings.model_page import ModelRow

PATIENCE_SECONDS = 120


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
def test_the_window_opens_founds_a_library_and_closes_in_order(home):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "photo_sorter", "--home", str(home.folder)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not home.library.is_file():
                assert program.poll() is None, program.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            program.send_signal(signal.SIGINT)
            _, messages = program.communicate(timeout=PATIENCE_SECONDS)
        except BaseException:
            program.kill()
            raise
    assert program.returncode == 0
    assert "Traceback" not in messages
    with Library.open(home.library) as library:
        assert library.check() == ()


def test_the_window_imports_no_torch_before_its_first_paint():
    code = "import sys, photo_sorter.app; print('torch' in sys.modules, 'open_clip' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout == "False False\n"


def test_a_model_of_the_catalogue_can_be_downloaded_from_the_window(qtbot, tmp_path):
    choices = [_choice(state) for state in list_models(tmp_path)]
    page = QWidget()
    qtbot.addWidget(page)
    rows = {choice.id: ModelRow(choice, page) for choice in choices}
    for row in rows.values():
        row.show_used(False)
    downloadable = {id for id, row in rows.items() if not row.download.isHidden()}
    assert {choice.id for choice in choices[1:3]} <= downloadable
    assert choices[0].id not in downloadable
