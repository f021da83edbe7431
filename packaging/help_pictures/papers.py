"""Receipts, letters and screenshots, set in type."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]

_TABLE: Colour = (126, 92, 62)
_INK: Colour = (42, 42, 48)


def receipt(shop: str, goods: tuple[tuple[str, float], ...], tilt_degrees: float, seed: int) -> Image.Image:
    """A paper slip on a wooden table."""
    wide, high = 520, 330 + 44 * len(goods)
    slip = Image.new("RGBA", (wide, high), (250, 248, 242, 255))
    brush = ImageDraw.Draw(slip)
    brush.text((wide / 2, 50), shop, _INK, _font(34), anchor="mm")
    brush.text((wide / 2, 92), "12 Harbour Street", _INK, _font(20), anchor="mm")
    y = 140
    total = sum(price for _, price in goods)
    for name, price in (*goods, ("", 0.0), ("TOTAL", total), ("CARD", total)):
        if name:
            brush.text((36, y), name, _INK, _font(24), anchor="lm")
            brush.text((wide - 36, y), f"{price:.2f}", _INK, _font(24), anchor="rm")
        else:
            brush.line([(36, y), (wide - 36, y)], _INK, 2)
        y += 44
    bars = np.random.default_rng(seed).integers(2, 7, 40)
    x = 90
    for number, bar in enumerate(bars):
        if number % 2 == 0:
            brush.rectangle([x, y, x + bar, y + 44], fill=_INK)
        x += int(bar) + 3
    return _on_table(slip, tilt_degrees, seed)


def letter(lines: tuple[str, ...], tilt_degrees: float, seed: int) -> Image.Image:
    sheet = Image.new("RGBA", (700, 120 + 58 * len(lines)), (252, 250, 244, 255))
    brush = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        brush.text((60, 60 + 58 * number), line, (38, 52, 108), _font(34))
    return _on_table(sheet, tilt_degrees, seed)


def chat(name: str, said: tuple[tuple[bool, str], ...]) -> Image.Image:
    """A telephone's screen; true: what its owner wrote."""
    screen = Image.new("RGB", (720, 1280), (238, 241, 245))
    brush = ImageDraw.Draw(screen)
    brush.rectangle([0, 0, 720, 150], fill=(32, 110, 178))
    brush.text((28, 30), "9:41", "white", _font(26), anchor="lm")
    brush.text((692, 30), "100 %", "white", _font(26), anchor="rm")
    brush.ellipse([28, 66, 96, 134], fill=(250, 206, 110))
    brush.text((120, 100), name, "white", _font(36), anchor="lm")
    y = 190
    for is_mine, words in said:
        wide = 60 + round(_font(30).getlength(words))
        left = 720 - 28 - wide if is_mine else 28
        brush.rounded_rectangle([left, y, left + wide, y + 78], 26, fill=(206, 232, 204) if is_mine else "white")
        brush.text((left + 30, y + 39), words, _INK, _font(30), anchor="lm")
        y += 104
    brush.rounded_rectangle([28, 1186, 600, 1256], 34, fill="white")
    brush.text((64, 1221), "Message", (150, 154, 160), _font(28), anchor="lm")
    brush.ellipse([626, 1186, 696, 1256], fill=(32, 110, 178))
    return screen


def weather(place: str, degrees: int) -> Image.Image:
    """A telephone's screen."""
    screen = Image.new("RGB", (720, 1280), (64, 132, 206))
    brush = ImageDraw.Draw(screen)
    brush.text((28, 30), "9:41", "white", _font(26), anchor="lm")
    brush.text((360, 190), place, "white", _font(52), anchor="mm")
    brush.text((360, 330), f"{degrees}°", "white", _font(150), anchor="mm")
    brush.text((360, 450), "Mostly sunny", "white", _font(34), anchor="mm")
    brush.rounded_rectangle([32, 540, 688, 1220], 28, fill=(88, 152, 218))
    for number, day in enumerate(("Today", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")):
        y = 600 + 92 * number
        brush.text((64, y), day, "white", _font(32), anchor="lm")
        brush.ellipse([340, y - 20, 380, y + 20], fill=(255, 214, 92))
        brush.text((656, y), f"{degrees - 9 + number % 3}°   {degrees - number % 4}°", "white", _font(32), anchor="rm")
    return screen


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The one that Pillow brings along: the same letters everywhere."""
    return ImageFont.load_default(size)


def _on_table(paper: Image.Image, tilt_degrees: float, seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    width, height = paper.width + 260, paper.height + 140
    grain = np.cumsum(chance.normal(0, 1.2, (height, 1)), axis=0) + chance.normal(0, 2.0, (height, 1))
    wood = np.asarray(_TABLE) + (grain - grain.mean())[:, :, None].repeat(width, axis=1)
    table = Image.fromarray(wood.clip(0, 255).astype(np.uint8))
    turned = paper.rotate(tilt_degrees, Image.Resampling.BICUBIC, expand=True)
    place = ((width - turned.width) // 2, (height - turned.height) // 2)
    shadow = Image.new("L", table.size)
    shadow.paste(turned.getchannel("A"), (place[0] + 8, place[1] + 12))
    dark = shadow.filter(ImageFilter.GaussianBlur(12)).point(lambda light: light // 2)
    table.paste((0, 0, 0), (0, 0), dark)
    table.paste(turned, place, turned)
    return table
