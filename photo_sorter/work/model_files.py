"""The files of models: downloaded, installed from a person's own, removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.commands import CancelDownload, DiscardDownload, DownloadModel, InstallModel
from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import Event, ModelInstalled
from photo_sorter.embedding.install import install_model
from photo_sorter.embedding.model_files import model_ids_in, remove_model
from photo_sorter.embedding.weights import ArchitectureUnclearError
from photo_sorter.language import tr
from photo_sorter.settings import SettingsFile
from photo_sorter.work.downloads import Downloads
from photo_sorter.work.job import IsCancelled, Job

Errand = DownloadModel | CancelDownload | DiscardDownload | InstallModel


class ModelFiles:
    """Lives on the worker thread; what takes long is told from threads of its own."""

    def __init__(self, models: Path, settings: SettingsFile, notify: Callable[[Event], None]) -> None:
        self._models = models
        self._downloads = Downloads(models, settings, notify)
        self._installs = Job("install", notify)

    def do(self, errand: Errand) -> None:
        """Raises ModelError."""
        match errand:
            case DownloadModel(model_id):
                self._downloads.start(model_id)
            case CancelDownload():
                self._downloads.cancel()
            case DiscardDownload(model_id):
                self._downloads.discard(model_id)
            case InstallModel():
                self._install(errand)

    def remove(self, model_id: str) -> None:
        """Raises ModelError. A model of which only vectors are left has no files."""
        if model_id in model_ids_in(self._models):
            remove_model(self._models, model_id)

    def close(self) -> None:
        self._downloads.close()
        self._installs.close()

    def _install(self, wanted: InstallModel) -> None:
        if self._installs.is_running:
            raise ModelError(tr("A model is being installed already. Wait until it is there."))

        def work(_: IsCancelled) -> Event:
            try:
                return ModelInstalled(install_model(wanted.path, self._models, wanted.trained_as))
            except ArchitectureUnclearError as error:
                return ModelInstalled(None, str(error), error.candidates)

        self._installs.start(work, lambda sentence: ModelInstalled(None, sentence))
