"""Parsing XML that nobody can trust: a stream of events, no tree, no entities, no network.

Workbooks contain no document type declaration; a file that brings one is refused before anything of it is expanded.
HTML has its own parser settings here too. Text encodings are settled by `text_encoding` beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, Protocol, cast

from lxml import etree

from app.excel.refusals import FileDamaged, TooLarge

Attributes = Mapping[str, str]


class Handler(Protocol):
    """Receives the events of a document. Names come as `{namespace}local`."""

    def start(self, tag: str, attrib: Attributes) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, data: str) -> None:
        """Text; one run of text may come in several pieces."""


class _Plain:
    """The handler as lxml wants it."""

    def __init__(self, handler: Handler) -> None:
        self.start = handler.start
        self.end = handler.end
        self.data = handler.data

    def close(self) -> None:
        """Nothing to hand over: the handler keeps what it found."""


class _Guarded(_Plain):
    """The handler of XML, which refuses what a workbook never has."""

    def doctype(self, *_: object) -> NoReturn:
        """A document type declaration, which is where entities are defined."""
        raise TooLarge(reason="entities")


def parse_xml(chunks: Iterable[bytes], handler: Handler, *, part: str, encoding: str | None = None) -> None:
    """Feed `handler` with the events of an XML document.

    Raises:
        FileDamaged: not well-formed; `part` becomes the reason.
        TooLarge: the document declares a type or entities, nests too deep or has a text beyond 10 MB.
    """
    parser = etree.XMLParser(
        target=cast("Any", _Guarded(handler)),  # the stubs want events that we leave out
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    _feed(parser, chunks, part)


def parse_html(chunks: Iterable[bytes], handler: Handler) -> None:
    """Feed `handler` with the events of a web page in UTF-8; mends what a browser would mend.

    The parser knows no entity declarations, so a document type does no harm here.

    Raises:
        FileDamaged: the parser cannot make anything of it.
    """
    parser = etree.HTMLParser(
        target=cast("Any", _Plain(handler)), encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True
    )
    _feed(parser, chunks, "html")


class _Feeder(Protocol):
    def feed(self, data: bytes) -> None: ...

    def close(self) -> object: ...


def _feed(parser: _Feeder, chunks: Iterable[bytes], part: str) -> None:
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        if error.code in (etree.ErrorTypes.ERR_ENTITY_LOOP, etree.ErrorTypes.ERR_RESOURCE_LIMIT):
            raise TooLarge(reason="entities") from None
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise FileDamaged(reason=part) from None


def local_name(tag: str) -> str:
    """Return the name without its namespace."""
    return tag.rpartition("}")[2]


class Texts:
    """A handler that collects nothing; the base of those that need only some of the events."""

    def start(self, tag: str, attrib: Attributes) -> None:
        """Ignore."""

    def end(self, tag: str) -> None:
        """Ignore."""

    def data(self, data: str) -> None:
        """Ignore."""
