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



def memory(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


@pytest.mark.parametrize("script", [True, False])
def test_a_file_that_cannot_be_read_is_answered_in_a_sentence(visit, server, tmp_path, script):
    files = {
        "empty.txt": (b"", "The file is empty."),
        "blank.txt": (b" \n\t\n", "The file is empty."),
        "binary.txt": (bytes(range(256)) * 40, "The file is not a text, Word, OpenDocument, PDF"),
        "broken.docx": (b"PK\x03\x04" + bytes(200), "is damaged or protected, so it cannot be read."),
        "half.txt": (b"\xff\xfe" + NOTES.encode("utf-16-le")[:-1], "The file is not a text, Word"),
        "long.txt": (b"A line of notes that says little.\n" * 90_000, "There is more than 2 MB of text in it"),
        "large.txt": (b"A line of notes that says little.\n" * 1_600_000, "That is too large"),
    }
    page = visit("/meetings/import", script=script)
    page.set_default_timeout(120_000)
    begun = memory(server)
    for name, (content, sentence) in files.items():
        file = tmp_path / name
        file.write_bytes(content)
        page.goto("/meetings/import")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Show what is in them").click()
        page.wait_for_load_state()
        assert sentence in page.locator("body").inner_text(), name
        file.unlink()
    page.goto("/meetings/import")
    assert not page.get_by_role("link", name="Go on with it").count()
    grown = memory(server) - begun
    print(f"memory grew by {grown >> 10} MB")
    assert grown < 200_000, "kilobytes"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_notes_in_an_old_alphabet_are_read_as_they_were_meant(visit, tmp_path, encoding):
    file = tmp_path / "notes.txt"
    file.write_bytes(NOTES.replace("Nobody keeps one.", "Nobody keeps one – not even the café.").encode(encoding))
    page = visit("/meetings/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what is in them").click()
    assert "Nobody keeps one – not even the café." in page.locator("main").inner_text()
    page.get_by_role("button", name="Throw them away").click()


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 375)])
def test_long_notes_are_looked_through_part_by_part(visit, tmp_path, script, width):
    lines = [f"The network\nNotes of the meeting held on {7 if script else 8} May 2018\n\nPresent:\nPriya Raman (Merton)\n"]
    for item in range(1, 21):
        lines.append(f"{item}. Rivers of region {item}")
        lines += [f"Action: Priya Raman to count the boats of river {item}-{boat}." for boat in range(20)]
    file = tmp_path / "notes.txt"
    file.write_text("\n".join(lines))
    page = visit("/meetings/import", script=script, width=width)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what is in them").click()
    main = page.locator("main")
    assert "400 actions" in main.inner_text() and "This is part 1" in main.inner_text()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/long-notes-1-{width}.png", full_page=True)
    asked = 0
    part = 1
    while True:
        asked += page.locator("textarea[name^=what-]").count()
        go_on = page.get_by_role("button", name=f"Go on to part {part + 1}")
        if part == 2:
            page.locator("textarea[name=what-0]").fill("Count every boat twice.")
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/long-notes-2-{width}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        if not go_on.count():
            break
        go_on.click()
        part += 1
        page.wait_for_url(f"**part={part}")
    assert asked == 400
    page.get_by_role("button", name="Back to part").click()
    page.goto("/meetings/import/review?part=2")
    assert page.locator("textarea[name=what-0]").input_value() == "Count every boat twice."
    page.get_by_role("button", name="Throw them away").click()
    assert page.problems == []
