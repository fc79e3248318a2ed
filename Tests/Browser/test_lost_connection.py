"""A typed line outlives a lost connection, a killed server, an ended session, a reload and a second tab."""

import re
import signal

import pytest
from conftest import Server, sign_in

PATIENCE = 45_000


@pytest.fixture
def notes(browser, folder):
    """A server of its own, and its coordinator writing the notes of the last meeting: (page, server)."""
    server = Server(folder)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", base_url=server.origin)
    page = context.new_page()
    # A page with unsaved words asks before it is left: they mean to leave.
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, server.origin)
    page.goto("/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* November")).first.click()
    meeting = page.url
    page.goto(f"{meeting}/notes")
    yield page, server
    context.close()
    server.stop()


def form(page, index=0):
    return page.locator("form[data-keep]").nth(index)


def text(page, index=0):
    return form(page, index).locator("textarea[name=text]")


def status(page, index=0):
    return form(page, index).locator("[data-keep-status]")


def write(page, line, index=0):
    box = text(page, index)
    box.fill(box.input_value() + "\n" + line)


def wait_saved(page, index=0):
    page.wait_for_function(
        "i => document.querySelectorAll('form[data-keep]')[i].querySelector('[data-keep-status]')"
        ".textContent.startsWith('Saved')",
        arg=index,
        timeout=PATIENCE,
    )


def wait_says(page, words, index=0):
    page.wait_for_function(
        "([i, words]) => document.querySelectorAll('form[data-keep]')[i].querySelector('[data-keep-status]')"
        ".textContent.includes(words)",
        arg=[index, words],
        timeout=PATIENCE,
    )


def stored(page, line):
    """Whether the server has the line: asked in a page of its own."""
    other = page.context.new_page()
    other.goto(page.url.split("?")[0].removesuffix("/notes"))
    found = line in other.inner_text("main")
    other.close()
    return found


def test_offline_and_back(notes):
    page, _ = notes
    page.context.set_offline(True)
    write(page, "Written without a network.")
    wait_says(page, "Your words are kept on this computer")
    page.context.set_offline(False)
    wait_saved(page)
    assert stored(page, "Written without a network.")


def leave_unsaved(page, server, line):
    """Types a line that the server never gets, leaves the page, and opens it again.

    The server is killed, and not the network cut: a page that is left still sends what it has when the network comes back.
    """
    address = page.url
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(timeout=30)
    write(page, line)
    wait_says(page, "Not connected")
    page.goto("about:blank")
    server.start()
    page.goto(address)


def test_words_that_were_not_saved_are_back_when_the_page_is_opened_again(notes):
    page, server = notes
    leave_unsaved(page, server, "Written before the page was left.")
    assert "Written before the page was left." in text(page).input_value()
    assert "They are back" in page.inner_text(".keep-offer")
    wait_saved(page)
    assert stored(page, "Written before the page was left.")


def test_words_that_are_back_can_be_taken_out_again(notes):
    page, server = notes
    before = text(page).input_value()
    leave_unsaved(page, server, "Written and not wanted.")
    page.get_by_role("button", name="Take them out").click()
    assert text(page).input_value() == before
    assert page.locator(".keep-offer").count() == 0
    wait_saved(page)
    assert not stored(page, "Written and not wanted.")


def test_a_reload_without_a_network_loses_nothing(notes):
    page, _ = notes
    page.context.set_offline(True)
    write(page, "Written before the reload.")
    wait_says(page, "Not connected")
    with pytest.raises(Exception):
        page.reload()
    page.context.set_offline(False)
    page.reload()
    assert "Written before the reload." in text(page).input_value()
    page.wait_for_function("() => !Object.keys(sessionStorage).some(key => key.startsWith('keep:'))", timeout=PATIENCE)
    assert stored(page, "Written before the reload.")


def test_the_server_is_killed_and_started_again(notes):
    page, server = notes
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(timeout=30)
    write(page, "Written while the server was dead.")
    wait_says(page, "Your words are kept on this computer")
    server.start()
    wait_saved(page)
    assert stored(page, "Written while the server was dead.")


def test_the_session_ends_while_typing(notes):
    page, server = notes
    page.context.clear_cookies()
    write(page, "Written after the session ended.")
    wait_says(page, "You are signed out")
    assert "Written after the session ended." in text(page).input_value()
    other = page.context.new_page()
    sign_in(other, server.origin)
    other.close()
    wait_saved(page)
    assert stored(page, "Written after the session ended.")


def test_the_screen_is_covered_in_another_tab(notes):
    page, server = notes
    other = page.context.new_page()
    other.goto("/account")
    other.get_by_role("button", name="Cover this screen").click()
    write(page, "Written under the cover.")
    wait_says(page, "your screen is covered")
    other.get_by_label("Password").fill("violet-otter-stairs")
    other.get_by_role("button", name="Uncover with your password").click()
    # Chromium may forget to close a page that is closed while it goes to another (crbug.com/536385539).
    other.wait_for_url(lambda url: "/cover" not in url)
    other.close()
    wait_saved(page)
    assert stored(page, "Written under the cover.")


def test_two_tabs_lose_neither(notes):
    page, _ = notes
    other = page.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    other.goto(page.url)
    write(page, "From the first tab.")
    wait_saved(page)
    write(other, "From the second tab.")
    wait_says(other, "Someone else changed it")
    form(other).get_by_role("button", name=re.compile("^Save")).click()
    assert "Someone else saved these notes" in other.inner_text("h1")
    assert "From the first tab." in other.inner_text(".panel")
    box = other.locator("textarea[name=text]")
    assert "From the second tab." in box.input_value()
    box.fill(box.input_value() + "\nFrom the first tab.")
    other.get_by_role("button", name=re.compile("^Save")).click()
    other.wait_for_url("**/notes?saved=*")
    assert other.locator(".keep-offer").count() == 0
    assert stored(other, "From the first tab.") and stored(other, "From the second tab.")


def test_a_decision_that_waits_for_its_button_outlives_a_reload(notes):
    page, _ = notes
    decision = form(page).locator("input[name=decision]")
    decision.fill("Every referral is followed.")
    form(page).locator("summary").first.click()
    form(page).locator("input[name=what]").fill("Ring the school")
    write(page, "A line beside it.")
    wait_saved(page)
    page.reload()
    assert form(page).locator("input[name=decision]").input_value() == "Every referral is followed."
    assert form(page).locator("input[name=what]").is_visible()
    form(page).locator("input[name=who]").fill("all")
    form(page).get_by_role("button", name=re.compile("^Save")).click()
    page.wait_for_url("**/notes?saved=*")
    assert page.locator(".keep-offer").count() == 0
    assert form(page).locator("input[name=decision]").input_value() == ""
    assert stored(page, "Every referral is followed.")
    page.reload()
    assert page.locator(".keep-offer").count() == 0


def test_saving_without_a_network_loses_nothing(notes):
    page, _ = notes
    form(page).locator("input[name=decision]").fill("Decided in the cellar.")
    address = page.url
    page.context.set_offline(True)
    with pytest.raises(Exception):
        form(page).get_by_role("button", name=re.compile("^Save")).click()
        page.wait_for_url("**/notes?saved=*", timeout=3000)
    page.context.set_offline(False)
    page.goto(address)
    assert "no answer came" in page.inner_text(".keep-offer")
    page.get_by_role("button", name="Put them back").click()
    assert form(page).locator("input[name=decision]").input_value() == "Decided in the cellar."
    form(page).get_by_role("button", name=re.compile("^Save")).click()
    page.wait_for_url("**/notes?saved=*")
    assert stored(page, "Decided in the cellar.")


def test_without_a_script_a_covered_screen_costs_only_the_password(visit):
    page = visit("/meetings", script=False)
    page.get_by_role("link", name=re.compile("Wednesday .* November")).first.click()
    meeting = page.url
    page.goto(f"{meeting}/notes")
    other = page.context.new_page()
    other.goto("/account")
    other.get_by_role("button", name="Cover this screen").click()
    write_in = page.locator("form[action*='/notes/']").nth(2)
    write_in.locator("textarea[name=text]").fill("Typed for an hour without a script.")
    write_in.get_by_role("button", name=re.compile("^Save")).click()
    assert "covered while you typed" in page.inner_text("h1")
    page.get_by_label("Password").fill("violet-otter-stairs")
    page.get_by_role("button", name="Save it").click()
    page.wait_for_url("**/notes?saved=*")
    page.goto(meeting)
    assert "Typed for an hour without a script." in page.inner_text("main")
