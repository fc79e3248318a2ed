"""A new network, from the printed link to the first imported notes, with three mistakes on the way."""

import re

import pytest
from conftest import Folder, Server
from test_program import NOTES


@pytest.fixture
def new_server(tmp_path):
    server = Server(Folder(tmp_path))
    yield server
    server.stop()


def test_a_first_coordinator_begins_a_network_and_brings_in_notes(new_server, browser, tmp_path):
    link = re.search(r"http\S+/begin/\S+", new_server.output()).group()
    page = browser.new_page(base_url=new_server.origin)
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    assert page.locator(".error-summary").is_visible()
    page.get_by_label("Name of the network").fill("Riverside Safeguarding Forum")
    page.get_by_label("Your organisation").fill("Harrow")
    page.get_by_label("Your name").fill("Aldous Finch")
    page.get_by_label("Your work e-mail").fill("aldous.finch@harrow.example")
    page.get_by_label("A password").fill("short")
    page.get_by_label("The same password again").fill("short")
    page.get_by_role("button", name="Begin").click()
    assert "10 characters" in page.locator(".error-summary").inner_text()
    assert page.get_by_label("Your name").input_value() == "Aldous Finch"
    page.get_by_label("A password").fill("copper-lantern-tide")
    page.get_by_label("The same password again").fill("copper-lantern-tide")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"{new_server.origin}/")

    other = browser.new_page()
    assert other.goto(link).status == 404

    page.goto("/meetings/import")
    page.get_by_role("button", name="Show what is in them").click()
    assert "Choose the file" in page.locator(".error-summary").inner_text()
    page.get_by_label("Or the text of the notes").fill(NOTES)
    page.get_by_role("button", name="Show what is in them").click()
    assert "2 people attended, 1 apology" in page.inner_text("main")
    page.get_by_role("button", name="Bring these notes in").click()
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/people$"))
    assert "not members yet" in page.inner_text("main")
    page.goto(page.url.removesuffix("/people"))
    assert "Lost files" in page.inner_text("main")
    assert "write to the schools" in page.inner_text("main")
    page.goto("/matters")
    assert "write to the schools" in page.inner_text("main")
    page.close()
    other.close()
