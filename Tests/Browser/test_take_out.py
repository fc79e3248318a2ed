"""A coordinator brought in the wrong file: it goes back out, with a reason, and the right one comes in."""

import os

import pytest
from conftest import BOROUGH_LEAD

SHOTS = os.environ.get("SAFELOOP_SHOTS")
NOTES = """The network
Notes of the meeting held on 3 June 2020

Present:
Priya Raman (Merton)
Edda Quillfeather (Camden)

1. Lanterns
Nobody counts the lanterns.
Agreed: that somebody does.
Action: Priya Raman to count the lanterns by 20 June 2020.
Action: Edda to write it down.

Next meeting: 5 August 2020, 10.00 - 12.00
"""


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.viewport_size['width']}.png", full_page=True)


def bring_in(page, file):
    page.goto("/meetings/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what is in them").click()
    page.get_by_role("button", name="Bring these notes in").click()


@pytest.mark.parametrize(
    ("script", "width", "day", "thing"),
    [(True, 1280, "3 June 2020", "lanterns"), (False, 375, "10 June 2020", "buoys")],
)
def test_the_wrong_file_goes_back_out_and_comes_in_again(visit, tmp_path, script, width, day, thing):
    file = tmp_path / "notes.txt"
    file.write_text(NOTES.replace("lanterns", thing).replace("3 June 2020", day).replace("5 August", f"{5 + width % 9} August"))
    page = visit("/meetings/import", script=script, width=width)
    main = page.locator("main")
    bring_in(page, file)
    page.get_by_role("link", name="Take these notes back out").click()
    shoot(page, "take-out")
    assert "1 item, 1 decision and 2 actions." in main.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Take them back out").click()
    assert "why they are taken out" in main.inner_text()
    page.get_by_label("Why, in a sentence").fill("These lanterns are another network's.")
    page.get_by_role("button", name="Take them back out").click()
    assert "The notes are taken back out. They can be brought in again." in main.inner_text()
    assert "These lanterns are another network's." in main.inner_text()
    shoot(page, "taken-out-list")
    page.goto("/matters?state=all")
    assert f"count the {thing}" not in main.inner_text()
    bring_in(page, file)
    page.get_by_role("link", name="Not now").click()
    assert f"Nobody counts the {thing}." in main.inner_text()
    address = page.url
    # Somebody works on it: then it stays, and the page says what stands in the way.
    priya = visit("/", email=BOROUGH_LEAD, script=script, width=width)
    priya.get_by_role("link", name=f"count the {thing}").first.click()
    priya.get_by_role("button", name="I have it").click()
    page.goto(f"{address}/out")
    assert "was received after these notes were brought in" in main.inner_text()
    shoot(page, "take-out-blocked")
    assert page.problems == []


def test_what_was_sent_says_that_it_was_taken_out(visit, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text(NOTES.replace("lanterns", "herons").replace("3 June 2020", "17 June 2020").replace("5 August", "26 August"))
    page = visit("/meetings/import")
    bring_in(page, file)
    page.get_by_role("link", name="Not now").click()
    address = page.url
    priya = visit("/", email=BOROUGH_LEAD)
    priya.get_by_role("link", name="count the herons").first.click()
    page.get_by_role("link", name="Take these notes back out").click()
    page.get_by_label("Why, in a sentence").fill("The wrong herons.")
    page.get_by_role("button", name="Take them back out").click()
    priya.reload()
    assert "Taken back out" in priya.locator("main").inner_text()
    assert "The wrong herons." in priya.locator("main").inner_text()
    shoot(priya, "matter-taken-out")
    assert priya.goto(address).status == 410
    assert "This meeting was taken back out" in priya.locator("main").inner_text()
    shoot(priya, "meeting-taken-out")
    priya.goto("/")
    assert "count the herons" not in priya.locator("main").inner_text()
