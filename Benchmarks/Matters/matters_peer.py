"""Matters as a Flask and SQLite application would keep them: a form that is written down durably before it is answered, and
the page of one matter from its tables. Nothing is sealed, no authority is asked, no duty is worked out and the form is
checked by no definition, so it does less."""

import json
import os
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

from flask import Flask, abort, g, redirect, render_template, request

FOLDER = Path(os.environ["PEER_FOLDER"])
app = Flask(__name__, template_folder=str(FOLDER))
local = threading.local()


def db():
    if not hasattr(local, "db"):
        local.db = sqlite3.connect(FOLDER / "peer.sqlite", isolation_level=None, timeout=30)
        local.db.row_factory = sqlite3.Row
        local.db.execute("PRAGMA synchronous = FULL")
        local.db.execute("PRAGMA cache_size = -16384")
    return local.db


@app.before_request
def session():
    g.member = (
        db()
        .execute(
            "SELECT member.id, member.name, session.csrf FROM session JOIN member ON member.id = session.member"
            " WHERE session.token = ?",
            (request.cookies.get("session", ""),),
        )
        .fetchone()
    )
    if g.member is None:
        abort(401)


@app.post("/raise")
def keep():
    db().execute(
        "INSERT OR REPLACE INTO draft (member, answers) VALUES (?, ?)",
        (g.member["id"], json.dumps({k: v for k, v in request.form.items() if k.startswith("a-")})),
    )
    return redirect("/raise/check", 303)


@app.post("/raise/send")
def send():
    now = datetime.now().isoformat()
    db().execute("BEGIN IMMEDIATE")
    draft = db().execute("SELECT answers FROM draft WHERE member = ?", (g.member["id"],)).fetchone()
    matter = raised(db(), g.member["id"], 1, json.loads(draft["answers"]), now)
    db().execute("DELETE FROM draft WHERE member = ?", (g.member["id"],))
    db().execute("COMMIT")
    return redirect(f"/m/{matter}", 303)


def raised(database, member, holder, answers, now):
    matter = database.execute(
        "INSERT INTO matter (raiser, holder, raised, station) VALUES (?, ?, ?, 'raised')", (member, holder, now)
    ).lastrowid
    database.executemany(
        "INSERT INTO answer VALUES (?, ?, ?)", [(matter, field, value) for field, value in answers.items()]
    )
    database.executemany(
        "INSERT INTO duty (matter, task, holder, owed_at, due, standing) VALUES (?, ?, ?, ?, ?, 'open')",
        [(matter, task, holder, now, now) for task in ("acknowledge", "decide")],
    )
    database.execute("INSERT INTO entry (matter, member, at, what) VALUES (?, ?, ?, 'Raised')", (matter, member, now))
    return matter


@app.get("/opened/<int:number>")
def opened(number):
    """The same page, once it is written down who opens it."""
    now = datetime.now().isoformat()
    db().execute("INSERT INTO opened VALUES (?, ?, ?, 'holder')", (number, g.member["id"], now))
    return page(number)


@app.get("/m/<int:number>")
def page(number):
    matter = (
        db()
        .execute(
            "SELECT matter.*, raiser.name AS raiser_name, holder.name AS holder_name FROM matter"
            " JOIN member AS raiser ON raiser.id = matter.raiser JOIN member AS holder ON holder.id = matter.holder"
            " WHERE matter.id = ?",
            (number,),
        )
        .fetchone()
    )
    if matter is None:
        abort(404)
    of = (number,)
    response = app.make_response(
        render_template(
            "matter.html",
            matter=matter,
            answers=dict(db().execute("SELECT field, value FROM answer WHERE matter = ?", of).fetchall()),
            duties=db().execute("SELECT * FROM duty WHERE matter = ? AND standing = 'open' ORDER BY due", of).fetchall(),
            entries=db()
            .execute(
                "SELECT entry.*, member.name FROM entry JOIN member ON member.id = entry.member WHERE matter = ?"
                " ORDER BY entry.id DESC",
                of,
            )
            .fetchall(),
            waiting=db()
            .execute("SELECT count(DISTINCT matter) FROM duty WHERE standing = 'open' AND holder = ?", (g.member["id"],))
            .fetchone()[0],
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
