"""What the worker's mailbox takes, and what of it comes first."""

from __future__ import annotations

from photo_sorter.core.arranging.commands import RemoveRule, SaveRule, StartRun, UndoRun
from photo_sorter.core.commands import (
    AddFolders,
    Command,
    ForgetFolder,
    LocateFolder,
    LookAt,
    LookForDisks,
    RemoveFolder,
    Rescan,
    SaveScheme,
    SaveSearches,
    SetMarks,
    SetSkipped,
    SetVerdicts,
    StopWhenIdle,
)
from photo_sorter.work.arranging.arranger import RunWaits
from photo_sorter.work.arranging.rule_keeper import RulesLooked
from photo_sorter.work.errands import Errand
from photo_sorter.work.ingest import Decoded, Embedded
from photo_sorter.work.mailbox import Priority
from photo_sorter.work.model_change import LookedAgain, ModelLoaded, ShownAgain
from photo_sorter.work.model_memory import ModelRoused
from photo_sorter.work.query_pictures import PictureSeen
from photo_sorter.work.trashing import TakenBack, Trashed

Message = (
    Command | Decoded | Embedded | ModelLoaded | LookedAgain | ShownAgain | PictureSeen | Trashed | TakenBack | Errand
    | RunWaits | RulesLooked | ModelRoused
)  # fmt: skip

DECISIONS = (
    AddFolders, RemoveFolder, ForgetFolder, LocateFolder, SaveScheme, SetVerdicts, SetSkipped, SetMarks, SaveSearches,
    SaveRule, RemoveRule, StartRun, UndoRun, Errand,
)  # fmt: skip
"""What a person has decided, and nobody knows until the library has it."""

_PRIORITIES: dict[type, Priority] = {
    Decoded: Priority.STEP,
    Embedded: Priority.STEP,
    ModelLoaded: Priority.STEP,
    LookedAgain: Priority.STEP,
    ShownAgain: Priority.STEP,
    Trashed: Priority.STEP,
    TakenBack: Priority.STEP,
    RunWaits: Priority.STEP,
    ModelRoused: Priority.STEP,
    LookAt: Priority.ARRIVAL,
    LookForDisks: Priority.ARRIVAL,
    Rescan: Priority.BACKLOG,
    StopWhenIdle: Priority.BACKLOG,
}


def priority_of(message: Message) -> Priority:
    """A person waits for whatever is not named."""
    return _PRIORITIES.get(type(message), Priority.PERSON)
