"""Questions to the worker, and their answers. Nothing is changed by them."""

from __future__ import annotations

from collections.abc import Callable

from photo_sorter.core.category import Category
from photo_sorter.core.commands import (
    CancelCheck,
    CheckAccuracy,
    Command,
    Explain,
    ExplainWhy,
    MakeHeatMap,
    NextReviews,
    PreviewCategory,
    PreviewChange,
    Search,
    TryWordings,
)
from photo_sorter.core.errors import CategoryError, PhotoSorterError
from photo_sorter.core.events import (
    AccuracyChecked,
    CategoryPreviewed,
    ChangePreviewed,
    Event,
    HeatMapMade,
    PhotoExplained,
    ReviewsAnswered,
    SearchAnswered,
    WhyAnswered,
    WordingsTried,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.work import reasons
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.evaluation import AccuracyChecks
from photo_sorter.work.heat_maps import HeatMaps
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter

Inquiry = (
    Search | Explain | PreviewCategory | TryWordings | PreviewChange | ExplainWhy | MakeHeatMap | NextReviews
    | CheckAccuracy | CancelCheck
)  # fmt: skip

OVERTAKEN = (Search, PreviewCategory, TryWordings, PreviewChange, NextReviews)
"""Only the last of these that was asked is answered."""


class Inquiries:
    """Lives on the worker thread; heat maps and checks of accuracy tell their answers from threads of their own."""

    def __init__(
        self,
        home: Home,
        pool: DecodePool,
        notify: Callable[[Event], None],
        open_embedder: Callable[[str], Embedder],
    ) -> None:
        self._pool = pool
        self._notify = notify
        self._open_embedder = open_embedder
        self._heat_maps = HeatMaps(home.thumbnails)
        self._checks = AccuracyChecks(home.thumbnails, notify)
        self._sorter: Sorter | None = None
        self._waiting_search: Search | None = None

    def use(self, sorter: Sorter) -> None:
        """Answers by this sorter from now on; a search that came before there was one is answered now."""
        self._sorter, self._advisor, self._searcher = sorter, Advisor(sorter), Searcher(sorter.embedder)
        if self._waiting_search is not None:
            waiting, self._waiting_search = self._waiting_search, None
            self.answer(waiting)

    def answer(self, inquiry: Inquiry) -> None:
        """Raises LibraryError, CategoryError, PhotoSorterError; then there has been an answer all the same."""
        if isinstance(inquiry, CancelCheck):
            self._checks.cancel()
        elif self._sorter is None:
            self._answer_that_it_is_unknown(inquiry)
        else:
            try:
                self._answer(inquiry, self._sorter)
            except PhotoSorterError:
                self._answer_that_it_is_unknown(inquiry)
                raise

    def close(self) -> None:
        self._checks.close()
        self._heat_maps.close()

    def _answer(self, inquiry: Command, sorter: Sorter) -> None:
        match inquiry:
            case Search(token, text, limit):
                self._notify(SearchAnswered(token, text, *self._searcher.search(sorter.index, text, limit)))
            case Explain(token, photo_id):
                self._notify(PhotoExplained(token, photo_id, sorter.explain(photo_id)))
            case PreviewCategory(token, category):
                self._notify(self._preview(token, category))
            case TryWordings(token, category, wordings):
                self._notify(WordingsTried(token, self._advisor.trials(category, wordings)))
            case PreviewChange(token, command):
                self._notify(ChangePreviewed(token, self._advisor.change(command)))
            case ExplainWhy(token, photo_id, category_id):
                self._notify(WhyAnswered(token, reasons.why(sorter, photo_id, category_id)))
            case NextReviews(token, category_id, limit):
                self._notify(ReviewsAnswered(token, *self._advisor.reviews(category_id, limit)))
            case MakeHeatMap():
                self._make_heat_map(inquiry, sorter)
            case CheckAccuracy():
                self._check(inquiry, sorter)

    def _answer_that_it_is_unknown(self, inquiry: Inquiry) -> None:
        match inquiry:
            case Search():
                self._waiting_search = inquiry
            case Explain(token, photo_id):
                self._notify(PhotoExplained(token, photo_id, ()))
            case PreviewCategory(token):
                self._notify(CategoryPreviewed(token, None))
            case TryWordings(token):
                self._notify(WordingsTried(token, ()))
            case PreviewChange(token):
                self._notify(ChangePreviewed(token, None))
            case ExplainWhy(token):
                self._notify(WhyAnswered(token, None))
            case NextReviews(token):
                self._notify(ReviewsAnswered(token, (), 0))
            case MakeHeatMap(token, photo_id, category_id):
                self._notify(HeatMapMade(token, photo_id, category_id, None, "No model is loaded yet."))
            case CheckAccuracy(token):
                self._notify(AccuracyChecked(token, (), "No model is loaded yet. Try again in a moment."))

    def _preview(self, token: int, category: Category) -> CategoryPreviewed:
        try:
            return CategoryPreviewed(token, *self._advisor.curve(category))
        except CategoryError as error:
            return CategoryPreviewed(token, None, (str(error),))

    def _make_heat_map(self, asked: MakeHeatMap, sorter: Sorter) -> None:
        path = sorter.library.photos.paths([asked.photo_id]).get(asked.photo_id)
        row = sorter.revision.rules.row(asked.category_id)
        if path is None or row is None:
            sentence = "The photo or the category is no longer there."
            self._notify(HeatMapMade(asked.token, asked.photo_id, asked.category_id, None, sentence))
            return
        column = sorter.revision.rules.columns[row]
        self._heat_maps.make(
            path,
            self._pool,
            sorter.embedder,
            (column.wordings, column.against, sorter.space.background),
            lambda heat, sentence: self._notify(
                HeatMapMade(asked.token, asked.photo_id, asked.category_id, heat, sentence)
            ),
        )

    def _check(self, check: CheckAccuracy, sorter: Sorter) -> None:
        embedder, other_id = sorter.embedder, check.compare_model_id
        models: list[Callable[[], Embedder]] = [lambda: embedder]
        if other_id is not None and other_id != embedder.model_id:
            models.append(lambda: self._open_embedder(other_id))
        try:
            if check.folder is not None:
                self._checks.start(check, models, self._pool, sorter.revision.scheme, sorter.revision.rules)
            else:
                others = (Advisor(Sorter(sorter.library, open_model())) for open_model in models[1:])
                reports = [advisor.report() for advisor in (self._advisor, *others)]
                self._notify(AccuracyChecked(check.token, tuple(reports)))
        except PhotoSorterError as error:
            self._notify(AccuracyChecked(check.token, (), str(error)))
