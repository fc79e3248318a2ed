"""A presenter without an account: invited by a link, gives the paper, is given an action, and answers by a link."""

import email
import os
import re
from datetime import date
from email import policy

import pytest
from conftest import BOROUGH_LEAD
from test_pages import violations

PRESENTER = "Owen Fairlamb"


def shot(page, name):
    """Pictures to look at, where SAFELOOP_PICTURES names a folder."""
    if folder := os.environ.get("SAFELOOP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def meeting_today(coordinator):
    coordinator.goto("/meetings/new")
    group = coordinator.locator("select[name=group]")
    if group.count():
        group.select_option(index=1 if group.locator("option").first.get_attribute("value") == "" else 0)
    coordinator.get_by_label("Day", exact=True).fill(date.today().isoformat())
    coordinator.get_by_role("button", name="Call this meeting").click()
    meeting = re.search(r"/meetings/[0-9a-f-]{36}", coordinator.url)[0]
    coordinator.goto(f"{meeting}/items/new")
    coordinator.get_by_label("What it is about, in a few words").fill("How the text line is answered")
    presenter = coordinator.locator("select[name=presenter]")
    presenter.select_option(presenter.locator("option", has_text=PRESENTER).get_attribute("value"))
    coordinator.get_by_role("button", name="Propose this item").click()
    return meeting


def invitation(coordinator, meeting):
    coordinator.goto(f"{meeting}/invitations")
    with coordinator.expect_download() as download:
        coordinator.get_by_role("button", name=f"Make the invitation for {PRESENTER}").click()
    with open(download.value.path(), "rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return re.search(r"/invited/[A-Za-z0-9_-]{43}", text)[0]


@pytest.mark.parametrize("width, script", [(1280, True), (375, False)])
def test_a_presenter_gives_a_paper_and_answers_an_action_by_links(visit, browser, server, tmp_path, width, script):
    coordinator = visit("/")
    meeting = meeting_today(coordinator)
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB", base_url=server.origin
    )
    guest = context.new_page()

    def check(name):
        shot(guest, f"{name}-{width}")
        if script:
            for seen in (375, width):
                guest.set_viewport_size({"width": seen, "height": 900})
                assert violations(guest) == []
                assert guest.evaluate("document.documentElement.scrollWidth") <= seen

    guest.goto(invitation(coordinator, meeting))
    main = guest.inner_text("main")
    assert "You present: How the text line is answered" in main
    paper = tmp_path / "text line.txt"
    paper.write_text("Every message is answered within the hour.")
    guest.get_by_text("Add a paper for it").click()
    check("invited")
    guest.get_by_role("button", name="Add this paper").click()
    assert guest.locator(".error-summary").is_visible()
    guest.get_by_label("File").set_input_files(paper)
    guest.get_by_label("Title").fill("What the line promises")
    guest.get_by_role("button", name="Add this paper").click()
    assert "Your paper is added." in guest.inner_text("main")
    check("invited-given")
    with guest.expect_download() as download:
        guest.get_by_role("link", name="What the line promises").first.click()
    with open(download.value.path()) as file:
        assert file.read() == paper.read_text()

    coordinator.goto(meeting)
    assert "What the line promises" in coordinator.inner_text("main")
    coordinator.goto(f"{meeting}/notes")
    form = coordinator.locator("form[action*='/notes/']").first
    form.locator("textarea[name=text]").fill(f"He told how it works.\n\nAction: {PRESENTER} - send round the rota - by next meeting")
    form.get_by_role("button", name=re.compile("^Save")).click()
    shot(coordinator, "notes-links")
    coordinator.get_by_role("link", name=f"Make the link for {PRESENTER}").click()
    coordinator.get_by_role("button", name="Make a link").click()
    shown = coordinator.locator("pre").inner_text()
    if script:
        assert violations(coordinator) == []
    shot(coordinator, "links")
    coordinator.set_viewport_size({"width": 375, "height": 900})
    shot(coordinator, "links-375")
    assert coordinator.evaluate("document.documentElement.scrollWidth") <= 375
    coordinator.set_viewport_size({"width": 1280, "height": 900})
    matter = re.search(r"/m/\d+", coordinator.url)[0]

    guest.goto(shown.strip())
    assert "rota" not in guest.inner_text("main")
    check("asked-closed")
    guest.get_by_role("button", name="Open it").click()
    assert "send round the rota" in guest.inner_text("main")
    check("asked")
    guest.get_by_role("button", name="I have it").click()
    assert "You have this to do" in guest.inner_text("h1")
    guest.get_by_role("button", name="It is finished").click()
    assert guest.locator(".error-summary").is_visible()
    check("asked-error")
    guest.get_by_label("What came of it?").fill("The rota is with every school.")
    guest.get_by_role("button", name="It is finished").click()
    assert "You have answered" in guest.inner_text("h1")
    check("asked-done")

    coordinator.goto(f"{meeting}")
    assert "send round the rota" in coordinator.inner_text("main")
    coordinator.goto(matter)
    answered = coordinator.inner_text("main")
    assert "The rota is with every school." in answered and "By their link." in answered
    shot(coordinator, f"matter-{width}")
    assert guest.goto(matter).status == 200 and "/signin" in guest.url
    context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_whoever_comes_instead_is_told_when_they_are_not_needed_any_more(visit, width):
    member = visit("/meetings", email=BOROUGH_LEAD, width=width)
    member.get_by_role("link", name=re.compile("Wednesday .* (December|January)")).first.click()
    meeting = member.url
    coordinator = visit(f"{meeting}/invitations", width=width)

    def answer(choice, name="", address=""):
        member.goto(f"{meeting}/answer")
        member.get_by_label(choice, exact=True).check()
        member.get_by_label("If someone comes instead, their name").fill(name)
        member.get_by_label("Their e-mail address").fill(address)
        member.get_by_role("button", name="Send this answer").click()
        coordinator.reload()
        assert coordinator.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(coordinator) == []
        shot(coordinator, f"invitations-{choice}-{width}")

    answer("Sends someone instead", f"Philippa Bergen-Wintersgill of the Adolescent Service {width}", "pia@home.example")
    assert "Their invitation is ready to pass on" in coordinator.inner_text("main")
    answer("Coming")
    assert "Not asked to come any more" in coordinator.inner_text("main")
    former = coordinator.get_by_role("listitem").filter(has_text=f"Adolescent Service {width}").last
    with coordinator.expect_download() as download:
        former.get_by_role("link", name=re.compile("Message")).click()
    with open(download.value.path(), "rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    assert message["To"].addresses[0].addr_spec == "pia@home.example"
    assert "You are not needed any more" in message.get_body(("plain",)).get_content()
    assert any(part.get_param("method") == "CANCEL" for part in message.walk())
