"""A running server that is teased: too much, too slow, too many, not HTTP at all. It answers the others meanwhile."""

import os
import socket
import threading
import time

import pytest
from conftest import COORDINATOR, PASSWORD, SCHOOL_LEAD, Folder, Server
from visitor import Visitor, begin

LONG = os.environ.get("SAFELOOP_LONG") == "1"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """A small network that these tests tease together."""
    server = Server(Folder(tmp_path_factory.mktemp("hostile")))
    server.coordinator = begin(server)
    yield server
    server.stop()


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def answer(connection):
    """All that comes until the server closes, or twenty seconds are over."""
    found = b""
    try:
        while more := connection.recv(65536):
            found += more
    except OSError:
        pass
    return found


def raw(server, request):
    with connect(server) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return answer(connection)


def well(server):
    assert server.process.poll() is None
    assert Visitor(server.origin).get("/signin").status == 200


def memory(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"G" * 100_000,
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 2000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"safeloop=a; " * 1000 + b"\r\n\r\n",
        b"POST /signin HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nemail=a",
        b"POST /signin HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /signin HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /assets/../../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /assets/0/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /%00%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /join/" + b"%F0%9F%98%80" * 200 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /?page=99999999999999999999 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/ledger/consistency?from=-1&to=99999999999999999999 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/ledger/consistency?from=0&to=9223372036854775807 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ],
    ids=lambda request: request[:40].decode("latin-1"),
)
def test_what_is_no_request_of_ours_is_turned_away_and_harms_nobody(quiet, request_):
    found = raw(quiet, request_)
    assert b"root:" not in found and b"Fatal" not in found
    assert not found or found.split(b" ")[1][:1] in (b"2", b"3", b"4"), found[:200]
    well(quiet)


def test_a_form_that_is_too_large_is_refused_and_takes_no_memory(quiet):
    begun = memory(quiet)
    for path, megabytes in [("/signin", 64), ("/meetings/import", 64)]:
        with connect(quiet) as connection:
            head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            connection.sendall(f"{head}Content-Length: {megabytes << 20}\r\n\r\n".encode())
            try:
                for _ in range(megabytes):
                    connection.sendall(b"x" * (1 << 20))
            except OSError:
                pass
            try:
                # The connection stays open for the rest: the first line is enough.
                found = connection.recv(100)
            except OSError:
                found = b""
            assert not found or found.split(b" ")[1][:1] == b"4", found
    well(quiet)
    assert memory(quiet) - begun < 100_000, "kilobytes"


def test_whoever_is_signed_in_is_told_that_a_file_is_too_large(quiet):
    visitor = quiet.coordinator.copy()
    sent = visitor.upload("/meetings/import", {}, {"file": ("notes.txt", b"x" * (60 << 20))})
    assert sent.status == 413 and "Nothing was saved" in sent.text
    well(quiet)


def test_many_open_connections_do_not_keep_others_out(quiet):
    teasing = [connect(quiet) for _ in range(300)]
    for connection in teasing[:150]:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Begun: ")
    well(quiet)
    for connection in teasing:
        connection.close()
    well(quiet)


def test_many_requests_at_once_are_all_answered(quiet):
    statuses = []

    def ask():
        for _ in range(5):
            statuses.append(Visitor(quiet.origin, timeout=60).get("/signin").status)

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 200


def test_a_session_is_worth_nothing_with_a_letter_changed_or_for_another_form(quiet):
    visitor = quiet.coordinator.copy()
    assert visitor.get("/members").status == 200
    token = visitor.cookies["safeloop"]
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token + "A", token[:-1], "", "x" * 5000, "%00", "ü"):
        other = visitor.copy()
        other.cookies["safeloop"] = wrong.encode("utf-8").decode("latin-1")
        assert other.get("/members").status in (303, 400, 431), wrong[:20]
    other = visitor.copy()
    other.csrf = "0" * 64
    assert other.post("/members/new", {"name": "Mallory Vane"}).status == 403
    assert "Mallory" not in visitor.get("/members").text


def test_nobody_reaches_what_is_another_s_by_changing_an_id(server):
    """A school lead, with the ids that the coordinator's pages hold."""
    import re

    ruth = Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    nadia = Visitor(server.origin).sign_in(SCHOOL_LEAD, PASSWORD)
    page = ruth.get("/members").text
    for member in re.findall(r'/members/([0-9a-f-]{36})"', page)[:5]:
        for path in ("edit", "remove", "erase"):
            assert nadia.get(f"/members/{member}/{path}").status == 404
            assert nadia.post(f"/members/{member}/{path}", {"reason": "asked", "confirmed": "yes"}).status == 404
    own = set(re.findall(r"/m/(\d+)", nadia.get("/matters").text))
    every = set(re.findall(r"/m/(\d+)", ruth.get("/matters").text))
    for number in sorted(every - own)[:10]:
        seen = nadia.get(f"/m/{number}").status
        assert seen in (200, 404)
        if seen == 404:
            assert nadia.post(f"/m/{number}/withdraw", {"reason": "mine now"}).status == 404


@pytest.mark.skipif(not LONG, reason="waits for half a minute: runs with --long")
def test_a_request_that_comes_a_byte_at_a_time_is_cut_off(quiet):
    with connect(quiet) as connection:
        begun = time.monotonic()
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
        connection.settimeout(1)
        while time.monotonic() - begun < 120:
            try:
                connection.sendall(b"a")
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert 20 < time.monotonic() - begun < 60
    well(quiet)
