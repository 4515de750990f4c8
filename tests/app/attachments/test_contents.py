"""What is taken as an attachment, told from real files, and what is refused with its reason."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from app.attachments import contents, pictures
from app.attachments.refusals import AttachmentRefused
from tests.app.attachments import papers


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (papers.pdf(), "application/pdf"),
        (b"junk before it\n" + papers.pdf(), "application/pdf"),
        (papers.workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (papers.word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (papers.open_document(), "application/vnd.oasis.opendocument.text"),
        (papers.zipped({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<x/>"}), "application/ofd"),
        (papers.older({"WordDocument": b"text", "1Table": b"t"}), "application/msword"),
        (papers.older({"Workbook": papers.old_sheet(0)}), "application/vnd.ms-excel"),
        (papers.older({"PowerPoint Document": b"slides"}), "application/vnd.ms-powerpoint"),
    ],
)
def test_documents_are_known_by_their_content(content: bytes, mime: str) -> None:
    assert contents.told(content) in (("document", mime), ("pdf", mime))


def locked() -> bytes:
    stream = BytesIO()
    OOXMLFile(BytesIO(papers.workbook())).encrypt("geheim", stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: papers.with_part(papers.workbook(), "xl/vbaProject.bin"), "macro"),
        (lambda: papers.with_part(papers.word(), "word/vbaProject.bin"), "macro"),
        (lambda: papers.with_part(papers.word(), "word/VBAPROJECT.BIN"), "macro"),
        (lambda: papers.with_part(papers.word(), "anything\\vbaProject.bin"), "macro"),
        (lambda: papers.with_part(papers.workbook(), "xl/macrosheets/sheet1.xml"), "macro"),
        (lambda: papers.with_part(papers.word(), "word/activeX/activeX1.bin"), "macro"),
        (lambda: papers.replaced(papers.workbook(), b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"), "macro"),
        (lambda: papers.open_document(**{"Basic/Standard/Module1.xml": b"<script/>"}), "macro"),
        (lambda: papers.older({"WordDocument": b"t", "Macros": {"VBA": b"code"}}), "macro"),
        (lambda: papers.older({"Workbook": papers.old_sheet(0), "_VBA_PROJECT_CUR": {"PROJECT": b"p"}}), "macro"),
        (lambda: papers.older({"Workbook": papers.old_sheet(1)}), "macro"),
        (lambda: papers.older({"Book": papers.old_sheet(6)}), "macro"),
        (lambda: papers.older({"WordDocument": b"t", "ObjectPool": {"\x01Ole10Native": b"MZ"}}), "macro"),
        (locked, "locked"),
        (lambda: papers.older({"Contents": b"a help file"}), "unknown"),
        (lambda: papers.zipped({"a.txt": b"only an archive"}), "unknown"),
        (lambda: papers.word()[:-30], "broken"),
        (lambda: papers.older({"WordDocument": b"t"})[:600], "broken"),
        (lambda: b"\0\0\0\x18ftypheic" + bytes(100), "heic"),
        (lambda: b"MZ" + bytes(100), "unknown"),
        ("姓名,电话".encode, "unknown"),
        (lambda: b"<html><script>alert(1)</script></html>", "unknown"),
        (lambda: b"", "empty"),
    ],
)
def test_the_rest_is_refused_with_the_reason(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(AttachmentRefused) as told:
        contents.told(make())
    assert told.value.reason == reason


@given(st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b""]), st.binary(max_size=3000))
def test_any_bytes_are_told_or_refused(head: bytes, rest: bytes) -> None:
    try:
        contents.told(head + rest)
    except AttachmentRefused:
        return


# -- pictures


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_without_a_word_of_where(form: str) -> None:
    original = papers.photograph(form=form)
    assert papers.POSITION in original
    with Image.open(BytesIO(original)) as before:
        assert before.getexif().get_ifd(0x8825)
    assert contents.told(original) == ("picture", "")
    made = pictures.prepared(original)
    for content in (made.content, made.small):
        assert papers.POSITION not in content
        assert b"Exif" not in content
        with Image.open(BytesIO(content)) as after:
            assert after.format == "JPEG"
            assert not after.getexif()
            assert not {"exif", "comment", "xmp", "icc_profile"} & after.info.keys()
    assert (made.width, made.height) == (1600, 1200)
    assert len(made.small) <= pictures.MOST_SMALL
    assert len(made.content) < 900_000


def test_a_small_picture_stays_as_large_as_it_is() -> None:
    made = pictures.prepared(papers.photograph(320, 200))
    assert (made.width, made.height) == (320, 200)


def test_a_picture_that_was_taken_lying_stands_upright() -> None:
    made = pictures.prepared(papers.photograph(800, 600, orientation=6))
    assert (made.width, made.height) == (600, 800)
    with Image.open(BytesIO(made.content)) as after:
        red = after.convert("RGB").getpixel((300, 100))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 60 > red[1]


def test_what_one_could_see_through_is_white() -> None:
    with Image.open(BytesIO(pictures.prepared(papers.see_through()).content)) as after:
        assert after.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_noise_makes_a_small_picture_all_the_same() -> None:
    import os

    stream = BytesIO()
    Image.frombytes("RGB", (1600, 1600), os.urandom(3 * 1600 * 1600)).save(stream, "PNG")
    assert len(pictures.prepared(stream.getvalue()).small) <= pictures.MOST_SMALL


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (papers.photograph()[:3000], "broken"),
        (b"\xff\xd8\xff" + bytes(500), "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "broken"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(AttachmentRefused) as told:
        pictures.prepared(content)
    assert told.value.reason == reason


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(AttachmentRefused) as told:
        pictures.prepared(stream.getvalue())
    assert told.value.reason == "huge"
