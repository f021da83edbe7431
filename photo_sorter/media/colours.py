"""From every mode that Pillow opens to RGB as it should look on a screen."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_WHITE = (255, 255, 255)


def to_samples(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be made smaller by averaging: no palette, no single bits,
    no numbers of more than 8 bits.
    """
    if "transparency" in image.info and image.mode in ("1", "L", "P", "RGB", "I;16", "I"):
        return _sixteen_bit(image) if image.mode.startswith("I") else image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB" if image.palette is None else _palette_mode(image))
    if image.mode == "PA":
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        return _sixteen_bit(image)
    if image.mode == "F":
        return _float(image)
    return image


def to_rgb(image: Image.Image) -> Image.Image:
    """RGB of a picture that `to_samples` has seen. Transparent parts become white; colour profiles become sRGB.

    Converting the profile of 500 × 375 pixels costs 2.7 ms, and 2.2 ms once per profile [2 cores], so it is done on the
    reduced picture, and only for profiles that are not sRGB.
    """
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    if image.mode in ("LA", "RGBA"):
        profile = image.info.get("icc_profile")
        image = _on_white(image)
        image.info["icc_profile"] = profile
    if image.mode in ("RGB", "CMYK", "LAB"):
        converted = _through_profile(image)
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _palette_mode(image: Image.Image) -> str:
    return "RGBA" if image.palette is not None and image.palette.mode == "RGBA" else "RGB"


def _on_white(image: Image.Image) -> Image.Image:
    alpha = image.getchannel("A")
    colours = image.convert("RGB")
    if alpha.getextrema() == (255, 255):
        return colours
    return Image.composite(colours, Image.new("RGB", image.size, _WHITE), alpha)


def _sixteen_bit(image: Image.Image) -> Image.Image:
    """Scales to 8 bits. Files of 12 bits come in 16-bit form too: their largest value tells."""
    samples = np.asarray(image)
    lowest, highest = int(samples.min()), int(samples.max())
    if lowest < 0 or highest > 65535:
        return _stretched(samples, lowest, highest)
    if image.mode == "I" and highest <= 255:
        return Image.fromarray(samples.astype(np.uint8))
    return Image.fromarray((samples >> (8 if highest > 4095 else 4)).astype(np.uint8))


def _float(image: Image.Image) -> Image.Image:
    samples = np.nan_to_num(np.asarray(image), nan=0.0, posinf=0.0, neginf=0.0)
    lowest, highest = float(samples.min()), float(samples.max())
    if lowest >= 0 and highest <= 1:
        return _stretched(samples, 0, 1)
    if lowest >= 0 and highest <= 255:
        return _stretched(samples, 0, 255)
    return _stretched(samples, lowest, highest)


def _stretched(samples: NDArray[np.generic], lowest: float, highest: float) -> Image.Image:
    scaled = (samples.astype(np.float64) - lowest) * (255 / ((highest - lowest) or 1))
    return Image.fromarray(scaled.round().astype(np.uint8))


def _through_profile(image: Image.Image) -> Image.Image | None:
    """None when there is nothing to convert, or the profile is not one for this picture."""
    profile = image.info.get("icc_profile")
    if image.mode != "LAB" and (not isinstance(profile, bytes) or not profile or _is_srgb(profile)):
        return None
    transform = _transform(profile if isinstance(profile, bytes) and image.mode != "LAB" else b"", image.mode)
    return None if transform is None else ImageCms.applyTransform(image, transform)


def _is_srgb(profile: bytes) -> bool:
    """By the name that it gives itself, in either encoding of the ICC specification (textDescription, mluc)."""
    return b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
