"""Every control has a name that a screen reader says, and the Tab key reaches each and leaves it again."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QScrollBar, QWidget

from photo_sorter.ui.appearance import contrast, tones
from photo_sorter.ui.settings import settings_dialog


def controls(window: QWidget) -> list[QWidget]:
    """What a person can see and act upon."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.window() is window
        and (isinstance(widget, QAbstractButton) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        and not isinstance(widget, QScrollBar)
        and widget.objectName() != "qt_scrollarea_viewport"
        and not _is_mere_frame(widget)
    ]


def _is_mere_frame(widget: QWidget) -> bool:
    """A scroll area around a page takes the keys that scroll, and has nothing of its own to say."""
    return type(widget).__name__ == "QScrollArea" and isinstance(widget, QAbstractScrollArea)


def unnamed(window: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in controls(window)
        if not _name(widget).strip()
    ]


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def tabbed_through(window: QWidget) -> list[QWidget]:
    """The controls in the order in which Tab reaches them, until it comes round again."""
    window.activateWindow()
    QApplication.processEvents()
    first = window.focusWidget() or window
    first.setFocus()
    seen: list[QWidget] = []
    for _ in range(400):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
    return seen


def unreached(window: QWidget) -> list[str]:
    """Controls that take the focus by Tab and do not get it; a group of radio buttons is one stop."""
    seen = tabbed_through(window)
    groups = {id(widget.parentWidget()) for widget in seen if _is_radio(widget)}
    return [
        f"{type(widget).__name__} “{_name(widget)}”"
        for widget in controls(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not any(widget is one or one.focusProxy() is widget or widget.focusProxy() is one for one in seen)
        and not (_is_radio(widget) and id(widget.parentWidget()) in groups)
    ]


def _is_radio(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.autoExclusive()


def find_no_barrier(window: QWidget) -> None:
    assert controls(window)
    assert unnamed(window) == []
    assert unreached(window) == []


def test_the_window_with_photos(window):
    find_no_barrier(window)


def test_tab_goes_through_the_window_as_one_reads_it(window):
    names = [_name(widget) for widget in tabbed_through(window)]
    start = names.index("Places")
    places = [*names[start:], *names[:start]]
    assert [name for name in places if name in ("Places", "Search", "Photos", "Details", "Size of the pictures")] == [
        "Places", "Search", "Photos", "Details", "Size of the pictures",
    ]  # fmt: skip


def test_the_empty_window(desk, open_window):
    find_no_barrier(open_window(desk.home, desk.posted.append))


def test_one_photo_selected(window):
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_Home)
    if not window.frame.shows_details:
        window.toggle_details()
    QApplication.processEvents()
    find_no_barrier(window)


def test_a_photo_large(window):
    window.stage.view(0)
    QApplication.processEvents()
    find_no_barrier(window)


def test_review(window):
    window.start_review()
    QApplication.processEvents()
    find_no_barrier(window)


def test_a_search(window):
    window.search()
    QTest.keyClicks(QApplication.focusWidget(), "red date:2019 ")
    QApplication.processEvents()
    find_no_barrier(window)


@pytest.mark.parametrize("page", range(settings_dialog.MODEL + 1))
def test_settings(window, page):
    window.housekeeping.show_settings()
    dialog = window.housekeeping.dialog
    dialog.turn_to(page)
    QApplication.processEvents()
    find_no_barrier(dialog)


def test_accuracy(window):
    window.check_accuracy()
    QApplication.processEvents()
    find_no_barrier(window.accuracy)


def test_every_menu_entry_has_words_and_no_two_share_a_shortcut(window):
    actions = list(window.findChildren(type(window.menuBar().actions()[0])))
    entries = [action for action in actions if not action.isSeparator() and action.menu() is None]
    shortcuts = [
        (key.toString(), action.text()) for action in entries for key in action.shortcuts() if action.isEnabled()
    ]
    for (key, one), (other_key, other) in itertools.combinations(shortcuts, 2):
        assert key != other_key or one == other, (key, one, other)


# --- contrast (WCAG 2.2, 1.4.3: 4.5 for text, 1.4.11: 3 for what shows the focus) ---

LIGHT = {"Window": "#f6f6f6", "Base": "#ffffff", "WindowText": "#1c1c1e", "Text": "#1c1c1e", "Accent": "#2f6fde"}
DARK = {"Window": "#1e1f22", "Base": "#26272b", "WindowText": "#ececec", "Text": "#ececec", "Accent": "#6ea8fe"}
TEXT_PAIRS = [
    (ink, ground)
    for ink in ("text", "muted", "accent", "warning")
    for ground in ("window", "base")
] + [
    ("text", "hover"), ("text", "chip"), ("text", "chosen"), ("text", "placeholder"), ("muted", "placeholder"),
    ("text", "pressed"), ("on_accent", "accent_fill"),
]  # fmt: skip
FOCUS_PAIRS = [("accent", "window"), ("accent", "base")]


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request, qapp):
    before = qapp.palette()
    palette = QPalette(before)
    for role, colour in request.param.items():
        palette.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    qapp.setPalette(palette)
    yield
    qapp.setPalette(before)


def test_words_stand_out_from_what_is_behind_them(theme):
    found = {(ink, ground): contrast(getattr(tones(), ink), getattr(tones(), ground)) for ink, ground in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


def test_the_focus_is_seen(theme):
    found = {(ink, ground): contrast(getattr(tones(), ink), getattr(tones(), ground)) for ink, ground in FOCUS_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 3} == {}
