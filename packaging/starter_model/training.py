"""Fits both towers with a symmetric contrastive loss on captions and labelled pictures (CLIP, arXiv 2103.00020)."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import ModuleList
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from material import Row
from texts import DOCUMENT_TEXTS, KINDS_OF_PICTURE, TextRows
from towers import Head, Shape, TextTower

DOCUMENTS_A_STEP = 96


@dataclass(frozen=True)
class Course:
    """Settings chosen on the `tune` part. A batch holds captioned pictures and a share of class pictures."""

    steps: int = 500
    batch: int = 768
    class_share: float = 0.25
    documents_weight: float = 0.3
    temperature: float = 0.05
    feature_noise: float = 0.1
    head_rate: float = 1e-3
    linear_rate: float = 3e-4
    words_rate: float = 1e-3
    weight_decay: float = 0.05
    keep_linear: float = 10.0
    keep_words: float = 3.0
    keep_weights: float = 0.1
    """How strongly the text tower is held to the teacher, so that words no caption held stay in place."""
    averaging: float = 0.98
    """Of the running average of all weights that is kept in the end (as in Mean Teacher, arXiv 1703.01780)."""


class Material:
    """What a fit draws its batches from. `views` are (features, probabilities) in the order of `rows`."""

    def __init__(self, rows: list[Row], views: list[tuple[Tensor, Tensor]], texts: TextRows) -> None:
        self.rows, self.texts = rows, texts
        self.captioned = [i for i, row in enumerate(rows) if row.kind == "captions"]
        self.classed = [i for i, row in enumerate(rows) if row.kind not in ("captions", "documents")]
        self.documents = [i for i, row in enumerate(rows) if row.kind == "documents"]
        self._features = torch.stack([features for features, _ in views])
        self._probabilities = torch.stack([probabilities for _, probabilities in views])

    def pictures(self, chosen: list[int], chooser: random.Random) -> tuple[Tensor, Tensor]:
        """A random view of each chosen picture."""
        views = [chooser.randrange(len(self._features)) for _ in chosen]
        return self._features[views, chosen], self._probabilities[views, chosen]


def fit(
    material: Material, text_tower: TextTower, class_words: Tensor, shape: Shape, course: Course, seed: int
) -> tuple[TextTower, Head]:
    """The averaged towers after `course.steps` steps. A text tower that asks for no gradient stays as it is."""
    torch.manual_seed(seed)
    chooser = random.Random(seed)
    with torch.no_grad():
        head = Head(shape, text_tower(class_words))
    towers = ModuleList([text_tower, head])
    averaged = AveragedModel(towers, multi_avg_fn=get_ema_multi_avg_fn(course.averaging))
    optimizer = _optimizer(text_tower, head, course)
    rates = [group["lr"] for group in optimizer.param_groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=course.steps, pct_start=0.1)
    for step in range(course.steps):
        loss = _loss(material, text_tower, head, class_words, course, chooser)
        optimizer.zero_grad()
        (loss + _pull_to_the_teacher(text_tower, course)).backward()
        optimizer.step()
        schedule.step()
        averaged.update_parameters(towers)
        if step % 100 == 99:
            print(f"seed {seed}, step {step + 1}: loss {loss.item():.3f}", flush=True)
    text_tower, head = averaged.module
    return text_tower.eval(), head.eval()


def _loss(
    material: Material, text_tower: TextTower, head: Head, class_words: Tensor, course: Course, chooser: random.Random
) -> Tensor:
    """Of one random batch."""
    rows, texts = material.rows, material.texts
    class_vectors = text_tower(class_words)

    def see(chosen: list[int]) -> Tensor:
        features, probabilities = material.pictures(chosen, chooser)
        features = features * (1 + course.feature_noise * torch.randn_like(features))
        with torch.autocast("cpu", torch.bfloat16):
            vectors: Tensor = head(features, probabilities, class_vectors)
        return vectors.float()

    classed = int(course.batch * course.class_share)
    chosen = chooser.sample(material.captioned, course.batch - classed) + chooser.choices(material.classed, k=classed)
    words = texts.padded([texts.sample(rows[i], chooser) for i in chosen])
    seen, said = see(chosen), text_tower(words)

    documents = chooser.choices(material.documents, k=DOCUMENTS_A_STEP)
    shown = see(documents)
    named = text_tower(texts.padded([texts.rows(chooser.choice(DOCUMENT_TEXTS[rows[i].label])) for i in documents]))
    kinds = text_tower(texts.padded([texts.rows(kind) for kind in KINDS_OF_PICTURE]))
    photos = torch.cat([seen[: DOCUMENTS_A_STEP // 2], seen[-DOCUMENTS_A_STEP // 2 :]])
    right_kinds = [rows[i].label for i in documents] + ["photo"] * DOCUMENTS_A_STEP
    among_kinds = cross_entropy(
        torch.cat([shown, photos]) @ kinds.T / course.temperature,
        torch.tensor([KINDS_OF_PICTURE.index(kind) for kind in right_kinds]),
    )
    against_captions = torch.cat([(shown * named).sum(dim=1, keepdim=True), shown @ said.T], dim=1)
    among_captions = cross_entropy(against_captions / course.temperature, torch.zeros(len(documents), dtype=torch.long))
    of_pairs = _contrastive(seen, said, words, course.temperature)
    return of_pairs + course.documents_weight * (among_kinds + among_captions)


def _contrastive(seen: Tensor, said: Tensor, words: Tensor, temperature: float) -> Tensor:
    """InfoNCE both ways; a picture is not pushed away from another's text that reads the same."""
    _, text = words.unique(dim=0, return_inverse=True)
    same = (text[:, None] == text[None, :]).fill_diagonal_(False)
    logits = (seen @ said.T / temperature).masked_fill(same, -1e4)
    right = torch.arange(len(seen))
    return (cross_entropy(logits, right) + cross_entropy(logits.T, right)) / 2


def _pull_to_the_teacher(text_tower: TextTower, course: Course) -> Tensor:
    moved = (text_tower.linear - text_tower.first_linear).square().sum() / text_tower.linear.shape[1]
    corrected = text_tower.corrections.weight.square().sum() / 1000
    weighted = text_tower.weight_changes.weight.square().sum() / 1000
    return course.keep_linear * moved + course.keep_words * corrected + course.keep_weights * weighted


def _optimizer(text_tower: TextTower, head: Head, course: Course) -> torch.optim.Optimizer:
    """Only the head's matrices decay."""
    matrices = [head.skip.weight, head.inner.weight, head.outer.weight]
    others = [head.skip.bias, head.inner.bias, head.norm.weight, head.norm.bias, head.from_classes]
    words = [text_tower.weight_changes.weight, text_tower.corrections.weight]
    return torch.optim.AdamW([
        {"params": matrices, "lr": course.head_rate, "weight_decay": course.weight_decay},
        {"params": others, "lr": course.head_rate, "weight_decay": 0.0},
        {"params": [text_tower.linear], "lr": course.linear_rate, "weight_decay": 0.0},
        {"params": words, "lr": course.words_rate, "weight_decay": 0.0},
    ])  # fmt: skip
