"""Every control has a name that a screen reader says, Tab reaches each and leaves it again, its focus is seen, and
words stand out from what is behind them: in every window of the program."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.paths import Home
from photo_sorter.ui.appearance import contrast, dress, tones
from photo_sorter.ui.duplicates.trash_question import confirmed_trashing
from photo_sorter.ui.first_run import welcome_page
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_questions import confirmed_removal
from photo_sorter.ui.settings.folder_page import confirmed_forgetting
from tests.ui.barriers import faint, find_no_barrier, name_of, tabbed_through
from tests.ui.desk import Desk
from tests.ui.models.shop import CLIP, Shop
from tests.ui.rooms import ROOMS, House, Room, asked, called


@pytest.fixture
def house(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    desk: Desk,
    open_window: Callable[..., MainWindow],
) -> House:
    shop = Shop()
    monkeypatch.setattr(welcome_page, "pictures_folder", lambda: tmp_path / "Pictures")
    ids = desk.add_photos([f"IMG_{number:02}.jpg" for number in range(20)])
    cats, _ = desk.add_categories("Cats", "Dogs")
    for photo_id in ids[:4]:
        desk.tag(photo_id, cats.id or 0)
    return House(
        qtbot, monkeypatch, open_window(desk.home, desk.posted.append, shop.shelf), desk, shop,
        lambda: open_window(Home(tmp_path / "new"), desk.posted.append, shop.shelf),
    )  # fmt: skip


@pytest.mark.parametrize("room", ROOMS, ids=called)
def test_there_is_no_barrier(room: Room, house: House):
    find_no_barrier(room(house))


@pytest.mark.parametrize(
    "ask",
    [
        lambda house: confirmed_removal(house.window, CLIP),
        lambda house: confirmed_forgetting(house.window, house.desk.folder),
        lambda house: confirmed_trashing(house.window, 3, 4_000_000),
    ],
)
def test_a_question_is_answered_with_keys_and_harmless_at_first(ask: Callable[[House], bool], house: House):
    answers: list[bool] = []
    buttons = asked(lambda house: answers.append(ask(house)), house)
    assert answers == [False]
    assert buttons[0] == "Cancel"
    assert len(set(buttons)) == 2


def test_tab_goes_through_the_window_as_one_reads_it(window: MainWindow):
    names = [name_of(widget) for widget in tabbed_through(window)]
    start = names.index("Places")
    places = [*names[start:], *names[:start]]
    assert [name for name in places if name in ("Places", "Search", "Photos", "Details", "Size of the pictures")] == [
        "Places", "Search", "Photos", "Details", "Size of the pictures",
    ]  # fmt: skip


def test_every_menu_entry_has_words_and_no_two_share_a_shortcut(window: MainWindow):
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


@contextmanager
def lit(qapp: QApplication, colours: dict[str, str]) -> Iterator[None]:
    before = qapp.palette()
    palette = QPalette(before)
    for role, colour in colours.items():
        palette.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    qapp.setPalette(palette)
    try:
        yield
    finally:
        qapp.setPalette(before)
        dress(qapp)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    with lit(qapp, request.param):
        yield


@pytest.mark.parametrize("room", ROOMS, ids=called)
def test_words_stand_out_where_they_are_drawn(qapp: QApplication, room: Room, house: House):
    """In the light and, when night falls while the window is open, in the dark."""
    window = room(house)
    for colours in (LIGHT, DARK):
        with lit(qapp, colours):
            QApplication.processEvents()
            assert faint(window) == []


def test_words_stand_out_from_what_is_behind_them(theme: None):
    found = {(ink, ground): contrast(getattr(tones(), ink), getattr(tones(), ground)) for ink, ground in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


def test_the_focus_is_seen(theme: None):
    found = {(ink, ground): contrast(getattr(tones(), ink), getattr(tones(), ground)) for ink, ground in FOCUS_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 3} == {}
