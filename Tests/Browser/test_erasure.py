"""Erasing for good, through the real program: pages, files, rebuilt readings, and keys put back from before."""

import base64
import html
import re
import shutil
import sqlite3

from conftest import BOROUGH_LEAD, COORDINATOR, PASSWORD, SCHOOL_LEAD, Server
from test_failures import says
from visitor import Visitor


def member_id(visitor, name):
    page = visitor.get("/members").text
    return re.search(rf'/members/([0-9a-f-]{{36}})"[^>]*>{name}', page).group(1)


def wrapped_key(data, subject):
    kind, identity = subject.split("/")
    connection = sqlite3.connect(data / "keys.sqlite")
    row = connection.execute("SELECT value FROM secret WHERE kind = ? AND id = ?", (f"data.{kind}", identity)).fetchone()
    connection.close()
    return row and row[0]


def files_with(data, bytes_):
    return [file.name for file in data.rglob("*") if file.is_file() and bytes_ in file.read_bytes()]


def test_a_member_who_left_is_forgotten_on_the_pages_in_the_files_and_after_everything(folder):
    server = Server(folder)
    ruth = Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    member = member_id(ruth, "Nadia Osei")
    subject = f"member/{member}"
    key = wrapped_key(folder.data, subject)
    assert key and files_with(folder.data, key)
    old_keys = folder.path / "old-keys"
    old_keys.mkdir()

    early = ruth.get(f"/members/{member}/erase")
    assert early.status == 409 and "Remove them first" in early.text
    ruth.get(f"/members/{member}/remove")
    assert ruth.post(f"/members/{member}/remove", {}).status == 303
    server.stop()
    for file in folder.data.glob("keys.sqlite*"):
        shutil.copy(file, old_keys / file.name)
    server = Server(folder)
    ruth.origin = server.origin
    page = ruth.get(f"/members/{member}/erase")
    assert "Nadia Osei" in page.text and "stays in the record" in page.text
    done = ruth.post(f"/members/{member}/erase", {"reason": "asked", "confirmed": "yes"})
    assert done.status == 303, done.text

    # In the files, while the server runs: the wrapped key and the password are overwritten, logs included.
    assert wrapped_key(folder.data, subject) is None
    assert files_with(folder.data, key) == []
    paths = ["/", "/members", "/members?standing=left", "/members.csv", "/matters", "/matters.csv", "/matters.json", f"/members/{member}"]
    for path in paths:
        text = ruth.get(path).text
        assert "Osei" not in text and SCHOOL_LEAD not in text, path
    assert "Someone whose details were erased" in ruth.get(f"/members/{member}").text
    server.stop()
    assert folder.run("ledger", "verify").returncode == 0

    # Readings from nothing, and the keys put back as they were before: the ledger says it again.
    for file in list(folder.data.glob("readings-*")) + list(folder.data.glob("keys.sqlite*")):
        file.unlink()
    for file in old_keys.iterdir():
        shutil.copy(file, folder.data / file.name)
    assert wrapped_key(folder.data, subject) == key
    server = Server(folder)
    ruth.origin = server.origin
    assert files_with(folder.data, key) == []
    assert "Osei" not in ruth.get("/members?standing=left").text
    server.stop()

    # The same with readings that are up to date already.
    for file in folder.data.glob("keys.sqlite*"):
        file.unlink()
    for file in old_keys.iterdir():
        shutil.copy(file, folder.data / file.name)
    server = Server(folder)
    assert files_with(folder.data, key) == []
    server.stop()


def test_the_words_of_a_meeting_are_erased_beside_a_running_server(folder):
    server = Server(folder)
    ruth = Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    meetings = re.findall(r'href="/meetings/([0-9a-f-]{36})"', ruth.get("/meetings").text)
    # The third item of one that was held: the first two are the same at each.
    meeting, title = next(
        (meeting, titles[2])
        for meeting in meetings
        if len(titles := re.findall(r"Item \d+: </span>(.*?)</h2>", ruth.get(f"/meetings/{meeting}").text)) > 2
    )
    refused = folder.run("keys", "destroy", f"meeting/{meeting}", "--reason", "asked")
    says(refused, 64, "--yes")
    done = folder.run("keys", "destroy", f"meeting/{meeting}", "--reason", "kept-long-enough", "--yes")
    assert done.returncode == 0, done.stderr
    for _ in range(100):
        page = ruth.get(f"/meetings/{meeting}").text
        if "These words were erased." in page:
            break
    assert "These words were erased." in page and title not in page
    again = folder.run("keys", "destroy", f"meeting/{meeting}", "--reason", "asked", "--yes")
    assert again.returncode == 0 and "erased before" in again.stderr
    server.stop()
    assert folder.run("ledger", "verify").returncode == 0


def test_destroying_asks_for_what_it_needs(folder):
    server = Server(folder)
    ruth = Visitor(server.origin).sign_in(COORDINATOR, PASSWORD)
    member = member_id(ruth, "Nadia Osei")
    server.stop()
    says(folder.run("keys", "destroy", f"member/{member}", "--reason", "asked", "--yes"), 1, "still in the network")
    says(
        folder.run("keys", "destroy", "matter/6f1c0000-0000-4000-8000-000000000001", "--reason", "asked", "--yes"),
        1,
        "Nothing is kept",
    )
    assert folder.run("keys", "destroy", "Nadia Osei", "--reason", "asked", "--yes").returncode == 64
    assert folder.run("keys", "destroy", f"member/{member}", "--reason", "she said so", "--yes").returncode == 64


def test_nothing_that_members_can_read_lies_readable_in_any_file(folder):
    """Every name, address, action and line of notes of the demonstration, against every byte of the data folder."""
    server = Server(folder)
    people = [Visitor(server.origin).sign_in(email, PASSWORD) for email in (COORDINATOR, BOROUGH_LEAD)]
    words = set()
    for visitor in people:
        for line in visitor.get("/members.csv").text.splitlines()[1:]:
            words.update(cell.strip('"') for cell in line.split(",")[:2])
        # What is raised under a procedure has its title there, which is no secret.
        titles = set(re.findall(r'<a href="/procedures/[a-z-]+">([^<]+)</a>', visitor.get("/procedures").text))
        found = re.findall(r'"text" ?: ?"([^"\\]+)"', visitor.get("/matters.json").text)
        words.update(set(found) - set(map(html.unescape, titles)))
        for meeting in set(re.findall(r'href="/meetings/([0-9a-f-]{36})"', visitor.get("/meetings").text)):
            notes = re.search(r"<main.*</main>", visitor.get(f"/meetings/{meeting}").text, re.S).group()
            for paragraph in re.findall(r"<p>(.*?)</p>", notes, re.S):
                words.update(re.sub("<[^>]+>", "", line).strip() for line in paragraph.split("<br>"))
            words.update(re.findall(r"Item \d+: </span>(.*?)</h2>", notes))
    # Of what was raised about a child, and of what was said of it.
    words.update(["Ilira", "Bardo Kesh", "grey van", "Maddox-Vale", "Larkmoor Rise", "Everybody here who knew was told."])
    searched = [word for word in map(html.unescape, sorted(words)) if len(word) >= 8]
    assert len(searched) > 140, len(searched)

    def look(when):
        found = []
        files = [file for file in folder.data.rglob("*") if file.is_file()]
        assert {"ledger.sqlite", "keys.sqlite", "desk.sqlite"} <= {file.name for file in files}
        for file in files:
            content = file.read_bytes()
            for word in searched:
                forms = [word.encode(), word.encode("utf-16-le"), base64.b64encode(word.encode())[:-4]]
                found += [(when, file.name, word) for form in forms if len(form) >= 8 and form in content]
        assert found == []

    # A line begun, and kept as a draft; a file begun to be brought in.
    people[0].get("/members/import")
    people[0].upload("/members/import", {}, {"file": ("m.csv", b"Name,Email\nWilla Thackeray,willa.thackeray@merton.example\n")})
    searched += ["Willa Thackeray", "willa.thackeray@merton.example"]
    look("while it runs, with its logs")
    server.stop()
    look("after it ended")
