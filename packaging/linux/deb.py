"""The bundle as a Debian package: the program in /opt, a command, a menu entry, icons."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from string import Template

from licences import FILE as LICENCES
from linux.desktop import desktop_entry, metainfo
from product import ROOT, Product

_CONTROL = Template("""\
Package: $name
Version: $version
Architecture: $architecture
Maintainer: $publisher
Installed-Size: $size_kb
Depends: $depends
Recommends: $recommends
Section: graphics
Priority: optional
Description: $summary
$description
""")


def write_deb(product: Product, bundle: Path, icons: Path, folder: Path, released: date) -> Path:
    """Writes `<name>_<version>_<architecture>.deb` into `folder`. Needs dpkg-deb and binutils."""
    tree = folder / "deb-tree"
    shutil.rmtree(tree, ignore_errors=True)
    _fill(product, bundle, icons, tree, released)
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir(mode=0o755)
    glibc = ".".join(str(number) for number in needed_glibc(bundle))
    control.write_text(
        _CONTROL.substitute(
            name=product.name,
            version=product.version,
            architecture=architecture,
            publisher=product.publisher,
            size_kb=sum(each.lstat().st_size for each in tree.rglob("*") if not each.is_dir()) // 1024,
            depends=", ".join(product.debian_depends).format(glibc=glibc),
            recommends=", ".join(product.debian_recommends),
            summary=product.short_summary,
            description="\n .\n".join(f" {each}" for each in product.description),
        ),
        encoding="utf-8",
    )
    package = folder / f"{product.name}_{product.version}_{architecture}.deb"
    # Everything belongs to root, whoever builds it. xz would make it 12 % smaller and take 8 times as long to unpack.
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z15", "--build", tree, package], check=True)
    shutil.rmtree(tree)
    return package


def needed_glibc(bundle: Path) -> tuple[int, int]:
    """The newest version of the C library that a file of the bundle asks for: it starts on no older system."""
    files = [each for each in bundle.rglob("*") if each.is_file() and (".so" in each.name or os.access(each, os.X_OK))]
    needs = subprocess.run(["readelf", "-VW", *files], capture_output=True, text=True, check=False).stdout
    return max(((int(major), int(minor)) for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", needs)), default=(2, 17))


def _fill(product: Product, bundle: Path, icons: Path, tree: Path, released: date) -> None:
    program = tree / "opt" / product.name
    shutil.copytree(bundle, program, symlinks=True)
    command = tree / "usr" / "bin" / product.name
    command.parent.mkdir(parents=True)
    command.symlink_to(f"../../opt/{product.name}/{product.name}")
    share = tree / "usr" / "share"
    shutil.copytree(icons / "hicolor", share / "icons" / "hicolor")
    _write(share / "applications" / f"{product.name}.desktop", desktop_entry(product))
    _write(share / "metainfo" / f"{product.identifier}.metainfo.xml", metainfo(product, released))
    documents = share / "doc" / product.name
    _write(documents / "copyright", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    shutil.copy(bundle / "_internal" / LICENCES, documents / "third-party-licences.txt")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
