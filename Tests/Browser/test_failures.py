"""What is wrong with the disk or the folder is said in one clear sentence, and nothing is lost."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from conftest import COORDINATOR, PASSWORD, PROGRAM, Folder, Server
from visitor import Visitor, begin

LONG = os.environ.get("SAFELOOP_LONG") == "1"


def says(done, code, *words):
    """One sentence on standard error, the exit code, and no trace."""
    lines = done.stderr.strip().splitlines()
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert len(lines) == 1 and lines[0].startswith("safeloop: "), lines
    for word in words:
        assert word in lines[0], lines[0]


def mount(*arguments):
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"NOT RUN: this machine lets nobody mount here ({done.stderr.strip()})")


@pytest.fixture
def small_disk(tmp_path):
    """A network on a disk of 6 MB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk))
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk):
    filler = disk / "filler"
    with open(filler, "ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return filler


class OnSmallDisk(Folder):
    @property
    def data(self):
        return self.path / "disk" / "data"


def raising(visitor):
    holder = next(v for label, v in visitor.options("/matters/new", "holder").items() if "Aldous" in label)
    return lambda text: {"text": text, "holder": holder, "group": "", "due": "none"}


def test_a_full_disk_is_said_calmly_and_the_server_goes_on_when_there_is_space(tmp_path, small_disk):
    folder = OnSmallDisk(tmp_path)
    server = Server(folder)
    visitor = begin(server)
    form = raising(visitor)
    saved = ["before the disk was full"]
    assert visitor.post("/matters/new", form(saved[0])).status == 303
    filler = fill(small_disk)

    # The log has some space of its own left: what still fits is still taken.
    for number in range(500):
        text = f"number {number} on the full disk"
        answer = visitor.post("/matters/new", form(text), text.replace(" ", "-"))
        if answer.status != 303:
            break
        saved.append(text)
    assert answer.status == 503, (answer.status, answer.text)
    assert "full" in answer.text and "Nothing that was saved before is lost" in answer.text
    refused = text
    paper = visitor.upload("/members/import", {}, {"file": ("members.csv", b"Name,Email\n" + b"x" * 400_000)})
    assert paper.status in (200, 303, 422, 503), paper.text
    # Reading goes on.
    for path in ("/", "/matters", "/meetings", "/members"):
        assert visitor.get(path).status == 200, path
    assert server.process.poll() is None

    filler.unlink()
    again = visitor.post("/matters/new", form(refused), refused.replace(" ", "-"))
    assert again.status == 303, again.text
    saved.append(refused)
    assert visitor.get("/health").status == 200
    export = visitor.get("/matters.json").text
    for text in saved:
        assert export.count(text) == 1, text
    assert "Fatal" not in server.output() and "error:" not in server.output()
    server.stop()
    assert folder.run("ledger", "verify").returncode == 0


def test_a_server_that_starts_on_a_full_disk_says_so_and_starts_when_there_is_space(tmp_path, small_disk):
    folder = OnSmallDisk(tmp_path)
    server = Server(folder)
    begin(server)
    server.stop()
    for file in folder.data.glob("readings-*"):
        file.unlink()
    filler = fill(small_disk)
    # Whichever file finds the disk full first says so.
    says(folder.run("serve", "--port", "1"), 69, "disk")
    assert filler.exists()
    filler.unlink()
    server = Server(folder)
    assert Visitor(server.origin).get("/signin").status == 200
    server.stop()
    assert folder.run("ledger", "verify").returncode == 0


def test_a_new_network_on_a_full_disk_is_refused_and_leaves_room_for_another_try(tmp_path, small_disk):
    folder = OnSmallDisk(tmp_path)
    filler = fill(small_disk)
    done = folder.run("serve", "--port", "1")
    says(done, 69)
    filler.unlink()
    server = Server(folder)
    begin(server)
    server.stop()


def test_a_data_folder_that_cannot_be_written_is_refused(folder):
    before = folder.run("ledger", "verify").stdout
    mount("--bind", str(folder.data), str(folder.data))
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder.data)], check=True)
        says(folder.run("serve", "--port", "1"), 69, "written")
        says(folder.run("ledger", "verify"), 69, "writ")
        says(folder.run("keys", "rotate"), 69, "written")
    finally:
        subprocess.run(["umount", "-l", str(folder.data)], check=True)
    assert folder.run("ledger", "verify").stdout == before


@pytest.mark.parametrize("name", ["ledger.sqlite", "keys.sqlite", "desk.sqlite"])
def test_one_file_that_cannot_be_written_is_named(folder, name):
    file = str(folder.data / name)
    mount("--bind", file, file)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", file], check=True)
        says(folder.run("serve", "--port", "1"), 69, name)
    finally:
        subprocess.run(["umount", "-l", file], check=True)


@pytest.mark.parametrize("name", ["ledger.sqlite", "keys.sqlite"])
def test_a_file_that_is_missing_is_not_made_again_beside_a_history(folder, name):
    for file in folder.data.glob(name + "*"):
        file.rename(folder.path / file.name)
    says(folder.run("serve", "--port", "1"), 69, name, "backup")
    assert not list(folder.data.glob(name + "*"))
    for file in folder.path.glob(name + "*"):
        file.rename(folder.data / file.name)
    server = Server(folder)
    server.stop()


def test_a_desk_that_is_missing_only_signs_everybody_out(folder):
    for file in folder.data.glob("desk.sqlite*"):
        file.unlink()
    server = Server(folder)
    Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    server.stop()


def test_a_folder_of_a_newer_safeloop_is_left_alone(folder):
    about = folder.data / "network.json"
    old = about.read_text()
    about.write_text(json.dumps({**json.loads(old), "format": 99}))
    for command in (["serve", "--port", "1"], ["ledger", "verify"], ["keys", "rotate"]):
        says(folder.run(*command), 69, "newer Safeloop")
    about.write_text("{")
    says(folder.run("serve", "--port", "1"), 69, "network.json")
    about.write_text(old)
    connection = sqlite3.connect(folder.data / "ledger.sqlite")
    connection.execute("PRAGMA user_version = 7")
    connection.commit()
    connection.close()
    says(folder.run("serve", "--port", "1"), 69, "format 7")


def test_a_folder_with_other_things_in_it_is_not_taken(tmp_path):
    folder = Folder(tmp_path)
    folder.data.mkdir()
    (folder.data / "letter.txt").write_text("Dear all")
    says(folder.run("serve", "--port", "1"), 69, "not empty")
    assert [file.name for file in folder.data.iterdir()] == ["letter.txt"]


def test_a_port_that_is_taken_is_named(folder):
    other = Folder(folder.path / "other")
    shutil.copytree(folder.data, other.data)
    shutil.copytree(folder.path / "keys", other.path / "keys")
    server = Server(folder)
    says(other.run("serve", "--port", str(server.port)), 69, str(server.port), "--port")
    server.stop()


@pytest.mark.parametrize("seed", range(40 if LONG else 5))
def test_a_corrupt_page_of_the_ledger_is_found_and_never_crashes_the_server(folder, seed):
    """Bytes of some page are flipped; readings are there or not."""
    chance = random.Random(seed)
    file = folder.data / "ledger.sqlite"
    with open(file, "r+b") as ledger:
        page = chance.randrange(1, file.stat().st_size // 4096) * 4096
        ledger.seek(page)
        content = bytearray(ledger.read(4096))
        for _ in range(64):
            content[chance.randrange(4096)] ^= chance.randrange(1, 256)
        ledger.seek(page)
        ledger.write(content)
    verified = folder.run("ledger", "verify")
    if verified.returncode:
        says(verified, verified.returncode)
        assert verified.returncode in (1, 69)
    if seed % 2:
        for derived in folder.data.glob("readings-*"):
            derived.unlink()
    process = None
    try:
        server = Server(folder)
        process = server.process
    except AssertionError as refused:
        # It would not start: then with one sentence.
        text = str(refused)
        assert "safeloop: " in text and "Fatal error" not in text and "stack dump" not in text.lower(), text
        return
    visitor = Visitor(server.origin)
    visitor.get("/signin")
    signed = visitor.post("/signin", {"email": COORDINATOR, "password": PASSWORD})
    assert signed.status in (303, 503), signed.text
    for path in ("/", "/matters", "/members", "/meetings", "/checkpoint", "/checkpoint/note"):
        answer = visitor.get(path)
        assert answer.status in (200, 303, 503), (path, answer.status, answer.text)
        if answer.status == 503:
            assert "damaged" in answer.text or "cannot" in answer.text
    assert process.poll() is None
    server.stop()
    assert process.returncode in (0, -signal.SIGTERM)


def test_readings_that_are_damaged_are_made_anew(folder):
    [file] = folder.data.glob("readings-*.sqlite")
    shutil.copy(file, folder.path / "kept")
    with open(file, "r+b") as readings:
        readings.seek(8192)
        readings.write(random.Random(3).randbytes(file.stat().st_size - 8192))
    for _ in range(2):
        try:
            server = Server(folder)
        except AssertionError as refused:
            assert "start Safeloop again" in str(refused)
            continue
        visitor = Visitor(server.origin)
        visitor.get("/signin")
        visitor.post("/signin", {"email": COORDINATOR, "password": PASSWORD})
        visitor.get("/members")
        server.stop()
    server = Server(folder)
    visitor = Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    assert visitor.get("/members").status == 200 and visitor.get("/matters").status == 200
    server.stop()


def test_what_a_newer_safeloop_wrote_stops_this_one_and_is_never_skipped(folder):
    """The ledger's test tool writes events of kinds that no Safeloop knows."""
    server = Server(folder)
    tool = subprocess.Popen(
        [Path(PROGRAM).parent / "LedgerTestTool", "write", folder.data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    tool.stdout.readline()
    tool.kill()
    tool.wait()
    visitor = Visitor(server.origin)
    for _ in range(200):
        health = visitor.get("/health")
        if health.status == 503:
            break
        time.sleep(0.05)
    assert health.status == 503 and "does not know" in health.text
    assert visitor.get("/signin").status == 200
    server.stop()
    says(folder.run("serve", "--port", "1"), 69, "does not know", "Upgrade")
    assert folder.run("ledger", "verify").returncode == 0
