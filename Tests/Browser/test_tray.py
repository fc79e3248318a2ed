"""What people reply and forward to the network, on a real Dovecot: it waits in their tray, and they file it."""

import signal
import sqlite3
from pathlib import Path

from conftest import BOROUGH_LEAD, COORDINATOR, SCHOOL_LEAD, sign_in
from test_bounces import PASSWORD, dovecot  # noqa: F401
from test_loops import refer, whole
from test_mail import post, serve, wait_until  # noqa: F401

LETTER = "%PDF-1.4 what the council wrote"


def reply(message_id):
    return f"""From: Priya Raman <{BOROUGH_LEAD}>
To: network@riverside.example
Subject: Re: Something waits for you
Message-ID: <reply-1@mail.merton.example>
In-Reply-To: {message_id}

We have it, and look into it today.

> Something waits for you on Safeloop.
"""


def forwarded(sender, name, words="The council rang. They decided to look into it."):
    return f"""From: {sender}
To: network@riverside.example
Subject: Fwd: {name}
Message-ID: <{name.replace(" ", "-").lower()}@mail.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="edge"

--edge
Content-Type: text/plain; charset=utf-8

From: Renata Oduya-Featherstonehaugh
{words}

--edge
Content-Type: application/pdf
Content-Disposition: attachment; filename="A letter with a long name about what was decided.pdf"

{LETTER}
--edge--
"""


def letters(folder):
    [file] = folder.data.glob("readings-*.sqlite")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        return dict(db.execute("SELECT standing, count(*) FROM letter GROUP BY standing").fetchall())


def left(dovecot):  # noqa: F811
    return sorted(f.name.split(":")[0] for part in ("new", "cur") for f in (dovecot.folder / "Maildir" / part).iterdir())


def test_a_reply_and_a_forwarded_letter_are_filed_and_move_the_loop(serve, folder, post, browser, dovecot):  # noqa: F811
    mailbox = ["--mailbox", dovecot.address, "--mailbox-password-file", dovecot.password(PASSWORD)]
    server = serve(*mailbox)
    pages = {}

    def person(email):
        if email not in pages:
            context = browser.new_context(locale="en-GB", base_url=server.origin, viewport={"width": 1280, "height": 900})
            pages[email] = context.new_page()
            sign_in(pages[email], server.origin, email)
        return pages[email]

    school, lead = person(SCHOOL_LEAD), person(BOROUGH_LEAD)
    school.goto("/tray")
    assert "to network@riverside.example" in school.inner_text("main")
    whole(school, "tray-empty")
    matter = refer(school)
    wait_until(lambda: [m for m in post.to(BOROUGH_LEAD) if f"/m/{matter}" in m.get_content()])
    [told] = [m for m in post.to(BOROUGH_LEAD) if f"/m/{matter}" in m.get_content()]
    # It is read once a minute; a start reads it at once.
    server.stop(signal.SIGKILL)
    dovecot.deliver("1.reply", reply(told["Message-ID"]))
    dovecot.deliver("2.letter", forwarded(SCHOOL_LEAD, "their letter"))
    dovecot.deliver("3.stranger", forwarded("somebody@elsewhere.example", "an unusual offer"))
    server.out = open(folder.path / "server.out", "a+")
    server.start()
    wait_until(lambda: letters(folder) == {"waiting": 3} and left(dovecot) == [])
    # The same once more, and killed while it is read: nothing is there twice.
    dovecot.deliver("4.again", forwarded(SCHOOL_LEAD, "their letter"))
    server.stop(signal.SIGKILL)
    server.out = open(folder.path / "server.out", "a+")
    server.start()
    wait_until(lambda: left(dovecot) == [])
    assert letters(folder) == {"waiting": 3}

    lead.goto("/tray")
    assert "One to file" in lead.inner_text("main") and "their letter" not in lead.content()
    lead.get_by_role("link", name="Re: Something waits for you").click()
    assert "It answers a mail that told you of this." in lead.inner_text("main")
    lead.get_by_role("link", name=f"Matter {matter}:").click()
    lead.get_by_role("link", name="A message").click()
    assert "> Something" not in lead.locator("[name=text]").input_value()
    lead.get_by_role("button", name="Send this").click()
    assert f"matter {matter}" in lead.inner_text("main")

    school.goto("/tray")
    whole(school, "tray")
    school.get_by_role("link", name="Fwd: their letter").click()
    whole(school, "tray-letter")
    with school.expect_download() as download:
        school.get_by_role("link", name="A letter with a long name").click()
    assert Path(download.value.path()).read_text() == LETTER
    school.locator("select[name=matter]").select_option(str(matter))
    school.get_by_role("button", name="Go on").click()
    whole(school, "tray-ways")
    school.get_by_role("listitem").filter(has_text="an answer that reached you").get_by_role("link").last.click()
    assert school.locator("[name=who]").input_value().startswith("Renata Oduya")
    whole(school, "tray-file")
    if school.locator("input[name=outcome]").count():
        school.locator("input[name=outcome]").first.check()
    school.get_by_role("button", name="Record this").click()
    whole(school, "tray-filed")
    assert f"As an answer on matter {matter}" in school.inner_text("main")
    lead.goto(f"/m/{matter}")
    shown = lead.inner_text("main")
    assert "reported by Renata Oduya-Featherstonehaugh" in shown and "We have it, and look into it today." in shown

    coordinator = person(COORDINATOR)
    coordinator.goto("/tray")
    assert "unusual offer" not in coordinator.content()
    whole(coordinator, "tray-coordinator")
    coordinator.get_by_role("link", name="Mail from a stranger").click()
    whole(coordinator, "tray-stranger")
    coordinator.locator("#reason").fill("An advertisement")
    coordinator.get_by_role("button", name="Set it aside").click()
    coordinator.goto("/account/notices")
    whole(coordinator, "notices")
    assert letters(folder) == {"filed": 2, "set-aside": 1}

    # Nothing of it lies readable anywhere.
    server.stop()
    words = [b"They decided to look into it", b"Oduya", b"elsewhere.example", b"look into it today"]
    for file in folder.data.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert not any(word in held for word in words), file
    output = Path(folder.path / "server.out").read_text()
    assert not any(word.decode() in output for word in words)
    assert folder.run("ledger", "verify").returncode == 0
