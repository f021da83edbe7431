"""`evaluate`: accuracy on a labelled folder, or on what the person judged. Changes nothing in the library."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from photo_sorter.cli.house import count_photos, embedder, known_scheme, settled, sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import FolderError, PhotoSorterError
from photo_sorter.core.ports import Embedder
from photo_sorter.core.sorting.accuracy import (
    NONE,
    NOT_SURE,
    Accuracy,
    AccuracyReport,
    ClassFigures,
    class_figures,
    differing,
    shown,
)
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.system.cores import usable_cores
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.evaluation import (
    Labelled,
    SeenPhotos,
    labelled_photos,
    read_columns,
    report,
    scheme_of_labels,
    see,
)
from photo_sorter.work.sorter import Sorter

_CONFUSIONS_SHOWN = 10
_DIFFERENCES_SHOWN = 20


def evaluate(home: Home, options: argparse.Namespace, output: Output) -> int:
    if options.folder is None and (options.labels or options.texts):
        output.message("--labels and --texts go with a FOLDER. Without one, what you judged is evaluated.")
        return 2
    reports = _on_folder(home, options, output) if options.folder else _on_verdicts(home, options.compare)
    answer = _told(reports[0])
    if len(reports) > 1:
        answer["compared"] = _told(reports[1])
        answer["differences"] = [
            {
                "path": one.path,
                "label": shown(one.truth),
                "answers": [shown(one.choice), shown(other.choice)],
                "decisions": [shown(one.decision), shown(other.decision)],
            }
            for one, other in differing(*reports, decided=False)
        ]
    output.result(answer, _lines(reports))
    return 0


# --- on what the person judged ---


def _on_verdicts(home: Home, compare: str | None) -> list[AccuracyReport]:
    if compare is not None and _names_texts(compare):
        raise PhotoSorterError(
            "Texts are compared on a FOLDER of labelled photos; on what you judged, two models can be compared."
        )
    with sorted_for_reading(home) as sorter:
        if not sorter.revision.said:
            raise PhotoSorterError(
                "Nothing has been judged yet. Say yes or no to some photos in the window or by `photo-sorter judge`, "
                "or give a FOLDER of labelled photos."
            )
        sorters = [sorter] if compare is None else [sorter, Sorter(sorter.library, embedder(home, compare))]
        return [_checked(Advisor(each).report()) for each in sorters]


def _checked(found: AccuracyReport) -> AccuracyReport:
    if not found.photos:
        raise PhotoSorterError(
            f"{found.model_id} has seen none of the photos that you judged. `photo-sorter index` them."
        )
    return found


# --- on labelled photos ---


def _on_folder(home: Home, options: argparse.Namespace, output: Output) -> list[AccuracyReport]:
    labelled = list(settled(labelled_photos(options.folder, options.labels), output).items())
    texts = _texts(options.texts)
    is_texts = options.compare is not None and _names_texts(options.compare)
    compared_texts = _texts(Path(options.compare)) if is_texts else texts
    for some in (texts, compared_texts):
        if len({label for _, label in labelled} | set(some)) < 2:
            raise FolderError(f"There is nothing to choose in {options.folder}: at least two labels are needed.")
    models = [embedder(home)]
    if options.compare is not None and not is_texts:
        models.append(embedder(home, options.compare))
    known = known_scheme(home)
    seen = _seen(models, [path for path, _ in labelled], output)
    if is_texts:
        models, seen = [*models, *models], [*seen, *seen]
    return [
        report(model, photos, labelled, scheme_of_labels(_labels(labelled, some), known), some)
        for model, photos, some in zip(models, seen, (texts, compared_texts), strict=False)
    ]


def _seen(models: list[Embedder], photos: list[Path], output: Output) -> list[SeenPhotos]:
    pool = DecodePool(usable_cores())
    total = len(photos) * len(models)
    try:
        with TemporaryDirectory() as scratch, tqdm(total=total, unit=" photos", disable=None) as bar:
            seen = [see(model, pool, Path(scratch), photos, bar.update) for model in models]
    finally:
        pool.close()
    for reason in dict(fault for each in seen for fault in each.failed).values():
        output.message(reason)
    return seen


def _texts(file: Path | None) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for label, text in read_columns(file, "label", "text") if file is not None else ():
        texts[label] = (*texts.get(label, ()), text)
    return texts


def _names_texts(compare: str) -> bool:
    return compare.lower().endswith(".csv") or Path(compare).is_file()


def _labels(labelled: Labelled, texts: dict[str, tuple[str, ...]]) -> list[str]:
    return sorted({label for _, label in labelled} | set(texts))


# --- what is said of it ---


def _told(found: AccuracyReport) -> dict[str, Any]:
    forced, decided = found.forced, found.decided
    return {
        "model": found.model_id,
        "photos": forced.photos,
        "failed": [{"path": path, "reason": reason} for path, reason in found.failed],
        "accuracy": round(forced.overall, 4),
        "per_class": {shown(label): round(forced.recall(label), 4) for label in forced.confusion},
        "confusion": _shown(forced),
        "decided": {
            "coverage": round(decided.coverage, 4),
            "accuracy": round(decided.when_answered, 4),
            "per_class": {
                one.label: {"precision": _rounded(one.precision), "recall": _rounded(one.recall), "photos": one.photos}
                for one in class_figures(decided)
            },
            "confusion": _shown(decided),
        },
    }


def _shown(accuracy: Accuracy) -> dict[str, dict[str, int]]:
    return {
        shown(truth): {shown(answer): count for answer, count in row.items()}
        for truth, row in accuracy.confusion.items()
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _lines(reports: list[AccuracyReport]) -> Iterator[str]:
    for found in reports:
        yield from _table(found)
        yield ""
    if len(reports) > 1:
        yield from _comparison(*reports)
    elif reports[0].failed:
        yield f"{count_photos(len(reports[0].failed))} could not be read."


def _table(found: AccuracyReport) -> Iterator[str]:
    forced, decided = found.forced, found.decided
    yield f"{found.model_id}, {count_photos(forced.photos)}"
    yield f"  Forced choice: {forced.overall:.1%} right"
    yield f"  As sorted: {decided.coverage:.1%} answered, {decided.when_answered:.1%} of them right"
    by_choice = {one.label: one for one in class_figures(forced)}
    by_decision = {one.label: one for one in class_figures(decided)}
    labels = list(dict.fromkeys((*by_choice, *by_decision)))
    if not labels:
        return
    width = max(len("label"), *map(len, labels))
    yield ""
    yield f"  {'':<{width}}          forced choice       as sorted"
    yield f"  {'label':<{width}}  photos  precision  recall  precision  recall"
    nothing = ClassFigures("", 0, None, None)
    for label in labels:
        choice, decision = by_choice.get(label, nothing), by_decision.get(label, nothing)
        photos = max(choice.photos, decision.photos)
        shares = (choice.precision, choice.recall, decision.precision, decision.recall)
        columns = "  ".join(f"{_percent(share):>{wide}}" for share, wide in zip(shares, (9, 6, 9, 6), strict=True))
        yield f"  {label:<{width}}  {photos:>6}  {columns}"
    confusions = _confusions(forced)
    if confusions:
        yield ""
        yield "  Taken for something else most often, by forced choice"
        yield from (f"  {count:>6}  {shown(truth)} → {shown(answer)}" for truth, answer, count in confusions)


def _confusions(accuracy: Accuracy) -> list[tuple[str, str, int]]:
    counts = Counter({
        (truth, answer): count
        for truth, row in accuracy.confusion.items()
        for answer, count in row.items()
        if answer not in (truth, NONE, NOT_SURE)
    })  # fmt: skip
    return [(*pair, count) for pair, count in counts.most_common(_CONFUSIONS_SHOWN)]


def _comparison(first: AccuracyReport, second: AccuracyReport) -> Iterator[str]:
    pairs = differing(first, second, decided=False)
    only_first = sum(one.choice == one.truth for one, _ in pairs)
    only_second = sum(other.choice == other.truth for _, other in pairs)
    yield (
        f"The forced choice differs on {count_photos(len(pairs))}: only the first is right on {only_first}, "
        f"only the second on {only_second}."
    )
    for one, other in pairs[:_DIFFERENCES_SHOWN]:
        yield f"  {one.path}: {shown(one.choice)} → {shown(other.choice)} ({shown(one.truth)})"
    if len(pairs) > _DIFFERENCES_SHOWN:
        yield f"  and {len(pairs) - _DIFFERENCES_SHOWN} more; --json lists them all."


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
