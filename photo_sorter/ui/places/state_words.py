"""What a person may want to know of how a watched folder stands."""

from __future__ import annotations

from photo_sorter.core.folder_state import FolderState
from photo_sorter.language import ntr, tr


def state_words(state: FolderState) -> tuple[str, ...]:
    """A sentence each; nothing if all is well."""
    words = [state.sentence] if state.sentence else []
    if state.is_offline:
        return tuple(words) or (tr("This folder cannot be reached now. Its photos stay in the library."),)
    if state.polled_seconds is not None:
        minutes = max(1, round(state.polled_seconds / 60))
        words.append(
            ntr(
                "Looked through every minute: the system does not report changes there.",
                "Looked through every {n} minutes: the system does not report changes there.",
                minutes,
            )
        )
    if state.online_only:
        words.append(
            ntr(
                "1 photo is only in the cloud; it is added once it is on this computer.",
                "{n} photos are only in the cloud; they are added once they are on this computer.",
                state.online_only,
            )
        )
    return tuple(words)
