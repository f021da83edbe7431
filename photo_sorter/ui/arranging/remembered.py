"""What was chosen last for sorting into folders, kept with how the window looked."""

from __future__ import annotations

from pathlib import Path

from photo_sorter.core.arranging.plan import DEFAULT_TEMPLATE, Arrangement, Mode, OnConflict
from photo_sorter.ui.view_state import ViewState


def remembered(state: ViewState) -> tuple[Arrangement, bool]:
    """And whether a folder to go to is remembered: else the destination is the root of nothing."""
    destination = state.word("arrange_destination", "")
    unsorted = state.word("arrange_unsorted", "")
    arrangement = Arrangement(
        Path(destination),
        state.choice("arrange_mode", Mode.COPY),
        state.word("arrange_template", DEFAULT_TEMPLATE) or DEFAULT_TEMPLATE,
        unsorted or None,
        state.choice("arrange_conflict", OnConflict.NUMBER),
    )
    return arrangement, bool(destination)


def remember(state: ViewState, arrangement: Arrangement) -> None:
    state.keep(
        arrange_destination=str(arrangement.destination),
        arrange_mode=arrangement.mode.value,
        arrange_template=arrangement.template,
        arrange_unsorted=arrangement.unsorted or "",
        arrange_conflict=arrangement.on_conflict.value,
    )
    state.write()
