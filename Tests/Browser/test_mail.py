"""Mail, through the real program and a real mail server: everyone gets theirs, whatever dies in between."""

import email
import email.policy
import os
import re
import signal
import sqlite3
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from conftest import COORDINATOR, PASSWORD, PROGRAM, Folder, Server, free_port, sign_in

FROM = "Riverside Network <network@riverside.example>"
# Each kill costs a start of the program.
KILLS = 10 if os.environ.get("SAFELOOP_LONG") else 2
# So many mails are handed over at the same time.
AT_ONCE = 4
GROUP = "Schools Safeguarding Leads Network"


class Post:
    """A mail server that takes, refuses or defers by what stands in `gone` and `later`."""

    def __init__(self, port=None):
        self.taken, self.gone, self.later = [], set(), set()
        self.slow = 0
        self.on_taken = None
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port())
        self.controller.start()

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.gone:
            return f"550 5.1.1 <{address}>: no such person"
        if address in self.later:
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        await asyncio.sleep(self.slow)
        self.taken.append(
            (envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=email.policy.default))
        )
        if self.on_taken:
            self.on_taken(len(self.notes))
        return "250 Taken"

    @property
    def notes(self):
        """Besides them there are mails about what is overdue in the demonstration."""
        return [(recipient, message) for recipient, message in self.taken if message["Subject"].startswith("Notes of ")]

    def to(self, address, beginning=""):
        """What came for an address, with a subject that begins so."""
        return [m for recipient, m in self.taken if recipient == address and m["Subject"].startswith(beginning)]

    def stop(self):
        self.controller.stop()


def text(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def wait_until(said, within=60):
    end = time.monotonic() + within
    while time.monotonic() < end:
        if said():
            return
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def post():
    post = Post()
    yield post
    post.stop()


@pytest.fixture
def serve(folder, post):
    servers = []

    def start(*arguments):
        server = Server(
            folder,
            *["--origin", "ORIGIN"],
            *["--mail", post.address, "--mail-unencrypted", "--mail-from", FROM, *arguments],
        )
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def draft_meeting(page, origin):
    """The last meeting of the demonstration: it was held, and its notes are a draft."""
    page.goto(f"{origin}/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* November")).first.click()
    return page.url


def circulate(page, origin):
    meeting = draft_meeting(page, origin)
    page.goto(f"{meeting}/circulate")
    chosen = page.locator("input[name=to]:checked").count()
    page.get_by_role("button", name="Circulate these notes").click()
    page.wait_for_url("**/circulate")
    return meeting, chosen


def standing(folder):
    """What the readings say became of each mail of notes, by how it stands."""
    [file] = [file for file in folder.data.glob("readings-*.sqlite")]
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        newest = "SELECT meeting FROM mail WHERE kind = 'notes' ORDER BY rowid DESC LIMIT 1"
        return dict(
            db.execute(f"SELECT standing, count(*) FROM mail WHERE meeting = ({newest}) GROUP BY standing").fetchall()
        )


def test_everyone_gets_their_own_notes_and_the_page_says_what_became_of_them(serve, folder, post, page):
    bounced = "priya.raman@merton.example"
    post.gone.add(bounced)
    server = serve()
    sign_in(page, server.origin)
    meeting, chosen = circulate(page, server.origin)
    assert chosen > 5
    wait_until(lambda: standing(folder) == {"sent": chosen - 1, "returned": 1})
    assert len({message["Message-ID"] for _, message in post.notes}) == len(post.notes) == chosen - 1
    for recipient, message in post.notes:
        assert message["From"] == FROM and message["To"].addresses[0].addr_spec == recipient
        assert message["Auto-Submitted"] == "auto-generated"
        words = text(message)
        assert words.index("action") < words.index("Read the notes")
        assert f"{server.origin}/meetings/" in words or f"{server.origin}/notes/" in words
    page.goto(f"{meeting}/circulate")
    assert "Came back" in page.inner_text("main") and "no such person" in page.inner_text("main")
    assert bounced not in page.inner_text("main").split("Who gets them")[0]
    # The address was right after all: sent again, it is another message.
    post.gone.clear()
    page.get_by_role("button", name=re.compile("Send it again to Priya Raman")).click()
    wait_until(lambda: post.to(bounced, "Notes"))
    wait_until(lambda: standing(folder) == {"sent": chosen})
    page.goto(meeting)
    assert "not opened yet" in page.inner_text("main")


def test_a_mail_that_must_wait_says_why_and_when_it_is_tried_again(serve, folder, post, page):
    post.later.add("priya.raman@merton.example")
    server = serve()
    sign_in(page, server.origin)
    meeting, chosen = circulate(page, server.origin)
    wait_until(lambda: standing(folder) == {"sent": chosen - 1, "waiting": 1} and len(post.notes) == chosen - 1)
    wait_until(lambda: "Next try" in (page.goto(f"{meeting}/circulate"), page.inner_text("main"))[1])
    assert "Come back later" in page.inner_text("main")


def test_killed_in_the_middle_every_mail_arrives(serve, folder, post, page):
    """At the server's third mail the program dies; the next one sends what is missing, and nothing that is on record."""
    post.slow = 0.3
    third = threading.Event()
    post.on_taken = lambda count: third.set() if count >= 3 else None
    server = serve()
    sign_in(page, server.origin)
    _, chosen = circulate(page, server.origin)
    assert third.wait(60)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    before = len(post.notes)
    assert before < chosen
    post.slow = 0
    serve()
    wait_until(lambda: standing(folder) == {"sent": chosen}, within=90)
    recipients = [recipient for recipient, _ in post.notes]
    assert len(set(recipients)) == chosen
    # Only those that were in flight may have come twice, as the same message.
    assert len(recipients) <= chosen + AT_ONCE
    assert len({message["Message-ID"] for _, message in post.notes}) == chosen
    assert folder.run("ledger", "verify").returncode == 0


def test_killed_again_and_again_every_mail_arrives(serve, folder, post, page):
    post.slow = 0.15
    server = serve()
    sign_in(page, server.origin)
    _, chosen = circulate(page, server.origin)
    for _ in range(KILLS):
        time.sleep(0.5)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server = serve()
        seen = len(post.notes)
        wait_until(lambda: len(post.notes) > seen or standing(folder) == {"sent": chosen}, within=60)
    wait_until(lambda: standing(folder) == {"sent": chosen}, within=90)
    assert len({message["Message-ID"] for _, message in post.notes}) == chosen
    assert len(post.notes) <= chosen + KILLS * AT_ONCE


@pytest.mark.skipif(not os.environ.get("SAFELOOP_LONG"), reason="waits for more than a minute")
def test_a_mail_server_that_is_away_loses_nothing(serve, folder, post, page):
    server = serve()
    sign_in(page, server.origin)
    post.stop()
    _, chosen = circulate(page, server.origin)
    wait_until(lambda: standing(folder) == {"waiting": chosen})
    wait_until(lambda: "could not be reached" in (page.reload(), page.inner_text("main"))[1])
    server.stop()
    post.controller = Controller(post, hostname="127.0.0.1", port=post.controller.port)
    post.controller.start()
    serve()
    # Tried again a minute after the first try.
    wait_until(lambda: standing(folder) == {"sent": chosen}, within=110)
    assert len(post.notes) == chosen


def test_people_without_accounts_read_what_their_marking_allows_by_a_link(serve, folder, post, page, browser):
    server = serve()
    sign_in(page, server.origin)
    meeting = draft_meeting(page, server.origin)
    page.goto(f"{meeting}/circulate")
    page.get_by_role("link", name="The circulation list").click()
    for name, address, receives in [
        ("Maud Ferrier", "maud@library.example", "members"),
        ("Silas Quince", "silas@papers.example", "public"),
    ]:
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(address)
        page.locator(f"input[name=receives][value={receives}]").check()
        page.get_by_role("button", name="Put them on the list").click()
    assert "Maud Ferrier" in page.inner_text("main")
    page.goto(f"{meeting}/circulate")
    page.get_by_role("button", name="Circulate these notes").click()
    wait_until(lambda: post.to("maud@library.example") and post.to("silas@papers.example"))
    [maud], [silas] = post.to("maud@library.example"), post.to("silas@papers.example")
    assert "Present:" in text(maud) and "Present:" not in text(silas) and "Action:" not in text(silas)

    link = re.search(rf"{server.origin}/notes/\S+", text(maud)).group()
    reader = browser.new_page()
    # A scanner looks, twice, and has seen nothing.
    for _ in range(2):
        reader.goto(link)
        assert "Present" not in reader.inner_text("main")
    page.goto(f"{meeting}/circulate")
    assert "by their link" not in page.inner_text("main")
    reader.get_by_role("button", name="Open the notes").click()
    assert "Present" in reader.inner_text("main")
    wait_until(lambda: "by their link" in (page.reload(), page.inner_text("main"))[1])
    # Off the list, the link is worth nothing.
    page.get_by_role("link", name="The circulation list").click()
    page.get_by_role("link", name=re.compile("Change Maud")).click()
    page.get_by_role("button", name="Take them off the list").click()
    reader.goto(link)
    reader.get_by_role("button", name="Open the notes").click()
    assert "This link has ended" in reader.inner_text("main")
    reader.close()


def test_invitations_go_by_mail_with_their_links(serve, folder, post, page, browser):
    server = serve()
    sign_in(page, server.origin)
    page.goto(f"{server.origin}/members/new")
    page.get_by_label("Name", exact=True).fill("Odette Marlow")
    page.get_by_label(re.compile("e-mail", re.I)).first.fill("odette@merton.example")
    page.get_by_label("Organisation").select_option(label="Merton")
    page.locator("main form button[type=submit]").last.click()
    page.goto(f"{server.origin}/members/invite")
    page.get_by_role("button", name="Send their invitations").click()
    assert "on the way" in page.inner_text("main")
    wait_until(lambda: post.to("odette@merton.example"))
    [message] = post.to("odette@merton.example")
    link = re.search(rf"{server.origin}/join/\S+", text(message)).group()
    joining = browser.new_page()
    joining.goto(link)
    joining.get_by_label("Password", exact=True).fill("amber-thistle-quay")
    joining.get_by_label("The same password again").fill("amber-thistle-quay")
    joining.get_by_role("button", name="Join the network").click()
    joining.wait_for_url(f"{server.origin}/")
    joining.close()

    page.goto(f"{server.origin}/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* December")).first.click()
    meeting = page.url
    page.goto(f"{meeting}/invitations")
    page.get_by_role("button", name="Send the invitation", exact=True).click()
    wait_until(lambda: post.to("priya.raman@merton.example", GROUP))
    [message] = post.to("priya.raman@merton.example", GROUP)
    assert any(part.get_content_type() == "text/calendar" for part in message.walk())
    link = re.search(rf"{server.origin}/invited/\S+", text(message)).group()
    answering = browser.new_page()
    answering.goto(link)
    answering.get_by_label("Coming", exact=True).check()
    answering.get_by_role("button", name="Send this answer").click()
    assert "Thank you" in answering.inner_text("main")
    answering.close()


def test_a_reminder_says_that_something_waits_and_not_what(serve, folder, post, page):
    server = serve()
    sign_in(page, server.origin)
    meeting = draft_meeting(page, server.origin)
    page.goto(f"{meeting}/notes")
    first = page.locator("form[action*='/notes/']").first
    kept = first.locator("textarea[name=text]").input_value()
    first.locator("textarea[name=text]").fill(f"{kept}\n\nAction: PR - Ring the three silent schools - by 18 December 2027")
    first.get_by_role("button", name=re.compile("^Save")).click()
    page.goto(meeting)
    matter = page.get_by_role("link", name="Ring the three silent schools").first.get_attribute("href")
    page.goto(f"{server.origin}{matter}/remind")
    page.locator("main form button[type=submit]").last.click()
    said = "Something waits for you"
    wait_until(lambda: any(f"{matter}\n" in text(m) + "\n" for m in post.to("priya.raman@merton.example", said)))
    message = post.to("priya.raman@merton.example", said)[-1]
    assert f"{server.origin}{matter}" in text(message)
    assert "silent schools" not in text(message) and "silent" not in message["Subject"]


WRONG = [
    (["--mail", "smtp://mail.example"], "--mail-from"),
    (["--mail", "smtp://127.0.0.1", "--mail-from", FROM], "--origin"),
    (["--mail", "mail.example:25", "--mail-from", FROM, "--origin", "https://n.example"], "Give the mail server as"),
    (["--mail", "smtp://m.example", "--mail-unencrypted", "--mail-from", FROM, "--origin", "https://n.example"], "machine"),
    (["--mail", "smtp://me@127.0.0.1", "--mail-from", FROM, "--origin", "https://n.example"], "password"),
    (["--mail", "smtp://m.example", "--mail-from", FROM, "--origin", "https://n.example"], "demonstration"),
    (["--mail", "smtp://127.0.0.1", "--mail-from", "nobody", "--origin", "https://n.example"], "--mail-from"),
    (["--mail-from", FROM], "--mail"),
]


@pytest.mark.parametrize("arguments,word", WRONG)
def test_wrong_settings_are_one_clear_sentence(folder, arguments, word):
    refused = folder.run("serve", "--port", "1", *arguments)
    assert refused.returncode == 64
    assert word in refused.stderr and len(refused.stderr.strip().splitlines()) == 1
