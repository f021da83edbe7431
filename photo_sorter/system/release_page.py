"""Where new versions are to be had: the page that the installed package names, if it names one."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata

_LABEL = "releases"


def release_page(package: str = "photo-sorter") -> str | None:
    """The address under “Releases” in the package's project URLs."""
    try:
        urls = metadata(package).get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for label, _, url in (line.partition(",") for line in urls):
        if label.strip().casefold() == _LABEL:
            return str(url.strip())
    return None
