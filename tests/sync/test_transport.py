"""The real transport against real servers on this PC: trust, proxies, and the step that failed."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from typing_extensions import override

from ledger import clock
from sync import transport
from sync.transport import AddressRefused, CaRefused, Https, Route, checked_address
from sync.troubles import Unreachable

NOW = clock.now()
Made = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


class Server(BaseHTTPRequestHandler):
    """Answers what it was sent, packed; some paths misbehave."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
            return
        if self.path == "/hang":
            self.connection.settimeout(5)
            self.connection.recv(1)
            return
        packed = gzip.compress(body)
        self.send_response(407 if self.path == "/log-in" else 201)
        self.send_header("Content-Length", str(len(packed)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("X-Said", self.headers.get("X-Say", ""))
        self.end_headers()
        self.wfile.write(packed)

    @override
    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def served(certificate: Path | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake is what is tested
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(name: str, issuer: Made | None = None, *, ends: datetime = NOW + timedelta(days=9)) -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    of = issuer or (None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=99))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        import ipaddress

        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1")) if name == "127.0.0.1" else x509.DNSName(name)
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(of[1], SHA256()), key


def written(path: Path, made: Made) -> Path:
    key = made[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made[0].public_bytes(Encoding.PEM) + key)
    return path


def pem(made: Made) -> str:
    return made[0].public_bytes(Encoding.PEM).decode()


def failed(url: str, path: str = "/", ca: str = "", proxy: str = "none") -> Unreachable:
    carried = Https(Route(url, ca, proxy))
    try:
        with pytest.raises(Unreachable) as caught:
            carried.send("POST", path, {}, b"x")
    finally:
        carried.close()
    return caught.value


def test_a_body_passes_as_it_is_on_the_wire() -> None:
    with served() as url:
        carried = Https(Route(url, proxy="none"))
        reply = carried.send("POST", "/v1", {"X-Say": "hello"}, b"body")
        assert (reply.status, reply.headers["x-said"]) == (201, "hello")
        assert gzip.decompress(reply.body) == b"body"
        assert carried.send("POST", "/v1", {}, b"again").status == 201
        carried.close()


def test_the_offices_own_authority_is_trusted_beside_those_of_the_pc(tmp_path: Path) -> None:
    office = certificate("office")
    site = written(tmp_path / "site.pem", certificate("127.0.0.1", office))
    with served(site) as url:
        carried = Https(Route(url, pem(office), "none"))
        assert carried.send("POST", "/", {}, b"x").status == 201
        carried.close()
        error = failed(url)
        assert (error.step, error.why) == ("tls", "unknown_issuer")


@pytest.mark.parametrize(
    ("name", "days", "why"),
    [("127.0.0.1", -1, "expired"), ("127.0.0.1", 120, "not_yet_valid"), ("other.example", 9, "other_name")],
)
def test_why_a_certificate_does_not_hold_is_told(tmp_path: Path, name: str, days: int, why: str) -> None:
    office = certificate("office")
    site = written(tmp_path / "site.pem", certificate(name, office, ends=NOW + timedelta(days=days)))
    with served(site) as url:
        error = failed(url, ca=pem(office))
        assert (error.step, error.why) == ("tls", why)


def test_the_step_that_failed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert failed(nobody).step == "connect"
        assert failed("https://cloud.example", proxy=nobody).step == "proxy"
    assert failed("https://nowhere.invalid").step == "dns"
    with served() as url:
        assert failed(url, "/cut").step == "lost"
        error = failed(url, "/log-in")
        assert (error.step, error.why) == ("proxy", "login")
        monkeypatch.setattr(transport, "SILENCE_S", 0.2)
        assert failed(url, "/hang").step == "timeout"


def test_an_answer_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_ANSWERED", 10)
    with served() as url:
        assert failed(url).why == "too long"
    monkeypatch.setattr(transport, "WHOLE_S", -1)
    monkeypatch.setattr(transport, "MOST_ANSWERED", 1000)
    with served() as url:
        assert failed(url).step == "timeout"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8423", "https://cloud.example/linong/", " https://cloud.example "])
def test_addresses(url: str) -> None:
    assert not checked_address(url).endswith(("/", " "))


@pytest.mark.parametrize(
    "url",
    [
        "http://cloud.example",
        "ftp://cloud.example",
        "cloud.example",
        "",
        "https://a:b@c.example",
        "https://[",
        "https://c?x=1",
    ],
)
def test_what_is_no_safe_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(url)


def test_what_is_no_certificate_is_refused() -> None:
    with pytest.raises(CaRefused):
        Https(Route("https://cloud.example", "no certificate"))
