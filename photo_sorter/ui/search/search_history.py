"""What was sought before, kept with the look of the window."""

from __future__ import annotations

import json

from photo_sorter.ui.view_state import ViewState

MOST_KEPT = 20
_NAME = "searches"


def past_searches(state: ViewState) -> tuple[str, ...]:
    """As they were typed, newest first."""
    try:
        kept = json.loads(state.word(_NAME, "[]"))
    except ValueError:
        return ()
    return tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()


def remember_search(state: ViewState, text: str) -> None:
    others = [one for one in past_searches(state) if one.casefold() != text.casefold()]
    state.keep(**{_NAME: json.dumps([text, *others][:MOST_KEPT])})


def forget_searches(state: ViewState) -> None:
    state.keep(**{_NAME: "[]"})
