"""The window's language: the first of those a person reads that is one of ours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from photo_sorter import language
from photo_sorter.paths import resources

_CONTEXT = "photo-sorter"
_ENGLISH = QLocale.Language.English


def speak_the_language_of(app: QApplication, locale: QLocale) -> None:
    """Sentences, numbers, dates and Qt's own words. Before the first widget is made."""
    spoken = _spoken(locale)
    QLocale.setDefault(spoken)
    qt_words = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt_words), ("photo_sorter", str(resources() / "translations"))):
        translator = QTranslator(app)
        if translator.load(spoken, name, "_", folder):
            app.installTranslator(translator)
    language.speak(
        lambda text, number: QCoreApplication.translate(_CONTEXT, text, None, number),
        lambda value: spoken.toString(value),
    )


def _spoken(locale: QLocale) -> QLocale:
    """English where there is no translation: its sentences shall not get the dates and numbers of another language."""
    for name in locale.uiLanguages():
        wished = QLocale(name)
        code = QLocale.languageToCode(wished.language())
        if wished.language() is _ENGLISH or (resources() / "translations" / f"photo_sorter_{code}.qm").is_file():
            return wished
    return QLocale(_ENGLISH, QLocale.Country.UnitedStates)
