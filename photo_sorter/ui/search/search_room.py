"""Sets up search in the window: the field, its chips, the popover of filters, and where pictures come from."""

from __future__ import annotations

from collections.abc import Callable

from photo_sorter.core.commands import Command
from photo_sorter.paths import Home
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.models.model_desk import ModelDesk
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.search.searching import Searching
from photo_sorter.ui.view_state import ViewState
from photo_sorter.ui.viewing.picture_view import Decode


def open_search(
    browser: Browser,
    home: Home,
    state: ViewState,
    edits: Edits,
    notices: NoticeBar,
    models: ModelDesk,
    decode: Decode,
    post: Callable[[Command], None],
) -> Searching:
    field, bar, grid = browser.search, browser.query, browser.grid
    searching = Searching(field, bar, browser.facets, post, edits.undo_stack, state)

    def learn_languages() -> None:
        searching.languages = {model.id: model.languages for model in models.models}

    learn_languages()
    models.changed.connect(learn_languages)
    searching.show_model(models.standing.used_id)
    field.pasted_folder = home.pasted
    field.failed.connect(notices.say)
    bar.decode = decode
    bar.liked.connect(lambda likes: searching.judge(grid.selection.chosen_ids().tolist(), likes))
    grid.selection_changed.connect(lambda: bar.show_selected(grid.selection.count()))
    grid.opened.connect(lambda _: searching.remember())
    grid.escaped.connect(searching.end)
    browser.filter.clicked.connect(searching.open_facets)
    return searching
