"""The scripts in `packaging/` import one another by name, as they do when one of them is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

from product import Product, read_product  # noqa: E402 - after the path to it is known


@pytest.fixture(scope="session")
def product() -> Product:
    return read_product()
