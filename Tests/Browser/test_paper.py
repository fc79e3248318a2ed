"""What leaves the site: a paper with its marking on each page, a note sheet in Word and back, a calendar feed."""

import io
import re
import subprocess
import urllib.error
import urllib.request
import zipfile
from datetime import datetime

import icalendar
import pytest
from conftest import BOROUGH_LEAD
from test_pages import violations

PAGES = ["print", "sheet", "papers", "agenda", "notes"]


def open_meeting(page, name):
    page.goto("/meetings")
    page.get_by_role("link", name=re.compile(name)).first.click()
    return page.url.split("?")[0]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visit, name, width):
    page = visit("/meetings", width=width)
    page.goto(f"{open_meeting(page, 'Wednesday .* November')}/{name}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 375])
def test_the_calendar_page_is_accessible_and_fits(visit, width):
    page = visit("/account/calendar", width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_marking_is_on_every_page_and_the_checkpoint_at_the_end(visit, tmp_path):
    page = visit("/meetings")
    meeting = open_meeting(page, "Wednesday .* November")
    page.goto(f"{meeting}/notes")
    form = page.locator("form[action*='/notes/']").first
    box = form.locator("textarea[name=text]")
    box.fill(box.input_value() + "".join(f"\n\nA fictional line number {n}." for n in range(200)))
    form.get_by_role("button", name=re.compile("^Save")).click()
    page.goto(meeting)
    page.get_by_role("link", name="Print", exact=True).click()
    assert page.get_by_role("button", name="Print").is_visible()
    assert page.locator(".spine").count() == 0
    file = tmp_path / "paper.pdf"
    file.write_bytes(page.pdf(format="A4", prefer_css_page_size=False))
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) >= 5
    for number, each in enumerate(pages, 1):
        assert each.lstrip().startswith("Members"), f"page {number} begins {each[:80]!r}"
        assert f"Page {number} of {len(pages)}" in each
    assert "— safeloop" in pages[-1] or "\u2014 " in pages[-1]
    whole = " ".join(text.split())
    for n in range(200):
        assert f"A fictional line number {n}." in whole


def test_the_paper_needs_no_script(visit):
    page = visit("/meetings", script=False)
    page.goto(f"{open_meeting(page, 'Wednesday .* November')}/print")
    assert not page.get_by_role("button", name="Print").is_visible()
    assert "Members" in page.inner_text("body")


def in_word(document, mark, lines):
    """The document with lines typed in new paragraphs below a heading, as a word processor writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                xml = part.decode()
                place = xml.index("</w:p>", xml.index(mark)) + len("</w:p>")
                typed = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{line}</w:t></w:r></w:p>" for line in lines)
                part = (xml[:place] + typed + xml[place:]).encode()
            new.writestr(name, part)
    return out.getvalue()


def test_a_sheet_goes_out_in_word_and_comes_back(visit, tmp_path):
    page = visit("/meetings")
    meeting = open_meeting(page, "Wednesday .* November")
    page.get_by_role("link", name="Note sheet").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word sheet").click()
    document = open(download.value.path(), "rb").read()
    xml = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    mark = re.search(r"\[#i[0-9a-f]+\]", xml).group()
    lines = [
        "Typed in Word in a cellar.",
        "Action: PR - Ring the harbour school - by 18 December 2026",
        "Agreed: the sheet is brought back",
    ]
    filled = tmp_path / "filled.docx"
    filled.write_bytes(in_word(document, mark, lines))
    page.set_input_files("input[type=file]", filled)
    page.get_by_role("button", name="Look through it").click()
    assert violations(page) == []
    assert "1 new line, 1 decision, 1 action" in page.inner_text("main")
    page.get_by_role("button", name="Bring this sheet in").click()
    page.wait_for_url(meeting)
    shown = page.inner_text("main")
    for words in ["Typed in Word in a cellar.", "Ring the harbour school", "the sheet is brought back"]:
        assert words in shown
    page.goto(f"{meeting}/sheet")
    page.set_input_files("input[type=file]", filled)
    page.get_by_role("button", name="Look through it").click()
    assert "Nothing on this sheet is new" in page.inner_text("h1")


def test_a_calendar_program_follows_the_feed(visit, server):
    page = visit("/account/calendar", email=BOROUGH_LEAD)
    page.get_by_role("button", name="Make my address").click()
    address = page.get_by_label("Copy all of it").input_value()
    address = server.origin + address[address.index("/calendar/") :]
    with urllib.request.urlopen(address) as answer:
        body, tag = answer.read(), answer.headers["ETag"]
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(body)
    assert [error for part in calendar.walk() for error in part.errors] == []
    meetings = [event for event in calendar.walk("VEVENT") if str(event["UID"]).startswith("meeting-")]
    due = [event for event in calendar.walk("VEVENT") if str(event["UID"]).startswith("matter-")]
    assert len(meetings) >= 3 and len(due) >= 1
    # A meeting whose hours nobody wrote down lasts the whole day.
    timed = [event["DTSTART"].dt for event in meetings if isinstance(event["DTSTART"].dt, datetime)]
    assert len(timed) >= 3 and {str(begin.tzinfo) for begin in timed} == {"Europe/London"}
    assert all(re.fullmatch(r"Action \d+ is due", str(event["SUMMARY"])) for event in due)
    assert all("DESCRIPTION" not in event for event in due)
    assert len(calendar.walk("VTIMEZONE")) == 1
    again = urllib.request.Request(address, headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again)
    assert unchanged.value.code == 304
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert secret not in server.output()
    for file in server.folder.data.rglob("*"):
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file
