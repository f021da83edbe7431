"""Whether another program fills the screen: a game, a presentation, a film."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from typing import Any

from photo_sorter.system.x11_properties import x11_properties

_FULL_SCREEN_STATES = (2, 3, 4)
"""QUERY_USER_NOTIFICATION_STATE of Windows: QUNS_BUSY, QUNS_RUNNING_D3D_FULL_SCREEN, QUNS_PRESENTATION_MODE."""
_FULL_SCREEN_OPTIONS = 1 << 10 | 1 << 3
"""NSApplicationPresentationOptions of macOS: FullScreen, and HideMenuBar for games that are not by AppKit's way."""


def is_filled_by_another() -> bool | None:
    """Of the program in front; this one does not count. None where the system does not say: under Wayland, or without a
    screen. Less than a millisecond; main thread."""
    if sys.platform == "win32":
        return _windows_is_filled()
    if sys.platform == "darwin":
        return _mac_is_filled()
    return _x11_is_filled()


def _x11_is_filled() -> bool | None:
    """As the window manager has it (EWMH, _NET_ACTIVE_WINDOW and _NET_WM_STATE); without one nobody knows."""
    properties = x11_properties()
    if properties is None or not properties.atom("_NET_SUPPORTING_WM_CHECK"):
        return None
    if not properties.numbers(properties.root, "_NET_SUPPORTING_WM_CHECK"):
        return None
    windows = [window for window in properties.numbers(properties.root, "_NET_ACTIVE_WINDOW") if window]
    if not windows or properties.numbers(windows[0], "_NET_WM_PID") == (os.getpid(),):
        return False
    full_screen = properties.atom("_NET_WM_STATE_FULLSCREEN")
    return full_screen in properties.numbers(windows[0], "_NET_WM_STATE")


if sys.platform == "win32":

    def _windows_is_filled() -> bool | None:
        state, owner = ctypes.c_int(), ctypes.c_ulong()
        user32 = ctypes.windll.user32
        user32.GetForegroundWindow.restype = ctypes.c_void_p
        user32.GetWindowThreadProcessId.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_ulong))
        user32.GetWindowThreadProcessId(user32.GetForegroundWindow(), ctypes.byref(owner))
        if owner.value == os.getpid():
            return False
        if ctypes.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state)) != 0:
            return None
        return state.value in _FULL_SCREEN_STATES

else:

    def _windows_is_filled() -> bool | None:
        raise NotImplementedError


def _mac_is_filled() -> bool | None:
    """What the program in front makes of menu bar and Dock, which AppKit tells every other program too."""
    paths = [ctypes.util.find_library(name) for name in ("objc", "AppKit")]
    if None in paths:
        return None
    objc, _ = (ctypes.CDLL(path) for path in paths)
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = (ctypes.c_char_p,)

    def ask(kind: type[Any], receiver: int | None, message: bytes) -> Any:
        send = ctypes.CFUNCTYPE(kind, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
        return send(receiver, objc.sel_registerName(message))

    ours = ask(ctypes.c_void_p, objc.objc_getClass(b"NSApplication"), b"sharedApplication")
    if ask(ctypes.c_bool, ours, b"isActive"):
        return False
    return bool(ask(ctypes.c_ulong, ours, b"currentSystemPresentationOptions") & _FULL_SCREEN_OPTIONS)
