"""One action's whole loop, as its real people: typed in a meeting, acknowledged, done, told back, closed."""

import re

from conftest import BOROUGH_LEAD, SCHOOL_LEAD


def last_meeting(page):
    page.goto("/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* November")).first.click()
    return page.url


def test_an_action_travels_its_whole_loop(visit, server):
    coordinator = visit("/")
    meeting = last_meeting(coordinator)
    coordinator.goto(f"{meeting}/notes")
    first = coordinator.locator("form[action*='/notes/']").first
    kept = first.locator("textarea[name=text]").input_value()
    first.locator("textarea[name=text]").fill(f"{kept}\n\nAction: PR - Ring the three silent schools - by 18 December 2026")
    first.get_by_role("button", name=re.compile("^Save")).click()
    coordinator.goto(meeting)
    link = coordinator.get_by_role("link", name="Ring the three silent schools")
    assert link.count() >= 1
    matter = link.first.get_attribute("href")

    outsider = visit(matter, email="edith.vasquez-hollingbourne@regionalpartnershipoffice.example")
    assert "There is nothing here" in outsider.inner_text("main")

    holder = visit("/", email=BOROUGH_LEAD)
    assert "Ring the three silent schools" in holder.locator("main").inner_text()
    holder.goto(matter)
    holder.get_by_role("button", name="I have it").click()
    holder.get_by_role("link", name="It is finished").click()
    holder.get_by_role("button", name="It is finished").click()
    assert holder.locator(".error-summary").is_visible()
    holder.locator("textarea").first.fill("All three answered. Two had moved; the third had a new head.")
    holder.locator("main form button[type=submit]").first.click()

    other = visit(matter, email=SCHOOL_LEAD)
    assert other.get_by_role("button", name=re.compile("Close")).count() == 0

    coordinator.goto("/")
    assert "Ring the three silent schools" in coordinator.inner_text("main")
    coordinator.goto(f"{matter}/close")
    coordinator.locator("main form button[type=submit]").first.click()
    coordinator.goto(matter)
    assert "All three answered" in coordinator.inner_text("main")
    assert re.search("Closed", coordinator.inner_text("main"))


def test_notes_saved_from_an_older_text_are_not_lost(visit):
    one = visit("/meetings")
    meeting = last_meeting(one)
    one.goto(f"{meeting}/notes")
    two = visit(f"{meeting}/notes")

    def write(page, text):
        form = page.locator("form[action*='/notes/']").nth(1)
        form.locator("textarea[name=text]").fill(text)
        form.get_by_role("button", name=re.compile("^Save")).click()

    write(one, "The first to save wrote this.")
    write(two, "The second to save wrote that.")
    shown = two.inner_text("main") + " ".join(box.input_value() for box in two.locator("textarea").all())
    assert "The first to save wrote this." in shown and "The second to save wrote that." in shown


def test_a_meeting_prints_with_its_marking_and_checkpoint(visit):
    page = visit("/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* September")).first.click()
    page.emulate_media(media="print")
    shown = page.inner_text("body")
    assert "Members" in shown
    assert re.search(r"safeloop/[0-9a-f-]{36}|checkpoint|Checkpoint", shown)
    assert not page.locator(".spine").is_visible()
    assert len(page.pdf()) > 10_000


def test_a_calendar_file_opens_in_another_program(visit):
    import icalendar

    page = visit("/meetings")
    page.get_by_role("link", name=re.compile("Wednesday .* December")).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to my calendar").click()
    calendar = icalendar.Calendar.from_ical(open(download.value.path(), "rb").read())
    [event] = [part for part in calendar.walk("VEVENT")]
    assert event["DTSTART"].dt.hour == 10 and str(event["DTSTART"].dt.tzinfo) == "Europe/London"
