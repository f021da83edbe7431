"""The menu entry and the software centre's page, as the desktop reads them."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from datetime import date
from xml.etree import ElementTree

import pytest
from linux.deb import needed_glibc
from linux.desktop import desktop_entry, metainfo

DAY = date(2026, 11, 21)


@pytest.fixture
def entry(product):
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read_string(desktop_entry(product))
    return parser["Desktop Entry"]


@pytest.fixture
def page(product):
    return ElementTree.fromstring(metainfo(product, DAY))


def test_the_entry_starts_the_command_with_what_is_opened(entry, product):
    assert entry["Exec"] == f"{product.name} %F"
    assert entry["Name"] == product.title
    assert entry["Icon"] == product.name


def test_the_entry_offers_the_program_for_folders_and_pictures(entry):
    types = entry["MimeType"].rstrip(";").split(";")
    assert types[0] == "inode/directory"
    assert {"image/jpeg", "image/heif", "image/x-canon-cr2"} <= set(types)
    assert len(types) == len(set(types))


def test_the_page_agrees_with_the_project(page, product):
    assert page.findtext("id") == product.identifier
    assert page.findtext("project_license") == product.licence
    assert page.findtext("summary") == product.short_summary
    assert page.find("releases/release").attrib == {"version": product.version, "date": "2026-11-21"}
    assert page.findtext("launchable") == f"{product.name}.desktop"
    assert [each.text for each in page.findall("description/p")] == list(product.description)


def test_the_desktop_finds_no_fault_with_the_entry(product, tmp_path):
    validator = shutil.which("desktop-file-validate") or pytest.skip("desktop-file-validate is not installed")
    file = tmp_path / f"{product.name}.desktop"
    file.write_text(desktop_entry(product), encoding="utf-8")
    told = subprocess.run([validator, file], capture_output=True, text=True, check=False)
    assert told.stdout == ""


def test_the_software_centre_finds_no_fault_with_the_page(product, tmp_path):
    validator = shutil.which("appstreamcli") or pytest.skip("appstreamcli is not installed")
    file = tmp_path / f"{product.identifier}.metainfo.xml"
    file.write_text(metainfo(product, DAY), encoding="utf-8")
    told = subprocess.run([validator, "validate", "--no-net", file], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_the_package_asks_for_the_c_library_that_the_bundle_was_linked_with(tmp_path):
    readelf = shutil.which("readelf") or pytest.skip("binutils are not installed")
    assert needed_glibc(tmp_path) == (2, 17)
    shutil.copy(readelf, tmp_path / "program")
    major, minor = needed_glibc(tmp_path)
    assert (major, minor) > (2, 17)
