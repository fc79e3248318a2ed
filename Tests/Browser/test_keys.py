"""The master key: a file or a passphrase, exchanged for another, and never made again beside a history."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import time

import pytest
from conftest import COORDINATOR, PASSWORD, PROGRAM, Folder, Server
from test_failures import says
from visitor import Visitor, begin

# Each kill derives five passphrases, which is slow on purpose.
KILLS = 24 if os.environ.get("SAFELOOP_LONG") else 3
FIRST = "five quiet otters climb stairs"
SECOND = "seven loud herons leave early"


class WithPassphrase(Folder):
    """Runs the program with passphrases in an open file, as a service manager would."""

    passphrase = FIRST

    @property
    def environment(self):
        return {key: value for key, value in super().environment.items() if key != "SAFELOOP_KEY"} | {"HOME": str(self.path)}

    def run(self, *arguments, passphrase=None):
        read, write = os.pipe()
        os.write(write, ((passphrase or self.passphrase) + "\n").encode())
        os.close(write)
        try:
            return subprocess.run(
                [PROGRAM, *arguments, "--passphrase-fd", str(read)],
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=120,
                pass_fds=[read],
                stdin=subprocess.DEVNULL,
            )
        finally:
            os.close(read)


def serve(folder, passphrase):
    """A server that reads its passphrase from standard input, as descriptor 0."""
    file = folder.path / "passphrase"
    file.write_text(passphrase + "\n")
    with open(file) as given:
        standard = os.dup(0)
        os.dup2(given.fileno(), 0)
        try:
            return Server(folder, "--passphrase-fd", "0")
        finally:
            os.dup2(standard, 0)
            os.close(standard)


def test_the_first_start_says_where_the_key_is_and_to_copy_it(tmp_path):
    folder = Folder(tmp_path)
    server = Server(folder)
    key = tmp_path / "keys" / "network.key"
    assert f"Made the network's master key: {key}" in server.output()
    assert "Copy it to another safe place now" in server.output()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    server.stop()
    server = Server(folder)
    assert "Made the network's master key" not in server.output()
    server.stop()


def test_a_key_inside_the_data_folder_or_open_to_others_is_refused(folder):
    key = folder.path / "keys" / "network.key"
    key.chmod(0o644)
    says(folder.run("serve", "--port", "1"), 69, "chmod 600")
    key.chmod(0o600)
    says(folder.run("serve", "--port", "1", "--key", str(folder.data / "network.key")), 69, "must not be inside")
    key.write_text(key.read_text().replace("key ", "key A", 1))
    says(folder.run("serve", "--port", "1"), 69, "miscopied")


def test_a_passphrase_opens_a_network_and_no_other_does(tmp_path):
    folder = WithPassphrase(tmp_path)
    server = serve(folder, FIRST)
    begin(server)
    server.stop()
    assert not list(tmp_path.rglob("*.key"))
    about = (folder.data / "network.json").read_text()
    assert "salt" in about and FIRST not in about
    says(folder.run("serve", "--port", "1", passphrase="five quiet otters climb stairz"), 69, "passphrase does not fit")
    plain = subprocess.run(
        [PROGRAM, "serve", "--port", "1"], env=folder.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    says(plain, 64, "--passphrase")
    asked = subprocess.run(
        [PROGRAM, "serve", "--port", "1", "--passphrase"],
        env=folder.environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    says(asked, 64, "no terminal")
    server = serve(folder, FIRST)
    assert Visitor(server.origin).get("/signin").status == 200
    server.stop()


def test_a_short_passphrase_makes_no_network(tmp_path):
    folder = WithPassphrase(tmp_path)
    says(folder.run("serve", "--port", "1", passphrase="too short"), 64, "15 characters")
    server = serve(folder, FIRST)
    server.stop()


def test_a_passphrase_is_exchanged_for_another(tmp_path):
    folder = WithPassphrase(tmp_path)
    server = serve(folder, FIRST)
    coordinator = begin(server)
    server.stop()
    done = folder.run("keys", "rotate", passphrase=f"{FIRST}\n{SECOND}")
    assert done.returncode == 0, done.stderr
    assert "nextPassphrase" not in json.loads((folder.data / "network.json").read_text())
    says(folder.run("serve", "--port", "1", passphrase=FIRST), 69, "passphrase does not fit")
    server = serve(folder, SECOND)
    coordinator.origin = server.origin
    assert "Aldous Finch" in coordinator.get("/members").text
    server.stop()


def fits(folder, passphrase):
    """Whether the folder opens with it. Where it does not, the sentence says so and nothing else."""
    tried = folder.run("ledger", "checkpoint", passphrase=passphrase)
    if tried.returncode != 0:
        says(tried, 69, "passphrase does not fit")
    return tried.returncode == 0


def one_fits(folder):
    """Exactly one of the two does; which is known only afterwards."""
    first, second = fits(folder, FIRST), fits(folder, SECOND)
    assert first != second, (first, second)
    verified = folder.run("ledger", "verify", passphrase=FIRST if first else SECOND)
    assert verified.returncode == 0, verified.stderr
    return FIRST if first else SECOND


@pytest.fixture
def begun(tmp_path):
    folder = WithPassphrase(tmp_path)
    server = serve(folder, FIRST)
    begin(server)
    server.stop()
    return folder


def test_an_exchange_of_passphrases_that_ended_between_two_steps_leaves_one_that_fits(begun):
    about, keys = begun.data / "network.json", begun.data / "keys.sqlite"
    # What a server that ended still had in the log beside the file goes into the file.
    with contextlib.closing(sqlite3.connect(keys)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old_about, old_keys = json.loads(about.read_text()), keys.read_bytes()
    assert begun.run("keys", "rotate", passphrase=f"{FIRST}\n{SECOND}").returncode == 0
    new_about = json.loads(about.read_text())
    assert old_about["passphrase"] != new_about["passphrase"]
    both = json.dumps({**old_about, "nextPassphrase": new_about["passphrase"]})
    # The keys have changed over, and the recipe has not.
    about.write_text(both)
    assert one_fits(begun) == SECOND
    assert json.loads(about.read_text()) == new_about
    # The recipe of the next is written, and the keys have not changed over.
    for beside in begun.data.glob("keys.sqlite-*"):
        beside.unlink()
    keys.write_bytes(old_keys)
    about.write_text(both)
    assert one_fits(begun) == FIRST
    # It is begun again, and done.
    assert begun.run("keys", "rotate", passphrase=f"{FIRST}\n{SECOND}").returncode == 0
    assert one_fits(begun) == SECOND
    assert "nextPassphrase" not in json.loads(about.read_text())


def test_an_exchange_of_passphrases_is_killed_at_any_moment_and_one_of_them_fits(begun):
    about, keys = begun.data / "network.json", begun.data / "keys.sqlite"
    now, seen = FIRST, set()
    for number in range(KILLS):
        other = SECOND if now == FIRST else FIRST
        before = (about.read_bytes(), keys.stat().st_mtime_ns)
        read, write = os.pipe()
        os.write(write, f"{now}\n{other}\n".encode())
        os.close(write)
        process = subprocess.Popen(
            [PROGRAM, "keys", "rotate", "--passphrase-fd", str(read)],
            env=begun.environment,
            pass_fds=[read],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read)
        # Dies as the recipe is written, a little later each time, or as it goes to its end.
        while about.read_bytes() == before[0] and process.poll() is None:
            pass
        time.sleep(number % 6 * 0.004)
        process.send_signal(signal.SIGKILL)
        process.wait()
        between = "nextPassphrase" in json.loads(about.read_text())
        now = one_fits(begun)
        seen.add((between, now == other))
    print("states met:", sorted(seen))
    assert begun.run("ledger", "verify", passphrase=now).returncode == 0


def test_a_passphrase_is_typed_at_a_terminal_without_being_shown(tmp_path):
    import pty
    import time

    folder = WithPassphrase(tmp_path)
    server = serve(folder, FIRST)
    server.stop()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(PROGRAM, [PROGRAM, "ledger", "checkpoint", "--passphrase"], folder.environment)
    shown = b""
    while b"Passphrase" not in shown:
        shown += os.read(terminal, 1000)
    # Only once the echo is off does the program wait for a line.
    time.sleep(0.3)
    os.write(terminal, FIRST.encode() + b"\n")
    while True:
        try:
            more = os.read(terminal, 1000)
        except OSError:
            break
        if not more:
            break
        shown += more
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    assert FIRST.encode() not in shown and b"safeloop/" in shown


def test_a_key_file_is_exchanged_and_the_old_one_opens_nothing(folder):
    key = folder.path / "keys" / "network.key"
    old = key.read_text()
    before = json.loads(folder.run("ledger", "verify", "--json").stdout)["events"]
    done = folder.run("keys", "rotate")
    assert done.returncode == 0, done.stderr
    assert "Copy it to another safe place now" in done.stderr
    assert key.read_text() != old and stat.S_IMODE(key.stat().st_mode) == 0o600
    assert (folder.path / "keys" / "network.key.previous").read_text() == old
    assert json.loads(folder.run("ledger", "verify", "--json").stdout)["events"] == before
    server = Server(folder)
    assert "Nadia Osei" in Visitor(server.origin).sign_in(COORDINATOR, PASSWORD).get("/members").text
    # Not while somebody writes keys.
    says(folder.run("keys", "rotate"), 69, "Another Safeloop server")
    server.stop()
    key.write_text(old)
    says(folder.run("serve", "--port", "1"), 69, "does not fit")


@pytest.mark.parametrize("moment", ["before the keys changed over", "after"])
def test_an_exchange_that_was_interrupted_is_settled_at_the_next_start(folder, moment):
    keys = folder.path / "keys"
    old = (keys / "network.key").read_text()
    old_store = folder.path / "before"
    shutil.copytree(folder.data, old_store)
    assert folder.run("keys", "rotate").returncode == 0
    new = (keys / "network.key").read_text()
    # As it lies there when the program ends in between: the old key in place, the new one waiting beside it.
    (keys / "network.key").write_text(old)
    (keys / "network.key.next").write_text(new)
    (keys / "network.key.next").chmod(0o600)
    (keys / "network.key.previous").unlink()
    if moment.startswith("before"):
        shutil.rmtree(folder.data)
        shutil.copytree(old_store, folder.data)
    server = Server(folder)
    assert "Nadia Osei" in Visitor(server.origin).sign_in(COORDINATOR, PASSWORD).get("/members").text
    server.stop()
    assert (keys / "network.key").read_text() == (old if moment.startswith("before") else new)
    assert folder.run("keys", "rotate").returncode == 0
    server = Server(folder)
    assert re.search("Nadia Osei", Visitor(server.origin).sign_in(COORDINATOR, PASSWORD).get("/members").text)
    server.stop()
