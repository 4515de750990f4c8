"""The server as a process: over HTTP, with its commands beside it, stopped and killed."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cloud.data_folder import DataFolder
from cloud.exchange import Request
from cloud.postgres.embedded import EmbeddedDatabase
from ledger.clock import SystemClock
from tests.cloud.callers import CID, OTHER, House
from tests.cloud.conftest import free_folder, fresh_database
from tests.cloud.servers import RemoteHouse, Server, database_processes, run, run_apart, serving, wait_until_gone

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and sockets of Unix")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with free_folder() as folder, serving(folder / "d") as started:
        yield started


@pytest.fixture(scope="module")
def house(server: Server) -> House:
    return RemoteHouse(server, CID, OTHER)


def test_a_round_over_http(house: House) -> None:
    one, two = house.pc(), house.pc()
    pushed = one.push(one.person("张三"), one.person("李四"))
    assert [result["outcome"] for result in pushed["results"]] == ["applied", "applied"]
    assert [change["f"]["name"] for change in two.pull()["changes"]] == ["张三", "李四"]
    digest = two.post(two.of("digest"), {"at": pushed["head"], "types": ["person"]})
    assert digest["types"]["person"]["n"] == 2
    assert two.post(two.of("report"), {"pushed": 0, "result": 0}) == {}
    assert "pushed" in run("admin", "reports", CID, "--data", str(house.server.data))  # type: ignore[attr-defined]


def test_health_readiness_counts_and_unknown_paths(server: Server) -> None:
    assert server.answer(Request("GET", "/health")).status == 200
    assert server.answer(Request("GET", "/ready")).status == 200
    assert b"linong_requests_total" in server.answer(Request("GET", "/metrics")).body
    unknown = server.answer(Request("GET", "/v1/nothing"))
    assert (unknown.status, json.loads(unknown.body)["code"]) == (404, "not_found")
    wrong = server.answer(Request("DELETE", "/v1/enrol"))
    assert (wrong.status, json.loads(wrong.body)["code"]) == (404, "not_found")


def test_a_body_without_end_is_not_read(server: Server) -> None:
    answer = server.answer(Request("POST", "/v1/enrol", body=b"x" * 3_000_000))
    assert (answer.status, json.loads(answer.body)["code"]) == (413, "too_large")


def test_what_the_calls_are_is_told(server: Server) -> None:
    paths = json.loads(server.answer(Request("GET", "/v1/openapi.json")).body)["paths"]
    assert {"/v1/enrol", "/v1/token", "/v1/c/{cid}/push", "/v1/c/{cid}/pull"} <= set(paths)


def test_a_lost_pc_is_refused_from_the_next_call_on(house: House, server: Server) -> None:
    pc = house.pc()
    data = str(server.data)
    assert re.search(rf"{pc.device}\t在用", run("admin", "device", "list", CID, "--data", data))
    run("admin", "device", "lost", CID, pc.device, "--data", data)
    assert pc.get(pc.of("hello"), status=401)["wipe"] is True
    run("admin", "device", "restore", CID, pc.device, "--data", data)
    pc.get(pc.of("hello"))


def test_the_log_holds_nothing_personal(house: House, server: Server) -> None:
    pc = house.pc()
    pc.push(pc.person("欧阳测试"))
    pc.get(f"{pc.of('history')}?t=person&id={pc.person()['id']}")
    lines = server.log.read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(json.loads(line) for line in lines)
    text = "\n".join(lines) + (server.data / "database.log").read_text(encoding="utf-8")
    assert "欧阳" not in text
    assert pc.token not in text
    assert "?t=" not in text


def test_keys_and_files_are_the_server_s_alone(server: Server) -> None:
    keys = server.data / "keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert stat.S_IMODE((server.data / "database").stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) & 0o066 == 0


def test_the_database_wants_its_password(server: Server) -> None:
    lines = (server.data / "database" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=lines[4], port=lines[3], user="postgres", dbname="postgres", password="guess")
    assert lines[5].strip() == ""


def test_the_server_ends_tls_itself_where_it_has_a_certificate(place: Path) -> None:
    certificate, key = a_certificate(place)
    with serving(place / "d", "--tls-cert", str(certificate), "--tls-key", str(key)) as server:
        where = urlsplit(server.url)
        assert where.scheme == "https"
        context = ssl.create_default_context(cafile=str(certificate))
        with contextlib.closing(http.client.HTTPSConnection(where.netloc, context=context, timeout=60)) as connection:
            connection.request("GET", "/ready")
            assert connection.getresponse().status == 200


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "linong test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = SystemClock().now()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(here, critical=False).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    signed = made.sign(key, SHA256())
    certificate, private = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private


# -- beginning and end


def test_a_server_ends_in_order_and_takes_its_database_along(place: Path) -> None:
    data = place / "d"
    with serving(data) as server:
        assert database_processes(data)
        assert server.stop() == 0
    assert wait_until_gone(data)


def test_commands_alone_start_the_database_and_stop_it(place: Path) -> None:
    data = place / "d"
    run("admin", "committee", CID, "测试居委会", "--data", str(data))
    assert wait_until_gone(data)
    assert run("admin", "committees", "--data", str(data)) == f"{CID}\t测试居委会\n"
    assert re.fullmatch(rf"{CID}(-\w{{4}}){{3}}\n", run("admin", "enrol-code", CID, "--data", str(data)))


def test_a_killed_server_leaves_a_database_that_the_next_one_takes_over(place: Path) -> None:
    data = place / "d"
    with serving(data) as first:
        house = RemoteHouse(first, CID)
        pc = house.pc()
        pc.push(pc.person("张三"))
        first.kill()
        assert database_processes(data)
    with serving(data) as second:
        house.service = second  # type: ignore[assignment]
        assert [change["f"]["name"] for change in pc.pull()["changes"]] == ["张三"]
        second.stop()
    assert wait_until_gone(data)


def test_several_workers_serve_the_same(place: Path) -> None:
    data = place / "d"
    with serving(data, "--workers", "2") as server:
        house = RemoteHouse(server, CID)
        one, two = house.pc(), house.pc()
        for number in range(6):
            one.push(one.person(f"人{number}"))
        assert len(two.pull()["changes"]) == 6
        counts = server.answer(Request("GET", "/metrics")).body.decode()
        (total,) = re.findall(r'linong_operations_total\{outcome="applied"\} (\S+)', counts)
        assert float(total) == 6
        assert server.stop() == 0
    assert wait_until_gone(data)


def test_a_long_path_has_its_socket_elsewhere(place: Path) -> None:
    data = place / ("长" * 20) / "d"
    run("admin", "committee", CID, "测试居委会", "--data", str(data))
    assert run("admin", "committees", "--data", str(data)).startswith(CID)


def test_the_same_server_over_a_database_elsewhere(place: Path, embedded_server: EmbeddedDatabase) -> None:
    dsn = fresh_database(embedded_server.dsn, f"elsewhere_{os.getpid()}")
    run("admin", "committee", CID, "测试居委会", "--dsn", dsn)
    with serving(place / "d", "--dsn", dsn) as server:
        code = run("admin", "enrol-code", CID, "--dsn", dsn).strip()
        assert code.startswith(CID)
        assert server.answer(Request("GET", "/ready")).status == 200
        assert not (server.data / "database").exists()


# -- what is refused


def test_without_tls_only_this_machine_is_served(place: Path) -> None:
    said = run_apart("serve", "--data", str(place / "d"), "--host", "192.0.2.1", code=6)
    assert "192.0.2.1 不是本机" in said
    assert not (place / "d").exists()


def test_a_port_that_is_taken_is_told(place: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert "已经被占用" in run_apart("serve", "--data", str(place / "d"), "--port", port, code=6)
    assert wait_until_gone(place / "d")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("admin", "committee", "123", "x"), 2, "12 位"),
        (("admin", "enrol-code", "999999999999"), 3, "没有这个居委会"),
        (("admin", "device", "list", "999999999999"), 3, "没有这个居委会"),
        (("admin", "device", "lost", CID, "d-nobody"), 3, "d-nobody"),
        (("admin", "restore-epoch", "--highest", "/nowhere/at/all"), 3, "读不出"),
        (("migrate", "--citus"), 5, "Citus"),
    ],
)
def test_troubles_are_told_in_words_with_a_code(
    server: Server, house: House, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert said in run(*arguments, "--data", str(server.data), code=code)


def test_a_database_that_is_not_there_or_not_ready_is_told(embedded_server: EmbeddedDatabase) -> None:
    assert "没有回应" in run("admin", "committees", "--dsn", "host=/nowhere user=x", code=5)
    name = f"empty_{os.getpid()}"
    dsn = fresh_database(embedded_server.dsn, name)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("delete from migration where version > 0")
    assert "linong-cloud migrate" in run("admin", "committees", "--dsn", dsn, code=5)


def test_neither_folder_nor_database_is_a_usage_error() -> None:
    assert "--data" in run("admin", "committees", code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少：命令"),
        (("admin", "enrol-code", "--data", "d"), "缺少：CODE。用法请看 linong-cloud admin enrol-code --help"),
        (("admin", "nothing"), "没有“nothing”这个命令"),
        (("admin", "committees", "--data"), "--data 后面要写内容"),
        (("admin", "committees", "--dta", "d"), "多出了不认识的内容：--dta d"),
    ],
)
def test_a_command_line_that_does_not_follow_the_grammar_is_told_in_words(words: tuple[str, ...], said: str) -> None:
    told = run(*words, code=2)
    assert said in told
    assert "usage" not in told


@pytest.mark.parametrize("words", [("--help",), ("admin", "committees")])
def test_a_reader_that_has_seen_enough_is_no_trouble(server: Server, house: House, words: tuple[str, ...]) -> None:
    data = () if "--help" in words else ("--data", str(server.data))
    done = subprocess.Popen(
        [sys.executable, "-m", "cloud", *words, *data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert done.stdout is not None
    done.stdout.close()
    _, err = done.communicate(timeout=120)
    assert (done.returncode, err) == (0, b"")


@pytest.mark.parametrize("wrong", [("--port", "65536"), ("--port", "-1"), ("--port", "x"), ("--workers", "0")])
def test_numbers_that_cannot_be_are_usage_errors(place: Path, wrong: tuple[str, str]) -> None:
    assert "应为" in run("serve", "--data", str(place / "d"), *wrong, code=2)
    assert not (place / "d").exists()


def test_keys_that_cannot_be_read_stop_the_server(place: Path) -> None:
    data = place / "d"
    DataFolder(data)
    (data / "keys.json").write_text("{}", encoding="ascii")
    assert "keys.json" in run_apart("serve", "--data", str(data), code=5)


def test_a_database_that_cannot_start_names_its_log(place: Path) -> None:
    data = DataFolder(place / "d")
    data.keys()
    EmbeddedDatabase(data).close()
    (data.database / "postgresql.conf").write_text("nonsense = [\n", encoding="ascii")
    said = run("admin", "committees", "--data", str(data.path), code=5)
    assert "database.log" in said
    assert "nonsense" in (data.path / "database.log").read_text(encoding="utf-8") or "syntax" in (
        data.path / "database.log"
    ).read_text(encoding="utf-8")


def test_interrupting_at_a_terminal_ends_in_order(place: Path) -> None:
    data = place / "d"
    with serving(data) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.ended() == 0
    assert wait_until_gone(data)


def test_help_names_every_command() -> None:
    said = run("--help")
    assert all(name in said for name in ("serve", "migrate", "admin"))
