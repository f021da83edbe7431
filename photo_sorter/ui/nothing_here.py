"""What stands in the place of photos where there are none."""

from __future__ import annotations

from photo_sorter.core.events import Activity
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.query import Query
from photo_sorter.ui import phrases
from photo_sorter.ui.library_reader import Overview


def why_nothing(view: View, sought: Query, overview: Overview, activity: Activity, unsure: int) -> tuple[str, str]:
    """A title and what to do. `unsure`: how many photos of the place wait for a person's word."""
    if sought.filters:
        return "No photo has all of that", "Remove a filter above."
    if sought and overview.counts.waiting:
        return "Nothing found yet", _still_to_be_seen(overview)
    if sought:
        return "Nothing found", "Try other words. Say what can be seen: “a dog on a beach”."
    if activity in (Activity.STARTING, Activity.SCANNING) and not overview.counts.all:
        return "Looking for photos…", "They appear here as they are found."
    match view.place:
        case Place.CATEGORY:
            if overview.counts.waiting:
                return "Nothing here yet", _still_to_be_seen(overview)
            if unsure:
                return "Nothing sure yet", "Review what is suggested: a few answers teach a lot."
            return "Nothing here", "Drag photos onto the category, or describe it in other words in the settings."
        case Place.NOT_SURE:
            return "Nothing to ask", "Every photo either has a category or fits none."
        case Place.NOT_SORTED:
            return "All sorted", "Every photo has found a category."
        case Place.PROBLEMS:
            return "No problems", "Every photo could be read."
    return "No photos here", "They appear as soon as there are some in the folder."


def _still_to_be_seen(overview: Overview) -> str:
    return f"{phrases.photos(overview.counts.waiting)} still to be looked at."
