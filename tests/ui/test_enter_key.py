"""Enter on a button that has the focus, whatever the desktop thinks of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.ui.enter_key import EnterKey

ENTER = Qt.Key.Key_Return


@pytest.fixture(autouse=True)
def enter_key(qapp: QApplication) -> Iterator[EnterKey]:
    made = EnterKey(qapp)
    yield made
    made.deleteLater()


class Pressed:
    """Buttons below each other, and which were pressed."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self.names: list[str] = []
        self.window = window
        self._column = QVBoxLayout(window)
        qtbot.addWidget(window)

    def add(self, button: QPushButton | QToolButton, name: str) -> QPushButton | QToolButton:
        button.clicked.connect(lambda: self.names.append(name))
        self._column.addWidget(button)
        return button

    def press(self, qtbot: QtBot, widget: QWidget, key: Qt.Key = ENTER) -> None:
        self.window.show()
        self.window.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        qtbot.keyClick(widget, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
def test_a_focused_button_of_a_window_is_pressed_once(
    qtbot: QtBot, kind: type[QPushButton] | type[QToolButton], key: Qt.Key
):
    pressed = Pressed(qtbot, QWidget())
    button, other = pressed.add(kind(), "one"), pressed.add(kind(), "other")
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    # Watched for the second time, it is not pressed twice.
    pressed.press(qtbot, other, Qt.Key.Key_A)
    pressed.press(qtbot, button, Qt.Key.Key_A)
    pressed.press(qtbot, other, Qt.Key.Key_A)
    pressed.press(qtbot, button, key)
    assert pressed.names == ["one"]


def test_with_another_key_held_it_is_not(qtbot: QtBot):
    pressed = Pressed(qtbot, QWidget())
    button = pressed.add(QPushButton(), "one")
    pressed.press(qtbot, button, Qt.Key.Key_A)
    qtbot.keyClick(button, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert pressed.names == []


def test_a_dialog_keeps_its_default(qtbot: QtBot):
    pressed = Pressed(qtbot, QDialog())
    field = QLineEdit(pressed.window)
    plain, chosen = QPushButton(), QPushButton()
    pressed.add(plain, "plain")
    pressed.add(chosen, "default")
    plain.setAutoDefault(False)
    chosen.setDefault(True)
    pressed.press(qtbot, field)
    assert pressed.names == ["default"]
    pressed.press(qtbot, plain)
    assert pressed.names == ["default", "plain"]
    pressed.press(qtbot, chosen)
    assert pressed.names == ["default", "plain", "default"]
