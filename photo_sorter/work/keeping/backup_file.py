"""The file of a backup: a zip with the library, the settings, and a manifest that says what they are.

Thumbnails and models are not in it: they are made, and downloaded, again.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from photo_sorter.core.errors import KeepingError
from photo_sorter.core.keeping import LibraryContents
from photo_sorter.language import tr
from photo_sorter.media.scan import shown
from photo_sorter.store.schema import SCHEMA_VERSION

LIBRARY, SETTINGS, MANIFEST = "library.db", "settings.json", "manifest.json"
FORMAT = 1

Tell = Callable[[int, int], None]
"""Takes how many bytes are done, of how many; what it raises ends the work."""

_BLOCK_BYTES = 1 << 20
_LARGEST_MANIFEST_BYTES = 1 << 20
_LARGEST_SETTINGS_BYTES = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What zipfile and json raise for a file that is damaged, no zip, locked by a password, or of a kind they do not
know."""


@dataclass(frozen=True)
class Part:
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`schema`: version of the library's. `parts` by name."""

    program: str
    schema: int
    contents: LibraryContents
    parts: dict[str, Part]


def pack(file: BinaryIO, manifest: Callable[[dict[str, Part]], Manifest], parts: dict[str, Path], tell: Tell) -> None:
    """Writes a zip. `manifest` makes one, once the parts are known. Raises OSError."""
    total, done = sum(path.stat().st_size for path in parts.values()), 0
    written: dict[str, Part] = {}
    # Vectors hardly shrink; the first level is a third of the time of the usual one for 2 % more.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in parts.items():
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                while block := source.read(_BLOCK_BYTES):
                    digest.update(block)
                    target.write(block)
                    size, done = size + len(block), done + len(block)
                    tell(done, total)
            written[name] = Part(size, digest.hexdigest())
        archive.writestr(MANIFEST, _as_json(manifest(written)))


def read_manifest(path: Path) -> Manifest:
    """Raises KeepingError for what is no backup of this program, or of a newer one."""
    with _opened(path) as archive:
        return _manifest(archive, path)


def unpack(path: Path, folder: Path, tell: Tell) -> Manifest:
    """Writes the parts into a folder, and compares them with the manifest. Raises KeepingError, and OSError about
    `folder`."""
    with _opened(path) as archive:
        manifest, done = _manifest(archive, path), 0
        total = sum(part.size for part in manifest.parts.values())
        for name, part in manifest.parts.items():
            digest, size = hashlib.sha256(), 0
            with (folder / name).open("wb") as target:
                for block in _blocks(archive, name, part.size, path):
                    digest.update(block)
                    target.write(block)
                    size, done = size + len(block), done + len(block)
                    tell(done, total)
            if size != part.size or digest.hexdigest() != part.sha256:
                raise KeepingError(damaged(path, tr("its {name} is not the one that was saved", name=name)))
        return manifest


def damaged(path: Path, reason: object) -> str:
    return tr(
        "The backup {path} is damaged or incomplete ({reason}). Nothing was changed. Try another copy of it.",
        path=shown(path),
        reason=reason,
    )


def _opened(path: Path) -> zipfile.ZipFile:
    with _faults_as_sentences(path):
        return zipfile.ZipFile(path)


def _blocks(archive: zipfile.ZipFile, name: str, size: int, path: Path) -> Iterator[bytes]:
    """What a part holds; of one that is larger than it should be, a byte too much."""
    left = size + 1
    with _faults_as_sentences(path), archive.open(name) as source:
        while left and (block := source.read(min(_BLOCK_BYTES, left))):
            left -= len(block)
            yield block


@contextmanager
def _faults_as_sentences(path: Path) -> Iterator[None]:
    """Around what only reads it."""
    try:
        yield
    except FileNotFoundError as error:
        raise KeepingError(tr("There is no file {path}.", path=shown(path))) from error
    except OSError as error:
        reason = error.strerror or error
        raise KeepingError(tr("{path} cannot be read: {reason}.", path=shown(path), reason=reason)) from error
    except _UNREADABLE as error:
        raise KeepingError(damaged(path, error)) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or LIBRARY not in names:
        raise KeepingError(tr("{path} is no backup of Photo Sorter. Nothing was changed.", path=shown(path)))
    with _faults_as_sentences(path):
        with archive.open(MANIFEST) as file:
            stored = json.loads(file.read(_LARGEST_MANIFEST_BYTES))
        manifest = _understood(stored)
    if stored["format"] > FORMAT or manifest.schema > SCHEMA_VERSION:
        raise KeepingError(
            tr(
                "The backup {path} was made by a newer Photo Sorter ({version}). Nothing was changed. Install "
                "the newer program to restore it.",
                path=shown(path),
                version=manifest.program,
            )
        )
    return manifest


def _as_json(manifest: Manifest) -> str:
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2, ensure_ascii=False)


def _understood(stored: Any) -> Manifest:
    """Raises ValueError, KeyError. A newer format keeps these fields."""
    if not isinstance(stored, dict):
        raise ValueError("its manifest is not a table")
    try:
        contents = stored["contents"]
        if not isinstance(stored["format"], int):
            raise ValueError("its manifest has no format")
        parts = {
            name: Part(int(stored["parts"][name]["size"]), str(stored["parts"][name]["sha256"]))
            for name in (LIBRARY, SETTINGS)
            if name in stored["parts"]
        }
        if LIBRARY not in parts or (SETTINGS in parts and parts[SETTINGS].size > _LARGEST_SETTINGS_BYTES):
            raise ValueError("its manifest does not fit")
        return Manifest(
            str(stored["program"]),
            int(stored["schema"]),
            LibraryContents(
                int(contents["photos"]), int(contents["categories"]), int(contents["verdicts"]),
                str(contents["changed_at"]),
            ),
            parts,
        )  # fmt: skip
    except (TypeError, AttributeError) as error:
        raise ValueError("its manifest does not fit") from error
