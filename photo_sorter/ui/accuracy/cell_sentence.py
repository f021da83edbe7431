"""A cell of the confusion matrix in words."""

from __future__ import annotations

from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE, OTHER
from photo_sorter.language import ntr, number, tr


def cell_sentence(truth: str, answer: str, count: int, total: int) -> str:
    """`count` of the `total` photos of a truth were answered so."""
    photos, share = _photos(truth, total), f"{count / total * 100 if total else 0:.0f}"
    if answer == NOT_SURE:
        return tr(
            "{count} of {photos} ({share} %): the machine is not sure.",
            count=number(count), photos=photos, share=share,
        )  # fmt: skip
    if answer == OTHER:
        return ntr(
            "1 of {photos} ({share} %) was not taken for what it is not.",
            "{n} of {photos} ({share} %) were not taken for what they are not.",
            count, photos=photos, share=share,
        )  # fmt: skip
    if answer == truth:
        return ntr(
            "1 of {photos} ({share} %) was recognised.",
            "{n} of {photos} ({share} %) were recognised.",
            count, photos=photos, share=share,
        )  # fmt: skip
    if answer == NONE:
        return ntr(
            "1 of {photos} ({share} %) was taken for none of these.",
            "{n} of {photos} ({share} %) were taken for none of these.",
            count, photos=photos, share=share,
        )  # fmt: skip
    return ntr(
        "1 of {photos} ({share} %) was taken for “{answer}”.",
        "{n} of {photos} ({share} %) were taken for “{answer}”.",
        count, photos=photos, share=share, answer=answer,
    )  # fmt: skip


def _photos(truth: str, total: int) -> str:
    """As they stand after “of”: a sentence can agree with one number only."""
    if truth == OTHER:
        return ntr("1 photo of something else", "{n} photos of something else", total)
    if truth == NONE:
        return ntr("1 photo that is none of these", "{n} photos that are none of these", total)
    return ntr("1 photo of “{truth}”", "{n} photos of “{truth}”", total, truth=truth)
