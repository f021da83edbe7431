"""What Windows reads of the program: its version resource and its installer."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from string import Template

from product import ROOT, Product

HERE = Path(__file__).parent

_VERSION_RESOURCE = Template("""\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=$numbers, prodvers=$numbers),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "$publisher"),
      StringStruct("FileDescription", "$title"),
      StringStruct("FileVersion", "$version"),
      StringStruct("LegalCopyright", "$publisher, $licence licence"),
      StringStruct("ProductName", "$title"),
      StringStruct("ProductVersion", "$version"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x409, 1200])]),
  ],
)
""")


def version_resource(product: Product) -> str:
    """PyInstaller's text form of what the file's properties show, and the task manager as the program's name."""
    parts = [int(part) for part in product.version.split(".")]
    return _VERSION_RESOURCE.substitute(
        numbers=tuple([*parts, 0, 0, 0, 0][:4]),
        publisher=product.publisher,
        title=product.title,
        version=product.version,
        licence=product.licence,
    )


def installer_script(product: Product, bundle: Path, icon: Path, out: Path) -> str:
    """Inno Setup's script, filled in."""
    key = rf"Software\Classes\Applications\{product.title}.exe\SupportedTypes"
    types = [
        f'Root: HKA; Subkey: "{key}"; ValueType: string; ValueName: ".{suffix}"; ValueData: ""'
        for each in product.formats
        for suffix in each.suffixes
    ]
    return Template((HERE / "photo-sorter.iss").read_text(encoding="utf-8")).substitute(
        app_id=product.windows_app_id,
        minimum=product.windows_minimum,
        name=product.name,
        title=product.title,
        version=product.version,
        publisher=product.publisher,
        identifier=product.identifier,
        licence_file=ROOT / "LICENSE",
        icon=icon,
        bundle=bundle,
        out=out,
        types="\n".join(types),
    )


def write_installer(product: Product, bundle: Path, work: Path, out: Path) -> Path:
    """Writes `<name>-<version>-setup.exe` into `out`. Needs Inno Setup's `iscc` on the path.

    `SIGNTOOL` is the command that signs a file, with `$f` for the file, as Inno Setup takes it; without it, Windows
    warns of an unknown publisher.
    """
    compiler = shutil.which("iscc")
    if compiler is None:
        raise FileNotFoundError("Inno Setup's iscc is not on the path: install Inno Setup 6.3 or newer.")
    script = work / f"{product.name}.iss"
    # Inno Setup takes a script for UTF-8 only by its mark.
    script.write_text(installer_script(product, bundle, work / f"{product.name}.ico", out), encoding="utf-8-sig")
    signed = [f"/Ssign={os.environ['SIGNTOOL']}", "/DSIGN"] if os.environ.get("SIGNTOOL") else []
    subprocess.run([compiler, "/Qp", *signed, str(script)], check=True)
    return out / f"{product.name}-{product.version}-setup.exe"
