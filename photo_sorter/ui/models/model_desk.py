"""What a person does with models, what becomes of it, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from photo_sorter.core import commands, events
from photo_sorter.core.commands import Command
from photo_sorter.core.events import Activity, ModelChangeProgressed
from photo_sorter.language import tr
from photo_sorter.settings import RECOMMENDED_MODEL, SettingsFile
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.models.comparison_window import ComparisonWindow
from photo_sorter.ui.models.download_rate import DownloadRate
from photo_sorter.ui.models.model_choice import ModelChoice, ModelShelf
from photo_sorter.ui.models.model_page import ModelPage
from photo_sorter.ui.models.model_questions import asked_architecture, confirmed_removal
from photo_sorter.ui.models.standing import Arriving, Standing
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class ModelDesk(QObject):
    """Knows the models and their standing, whether a page shows them or not. `keep` changes settings."""

    changed = Signal()
    photo_wanted = Signal(int)

    def __init__(
        self,
        window: QWidget,
        shelf: ModelShelf,
        settings: SettingsFile,
        post: Callable[[Command], None],
        keep: Callable[..., None],
        notices: NoticeBar,
        reader: LibraryReader,
        loader: ThumbnailLoader,
    ) -> None:
        super().__init__(window)
        self._window, self._shelf, self._settings, self._post, self._keep = window, shelf, settings, post, keep
        self._notices, self._reader, self._loader = notices, reader, loader
        self._page: ModelPage | None = None
        self._rate = DownloadRate()
        self._ready_id = ""
        self._installed_from = Path()
        chosen = settings.current
        self.models = shelf.look()
        self.standing = Standing(chosen.model_id, speeds=_figures(chosen.model_speeds))
        self.comparison: ComparisonWindow | None = None

    # --- what there is ---

    def model(self, model_id: str) -> ModelChoice | None:
        return next((one for one in self.models if one.id == model_id), None)

    def title(self, model_id: str) -> str:
        found = self.model(model_id)
        return found.title if found is not None else model_id

    @property
    def recommended(self) -> ModelChoice | None:
        """The one to suggest; None once it sorts, or where it cannot be had."""
        found = self.model(RECOMMENDED_MODEL)
        is_open = found is not None and (found.is_usable or found.can_download)
        return found if is_open and self.standing.used_id != RECOMMENDED_MODEL else None

    @property
    def installed(self) -> list[tuple[str, str]]:
        """(id, title) of those that can be used."""
        return [(one.id, one.title) for one in self.models if one.is_usable]

    # --- deeds ---

    def use(self, model_id: str) -> None:
        if model_id == self.standing.used_id:
            # Nothing would be told of that; what was to take its place does not.
            self.stay()
            return
        self._show(change=ModelChangeProgressed(model_id, 0, 0, None), **self._without_fault(model_id))
        self._post(commands.UseModel(model_id))

    def stay(self) -> None:
        self._post(commands.StayWithModel())

    def download(self, model_id: str) -> None:
        """One at a time."""
        if self.standing.download is not None:
            return
        self._rate = DownloadRate()
        self._show(download=Arriving(model_id), **self._without_fault(model_id))
        self._post(commands.DownloadModel(model_id))

    def await_model(self, model_id: str) -> None:
        """It is downloaded if need be, also over several starts of the program, and then sorts by itself."""
        model = self.model(model_id)
        if model is not None and model.is_usable:
            self._keep(awaited_model_id="")
            self.use(model_id)
        else:
            self._keep(awaited_model_id=model_id)
            self.download(model_id)

    def cancel(self) -> None:
        """A server that is silent is left after a while only."""
        download = self.standing.download
        if download is not None and not download.is_stopping:
            self._show(download=replace(download, is_stopping=True))
            self._post(commands.CancelDownload())

    def discard(self, model_id: str) -> None:
        self._post(commands.DiscardDownload(model_id))

    def remove(self, model_id: str) -> None:
        model = self.model(model_id)
        if model is not None and confirmed_removal(self._page or self._window, model):
            self._post(commands.RemoveModel(model_id))

    def measure(self, model_id: str) -> None:
        """One at a time."""
        if self.standing.measured_id:
            return
        self._show(measured_id=model_id, **self._without_fault(model_id))
        self._post(commands.MeasureSpeed(model_id))

    def install(self, path: Path, trained_as: str | None = None) -> None:
        self._installed_from = path
        self._show(installing=path.name)
        self._post(commands.InstallModel(path, trained_as))

    def compare(self, model_id: str) -> None:
        """The model in use, and this one."""
        if self.comparison is None:
            self.comparison = ComparisonWindow(self._reader, self._loader, self._post, self.title, self._window)
            self.comparison.using.connect(self.use)
            self.comparison.photo_wanted.connect(self._show_photo)
        self.comparison.compare(self.standing, model_id)

    def page(self, parent: QWidget) -> ModelPage:
        """The page for the settings."""
        chosen = self._settings.current
        page = self._page = ModelPage(self._shelf.network_fault, chosen.hub_endpoint, chosen.proxy, parent)
        page.using.connect(self.use)
        page.staying.connect(self.stay)
        page.downloading.connect(self.download)
        page.cancelling.connect(self.cancel)
        page.discarding.connect(self.discard)
        page.removing.connect(self.remove)
        page.measuring.connect(self.measure)
        page.comparing.connect(self.compare)
        page.installing.connect(self.install)
        page.network_chosen.connect(lambda hub, proxy: self._keep(hub_endpoint=hub, proxy=proxy))
        page.looked_at.connect(self.look)
        page.show_models(self.models, self.standing)
        return page

    def look(self) -> None:
        """Sees which models there are now."""
        self.models = self._shelf.look()
        self._tell_changed()

    # --- news ---

    def on_event(self, event: object) -> None:
        if self.comparison is not None:
            self.comparison.on_event(event)
        match event:
            case events.ActivityChanged(activity):
                self._show(is_paused=activity is Activity.PAUSED)
            case events.ModelReady(model_id):
                self._on_ready(model_id)
            case events.ModelFailed(model_id, sentence):
                self._end_change(model_id)
                self._fail(model_id, sentence)
            case ModelChangeProgressed():
                self._on_progress(event)
            case events.ModelChangeStopped(model_id):
                self._end_change(model_id)
            case events.ModelRemoved() | events.DownloadDiscarded():
                self.look()
            case events.ModelInstalled():
                self._on_installed(event)
            case events.SpeedMeasured(model_id, rate, sentence):
                self._show(measured_id="")
                if rate is None:
                    self._show(**self._with_fault(model_id, sentence or ""))
                else:
                    self._show(speeds={**self.standing.speeds, model_id: round(rate, 1)})
                    self._keep(model_speeds=dict(self.standing.speeds))
            case events.DownloadProgressed():
                self._on_arriving(event)
            case events.DownloadEnded(model_id, sentence):
                self._on_downloaded(model_id, sentence)
            case events.Stopped():
                self._show(change=None, download=None, measured_id="", installing="")

    def _on_ready(self, model_id: str) -> None:
        former, self._ready_id = self._ready_id, model_id
        self._show(used_id=model_id, **self._without_fault(model_id))
        self._end_change(model_id)
        if former and former != model_id:
            said = tr("{model} sorts your photos now.", model=self.title(model_id))
            self._notices.say(said, tr("Compare…"), partial(self.compare, former))
        elif not former and (awaited := self._settings.current.awaited_model_id):
            self.await_model(awaited)

    def _on_progress(self, event: ModelChangeProgressed) -> None:
        asked = self.standing.change
        # Another one was asked for after this was told.
        is_overtaken = asked is not None and not asked.total and asked.model_id != event.model_id
        if not is_overtaken:
            self._show(change=event)

    def _on_arriving(self, event: events.DownloadProgressed) -> None:
        self._rate.add(event.done_bytes)
        rate, left = self._rate.bytes_per_second, self._rate.seconds_left(event.total_bytes)
        is_stopping = self.standing.download is not None and self.standing.download.is_stopping
        self._show(download=Arriving(event.model_id, event.done_bytes, event.total_bytes, rate, left, is_stopping))

    def _on_downloaded(self, model_id: str, sentence: str | None) -> None:
        was_cancelled = self.standing.download is not None and self.standing.download.is_stopping
        awaited_id = self._settings.current.awaited_model_id
        is_awaited = awaited_id == model_id
        if is_awaited:
            self._keep(awaited_model_id="")
        self._show(download=None)
        self.look()
        title, again = self.title(model_id), self.await_model if is_awaited else self.download
        if sentence is None and is_awaited:
            self._say(tr("{model} is here. It sorts your photos as soon as it has seen them.", model=title))
            self.use(model_id)
        elif sentence is None:
            self._say(tr("{model} is here.", model=title), tr("Use it"), partial(self.use, model_id))
        elif not was_cancelled:
            self._fail(model_id, sentence, partial(again, model_id))
        if awaited_id and not is_awaited:
            # It had to wait for this one.
            self.await_model(awaited_id)

    def _on_installed(self, event: events.ModelInstalled) -> None:
        self._show(installing="")
        if event.model_id is not None:
            self.look()
            title = self.title(event.model_id)
            self._say(tr("{model} is here.", model=title), tr("Use it"), partial(self.use, event.model_id))
        elif event.candidates and (named := asked_architecture(self._host, event.sentence or "", event.candidates)):
            self.install(self._installed_from, named)
        elif event.sentence and not event.candidates:
            self._say(event.sentence)

    def _show_photo(self, photo_id: int) -> None:
        self.photo_wanted.emit(photo_id)
        self._window.raise_()
        self._window.activateWindow()

    def _end_change(self, model_id: str) -> None:
        if self.standing.next_id == model_id:
            self._show(change=None)

    def _fail(self, model_id: str, sentence: str, again: Callable[[], object] | None = None) -> None:
        """In its row; where nobody sees that, in the window."""
        self._show(**self._with_fault(model_id, sentence))
        if not self._is_page_seen or self.model(model_id) is None:
            self._notices.say(sentence, tr("Try again") if again else "", again)

    def _with_fault(self, model_id: str, sentence: str) -> dict[str, object]:
        return {"faults": {**self.standing.faults, model_id: sentence}}

    def _without_fault(self, model_id: str) -> dict[str, object]:
        return {"faults": {id: sentence for id, sentence in self.standing.faults.items() if id != model_id}}

    # --- showing ---

    @property
    def _is_page_seen(self) -> bool:
        return self._page is not None and self._page.isVisible()

    @property
    def _host(self) -> QWidget:
        """What questions stand in front of."""
        return self._page if self._page is not None and self._is_page_seen else self._window

    def _say(self, sentence: str, offer: str = "", accepted: Callable[[], object] | None = None) -> None:
        """Where the person is."""
        bar = self._page.notices if self._page is not None and self._is_page_seen else self._notices
        bar.say(sentence, offer, accepted)

    def _show(self, **changes: object) -> None:
        former, self.standing = self.standing, replace(self.standing, **changes)  # type: ignore[arg-type]
        if self.standing != former:
            self._tell_changed()

    def _tell_changed(self) -> None:
        if self._page is not None:
            self._page.show_models(self.models, self.standing)
        if self.comparison is not None:
            self.comparison.show_standing(self.standing)
        self.changed.emit()


def _figures(stored: dict[str, float]) -> dict[str, float]:
    """A file that a person edits may hold anything."""
    return {id: float(rate) for id, rate in stored.items() if isinstance(rate, int | float) and rate > 0}
