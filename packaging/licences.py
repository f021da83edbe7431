"""The licences of everything that a bundle carries: each asks to be handed on with what it covers."""

from __future__ import annotations

import os
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from product import ROOT

FILE = "licences.txt"
WEIGHTS = ROOT / "resources" / "starter" / "LICENCE-EfficientNet.txt"
"""Of what the built-in model's files were made of, which no package brings."""
PLACES = ROOT / "resources" / "places" / "LICENCE-GeoNames.txt"
"""Of the names of places, which no package brings either."""

_TOOLS = {"pip", "setuptools", "wheel", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "photo-sorter"}
"""Of the environment that builds, not in the bundle; for its start-up program PyInstaller's licence excepts us."""

_PREFACE = """\
Photo Sorter carries the packages, weights and data below, each under its own licence. Qt and PySide6 are used under the
LGPL 3: they are separate files in this folder, which you may replace by your own.
"""


def licence_texts() -> str:
    """Of Python, of the built-in model's weights, of the names of places, and of every package beside this one."""
    parts = [_PREFACE, _headed(f"Python {sys.version.split()[0]}", _python_licence())]
    parts.append(_headed("EfficientNet-Lite2: Apache-2.0", WEIGHTS.read_text(encoding="utf-8")))
    parts.append(_headed("GeoNames: CC-BY-4.0", PLACES.read_text(encoding="utf-8")))
    found = {each.metadata["Name"].casefold(): each for each in distributions()}
    for name in sorted(found.keys() - _TOOLS):
        package = found[name]
        stated = package.metadata.get("License-Expression") or package.metadata.get("License") or "see below"
        title = f"{package.metadata['Name']} {package.version}: {stated.splitlines()[0]}"
        parts.append(_headed(title, "\n\n".join(_files(package))))
    return "\n\n".join(parts)


def _headed(title: str, text: str) -> str:
    return f"{'=' * 100}\n{title}\n{'=' * 100}\n{text.strip()}"


def _files(package: Distribution) -> list[str]:
    wanted = ("licen", "copying", "notice")
    named = [each for each in package.files or () if any(word in each.name.lower() for word in wanted)]
    described = [each for each in named if ".dist-info" in str(each)]
    # ONNX Runtime has them beside its modules.
    beside = [each for each in named if len(each.parts) == 2 and each.suffix in ("", ".txt", ".md")]
    return [Path(str(each.locate())).read_text(encoding="utf-8", errors="replace") for each in described or beside]


def _python_licence() -> str:
    places = (Path(sys.base_prefix), Path(os.__file__).parent)
    found = next((place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()), None)
    return found.read_text(encoding="utf-8", errors="replace") if found else "PSF-2.0"
