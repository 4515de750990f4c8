"""Qt's own words, on the buttons of its dialogs and in its menus, in Chinese."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

CATALOGUES = ("qtbase_zh_CN", "qt_zh_CN")


def speak_chinese(app: QApplication) -> None:
    """Load Qt's translations and reckon in the Chinese locale; a missing file leaves English words, nothing worse."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in CATALOGUES:
        if app.findChild(QTranslator, name) is not None:
            continue
        translator = QTranslator(app)
        translator.setObjectName(name)
        if translator.load(name, folder):
            app.installTranslator(translator)
