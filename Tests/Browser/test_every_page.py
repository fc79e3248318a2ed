"""Follows every link of the demonstration, and looks at one page of each kind at two widths, through axe.

A kind is a route of `Tests/WebTests/matrix.txt`. A page that no link reaches is named below with the test that opens it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from conftest import BOROUGH_LEAD, COORDINATOR
from test_pages import violations

MATRIX = Path(__file__).parents[1] / "WebTests" / "matrix.txt"
ROUTES = [line.split()[1] for line in MATRIX.read_text().splitlines() if line.startswith("GET ")]
NO_PAGE = re.compile(r"(csv|json|ics|docx|txt|eml|/calendar|/note|/key|/consistency|/inclusion|/mail/:\w+|/papers/:\w+|/source)$")

# Pages that come after something else was done, each opened by the test named beside it.
OPENED_ELSEWHERE = {
    "/signin": "test_pages",
    "/cover": "test_keyboard",
    "/begin/:token": "test_begin",
    "/join/:token": "test_begin",
    "/meetings/import/review": "test_imports",
    "/members/import/review": "test_imports",
    "/members/invited": "test_imports",
    "/invited/:token": "test_invited",
    "/meetings/:meeting/agree": "test_journeys",
    "/m/:number/acknowledge": "test_journeys",
    "/m/:number/accept": "test_journeys",
    "/m/:number/close": "test_journeys",
    "/m/:number/not-enough": "test_journeys",
}


def kind(path):
    """The route with the fewest parameters that the path fits."""
    fitting = [route for route in ROUTES if re.fullmatch(re.sub(r":\w+", "[^/]+", route), path)]
    return min(fitting, key=lambda route: route.count(":"), default=None)


def links(page):
    for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        parts = urlsplit(href)
        if not parts.scheme and href.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else ""), kind(parts.path)


def walk(page, seen, twice):
    """Opens pages of kinds not seen yet; those in `twice`, from which other kinds are reached, a few times."""
    waiting, queued, wrong = [("/", "/")], {"/"}, []
    opened = {}
    while waiting:
        path, route = waiting.pop(0)
        if route is None or NO_PAGE.search(route) or opened.get(route, 0) >= twice.get(route, 1):
            continue
        opened[route] = opened.get(route, 0) + 1
        answer = page.goto(path)
        if answer.status != 200:
            wrong.append((path, answer.status))
        if route not in seen:
            seen.add(route)
            wrong += look(page, path)
        for link, found in links(page):
            if link not in queued:
                queued.add(link)
                waiting.append((link, found))
    return wrong


def look(page, path):
    wrong = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [(path, width, found) for found in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, width, "wider than the screen"))
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


def test_every_page_that_a_link_reaches_is_whole(visit):
    seen = set()
    twice = {"/m/:number": 12, "/meetings/:meeting": 4, "/items/:item/edit": 3}
    for email in (COORDINATOR, BOROUGH_LEAD):
        page = visit("/", email=email)
        assert walk(page, seen, twice) == [] and page.problems == []
    pages = {route for route in ROUTES if not NO_PAGE.search(route)}
    assert pages - seen - OPENED_ELSEWHERE.keys() == set(), "no link leads to these"
