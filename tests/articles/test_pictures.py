import base64
import io
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image, ImageChops, ImageCms, ImageOps

from articles import pictures, renditions
from articles.pictures import Picture
from tests.articles.factories import ArticleFactory

# The left half red, the right blue; the decoder at hand can't make one.
HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXttZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABnwABAAAAAAAAACQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA+2lwcnAAAADbaXBjbwAAAHZodmNDAQNwAAAAAAAAAAAAHvAA/P34"
    "+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5"
    "uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    "AAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAADnBpeGkAAAAAAQgAAAAYaXBtYQAAAAAA"
    "AAABAAEFgQIDBYQAAAAsbWRhdAAAACAoAa8LYPXlg6//9Bx38cYg8XFlX/3MkD6Mf/9F8In04A=="
)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def upload(content: bytes, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stored(picture: Picture) -> Image.Image:
    picture.seek(0)
    return Image.open(io.BytesIO(picture.read()))


def photograph(width: int = 40, height: int = 20) -> bytes:
    """A camera's JPEG: lying on its side, its left half red, with the place where it was taken."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "SecretCamera"
    exif.get_ifd(GPS)[2] = (54.0, 10.0, 7.0)
    return encoded(image, "JPEG", exif=exif, quality=95, comment=b"by SecretPerson")


def half_red() -> Image.Image:
    image = Image.new("RGB", (64, 32), "blue")
    image.paste("red", (0, 0, 32, 32))
    return image


def test_a_photograph_is_turned_upright_and_loses_where_and_by_whom_it_was_taken() -> None:
    original = photograph()
    assert b"SecretCamera" in original
    assert b"SecretPerson" in original

    picture = Picture.from_upload(upload(original))

    image = stored(picture)
    assert image.size == (20, 40)
    pixel = image.convert("RGB").getpixel((10, 2))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]
    for rendition in (picture.open().read(), picture.small.read()):
        assert not Image.open(io.BytesIO(rendition)).getexif()
        assert b"Secret" not in rendition
        assert b"Exif" not in rendition


@pytest.mark.parametrize(
    ("image_format", "mode", "suffix", "stored_as"),
    [
        ("JPEG", "RGB", ".jpg", "JPEG"),
        ("JPEG", "CMYK", ".jpg", "JPEG"),
        ("JPEG", "L", ".jpg", "JPEG"),
        ("PNG", "RGB", ".jpg", "JPEG"),
        ("PNG", "RGBA", ".webp", "WEBP"),
        ("PNG", "LA", ".webp", "WEBP"),
        ("PNG", "I;16", ".jpg", "JPEG"),
        ("PNG", "1", ".jpg", "JPEG"),
        ("WEBP", "RGB", ".jpg", "JPEG"),
        ("WEBP", "RGBA", ".webp", "WEBP"),
        ("GIF", "P", ".jpg", "JPEG"),
    ],
)
def test_what_is_opaque_becomes_jpeg_and_what_is_transparent_webp(
    image_format: str, mode: str, suffix: str, stored_as: str
) -> None:
    content = encoded(Image.new(mode, (30, 20)), image_format)
    picture = Picture.from_upload(upload(content, "whatever.exe"))
    assert picture.name is not None
    assert picture.name.endswith(suffix)
    assert "whatever" not in picture.name
    assert (stored(picture).format, stored(picture).size) == (stored_as, (30, 20))


def test_an_animation_becomes_its_first_frame() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image = stored(Picture.from_upload(upload(content)))
    assert getattr(image, "n_frames", 1) == 1
    pixel = image.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


def test_a_big_picture_is_scaled_and_gets_a_rendition_for_phones() -> None:
    content = encoded(Image.new("RGB", (3000, 1500)), "JPEG")
    picture = Picture.from_upload(upload(content))
    assert stored(picture).size == (2000, 1000)
    assert Image.open(picture.small).size == (800, 400)


def test_colours_of_another_profile_are_converted_not_only_relabelled() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    content = encoded(Image.new("RGB", (10, 10), "red"), "JPEG", icc_profile=profile)
    image = stored(Picture.from_upload(upload(content)))
    assert "icc_profile" not in image.info


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "can't be read"),
        (b"not a picture", "can't be read"),
        (photograph(400, 200)[:700], "can't be read"),
        (encoded(Image.new("RGB", (10, 10)), "TIFF"), "can't be read"),
        (encoded(Image.new("RGB", (10, 10)), "BMP"), "can't be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "can't be read"),
    ],
)
def test_what_is_no_picture_of_the_web_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Picture.from_upload(upload(content))


@pytest.mark.parametrize("side", [7_100, 8_000, 11_000, 20_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    bomb = encoded(Image.new("1", (side, side)), "PNG", compress_level=9)
    assert len(bomb) < 100_000
    with pytest.raises(ValidationError, match="more than 50 megapixels"):
        Picture.from_upload(upload(bomb))


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    """Pillow's own conversion makes all but the darkest 256 of 65,536 shades white."""
    row = b"\x00\x00" * 10 + b"\x00\x80" * 10 + b"\xff\xff" * 10
    image = Image.frombytes("I;16", (30, 10), row * 10)
    greys = stored(Picture.from_upload(upload(encoded(image, "PNG")))).convert("L")
    assert [greys.getpixel((x, 5)) for x in (5, 15, 25)] == [
        pytest.approx(shade, abs=4) for shade in (0, 128, 255)
    ]


@pytest.mark.parametrize(
    "content",
    [
        base64.b64decode(HEIC),
        encoded(half_red(), "AVIF"),
        encoded(half_red(), "MPO", save_all=True, append_images=[half_red()]),
        encoded(half_red(), "PNG", save_all=True, append_images=[half_red()]),
        encoded(half_red(), "WEBP", save_all=True, append_images=[half_red()]),
        encoded(half_red(), "AVIF", save_all=True, append_images=[half_red()]),
    ],
    ids=["HEIC", "AVIF", "two in one JPEG", "moving PNG", "moving WebP", "moving AVIF"],
)
def test_what_telephones_make_is_converted(content: bytes) -> None:
    picture = Picture.from_upload(upload(content, "IMG_1.HEIC"))
    image = stored(picture)
    assert (image.format, image.size) == ("JPEG", (64, 32))
    left, right = image.getpixel((10, 16)), image.getpixel((54, 16))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 180 > left[2]
    assert right[2] > 180 > right[0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "AVIF", "WEBP", "PNG"])
def test_every_way_to_hold_a_camera_is_turned_upright(orientation: int, image_format: str) -> None:
    image = Image.new("RGB", (64, 32), "blue")
    image.paste("red", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    content = encoded(image, image_format, exif=exif)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    turned = stored(Picture.from_upload(upload(content)))
    assert turned.size == expected.size
    difference = ImageChops.difference(
        turned.convert("RGB").resize((4, 4)), expected.resize((4, 4))
    )
    extremes: Any = difference.getextrema()
    assert max(high for _low, high in extremes) < 60


def test_a_picture_larger_than_a_tile_has_no_seams() -> None:
    image = Image.linear_gradient("L").resize((6000, 5000)).convert("RGB")
    picture = stored(Picture.from_upload(upload(encoded(image, "PNG")))).convert("L")
    assert picture.size == (2000, 1667)
    column: list[Any] = [picture.getpixel((1000, y)) for y in range(0, 1667, 7)]
    assert all(-2 <= after - before <= 5 for before, after in pairwise(column))


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": Image.Exif()}])
def test_a_webp_is_refused_by_what_its_head_says(options: dict[str, Any]) -> None:
    """Its decoder takes the memory before Pillow knows how large the picture is."""
    if "exif" in options:
        options["exif"][MAKER] = "a head of the extended kind"
    content = encoded(Image.new("1", (7300, 7000)).convert("RGB"), "WEBP", method=0, **options)
    with pytest.raises(ValidationError, match="more than 50 megapixels"):
        Picture.from_upload(upload(content))


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_that_takes_too_much_memory_is_refused_by_a_process_of_its_own(
    image_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renditions, "MAX_MEMORY", 100 * 1024 * 1024)
    large = encoded(Image.new("RGB", (7000, 7000)), image_format, progressive=True, speed=10)
    with pytest.raises(ValidationError, match="too much memory or time"):
        Picture.from_upload(upload(large))


def test_a_decoder_that_dies_or_hangs_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "__file__", "/dev/null")
    with pytest.raises(ValidationError, match="too much memory or time"):
        Picture.from_upload(upload(photograph()))

    def hang(*args: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired("python", options["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(ValidationError, match="too much memory or time"):
        Picture.from_upload(upload(photograph()))


def test_the_decoder_knows_no_secret_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, str] = {}
    run: Any = subprocess.run

    def watched(*args: Any, **options: Any) -> Any:
        known.update(options["env"])
        return run(*args, **options)

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr(subprocess, "run", watched)
    Picture.from_upload(upload(photograph()))
    assert "SECRET_KEY" not in known


def test_an_upload_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = upload(photograph()), upload(b"no picture")
    first = Picture.from_upload(good)
    with pytest.raises(ValidationError):
        Picture.from_upload(bad)
    monkeypatch.delattr(subprocess, "run")
    assert Picture.from_upload(good) is first
    with pytest.raises(ValidationError, match="can't be read"):
        Picture.from_upload(bad)


def test_a_file_that_is_too_large_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 1024)
    with pytest.raises(ValidationError, match="larger than"):
        Picture.from_upload(upload(b"x" * 1025))


@pytest.mark.django_db
def test_whatever_code_stores_a_picture_it_is_re_encoded(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        article = ArticleFactory()
        article.lead_image.save("../../evil name.svg", ContentFile(photograph(1000, 900)))
        article.refresh_from_db()

        name = article.lead_image.name
        assert name is not None
        assert name.startswith("articles/")
        assert "evil" not in name
        assert (article.lead_image_width, article.lead_image_height) == (900, 1000)
        with article.lead_image.open() as file:
            assert b"Secret" not in file.read()
        small = article.lead_image.small_url.removeprefix(settings.MEDIA_URL)
        with Image.open(tmp_path / small) as rendition:
            assert rendition.size == (800, 889)
