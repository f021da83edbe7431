"""What the catalogue says of a model, in the person's language."""

from __future__ import annotations

from dataclasses import replace

from photo_sorter.embedding.catalogue import ModelEntry
from photo_sorter.language import tr


def in_words(entry: ModelEntry) -> ModelEntry:
    """For showing only. What nobody translated, such as the name of a person's own model, is as it was."""
    titles = {
        "Built-in (basic)": tr("Built-in (basic)"),
        "CLIP, recommended": tr("CLIP, recommended"),
        "CLIP, the original of OpenAI": tr("CLIP, the original of OpenAI"),
        "SigLIP 2, many languages": tr("SigLIP 2, many languages"),
        "CLIP, large and slow": tr("CLIP, large and slow"),
    }
    languages = {"English": tr("English"), "over 100 languages": tr("over 100 languages")}
    licences = {
        "see its page on the hub": tr("see its page on the hub"),
        "see where it came from": tr("see where it came from"),
    }
    return replace(
        entry,
        title=titles.get(entry.title, entry.title),
        languages=languages.get(entry.languages, entry.languages),
        licence=licences.get(entry.licence, entry.licence),
    )
