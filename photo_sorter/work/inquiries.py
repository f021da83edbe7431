"""Questions to the worker, and their answers. Nothing in the library is changed by them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.arranging.commands import CancelPlan, MakePlan
from photo_sorter.core.commands import (
    CancelCheck,
    CancelDuplicates,
    CancelMetadata,
    CheckAccuracy,
    CompareModels,
    Explain,
    ExplainWhy,
    FindDuplicates,
    MakeHeatMap,
    MeasureSpeed,
    NextReviews,
    PreviewCategory,
    PreviewChange,
    Search,
    TryWordings,
    WriteMetadata,
)
from photo_sorter.core.errors import CategoryError, PhotoSorterError
from photo_sorter.core.events import (
    AccuracyChecked,
    CategoryPreviewed,
    ChangePreviewed,
    DuplicatesFound,
    Event,
    HeatMapMade,
    ModelsCompared,
    PhotoExplained,
    ReviewsAnswered,
    SearchAnswered,
    SpeedMeasured,
    WhyAnswered,
    WordingsTried,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.core.sorting.category import Category
from photo_sorter.language import tr
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.work import reasons
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.arranging.plans import Plans
from photo_sorter.work.contenders import contenders_of, vectors_of
from photo_sorter.work.duplicates import DuplicateSearches
from photo_sorter.work.evaluation import AccuracyChecks
from photo_sorter.work.heat_maps import HeatMaps
from photo_sorter.work.job import IsCancelled, Job
from photo_sorter.work.metadata_writing import MetadataRuns
from photo_sorter.work.model_comparison import compare
from photo_sorter.work.query_pictures import PictureLooks, PictureSeen
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.speed import photos_per_second
from photo_sorter.work.standing import StandingSearches

Inquiry = (
    Search | Explain | PreviewCategory | TryWordings | PreviewChange | ExplainWhy | MakeHeatMap | NextReviews
    | CheckAccuracy | CancelCheck | CompareModels | MeasureSpeed | FindDuplicates | CancelDuplicates | PictureSeen
    | WriteMetadata | CancelMetadata | MakePlan | CancelPlan
)  # fmt: skip

OVERTAKEN = (Search, PreviewCategory, TryWordings, PreviewChange, NextReviews)
"""Only the last of these that was asked is answered."""


class Inquiries:
    """Lives on the worker thread; heat maps, checks of accuracy and the like tell their answers from threads of their
    own."""

    def __init__(
        self,
        home: Home,
        pool: DecodePool,
        notify: Callable[[Event], None],
        open_embedder: Callable[[str], Embedder],
        post: Callable[[PictureSeen], None],
    ) -> None:
        self._pool = pool
        self._notify = notify
        self._open_embedder = open_embedder
        self._heat_maps = HeatMaps(home.thumbnails)
        self._library_path = home.library
        self._checks = AccuracyChecks(home.thumbnails, notify)
        self._comparisons = Job("comparison", notify)
        self._speeds = Job("speed", notify)
        self._looks = PictureLooks(home.thumbnails, pool, post)
        self._duplicates = DuplicateSearches(home.thumbnails, notify)
        self._metadata = MetadataRuns(home.library, notify)
        self._plans = Plans(home.library, notify, pool.questions)
        self._sorter: Sorter | None = None
        self._waiting_search: Search | None = None
        self._looked_at: set[Path] = set()
        self.searcher: Searcher | None = None
        self.standing: StandingSearches | None = None

    def use(self, sorter: Sorter) -> None:
        """Answers by this sorter from now on; a search that came before there was one is answered now."""
        self._sorter, self._advisor = sorter, Advisor(sorter)
        self.searcher = Searcher(sorter, questions=self._pool.questions)
        self.standing = StandingSearches(self.searcher, self._notify, self._look)
        if self._waiting_search is not None:
            waiting, self._waiting_search = self._waiting_search, None
            self.answer(waiting)

    def answer(self, inquiry: Inquiry) -> None:
        """Raises LibraryError, CategoryError, PhotoSorterError; then there has been an answer all the same."""
        if isinstance(inquiry, CancelCheck):
            self._checks.cancel()
        elif isinstance(inquiry, CancelDuplicates):
            self._duplicates.cancel()
        elif isinstance(inquiry, WriteMetadata):
            self._metadata.start(inquiry)
        elif isinstance(inquiry, CancelMetadata):
            self._metadata.cancel()
        elif isinstance(inquiry, MeasureSpeed):
            self._measure(inquiry.model_id)
        elif isinstance(inquiry, MakePlan):
            self._plans.start(inquiry)
        elif isinstance(inquiry, CancelPlan):
            self._plans.cancel()
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
        self._comparisons.close()
        self._speeds.close()
        self._looks.close()
        self._duplicates.close()
        self._metadata.close()
        self._plans.close()
        self._heat_maps.close()

    def _answer(self, inquiry: Inquiry, sorter: Sorter) -> None:
        match inquiry:
            case Search():
                self._search(inquiry)
            case PictureSeen():
                self._continue_search(inquiry)
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
            case CompareModels():
                self._compare(inquiry, sorter.embedder)
            case FindDuplicates(token, near):
                contenders = contenders_of(sorter.library)
                vectors = vectors_of(contenders, sorter.index) if near else None
                self._duplicates.start(token, contenders, vectors)

    def _answer_that_it_is_unknown(self, inquiry: Inquiry) -> None:
        match inquiry:
            case Search():
                self._waiting_search = inquiry
            case PictureSeen():
                pass  # by a model that is no longer used
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
                self._notify(HeatMapMade(token, photo_id, category_id, None, tr("No model is loaded yet.")))
            case FindDuplicates(token):
                self._notify(DuplicatesFound(token, (), tr("No model is loaded yet. Try again in a moment.")))
            case CompareModels(token):
                self._notify(ModelsCompared(token, None, tr("No model is loaded yet. Try again in a moment.")))
            case CheckAccuracy(token):
                self._notify(AccuracyChecked(token, (), tr("No model is loaded yet. Try again in a moment.")))

    def _search(self, search: Search) -> None:
        """At once, or when the pictures of the query have been looked at."""
        assert self.searcher is not None
        self._waiting_search = None
        unseen = self.searcher.unseen(search.query)
        if unseen:
            self._waiting_search = search
            self._look(unseen[0])
            return
        found = self.searcher.find(search.query, search.beyond)
        self._notify(
            SearchAnswered(
                search.token, search.query, found.photo_ids, found.scores, found.relevant, found.nothing, found.hints,
                found.facets, found.meant,
            )
        )  # fmt: skip

    def _look(self, path: Path) -> None:
        """Once at a time: each letter that is typed asks again."""
        assert self._sorter is not None
        if path not in self._looked_at:
            self._looked_at.add(path)
            self._looks.start(path, self._sorter.embedder)

    def _continue_search(self, seen: PictureSeen) -> None:
        assert self.searcher is not None
        assert self.standing is not None
        self._looked_at.discard(seen.path)
        self.searcher.keep(seen)
        self.standing.library_changed(is_awaited=True)
        if self._waiting_search is not None:
            self.answer(self._waiting_search)

    def _preview(self, token: int, category: Category) -> CategoryPreviewed:
        try:
            return CategoryPreviewed(token, *self._advisor.curve(category))
        except CategoryError as error:
            return CategoryPreviewed(token, None, (str(error),))

    def _make_heat_map(self, asked: MakeHeatMap, sorter: Sorter) -> None:
        path = sorter.library.photos.paths([asked.photo_id]).get(asked.photo_id)
        row = sorter.revision.rules.row(asked.category_id)
        if path is None or row is None:
            sentence = tr("The photo or the category is no longer there.")
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
            elif other_id is not None and len(models) > 1:
                self._check_both(check.token, embedder, other_id)
            else:
                self._notify(AccuracyChecked(check.token, (self._advisor.report(),)))
        except PhotoSorterError as error:
            self._notify(AccuracyChecked(check.token, (), str(error)))

    def _check_both(self, token: int, used: Embedder, other_id: str) -> None:
        def work(_: IsCancelled) -> Event:
            return AccuracyChecked(token, compare(self._library_path, used, self._open_embedder(other_id)).reports)

        self._comparisons.start(work, lambda sentence: AccuracyChecked(token, (), sentence))

    def _compare(self, wanted: CompareModels, used: Embedder) -> None:
        def work(_: IsCancelled) -> Event:
            other = self._open_embedder(wanted.model_id)
            return ModelsCompared(wanted.token, compare(self._library_path, used, other))

        self._comparisons.start(work, lambda sentence: ModelsCompared(wanted.token, None, sentence))

    def _measure(self, model_id: str) -> None:
        def work(_: IsCancelled) -> Event:
            return SpeedMeasured(model_id, photos_per_second(self._open_embedder(model_id)))

        self._speeds.start(work, lambda sentence: SpeedMeasured(model_id, None, sentence))
