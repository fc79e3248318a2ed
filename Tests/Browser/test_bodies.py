"""An authority without an account answers a referral by its link and a code, in a real browser."""

import os
import re
import shutil

import pytest

from conftest import BOROUGH_LEAD, SCHOOL_LEAD, Folder
from test_loops import Place, fill_referral, look, number, press, refer, said, whole
from test_pages import violations

BODY = "Haringey"


@pytest.fixture
def place(browser, demonstration, tmp_path):
    shutil.copytree(demonstration.data, tmp_path / "data")
    shutil.copytree(demonstration.path / "keys", tmp_path / "keys")
    place = Place(browser, Folder(tmp_path))
    yield place
    for page in place.pages.values():
        page.context.close()
    place.server.stop()


def test_an_authority_without_an_account_answers_by_its_link(place, browser):
    school = place(SCHOOL_LEAD)
    school.goto("/raise/trafficking-referral")
    fill_referral(school, family="Ngata-Example")
    look(school)
    school.get_by_label("In which borough does the child live?").select_option(label=BODY)
    press(school, "Send it")
    matter = number(school)
    assert f"No way to reach {BODY}" in said(school)
    whole(school, "body-unreached")
    school.goto("/")
    assert "No way to reach" in said(school)
    school.goto(f"/m/{matter}")
    school.get_by_role("link", name="Give them a link").first.click()
    whole(school, "body-links")
    section = school.locator("section", has=school.get_by_role("heading", name=BODY))
    section.get_by_role("button", name="Give the link").click()
    assert school.locator(".error-summary").is_visible()
    whole(school, "body-links-errors")
    section.get_by_label("The post that answers there").fill("Front door")
    section.get_by_label("By telephone").check()
    section.get_by_label("Where does it go?").fill("020 7946 0123")
    section.get_by_role("button", name="Give the link").click()
    shown = section.locator("pre").all_inner_texts()
    code, link = shown[0].strip(), shown[1].strip()
    assert re.fullmatch(r"\d{4} \d{4}", code) and "/body/" in link
    whole(school, "body-links-code")
    school.reload()
    assert code not in said(school), "shown once"
    whole(school, "body-links-given")

    for width, script in ((1280, True), (375, False)):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="en-GB",
            base_url=place.server.origin,
        )
        page = context.new_page()
        page.on("request", lambda request: place.addresses.append(request.url))

        def check(name):
            if folder := os.environ.get("SAFELOOP_PICTURES"):
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            if script:
                for seen in (375, width):
                    page.set_viewport_size({"width": seen, "height": 900})
                    assert violations(page) == [], name
                    assert page.evaluate("document.documentElement.scrollWidth") <= seen, name

        page.goto(link)
        assert "Something waits for your post" in said(page) and "trafficking" not in said(page)
        check("body-door")
        page.get_by_label("The code").fill("0000 0000" if code != "0000 0000" else "1111 1111")
        page.get_by_role("button", name="Open it").click()
        assert "This opens nothing." in said(page)
        check("body-door-wrong")
        page.get_by_label("The code").fill(code)
        page.get_by_role("button", name="Open it").click()
        check("body-who")
        page.get_by_label("Your name").fill("Jo Marsh")
        page.get_by_role("button", name="Go on").click()
        assert "Ngata-Example" in said(page) and "someone at" in said(page)
        check("body-open")
        if script:
            page.get_by_role("button", name="We have it").click()
            assert "It is recorded as your answer." in said(page)
            check("body-received")
            page.get_by_role("link", name="Decide what it comes to").first.click()
            press(page, "Record this")
            assert page.locator(".error-summary").is_visible()
            check("body-decide")
            for path in ("join", "not-take-over", "write"):
                page.goto(f"{link}/{path}")
                check(f"body-{path}")
        else:
            page.get_by_role("link", name="Write a message").click()
            page.get_by_label("Your message").fill("We see her this afternoon.")
            press(page, "Send this")
            assert "We see her this afternoon." in said(page)
            page.get_by_role("button", name="Close it here").click()
            assert "Ngata-Example" not in said(page)
        context.close()

    school.goto(f"/m/{matter}")
    assert "Jo Marsh, Front door, Haringey" in said(school) and "We see her this afternoon." in said(school)
    whole(school, "body-answered")
    for word in ("Ngata", "Marsh", code, code.replace(" ", "")):
        assert not any(word in address for address in place.addresses), word
        assert word not in place.server.output(), word


def test_an_answer_that_was_entered_is_not_theirs(place):
    school, lead = place(SCHOOL_LEAD), place(BOROUGH_LEAD)
    matter = refer(school, family="Quill-Example")
    school.goto(f"/m/{matter}")
    school.get_by_text("More that you can do").click()
    school.get_by_role("link", name=re.compile("^Enter for Merton: say that it was received")).click()
    school.get_by_label("Who said it?").fill("Somebody at the front door")
    school.get_by_label("By telephone").check()
    press(school, "Record this")
    lead.goto("/")
    assert "An answer was entered for you" in said(lead)
    lead.goto(f"/m/{matter}")
    whole(lead, "body-entered-notice")
    lead.get_by_role("link", name="Say whether it is yours").click()
    whole(lead, "body-entered")
    lead.get_by_label("No, this is not our answer").check()
    lead.get_by_label("If not: what is wrong with it?").fill("Nobody of ours said so.")
    press(lead, "Record this")
    assert "Not their answer" in said(lead) and "Nobody of ours said so." in said(lead)
