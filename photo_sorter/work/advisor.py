"""What the sorter can tell a person before an edit, and what to ask next. It changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.commands import SaveScheme, SetVerdicts, Verdict
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE, OTHER, AccuracyReport, CheckedPhoto
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.core.sorting.decision import (
    SUGGESTION,
    USER_TAG,
    WHOLE,
    is_held,
    offered,
)
from photo_sorter.core.sorting.learning import NO, UNKNOWN, YES
from photo_sorter.core.sorting.learning import NOT_SURE as UNSURE
from photo_sorter.core.sorting.overlap import Overlap, greatest_overlap
from photo_sorter.core.sorting.preview import (
    CategoryChange,
    ChangePreview,
    StrictnessCurve,
    WordingTrial,
    strictness_curve,
)
from photo_sorter.core.sorting.review import WEIGHED, ReviewItem, doubt, most_instructive
from photo_sorter.core.sorting.rules import Group
from photo_sorter.language import tr
from photo_sorter.work.sorter import Revision, Said, Sorter

PHOTOS_SHOWN = 60
"""Of a trial or a change."""
_CARDS_AT_ONCE = 300
_UNSAVED = -1
_WORDS = re.compile(r"[^\W\d_]{2,}")  # no single letters, no numbers


class Advisor:
    """Reads the sorter and its library. Lives on the worker thread."""

    def __init__(self, sorter: Sorter) -> None:
        self._sorter = sorter

    # --- before an edit ---

    def curve(self, category: Category) -> tuple[StrictnessCurve, tuple[str, ...], Overlap | None]:
        """What the slider of this category would give, remarks about its wording, and for whose photos it competes."""
        tried = self._tried(category)
        verdicts = tried[0].verdicts
        by_hand = int((verdicts.holds & (verdicts.rows == tried[1])).sum())
        chances = self._offered(tried)
        curve = strictness_curve(chances[chances > 0], by_hand, self._judged(_id(category)))
        if not curve.judged and all(map(self._is_strange, category.wordings)):
            # What they find is chance: nobody can say how much of it is right.
            curve = replace(curve, precisions=(None,) * len(curve.precisions))
        return curve, self.remarks((*category.wordings, *category.wordings_against)), self._overlap(*tried)

    def overlap(self, category_id: int) -> Overlap | None:
        """With the category of its set for whose photos this one competes most."""
        now = self._sorter.revision
        row = now.rules.row(category_id)
        return None if row is None else self._overlap(now, row)

    def trials(self, category: Category, wordings: tuple[str, ...]) -> tuple[WordingTrial, ...]:
        """What the category would take with each wording as its only one for it."""
        against = tuple(prompt for prompt in category.prompts if prompt.against)
        taken = [np.empty(0, np.intp)] * len(wordings)
        marks = [(0, 0)] * len(wordings)
        remarks = [" ".join(self.remarks((wording,))) for wording in wordings]
        for place, wording in enumerate(wordings):
            try:
                tried = self._tried(replace(category, prompts=(Prompt(wording), *against)))
            except CategoryError as error:
                remarks[place] = str(error)
                continue
            chances = self._offered(tried)
            rows = np.flatnonzero(is_held(self._tags(tried)))
            taken[place] = rows[np.argsort(-chances[rows], kind="stable")]
            marks[place] = self._marks(tried, _id(category))
        ids = self._sorter.index.ids
        trials = []
        for place, wording in enumerate(wordings):
            others = [rows for other, rows in enumerate(taken) if other != place]
            shown = taken[place][:PHOTOS_SHOWN]
            only = shown[~np.isin(shown, np.concatenate(others))] if others else shown[:0]
            trials.append(WordingTrial(
                wording, len(taken[place]), tuple(ids[shown].tolist()), frozenset(ids[only].tolist()), *marks[place],
                remarks[place] or None,
            ))  # fmt: skip
        return tuple(trials)

    def taken(self, category: Category) -> NDArray[np.int64]:
        """Ids of the photos that the category would take."""
        return self._sorter.index.ids[is_held(self._tags(self._tried(category)))]

    def change(self, command: SaveScheme | SetVerdicts) -> ChangePreview:
        """What would change among the machine's tags. Raises CategoryError for a scheme that cannot be."""
        now = self._sorter.revision
        if isinstance(command, SaveScheme):
            then = self._sorter.revised(self._with_ids(command.scheme.checked()), now.said)
        else:
            then = self._sorter.revised(now.scheme, _with(now.said, command.verdicts))
        ids = self._sorter.index.ids
        changes = []
        concerned = np.zeros(len(ids), np.bool_)
        for category_id in dict.fromkeys(column.id for column in (*now.rules.columns, *then.rules.columns)):
            before, after = _held_by_machine(now, category_id), _held_by_machine(then, category_id)
            gained, lost = (
                np.flatnonzero(after & ~before),
                np.flatnonzero(before & ~after & ~_by_hand(then, category_id)),
            )
            gained = gained[~_by_hand(now, category_id)[gained]]
            concerned[gained] = concerned[lost] = True
            if len(gained) or len(lost):
                shown, gone = ids[gained[:PHOTOS_SHOWN]].tolist(), ids[lost[:PHOTOS_SHOWN]].tolist()
                changes.append(CategoryChange(category_id, len(gained), len(lost), tuple(shown), tuple(gone)))
        changes.sort(key=lambda one: -(one.gained + one.lost))
        return ChangePreview(tuple(changes), int(concerned.sum()))

    def remarks(self, wordings: Iterable[str]) -> tuple[str, ...]:
        """Sentences about words that the model is not likely to know."""
        unknown = dict.fromkeys(word for wording in wordings for word in self._sorter.embedder.unknown_words(wording))
        if not unknown:
            return ()
        words = ", ".join(tr("“{word}”", word=word) for word in unknown)
        return (tr("The model is not likely to know {words}. Try other words, in English.", words=words),)

    # --- after it ---

    def reviews(self, category_id: int | None, limit: int) -> tuple[tuple[ReviewItem, ...], int]:
        """What to ask next, and how much there is to ask. What was skipped is left out."""
        revision, ids = self._sorter.revision, self._sorter.index.ids
        rows = [row for row, column in enumerate(revision.rules.columns) if category_id in (None, column.id)]
        where, places = np.nonzero(revision.tags[rows] >= SUGGESTION)
        skipped = self._sorter.library.tags.skipped()
        columns = [revision.rules.columns[row] for row in rows]
        open_ = np.array(
            [
                (int(ids[place]), columns[row].id) not in skipped
                for row, place in zip(where.tolist(), places.tolist(), strict=True)
            ],
            np.bool_,
        )
        where, places = where[open_], places[open_]
        chances = ((revision.tags[rows][where, places] - SUGGESTION) / WHOLE).astype(np.float32)
        thresholds = np.array([column.category.threshold for column in columns], np.float32)
        doubts = doubt(chances, thresholds[where])
        likely = np.argsort(-doubts, kind="stable")[: max(WEIGHED, limit)]
        features = revision.rules.space.centred(self._sorter.index.photos.part(places[likely]))
        order = likely[most_instructive(doubts[likely], features, limit)]
        items = tuple(ReviewItem(int(ids[places[n]]), columns[where[n]].id, float(chances[n])) for n in order.tolist())
        return items, len(places)

    def report(self) -> AccuracyReport:
        """On what people decided: how each judged photo would be sorted if its own verdict were not known, parents left
        aside."""
        revision = self._sorter.revision
        rules, judged = revision.rules, revision.judged
        answers = judged.answers(rules)
        ids = self._sorter.index.ids[judged.photos].tolist()
        shown = self._sorter.library.photos
        cards = {
            card.id: card
            for start in range(0, len(ids), _CARDS_AT_ONCE)
            for card in shown.cards(ids[start : start + _CARDS_AT_ONCE])
        }
        checked = []
        for group in rules.groups:
            names = [rules.columns[row].category.name for row in group.rows]
            for place in np.flatnonzero((judged.said[group.rows] != UNKNOWN).any(axis=0)).tolist():
                card = cards.get(ids[place])
                if card is None or card.content_hash is None:
                    continue
                said = judged.said[group.rows, place]
                choice = _choice(group, names, judged.chances[group.rows, place])
                decision = _decision(names, answers[group.rows, place])
                truths = [names[yes] for yes in np.flatnonzero(said == YES).tolist()]
                if not truths:
                    # Whatever was not said to be wrong may be right.
                    refused = {name for name, holds in zip(names, said.tolist(), strict=True) if holds == NO}
                    choice, decision = (one if one in refused else OTHER for one in (choice, decision))
                checked += [
                    CheckedPhoto(str(card.path), card.content_hash, truth, choice, decision)
                    for truth in truths or [OTHER]
                ]
        return AccuracyReport(self._sorter.embedder.model_id, tuple(checked))

    # --- the parts ---

    def _with_ids(self, scheme: Scheme) -> Scheme:
        """With ids for new categories, as the library would give them."""
        given = max((category.id or 0 for category in scheme.categories), default=0)
        fresh = count(max(self._sorter.library.categories.next_id(), given + 1))
        return replace(scheme, categories=tuple(
            replace(category, id=next(fresh)) if category.id is None else category for category in scheme.categories
        ))  # fmt: skip

    def _tried(self, category: Category) -> tuple[Revision, int]:
        """The library sorted with this category as it stands in an editor, and its row."""
        now = self._sorter.revision
        draft = replace(category, enabled=True, id=_id(category))
        named = now.scheme.named(draft.name)
        if not draft.name.strip() or (named is not None and named.id != draft.id):
            # A name that is lacking or taken is told when it is saved; until then the words count.
            prompts = (*draft.prompts, *map(Prompt, draft.wordings))
            draft = replace(draft, name=f"{draft.name} {_UNSAVED}", prompts=prompts)
        then = self._sorter.revised(now.scheme.with_category(draft).checked(), now.said)
        row = then.rules.row(_id(category))
        assert row is not None
        return then, row

    @staticmethod
    def _tags(tried: tuple[Revision, int]) -> NDArray[np.int16]:
        revision, row = tried
        tags: NDArray[np.int16] = revision.tags[row]
        return tags

    def _offered(self, tried: tuple[Revision, int]) -> NDArray[np.float32]:
        then, row = tried
        return offered(then.rules, row, then.scores, self._sorter.index.photos, then.verdicts, then.tags)

    def _is_strange(self, wording: str) -> bool:
        """The model knows no word of it."""
        unknown = self._sorter.embedder.unknown_words(wording)
        strange = {part for word in unknown for part in _WORDS.findall(word)}
        return bool(unknown) and strange.issuperset(_WORDS.findall(wording))

    def _overlap(self, then: Revision, row: int) -> Overlap | None:
        return greatest_overlap(then.rules, row, then.scores, self._sorter.index.photos, then.verdicts)

    def _marks(self, tried: tuple[Revision, int], category_id: int) -> tuple[int, int]:
        """How many photos a person judged for the category, and about how many the machine would be right by itself."""
        then, row = tried
        own = {id: said[category_id] for id, said in then.said.items() if category_id in said}
        answers = then.judged.answers(then.rules)[row].tolist()
        judged = {
            photo_id: answer == YES
            for photo_id, answer in zip(self._sorter.index.ids[then.judged.photos].tolist(), answers, strict=True)
            if photo_id in own
        }
        return len(judged), sum(own[photo_id] == answer for photo_id, answer in judged.items())

    def _judged(self, category_id: int) -> int:
        return sum(category_id in said for said in self._sorter.revision.said.values())


def _id(category: Category) -> int:
    return _UNSAVED if category.id is None else category.id


def _with(said: Said, verdicts: tuple[Verdict, ...]) -> Said:
    changed = {photo_id: dict(own) for photo_id, own in said.items()}
    for verdict in verdicts:
        own = changed.setdefault(verdict.photo_id, {})
        if verdict.holds is None:
            own.pop(verdict.category_id, None)
        else:
            own[verdict.category_id] = verdict.holds
    return changed


def _row_tags(revision: Revision, category_id: int) -> NDArray[np.int16] | None:
    row = revision.rules.row(category_id)
    return None if row is None else revision.tags[row]


def _held_by_machine(revision: Revision, category_id: int) -> NDArray[np.bool_]:
    tags = _row_tags(revision, category_id)
    if tags is None:
        return np.zeros(revision.tags.shape[1], np.bool_)
    held: NDArray[np.bool_] = is_held(tags) & (tags != USER_TAG)
    return held


def _by_hand(revision: Revision, category_id: int) -> NDArray[np.bool_]:
    tags = _row_tags(revision, category_id)
    if tags is None:
        return np.zeros(revision.tags.shape[1], np.bool_)
    by_hand: NDArray[np.bool_] = tags == USER_TAG
    return by_hand


def _choice(group: Group, names: list[str], chances: NDArray[np.float32]) -> str:
    """The best of the group; of a category that is alone in it, the likelier of itself and none."""
    best = int(chances.argmax())
    return names[best] if len(group.rows) > 1 or chances[best] >= 0.5 else NONE


def _decision(names: list[str], answers: NDArray[np.int8]) -> str:
    if (answers == YES).any():
        return names[int((answers == YES).argmax())]
    return NOT_SURE if (answers == UNSURE).any() else NONE
