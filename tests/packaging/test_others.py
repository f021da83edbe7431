"""What macOS and Windows are told. Their installers are built on their own systems."""

from __future__ import annotations

import plistlib
import re
from pathlib import PureWindowsPath
from xml.etree import ElementTree

from macos.info import info_plist
from windows.installer import installer_script, version_resource

from tests.packaging.conftest import ROOT


def test_macos_is_told_why_each_place_is_read(product):
    told = plistlib.loads(plistlib.dumps(info_plist(product)))
    for place in ("Desktop", "Documents", "Downloads"):
        assert "stay on your computer" in told[f"NS{place}FolderUsageDescription"]
    assert "NSRemovableVolumesUsageDescription" in told
    assert "NSNetworkVolumesUsageDescription" in told


def test_macos_offers_the_program_for_folders_and_pictures_without_making_it_their_own(product):
    types = info_plist(product)["CFBundleDocumentTypes"]
    assert {each["LSHandlerRank"] for each in types} == {"Alternate"}
    assert ["public.folder"] in [each.get("LSItemContentTypes") for each in types]
    assert any("heic" in each.get("CFBundleTypeExtensions", ()) for each in types)


def test_macos_may_show_the_window_dark(product):
    assert info_plist(product)["NSRequiresAquaSystemAppearance"] is False


def test_the_entitlements_are_a_property_list():
    told = plistlib.loads((ROOT / "packaging/macos/entitlements.plist").read_bytes())
    assert all(told.values())


def _script(product):
    folder = PureWindowsPath(r"C:\work")
    return installer_script(product, folder / "bundle", folder / "photo-sorter.ico", folder)


def test_the_windows_installer_is_filled_in(product):
    script = _script(product)
    assert "$" not in script
    assert f"AppVersion={product.version}\n" in script
    assert f"AppId={{{{{product.windows_app_id}}}\n" in script
    assert f'AppUserModelID: "{product.identifier}"' in script
    assert "PrivilegesRequired=lowest\n" in script


def test_the_windows_installer_offers_the_program_for_each_format(product):
    offered = set(re.findall(r'SupportedTypes"; .*ValueName: "\.(\w+)"', _script(product)))
    assert offered == {suffix for each in product.formats for suffix in each.suffixes}


def test_uninstalling_removes_no_file_of_a_person(product):
    script = _script(product)
    assert "[UninstallDelete]" not in script
    removed = re.findall(r"^Type: filesandordirs; Name: \"(.+)\"$", script, re.MULTILINE)
    assert removed == [r"{app}\_internal"]


def test_the_version_in_the_file_s_properties_is_the_project_s(product):
    resource = version_resource(product)
    assert f'StringStruct("FileVersion", "{product.version}")' in resource
    numbers = re.search(r"filevers=\((\d+), (\d+), (\d+), (\d+)\)", resource).groups()
    assert ".".join(numbers).startswith(product.version)


def test_windows_lets_the_program_read_long_paths():
    manifest = ElementTree.fromstring((ROOT / "packaging/windows/photo-sorter.manifest").read_bytes())
    settings = {each.tag.rpartition("}")[2]: each.text for each in manifest.iter() if each.text}
    assert settings["longPathAware"] == "true"
