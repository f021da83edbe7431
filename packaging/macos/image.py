"""The application in a disk image, signed and notarised where the keys for it are there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from product import HERE, Product


def write_image(product: Product, out: Path) -> Path:
    """Writes `<name>-<version>.dmg` into `out`, with a link to Applications to drag the program to.

    `CODESIGN_IDENTITY` names a “Developer ID Application” in the key chain, `NOTARY_PROFILE` credentials that `xcrun
    notarytool store-credentials` has stored. Without them macOS opens it only by a right click → Open.
    """
    application = out / f"{product.title}.app"
    identity, notary = os.environ.get("CODESIGN_IDENTITY"), os.environ.get("NOTARY_PROFILE")
    if identity:
        entitlements = HERE / "macos" / "entitlements.plist"
        hardened = ("codesign", "--force", "--timestamp", "--options", "runtime", "--entitlements", entitlements)
        # PyInstaller signed each library with the same identity; the seal around them all is made anew.
        _run(*hardened, "--sign", identity, application)
        _run("codesign", "--verify", "--deep", "--strict", application)
    folder = out / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copytree(application, folder / application.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    image = out / f"{product.name}-{product.version}.dmg"
    image.unlink(missing_ok=True)
    _run("hdiutil", "create", "-volname", product.title, "-srcfolder", folder, "-format", "ULFO", image)
    shutil.rmtree(folder)
    if identity:
        _run("codesign", "--sign", identity, "--timestamp", image)
    if identity and notary:
        _run("xcrun", "notarytool", "submit", image, "--keychain-profile", notary, "--wait")
        _run("xcrun", "stapler", "staple", image)
    return image


def _run(*command: object) -> None:
    subprocess.run([str(each) for each in command], check=True)
