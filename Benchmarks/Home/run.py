"""Serves Home with 50 rows from Safeloop and from a Flask and SQLite script, alternated in one run under wrk: first while
nothing happens, then while someone writes an update on one of the rows about every 20 ms.

    run.py PROGRAM [--seconds 8] [--rounds 3]
"""

import argparse
import contextlib
import html
import http.client
import itertools
import http.cookiejar
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
PASSWORD = "violet-otter-stairs"
COORDINATOR = "ruth.adeyemi@regionalpartnershipoffice.example"
TITLE = "Write to the heads about the new form"
ROWS = 50
BETWEEN_EVENTS = 0.02
# Each waits for its answer behind the readers, so it takes several to keep the pace.
WRITERS = 16


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(command, url, environment, log, patience=60):
    """Patience in seconds: what is in the ledger is read before anything is served."""
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    for _ in range(10 * patience):
        try:
            urllib.request.urlopen(url, timeout=1)
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended: see {log.name}")
            time.sleep(0.1)
    sys.exit(f"{command[0]} does not answer at {url}")


class Browser:
    """Keeps cookies and sends forms as it found them."""

    def __init__(self, origin):
        self.origin = origin
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        return self.opener.open(self.origin + path).read().decode()

    def post(self, path, page, **fields):
        form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'action="{path}"' in f)
        hidden = {
            name: html.unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
        }
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        return self.opener.open(self.origin + path, data).read().decode()

    @property
    def cookies(self):
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)


def lists(page):
    """Home's four lists of rows, each as the text of its items."""
    sections = re.findall(r'<h2 id="(you|late|others|back)">.*?(?:<ul class="rows">(.*?)</ul>|<p class="empty">)', page, re.S)
    return {name: re.findall(r"<li>(.*?)</li>", items, re.S) for name, items in sections}


def fill(browser):
    """Raises actions through the site until Home has 50 rows."""
    page = browser.get("/")
    while (missing := ROWS - sum(map(len, lists(page).values()))) > 0:
        form = browser.get("/matters/new")
        me = re.search(r'<option value="(member/[^"]*)"[^>]*>Ruth Adeyemi', form).group(1)
        group = re.search(r'<select[^>]*name="group".*?<option value="([0-9a-f-]{36})"', form, re.S).group(1)
        for number in range(missing):
            browser.post(
                "/matters/new",
                form if number == 0 else browser.get("/matters/new"),
                text=f"{TITLE}, part {number + 1} of what was agreed at the last meeting",
                holder=me,
                group=group,
                due="on",
                **{"due-day": (date.today() + timedelta(days=5 + number)).isoformat()},
            )
        page = browser.get("/")
    return page


# The peer's data: what stands in Home's rows, and the other matters beside them.


def peer_data(folder, page, matters, token):
    db = sqlite3.connect(folder / "peer.sqlite")
    db.executescript(
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE organisation (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, organisation INTEGER NOT NULL);
        CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE seat (team INTEGER, member INTEGER, PRIMARY KEY (team, member));
        CREATE TABLE session (token TEXT PRIMARY KEY, member INTEGER NOT NULL, csrf TEXT NOT NULL, expires TEXT NOT NULL);
        CREATE TABLE matter (
            id INTEGER PRIMARY KEY, number INTEGER UNIQUE, title TEXT NOT NULL, holder INTEGER NOT NULL, team INTEGER,
            raised TEXT NOT NULL, station TEXT NOT NULL, ending TEXT, answered TEXT, changed TEXT
        );
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY, matter INTEGER NOT NULL, member INTEGER NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL
        );
        CREATE INDEX entry_by_matter ON entry (matter);
        CREATE INDEX matter_by_team ON matter (team, ending, station);
        CREATE TABLE duty (
            id INTEGER PRIMARY KEY, matter INTEGER NOT NULL, task TEXT NOT NULL, holder INTEGER NOT NULL,
            owed_at TEXT NOT NULL, deadline TEXT, standing TEXT NOT NULL
        );
        CREATE INDEX duty_by_holder ON duty (standing, holder);
        CREATE INDEX duty_by_matter ON duty (matter, standing);
        CREATE TABLE unread (matter INTEGER, member INTEGER, PRIMARY KEY (member, matter));
        CREATE TABLE meeting (id INTEGER PRIMARY KEY, team INTEGER NOT NULL, day TEXT NOT NULL, place TEXT);
        """
    )

    def row(table, name, **more):
        fields = {"name": name, **more}
        db.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})",
            list(fields.values()),
        )
        return db.execute(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()[0]

    me = row("member", "Ruth Adeyemi", organisation=row("organisation", "Regional Partnership Office"))
    team = row("team", next(m["group"] for m in matters if m.get("group")))
    db.execute("INSERT INTO seat VALUES (?, ?)", (team, me))
    db.execute("INSERT INTO meeting (team, day, place) VALUES (?, ?, 'Room 4')", (team, "9999-01-01"))
    db.execute("INSERT INTO session VALUES (?, ?, ?, '9999-01-01')", (token, me, secrets.token_hex(32)))
    shown = {
        int(re.search(r'href="/m/(\d+)"', item).group(1)): (section, item)
        for section, items in lists(page).items()
        for item in items
    }
    stations = {"Raised": "raised", "Received": "received", "Decided": "decided", "Fed back": "fed-back", "Closed": "closed"}
    for m in matters:
        section, item = shown.get(m["number"], (None, ""))
        name, _, body = m["holder"].partition(", ")
        holder = me if section == "you" else row("member", name, organisation=row("organisation", body or name))
        holder = holder if section == "you" or holder != me else row("member", "Someone", organisation=1)
        db.execute(
            "INSERT INTO matter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (m["number"], m["number"], m["text"], holder, team, m["raised"], stations[m["station"]],
             m.get("ending"), m.get("answered")),
        )  # fmt: skip
        if m.get("ending") is None:
            db.execute(
                "INSERT INTO duty (matter, task, holder, owed_at, deadline, standing) VALUES (?, 'finish', ?, ?, ?, 'open')",
                (m["number"], holder, m["raised"] + "T12:00:00", m.get("due")),
            )
        if section == "back":
            db.execute("INSERT INTO unread VALUES (?, ?)", (m["number"], me))
    db.commit()
    db.close()


def peer_template(folder, page):
    """Safeloop's own page, with its lists as loops."""
    parts = re.split(r'(<h2 id="(?:you|late|others|back)">)', page)
    text = "{% from 'row.html' import row with context %}{% raw %}" + parts[0]
    for heading, rest in zip(parts[1::2], parts[2::2]):
        name = re.search(r'id="(\w+)"', heading).group(1)
        turn = {"you": "'late' if r.deadline and r.deadline < '%s' else 'due'" % date.today(),
                "late": "'late'", "others": "'wait'", "back": "'shut'"}[name]  # fmt: skip
        loop = "{%% endraw %%}{%% for r in lists['%s'] %%}{{ row(r, %s, '%s') }}{%% endfor %%}{%% raw %%}" % (name, turn, name)
        rest = re.sub(r'(<ul class="rows">).*?(</ul>)', lambda m: m.group(1) + loop + m.group(2), rest, count=1, flags=re.S)
        text += heading + rest
    text += "{% endraw %}"
    (folder / "home.html").write_text(text.replace("Ruth Adeyemi", "{% endraw %}{{ viewer.name }}{% raw %}"))
    shutil.copy(HERE / "row.html", folder / "row.html")


# Measuring


def wrk(url, cookie, seconds):
    output = subprocess.run(
        ["wrk", "-c", "64", "-t", "2", "-d", f"{seconds}s", "--latency", "-H", f"Cookie: {cookie}", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        print(output)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Side:
    def __init__(self, name, origin, cookie, csrf=""):
        self.name, self.origin, self.cookie, self.csrf = name, origin, cookie, csrf

    @contextlib.contextmanager
    def events(self, matters):
        """Writes updates on one matter after another until the block ends; yields what counts them."""
        over, written, places = threading.Event(), [], itertools.count()
        threads = [
            threading.Thread(target=self.write, args=(matters, places, over, written, turn)) for turn in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield written
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def write(self, matters, places, over, written, turn):
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"))
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        due = time.monotonic() + turn * BETWEEN_EVENTS
        while not over.wait(max(0, due - time.monotonic())):
            place = next(places)
            form = {"csrf": self.csrf, "command": str(uuid.uuid4()), "text": f"The letters of part {place} went out"}
            path = f"/m/{matters[place % len(matters)]}/update"
            connection.request("POST", path, urllib.parse.urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (302, 303):
                print(f"{self.name}: an update was answered with {answer.status}")
                return
            written.append(place)
            due = max(due + WRITERS * BETWEEN_EVENTS, time.monotonic())


def fetch(url, cookie):
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    return urllib.request.urlopen(request).read().decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="safeloop-home-"))
    processes = []
    try:
        measure(options, folder, processes)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def measure(options, folder, processes):
    environment = {
        **os.environ,
        "SAFELOOP_DATA": str(folder / "data"),
        "SAFELOOP_KEY": str(folder / "network.key"),
        "SAFELOOP_DEMO_PASSWORD": PASSWORD,
    }
    subprocess.run([options.program, "demo"], env=environment, check=True, capture_output=True)
    port, log = free_port(), open(folder / "log", "w")
    ours = f"http://localhost:{port}"
    processes.append(start([options.program, "serve", "--port", str(port)], ours + "/health", environment, log))
    browser = Browser(ours)
    browser.post("/signin", browser.get("/signin"), email=COORDINATOR, password=PASSWORD)
    page = fill(browser)

    token = secrets.token_urlsafe(32)
    peer_data(folder, page, json.loads(browser.get("/matters.json?state=all")), token)
    peer_template(folder, page)
    port = free_port()
    theirs = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "PEER_FOLDER": str(folder),
        "PEER_TODAY": date.today().isoformat(),
        "PEER_NOW": datetime.now().isoformat(),
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "--chdir", str(HERE), "-b", f"127.0.0.1:{port}", "-w", "2"]
    processes.append(
        start([*gunicorn, "-k", "gthread", "--threads", "4", "--log-level", "error", "peer:app"], theirs, environment, log)
    )

    # Another session of the same member writes, so that its notices are not on the pages that are measured.
    writer = Browser(ours)
    writer.post("/signin", writer.get("/signin"), email=COORDINATOR, password=PASSWORD)
    csrf = re.search(r'name="csrf" value="([^"]*)"', writer.get("/matters/new")).group(1)
    mine = [int(re.search(r'href="/m/(\d+)"', item).group(1)) for item in lists(page)["you"] if TITLE in item]
    sides = [Side("Safeloop", ours, browser.cookies), Side("Flask + SQLite", theirs, f"session={token}")]
    writers = [Side("Safeloop", ours, writer.cookies, csrf), sides[1]]
    for side in sides:
        found = fetch(side.origin + "/", side.cookie)
        counts = {section: len(items) for section, items in lists(found).items()}
        print(f"{side.name}: {len(found)} characters, {sum(counts.values())} rows {counts}")
        wrk(side.origin + "/", side.cookie, 2)
    for matters in [[], mine]:
        compare(options, sides, writers, matters)


def compare(options, sides, writers, matters):
    """Alternates the two sides, while updates are written on some matters or while nothing happens."""
    happening = f"An update is written about every {BETWEEN_EVENTS * 1000:.0f} ms" if matters else "Nothing happens"
    print(f"\n{happening} meanwhile:")
    print(
        f"{'round':>8}{'ours/s':>12}{'theirs/s':>12}{'ratio':>10}{'our p99 ms':>14}{'their p99 ms':>14}{'ratio':>10}"
        + f"{'updates/s':>14}" * bool(matters)
    )
    ratios = []
    for number in range(1, options.rounds + 1):
        results, rates = [], []
        for side, writer in zip(sides, writers):
            with writer.events(matters) if matters else contextlib.nullcontext([]) as written:
                results.append(wrk(side.origin + "/", side.cookie, options.seconds))
            rates.append(f"{len(written) / options.seconds:.0f}")
        (rate, p99), (their_rate, their_p99) = results
        ratios.append((rate / their_rate, p99 / their_p99))
        print(
            f"{number:>8}{rate:>12.0f}{their_rate:>12.0f}{ratios[-1][0]:>10.2f}"
            f"{p99:>14.1f}{their_p99:>14.1f}{ratios[-1][1]:>10.2f}" + f"{' and '.join(rates):>14}" * bool(matters)
        )
    rate, p99 = (statistics.median(side) for side in zip(*ratios))
    print(f"median: {rate:.2f} times the requests/s, {p99:.2f} times the p99")


if __name__ == "__main__":
    main()
