"""The real program, killed at random moments while several people work: what was answered is there, once."""

import os
import random
import re
import signal
import sqlite3
import threading
import time
import uuid

from conftest import Folder, Server
from visitor import Visitor, begin

LONG = os.environ.get("SAFELOOP_LONG") == "1"
ROUNDS = 100 if LONG else 20
WRITERS = 6


class Writers:
    """People who send forms until the server is gone. Remembers each form, and what was answered."""

    def __init__(self, coordinator, forms):
        self.coordinator = coordinator
        self.forms = forms
        self.answered = {}
        self.unanswered = {}
        self.lock = threading.Lock()

    def work(self, origin, round_number, stop):
        visitor = self.coordinator.copy()
        visitor.origin = origin
        while not stop.is_set():
            command = str(uuid.uuid4())
            path, fields = random.choice(self.forms)(f"round {round_number} {command}")
            with self.lock:
                self.unanswered[command] = (path, fields)
            try:
                answer = visitor.post(path, fields, command)
            except OSError:
                return
            except Exception as error:  # http.client: the answer was cut short
                assert "Remote" in type(error).__name__ or "Incomplete" in type(error).__name__, error
                return
            assert answer.status == 303, (answer.status, answer.text)
            with self.lock:
                del self.unanswered[command]
                self.answered[command] = (path, fields, answer.location)


def tables(data):
    """Everything in the readings, as rows in order."""
    [file] = data.glob("readings-*.sqlite")
    connection = sqlite3.connect(file)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection.close()
    return found


def test_everything_that_was_answered_is_there_once_whenever_the_server_is_killed(tmp_path):
    random.seed()
    folder = Folder(tmp_path)
    server = Server(folder)
    coordinator = begin(server)
    [holder] = [v for label, v in coordinator.options("/matters/new", "holder").items() if "Aldous" in label]
    [group] = [v for label, v in coordinator.options("/matters/new", "group").items() if "Riverside" in label]
    meetings = []
    for day in range(1, 9):
        called = coordinator.post("/meetings/new", {"group": group, "day": f"2040-05-0{day}", "from": "10:00"})
        meetings.append(re.search(r"/meetings/[0-9a-f-]{36}", called.location or "").group())
    writers = Writers(
        coordinator,
        [
            lambda text: ("/matters/new", {"text": text, "holder": holder, "group": group, "due": "none"}),
            lambda text: (f"{random.choice(meetings)}/items/new", {"title": text, "marking": "members"}),
        ],
    )
    begun = time.monotonic()
    for number in range(ROUNDS):
        before = len(writers.answered)
        stop = threading.Event()
        threads = [
            threading.Thread(target=writers.work, args=(server.origin, number, stop), daemon=True) for _ in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        while len(writers.answered) == before and any(thread.is_alive() for thread in threads):
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.3))
        server.stop(signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
            assert not thread.is_alive()
        assert len(writers.answered) > before, "nothing was answered before the kill"

        verified = folder.run("ledger", "verify")
        assert verified.returncode == 0, verified.stderr
        server = Server(folder)
        visitor = coordinator.copy()
        visitor.origin = server.origin
        # What was cut off is sent again: done now, or done before and answered as then.
        for command, (path, fields) in list(writers.unanswered.items()):
            answer = visitor.post(path, fields, command)
            assert answer.status == 303, (answer.status, answer.text)
            writers.answered[command] = (path, fields, answer.location)
            del writers.unanswered[command]
        for command in random.sample(sorted(writers.answered), 5):
            path, fields, location = writers.answered[command]
            assert visitor.post(path, fields, command).location == location

    coordinator.origin = server.origin
    matters = coordinator.get("/matters.json").text
    agendas = {f"{meeting}/items/new": coordinator.get(f"{meeting}/agenda").text for meeting in meetings}
    assert len(writers.answered) > ROUNDS
    for command, (path, _, _) in writers.answered.items():
        assert command in agendas.get(path, matters), command
    raised = [command for command, (path, _, _) in writers.answered.items() if path == "/matters/new"]
    # Each sentence once in the export: no command was done twice.
    assert sorted(re.findall(r"round \d+ ([0-9a-f-]{36})", matters)) == sorted(raised)
    server.stop()

    found = tables(folder.data)
    for file in folder.data.glob("readings-*"):
        file.unlink()
    Server(folder).stop()
    assert tables(folder.data) == found
    seconds = time.monotonic() - begun
    print(f"{ROUNDS} kills, {len(writers.answered)} forms answered, each there once; {seconds:.0f} s")


def test_a_form_sent_again_after_a_restart_is_answered_as_before_and_another_text_is_refused(tmp_path):
    folder = Folder(tmp_path)
    server = Server(folder)
    coordinator = begin(server)
    [holder] = [v for label, v in coordinator.options("/matters/new", "holder").items() if "Aldous" in label]
    form = {"text": "Write to the schools", "holder": holder, "group": "", "due": "none"}
    command = str(uuid.uuid4())
    first = coordinator.post("/matters/new", form, command)
    server.stop(signal.SIGKILL)
    server = Server(folder)
    coordinator.origin = server.origin
    again = coordinator.post("/matters/new", form, command)
    assert (again.status, again.location) == (303, first.location)
    other = coordinator.post("/matters/new", {**form, "text": "Something else"}, command)
    assert other.status == 409 and "sent before" in other.text
    assert Visitor.get(coordinator, "/matters.json").text.count("Write to the schools") == 1
    server.stop()
