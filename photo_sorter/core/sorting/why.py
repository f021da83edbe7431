"""Why a photo is, or is not, in a category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from photo_sorter.language import ntr, tr


class Answer(StrEnum):
    """What the machine says of a photo and a category."""

    YES = "yes"
    NOT_SURE = "not sure"
    NO = "no"


@dataclass(frozen=True)
class PromptVoice:
    """How strongly one wording speaks: 0..1, where 0.5 is just enough to stand out from everyday words."""

    text: str
    against: bool
    strength: float


@dataclass(frozen=True)
class Example:
    """A photo that a person judged, and how alike it is: cosine, with the everyday taken away, -1..1."""

    photo_id: int
    holds: bool
    likeness: float


@dataclass(frozen=True)
class Why:
    """`probability` is what counts; `by_words` what it would be without the examples.

    `verdict` is the person's own word, which outranks the answer. `rival` is the (category id, probability) that took
    the photo in an exclusive set. `is_outside_parent`: not considered, because the photo is not in the parent category.
    `is_implied`: it is in the category because a person said yes to one within it.
    """

    photo_id: int
    category_id: int
    answer: Answer
    probability: float
    by_words: float
    threshold: float
    prompts: tuple[PromptVoice, ...]
    """Strongest first."""
    examples: tuple[Example, ...]
    """Nearest first."""
    judged: int
    """How many verdicts the category has learned from."""
    verdict: bool | None = None
    rival: tuple[int, float] | None = None
    is_outside_parent: bool = False
    is_implied: bool = False


STANDS_OUT = 0.5
"""The strength from which a wording stands out from everyday words."""
_LONGEST_QUOTE = 60


def percent(probability: float) -> str:
    """0..1 as a person would say it: never certain."""
    if probability >= 0.995:
        return tr("over 99 %")
    return tr("{percent} %", percent=f"{probability * 100:.0f}") if probability >= 0.005 else tr("under 1 %")


def sentence(why: Why, names: Mapping[int, str], parent: str | None = None) -> str:
    """The reason in a few words. `names` by category id; `parent`: the category within which this one lies."""
    if why.is_implied and why.verdict is None:
        return tr("Yes, because you said yes to a category within it.")
    parts = [_answer(why, names, parent)]
    if not why.is_outside_parent:
        reasons = tr("; ").join(filter(None, (_voices(why), _examples(why))))
        parts.append(f"{reasons[0].upper()}{reasons[1:]}.")
    return " ".join(parts)


def _answer(why: Why, names: Mapping[int, str], parent: str | None) -> str:
    machine = _machine(why, names, parent)
    if why.verdict is None:
        return machine
    machine = f"{machine[0].lower()}{machine[1:]}"
    if why.verdict:
        return tr("You said yes. The machine says {answer}", answer=machine)
    return tr("You said no. The machine says {answer}", answer=machine)


def _machine(why: Why, names: Mapping[int, str], parent: str | None) -> str:
    if why.is_outside_parent:
        if parent:
            return tr("No, the photo is not in “{category}”.", category=parent)
        return tr("No, the photo is not in the category above.")
    share = percent(why.probability)
    if why.rival is not None and why.answer is not Answer.YES:
        rival_id, probability = why.rival
        rival, stronger = names.get(rival_id, tr("another category")), percent(probability)
        if why.answer is Answer.NO:
            return tr("No, “{rival}” was stronger: {stronger} to {share}.", rival=rival, stronger=stronger, share=share)
        return tr(
            "Not sure, “{rival}” was stronger: {stronger} to {share}.", rival=rival, stronger=stronger, share=share
        )
    match why.answer:
        case Answer.YES:
            return tr("Yes, {share}.", share=share)
        case Answer.NOT_SURE:
            return tr("Not sure, {share}.", share=share)
        case Answer.NO:
            return tr("No, {share}.", share=share)


def _voices(why: Why) -> str:
    """The strongest wording of each side that stands out."""
    spoke = next((one for one in why.prompts if not one.against and one.strength >= STANDS_OUT), None)
    objected = next((one for one in why.prompts if one.against and one.strength >= STANDS_OUT), None)
    if spoke is not None and objected is not None:
        return tr(
            "“{wording}” spoke for it, “{other}” against", wording=_short(spoke.text), other=_short(objected.text)
        )
    if spoke is not None:
        return tr("“{wording}” spoke for it", wording=_short(spoke.text))
    if objected is not None:
        return tr("“{wording}” spoke against it", wording=_short(objected.text))
    return tr("no wording stands out")


def _examples(why: Why) -> str:
    if not why.examples:
        return ""
    likes = sum(example.holds for example in why.examples)
    count = len(why.examples)
    if why.answer is Answer.NOT_SURE:
        if count == 1:
            return (
                tr("the nearest photo you judged is in it")
                if likes
                else tr("the nearest photo you judged is not in it")
            )
        return ntr(
            "1 of the {count} nearest photos you judged is in it",
            "{n} of the {count} nearest photos you judged are in it",
            likes,
            count=count,
        )
    agreeing = likes if why.answer is Answer.YES else count - likes
    if count == 1:
        return tr("the nearest photo you judged agrees") if agreeing else tr("the nearest photo you judged disagrees")
    return ntr(
        "1 of the {count} nearest photos you judged agrees",
        "{n} of the {count} nearest photos you judged agree",
        agreeing,
        count=count,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1].rstrip()}…"
