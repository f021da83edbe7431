"""Who Photo Sorter is, for every system's installer: read from `pyproject.toml` and `product.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
ICON = ROOT / "resources" / "icons" / "photo-sorter.svg"


@dataclass(frozen=True)
class Format:
    """A kind of picture file, as the systems' "Open with" know it."""

    title: str
    mime: tuple[str, ...]
    suffixes: tuple[str, ...]
    """Without the dot."""


@dataclass(frozen=True)
class Product:
    """What installers, menus and shops say of the program."""

    name: str
    """The command, the package, the folder: `photo-sorter`."""
    title: str
    version: str
    summary: str
    description: tuple[str, ...]
    """Paragraphs."""
    licence: str
    publisher: str
    identifier: str
    keywords: tuple[str, ...]
    formats: tuple[Format, ...]
    debian_depends: tuple[str, ...]
    """With `{glibc}` for the version that the bundle was linked against."""
    debian_recommends: tuple[str, ...]
    macos_minimum: str
    macos_category: str
    macos_permissions: dict[str, str]
    windows_app_id: str
    windows_minimum: str

    @property
    def mime_types(self) -> tuple[str, ...]:
        """Of everything that it opens: folders first."""
        return ("inode/directory", *(mime for each in self.formats for mime in each.mime))

    @property
    def short_summary(self) -> str:
        """The summary's first sentence without its full stop, as menus want it."""
        return self.summary.split(". ")[0].removesuffix(".")


def read_product() -> Product:
    """Both files as one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = tomllib.loads((HERE / "product.toml").read_text(encoding="utf-8"))
    return Product(
        name=project["name"],
        title=more["title"],
        version=_version(),
        summary=project["description"],
        description=tuple(more["description"]),
        licence=project["license"],
        publisher=more["publisher"],
        identifier=more["identifier"],
        keywords=tuple(more["keywords"]),
        formats=tuple(Format(each["title"], tuple(each["mime"]), tuple(each["suffixes"])) for each in more["formats"]),
        debian_depends=tuple(more["linux"]["depends"]),
        debian_recommends=tuple(more["linux"]["recommends"]),
        macos_minimum=more["macos"]["minimum"],
        macos_category=more["macos"]["category"],
        macos_permissions=dict(more["macos"]["permissions"]),
        windows_app_id=more["windows"]["app_id"],
        windows_minimum=more["windows"]["minimum"],
    )


def _version() -> str:
    """Read, not imported: where installers are written, the program need not be installed."""
    text = (ROOT / "photo_sorter" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("photo_sorter/__init__.py has no line `__version__ = …`.")
    return found[1]
