"""torch as far as a program needs it that only computes: no headers, no tests, no CUDA beyond what links.

Goes before PyInstaller's own hook, which takes everything in: `torch/test`, `torch/include`, each module's source a
second time, all of NVIDIA's libraries.
"""

import re
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, collect_submodules, get_package_paths

_TESTS = ("test", "backend_with_compiler", "aoti_custom_ops")
_READS_ITS_SOURCE = re.compile(r"install_config_module\(|jit\.script|_overload\b|_overload_method\b")

_torch = Path(get_package_paths("torch")[1])

# Imported by name.
hiddenimports = collect_submodules("torch._dynamo.polyfills")
# Loaded by name: libtorch_global_deps on Linux, every DLL in torch/lib on Windows.
binaries = [
    (file, place)
    for file, place in collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
    if not any(word in Path(file).name for word in _TESTS)
]
# torch does not start without it, though only training shares memory. Windows has none.
if (_torch / "bin" / "torch_shm_manager").is_file():
    binaries.append((str(_torch / "bin" / "torch_shm_manager"), "torch/bin"))
# Links from the bundle's top would make torch look for its libraries there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]


def _module(file: Path) -> str:
    parts = ("torch", *file.relative_to(_torch).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# Compiled code alone takes a quarter of the room. Some modules read their own source when they are imported; the mode
# of a package goes for all in it, so that it is said of each module.
module_collection_mode = {
    _module(file): "pyz+py" if _READS_ITS_SOURCE.search(file.read_text("utf-8", "replace")) else "pyz"
    for file in _torch.rglob("*.py")
    if "-" not in file.name
}
