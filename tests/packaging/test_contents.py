"""What goes into a bundle."""

from __future__ import annotations

import pytest
from contents import EXCLUDED_MODULES, kept, resource_folders, why_left_out
from licences import licence_texts

from tests.packaging.conftest import ROOT


def test_everything_in_resources_goes_where_the_program_looks_for_it():
    places = dict(resource_folders(ROOT))
    for file in (ROOT / "resources").rglob("*"):
        if file.is_file():
            folder = next(each for each in file.parents if each.parent == ROOT / "resources")
            assert places[str(folder)] == f"photo_sorter/resources/{folder.name}"


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "libxcb-cursor.so.0",
        "libxcb-9065bb12.so.1.1.0",
        "libfreetype-57f805ba.so.6.20.6",
        "torch/lib/libtorch_cpu.so",
        "onnxruntime/capi/onnxruntime_pybind11_state.cpython-311-x86_64-linux-gnu.so",
        "onnxruntime\\capi\\onnxruntime_pybind11_state.pyd",
        "onnxruntime/capi/libonnxruntime_providers_shared.so",
        "onnxruntime\\capi\\onnxruntime_providers_shared.dll",
        "torchvision/ops/misc.py",
        "photo_sorter/resources/icons/photo-sorter.svg",
    ],
)
def test_what_the_program_needs_stays(place):
    assert why_left_out(place) is None


@pytest.mark.parametrize(
    "place",
    [
        "torchvision/_C.so",
        "torchvision\\_C.pyd",
        "onnxruntime/capi/libonnxruntime.so.1.28.0",
        "onnxruntime/capi/libonnxruntime.1.28.0.dylib",
        "onnxruntime\\capi\\onnxruntime.dll",
        "torchvision.libs/libcudart.faf08d9a.so.13",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6\\plugins\\platforms\\qminimal.dll",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/translations/qt_help_de.qm",
        "libgtk-3.so.0",
        "libX11.so.6",
    ],
)
def test_what_it_does_not_need_is_left_out_for_a_reason(place):
    assert why_left_out(place)


def test_a_link_to_what_is_left_out_goes_too():
    entries = [
        ("libcudart.faf08d9a.so.13", "torchvision.libs/libcudart.faf08d9a.so.13", "SYMLINK"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("torch/lib/libc10.so", "/venv/torch/lib/libc10.so", "BINARY"),
    ]
    assert [place for place, _, _ in kept(entries)] == ["libQt6Core.so.6", "torch/lib/libc10.so"]


def test_no_module_of_the_program_is_excluded():
    assert not [name for name in EXCLUDED_MODULES if name.partition(".")[0] == "photo_sorter"]


def test_the_licences_of_the_built_in_model_s_weights_and_engine_are_handed_on():
    texts = licence_texts()
    for title, words in (("EfficientNet-Lite2", "Apache License"), ("onnxruntime", "Microsoft Corporation")):
        start = texts.index(f"\n{title}")
        assert words in texts[start : start + 3000]
