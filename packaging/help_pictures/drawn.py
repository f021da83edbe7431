"""Scenes that are drawn, for want of photographs that are free: hills, seas, flowers, nights. 1200 × 800 pixels."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH_PX, HEIGHT_PX = 1200, 800
FINER = 2
"""Edges are smooth because all is drawn this many times larger."""

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]

_SEEDS = 420
_SNOW: Colour = (242, 246, 250)


def mountains(top: Colour, horizon: Colour, near: Colour, seed: int) -> Image.Image:
    """Ranges in mist, the nearest last and darkest."""
    chance = np.random.default_rng(seed)
    sky = _gradient(top, horizon)
    ranges = 6
    for number in range(ranges):
        share = number / (ranges - 1)
        colour = _between(horizon, near, 0.25 + 0.75 * share)
        ridge = _ridge(chance, 0.42 + 0.44 * share, 0.17 - 0.08 * share)
        _fill(sky, [*ridge, (sky.width, sky.height), (0, sky.height)], colour)
    return _finished(sky)


def sea(
    top: Colour, horizon: Colour, water: Colour, *, sun: tuple[float, float] | None, has_beach: bool, seed: int
) -> Image.Image:
    """Water under a sky. `sun`: its place, as shares of the width and of the height."""
    chance = np.random.default_rng(seed)
    picture = _gradient(top, horizon)
    level = round(picture.height * 0.52)
    deep = _lit(water, 0.55)
    below = _gradient(water, deep, (picture.width, picture.height - level))
    if sun is not None:
        _glow(picture, sun, 0.055, (255, 236, 190))
    picture.paste(below, (0, level))
    brush = ImageDraw.Draw(picture, "RGBA")
    for _ in range(1500):
        depth = chance.random() ** 1.6
        y = level + depth * (picture.height - level)
        length = (8 + 90 * depth) * FINER
        spread = (0.03 + 0.16 * depth) if sun is not None else 0.5
        middle = (sun[0] if sun is not None else 0.5) + chance.normal(0, spread)
        glint = (255, 232, 190, 90) if sun is not None else (255, 255, 255, 38)
        x = middle * picture.width
        brush.line([(x - length / 2, y), (x + length / 2, y)], glint, max(1, round((0.6 + 2.2 * depth) * FINER)))
    if has_beach:
        _beach(picture, chance)
    return _finished(picture)


def flower(petal: Colour, heart: Colour, ground: Colour, rows: int, slender: float, seed: int) -> Image.Image:
    """One large flower: petals in rows, the inner over the outer, and a heart of seeds (Vogel's spiral)."""
    chance = np.random.default_rng(seed)
    picture = _blurred_green(ground, chance)
    centre = (picture.width * 0.52, picture.height * 0.5)
    reach = picture.height * 0.43
    for row in range(rows):
        share = 1 - row / rows * 0.72
        count = round(15 + 9 * share)
        for number in range(count):
            angle = 2 * math.pi * (number + 0.5 * (row % 2)) / count + chance.normal(0, 0.05)
            light = (0.72 + 0.28 * (1 - share)) * chance.uniform(0.88, 1.08)
            colour = _lit(petal, light)
            _petal(picture, centre, angle, reach * share * chance.uniform(0.93, 1.0), slender, colour)
    for number in range(_SEEDS):
        away = reach * 0.30 * math.sqrt(number / _SEEDS)
        angle = number * math.pi * (3 - math.sqrt(5))
        x, y = centre[0] + away * math.cos(angle), centre[1] + away * math.sin(angle)
        light = chance.uniform(0.65, 1.15)
        size = 4.2 * FINER
        colour = _lit(heart, light)
        ImageDraw.Draw(picture).ellipse([x - size, y - size, x + size, y + size], fill=colour)
    return _finished(picture)


def fireworks(seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    picture = _gradient((6, 8, 24), (26, 22, 48))
    glow = Image.new("RGB", picture.size)
    brush = ImageDraw.Draw(glow)
    for x, y, reach, colour in (
        (0.33, 0.36, 0.30, (255, 190, 90)), (0.68, 0.28, 0.24, (255, 90, 110)), (0.55, 0.60, 0.17, (120, 200, 255)),
    ):  # fmt: skip
        for _ in range(150):
            angle, length = chance.uniform(0, 2 * math.pi), reach * picture.height * chance.uniform(0.55, 1.0)
            path = [
                (
                    x * picture.width + math.cos(angle) * length * step,
                    y * picture.height
                    + math.sin(angle) * length * step
                    + 0.10 * picture.height * (reach / 0.3) * step**2,
                )
                for step in np.linspace(0.12, 1, 14)
            ]
            light = chance.uniform(0.5, 1.0)
            brush.line(path, _lit(colour, light), 2 * FINER)
    halo = glow.filter(ImageFilter.GaussianBlur(14 * FINER))
    lit = np.asarray(picture, dtype=np.int16) + np.asarray(glow, dtype=np.int16) + np.asarray(halo, dtype=np.int16)
    return _finished(Image.fromarray(lit.clip(0, 255).astype(np.uint8)))


def forest(seed: int) -> Image.Image:
    """Firs in snow, those in front larger and darker."""
    chance = np.random.default_rng(seed)
    far, near = (196, 210, 222), (40, 62, 70)
    picture = _gradient((150, 180, 210), (236, 240, 244))
    ImageDraw.Draw(picture).rectangle([0, picture.height * 0.62, picture.width, picture.height], fill=_SNOW)
    for row in range(5):
        share = row / 4
        colour = _between(far, near, 0.3 + 0.7 * share)
        for x in np.arange(-40, picture.width + 40, (34 + 74 * share) * FINER):
            foot = picture.height * (0.62 + 0.33 * share) + chance.normal(0, 8 * FINER)
            high = (120 + 250 * share) * FINER * chance.uniform(0.75, 1.15)
            _fir(picture, x + chance.normal(0, 12 * FINER), foot, high, colour)
    return _finished(picture)


def _fir(picture: Image.Image, x: float, foot: float, high: float, colour: Colour) -> None:
    brush = ImageDraw.Draw(picture)
    brush.rectangle([x - high * 0.02, foot - high * 0.1, x + high * 0.02, foot], fill=(70, 52, 44))
    for step in range(6):
        top = foot - high * (1 - step * 0.14)
        low, wide = top + high * 0.27, high * (0.07 + 0.035 * step)
        brush.polygon([(x, top), (x + wide, low), (x - wide, low)], fill=colour)
        white = [(0.0, 0.0), (0.55, 0.13), (0.0, 0.09), (-0.6, 0.14)]
        brush.polygon([(x + across * wide, top + down * high) for across, down in white], fill=_SNOW)


def _petal(
    picture: Image.Image, centre: tuple[float, float], angle: float, reach: float, slender: float, colour: Colour
) -> None:
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def outline(width: float) -> Points:
        rim = []
        for turn in np.linspace(0, math.pi, 14):
            far, wide = reach * (0.5 - 0.5 * math.cos(turn)), reach * width * math.sin(turn) ** 1.3
            rim.append((far, wide))
        both = rim + [(far, -wide) for far, wide in reversed(rim)]
        return [
            (centre[0] + far * along[0] + wide * across[0], centre[1] + far * along[1] + wide * across[1])
            for far, wide in both
        ]

    brush = ImageDraw.Draw(picture)
    edge = _lit(colour, 0.72)
    brush.polygon(outline(slender), fill=edge)
    brush.polygon(outline(slender * 0.86), fill=colour)
    light = _lit(colour, 1.12)
    brush.polygon(outline(slender * 0.35), fill=light)


def _beach(picture: Image.Image, chance: np.random.Generator) -> None:
    shore = _ridge(chance, 0.80, 0.03)
    for drop, colour in ((0, (248, 250, 246)), (10, (206, 178, 132)), (34, (232, 206, 158))):
        low = [(x, y + drop * FINER) for x, y in shore]
        _fill(picture, [*low, (picture.width, picture.height), (0, picture.height)], colour)


def _blurred_green(ground: Colour, chance: np.random.Generator) -> Image.Image:
    picture = Image.new("RGB", (WIDTH_PX * FINER, HEIGHT_PX * FINER), ground)
    brush = ImageDraw.Draw(picture)
    for _ in range(90):
        x, y, size = chance.random() * picture.width, chance.random() * picture.height, chance.uniform(60, 190) * FINER
        light = chance.uniform(0.55, 1.5)
        brush.ellipse([x - size, y - size, x + size, y + size], fill=_lit(ground, light))
    return picture.filter(ImageFilter.GaussianBlur(60 * FINER))


def _gradient(top: Colour, bottom: Colour, size: tuple[int, int] | None = None) -> Image.Image:
    width, height = size or (WIDTH_PX * FINER, HEIGHT_PX * FINER)
    share = np.linspace(0, 1, height)[:, None, None]
    rows = np.asarray(top) * (1 - share) + np.asarray(bottom) * share
    return Image.fromarray(np.broadcast_to(rows, (height, width, 3)).round().astype(np.uint8))


def _glow(picture: Image.Image, place: tuple[float, float], radius: float, colour: Colour) -> None:
    """A sun with its light around it."""
    y, x = np.mgrid[0 : picture.height, 0 : picture.width]
    far = np.hypot(x - place[0] * picture.width, y - place[1] * picture.height) / (radius * picture.height)
    light = np.clip(np.where(far < 1, 1.0, 0.75 / np.maximum(far, 1) ** 1.1), 0, 1)[:, :, None]
    lit = np.asarray(picture) * (1 - light) + np.asarray(colour) * light
    picture.paste(Image.fromarray(lit.round().astype(np.uint8)))


def _ridge(chance: np.random.Generator, height: float, rough: float) -> Points:
    """A line from left to right around a share of the height: octaves of noise."""
    x = np.linspace(0, 1, 400)
    line = np.zeros_like(x)
    for octave in range(7):
        knots = chance.normal(0, 1, 4 + 3 * 2**octave)
        line += np.interp(x, np.linspace(0, 1, len(knots)), knots) * rough * 0.5**octave * 0.6
    return [(float(a) * WIDTH_PX * FINER, float(height - b) * HEIGHT_PX * FINER) for a, b in zip(x, line, strict=True)]


def _between(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _lit(colour: Colour, light: float) -> Colour:
    red, green, blue = (min(255, round(part * light)) for part in colour)
    return red, green, blue


def _fill(picture: Image.Image, outline: Points, colour: tuple[int, ...]) -> None:
    ImageDraw.Draw(picture).polygon(outline, fill=colour)


def _finished(picture: Image.Image) -> Image.Image:
    return picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS)
