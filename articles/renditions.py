"""Turns one uploaded file into the two pictures that are stored. Runs as a process of its own.

Decoders are the most attacked code that a picture meets, and what a small file unfolds to can be
larger than a web worker: so they get a process with a limit on memory and time, which gives all of
it back. Nothing of Django is imported, because each picture waits for this to start.

Reads the file from standard input; writes a line of JSON to standard output and, where it is
{"suffix": …, "lengths": [large, small]}, the two pictures after it.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from PIL import Image, ImageCms

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
MAX_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 2000
SMALL_WIDTH: Final = 800
# A PNG of the most pixels needs 350 MB, an AVIF 500.
MAX_MEMORY: Final = 768 * 1024 * 1024
MAX_SECONDS: Final = 20

# What the hungriest decoder takes.
_BYTES_A_PIXEL: Final = 16
_TILE: Final = 2048
_ORIENTATION: Final = 0x0112
# What EXIF's orientation asks for.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow warns above this figure and refuses above its double, before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class TooManyPixels(Exception):
    """Nothing of the picture has been decoded."""


def main() -> None:
    max_memory = int(sys.argv[1])
    _limit(resource.RLIMIT_AS, max_memory)
    _limit(resource.RLIMIT_CPU, MAX_SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    content = sys.stdin.buffer.read()
    try:
        suffix, pictures = renditions(content, max_memory)
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning):
        _answer({"refused": "pixels"})
    except MemoryError:
        _answer({"refused": "memory"})
    except Exception:  # noqa: BLE001 -- decoders raise nearly anything on a broken file
        _answer({"refused": "unreadable"})
    else:
        _answer({"suffix": suffix, "lengths": [len(one) for one in pictures]}, *pictures)


def _limit(what: int, most: int) -> None:
    # Not every system has every limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _answer(said: dict[str, Any], *pictures: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    for picture in pictures:
        sys.stdout.buffer.write(picture)


def renditions(content: bytes, max_memory: int) -> tuple[str, list[bytes]]:
    """Return the suffix of a picture and its renditions: the large one, the small one."""
    if content[4:8] == b"ftyp":
        _learn_heif()
    pixels = _pixels_of_webp(content)
    try:
        _refuse_too_many(pixels)
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            pixels = opened.width * opened.height
            _refuse_too_many(pixels)
            image = _upright_srgb(opened)
    except TooManyPixels:
        raise
    except Exception as error:
        # Not every decoder says that it wanted more memory than there is.
        if pixels * _BYTES_A_PIXEL > max_memory:
            raise MemoryError from error
        raise
    small = image.copy()
    small.thumbnail((SMALL_WIDTH, LONGEST_SIDE))
    # WebP keeps transparency at a fraction of PNG's size.
    return ".webp" if _is_transparent(image) else ".jpg", [_encoded(image), _encoded(small)]


def _refuse_too_many(pixels: int) -> None:
    if pixels > MAX_PIXELS:
        raise TooManyPixels


def _pixels_of_webp(content: bytes) -> int:
    """Return what a WebP's head says; its decoder takes memory for all of them when it is opened.

    The format: RFC 9649, sections 2.5 to 2.7. Zero for another format.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return 0
    match content[12:16]:
        case b"VP8X":
            width, height = _number(content[24:27]) + 1, _number(content[27:30]) + 1
        case b"VP8L":
            sides = _number(content[21:25])
            width, height = (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1
        case _:
            width, height = _number(content[26:28]) & 0x3FFF, _number(content[28:30]) & 0x3FFF
    return width * height


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")


def _learn_heif() -> None:
    from pi_heif import register_heif_opener  # noqa: PLC0415 -- most pictures don't need it

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def _upright_srgb(opened: Any) -> Image.Image:
    """Return the first frame, scaled, turned as its EXIF says, in the colours of the web."""
    opened.seek(0)
    # A JPEG is decoded at a fraction of its size, where that is enough.
    enough = 2 * LONGEST_SIDE / max(opened.size)
    opened.draft(None, tuple(max(1, int(side * enough)) for side in opened.size))
    turn = _TURNS.get(opened.getexif().get(_ORIENTATION, 1))
    profile = opened.info.get("icc_profile")
    image = _shrunk(opened, profile)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image = _in_srgb(image, profile)
    return image if turn is None else image.transpose(turn)


def _shrunk(opened: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a copy near the size that is stored, made in tiles.

    To convert or scale the whole at once would take its memory two or three times.
    """
    opened.load()
    mode = _mode_for(opened, profile)
    factor = max(1, max(opened.size) // (2 * LONGEST_SIDE))
    shrunk = Image.new(mode, (-(-opened.width // factor), -(-opened.height // factor)))
    step = factor * max(1, _TILE // factor)
    for left, top in _corners(opened.size, step=step):
        right, bottom = min(left + step, opened.width), min(top + step, opened.height)
        tile = _converted(opened.crop((left, top, right, bottom)), mode)
        shrunk.paste(tile.reduce(factor), (left // factor, top // factor))
    return shrunk


def _corners(size: tuple[int, int], *, step: int) -> Iterator[tuple[int, int]]:
    for top in range(0, size[1], step):
        for left in range(0, size[0], step):
            yield left, top


def _mode_for(opened: Image.Image, profile: bytes | None) -> str:
    if opened.has_transparency_data:
        return "RGBA"
    # Printers' colours mean something only by their profile.
    return "CMYK" if opened.mode == "CMYK" and profile else "RGB"


def _converted(tile: Image.Image, mode: str) -> Image.Image:
    if tile.mode.startswith("I"):
        # Sixteen bits of grey: Pillow would cut off what is above the lowest eight.
        tile = tile.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return tile if tile.mode == mode else tile.convert(mode)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    # A profile that can't be read leaves the plain conversion, which is close.
    with suppress(ImageCms.PyCMSError, OSError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
        colours = converted if converted is not None else colours
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _is_transparent(image: Image.Image) -> bool:
    """Tell whether anything shows through; many opaque pictures carry an alpha channel too."""
    return image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)


def _encoded(image: Image.Image) -> bytes:
    """Return the pixels and nothing else: an encoder would copy profiles and EXIF from `info`."""
    image.info.clear()
    target = io.BytesIO()
    if _is_transparent(image):
        image.save(target, "WEBP", quality=85)
    else:
        image.convert("RGB").save(target, "JPEG", quality=85, optimize=True, progressive=True)
    return target.getvalue()


if __name__ == "__main__":
    main()
