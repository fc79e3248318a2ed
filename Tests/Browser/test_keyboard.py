"""Everyday work with the keyboard alone: the mouse is never used."""

import re

from conftest import COORDINATOR, PASSWORD
from playwright.sync_api import TimeoutError
from test_pages import violations


def focused(page):
    """What has the focus, as a screen reader would say it."""
    return page.evaluate(
        """() => {
            const e = document.activeElement
            const label = e.labels && e.labels[0] ? e.labels[0].innerText : ''
            return (e.getAttribute('aria-label') || label || e.innerText || e.value || '').trim()
        }"""
    )


def is_shown(page):
    """Whether the focus can be seen: an outline or a shadow, inside the window, once the page has scrolled to it."""
    shown = """() => {
        const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
        const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
        return ringed && box.bottom > 0 && box.top < innerHeight && box.right > 0
    }"""
    try:
        page.wait_for_function(shown, timeout=3000)
    except TimeoutError:
        return False
    return True


def tab_to(page, name, limit=80):
    """Presses Tab until the control with this name has the focus; each stop on the way must be visible."""
    passed = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        here = focused(page)
        assert is_shown(page), f"the focus cannot be seen on {here!r}"
        if re.search(name, here):
            return
        passed.append(here)
    raise AssertionError(f"Tab never reached {name!r}; it passed {passed}")


def press(page, name):
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_sign_in_write_notes_and_cover_the_screen_by_keyboard(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server.origin, locale="en-GB")
    page = context.new_page()
    page.goto("/signin")
    tab_to(page, "Work e-mail")
    page.keyboard.type(COORDINATOR)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{server.origin}/"

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    page.goto("/")
    press(page, "^Meetings$")
    press(page, "^Wednesday 11 November|^Wednesday .* November")
    press(page, "^(Write|Notes|Write the notes)")
    tab_to(page, "^Notes")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nAction: PR - Say it by keyboard alone - by 18 December 2026")
    press(page, "^Save")
    assert "Say it by keyboard alone" in page.inner_text("main")

    press(page, "^Cover this screen")
    assert "/cover" in page.url and violations(page) == []
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/cover" not in page.url
    context.close()
