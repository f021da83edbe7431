"""One source of truth: what the installers say is what the program is."""

from __future__ import annotations

import tomllib

from photo_sorter import __version__
from photo_sorter.media.scan import IMAGE_SUFFIXES
from photo_sorter.ui.taskbar import APPLICATION_ID
from tests.packaging.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_installers_know_the_project_s_name_version_summary_and_licence(product):
    assert product.name == PROJECT["name"]
    assert product.version == __version__
    assert product.summary == PROJECT["description"]
    assert product.licence == PROJECT["license"]


def test_the_command_that_the_bundle_installs_is_the_project_s(product):
    assert product.name in PROJECT["scripts"]


def test_open_with_is_offered_only_for_what_the_program_takes_for_photos(product):
    suffixes = {f".{suffix}" for each in product.formats for suffix in each.suffixes}
    assert suffixes <= IMAGE_SUFFIXES


def test_the_window_and_the_icon_in_the_start_menu_have_one_identity(product):
    assert product.identifier == APPLICATION_ID


def test_a_menu_gets_the_summary_without_its_second_sentence(product):
    assert product.summary.startswith(product.short_summary)
    assert "." not in product.short_summary
