"""Raises matters through the site, each acknowledged once it is on the disk, and reads the pages of matters under wrk, with few
open matters and with many, beside a Flask and SQLite script that keeps as many. Pages are of orders of a resource, and of
referrals of a child, where who opened it and for what is on the disk before the page is shown.

    run.py PROGRAM FILL [--few 1000] [--many 100000] [--seconds 8] [--rounds 3]
"""

import argparse
import http.client
import json
import os
import random
import re
import secrets
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Home"))
from run import COORDINATOR, PASSWORD, Browser, free_port, start  # noqa: E402

PAGES = 500
RAISERS = 64
SCRIPT = """
local paths, turn = {%s}, 0
request = function()
  turn = turn %% #paths + 1
  return wrk.format("GET", "%s" .. paths[turn])
end
"""
ANSWERS = {"a-resource": "The leaflet for parents", "a-kind": "leaflet", "a-as": "paper", "a-copies": "30", "a-send-to": "Office"}


def wrk(side, reading, seconds, folder):
    script = folder / "pages.lua"
    script.write_text(SCRIPT % (", ".join(map(str, reading.numbers)), reading.path))
    output = subprocess.run(
        ["wrk", "-c", "64", "-t", "2", "-d", f"{seconds}s", "--latency", "-s", script, "-H", f"Cookie: {reading.cookie}", side.origin],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in output or "Socket errors" in output:
        print(output)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Reading:
    """Pages that somebody reads: who, where they are, and of which matters."""

    def __init__(self, cookie, path, numbers):
        self.cookie, self.path, self.numbers = cookie, path, random.sample(numbers, min(PAGES, len(numbers)))


class Side:
    """One of the two that are compared: where it is, what is read, and how one matter is raised."""

    def __init__(self, name, origin, orders, referrals, raisers, steps):
        self.name, self.origin, self.raisers, self.steps = name, origin, raisers, steps
        self.readings = {"orders": orders, "referrals": referrals}

    def raising(self, seconds):
        """How many a second were raised and acknowledged, by members each of whom raises one after another."""
        over, raised = time.monotonic() + seconds, []
        threads = [threading.Thread(target=self.go_on, args=(raiser, over, raised)) for raiser in self.raisers]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = [after for _, after in raised]
        return len(raised) / (time.monotonic() - began), 1000 * sorted(took)[len(took) * 99 // 100] if took else 0

    def go_on(self, raiser, over, raised):
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"))
        cookie, csrf = raiser
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        while (began := time.monotonic()) < over:
            for path, fields in self.steps:
                form = {"csrf": csrf, "command": str(uuid.uuid4()), **fields}
                connection.request("POST", path, urllib.parse.urlencode(form), headers)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status not in (302, 303):
                    print(f"{self.name}: {path} was answered with {answer.status}", re.findall(rb'class="error"[^>]*>([^<]*)', body))
                    return
            raised.append((answer.getheader("Location"), time.monotonic() - began))


def peer_data(folder, members):
    db = sqlite3.connect(folder / "peer.sqlite")
    db.executescript(
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE session (token TEXT PRIMARY KEY, member INTEGER NOT NULL, csrf TEXT NOT NULL);
        CREATE TABLE draft (member INTEGER PRIMARY KEY, answers TEXT NOT NULL);
        CREATE TABLE matter (
            id INTEGER PRIMARY KEY, raiser INTEGER NOT NULL, holder INTEGER NOT NULL, raised TEXT NOT NULL, station TEXT NOT NULL
        );
        CREATE TABLE answer (matter INTEGER, field TEXT, value TEXT, PRIMARY KEY (matter, field));
        CREATE TABLE duty (
            id INTEGER PRIMARY KEY, matter INTEGER NOT NULL, task TEXT NOT NULL, holder INTEGER NOT NULL,
            owed_at TEXT NOT NULL, due TEXT NOT NULL, standing TEXT NOT NULL
        );
        CREATE INDEX duty_by_matter ON duty (matter, standing);
        CREATE INDEX duty_by_holder ON duty (standing, holder);
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY, matter INTEGER NOT NULL, member INTEGER NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL
        );
        CREATE INDEX entry_by_matter ON entry (matter);
        CREATE TABLE opened (matter INTEGER NOT NULL, member INTEGER NOT NULL, at TEXT NOT NULL, what_for TEXT NOT NULL);
        """
    )
    sessions = []
    for number in range(members):
        sessions.append((f"session={secrets.token_hex(16)}", secrets.token_hex(16)))
        db.execute("INSERT INTO member VALUES (?, ?)", (number + 1, f"Member {number + 1}"))
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (sessions[-1][0].removeprefix("session="), number + 1, sessions[-1][1]))
    db.commit()
    db.close()
    return sessions


def peer_fill(folder, members, count):
    os.environ.setdefault("PEER_FOLDER", str(folder))
    from matters_peer import raised

    db = sqlite3.connect(folder / "peer.sqlite")
    for number in range(count):
        raised(db, number % members + 1, number % members + 1, ANSWERS, "2026-11-23T09:00:00")
    db.commit()
    db.close()


def peer_template(folder, page, number):
    """Safeloop's own page of a matter, with what differs from one to another in places of its own."""
    text = "{% raw %}" + page.replace(f"Matter {number}", "Matter {% endraw %}{{ matter.id }}{% raw %}")
    text = re.sub(r"The leaflet for parents, box \d+", "{% endraw %}{{ answers['a-resource'] }}{% raw %}", text)
    text = text.replace(
        "</main>",
        "{% endraw %}{{ waiting }}{% for d in duties %}<p>{{ d.task }} {{ d.due }}</p>{% endfor %}"
        "{% for e in entries %}<p>{{ e.at }} {{ e.what }} {{ e.name }}</p>{% endfor %}{% raw %}</main>",
    )
    (folder / "matter.html").write_text(text + "{% endraw %}")


def members():
    """Leads of the demonstration, who may raise things."""
    cast = (HERE.parent.parent / "Sources/safeloop/Demo/DemoCast.swift").read_text()
    leads = re.findall(r'lead\("\w+", "([^"]*)", "([^"]*)"\)', cast)
    return [f"{'.'.join(name.lower().split())}@{''.join(filter(str.isalpha, place.lower()))}.example" for name, place in leads]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("fill")
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="safeloop-matters-"))
    processes = []
    try:
        measure(options, folder, processes)
    finally:
        stop(processes)
        shutil.rmtree(folder, ignore_errors=True)


def stop(processes):
    while processes:
        process = processes.pop()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def signed_in(origin, email):
    browser = Browser(origin)
    browser.post("/signin", browser.get("/signin"), email=email, password=PASSWORD)
    return browser


def measure(options, folder, processes):
    environment = {
        **os.environ,
        "SAFELOOP_DATA": str(folder / "data"),
        "SAFELOOP_KEY": str(folder / "network.key"),
        "SAFELOOP_DEMO_PASSWORD": PASSWORD,
    }
    subprocess.run([options.program, "demo"], env=environment, check=True, capture_output=True)
    emails = members()
    sessions = peer_data(folder, RAISERS)
    there, results, orders = PAGES, {}, []
    referrals = filled(options, folder, environment, "referral", PAGES)
    peer_fill(folder, RAISERS, PAGES)
    for count in (options.few, options.many):
        began = time.monotonic()
        orders += filled(options, folder, environment, "order", count - there)
        print(f"\n{count} open matters, filled in {time.monotonic() - began:.0f} s")
        peer_fill(folder, RAISERS, count - there)
        there = count
        sides = serve(options.program, folder, environment, processes, emails, sessions, orders, referrals, count)
        results[count] = compare(options, folder, sides)
        stop(processes)
    few, many = results[options.few], results[options.many]
    for key in few:
        print(f"{key}: p99 of a page {many[key] / few[key]:.2f} times with {options.many} open matters what it is with {options.few}")


def filled(options, folder, environment, kind, count):
    """The numbers of the matters that are raised."""
    fill = [options.fill, folder / "data", folder / "network.key", kind, str(count)]
    first, last = map(int, subprocess.run(fill, env=environment, check=True, capture_output=True, text=True).stdout.split())
    return list(range(first, last + 1))


def serve(program, folder, environment, processes, emails, sessions, orders, referrals, count):
    log = open(folder / "log", "a")
    port = free_port()
    ours = f"http://localhost:{port}"
    processes.append(start([program, "serve", "--port", str(port)], ours + "/health", environment, log, patience=60 + count // 250))
    reader, lead, raisers, to = signed_in(ours, COORDINATOR), None, [], None
    for email in emails[:RAISERS]:
        browser = signed_in(ours, email)
        try:
            form = browser.get("/raise/resource-order")
        except Exception:
            continue
        if lead is None and all(opens(browser, number) for number in referrals[:3]):
            lead = browser.cookies
        to = to or re.search(r'<option value="(organisation/[^"]*)"', form).group(1)
        raisers.append((browser.cookies, re.search(r'name="csrf" value="([^"]*)"', form).group(1)))
    steps = [
        ("/raise/resource-order", {**ANSWERS, "a-to": to, "do": "check"}),
        ("/raise/resource-order/send", {"route-whom-the-form-names": to}),
    ]
    peer_template(folder, reader.get(f"/m/{orders[-1]}"), orders[-1])
    port = free_port()
    theirs = f"http://localhost:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--chdir", str(HERE), "-b", f"127.0.0.1:{port}", "-w", "2"]
    command = [*gunicorn, "-k", "gthread", "--threads", "32", "--log-level", "error", "matters_peer:app"]
    processes.append(start(command, theirs, {**os.environ, "PEER_FOLDER": str(folder)}, log))
    kept, referred = range(PAGES + 1, count + 1), range(1, PAGES + 1)
    session = sessions[0][0]
    return [
        Side("Safeloop", ours, Reading(reader.cookies, "/m/", orders), Reading(lead, "/m/", referrals), raisers, steps),
        Side(
            "Flask + SQLite", theirs, Reading(session, "/m/", kept), Reading(session, "/opened/", referred),
            sessions[: len(raisers)], [("/raise", ANSWERS), ("/raise/send", {})],
        ),
    ]  # fmt: skip


def opens(browser, number):
    try:
        return "What was seen on that day" in browser.get(f"/m/{number}")
    except Exception:
        return False


def compare(options, folder, sides):
    ours, theirs = sides
    for side in sides:
        for reading in side.readings.values():
            wrk(side, reading, 2, folder)
    print(f"{'round':>8}{'what':>12}{'ours/s':>12}{'theirs/s':>12}{'ratio':>10}{'our p99 ms':>14}{'their p99 ms':>14}{'ratio':>10}")
    p99 = {}
    for number in range(1, options.rounds + 1):
        for what in ("orders", "referrals", "raising"):
            (rate, slow), (their_rate, their_slow) = [
                side.raising(options.seconds) if what == "raising" else wrk(side, side.readings[what], options.seconds, folder)
                for side in sides
            ]
            print(
                f"{number:>8}{what:>12}{rate:>12.0f}{their_rate:>12.0f}{rate / max(their_rate, 1):>10.2f}"
                f"{slow:>14.1f}{their_slow:>14.1f}{slow / max(their_slow, 0.1):>10.2f}"
            )
            if what != "raising":
                p99.setdefault(f"{ours.name}, {what}", []).append(slow)
                p99.setdefault(f"{theirs.name}, {what}", []).append(their_slow)
    print(f"raised by {len(ours.raisers)} members at once")
    return {key: statistics.median(values) for key, values in p99.items()}


if __name__ == "__main__":
    main()
