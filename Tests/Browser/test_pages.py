"""Pages in a real browser without JavaScript, and covering a screen. test_every_page.py looks at each at two widths, through axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BOROUGH_LEAD, COORDINATOR

PAGES = [
    "/",
    "/matters",
    "/matters/new",
    "/meetings",
    "/meetings/import",
    "/members",
    "/members/new",
    "/members/import",
    "/organisations",
    "/groups",
    "/account",
]


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in found]


def test_sign_in_page_is_accessible(browser, server):
    page = browser.new_page(base_url=server.origin)
    page.goto("/signin")
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_page_works_without_javascript(visit, path):
    page = visit(path, script=False)
    assert page.title() and "Something went wrong" not in page.inner_text("main")
    assert "There is nothing here" not in page.inner_text("main")
    assert page.locator("h1").count() == 1
    assert page.get_by_role("link", name="Skip to main content").count() == 1


def test_a_wrong_password_says_one_thing_for_every_account(browser, server):
    page = browser.new_page(base_url=server.origin)
    said = []
    for email in (COORDINATOR, "nobody@nowhere.example"):
        page.goto("/signin")
        page.get_by_label("Work e-mail").fill(email)
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        said.append(page.locator(".error-summary").inner_text())
        assert page.get_by_label("Work e-mail").input_value() == email
    assert said[0] == said[1]
    page.close()


def test_covering_the_screen_hides_everything_until_the_password(visit, server):
    page = visit("/members", email=BOROUGH_LEAD)
    page.get_by_role("button", name="Cover this screen").click()
    assert "Raman" not in page.content()
    page.goto("/members")
    assert "Uncover" in page.inner_text("main")
    page.get_by_label("Password").fill("violet-otter-stairs")
    page.get_by_role("button", name="Uncover with your password").click()
    page.wait_for_url("**/members")
    assert "members" in page.inner_text("h1")


def test_signing_out_ends_the_session_on_the_server(visit):
    page = visit("/account")
    cookies = page.context.cookies()
    page.get_by_role("button", name="Sign out").first.click()
    page.context.add_cookies(cookies)
    page.goto("/members")
    assert "/signin" in page.url
