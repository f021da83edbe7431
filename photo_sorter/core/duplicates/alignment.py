"""Whether two pictures are the same one: one is laid over the other to a fraction of a pixel, and then compared.

Memes, screenshots and receipts agree nearly everywhere, so that what counts is the part that agrees least.
Pictures are squares here, whatever their shape was: (side, side, 3) float32, 0..255.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]

SIDE_PX = 288
"""A line of text on a screenshot is still a pattern of its own then: of 91 screenshots, papers and memes with one line
changed none passes; at 192, where less can be seen, some do; at 384 JPEG's own noise is as large."""

_WINDOW_PX = 16
_MOST_DIFFERENCE = 0.4
"""Share of a window's contrast that may differ. The worst window of the same picture (resized to half, saved again at
quality 50, cropped by 5 %) stayed below 0.27 in 271 of 273; that of a meme with other words had at least 0.49."""

_MOST_OUTSTANDING, _SMALL_DIFFERENCE = 8.0, 0.01
"""The worst window may differ at most so many times as much as the 95 % best do, which count as the second at least. Of
the same picture 99 % stay below 5.1; of a screenshot with one line changed 99 % are above 10."""

_NOISE = 80.0
"""Variance of grey levels, of both pictures together, that JPEG puts on a plain surface."""

_MOST_TINT = 24.0
"""Grey levels by which the mean colour of a window may differ (the same picture: up to 10). A black and white version
is another picture."""

_LEVELS, _MOST_STEPS = (8, 4, 2), 6
"""By how much the squares are shrunk, coarse to fine, and the steps at each."""

_MOST_SHIFT, _MOST_SCALE = 0.2, 0.25
"""Of a side, beyond which the fit has lost its way; a crop by 5 % needs 0.05."""


@dataclass(frozen=True)
class _Axis:
    """Pixels `start:end` of the second picture lie between pixels `low` and `low + 1` of the first."""

    start: int
    end: int
    low: NDArray[np.intp]
    share: Pixels
    place: Pixels


def show_the_same(first: Pixels, second: Pixels) -> bool:
    """Of two (SIDE_PX, SIDE_PX, 3). About 15 ms."""
    fit = _fit(first.mean(axis=-1), second.mean(axis=-1))
    axes = _axes(fit, SIDE_PX) if fit is not None else None
    if axes is None:
        return False
    down, across = axes
    laid = _windows(_sampled(first, down, across))
    under = _windows(second[down.start : down.end, across.start : across.end])
    if np.abs(laid.mean(axis=(1, 3)) - under.mean(axis=(1, 3))).max() > _MOST_TINT:
        return False
    differences = _differences(laid.mean(axis=-1), under.mean(axis=-1))
    usual = max(float(np.percentile(differences, 95)), _SMALL_DIFFERENCE)
    return bool(differences.max() <= min(_MOST_DIFFERENCE, _MOST_OUTSTANDING * usual))


def _differences(laid: Pixels, under: Pixels) -> Pixels:
    """Share of each window's contrast in which two pictures (rows, window, columns, window) differ."""
    laid = laid - laid.mean(axis=(1, 3), keepdims=True)
    under = under - under.mean(axis=(1, 3), keepdims=True)
    contrast = (laid**2).mean(axis=(1, 3)) + (under**2).mean(axis=(1, 3))
    shares: Pixels = ((laid - under) ** 2).mean(axis=(1, 3)) / (contrast + _NOISE)
    return shares


def _windows(pixels: Pixels) -> Pixels:
    """(rows, window, columns, window, 3); what is left over at the edges is not looked at."""
    rows, columns = pixels.shape[0] // _WINDOW_PX, pixels.shape[1] // _WINDOW_PX
    whole = pixels[: rows * _WINDOW_PX, : columns * _WINDOW_PX]
    return whole.reshape(rows, _WINDOW_PX, columns, _WINDOW_PX, -1)


# --- laying one over the other ---


def _fit(first: Pixels, second: Pixels) -> NDArray[np.float64] | None:
    """Scale and shift down, scale and shift across, in sides, by which places of the second are those of the first.

    None where there is no such thing. Gauss and Newton's steps from coarse to fine (Lucas and Kanade, 1981), with a
    free brightness and contrast.
    """
    fit = np.array([1.0, 0.0, 1.0, 0.0])
    for factor in _LEVELS:
        large, small = _shrunk(first, factor), _shrunk(second, factor)
        side = len(large)
        slopes = np.stack([np.gradient(large, axis=axis) for axis in (0, 1)]) * np.float32(side)
        for _ in range(_MOST_STEPS):
            axes = _axes(fit, side)
            if axes is None:
                return None
            step = _step(large, slopes, small, *axes)
            fit += step
            if np.abs(step).max() * side < 0.02:
                break
        if np.abs(fit[1::2]).max() > _MOST_SHIFT or np.abs(fit[::2] - 1).max() > _MOST_SCALE:
            return None
    return fit


def _step(first: Pixels, slopes: Pixels, second: Pixels, down: _Axis, across: _Axis) -> NDArray[np.float64]:
    seen = _sampled(first, down, across)
    down_slope, across_slope = (_sampled(slope, down, across) for slope in slopes)
    columns = (
        down_slope * down.place[:, None], down_slope, across_slope * across.place, across_slope,
        seen, np.ones_like(seen),
    )  # fmt: skip
    design = np.stack([column.ravel() for column in columns], axis=1).astype(np.float64)
    wanted = second[down.start : down.end, across.start : across.end].ravel()
    # Blank stretches say nothing about the shift: a little of the ridge keeps the equations solvable.
    found = np.linalg.solve(design.T @ design + 1e-3 * np.eye(6), design.T @ wanted)
    contrast = found[4] if abs(found[4]) > 0.2 else 1.0
    return np.clip(found[:4] / contrast, -0.05, 0.05).astype(np.float64)


def _axes(fit: NDArray[np.float64], side: int) -> tuple[_Axis, _Axis] | None:
    """None where less than half of a side is in both pictures."""
    down, across = _axis(fit[0], fit[1], side), _axis(fit[2], fit[3], side)
    return (down, across) if down is not None and across is not None else None


def _axis(scale: float, shift: float, side: int) -> _Axis | None:
    places = (np.arange(side) + 0.5) / side
    pixels = (scale * places + shift) * side - 0.5
    # Pictures that are laid over each other whole lose no edge to rounding.
    inside = np.flatnonzero((pixels >= -0.25) & (pixels <= side - 0.75))
    if len(inside) < side // 2:
        return None
    pixels = np.clip(pixels[inside], 0, side - 1)
    low = np.minimum(pixels.astype(np.intp), side - 2)
    share = (pixels - low).astype(np.float32)
    return _Axis(int(inside[0]), int(inside[-1]) + 1, low, share, places[inside].astype(np.float32))


def _sampled(pixels: Pixels, down: _Axis, across: _Axis) -> Pixels:
    """The first picture where the second one's pixels are, bilinearly."""
    deep = pixels.ndim - 2
    share = down.share.reshape(-1, 1, *[1] * deep)
    rows: Pixels = pixels[down.low] * (1 - share) + pixels[down.low + 1] * share
    share = across.share.reshape(-1, *[1] * deep)
    sampled: Pixels = rows[:, across.low] * (1 - share) + rows[:, across.low + 1] * share
    return sampled


def _shrunk(grey: Pixels, factor: int) -> Pixels:
    side = len(grey) // factor
    shrunk: Pixels = grey.reshape(side, factor, side, factor).mean(axis=(1, 3))
    return shrunk
