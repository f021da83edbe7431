"""Tones and the style sheet, both derived from the system's palette: light, dark and accent follow the desktop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from photo_sorter.paths import resources


@dataclass(frozen=True)
class Tones:
    """Colours by meaning. `muted` text keeps a contrast of at least 4.5 : 1 on `window` and on `base`."""

    window: QColor
    base: QColor
    text: QColor
    muted: QColor
    faint: QColor
    hairline: QColor
    edge: QColor
    hover: QColor
    chip: QColor
    pressed: QColor
    chosen: QColor
    placeholder: QColor
    accent: QColor
    accent_fill: QColor
    on_accent: QColor
    warning: QColor


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """`first` with `share` (0 to 1) of `second`."""
    keep = 1 - share
    return QColor(
        round(first.red() * keep + second.red() * share),
        round(first.green() * keep + second.green() * share),
        round(first.blue() * keep + second.blue() * share),
    )


def contrast(first: QColor, second: QColor) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tones() -> Tones:
    """Those of the application's palette. A widget's own is no guide: style sheets write into it."""
    palette = QApplication.palette()
    return _tones_of(palette.cacheKey())


@lru_cache(maxsize=4)
def _tones_of(palette_key: int) -> Tones:
    palette = QApplication.palette()
    window, base = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Base)
    text, accent = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Accent)
    is_dark = window.lightness() < 128
    warning = QColor.fromHsl(30, 200, 165 if is_dark else 85)
    fill = accent
    while contrast(fill, QColor("white")) < 4.5:
        fill = fill.darker(104)
    # Towards the text's colour, which ends in something readable whatever the accent is.
    steps = (mixed(accent, text, step / 20) for step in range(20))
    readable = next((tone for tone in steps if min(contrast(tone, base), contrast(tone, window)) >= 4.5), text)
    edge = QColor(text)
    edge.setAlpha(28)
    return Tones(
        window=window,
        base=base,
        text=text,
        muted=mixed(text, window, 0.36),
        faint=mixed(text, window, 0.62),
        hairline=mixed(window, text, 0.13),
        chip=mixed(base, text, 0.10),
        edge=edge,
        hover=mixed(window, text, 0.06),
        pressed=mixed(window, text, 0.12),
        chosen=mixed(window, accent, 0.30 if is_dark else 0.22),
        placeholder=mixed(base, text, 0.07),
        accent=readable,
        accent_fill=fill,
        on_accent=QColor("white"),
        warning=warning,
    )


def dress(app: QApplication) -> None:
    """Gives every window the program's look. Call again when the palette has changed."""
    if not app.styleSheet():
        app.setStyle("Fusion")
        app.setWindowIcon(QIcon(str(resources() / "icons" / "photo-sorter.svg")))
    names = {name: tone.name() for name, tone in vars(tones()).items()}
    sheet = _SHEET.format_map(names | {"icons": (resources() / "icons").as_posix()})
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)


def dress_again() -> None:
    """The same with the palette as it is now."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        dress(app)


def scaled_font(widget: QWidget, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's font at another size."""
    font = QFont(QApplication.font(widget))
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(round(font.pixelSize() * factor))
    font.setWeight(weight)
    return font


def mark(widget: QWidget, name: str, value: bool) -> None:
    """Sets a property that the style sheet looks at, which it does when it is applied only."""
    if widget.property(name) is not value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def fitting(window: QWidget, width_px: int, height_px: int) -> QSize:
    """This size, or what the screen has room for beside a title bar."""
    room = window.screen().availableSize()
    return QSize(min(width_px, room.width() - 16), min(height_px, room.height() - 56))


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


_SHEET = """
QToolTip {{ padding: 4px 6px; }}
QPushButton {{
    padding: 6px 14px; border: 1px solid {hairline}; border-radius: 7px; background: {base}; color: {text};
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {pressed}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; background: transparent; }}
QPushButton[primary="true"] {{ background: {accent_fill}; border-color: {accent_fill}; color: {on_accent}; }}
QPushButton[primary="true"]:focus {{ border-color: {text}; }}
QPushButton[primary="true"]:disabled {{ background: {hairline}; border-color: transparent; color: {muted}; }}
QPushButton[quiet="true"] {{ background: transparent; border-color: transparent; color: {accent}; padding: 4px 8px; }}
QPushButton[quiet="true"]:hover {{ background: {hover}; }}
QPushButton[quiet="true"]:focus {{ border-color: {accent}; }}
QPushButton[quiet="true"]:disabled {{ color: {muted}; }}
QPushButton[plain="true"] {{
    background: transparent; border-color: transparent; color: {muted}; padding: 4px 6px 4px 0; text-align: left;
}}
QPushButton[plain="true"]:focus {{ border-color: {accent}; }}
QToolButton {{
    border: 1px solid transparent; border-radius: 6px; padding: 4px; background: transparent; color: {text};
}}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {hover}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[field="true"] {{ border: 1px solid {hairline}; border-radius: 7px; padding: 6px; background: {base}; }}
QToolButton[field="true"]:focus {{ border-color: {accent}; }}
QLineEdit, QPlainTextEdit {{
    border: 1px solid {hairline}; border-radius: 7px; padding: 5px 8px; background: {base}; color: {text};
    selection-background-color: {accent_fill}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QPlainTextEdit[quiet="true"] {{
    border: none; border-bottom: 1px solid transparent; border-radius: 0; background: transparent; padding: 3px 0;
}}
QPlainTextEdit[quiet="true"]:hover {{ border-bottom-color: {hairline}; }}
QPlainTextEdit[quiet="true"]:focus {{ border-bottom-color: {accent}; }}
QScrollBar:vertical {{ width: 12px; background: transparent; margin: 0; }}
QScrollBar::handle:vertical {{ background: {hairline}; border-radius: 4px; min-height: 36px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {faint}; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {hairline}; border-radius: 4px; min-width: 36px; margin: 2px; }}
QScrollBar::handle:horizontal:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{
    border: none; border-radius: 2px; background: {hairline}; max-height: 4px; qproperty-textVisible: false;
}}
QProgressBar::chunk {{ border-radius: 2px; background: {accent_fill}; }}
QSlider::groove:horizontal {{ height: 3px; border-radius: 1px; background: {hairline}; }}
QSlider::sub-page:horizontal {{ height: 3px; border-radius: 1px; background: {faint}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; background: {base}; border: 1px solid {faint};
}}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border-color: {accent}; }}
QSplitter::handle {{ background: {hairline}; }}
QMenuBar {{ background: {window}; border-bottom: 1px solid {hairline}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 5px; background: transparent; color: {text}; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {base}; border: 1px solid {hairline}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 26px; border-radius: 5px; color: {text}; }}
QMenu::item:selected {{ background: {chosen}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::indicator {{ left: 7px; width: 14px; height: 14px; border-radius: 4px; }}
QMenu::indicator:checked {{ background: {accent_fill}; image: url("{icons}/checked.svg"); }}
QScrollArea {{ border: none; background: {window}; }}
QScrollArea[framed="true"] {{ border: 1px solid transparent; border-radius: 7px; }}
QScrollArea[framed="true"]:focus {{ border-color: {accent}; }}
QWidget#page {{ background: {base}; }}
QWidget#panel {{ background: {window}; }}
QFrame#hairline {{ background: {hairline}; border: none; }}
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[warning="true"] {{ color: {warning}; }}
QFrame#notice {{ background: {placeholder}; border-top: 1px solid {hairline}; }}
QTableWidget {{ border: 1px solid transparent; border-radius: 7px; background: transparent; outline: none; }}
QTableWidget:focus, QListWidget:focus {{ border-color: {accent}; }}
QTableWidget::item {{ padding: 0 5px; border: none; color: {text}; }}
QTableWidget::item:selected {{ background: {chosen}; color: {text}; }}
QTreeView[rows="true"], QTableView[rows="true"] {{
    border: 1px solid transparent; border-radius: 7px; background: {base}; outline: none;
}}
QTreeView[rows="true"]:focus, QTableView[rows="true"]:focus {{ border-color: {accent}; }}
QTableView[rows="true"]::item {{ padding: 0 6px; border: none; }}
QTreeView[rows="true"]::item {{ padding: 0 4px; border: none; }}
QTreeView[rows="true"]::item:hover {{ background: {hover}; }}
QTreeView[rows="true"]::item:selected, QTableView[rows="true"]::item:selected {{
    background: {chosen}; color: {text};
}}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{
    padding: 4px 8px; border: none; border-bottom: 1px solid {hairline}; background: transparent; color: {muted};
}}
QListWidget {{ border: 1px solid transparent; border-radius: 7px; background: transparent; outline: none; }}
QListWidget::item {{ padding: 7px 10px; border-radius: 6px; color: {text}; }}
QListWidget::item:hover {{ background: {hover}; }}
QListWidget::item:selected {{ background: {chosen}; color: {text}; }}
QListWidget[titles="true"]:focus {{ border-color: transparent; }}
QListWidget[titles="true"]::item {{ border: 1px solid transparent; }}
QListWidget[titles="true"]::item:focus {{ border-color: {accent}; }}
QTreeWidget {{
    border: none; background: transparent; outline: none; show-decoration-selected: 0;
    selection-background-color: transparent;
}}
QTreeWidget::item {{ padding-right: 8px; }}
QListWidget::indicator, QTreeWidget::indicator, QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 4px; background: {base};
}}
QListWidget::indicator:checked, QTreeWidget::indicator:checked, QCheckBox::indicator:checked {{
    border-color: {accent_fill}; background: {accent_fill}; image: url("{icons}/checked.svg");
}}
QCheckBox {{ spacing: 8px; color: {text}; }}
QCheckBox:disabled {{ color: {faint}; }}
QCheckBox::indicator:focus {{ border-color: {accent}; }}
QRadioButton {{ spacing: 8px; color: {text}; }}
QRadioButton:disabled {{ color: {faint}; }}
QRadioButton::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 8px; background: {base};
}}
QRadioButton::indicator:checked {{
    width: 6px; height: 6px; border: 5px solid {accent_fill}; background: {on_accent};
}}
QRadioButton::indicator:focus {{ border-color: {accent}; }}
QComboBox {{
    border: 1px solid {hairline}; border-radius: 7px; padding: 5px 8px; background: {base}; color: {text};
}}
QComboBox:focus, QComboBox:on {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/down.svg"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ border: 1px solid {hairline}; background: {base}; selection-background-color: {chosen};
    selection-color: {text}; outline: none; padding: 4px; }}
"""
