"""Faults of files in the person's language.

Decoder processes and the library keep them in English: a process does not know who looks at its answer, and a library
may be opened in another language.
"""

from __future__ import annotations

import re

from photo_sorter.language import number, tr

_AGAIN = " It will be tried again when it changes."
_CANNOT_READ = "Cannot read "
_TOO_LONG = re.compile(r"(?P<name>.*): it took longer than (?P<seconds>\d+) seconds\.", re.DOTALL)
_TOO_LARGE = re.compile(
    r"(?P<name>.*): it has (?P<count>[\d,]+) megapixels, and the limit is (?P<most>\d+)\.", re.DOTALL
)
_UNDEVELOPED = re.compile(
    r"(?P<name>.*): it is a camera raw file without a preview that can be used\. It needs the package rawpy "
    r"\((?P<command>.*)\)\.",
    re.DOTALL,
)
_OUR_FAULT = re.compile(
    r"(?P<name>.*?): Photo Sorter has a fault with it \((?P<fault>.*)\), noted in its log\.", re.DOTALL
)
_NO_SPACE = re.compile(
    r"There is no space left for thumbnails in (.*)\. Free some space; the rest will then be added\."
)
_READ_ONLY = re.compile(r"Thumbnails cannot be written to (.*): the folder is read-only\.")
_UNWRITTEN = re.compile(r"Thumbnails cannot be written to (.*): (.*)\.")


def fault_in_words(sentence: str) -> str:
    """For showing only. A sentence that nobody translated is as it was."""
    body = sentence.removesuffix(_AGAIN)
    said = _unread(body.removeprefix(_CANNOT_READ)) if body.startswith(_CANNOT_READ) else _unwritten(body)
    if said is None:
        return sentence
    return said if body == sentence else f"{said} {tr('It will be tried again when it changes.')}"


def _unread(rest: str) -> str | None:
    """`rest`: the name of the file, and why."""
    for why, words in _reasons().items():
        if rest.endswith(f": {why}."):
            return tr("Cannot read {name}: {reason}.", name=rest.removesuffix(f": {why}."), reason=words)
    if found := _TOO_LONG.fullmatch(rest):
        return tr("Cannot read {name}: it took longer than {seconds} seconds.", **found.groupdict())
    if found := _TOO_LARGE.fullmatch(rest):
        return tr(
            "Cannot read {name}: it has {count} megapixels, and the limit is {most}.",
            name=found["name"],
            count=number(int(found["count"].replace(",", ""))),
            most=found["most"],
        )
    if found := _UNDEVELOPED.fullmatch(rest):
        return tr(
            "Cannot read {name}: it is a camera raw file without a preview that can be used. It needs the package "
            "rawpy ({command}).",
            **found.groupdict(),
        )
    if found := _OUR_FAULT.fullmatch(rest):
        return tr(
            "Cannot read {name}: Photo Sorter has a fault with it ({fault}), noted in its log.", **found.groupdict()
        )
    return None


def _unwritten(sentence: str) -> str | None:
    if found := _NO_SPACE.fullmatch(sentence):
        return tr(
            "There is no space left for thumbnails in {folder}. Free some space; the rest will then be added.",
            folder=found[1],
        )
    if found := _READ_ONLY.fullmatch(sentence):
        return tr("Thumbnails cannot be written to {folder}: the folder is read-only.", folder=found[1])
    if found := _UNWRITTEN.fullmatch(sentence):
        return tr("Thumbnails cannot be written to {folder}: {reason}.", folder=found[1], reason=found[2])
    return None


def _reasons() -> dict[str, str]:
    return {
        "you have no permission to read it": tr("you have no permission to read it"),
        "it is not there any more": tr("it is not there any more"),
        "it is a folder": tr("it is a folder"),
        "it is not a file": tr("it is not a file"),
        "the file is empty": tr("the file is empty"),
        "the file ends early": tr("the file ends early"),
        "it is damaged": tr("it is damaged"),
        "it is damaged, or of a variant that Photo Sorter does not know": tr(
            "it is damaged, or of a variant that Photo Sorter does not know"
        ),
        "it is not an image, or of a kind that Photo Sorter does not know": tr(
            "it is not an image, or of a kind that Photo Sorter does not know"
        ),
        "it claims to hold far more pixels than a photo has": tr("it claims to hold far more pixels than a photo has"),
        "it needs more memory than one photo may take": tr("it needs more memory than one photo may take"),
        "it made the decoder break off": tr("it made the decoder break off"),
        "it has changed since it was indexed": tr("it has changed since it was indexed"),
        "it is in the cloud only, and is read once it is on this computer": tr(
            "it is in the cloud only, and is read once it is on this computer"
        ),
        "it is a camera raw file without a preview that can be used": tr(
            "it is a camera raw file without a preview that can be used"
        ),
    }
