"""What an X server and its window manager say of windows.

By xcb: a window that is gone by the time it is asked about is an answer there, where Xlib would end the program.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from functools import cache

_ANY_TYPE = 0
_MOST_NUMBERS = 64


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    """xcb_screen_iterator_t; a screen begins with its root window."""

    _fields_ = (("screen", ctypes.POINTER(ctypes.c_uint32)), ("left", ctypes.c_int), ("index", ctypes.c_int))


class X11Properties:
    """A connection of our own, kept until the program ends. One thread."""

    def __init__(self, xcb: ctypes.CDLL, connection: int) -> None:
        self._xcb, self._connection = xcb, ctypes.c_void_p(connection)
        self._atoms: dict[str, int] = {}
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = (ctypes.c_void_p,)
        setup = xcb.xcb_get_setup(self._connection)
        self.root = int(xcb.xcb_setup_roots_iterator(setup).screen[0])

    def numbers(self, window: int, name: str) -> tuple[int, ...]:
        """The first of a property's values of 32 bits; none where it is not set, or the window is gone."""
        cookie = self._xcb.xcb_get_property(
            self._connection, 0, window, self.atom(name), _ANY_TYPE, 0, _MOST_NUMBERS
        )  # fmt: skip
        reply = self._xcb.xcb_get_property_reply(self._connection, cookie, None)
        if not reply:
            return ()
        try:
            count = self._xcb.xcb_get_property_value_length(reply) // 4
            return tuple((ctypes.c_uint32 * count).from_address(self._xcb.xcb_get_property_value(reply)))
        finally:
            self._free(reply)

    def atom(self, name: str) -> int:
        """The server's number for a name; 0 where nobody has used it yet, or the server is gone."""
        if not self._atoms.get(name):
            cookie = self._xcb.xcb_intern_atom(self._connection, 1, len(name), name.encode("ascii"))
            reply = self._xcb.xcb_intern_atom_reply(self._connection, cookie, None)
            # xcb_intern_atom_reply_t: 8 bytes, then the atom.
            self._atoms[name] = ctypes.c_uint32.from_address(reply + 8).value if reply else 0
            self._free(reply)
        return self._atoms[name]


@cache
def x11_properties() -> X11Properties | None:
    """None without an X server, and under Wayland, where one knows of the windows of X programs only."""
    if os.environ.get("WAYLAND_DISPLAY") or not os.environ.get("DISPLAY"):
        return None
    path = ctypes.util.find_library("xcb")
    if path is None:
        return None
    xcb = ctypes.CDLL(path)
    for name, result, arguments in (
        ("connect", ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_void_p)),
        ("connection_has_error", ctypes.c_int, (ctypes.c_void_p,)),
        ("disconnect", None, (ctypes.c_void_p,)),
        ("get_setup", ctypes.c_void_p, (ctypes.c_void_p,)),
        ("setup_roots_iterator", _Screens, (ctypes.c_void_p,)),
        ("intern_atom", _Cookie, (ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p)),
        ("intern_atom_reply", ctypes.c_void_p, (ctypes.c_void_p, _Cookie, ctypes.c_void_p)),
        ("get_property", _Cookie, (ctypes.c_void_p, ctypes.c_uint8, *[ctypes.c_uint32] * 5)),
        ("get_property_reply", ctypes.c_void_p, (ctypes.c_void_p, _Cookie, ctypes.c_void_p)),
        ("get_property_value", ctypes.c_void_p, (ctypes.c_void_p,)),
        ("get_property_value_length", ctypes.c_int, (ctypes.c_void_p,)),
    ):
        function = getattr(xcb, f"xcb_{name}")
        function.restype, function.argtypes = result, arguments
    connection = xcb.xcb_connect(None, None)
    if xcb.xcb_connection_has_error(connection):
        # Also of one that failed, xcb wants it so.
        xcb.xcb_disconnect(connection)
        return None
    return X11Properties(xcb, connection)
