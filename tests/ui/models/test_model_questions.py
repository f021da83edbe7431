"""What is asked before a model goes."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.ui.models.model_questions import confirmed_removal
from tests.ui.models.shop import CLIP

HERE = replace(CLIP, is_installed=True, installed_bytes=606_000_000)


@pytest.mark.parametrize("pressed", ["Remove", "Cancel"])
def test_only_the_button_that_says_so_removes(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, pressed: str):
    seen: list[QMessageBox] = []

    def choose(box: QMessageBox) -> int:
        seen.append(box)
        assert box.defaultButton().text().replace("&", "") == "Cancel"
        next(one for one in box.findChildren(QPushButton) if one.text().replace("&", "") == pressed).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert confirmed_removal(parent, HERE) is (pressed == "Remove")
    assert seen[0].text() == "Remove “CLIP”?"
    assert seen[0].informativeText().startswith("Frees 606 MB. It can be downloaded again")
    confirmed_removal(parent, replace(HERE, download_mb=None))
    assert "from where you have it" in seen[1].informativeText()
