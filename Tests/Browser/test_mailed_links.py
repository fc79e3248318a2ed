"""Whoever has no account answers by the link that came with their mail: through the real program and a real mail server."""

import re
import signal

from conftest import sign_in
from test_mail import draft_meeting, page, post, serve, text, wait_until  # noqa: F401

GUEST = "Owen Fairlamb"
TASK = "send round the rota"


def give_action(page, meeting):  # noqa: F811
    page.goto(f"{meeting}/notes")
    form = page.locator("form[action*='/notes/']").first
    kept = form.locator("textarea[name=text]").input_value()
    form.locator("textarea[name=text]").fill(f"{kept}\n\nAction: {GUEST} - {TASK} - by next meeting")
    form.get_by_role("button", name=re.compile("^Save")).click()
    page.goto(meeting)
    return page.get_by_role("link", name=TASK).first.get_attribute("href")


def link(message, origin):
    return re.search(rf"{origin}/asked/[A-Za-z0-9_-]{{43}}", text(message)).group()


def test_a_guest_answers_by_the_link_in_the_notes_and_it_comes_back(serve, folder, post, page, browser):  # noqa: F811
    server = serve()
    sign_in(page, server.origin)
    meeting = draft_meeting(page, server.origin)
    matter = give_action(page, meeting)
    page.goto(f"{meeting}/circulate")
    page.get_by_label(GUEST).check()
    # Killed while the mails go out: the guest's comes all the same, with one link.
    page.get_by_role("button", name="Circulate these notes").click()
    page.wait_for_url("**/circulate")
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server.start()

    def theirs():
        return [m for recipient, m in post.taken if TASK in text(m) and "/asked/" in text(m)]

    wait_until(lambda: theirs(), within=90)
    address = theirs()[0]["To"].addresses[0].addr_spec
    opened = {link(m, server.origin) for m in post.to(address)}
    assert len(opened) == 1

    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    guest = context.new_page()
    # A reminder says that something waits, not what, and has the same link.
    page.goto(f"{server.origin}{matter}/remind")
    page.locator("main form button[type=submit]").last.click()
    wait_until(lambda: post.to(address, "Something waits for you"))
    reminder = post.to(address, "Something waits for you")[-1]
    assert "rota" not in text(reminder) and link(reminder, server.origin) in opened

    guest.goto(opened.pop())
    assert "rota" not in guest.inner_text("main")
    guest.get_by_role("button", name="Open it").click()
    assert TASK in guest.inner_text("main")
    guest.get_by_role("button", name="I have it").click()
    guest.get_by_label("What came of it?").fill("The rota is with every school.")
    guest.get_by_role("button", name="It is finished").click()
    assert "You have answered" in guest.inner_text("h1")
    wait_until(lambda: "The rota is with every school." in (page.goto(f"{server.origin}{matter}"), page.inner_text("main"))[1])
    assert "By their link." in page.inner_text("main")
    secret = guest.url.rsplit("/", 1)[1].split("?")[0]
    context.close()
    # The secret lies nowhere in the clear: not in the ledger, the readings, the desk or what the server printed.
    assert len(secret) == 43
    for file in [*folder.data.rglob("*"), folder.path / "server.out"]:
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file.name
    assert folder.run("ledger", "verify").returncode == 0
