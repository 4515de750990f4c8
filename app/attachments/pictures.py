"""Pictures written anew: upright, at most 1,600 pixels, without a word of where and with what they were taken.

What a camera writes beside a picture (position, time, serial number, a preview of before it was cropped) is not copied:
only the points of the picture are. Everything happens in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from app.attachments.refusals import AttachmentRefused

LONGEST: Final = 1600
MOST_SMALL: Final = 20 * 1024
MOST_POINTS: Final = 200_000_000
"""Of a picture that is opened; more is no photograph but a bomb."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 85
_SMALL: Final = ((320, 75), (320, 60), (240, 60), (240, 45), (160, 45), (96, 40))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, and a small one of it."""

    content: bytes = field(repr=False)
    small: bytes = field(repr=False)
    width: int
    height: int


def prepared(content: bytes) -> Picture:
    """The picture in these bytes, written anew; raises AttachmentRefused."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_POINTS:
                raise AttachmentRefused("huge")
            opened.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(opened)
            whole = _plain(upright)
    except Image.DecompressionBombError:
        raise AttachmentRefused("huge") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise AttachmentRefused("broken") from error
    whole.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return Picture(_written(whole, _QUALITY), _small(whole), whole.width, whole.height)


def commented(content: bytes, comment: str) -> bytes:
    """A picture that was written here, with a comment that no viewer shows and every program can read."""
    said = comment.encode()
    return content[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2) + said + content[2:]


def _plain(picture: Image.Image) -> Image.Image:
    """The points alone, in the usual colours, on white where one could see through."""
    usual = _in_usual_colours(picture)
    if usual.mode in ("RGBA", "LA", "PA") or "transparency" in usual.info:
        seen = usual.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        usual = Image.alpha_composite(white, seen)
    plain = Image.new("RGB", usual.size)
    plain.paste(usual.convert("RGB"))
    return plain


def _in_usual_colours(picture: Image.Image) -> Image.Image:
    """The picture in sRGB where it brings a profile of its own that can be read."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        found = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return picture if found is None else found


def _small(whole: Image.Image) -> bytes:
    """A small picture of at most 20 KB."""
    for longest, quality in _SMALL:
        small = whole.copy()
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        content = _written(small, quality)
        if len(content) <= MOST_SMALL:
            return content
    raise AttachmentRefused("huge")


def _written(picture: Image.Image, quality: int) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()
