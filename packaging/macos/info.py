"""What macOS is told in the application's Info.plist."""

from __future__ import annotations

from typing import Any

from product import Product
from translations import LANGUAGES


def info_plist(product: Product) -> dict[str, Any]:
    """Apple's keys (Bundle Resources → Information Property List) beyond those that PyInstaller writes."""
    pictures = [
        {
            "CFBundleTypeName": each.title,
            "CFBundleTypeRole": "Viewer",
            # Offered in "Open With", but never made what a double-click opens.
            "LSHandlerRank": "Alternate",
            "CFBundleTypeExtensions": list(each.suffixes),
        }
        for each in product.formats
    ]
    folders = {
        "CFBundleTypeName": "Folder",
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": ["public.folder"],
    }
    return {
        "CFBundleDisplayName": product.title,
        "CFBundleShortVersionString": product.version,
        "CFBundleLocalizations": ["en", *LANGUAGES],
        "LSMinimumSystemVersion": product.macos_minimum,
        "LSApplicationCategoryType": product.macos_category,
        "NSHumanReadableCopyright": f"© {product.publisher}. {product.licence} licence.",
        "NSHighResolutionCapable": True,
        # Not only the light appearance: the window follows the system's.
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "CFBundleDocumentTypes": [folders, *pictures],
        **product.macos_permissions,
    }
