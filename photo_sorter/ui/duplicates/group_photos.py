"""What the list of duplicates knows of the photos in sight, and their thumbnails."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPixmap

from photo_sorter.core.photo import Photo
from photo_sorter.ui.duplicates.group_painter import RADIUS_PX
from photo_sorter.ui.duplicates.groups_layout import PICTURE_PX
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

_MOST_KEPT = 2_000


class GroupPhotos:
    """Main thread only."""

    def __init__(self, loader: ThumbnailLoader, reader: LibraryReader) -> None:
        self._loader, self._reader = loader, reader
        self._photos: dict[int, Photo | None] = {}

    def want(self, photo_ids: Sequence[int], ratio: float) -> None:
        """Reads of these what is not known yet, and asks for their thumbnails, the first ones first."""
        if len(self._photos) > _MOST_KEPT:
            self._photos.clear()
        self._photos.update({id: self._reader.photo(id) for id in photo_ids if id not in self._photos})
        wanted = (self._thumbnail(id, ratio) for id in photo_ids)
        self._loader.want([one for one in wanted if one is not None], id(self))

    def rest(self) -> None:
        """No thumbnail is needed any more."""
        self._loader.want((), id(self))

    def forget(self) -> None:
        """Rows may have changed."""
        self._photos.clear()

    def get(self, photo_id: int) -> Photo | None:
        """None if it is gone, or has not been read yet."""
        return self._photos.get(photo_id)

    def picture(self, photo_id: int, ratio: float) -> QPixmap | None:
        wanted = self._thumbnail(photo_id, ratio)
        if wanted is None:
            return None
        answer = self._loader.get(wanted)
        return answer if isinstance(answer, QPixmap) else self._loader.stand_in(wanted)

    def has(self, content_hash: bytes) -> bool:
        return any(photo is not None and photo.content_hash == content_hash for photo in self._photos.values())

    def _thumbnail(self, photo_id: int, ratio: float) -> Thumbnail | None:
        photo = self._photos.get(photo_id)
        if photo is None or photo.content_hash is None:
            return None
        return Thumbnail(photo.content_hash, round(PICTURE_PX[0] * ratio), False, round(RADIUS_PX * ratio))
