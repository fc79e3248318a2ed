"""A referral, a missing child and an issue for a department go round their loops in a real browser."""

import os
import re

import pytest

from conftest import BOROUGH_LEAD, COORDINATOR, SCHOOL_LEAD, Folder, Server, sign_in

POLICE = "ds.morag.lindqvist@policechildexploitationunit.example"
PICTURES = os.environ.get("SAFELOOP_PICTURES")


def picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def choose(page, field, answer):
    page.locator(f'[name="a-{field}"][value="{answer}"]').check()


@pytest.fixture
def people(browser, folder):
    """Several people at one server: people("ada@…") is their page, signed in."""
    server = Server(folder)
    contexts = []

    def page_of(email, width=1280):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-GB", base_url=server.origin
        )
        contexts.append(context)
        page = context.new_page()
        sign_in(page, server.origin, email)
        return page

    yield page_of
    for context in contexts:
        context.close()
    server.stop()


def test_a_trafficking_referral_comes_back_to_the_school(people):
    school = people(SCHOOL_LEAD)
    school.goto("/")
    school.get_by_role("link", name="Raise something").first.click()
    picture(school, "raise")
    school.get_by_label("I am not sure").check()
    school.get_by_role("button", name="Go on").click()
    assert "Ring 999 first" in school.inner_text("main")
    picture(school, "raise-what")
    school.get_by_label("In a few words").fill("papers at admission")
    school.get_by_role("button", name="Find").click()
    school.get_by_role("link", name="Suspected child trafficking").click()
    picture(school, "raise-form")
    school.get_by_role("button", name="Look at it before it is sent").click()
    picture(school, "raise-form-errors")
    assert "another look" in school.inner_text("main")
    choose(school, "danger-now", "no")
    school.locator('[name="a-child-given"]').fill("Tam")
    school.locator('[name="a-child-family"]').fill("Ngata-Example")
    school.locator('[name="a-child-born"]').fill("2013-04-09")
    school.locator('[name="a-where-now"]').fill("With an aunt nobody had heard of")
    choose(school, "school-known", "yes")
    choose(school, "age-in-dispute", "yes")
    choose(school, "police-told", "yes")
    school.locator('[name="a-police-reference"]').fill("CAD 4411")
    school.locator('[name^="a-indicators-"][value="yes"]').first.check()
    school.locator('[name="a-account"]').fill("He said that the papers are not his")
    school.get_by_role("button", name="Look at it before it is sent").click()
    picture(school, "raise-check")
    assert "Before it is sent" in school.inner_text("main"), school.inner_text("main")
    school.get_by_label("In which borough does the child live?").select_option(label="Merton")
    school.get_by_role("button", name="Send it").click()
    picture(school, "matter-raised")
    print(school.inner_text("main"))
    number = re.search(r"/m/(\d+)", school.url).group(1)
    lead = people(BOROUGH_LEAD)
    lead.goto(f"/m/{number}")
    picture(lead, "matter-lead")
    print(lead.inner_text("main"))
    police = people(POLICE)
    police.goto("/")
    print(police.inner_text("main"))
    police.goto(f"/m/{number}")
    picture(police, "matter-police")
    coordinator = people(COORDINATOR)
    coordinator.goto(f"/m/{number}")
    print(coordinator.inner_text("main"))
    assert "Ngata" not in coordinator.content()
