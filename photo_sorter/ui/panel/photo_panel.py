"""The right panel: what is known of the selected photo, and what a person says of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photo_sorter.core.photo import Photo, Status
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.language import tr
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.store.tags import Tag
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.chips import Chip, ChipRow
from photo_sorter.ui.grid.photo_grid import CardSource
from photo_sorter.ui.marks.photo_marks import PhotoMarks
from photo_sorter.ui.mirroring import leading
from photo_sorter.ui.panel.score_list import ScoreList
from photo_sorter.ui.panel.why_panel import WhyPanel
from photo_sorter.ui.phrases import labelled
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader
from photo_sorter.ui.viewing.heat_overlay import draw_heat

_PREVIEW_PX, _MARGIN_PX = 232, 16


class PhotoPanel(QScrollArea):
    """Shows what it is given; asks for nothing. `wants` names an action: "open", "folder" or "retry"."""

    decided = Signal(int, object)
    """Category id; True, False, or None to take the verdict back."""
    wants = Signal(str)

    def __init__(self, loader: ThumbnailLoader, cards: CardSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("framed", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sideways = self.horizontalScrollBar()
        # What is brought into sight may be too wide with large text: it moves up and down only.
        sideways.valueChanged.connect(lambda _: sideways.setValue(0))
        self.setAccessibleName(tr("Details"))
        self._categories: tuple[Category, ...] = ()
        self.why_away: Callable[[Photo], str] = lambda photo: ""
        """A sentence if the photo's file cannot be reached now."""
        self._preview = _Preview(loader, self)
        self.name = _plain(selectable=True)
        self.name.setFont(scaled_font(self, 1.08, QFont.Weight.DemiBold))
        self.marks = PhotoMarks(self)
        self.note = _plain()
        self.chips = ChipRow(self)
        self.scores = ScoreList(self)
        self.scores.decided.connect(self.decided)
        self.why = WhyPanel(loader, cards, self)
        self.why.setContentsMargins(18, 2, 0, 12)
        self.scores.set_inner(self.why)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._score_title, self._facts_title = _heading(tr("How well it fits")), _heading(tr("Details"))
        self.retry = self._button(tr("Try again"), "retry")
        self._open, self._folder = self._button(tr("Open"), "open"), self._button(tr("Show in folder"), "folder")
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(8)
        for button in (self._open, self._folder):
            self._beside.addWidget(button, 1)
        body = QWidget(self)
        body.setObjectName("panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(8)
        for widget in (self._preview, self.name, self.marks, self.note, self.retry, self.chips):
            column.addWidget(widget)
        column.addWidget(self._score_title)
        column.addWidget(self.scores)
        column.addWidget(self._facts_title)
        column.addLayout(self._facts)
        column.addSpacing(8)
        column.addLayout(self._beside)
        column.addStretch(1)
        self.setWidget(body)
        self.show_nothing()

    def sizeHint(self) -> QSize:
        return QSize(_PREVIEW_PX + 48, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        needed = self._open.sizeHint().width() + self._beside.spacing() + self._folder.sizeHint().width()
        fits = needed <= self.viewport().width() - 2 * _MARGIN_PX
        self._beside.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def show_categories(self, categories: tuple[Category, ...]) -> None:
        self._categories = categories
        self.scores.show_categories(categories)

    def show_nothing(self) -> None:
        self._show_parts(single=False)
        self.name.setText(tr("Nothing selected"))
        self.note.setText(tr("Select a photo to see its details."))
        self.chips.hide()

    def show_photo(
        self, photo: Photo, tags: Sequence[Tag], verdicts: Mapping[int, bool], unsure: Collection[int] = ()
    ) -> None:
        """`unsure`: the categories that are suggested. Scores follow with `show_scores`."""
        is_problem = photo.status is Status.PROBLEM
        self._show_parts(single=True, is_problem=is_problem)
        self.name.setText(photo.path.name)
        away = self.why_away(photo)
        waits = tr("Waits to be looked at") if photo.status is Status.NEW else ""
        self.note.setText(fault_in_words(photo.reason or "") if is_problem else away or waits)
        self.note.setVisible(bool(self.note.text()))
        for button in (self._open, self._folder):
            button.setEnabled(not away)
        self._preview.show_content(None if is_problem else photo.content_hash)
        self._show_tags({tag.category_id: tag.source == "user" for tag in tags})
        self.scores.show_verdicts(verdicts)
        self.scores.show_unsure(unsure)
        self.scores.set_openable(True)
        self._show_facts(photo)

    def show_several(self, count: int, common: Mapping[int, bool], verdicts: Mapping[int, bool]) -> None:
        """`common`: the categories that all of them have, and whether by hand; `verdicts`: those that all share."""
        self._show_parts(single=False)
        self.marks.show()
        self._score_title.setText(tr("Tag all of them"))
        self._score_title.setVisible(bool(self._categories))
        self.scores.setVisible(bool(self._categories))
        self.scores.show_scores({})
        self.scores.show_unsure(())
        self.scores.show_verdicts(verdicts)
        self.name.setText(phrases.photos(count))
        self.note.setText(tr("Tags that all of them have") if common else tr("They have no tag in common."))
        self.chips.setVisible(bool(common))
        self._show_tags(common)

    def show_scores(self, scores: Mapping[int, float]) -> None:
        self.scores.show_scores(scores)

    @property
    def preview_heat(self) -> HeatMap | None:
        return self._preview.heat

    def show_heat(self, heat: HeatMap | None) -> None:
        """Over the picture, which is brought into sight for it."""
        if heat is not None and self._preview.heat is None:
            self.ensureWidgetVisible(self._preview, 0, 16)
        self._preview.show_heat(heat)

    def _show_parts(self, *, single: bool, is_problem: bool = False) -> None:
        ready = single and not is_problem
        self._preview.setVisible(ready)
        self.marks.setVisible(ready)
        self._score_title.setText(tr("How well it fits"))
        self.note.show()
        self.note.setProperty("warning", is_problem)
        self.note.setProperty("muted", not is_problem)
        self.note.style().polish(self.note)
        self.retry.setVisible(single and is_problem)
        self.chips.setVisible(ready)
        self._score_title.setVisible(ready and bool(self._categories))
        self.scores.setVisible(ready and bool(self._categories))
        for part in (self._facts_title, self._open, self._folder):
            part.setVisible(single)
        if not single:
            self.scores.set_openable(False)
            self._clear_facts()

    def _show_tags(self, by_hand: Mapping[int, bool]) -> None:
        known = {category.id: category for category in self._categories}
        self.chips.show_chips(
            tuple(Chip(known[id].name, known[id].colour, user) for id, user in by_hand.items() if id in known)
        )

    def _show_facts(self, photo: Photo) -> None:
        self._clear_facts()
        facts = photo.facts
        self._fact(tr("Taken"), phrases.taken(photo.taken_at))
        if facts is not None:
            self._fact(tr("Picture"), phrases.dimensions(facts.width_px, facts.height_px))
        self._fact(tr("File"), phrases.file_size(photo.size_bytes))
        if facts is not None and facts.camera:
            self._fact(tr("Camera"), facts.camera)
        if facts is not None and facts.lens:
            self._fact(tr("Lens"), facts.lens)
        if facts is not None and facts.latitude is not None and facts.longitude is not None:
            self._fact(tr("Place"), phrases.position(facts.latitude, facts.longitude))
        self._fact(tr("Folder"), str(photo.path.parent))

    def _fact(self, title: str, text: str) -> None:
        label, value = _plain(), _plain(selectable=True)
        label.setText(title)
        label.setProperty("muted", True)
        label.setAlignment(label.alignment() & ~Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTop)
        # Break long paths after their slashes: a zero-width space there, and nowhere else.
        value.setText(text.replace("/", "/\u200b"))
        value.setAccessibleName(labelled(title, text))
        # With large text a word may have room only below its title.
        value.setMinimumWidth(min(value.minimumSizeHint().width(), _PREVIEW_PX // 2))
        self._facts.addRow(label, value)

    def _clear_facts(self) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)

    def _button(self, caption: str, wish: str) -> QPushButton:
        button = QPushButton(caption, self)
        button.clicked.connect(lambda: self.wants.emit(wish))
        return button


class _Preview(QWidget):
    """The picture, as large as the panel allows."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._loader = loader
        self._wanted: Thumbnail | None = None
        self.heat: HeatMap | None = None
        self.setFixedHeight(176)
        self.setAccessibleName(tr("Preview"))
        loader.arrived.connect(self._on_arrival)

    def show_content(self, content_hash: bytes | None) -> None:
        ratio = self.devicePixelRatioF()
        box_px = round(_PREVIEW_PX * ratio)
        self._wanted = Thumbnail(content_hash, box_px, False, round(6 * ratio)) if content_hash else None
        self._loader.want([self._wanted] if self._wanted is not None else [], id(self))
        self.update()

    def show_heat(self, heat: HeatMap | None) -> None:
        self.heat = heat
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        picture = self._loader.get(self._wanted) if self._wanted is not None else None
        if not isinstance(picture, QPixmap):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tones().placeholder)
            painter.drawRoundedRect(self.rect(), 6, 6)
            return
        size = (picture.size() / self.devicePixelRatioF()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, size.width(), size.height(), picture)
        if self.heat is not None:
            draw_heat(painter, QRectF(left, top, size.width(), size.height()), self.heat)

    def _on_arrival(self, thumbnail: Thumbnail) -> None:
        if thumbnail == self._wanted:
            self.update()


def _plain(*, selectable: bool = False) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setMinimumWidth(40)
    label.setAlignment(leading(label.layoutDirection()))
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(leading(label.layoutDirection()))
    label.setFont(scaled_font(label, 0.9, QFont.Weight.DemiBold))
    label.setProperty("muted", True)
    label.setContentsMargins(0, 12, 0, 0)
    return label
