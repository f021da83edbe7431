"""Whether somebody uses the computer: how long its keyboard and mouse have been at rest."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from functools import cache
from typing import Any

_ANY_INPUT = 0xFFFFFFFF
_HARDWARE = 1


def idle_seconds() -> float | None:
    """None where the system does not say: under Wayland, or without a screen. Microseconds; main thread."""
    if sys.platform == "win32":
        return _windows_idle_seconds()
    if sys.platform == "darwin":
        return _mac_idle_seconds()
    # Under Wayland an X server sees only what is typed into X programs.
    if os.environ.get("WAYLAND_DISPLAY") or not os.environ.get("DISPLAY"):
        return None
    return _x11_idle_seconds()


if sys.platform == "win32":

    def _windows_idle_seconds() -> float | None:
        class LastInput(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint), ("tick", ctypes.c_uint))

        last = LastInput(ctypes.sizeof(LastInput), 0)
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            return None
        # Both count milliseconds in 32 bits and begin again after 49 days.
        return ((ctypes.windll.kernel32.GetTickCount() - last.tick) & 0xFFFFFFFF) / 1000

else:

    def _windows_idle_seconds() -> float | None:
        raise NotImplementedError


def _mac_idle_seconds() -> float | None:
    path = ctypes.util.find_library("ApplicationServices")
    if path is None:
        return None
    ask = ctypes.CDLL(path).CGEventSourceSecondsSinceLastEventType
    ask.restype = ctypes.c_double
    ask.argtypes = (ctypes.c_int32, ctypes.c_uint32)
    return float(ask(_HARDWARE, _ANY_INPUT))


class _Idle(ctypes.Structure):
    """XScreenSaverInfo of <X11/extensions/scrnsaver.h>."""

    _fields_ = (
        ("window", ctypes.c_ulong), ("state", ctypes.c_int), ("kind", ctypes.c_int), ("til_or_since", ctypes.c_ulong),
        ("idle_ms", ctypes.c_ulong), ("event_mask", ctypes.c_ulong),
    )  # fmt: skip


def _x11_idle_seconds() -> float | None:
    connected = _x11()
    if connected is None:
        return None
    x11, xss, display = connected
    found = _Idle()
    if not xss.XScreenSaverQueryInfo(display, x11.XDefaultRootWindow(display), ctypes.byref(found)):
        return None
    return int(found.idle_ms) / 1000


@cache
def _x11() -> tuple[Any, Any, int] | None:
    """Xlib, its screen saver extension and a connection of our own, kept until the program ends."""
    paths = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if None in paths:
        return None
    x11, xss = (ctypes.CDLL(path) for path in paths)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = (ctypes.c_char_p,)
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = (ctypes.c_void_p,)
    xss.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_Idle))
    xss.XScreenSaverQueryExtension.argtypes = (
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_int),
        ctypes.POINTER(ctypes.c_int),
    )
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    event, error = ctypes.c_int(), ctypes.c_int()
    if not xss.XScreenSaverQueryExtension(display, ctypes.byref(event), ctypes.byref(error)):
        return None
    return x11, xss, display
