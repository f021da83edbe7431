"""The page that shows two to four photos side by side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolTip, QVBoxLayout, QWidget

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Photo
from photo_sorter.language import ntr, tr
from photo_sorter.language import number as figure
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.duplicates.compare_column import CompareColumn, facts_of
from photo_sorter.ui.duplicates.compared_picture import ComparedPicture
from photo_sorter.ui.duplicates.duplicate_choices import Choice
from photo_sorter.ui.duplicates.duplicate_words import last_stays, moving
from photo_sorter.ui.duplicates.group_bar import dress_trash_button
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import mirrored_arrows, mirrored_key
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode

MOST_BESIDE = 4
"""Pictures beside each other."""
_ZOOM_STEP = 1.25


class CompareView(QWidget):
    """Changes what stays and goes of the choice that it shows, and says so; what becomes of it is for others."""

    changed = Signal()
    stepped = Signal(int)
    """The next (+1) or former (-1) group is wanted."""
    trashing = Signal()
    closed = Signal()

    def __init__(
        self, loader: ThumbnailLoader, decode: Decode, reader: LibraryReader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Compare"))
        self._reader = reader
        self._choice: Choice | None = None
        self._photos: tuple[Photo, ...] = ()
        self._first = self._current = 0
        self._is_busy = self._has_groups = False
        self.columns = tuple(CompareColumn(loader, decode, self) for _ in range(MOST_BESIDE))
        back = IconButton("back", tr("Back (Esc)"), self)
        back.clicked.connect(self.closed)
        title = QLabel(tr("Compare"), self)
        title.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.position = QLabel(self)
        self.position.setProperty("muted", True)
        self.more = QLabel(self)
        self.more.setProperty("muted", True)
        self.former, self.next = (
            IconButton("back", tr("Previous group (↑)"), self),
            IconButton("forward", tr("Next group (↓)"), self),
        )
        self.former.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.link = IconButton("link", tr("Zoom and move all pictures together (L)"), self)
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.toggled.connect(self._link)
        self.trash = QPushButton(self)
        self.trash.clicked.connect(self.trashing)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 16, 8)
        bar.setSpacing(8)
        for widget in (back, title, self.former, self.position, self.next):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self.more, 1)
        bar.addWidget(self.link)
        bar.addWidget(self.trash)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 16)
        row.setSpacing(8)
        for column in self.columns:
            row.addWidget(column, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addLayout(row, 1)
        for number, column in enumerate(self.columns):
            column.picture.looked.connect(partial(self._follow, column.picture))
            column.picture.pressed.connect(partial(self._go, number))
            column.choosing.connect(partial(self._choose, number))
            column.keep.installEventFilter(self)
            column.trash.installEventFilter(self)
        for part in (back, self.former, self.next, self.link, self.trash):
            part.installEventFilter(self)

    @property
    def choice(self) -> Choice | None:
        return self._choice

    @property
    def shown_ids(self) -> tuple[int, ...]:
        return tuple(photo.id for photo in self._photos)

    @property
    def current(self) -> int:
        """The number of the column that keys work on."""
        return self._current

    def show_choice(self, choice: Choice, number: int = 0, count: int = 0) -> None:
        """The group `number`, from 1, of `count`; without them the photos are no group of a list."""
        self._choice, self._first, self._current = choice, 0, 0
        self._has_groups = count > 0
        for part in (self.former, self.next, self.position):
            part.setVisible(self._has_groups)
        self.position.setText(tr("{number} of {count}", number=figure(number), count=figure(count)))
        left = len(choice.photo_ids) - MOST_BESIDE
        more = ntr("1 more with →", "{n} more with →", left) if left > 0 else ""
        self.more.setText(mirrored_arrows(more, self.layoutDirection()))
        self.former.setEnabled(number > 1)
        self.next.setEnabled(number < count)
        self._show_photos()

    def prefetch(self, choice: Choice) -> None:
        """Decodes what will probably be shown next."""
        for column, photo_id in zip(self.columns, choice.photo_ids, strict=False):
            photo = self._reader.photo(photo_id)
            if photo is not None:
                column.picture.prefetch(photo)

    def show_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._show_choices()

    def clear(self) -> None:
        self._choice, self._photos = None, ()
        for column in self.columns:
            column.picture.clear()

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take(event):
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys mean the same wherever the focus is on the page, but that Space presses a button."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_pressing = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            return not is_pressing and self._take(event)
        if event.type() is QEvent.Type.FocusIn:
            for number, column in enumerate(self.columns):
                if watched in (column.keep, column.trash):
                    self._go(number)
        return super().eventFilter(watched, event)

    # --- inside ---

    def _take(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        picture = self.columns[self._current].picture
        match event.key():
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                leads_on = mirrored_key(event.key(), self.layoutDirection()) == Qt.Key.Key_Right
                self._step(1 if leads_on else -1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_PageUp | Qt.Key.Key_PageDown if self._has_groups:
                forward = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
                (self.next if forward else self.former).click()
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                pass
            case Qt.Key.Key_Space:
                self._choose(self._current, None)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.trash.click()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                picture.step_zoom(_ZOOM_STEP)
            case Qt.Key.Key_Minus:
                picture.step_zoom(1 / _ZOOM_STEP)
            case Qt.Key.Key_Z:
                picture.set_zoom(1.0 if picture.zoom is None else None)
            case Qt.Key.Key_L:
                self.link.toggle()
            case _:
                return False
        return True

    def _show_photos(self) -> None:
        """The best, and so many of the others as there is room for."""
        if self._choice is None:
            return
        ids = self._choice.photo_ids
        shown = (*ids[:1], *ids[1 + self._first : MOST_BESIDE + self._first])
        photos = (self._reader.photo(id) for id in shown)
        self._photos = tuple(photo for photo in photos if photo is not None)
        said, files = self._reader.marks(shown), self._reader.file_marks(shown)
        facts = [
            facts_of(photo, said.get(photo.id, Marks()).over(files.get(photo.id, Marks()))) for photo in self._photos
        ]
        differing = [len({fact.text for fact in line}) > 1 for line in zip(*facts, strict=True)]
        wanted = [any(fact.text for fact in line) for line in zip(*facts, strict=True)]
        for number, column in enumerate(self.columns):
            column.setVisible(number < len(self._photos))
            if number < len(self._photos):
                column.show_photo(self._photos[number], facts[number], differing, wanted)
            else:
                column.picture.clear()
        self._show_choices()
        self._go(min(self._current, max(0, len(self._photos) - 1)))

    def _show_choices(self) -> None:
        if self._choice is None:
            return
        for column, photo in zip(self.columns, self._photos, strict=False):
            praise = self._choice.reason if photo.id == self._choice.best_id else ""
            column.show_choice(photo.path.name, is_kept=photo.id not in self._choice.going, praise=praise)
            column.praise.setVisible(self._choice.best_id is not None)
        dress_trash_button(self.trash, self._choice, is_busy=self._is_busy)

    def _choose(self, number: int, is_kept: bool | None) -> None:
        """None: the other way round."""
        if self._choice is None or number >= len(self._photos):
            return
        self._go(number)
        photo_id = self._photos[number].id
        if is_kept is None or is_kept != (photo_id not in self._choice.going):
            if not self._is_busy and self._choice.toggle(photo_id):
                self.changed.emit()
            else:
                why, at = moving() if self._is_busy else last_stays(), self.columns[number].keep
                QToolTip.showText(at.mapToGlobal(QPoint(0, -at.height() * 2)), why, self)
                self._tell(why)
        self._show_choices()

    def _step(self, step: int) -> None:
        target = self._current + step
        hidden = len(self._choice.photo_ids) - MOST_BESIDE - self._first if self._choice is not None else 0
        if (target >= MOST_BESIDE and hidden > 0) or (target == 0 and self._first > 0):
            self._first += step
            self._show_photos()
        elif 0 <= target < len(self._photos):
            self._go(target)

    def _go(self, number: int) -> None:
        self._current = number
        for column_number, column in enumerate(self.columns):
            column.picture.show_current(column_number == number)
        if number < len(self._photos) and self._choice is not None:
            photo = self._photos[number]
            ids, name = self._choice.photo_ids, photo.path.name
            place = tr("{number} of {count}", number=figure(ids.index(photo.id) + 1), count=figure(len(ids)))
            goes = tr("{name}, {place}, goes", name=name, place=place)
            stays = tr("{name}, {place}, stays", name=name, place=place)
            self._tell(goes if photo.id in self._choice.going else stays)

    def _tell(self, words: str) -> None:
        """Screen readers."""
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _follow(self, picture: ComparedPicture) -> None:
        if self.link.isChecked():
            for column in self.columns[: len(self._photos)]:
                if column.picture is not picture:
                    column.picture.look_as(picture.look)

    def _link(self, is_linked: bool) -> None:
        if is_linked:
            self._follow(self.columns[self._current].picture)
