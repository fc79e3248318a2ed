"""Home as a Flask and SQLite application would serve it: the same rows under the same markup, the session looked up at
each request. Nothing is sealed, no authority is asked and everything around the lists is fixed text, so it does less."""

import functools
import os
import sqlite3
import threading
from datetime import date, datetime
from pathlib import Path

from flask import Flask, abort, g, redirect, render_template, request
from markupsafe import Markup

FOLDER = Path(os.environ["PEER_FOLDER"])
TODAY = date.fromisoformat(os.environ["PEER_TODAY"])
NOW = datetime.fromisoformat(os.environ["PEER_NOW"])
STATIONS = ["raised", "received", "decided", "fed-back", "closed"]
TITLES = ["Raised", "Received", "Decided", "Fed back", "Closed"]

app = Flask(__name__, template_folder=str(FOLDER))
local = threading.local()


def db():
    if not hasattr(local, "db"):
        local.db = sqlite3.connect(FOLDER / "peer.sqlite", isolation_level=None)
        local.db.row_factory = sqlite3.Row
        local.db.execute("PRAGMA cache_size = -16384")
    return local.db


# Words and rings


@app.template_filter()
def due(deadline):
    if deadline is None:
        return "No date given"
    days = (date.fromisoformat(deadline) - TODAY).days
    if days < 0:
        return f"{-days} {'day' if days == -1 else 'days'} overdue"
    if days < 2:
        return "Tomorrow" if days else "Today"
    return day(deadline)


def day(text):
    value = date.fromisoformat(text)
    return f"{value:%a} {value.day} {value:%b}" + ("" if value.year == TODAY.year else f" {value.year}")


@app.template_filter()
def day_and_month(text):
    value = date.fromisoformat(text)
    return f"{value.day} {value:%B}" + ("" if value.year == TODAY.year else f" {value.year}")


@app.template_filter()
def ring_text(deadline):
    if deadline is None:
        return ""
    days = (date.fromisoformat(deadline) - TODAY).days
    if days < 0:
        return f"+{min(99, -days)}"
    if days == 0:
        return f"{max(1, 24 - NOW.hour)}h"
    return f"{days // 7}w" if days > 99 else f"{days}d"


@app.template_global()
def ring(row, turn):
    if turn == "shut":
        return whole_ring()
    part = STATIONS.index(row["station"])
    return running_ring(part, 158 if turn == "late" else used(row))


def used(row):
    if row["deadline"] is None:
        return 9
    start = datetime.fromisoformat(row["owed_at"])
    end = datetime.combine(date.fromisoformat(row["deadline"]), datetime.max.time())
    whole = (end - start).total_seconds()
    share = 1 if whole <= 0 else (NOW - start).total_seconds() / whole
    return round(158 * min(1, max(0.06, share)))


def arc(name, dashes):
    return (
        f'<circle class="{name}" cx="22" cy="22" r="18.5" pathLength="100" stroke-dasharray="{dashes}"></circle>'
    )


@functools.cache
def running_ring(part, tenths):
    start = 20 * part + 1.1
    length = tenths / 10
    arcs = [arc("lt", "18 2")]
    if part:
        arcs.append(arc("ld", "18 2 " * (part - 1) + f"18 {102 - 20 * part}"))
    arcs.append(arc("ln", f"0 {20 * part} 18 {82 - 20 * part}"))
    arcs.append(arc("le", f"0 {start:.1f} 15.8 {84.2 - start:.1f}"))
    arcs.append(arc("lf", f"0 {start:.1f} {length:.1f} {100 - start - length:.1f}"))
    return Markup('<g transform="rotate(-86.4 22 22)">' + "".join(arcs) + "</g>")


@functools.cache
def whole_ring():
    arcs = arc("lt", "18 2") + arc("ld", "18 2 18 2 18 2 18 2 18 2")
    return Markup(
        f'<g transform="rotate(-86.4 22 22)">{arcs}</g><path class="tk" d="M15.5 22.5l4.6 4.6 8.6-9.6"></path>'
    )


@app.template_filter()
def station(name):
    place = STATIONS.index(name)
    return f"{TITLES[place]}, station {place + 1} of 5"


# Pages

ROWS = """
    SELECT matter.number, matter.title, matter.raised, matter.station, matter.ending, duty.deadline, duty.owed_at,
        duty.task, holder.name AS holder_name, organisation.name AS organisation_name, team.name AS group_name,
        matter.holder = :me AS is_mine
    FROM matter LEFT JOIN duty ON duty.matter = matter.id AND duty.standing = 'open'
    JOIN member AS holder ON holder.id = matter.holder
    JOIN organisation ON organisation.id = holder.organisation
    LEFT JOIN team ON team.id = matter.team
"""
BY_DEADLINE = "ORDER BY duty.deadline IS NULL, duty.deadline, matter.number"
SECTIONS = {
    "you": (f"duty.holder = :me {BY_DEADLINE}", -1),
    "late": (f"duty.holder <> :me AND duty.deadline < :today {BY_DEADLINE}", 10),
    "others": (
        f"duty.holder <> :me AND (duty.deadline IS NULL OR duty.deadline >= :today) {BY_DEADLINE}",
        10,
    ),
    "back": (
        "matter.id IN (SELECT matter FROM unread WHERE member = :me) ORDER BY matter.answered DESC, matter.number DESC",
        10,
    ),
}


@app.before_request
def session():
    g.member = (
        db()
        .execute(
            "SELECT member.id, member.name, session.csrf FROM session JOIN member ON member.id = session.member"
            " WHERE session.token = ? AND session.expires > ?",
            (request.cookies.get("session", ""), NOW.isoformat()),
        )
        .fetchone()
    )
    if g.member is None:
        abort(401)


@app.get("/")
def home():
    values = {"me": g.member["id"], "today": TODAY.isoformat()}
    lists, totals = {}, {}
    for name, (condition, limit) in SECTIONS.items():
        rows = db().execute(f"{ROWS} WHERE {condition} LIMIT {limit}", values).fetchall()
        lists[name] = rows
        where = condition.split("ORDER BY")[0]
        totals[name] = (
            len(rows)
            if limit < 0
            else db()
            .execute(f"SELECT count(*) FROM matter LEFT JOIN duty ON duty.matter = matter.id AND duty.standing = 'open' WHERE {where}", values)
            .fetchone()[0]
        )
    teams = [
        (
            team,
            *(
                db().execute(f"SELECT count(*) FROM matter WHERE team = ? AND {state}", (team["id"],)).fetchone()[0]
                for state in ("ending = 'closed'", "ending IS NULL AND station <> 'fed-back'")
            ),
            db()
            .execute("SELECT day, place FROM meeting WHERE team = ? AND day >= ? ORDER BY day", (team["id"], TODAY.isoformat()))
            .fetchone(),
        )
        for team in db().execute("SELECT team.id, team.name FROM team JOIN seat ON seat.team = team.id WHERE seat.member = ?", (g.member["id"],))
    ]
    response = app.make_response(
        render_template("home.html", viewer=g.member, lists=lists, totals=totals, teams=teams)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@app.post("/m/<int:number>/update")
def update(number):
    db().execute("BEGIN IMMEDIATE")
    now = datetime.now().isoformat()
    db().execute(
        "INSERT INTO entry (matter, member, at, text) VALUES (?, ?, ?, ?)",
        (number, g.member["id"], now, request.form["text"]),
    )
    db().execute("UPDATE matter SET changed = ? WHERE number = ?", (now, number))
    db().execute("COMMIT")
    return redirect(f"/m/{number}", 303)
