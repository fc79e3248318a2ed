"""A coordinator starts from notes: they are read, put right beside their lines, and their people become members."""

import os

import pytest

SHOTS = os.environ.get("SAFELOOP_SHOTS")
PEOPLE = [
    "Maren Tolliver (Merton)", "Odile Framework (Larkfield School)", "Osric Vane (Larkfield School)",
    "Petra Lumley (Camden)", "Bo Larkin (Camden)", "Tansy Wickes (Brent)", "Ulric Hobday (Brent)",
    "Verity Sloane (Harrow)", "Wystan Marl (Harrow)", "Ysolde Penhale (Ealing)",
]
NOTES = f"""The network
Notes of the meeting held on 6 May 2021

Present:
{chr(10).join(PEOPLE)}

1. Welcome
Maren welcomed everyone.

2. Lists of clubs
Nobody keeps one.
Action: Odile to write to the clubs by 20 May 2021.
Action: Tansy and Bo to count them.
"""


@pytest.mark.parametrize("script", [True, False])
def test_notes_become_a_meeting_and_their_people_members(visit, tmp_path, script):
    day = "6 May 2021" if script else "13 May 2021"
    file = tmp_path / "notes.txt"
    text = NOTES.replace("6 May 2021", day)
    if not script:
        for person in PEOPLE:
            surname = person.split()[1]
            text = text.replace(surname, surname[::-1].capitalize())
    file.write_text(text)
    page = visit("/meetings/import", script=script)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what is in them").click()
    main = page.locator("main")
    assert "10 people attended" in main.inner_text()
    lines = page.locator(".source li").all_inner_texts()
    assert sum("Nobody keeps one." in line for line in lines) == 1
    page.locator("#title-1").fill("Lists of clubs for children")
    page.get_by_role("button", name="Bring these notes in").click()
    assert "10 people in these notes are not members yet" in main.inner_text().replace("Ten", "10")
    page.get_by_role("button", name="Look through these people").click()
    assert page.url.endswith("/members/import/review")
    new = page.locator("select[name=choice]")
    for index in range(new.count()):
        if new.nth(index).input_value() == "":
            new.nth(index).select_option("authority")
    page.get_by_role("button", name="Make these 10 members").click()
    assert page.url.endswith("/members/invite")
    assert "10 people are members now" in main.inner_text()
    assert page.problems == []


def test_the_review_stands_side_by_side_on_a_desk_and_stacked_on_a_phone(visit, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text(NOTES.replace("6 May 2021", "20 May 2021"))
    for width in (1280, 375):
        page = visit("/meetings/import", width=width)
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Show what is in them").click()
        pair = page.locator(".pair").nth(1)
        left, right = (pair.locator("> *").nth(index).bounding_box() for index in (0, 1))
        assert (right["x"] > left["x"] + 200) == (width == 1280)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/notes-review-{width}.png", full_page=True)
        page.get_by_role("button", name="Throw them away").click()

