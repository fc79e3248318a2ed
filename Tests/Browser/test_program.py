"""The commands, as somebody types them: what they print, their exit codes, and what they say when something is wrong."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROGRAM, Folder, Server

NOTES = """RIVERSIDE SAFEGUARDING FORUM
Meeting of 4 March 2009

Present: Aldous Finch (Harrow), Betty Crane (Brent)
Apologies: Cora Linnet (Camden)

1. Welcome
Aldous welcomed everyone.

2. Lost files
Action: AF to write to the schools by 20 March 2009.

Next meeting: 6 May 2009, 10.00 - 12.00
"""


def test_the_ledger_of_the_demonstration_is_whole(demonstration):
    verified = demonstration.run("ledger", "verify", "--json")
    assert verified.returncode == 0
    answer = json.loads(verified.stdout)
    assert answer["whole"] and answer["events"] > 1000


def test_a_demonstration_fills_only_an_empty_folder(folder):
    again = folder.run("demo")
    assert again.returncode == 1
    assert "holds a network already" in again.stderr


def test_an_independent_implementation_accepts_our_proofs(demonstration):
    root = Path(__file__).parent.parent.parent
    tool = Path(PROGRAM).parent / "LedgerTestTool"
    proofs = subprocess.run([tool, "proofs", "40"], capture_output=True, check=True, timeout=120)
    checked = subprocess.run(
        [sys.executable, root / "Tests/Independent/ledger_proofs.py"], input=proofs.stdout, capture_output=True, timeout=300
    )
    assert checked.returncode == 0, checked.stderr.decode()
    assert b"inclusion" in checked.stdout


def test_a_proof_of_the_real_ledger_can_be_recomputed_by_hand(demonstration):
    import base64
    import hashlib

    proof = json.loads(demonstration.run("ledger", "prove", "7").stdout)
    node = hashlib.sha256(b"\0" + base64.b64decode(proof["record"])).digest()
    assert node.hex() == proof["leaf"]
    # RFC 9162, 2.1.3.2.
    first, second = proof["position"], proof["size"] - 1
    for step in map(bytes.fromhex, proof["path"]):
        assert second > 0
        if first % 2 or first == second:
            node = hashlib.sha256(b"\1" + step + node).digest()
            while first % 2 == 0 and first:
                first, second = first >> 1, second >> 1
        else:
            node = hashlib.sha256(b"\1" + node + step).digest()
        first, second = first >> 1, second >> 1
    assert second == 0 and node.hex() == proof["root"]


def test_a_checkpoint_kept_elsewhere_is_found_again(folder, tmp_path):
    note = tmp_path / "checkpoint.txt"
    note.write_text(folder.run("ledger", "checkpoint").stdout)
    key = folder.run("ledger", "checkpoint", "--public-key").stdout.strip()
    assert folder.run("ledger", "verify", "--checkpoint", str(note), "--public-key", key).returncode == 0
    origin, size, rest = note.read_text().split("\n", 2)
    note.write_text(f"{origin}\n{int(size) - 1}\n{rest}")
    forged = folder.run("ledger", "verify", "--checkpoint", str(note), "--public-key", key)
    assert forged.returncode == 1 and len(forged.stderr.strip().splitlines()) == 1


def test_notes_are_read_without_a_folder_a_key_or_a_server(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text(NOTES)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "nobody")}
    done = subprocess.run(
        [PROGRAM, "import", "notes", "--dry-run", "--json", file], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [line] = done.stdout.splitlines()
    answer = json.loads(line)
    assert list(sorted(answer)) == sorted(
        "file group date attended apologies items decisions actions next_agenda next_meetings unplaced".split()
    )
    assert answer["date"] == "2009-03-04"
    assert answer["actions"][0]["owners"] == ["Aldous Finch"]
    assert answer["actions"][0]["due"] == "2009-03-20"
    assert not (tmp_path / "nobody").exists()


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    good, empty, binary = tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "binary.txt"
    good.write_text(NOTES)
    empty.write_text("")
    binary.write_bytes(random.Random(1).randbytes(4000))
    files = [str(empty), str(good), str(binary), str(tmp_path / "missing.txt")]
    done = subprocess.run([PROGRAM, "import", "notes", "--dry-run", "--json", *files], capture_output=True, text=True)
    assert done.returncode == 1
    assert [json.loads(line)["date"] for line in done.stdout.splitlines()] == ["2009-03-04"]
    assert len(done.stderr.strip().splitlines()) == 3


def test_notes_are_brought_in_once(folder, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text(NOTES)
    assert folder.run("import", "notes", str(file)).returncode == 0
    again = folder.run("import", "notes", str(file))
    assert again.returncode == 1 and "brought in already" in again.stderr


def test_a_second_server_on_the_same_folder_is_refused(folder):
    server = Server(folder)
    try:
        second = folder.run("serve", "--port", "1")
        assert second.returncode == 69
        assert "Another Safeloop server" in second.stderr and len(second.stderr.strip().splitlines()) == 1
    finally:
        server.stop()


def test_a_wrong_key_is_said_before_anything_is_written(folder, tmp_path):
    other = Folder(tmp_path / "other")
    other.path.mkdir()
    assert other.run("demo").returncode == 0
    shutil.copy(tmp_path / "other" / "keys" / "network.key", tmp_path / "keys" / "network.key")
    before = folder.run("ledger", "verify").stdout
    served = folder.run("serve", "--port", "1")
    assert served.returncode == 69 and "key" in served.stderr
    assert len(served.stderr.strip().splitlines()) == 1
    assert folder.run("ledger", "verify").stdout == before


def test_a_missing_key_is_not_made_again_for_a_folder_with_a_history(folder, tmp_path):
    (tmp_path / "keys" / "network.key").unlink()
    served = folder.run("serve", "--port", "1")
    assert served.returncode == 69 and "Nothing was changed" in served.stderr
    assert not (tmp_path / "keys" / "network.key").exists()


def test_a_corrupt_ledger_page_gives_one_sentence(folder):
    assert folder.run("ledger", "verify").returncode == 0
    file = folder.data / "ledger.sqlite"
    with open(file, "r+b") as ledger:
        ledger.seek(file.stat().st_size // 2)
        ledger.write(b"\xff" * 4096)
    verified = folder.run("ledger", "verify")
    assert verified.returncode in (1, 69)
    assert len(verified.stderr.strip().splitlines()) == 1


def test_a_changed_event_is_found_where_it_is(folder):
    import sqlite3

    connection = sqlite3.connect(folder.data / "ledger.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    [record] = connection.execute("SELECT record FROM event WHERE position = 42").fetchone()
    changed = bytearray(record)
    changed[len(changed) // 2] ^= 1
    connection.execute("UPDATE event SET record = ? WHERE position = 42", (bytes(changed),))
    connection.commit()
    connection.close()
    verified = folder.run("ledger", "verify", "--json")
    assert verified.returncode == 1
    assert json.loads(verified.stdout)["position"] == 42


@pytest.mark.parametrize("form", ["utf-8", "utf-16-le", "base64"])
def test_no_name_of_anybody_is_readable_in_the_folder(demonstration, form):
    import base64

    names = [b"Adeyemi", b"Lindqvist", b"Thornbeck Academy was", b"follow every trafficking referral", b"ruth.adeyemi@"]
    if form == "utf-16-le":
        names = [name.decode().encode("utf-16-le") for name in names]
    if form == "base64":
        names = [base64.b64encode(name)[:-4] for name in names]
    found = []
    for file in demonstration.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found += [(file.name, name) for name in names if name in content]
    assert found == []


def test_an_empty_network_prints_the_link_that_begins_it(tmp_path):
    folder = Folder(tmp_path)
    server = Server(folder)
    try:
        assert re.search(rf"{server.origin}/begin/[A-Za-z0-9_-]{{43}}", server.output())
    finally:
        server.stop()
    assert (folder.data.stat().st_mode & 0o777) == 0o700


def test_a_server_that_is_killed_comes_back_with_everything(folder):
    server = Server(folder)
    server.stop(signal.SIGKILL)
    server = Server(folder)
    server.stop()
    assert folder.run("ledger", "verify").returncode == 0
