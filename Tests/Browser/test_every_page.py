"""Follows every link of the demonstration, and looks at one page of each kind at two widths, through axe.

A kind is a route of `Tests/WebTests/matrix.txt`. A page that no link reaches is named below with the test that opens it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from conftest import BOROUGH_LEAD, COORDINATOR
from test_pages import violations

MATRIX = Path(__file__).parents[1] / "WebTests" / "matrix.txt"
ROUTES = [line.split()[1] for line in MATRIX.read_text().splitlines() if line.startswith("GET ")]
NO_PAGE = re.compile(
    r"(csv|json|/calendar|/calendar/:token|/note|/key|/consistency|/inclusion|/mails/:mail|/papers/:\w+|/files/:file|/source|/sheet/(text|word)|/versions/:version/(file|lists/:list)|/at/:authority/file|\.ics)$"
)

# Pages that come after something else was done, each opened by the test named beside it.
OPENED_ELSEWHERE = {
    "/signin": "test_pages",
    "/cover": "test_keyboard",
    "/begin/:token": "test_begin",
    "/join/:token": "test_begin",
    "/meetings/import/review": "test_bring_notes",
    "/meetings/:meeting/out": "test_take_out",
    "/members/import/review": "test_bring_notes",
    "/members/invited": "test_bring_notes",
    "/invited/:token": "test_guests",
    "/asked/:token": "test_guests",
    "/body/:token": "test_bodies",
    "/body/:token/do/:duty": "test_bodies",
    "/body/:token/write": "test_bodies",
    "/body/:token/join": "test_bodies",
    "/body/:token/not-take-over": "test_bodies",
    "/m/:number/bodies": "test_bodies",
    "/m/:number/entered/:duty": "test_bodies",
    "/notes/:token": "test_mail",
    "/meetings/:meeting/people": "test_bring_notes",
    "/meetings/:meeting/sheet/review": "test_sheet",
    "/meetings/:meeting/agree": "test_journeys",
    "/m/:number/links": "test_guests",
    "/m/:number/acknowledge": "test_journeys",
    "/m/:number/decline": "test_pages_that_come_after_something_else",
    "/groups/:group/circulation/:correspondent": "test_pages_that_come_after_something_else",
    "/meetings/:meeting/papers/:paper/marking": "test_pages_that_come_after_something_else",
    "/members/:member/erase": "test_pages_that_come_after_something_else",
    "/organisations/:organisation/numbers": "test_pages_that_come_after_something_else",
    "/organisations/:organisation/terms": "test_pages_that_come_after_something_else",
    "/m/:number/accept": "test_journeys",
    "/m/:number/close": "test_journeys",
    "/m/:number/not-enough": "test_journeys",
    "/raise/:procedure": "test_loops",
    "/raise/:procedure/check": "test_loops",
    "/m/:number/do/:duty": "test_loops",
    "/m/:number/write": "test_loops",
    "/m/:number/hand-over": "test_loops",
    "/m/:number/not-take-over": "test_loops",
    "/m/:number/join": "test_loops",
    "/m/:number/take-back": "test_loops",
    "/m/:number/reopen": "test_loops",
    "/procedures/:procedure/withdraw": "test_a_second_version_of_a_procedure",
    "/tray/:letter": "test_tray",
    "/tray/:letter/to/:number": "test_tray",
    "/tray/:letter/give": "test_tray",
    "/m/:number/add-file": "test_files",
    "/m/:number/added-in-error": "test_files",
    "/m/:number/add-fact": "test_files",
    "/m/:number/link-to": "test_files",
    "/m/:number/unlink": "test_files",
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
        # An action and a matter under a procedure are pages of one route that have little in common.
        sort = (route, page.get_by_role("heading", name="What was raised").count() > 0)
        if sort not in seen:
            seen.update({route, sort})
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
    twice = {"/m/:number": 12, "/meetings/:meeting": 4, "/items/:item/edit": 3, "/procedures/:procedure/at/:authority": 4}
    for email in (COORDINATOR, BOROUGH_LEAD):
        page = visit("/", email=email)
        assert walk(page, seen, twice) == [] and page.problems == []
    pages = {route for route in ROUTES if not NO_PAGE.search(route)}
    assert pages - seen - OPENED_ELSEWHERE.keys() == set(), "no link leads to these"


def test_pages_that_come_after_something_else(visit, tmp_path):
    page = visit("/groups")
    page.locator("main a[href^='/groups/']:not([href$='/new'])").first.click()
    page.get_by_role("link", name="Circulation list").click()
    page.get_by_label("Name").fill("Wilhelmina Featherstonehaugh-Cholmondeley")
    page.get_by_label("E-mail address").fill("wilhelmina@archive.example")
    page.locator("input[name=receives]").first.check()
    page.get_by_role("button", name="Put them on the list").click()
    assert look(page, "the circulation list") == []
    page.locator("a[href*='/circulation/']").first.click()
    assert look(page, "somebody on the list") == []

    page.goto("/meetings")
    page.get_by_role("link", name=re.compile("^Wednesday .* December")).first.click()
    page.get_by_role("link", name="Papers").first.click()
    paper = tmp_path / "A paper with a long name about host families and their checks.txt"
    paper.write_text("What was found.")
    page.locator("input[type=file]").set_input_files(paper)
    page.locator("main form button[type=submit]").first.click()
    assert look(page, "papers") == []
    page.goto(page.locator("a[href*='/papers/'][href$='/marking']").first.get_attribute("href"))
    assert look(page, "the marking of a paper") == []

    page.goto("/members/new")
    page.get_by_label("Name", exact=True).fill("Ottoline Marchbanks")
    page.locator("select[name=organisation]").select_option(index=1)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Add this member").click()
    page.goto("/members")
    page.get_by_role("link", name="Ottoline Marchbanks").click()
    member = page.url
    page.goto(f"{member}/remove")
    page.get_by_role("button", name="Remove them").click()
    page.goto(f"{member}/erase")
    assert look(page, "erasing a member") == []

    page = visit("/organisations", email=BOROUGH_LEAD)
    page.get_by_role("link", name="Merton", exact=True).click()
    page.get_by_role("link", name="Say whom to ring").click()
    assert page.get_by_role("textbox").first.input_value().startswith("020 7946 0")
    assert look(page, "whom to ring") == []
    page.go_back()
    page.get_by_role("link", name="Say when its schools are open").click()
    assert page.get_by_label("First day").first.input_value()
    assert look(page, "term dates") == []

    page = visit("/matters", email="louis.amadi@camden.example")
    for matter in {link for link, route in links(page) if route == "/m/:number"}:
        page.goto(matter)
        if page.locator("a[href$='/decline']").count():
            break
    page.goto(page.locator("a[href$='/decline']").first.get_attribute("href"))
    assert look(page, "declining") == []


def test_a_second_version_of_a_procedure(visit):
    page = visit("/procedures/missing-child/withdraw")
    assert look(page, "why a procedure is withdrawn") == []
    page.goto("/procedures")
    page.get_by_role("link", name="Missing child").click()
    page.get_by_role("link", name="Publish a new version").click()
    text = page.get_by_label("Or its text")
    words = text.input_value()
    text.fill(words.replace("version: 1\n", "version: 2\n", 1).replace("about: child\n", "about: kid\n"))
    page.get_by_role("button", name="Check it").click()
    assert look(page, "a text that will not do") == []
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    text = page.get_by_label("Or its text")
    better = words.replace("version: 1\n", "version: 2\n", 1).replace("until the child is 25", "until the child is 30")
    text.fill(better)
    page.get_by_role("button", name="Check it").click()
    assert page.get_by_text("Nothing is wrong with it.").is_visible()
    assert look(page, "a text that will do") == []
    page.get_by_label("Why it is published").fill("Agreed by everybody")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="Version 2").click()
    assert page.get_by_role("heading", name="What differs from version 1").is_visible()
    assert page.get_by_role("cell", name="“Until the child is 30”").is_visible()
    assert look(page, "what a version changed") == [] and page.problems == []
