"""What stands in the place of photos where there are none."""

from __future__ import annotations

from photo_sorter.core.events import Activity
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.query import Query
from photo_sorter.language import tr
from photo_sorter.ui import phrases
from photo_sorter.ui.library_reader import Overview


def why_nothing(view: View, sought: Query, overview: Overview, activity: Activity, unsure: int) -> tuple[str, str]:
    """A title and what to do. `unsure`: how many photos of the place wait for a person's word."""
    if len(sought.filters) == 1 and sought == Query(filters=sought.filters):
        return tr("No photo is like that"), tr("Change the filter, or clear the search.")
    if sought.filters:
        return tr("No photo has all of that"), tr("Leave a filter out.")
    if sought and overview.counts.waiting:
        return tr("Nothing found yet"), phrases.waiting(overview.counts.waiting)
    if sought:
        return tr("Nothing found"), tr("Try other words. Say what can be seen: “a dog on a beach”.")
    if activity in (Activity.STARTING, Activity.SCANNING) and not overview.counts.all:
        return tr("Looking for photos…"), tr("They appear here as they are found.")
    match view.place:
        case Place.CATEGORY:
            if overview.counts.waiting:
                return tr("Nothing here yet"), phrases.waiting(overview.counts.waiting)
            if unsure:
                return tr("Nothing sure yet"), tr("Review what is suggested: a few answers teach a lot.")
            hint = tr("Drag photos onto the category, or describe it in other words in the settings.")
            return tr("Nothing here"), hint
        case Place.NOT_SURE:
            return tr("Nothing to ask"), tr("Every photo either has a category or fits none.")
        case Place.NOT_SORTED:
            return tr("All sorted"), tr("Every photo has found a category.")
        case Place.PROBLEMS:
            return tr("No problems"), tr("Every photo could be read.")
    return tr("No photos here"), tr("They appear as soon as there are some in the folder.")
