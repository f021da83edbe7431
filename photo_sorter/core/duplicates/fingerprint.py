"""Fingerprints: 256 bits by which pictures that look the same are found among all others.

The sign of each of the 16 × 16 lowest coefficients of the discrete cosine transform, after pHash (Zauner,
“Implementation and Benchmarking of Perceptual Image Hash Functions”, 2010) and PDQ (Facebook, 2019). Signs, and not
medians: mirroring negates the odd columns and a quarter turn transposes, so that the same bits give all eight ways in
which a picture can be turned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GREY_SIDE_PX = 64
"""The side of the square that a fingerprint is made of."""

FINGERPRINT_BYTES = 32

MIRRORED, FLIPPED, TRANSPOSED = 1, 2, 4
"""The parts of a turn: left and right exchanged, top and bottom exchanged, then rows and columns exchanged."""

TURNS = range(8)

_SIDE = 16
_LEAST_SPREAD = 2.0
"""Grey levels: a picture that varies less is blank, and its signs are noise."""

_MOST_COARSE, _MOST_FINE = 16, 90
"""Bits that may differ among the 64 lowest coefficients and among all. Of 50 crops by 5 % the farthest was at 16 and
88; resized, saved again, mirrored or converted pictures stay below 4 and 13 (shared/photos)."""

_ASPECT_TOLERANCE = 0.12
"""Of the logarithm of width / height: a crop by 5 % of one side changes it by 0.05."""

_MOST_PARTNERS = 12
"""The nearest candidates of a photo that are kept for each turn: bounds what thousands of frames of one webcam cost."""

_PAIRS_AT_ONCE = 1 << 20
"""8 MB of differences: as fast as any other size from 2 MB up [2 cores]."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs that may show the same picture, by row: turning `first` by `turn` gives `second`. All (pairs,).

    `distance`: how many of 256 bits differ then.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    turn: NDArray[np.uint8]
    distance: NDArray[np.uint16]


def fingerprint(grey: NDArray[np.floating]) -> bytes:
    """Of (64, 64) grey levels 0..255. 32 zero bytes for a picture without any contrast."""
    if grey.std() < _LEAST_SPREAD:
        return bytes(FINGERPRINT_BYTES)
    return np.packbits((_COSINES @ grey @ _COSINES.T) > 0).tobytes()


def turned(fingerprints: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """(n, 32) fingerprints of the same pictures after a turn."""
    bits = np.unpackbits(fingerprints, axis=1).reshape(-1, _SIDE, _SIDE)
    if turn & MIRRORED:
        bits = bits ^ _ODD[None, None, :]
    if turn & FLIPPED:
        bits = bits ^ _ODD[None, :, None]
    if turn & TRANSPOSED:
        bits = bits.transpose(0, 2, 1)
    return np.packbits(bits.reshape(len(bits), _SIDE * _SIDE), axis=1)


def find_candidates(
    fingerprints: NDArray[np.uint8],
    aspects: NDArray[np.floating],
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Candidates:
    """All pairs of n photos that may be the same picture; blank ones are left out.

    (n, 32) fingerprints and (n,) widths divided by heights. `progress` gets (done, total). What was found so far is
    given when cancelled. Every pair of like aspect is looked at, in every turn: 0.8 ns each.
    """
    known = np.flatnonzero(fingerprints.any(axis=1))
    # By aspect, so that the possible partners of a photo lie in one stretch.
    rows = known[np.argsort(aspects[known], kind="stable")]
    log_aspects = np.log(aspects[rows])
    fine = _words(fingerprints[rows])
    coarse = _coarse_words(fingerprints[rows])
    found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint8], NDArray[np.uint16]]] = []
    total = len(rows) * len(TURNS)
    for turn in TURNS:
        moved = turned(fingerprints[rows], turn)
        moved_fine, moved_coarse = _words(moved), _coarse_words(moved)
        start = 0
        while start < len(rows) and not is_cancelled():
            left, right = _stretch(log_aspects, start, turn)
            end = min(len(rows), start + max(1, _PAIRS_AT_ONCE // max(1, right - max(left, start))))
            last_left, last_right = _stretch(log_aspects, end - 1, turn)
            left = max(min(left, last_left), start + 1)
            right = max(right, last_right, left)
            near = np.bitwise_count(moved_coarse[start:end, None] ^ coarse[None, left:right]) <= _MOST_COARSE
            a, b = np.nonzero(near)
            a += start
            b += left
            distance = np.bitwise_count(moved_fine[a] ^ fine[b]).sum(axis=1, dtype=np.uint16)
            shape = -log_aspects[a] if turn & TRANSPOSED else log_aspects[a]
            alike = np.abs(shape - log_aspects[b]) <= _ASPECT_TOLERANCE
            kept = np.flatnonzero((a < b) & alike & (distance <= _MOST_FINE))
            kept = kept[_nearest(a[kept], distance[kept])]
            found.append((rows[a[kept]], rows[b[kept]], np.full(len(kept), turn, np.uint8), distance[kept]))
            start = end
            progress(turn * len(rows) + end, total)
    if not found:
        return Candidates(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.uint8), np.empty(0, np.uint16))
    return Candidates(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _stretch(log_aspects: NDArray[np.floating], row: int, turn: int) -> tuple[int, int]:
    """The rows whose aspect this one may have after the turn."""
    aspect = -log_aspects[row] if turn & TRANSPOSED else log_aspects[row]
    left, right = np.searchsorted(log_aspects, [aspect - _ASPECT_TOLERANCE, aspect + _ASPECT_TOLERANCE])
    return int(left), int(right)


def _nearest(rows: NDArray[np.intp], distance: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Places of the nearest few of each row."""
    order = np.lexsort((distance, rows))
    ordered = rows[order]
    rank = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return order[rank < _MOST_PARTNERS]


def _words(packed: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """(n, bytes / 8)"""
    return np.ascontiguousarray(packed).view(np.uint64)


def _coarse_words(fingerprints: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """(n,) of the 64 lowest coefficients but the mean."""
    bits = np.unpackbits(fingerprints, axis=1)[:, _COARSE]
    return _words(np.packbits(bits, axis=1))[:, 0]


def _lowest() -> NDArray[np.intp]:
    """Places of the 64 lowest coefficients, the same after a transposition; (0, 0) is the mean, always positive."""
    down, across = np.divmod(np.arange(_SIDE * _SIDE), _SIDE)
    kept = (down + across <= 10) & (down + across > 0) & ~((down == 5) & (across == 5))
    return np.flatnonzero(kept)


_ODD = (np.arange(_SIDE) % 2).astype(np.uint8)
_COSINES = np.cos(np.pi * np.outer(np.arange(_SIDE), 2 * np.arange(GREY_SIDE_PX) + 1) / (2 * GREY_SIDE_PX))
_COARSE = _lowest()
