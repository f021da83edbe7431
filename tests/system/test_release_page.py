"""Where new versions are to be had."""

from __future__ import annotations

import pytest

from photo_sorter.system.release_page import release_page


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (["Homepage, https://example.org", "Releases, https://example.org/new"], "https://example.org/new"),
        (["Homepage, https://example.org"], None),
        ([], None),
    ],
)
def test_the_page_is_what_the_package_names_under_releases(tmp_path, monkeypatch, lines, page):
    info = tmp_path / "sorted_photos-1.0.dist-info"
    info.mkdir()
    urls = "".join(f"Project-URL: {line}\n" for line in lines)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: sorted-photos\nVersion: 1.0\n{urls}")
    monkeypatch.syspath_prepend(tmp_path)
    assert release_page("sorted-photos") == page


def test_without_an_installed_package_there_is_none():
    assert release_page("no-such-package-at-all") is None
