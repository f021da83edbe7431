"""Settings, page General: how the program gets along with the rest of the computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from photo_sorter.core.schedule import LOW_PERCENT, BatteryRule
from photo_sorter.language import number, tr
from photo_sorter.settings import Settings
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.mirroring import leading


class GeneralPage(QWidget):
    """Says what is wanted. `changing` carries the name of a field of `Settings` and its value."""

    changing = Signal(str, object)
    login_wanted = Signal(bool)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        body = QWidget(self)
        body.setObjectName("panel")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 16, 24, 16)
        self._column.setSpacing(8)
        self._title(tr("Indexing"))
        self.battery = QComboBox(body)
        for rule, words in (
            (BatteryRule.NEVER, tr("Never")),
            (BatteryRule.LOW, tr("Below {percent} %", percent=LOW_PERCENT)),
            (BatteryRule.ALWAYS, tr("Always")),
        ):
            self.battery.addItem(words, rule.value)
        self.battery.setCurrentIndex(self.battery.findData(BatteryRule.named(settings.battery_rule).value))
        self.battery.activated.connect(lambda _: self.changing.emit("battery_rule", self.battery.currentData()))
        self._battery_line = self._line(tr("&Pause on battery"), self.battery)
        self.person = self._check(
            tr("Pause while the computer is in use"), "waits_for_person", settings.waits_for_person
        )
        self.person_hint = self._hint("")
        self.full_screen = self._check(
            tr("Pause while another program fills the screen"), "waits_for_full_screen", settings.waits_for_full_screen
        )
        self.full_screen_hint = self._hint("")
        self.cores = QComboBox(body)
        self._most_cores = settings.most_cores
        self.cores.activated.connect(lambda _: self.changing.emit("most_cores", self.cores.currentData()))
        self._cores_line = self._line(tr("Processor &cores"), self.cores)
        self.cores_hint = self._hint(tr("Fewer keep it cooler and quieter. From the next start on."))
        self.cores_hint.setIndent(0)
        self.links = self._check(tr("Follow links out of watched folders"), "follows_links", settings.follows_links)
        self.links_hint = self._hint(tr("A link in a folder of photos may lead anywhere on this computer."))
        self._column.addSpacing(16)
        self._title(tr("Window"))
        self.tray = self._check(tr("Keep working when the window is closed"), "closes_to_tray", settings.closes_to_tray)
        self.tray_hint = self._hint("")
        self.login = QCheckBox(tr("Start at login"), body)
        self.login.toggled.connect(self.login_wanted)
        self._column.addWidget(self.login)
        self.login_hint = self._hint("")
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        # The controls in it can be reached one by one; the area itself need not be.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_system(
        self, *, has_battery: bool, knows_use: bool, knows_full_screen: bool, has_tray: bool, cores: int
    ) -> None:
        """What this computer can do: the rest is not on offer."""
        self._show_cores(cores)
        self._battery_line.setRowVisible(self.battery, has_battery)
        self.person.setEnabled(knows_use)
        self.person_hint.setText(
            tr("Reading photos gives way to other programs in any case.")
            if knows_use
            else tr(
                "This desktop does not say when it is in use. Reading photos gives way to other programs in any case."
            )
        )
        self.full_screen.setEnabled(knows_full_screen)
        self.full_screen_hint.setText(
            tr("Games, presentations, films.")
            if knows_full_screen
            else tr("This desktop does not say what fills its screen.")
        )
        self.tray.setEnabled(has_tray)
        self.tray_hint.setText(
            tr("The icon in the tray brings it back.")
            if has_tray
            else tr("This desktop has no tray, from which the window could come back.")
        )

    def show_login(self, is_on: bool, sentence: str = "") -> None:
        """`sentence`: what went wrong, if anything."""
        self.login.blockSignals(True)
        self.login.setChecked(is_on)
        self.login.blockSignals(False)
        self.login_hint.setText(sentence or tr("Hidden in the tray, or minimised."))

    def _show_cores(self, count: int) -> None:
        self._cores_line.setRowVisible(self.cores, count > 1)
        self.cores_hint.setVisible(count > 1)
        self.cores.clear()
        self.cores.addItem(tr("All {count}", count=number(count)), 0)
        for most in range(count - 1, 0, -1):
            self.cores.addItem(tr("{most} of {count}", most=number(most), count=number(count)), most)
        # Those of a computer that had more are all that this one has.
        self.cores.setCurrentIndex(max(0, self.cores.findData(self._most_cores)))

    def _line(self, words: str, control: QWidget) -> QFormLayout:
        label = QLabel(words, self)
        label.setBuddy(control)
        # As high as the control, lest it stand above the middle.
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        line = QFormLayout()
        line.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        line.setHorizontalSpacing(12)
        line.addRow(label, control)
        self._column.addLayout(line)
        return line

    def _title(self, words: str) -> None:
        title = QLabel(words, self)
        title.setFont(scaled_font(self, 1.05, QFont.Weight.DemiBold))
        title.setAlignment(leading(self.layoutDirection()))
        self._column.addWidget(title)

    def _check(self, words: str, field: str, is_on: bool) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setChecked(is_on)
        box.toggled.connect(lambda wanted: self.changing.emit(field, wanted))
        self._column.addWidget(box)
        return box

    def _hint(self, words: str) -> QLabel:
        hint = QLabel(words, self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        hint.setProperty("muted", True)
        # In line with the words of the check box above it.
        hint.setIndent(24)
        hint.setAlignment(leading(self.layoutDirection()))
        hint.setContentsMargins(0, 0, 0, 6)
        self._column.addWidget(hint)
        return hint
