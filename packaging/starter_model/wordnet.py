"""WordNet 3.1 as published in its `data.noun`, `data.verb`, `data.adj` and `data.adv` files.

Fellbaum (ed.) 1998, "WordNet: An Electronic Lexical Database"; https://wordnet.princeton.edu/license-and-commercial-use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
HYPERNYM_MARKS = ("@", "@i")


@dataclass(frozen=True)
class Synset:
    """One meaning: the words for it, the meanings above it (ids such as `noun:02086723`) and its definition."""

    id: str
    words: tuple[str, ...]
    above: tuple[str, ...]
    definition: str


class WordNet:
    """All meanings, and for each word its meanings, the most usual first."""

    def __init__(self, folder: Path) -> None:
        self.synsets: dict[str, Synset] = {}
        self.meanings: dict[str, list[Synset]] = defaultdict(list)
        for part in PARTS_OF_SPEECH:
            for synset in _read_synsets(folder / f"data.{part}", part):
                self.synsets[synset.id] = synset
        for part in PARTS_OF_SPEECH:
            for word, ids in _read_index(folder / f"index.{part}", part):
                self.meanings[word].extend(self.synsets[id_] for id_ in ids)

    def nouns(self, name: str) -> list[Synset]:
        """The meanings of a noun, the most usual first; none when the word is unknown."""
        return [synset for synset in self.meanings.get(name.lower(), ()) if synset.id.startswith("noun")]

    def ancestors(self, synset: Synset) -> list[Synset]:
        """Every meaning above this one, the nearest first."""
        found: dict[str, Synset] = {}
        level = [synset]
        while level:
            level = [self.synsets[id_] for below in level for id_ in below.above if id_ not in found]
            found.update((above.id, above) for above in level)
        return list(found.values())

    def is_kind_of(self, synset: Synset, root: Synset) -> bool:
        """Whether the one is the other or stands below it."""
        return synset == root or root in self.ancestors(synset)

    def imagenet_synset(self, class_index: int, name: str) -> Synset | None:
        """The meaning of an ImageNet class name: an animal below index 398, else a thing that is no animal or person.

        ImageNet's own ids belong to WordNet 3.0 and are not those of 3.1.
        """
        is_animal = class_index < 398
        for synset in self.nouns(name):
            roots = {word for above in self.ancestors(synset) for word in above.words}
            if "physical entity" in roots and ("animal" in roots) == is_animal:
                return synset
        return None


def _read_synsets(file: Path, part: str) -> Iterator[Synset]:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("  "):
            continue
        facts, _, gloss = line.partition(" | ")
        fields = facts.split()
        count = int(fields[3], 16)
        words = tuple(word.split("(")[0].replace("_", " ") for word in fields[4 : 4 + 2 * count : 2])
        pointers = fields[5 + 2 * count :]
        above = tuple(
            f"{part}:{pointers[i + 1]}"
            for i in range(0, 4 * int(fields[4 + 2 * count]), 4)
            if pointers[i] in HYPERNYM_MARKS
        )
        yield Synset(f"{part}:{fields[0]}", words, above, gloss.split('; "')[0].strip())


def _read_index(file: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split()
        yield fields[0].replace("_", " "), [f"{part}:{offset}" for offset in fields[-int(fields[2]) :]]
