"""Reads the text of a PDF that Qt wrote, page by page, through the character maps of the fonts inside it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> \[([^\]]*)\]")


@dataclass(frozen=True)
class Pdf:
    """Texts of the pages in the order they were drawn, and the base fonts with whether their outlines are inside."""

    pages: tuple[str, ...]
    fonts: dict[str, bool]


def read_pdf(content: bytes) -> Pdf:
    """Read it; characters that no map explains come as �."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    fonts = {number: _font_map(objects, body) for number, body in objects.items() if b"/Type0" in body}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return Pdf(tuple(_page_text(objects, page, fonts) for page in pages), _embedded(objects))


def _embedded(objects: dict[int, bytes]) -> dict[str, bool]:
    found = {}
    for body in objects.values():
        if b"/FontDescriptor" in body and (name := re.search(rb"/FontName\s*/([\w+-]+)", body)):
            found[name[1].decode()] = re.search(rb"/FontFile\d?\s+\d+ 0 R", body) is not None
    return found


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    # Where its checksum ends in a line break, that is taken for the stream's end: so much may be missing.
    return zlib.decompressobj().decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _font_map(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    found = re.search(rb"/ToUnicode\s+(\d+) 0 R", font)
    text = _stream(objects[int(found[1])]) if found else b""
    characters: dict[int, str] = {}
    for first, _, targets in _RANGE.findall(text):
        for offset, target in enumerate(re.findall(rb"<([0-9A-F]+)>", targets)):
            characters[int(first, 16) + offset] = bytes.fromhex(target.decode()).decode("utf-16-be")
    return characters


def _page_text(objects: dict[int, bytes], page: bytes, fonts: dict[int, dict[int, str]]) -> str:
    contents = re.search(rb"/Contents\s+(\d+) 0 R", page)
    resources = re.search(rb"/Resources\s+(\d+) 0 R", page)
    named_in = objects[int(resources[1])] if resources else page
    named = {name: fonts.get(int(at), {}) for name, at in re.findall(rb"/(F\d+)\s+(\d+) 0 R", named_in)}
    drawn = _stream(objects[int(contents[1])]) if contents else b""
    parts, current = [], dict[int, str]()
    for font, glyphs in re.findall(rb"/(F\d+)\s+[\d.]+ Tf|<([0-9A-F]+)> Tj", drawn):
        if font:
            parts.append("\n")
            current = named.get(font, {})
        parts.extend(current.get(int(glyphs[at : at + 4], 16), "�") for at in range(0, len(glyphs), 4))
    return "".join(parts)
