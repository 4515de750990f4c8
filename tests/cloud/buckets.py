"""A store that speaks as much of S3 as a place asks for, on loopback: what the real client library meets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from ledger import clock

_AT_ONCE = 2  # keys in one page of a listing


class Bucket:
    """Objects by key; `refuses` makes every call fail with a status and a code."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.refuses: tuple[int, str] | None = None
        self.url = ""


@contextmanager
def serving(name: str) -> Iterator[Bucket]:
    """A bucket of this name at `url`, until the end of the block."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"bucket": bucket, "name": name}))
    bucket.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    bucket: Bucket
    name: str
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{self.name}").lstrip("/")

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refused(self) -> bool:
        assert "AWS4-HMAC-SHA256" in self.headers["Authorization"]
        if self.bucket.refuses is None:
            return False
        status, code = self.bucket.refuses
        self._answer(status, f"<Error><Code>{code}</Code><Message/></Error>".encode())
        return True

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._refused():
            self.bucket.objects[self._key()] = content
            self._answer(200)

    def do_DELETE(self) -> None:
        if not self._refused():
            self.bucket.objects.pop(self._key(), None)
            self._answer(204)

    def do_GET(self) -> None:
        if self._refused():
            return
        if not self._key():
            self._answer(200, self._listed().encode())
        elif self._key() in self.bucket.objects:
            self._answer(200, self.bucket.objects[self._key()])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code><Message/></Error>")

    def _listed(self) -> str:
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        after = query.get("continuation-token", "")
        found = [key for key in sorted(self.bucket.objects) if key.startswith(query.get("prefix", "")) and key > after]
        now = clock.now_text()
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{now}</LastModified><Size>1</Size></Contents>"
            for key in found[:_AT_ONCE]
        )
        more = len(found) > _AT_ONCE
        token = f"<NextContinuationToken>{escape(found[_AT_ONCE - 1])}</NextContinuationToken>" if more else ""
        return f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}</ListBucketResult>"
