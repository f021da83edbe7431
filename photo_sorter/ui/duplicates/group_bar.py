"""The line above a group of duplicates: what it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.duplicates.duplicate_choices import Choice
from photo_sorter.ui.duplicates.duplicate_words import headline, moving, nothing_goes
from photo_sorter.ui.phrases import file_size


class GroupBar(QWidget):
    """Serves whichever group is scrolled below it. Tab goes through the buttons of one group only, the current one; a
    click leaves the focus where it is, and the list has a key for each button."""

    comparing = Signal(int)
    """The number of its group, as with `trashing`."""
    trashing = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.group = -1
        self.words, self._saving = QLabel(self), QLabel(self)
        self._saving.setProperty("muted", True)
        self._saving.setFont(scaled_font(self, 0.92))
        self._saving.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.compare, self.trash = QPushButton(tr("Compare"), self), QPushButton(self)
        self.compare.setToolTip(tr("Look at them side by side (Enter)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 6)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self._saving, 1)
        for button in (self.compare, self.trash):
            row.addWidget(button)
        self.let_tab_in(False)
        self.compare.setProperty("quiet", True)
        self.compare.clicked.connect(lambda: self.comparing.emit(self.group))
        self.trash.clicked.connect(lambda: self.trashing.emit(self.group))

    @property
    def has_focus(self) -> bool:
        return self.compare.hasFocus() or self.trash.hasFocus()

    def let_tab_in(self, is_let: bool) -> None:
        for button in (self.compare, self.trash):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_let else Qt.FocusPolicy.NoFocus)

    def show_choice(self, group: int, choice: Choice, *, is_busy: bool) -> None:
        """`is_busy`: photos are being moved, and no more can be now."""
        self.group = group
        self.words.setText(headline(choice))
        size = file_size(choice.leaving_bytes)
        self._saving.setText(tr("{size} could go", size=size) if choice.going else "")
        self.compare.setAccessibleName(tr("Compare group {number}", number=number(group + 1)))
        dress_trash_button(self.trash, choice, is_busy=is_busy)
        words = tr("{deed}, group {number}", deed=self.trash.text(), number=number(group + 1))
        self.trash.setAccessibleName(words)


class GroupBars(QObject):
    """As many bars as there are groups in sight, however many groups there are."""

    comparing = Signal(int)
    trashing = Signal(int)

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._bars: list[GroupBar] = []

    @property
    def shown(self) -> list[GroupBar]:
        """From above."""
        return sorted((bar for bar in self._bars if not bar.isHidden()), key=lambda bar: bar.group)

    def show_groups(self, places: Mapping[int, QRect], choices: Sequence[Choice], *, is_busy: bool) -> None:
        """`places` by the numbers of the groups. Who stays in sight keeps its bar; others take one that is free."""
        serving = {bar.group: bar for bar in self._bars if bar.group in places}
        free = [bar for bar in self._bars if bar.group not in places]
        for group, place in places.items():
            bar = serving.get(group) or (free.pop() if free else self._another())
            bar.show_choice(group, choices[group], is_busy=is_busy)
            bar.setGeometry(place)
            bar.show()
        for bar in free:
            bar.group = -1
            bar.hide()

    def let_tab_in(self, group: int, after: QWidget) -> None:
        """Through the bar of this group, behind the widget `after`, which takes the focus of any other bar."""
        for bar in self._bars:
            is_current = bar.group == group and not bar.isHidden()
            if bar.has_focus and not is_current:
                after.setFocus()
            bar.let_tab_in(is_current)
            if is_current:
                QWidget.setTabOrder(after, bar.compare)
                QWidget.setTabOrder(bar.compare, bar.trash)

    def _another(self) -> GroupBar:
        bar = GroupBar(self._viewport)
        bar.comparing.connect(self.comparing)
        bar.trashing.connect(self.trashing)
        self._bars.append(bar)
        return bar


def dress_trash_button(button: QPushButton, choice: Choice, *, is_busy: bool) -> None:
    """Says how many would go, and while none can, why."""
    count = len(choice.going)
    button.setText(ntr("Move 1 to the trash", "Move {n} to the trash", count) if count else tr("Move to the trash"))
    button.setEnabled(bool(choice.going) and not is_busy)
    if is_busy:
        button.setToolTip(moving())
    else:
        button.setToolTip(tr("You are asked first (Delete)") if choice.going else nothing_goes())
