"""What goes into a bundle, and what of the packages stays out, each with the reason.

`photo_sorter.spec` and the hooks in `hooks/` read it. README.md here says what each rule saves.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

Entry = tuple[str, str, str]
"""PyInstaller's: place in the bundle, file, kind."""

HIDDEN_IMPORTS = (
    "photo_sorter.media.decode",  # by name, in decode processes
    "rawpy",  # only if it is installed
)

EXCLUDED_MODULES = (
    "tkinter",
    "_tkinter",  # Pillow's ImageTk would bring Tcl and Tk
    "hf_xet",  # the hub's own downloader: ours is in photo_sorter.embedding
    "onnxruntime.transformers",  # tools of its own, which only change models
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.datasets",
    "onnxruntime.backend",
    "triton",  # compiles kernels for CUDA
    "torch.utils.tensorboard",
    "torch.utils.benchmark",
    "torchvision._meta_registrations",  # see hooks/runtime_torchvision.py
    "torchvision._autograd_registrations",
    "IPython",
    "matplotlib",
    "pytest",
    "setuptools",
    "pip",
)

_DESKTOP = """
gtk-3 gdk-3 gdk_pixbuf-2.0 atk-1.0 atk-bridge-2.0 atspi epoxy cairo cairo-gobject pango-1.0 pangocairo-1.0 pangoft2-1.0
harfbuzz fribidi thai datrie graphite2 pixman-1 fontconfig freetype png16 brotlicommon brotlidec
glib-2.0 gio-2.0 gobject-2.0 gmodule-2.0 gthread-2.0 pcre2-8 mount blkid selinux dbus-1 systemd gcrypt gpg-error lz4 cap
X11 X11-xcb Xau Xdmcp bsd md Xext Xcomposite Xcursor Xdamage Xfixes Xi Xinerama Xrandr Xrender
wayland-client wayland-cursor
"""
"""What comes with a window system: GTK and its kin, fonts, GLib, D-Bus, X11 and Wayland."""

LEFT_OUT = {
    "torchvision's compiled half: detection and reading of files. Never called, and loads only into its own torch": (
        "torchvision/_C*",
        "torchvision/image*",
        "torchvision.libs/*",
    ),
    "ONNX Runtime for other languages than Python, whose module has all of it once more": (
        "onnxruntime/capi/libonnxruntime.*",
        "onnxruntime/capi/onnxruntime.dll",
    ),
    "CUDA that torch loads with the first computation on a GPU. What it is linked with has to stay": (
        "torch/lib/libtorch_cuda_linalg*",
        "torch/lib/libcaffe2_nvrtc*",
        "*libcusolver*",
        "*libnvJitLink*",
    ),
    "Qt plug-ins for what is never drawn: OpenGL, screens without a desktop, keyboards on the screen, PDF": (
        "*/plugins/egldeviceintegrations/*",
        "*/plugins/xcbglintegrations/*",
        "*/plugins/wayland-graphics-integration-client/*",
        "*/plugins/platforms/*eglfs*",
        "*/plugins/platforms/*linuxfb*",
        "*/plugins/platforms/*minimal*",
        "*/plugins/platforms/*vkkhrdisplay*",
        "*/plugins/platforms/*vnc*",
        "*/plugins/platforminputcontexts/*virtualkeyboard*",
        "*/plugins/tls/*",
        "*/plugins/networkinformation/*",
        "*/plugins/generic/*",
        "*/plugins/imageformats/*pdf*",
    ),
    "Qt libraries that only those plug-ins ask for": (
        "*Qt6Qml*",
        "*Qt6Quick*",
        "*Qt6VirtualKeyboard*",
        "*Qt6Pdf*",
        "*Qt6EglF*",
        "*QtQml*",
        "*QtQuick*",
        "*opengl32sw.dll",
    ),
    "The Linux desktop's own: the system's agree with one another, with its themes and its fonts": tuple(
        f"lib{name}.so*" for name in _DESKTOP.split()
    ),
    "Qt's words for its tools: those of its dialogs, `qtbase_*`, stay": ("*/translations/qt_*",),
}
"""Reason → patterns of places in the bundle."""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """`entries` without what is left out."""
    return [
        (place, file, kind)
        for place, file, kind in entries
        if not why_left_out(place) and not (kind == "SYMLINK" and why_left_out(file))
    ]


def why_left_out(place: str) -> str | None:
    """The reason why a file has no place in the bundle, if there is one. `place` may have either kind of slash."""
    place = place.replace("\\", "/")
    for reason, patterns in LEFT_OUT.items():
        if any(fnmatch(place, pattern) for pattern in patterns):
            return reason
    return None


def resource_folders(root: Path) -> list[tuple[str, str]]:
    """(folder, place) of everything in `resources/`: `photo_sorter.paths.resources` finds it inside the package."""
    folders = sorted(each for each in (root / "resources").iterdir() if each.is_dir())
    return [(str(each), f"photo_sorter/resources/{each.name}") for each in folders]
