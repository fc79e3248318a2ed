"""Mails that a server took and sent back later, read from the network's mailbox on a real Dovecot."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from urllib.parse import urlsplit

import pytest
from conftest import PROGRAM, free_port, sign_in
from test_mail import FROM, circulate, page, post, serve, standing, wait_until  # noqa: F401

PASSWORD = "heron-lantern"


class Dovecot:
    """One mailbox, for anyone who knows the password."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        # It gives a mailbox to nobody less than an ordinary user, and needs to be root or that user.
        self.owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        name, group = self.owner.pw_name, self.owner.pw_gid
        for part in ("new", "cur", "tmp"):
            (folder / "Maildir" / part).mkdir(parents=True)
        if os.getuid() == 0:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, self.owner.pw_uid, group)
        internal = "" if os.getuid() == 0 else f"default_internal_user = {name}\ndefault_login_user = {name}\n"
        (folder / "dovecot.conf").write_text(
            f"""
            base_dir = {folder}/run
            log_path = {folder}/log
            protocols = imap
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            first_valid_uid = 1
            {internal}
            mail_location = maildir:{folder}/Maildir
            passdb {{
              driver = static
              args = password={PASSWORD}
            }}
            userdb {{
              driver = static
              args = uid={self.owner.pw_uid} gid={group} home={folder}
            }}
            service imap-login {{
              chroot =
              inet_listener imap {{
                port = {self.port}
              }}
              inet_listener imaps {{
                port = 0
              }}
            }}
            service anvil {{
              chroot =
            }}
            """
        )
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")])
        wait_until(self.answers)

    @property
    def address(self):
        return f"imap://network%40riverside.example@127.0.0.1:{self.port}"

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def deliver(self, name, text):
        draft = self.folder / "Maildir" / "tmp" / name
        draft.write_bytes(text.replace("\n", "\r\n").encode())
        if os.getuid() == 0:
            os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        draft.rename(self.folder / "Maildir" / "new" / name)

    def holds(self, name):
        return any(f for part in ("new", "cur") for f in (self.folder / "Maildir" / part).glob(f"{name}*"))

    def password(self, text):
        file = self.folder / "password"
        file.write_text(text)
        return str(file)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


@pytest.fixture
def dovecot(tmp_path_factory):
    # Its sockets need a short path that its own users may enter.
    folder = tmp_path_factory.mktemp("imap")
    for parent in folder.parents:
        if parent.owner() == pwd.getpwuid(os.getuid()).pw_name and parent.is_relative_to("/tmp") and parent != parent.root:
            parent.chmod(parent.stat().st_mode | 0o011)
    server = Dovecot(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


def report(message, recipient):
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.merton.example>
To: network@riverside.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

Your message could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.merton.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 <{recipient}>: mailbox full

--edge
Content-Type: message/rfc822

{message}
--edge--
"""


def letter(message_id):
    return f"""From: Priya <priya.raman@merton.example>
To: network@riverside.example
Subject: Re: Notes
In-Reply-To: {message_id}

Thank you for these. Action: failed.
"""


def test_a_mail_that_is_sent_back_later_is_shown_as_such_and_sent_again(serve, folder, post, page, dovecot):  # noqa: F811
    recipient = "priya.raman@merton.example"
    server = serve()
    sign_in(page, server.origin)
    meeting, chosen = circulate(page, server.origin)
    wait_until(lambda: standing(folder) == {"sent": chosen})
    server.stop()

    [notes] = post.to(recipient, "Notes")
    dovecot.deliver("1.report", report(notes.as_string(), recipient))
    dovecot.deliver("2.letter", letter(notes["Message-ID"]))
    elsewhere = "Message-ID: <11111111-1111-4111-8111-111111111111.1@riverside.example>\n\nNever sent."
    dovecot.deliver("3.stranger", report(elsewhere, "nobody@merton.example"))
    server = serve("--mailbox", dovecot.address, "--mailbox-password-file", dovecot.password(PASSWORD))
    wait_until(lambda: standing(folder) == {"sent": chosen - 1, "returned": 1})
    page.goto(f"{server.origin}{urlsplit(meeting).path}/circulate")
    shown = page.inner_text("main")
    assert "Came back" in shown and "sent back" in shown and "mailbox full" in shown
    assert recipient not in shown.split("Who gets them")[0]
    # What somebody wrote goes into their tray, and reports stay.
    wait_until(lambda: not dovecot.holds("2.letter"))
    assert dovecot.holds("1.report")

    page.get_by_role("button", name="Send it again to Priya Raman").click()
    wait_until(lambda: len(post.to(recipient, "Notes")) == 2)
    wait_until(lambda: standing(folder) == {"sent": chosen})
    # Read again after a start, the old report says nothing about the new message; a newer one comes after it.
    other, theirs = next((to, message) for to, message in post.notes if to != recipient)
    dovecot.deliver("4.report", report(theirs.as_string(), other))
    server.stop()
    serve("--mailbox", dovecot.address, "--mailbox-password-file", dovecot.password(PASSWORD))
    wait_until(lambda: standing(folder) == {"sent": chosen - 1, "returned": 1})
    assert folder.run("ledger", "verify").returncode == 0


def test_a_mailbox_that_cannot_be_read_stops_no_mail_and_is_said_once(serve, folder, post, page, dovecot):  # noqa: F811
    server = serve("--mailbox", dovecot.address, "--mailbox-password-file", dovecot.password("wrong"))
    wait_until(lambda: "did not accept the user name and password" in server.output())
    sign_in(page, server.origin)
    _, chosen = circulate(page, server.origin)
    wait_until(lambda: standing(folder) == {"sent": chosen})
    assert "wrong" not in server.output()


@pytest.mark.parametrize(
    "options, said",
    [
        (["--mailbox", "imaps://me@mail.example"], "Name the mail server"),
        (["--mail", "smtp://a.example", "--mailbox", "imaps://mail.example"], "Give the mailbox as imaps://"),
        (["--mail", "smtp://a.example", "--mailbox", "smtp://me@mail.example"], "Give the mailbox as imaps://"),
    ],
)
def test_a_mailbox_that_is_named_wrongly(tmp_path, options, said):
    arguments = ["serve", "--data", str(tmp_path / "data"), "--origin", "https://network.example", *options]
    if "--mail" in options:
        arguments += ["--mail-from", FROM]
    environment = {**os.environ, "SAFELOOP_MAILBOX_PASSWORD": PASSWORD}
    done = subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 64 and said in done.stderr
    assert not (tmp_path / "data").exists()
