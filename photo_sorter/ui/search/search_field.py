"""The search field: says what its text asks for as soon as the typing rests, and lets go of what has become a chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from photo_sorter.core.search.completion import Completion, Vocabulary, complete, half_typed
from photo_sorter.core.search.language import Parsed, Problem, Token, TokenKind, parse, without
from photo_sorter.core.search.query import Field, Filter, Query
from photo_sorter.language import tr
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import draw_icon, inked_icon
from photo_sorter.ui.mirroring import mirrored
from photo_sorter.ui.search.problem_marks import paint_marks, problem_at
from photo_sorter.ui.search.suggestion_list import Suggestion, SuggestionList
from photo_sorter.ui.search.whole_field import WholeField

REST_MS = 50
"""An answer and its painting take up to 100 ms more with 100,000 photos: together within what people call instant."""
DWELL_MS = 700
"""What is not understood at the caret is still being typed until it rests for so long."""
_ICON_ROOM_PX = 22
_STAYING = (TokenKind.WORD, TokenKind.AGAINST, TokenKind.QUOTED)


class SearchField(WholeField):
    """Words stay in the text; filters, pictures and settings leave it once they are finished: by a space behind them,
    by Enter, or as a suggestion that was taken."""

    typed = Signal(object)
    """The Query of the text as it stands."""
    finished = Signal(object)
    """The Query of what has left the text."""
    taking_back = Signal()
    """Backspace before the first character."""
    cleared = Signal()
    left = Signal()
    """A key that leads to the results."""
    noted = Signal(str)
    """What is wrong where the caret rests, or else first in the text, or ""."""
    past_chosen = Signal(str)
    """A former search, as text."""
    past_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.past: Callable[[], Sequence[str]] = tuple
        self._vocabulary = Vocabulary()
        self._parsed = Parsed(Query())
        self._said: Query | None = Query()
        """What was said last; None where what is sought stands in its place."""
        self._note = ""
        self.setAccessibleName(tr("Search"))
        self.setMinimumWidth(120)
        self.setMaximumWidth(480)
        self.show_languages("")
        self.suggestions = SuggestionList(self)
        self.suggestions.chosen.connect(self._take)
        self.suggestions.turned.connect(self._describe)
        self._clear = QAction(tr("Clear search"), self)
        self._clear.triggered.connect(self.cleared)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._say)
        self._dwell = QTimer(self, singleShot=True, interval=DWELL_MS)
        self._dwell.timeout.connect(self._say)
        self.textChanged.connect(self._on_text)
        self.textEdited.connect(self._suggest)
        self.replaced.connect(self._begin_anew)
        self.cursorPositionChanged.connect(lambda *_: self._note_caret())
        self._ink()
        self._make_room()

    def sizeHint(self) -> QSize:
        return QSize(360, max(34, super().sizeHint().height()))

    @property
    def query(self) -> Query:
        """What the text asks for, without what is still being typed and cannot be meant yet."""
        unfinished = self._unfinished()
        if unfinished is None:
            return self._parsed.query
        start, end = unfinished
        return parse(f"{self.text()[:start]} {self.text()[end:]}").query

    @property
    def is_waiting(self) -> bool:
        """Whether what was typed last has not been said yet."""
        return self._rest.isActive()

    def show_languages(self, languages: str) -> None:
        """Those that the model in use understands: "English"."""
        known = languages if languages != "unknown" else ""
        self.setPlaceholderText(
            tr("Search in {languages} by what is in the picture", languages=known) if known else tr("Search")
        )

    def show_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Names that the library knows, for suggestions."""
        self._vocabulary = vocabulary

    def show_text(self, text: str, *, has_chips: bool) -> None:
        """Replaces the text without announcing it."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._read()
        self._said = self._parsed.query
        self._rest.stop()
        self._dwell.stop()
        self.suggestions.hide()
        self.choose_all(False)
        self.show_clear(has_chips)
        self._note_caret()

    def take_back(self, text: str) -> None:
        """What had left the text stands at its end once more, to be edited."""
        self.setText(f"{self.text().rstrip()} {text}".strip())
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.end(False)

    def show_clear(self, has_chips: bool) -> None:
        self._clear.setVisible(has_chips or bool(self.text()))

    def finish(self) -> None:
        """Says all at once, whatever is still being typed."""
        self._let_go([token for token in self._parsed.tokens if token.kind not in _STAYING])
        self._dwell.stop()
        self._say()

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.suggestions.isVisible() and self._steer(event.key()):
            return
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText() and not self.has_chosen_all
        match event.key():
            case Qt.Key.Key_Escape:
                self.cleared.emit()
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Down:
                self.finish()
                self.left.emit()
            case Qt.Key.Key_Backspace if at_start:
                self.taking_back.emit()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab takes a suggestion that somebody went to, and only then does not lead on.
        is_tab = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
        current = self.suggestions.current if is_tab and self.suggestions.isVisible() else None
        if current is not None and not current.quiet:
            self._take(current)
            return True
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            problem = problem_at(self._marked(), self.cursorPositionAt(event.pos()))
            QToolTip.showText(event.globalPos(), problem.sentence if problem else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._suggest()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._suggest()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.suggestions.hide()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._say()
            self._note_caret()

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icon, direction = QRectF(9, self.height() / 2 - 8, 16, 16), self.layoutDirection()
        draw_icon(painter, "search", mirrored(icon, self.rect(), direction), tones().muted)
        painter.end()
        if marked := self._marked():
            right = 30 if self._clear.isVisible() else 8
            inner = mirrored(self.rect().adjusted(28, 0, -right, 0), self.rect(), direction)
            paint_marks(self, self.cursorRect(), inner, marked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.suggestions.isVisible():
            self.suggestions.place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._ink()
        elif event.type() is QEvent.Type.LayoutDirectionChange:
            self._make_room()
        super().changeEvent(event)

    # --- inside ---

    def _on_text(self, text: str) -> None:
        self._read()
        caret = self.cursorPosition()
        self._let_go([one for one in self._parsed.tokens if one.end < caret and text[one.end : one.end + 1].isspace()])
        self._clear.setVisible(bool(self.text()))
        self._rest.start()
        self._dwell.start()
        self._note_caret()

    def _read(self) -> None:
        self._parsed = parse(self.text())
        self.update()

    def _let_go(self, tokens: list[Token]) -> None:
        """Those of them that are no words leave the text."""
        gone = [token for token in tokens if token.kind not in _STAYING]
        if not gone:
            return
        text, caret = self.text(), self.cursorPosition()
        parted = parse(" ".join(text[token.start : token.end] for token in gone)).query
        rest = without(text, gone)
        before = without(text[:caret], [token for token in gone if token.end <= caret])
        self.blockSignals(True)
        self.setText(rest if caret < len(text) or not rest else f"{rest} ")
        self.setCursorPosition(min(len(self.text()), len(before) + 1 if before else 0))
        self.blockSignals(False)
        self._read()
        self._said = self.query
        self.finished.emit(parted)

    def _begin_anew(self) -> None:
        self._said = None
        self._rest.start()

    def _say(self) -> None:
        self._rest.stop()
        query = self.query
        if query != self._said:
            self._said = query
            self.typed.emit(query)
        self._note_caret()
        self.update()

    def _unfinished(self) -> tuple[int, int] | None:
        caret, is_half = self.cursorPosition(), self._half_typed() is not None
        if not self.hasFocus() or not (is_half or self._dwell.isActive()):
            return None
        if problem := problem_at(self._parsed.problems, caret):
            return problem.start, problem.end
        names = {name.casefold() for name, _ in self._vocabulary.categories}
        for token in self._parsed.tokens:
            if token.start < caret <= token.end and isinstance(token.value, Filter):
                is_part = token.value.field is Field.CATEGORY and token.value.value.casefold() not in names
                return (token.start, token.end) if is_half or is_part else None
        return None

    def _half_typed(self) -> Completion | None:
        """What Enter makes of a filter whose value is a mere beginning, as long as its names are offered."""
        if not self.suggestions.isVisible():
            return None
        return half_typed(self.text(), self.cursorPosition(), self._vocabulary)

    def _marked(self) -> list[Problem]:
        at_caret = self._unfinished()
        return [one for one in self._parsed.problems if (one.start, one.end) != at_caret]

    def _note_caret(self) -> None:
        marked = self._marked()
        problem = problem_at(marked, self.cursorPosition()) or next(iter(marked), None)
        note = problem.sentence if problem else ""
        if note != self._note:
            self._note = note
            self.noted.emit(note)

    def _suggest(self) -> None:
        if not self.hasFocus():
            return
        if self.text().strip():
            found = complete(self.text(), self.cursorPosition(), self._vocabulary)
            self.suggestions.offer([Suggestion(one.label, one.hint, one) for one in found])
            self._note_caret()
        else:
            past = [Suggestion(text, data=text) for text in self.past()]
            self.suggestions.offer([*past, Suggestion(tr("Clear history"), quiet=True)] if past else [])

    def _steer(self, key: int) -> bool:
        """A key for the list. Enter is its own once something has been chosen, or a name has only been begun."""
        current = self.suggestions.current
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.suggestions.step(1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Escape:
                self.suggestions.hide()
                self._rest.start()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current is not None:
                self._take(current)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if likeliest := self._half_typed():
                self.suggestions.hide()
                self._insert(likeliest)
            case _:
                return False
        return True

    def _take(self, suggestion: Suggestion) -> None:
        self.suggestions.hide()
        if suggestion.quiet:
            self.past_cleared.emit()
        elif isinstance(suggestion.data, str):
            self.past_chosen.emit(suggestion.data)
        elif isinstance(suggestion.data, Completion):
            self._insert(suggestion.data)

    def _insert(self, completion: Completion) -> None:
        text, end = self.text(), completion.start + len(completion.text)
        self.setText(f"{text[: completion.start]}{completion.text}{text[completion.end :]}")
        self.setCursorPosition(end)
        if completion.text.endswith(":"):
            self._suggest()
            return
        self._let_go([one for one in self._parsed.tokens if completion.start <= one.start and one.end <= end])
        self._dwell.stop()
        self._say()

    def _describe(self) -> None:
        current = self.suggestions.current
        self.setAccessibleDescription(current.label if current is not None else "")

    def _make_room(self) -> None:
        """For the icon before the text."""
        left, right = (0, _ICON_ROOM_PX) if self.isRightToLeft() else (_ICON_ROOM_PX, 0)
        self.setTextMargins(left, 0, right, 0)

    def _ink(self) -> None:
        if hasattr(self, "_clear"):
            self._clear.setIcon(inked_icon("close", tones().muted.name()))
