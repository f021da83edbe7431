"""What a rule does, said plainly before it is switched on."""

from __future__ import annotations

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Rule
from photo_sorter.language import tr
from photo_sorter.ui.arranging.example_photo import ExamplePhoto
from photo_sorter.ui.mirroring import isolated
from photo_sorter.ui.phrases import percentage, quoted


def floors() -> tuple[tuple[float, str], ...]:
    """How sure the machine must be, least first, and in words."""
    return (
        (0.0, tr("As sure as each category asks")),
        (0.8, tr("Rather sure ({percent})", percent=percentage(0.8))),
        (0.9, tr("Very sure ({percent})", percent=percentage(0.9))),
        (0.97, tr("Almost certain ({percent})", percent=percentage(0.97))),
    )


def floor_in_words(floor: float) -> str:
    return dict(floors()).get(floor) or tr("At least {percent} sure", percent=percentage(floor))


def plainly(rule: Rule, example: ExamplePhoto) -> str:
    """Which photos go where, and which do not."""
    arrangement = rule.arrangement
    folders = ", ".join(quoted(folder.name or str(folder)) for folder in rule.folders)
    where = isolated(str(arrangement.destination))
    match arrangement.mode:
        case Mode.COPY:
            does = tr("Copies each new photo in {folders} to {destination}.", folders=folders, destination=where)
        case Mode.MOVE:
            does = tr("Moves each new photo in {folders} to {destination}.", folders=folders, destination=where)
        case _:
            does = tr("Links each new photo in {folders} into {destination}.", folders=folders, destination=where)
    words, is_fault = example.said(arrangement.template)
    rest = (
        tr("Photos without a sure category stay where they are.")
        if arrangement.unsorted is None
        else tr("Photos without a sure category go to {folder}.", folder=quoted(arrangement.unsorted))
    )
    already = tr("Photos that are there already are left alone. Each run of it can be undone.")
    return " ".join((does, words if is_fault else f"{words}.", rest, already))
