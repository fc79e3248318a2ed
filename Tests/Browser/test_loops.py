"""A referral, a missing child and an issue for a department go round their loops in a real browser, as their real parties."""

import os
import re
import shutil

import pytest

from conftest import BOROUGH_LEAD, COORDINATOR, PASSWORD, SCHOOL_LEAD, Folder, Server, sign_in
from test_keyboard import tab_to
from test_pages import violations

POLICE = "morag.lindqvist@policechildexploitationunit.example"
DEPARTMENT = "colm.reddy@immigrationcaseworkdirectorate.example"
OTHER_LEAD = "neil.garrow@sutton.example"
OTHER_SCHOOL = "owen.fairlamb@fenwickhallschool.example"
OUTSIDERS = [
    OTHER_SCHOOL,
    "helen.prowse@bromley.example",
    "leo.whitcombe@islington.example",
    "amara.nwosu@regionalhealthservice.example",
]
PICTURES = os.environ.get("SAFELOOP_PICTURES")

# What somebody could be known by: it stands in no address and in no line of the server's log.
PERSONAL = ["Ngata", "Quill", "aunt nobody", "papers are not his", "sleeps on a sofa", "Vane"]


class Place:
    """One server for these tests, and its people: `place("ada@…")` is their page, signed in."""

    def __init__(self, browser, folder):
        self.browser, self.server = browser, Server(folder)
        self.pages, self.addresses, self.problems = {}, [], []

    def join(self, name):
        """Somebody of the network who has no account yet chooses a password by the coordinator's link."""
        coordinator = self(COORDINATOR)
        coordinator.goto("/members/invite")
        coordinator.get_by_label(name, exact=False).first.check()
        coordinator.locator("main form button[type=submit]").first.click()
        link = re.search(r"/join/[\w-]+", said(coordinator)).group()
        page = self.browser.new_page(base_url=self.server.origin)
        page.goto(link)
        for box in page.locator("input[type=password]").all():
            box.fill(PASSWORD)
        page.locator("form button[type=submit]").last.click()
        page.wait_for_url(f"{self.server.origin}/")
        page.close()

    def __call__(self, email, script=True, another=False):
        key = (email, script)
        if another or key not in self.pages:
            context = self.browser.new_context(
                viewport={"width": 1280, "height": 900},
                java_script_enabled=script,
                locale="en-GB",
                base_url=self.server.origin,
            )
            page = context.new_page()
            page.on("request", lambda request: self.addresses.append(request.url))
            page.on("pageerror", lambda error: self.problems.append(str(error)))
            page.on(
                "console",
                lambda message: self.problems.append(message.text)
                if "Content Security Policy" in message.text
                else None,
            )
            sign_in(page, self.server.origin, email)
            if another:
                return page
            self.pages[key] = page
        return self.pages[key]


@pytest.fixture(scope="module")
def place(browser, demonstration, tmp_path_factory):
    path = tmp_path_factory.mktemp("loops")
    shutil.copytree(demonstration.data, path / "data")
    shutil.copytree(demonstration.path / "keys", path / "keys")
    place = Place(browser, Folder(path))
    place.join("Owen Fairlamb")
    yield place
    for page in place.pages.values():
        page.context.close()
    place.server.stop()


# What a visitor does


def said(page):
    return page.inner_text("main")


def whole(page, name):
    """The page as it is, at two widths: through axe, no wider than the screen, and as a picture to look at."""
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        assert violations(page) == [], (name, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def choose(page, field, answer):
    page.locator(f'[name="a-{field}"][value="{answer}"]').check()


def write(page, field, text):
    page.locator(f'[name="a-{field}"]').fill(text)


def press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()


def look(page):
    press(page, "Look at it before it is sent")


def number(page):
    return int(re.search(r"/m/(\d+)", page.url).group(1))


def open_step(page, matter, name):
    page.goto(f"/m/{matter}")
    page.locator(".now").get_by_role("link", name=name).first.click()


def step(page, matter, name, note=None, outcome=None):
    """Takes a step that is owed, from its button at the top of the matter's page."""
    open_step(page, matter, name)
    if outcome:
        page.get_by_label(outcome, exact=False).check()
    if note:
        page.locator("[name=note]").fill(note)
    press(page, re.compile("^(Record this|Send this back)"))
    assert page.url.endswith(f"/m/{matter}"), said(page)


def receive(page, matter):
    page.goto(f"/m/{matter}")
    press(page, "We have it")


def judge(page, matter, is_enough, words=""):
    open_step(page, matter, "Say whether it is enough")
    page.get_by_label("Yes, this is enough" if is_enough else "No, something is missing").check()
    page.locator("[name=note]").fill(words)
    press(page, "Record this")


def errors(page):
    return page.locator(".error-summary a").all_inner_texts()


def fill_referral(page, given="Tam", family="Ngata-Example"):
    choose(page, "danger-now", "no")
    write(page, "child-given", given)
    write(page, "child-family", family)
    write(page, "child-born", "2013-04-09")
    write(page, "where-now", "With an aunt nobody had heard of")
    choose(page, "school-known", "yes")
    choose(page, "age-in-dispute", "no")
    choose(page, "police-told", "yes")
    write(page, "police-reference", "CAD 4411")
    page.locator('[name="a-indicators-says-exploited"][value="yes"]').check()
    write(page, "account", "He said that the papers are not his")


def refer(page, family="Quill"):
    """A short referral to Merton, sent."""
    page.goto("/raise/trafficking-referral")
    fill_referral(page, family=family)
    look(page)
    page.get_by_label("In which borough does the child live?").select_option(label="Merton")
    press(page, "Send it")
    return number(page)


# The walks


def test_a_trafficking_referral_comes_back_to_the_school(place):
    school, lead = place(SCHOOL_LEAD), place(BOROUGH_LEAD)
    school.goto("/")
    school.get_by_role("link", name="Raise something").first.click()
    whole(school, "raise")
    school.get_by_label("I am not sure").check()
    press(school, "Go on")
    assert "Ring 999 first" in said(school) and "101" in said(school)
    whole(school, "raise-what")
    school.get_by_label("In a few words").fill("zqxv")
    press(school, "Find")
    assert "No procedure has those words" in said(school)
    whole(school, "raise-none")
    school.get_by_label("In a few words").fill("the papers at admission look wrong")
    press(school, "Find")
    assert "admission" not in school.url
    school.get_by_role("link", name="Suspected child trafficking").click()
    whole(school, "raise-form")

    # Three mistakes, and everything typed is kept.
    write(school, "where-now", "With an aunt nobody had heard of")
    school.locator("summary", has_text="Add this: Date of birth").click()
    write(school, "date-of-birth-0-value", "2013-04-09")
    school.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    school.evaluate(
        "document.querySelectorAll('.answer-mark > details').forEach(one => one.style.display = 'block')"
    )
    school.locator('[name="a-indicators-withdrawn-seen"]').fill("In the corridor on Monday")
    look(school)
    whole(school, "raise-form-errors")
    print("MISTAKES raise", errors(school))
    assert "another look" in said(school)
    assert school.locator('[name="a-where-now"]').input_value() == "With an aunt nobody had heard of"
    assert school.locator('[name="a-indicators-withdrawn-seen"]').input_value() == "In the corridor on Monday"
    for link in school.locator(".error-summary a").all():
        target = school.locator(f"[id='{link.get_attribute('href').lstrip('#')}']")
        assert target.count() == 1 and target.is_visible(), link.get_attribute("href")

    # Left and come back to: nothing is lost, and nobody else sees it.
    school.goto("/raise/trafficking-referral")
    fill_referral(school)
    press(school, "Save it for later")
    assert "Nobody else sees it" in said(school)
    whole(school, "raise-begun")
    lead.goto("/raise")
    assert lead.get_by_role("heading", name="What you began").count() == 0
    lead.goto("/raise/trafficking-referral/check")
    assert lead.url.endswith("/raise/trafficking-referral") and "Ngata" not in lead.content()
    school.get_by_role("link", name="Suspected child trafficking").click()
    assert school.locator('[name="a-child-family"]').input_value() == "Ngata-Example"
    assert school.locator('[name="a-indicators-says-exploited"][value="yes"]').is_checked()
    look(school)

    assert "Before it is sent" in said(school)
    for words in ("Who is asked", "Who will read what", "What may leave without names", "Ngata-Example"):
        assert words in said(school)
    press(school, "Send it")
    print("MISTAKES send", errors(school))
    assert errors(school)
    whole(school, "raise-check-errors")
    school.get_by_label("In which borough does the child live?").select_option(label="Merton")
    whole(school, "raise-check")
    press(school, "Send it")
    assert "It is raised" in said(school) and "With Merton" in said(school)
    whole(school, "matter-raised-school")
    matter = number(school)
    school.goto("/raise")
    assert "What you began" not in said(school)

    # What others see: the police what the procedure shares, the coordinator that it is there, others nothing.
    police, coordinator = place(POLICE), place(COORDINATOR)
    police.goto(f"/m/{matter}")
    assert "Ngata-Example" in said(police)
    whole(police, "matter-police")
    coordinator.goto(f"/m/{matter}")
    assert "Merton" in said(coordinator) and "Suspected child trafficking" in said(coordinator)
    assert not any(word in coordinator.content() for word in PERSONAL)
    whole(coordinator, "matter-coordinator")
    for email in OUTSIDERS:
        page = place(email)
        assert page.goto(f"/m/{matter}").status == 404
        for path in ("/", "/matters", "/matters.csv", "/matters.json"):
            body = page.request.get(path).text()
            assert f"/m/{matter}" not in body and "Ngata" not in body, (email, path)

    # The holder: received, done, decided, told.
    lead.goto("/")
    assert "Suspected child trafficking" in said(lead)
    receive(lead, matter)
    whole(lead, "matter-lead")
    school.goto(f"/m/{matter}")
    assert "Received" in said(school)
    step(lead, matter, "Tell the police and agree who leads", "DS Lindqvist leads. Meeting at three.")
    open_step(lead, matter, "Record the decision")
    whole(lead, "step-decide")
    press(lead, "Record this")
    print("MISTAKES decide", errors(lead))
    lead.get_by_label("No further action").check()
    press(lead, "Record this")
    print("MISTAKES decide without a reason", errors(lead))
    assert errors(lead) and lead.get_by_label("No further action").is_checked()
    whole(lead, "step-decide-errors")
    lead.get_by_label("Assessment by social care").check()
    lead.locator("[name=note]").fill("Section 17. The aunt is not known to us.")
    press(lead, "Record this")
    school.goto(f"/m/{matter}")
    assert "The aunt is not known" not in school.content()

    # Not yet, then told.
    open_step(lead, matter, "Tell whoever raised it")
    whole(lead, "step-tell")
    press(lead, "Send this back")
    print("MISTAKES tell", errors(lead))
    assert errors(lead)
    lead.locator("[name=telling][value=later]").check()
    press(lead, "Send this back")
    print("MISTAKES put off", errors(lead))
    lead.get_by_label("A court has forbidden it").check()
    press(lead, "Send this back")
    print("MISTAKES put off without a decider", errors(lead))
    assert errors(lead)
    whole(lead, "step-tell-errors")
    lead.locator("[name=decided-by]").fill("The family court")
    press(lead, "Send this back")
    school.goto(f"/m/{matter}")
    assert "Cannot be told yet" in said(school) and "A court has forbidden it" in said(school)
    step(lead, matter, "Tell whoever raised it", "A social worker visits this week. Keep the place open.")
    school.goto("/")
    assert "Suspected child trafficking" in said(school)
    school.goto(f"/m/{matter}")
    assert "What came back" in said(school) and "Keep the place open" in said(school)
    whole(school, "matter-came-back")

    # Not enough, and round again.
    open_step(school, matter, "Say whether it is enough")
    whole(school, "step-enough")
    press(school, "Record this")
    print("MISTAKES enough", errors(school))
    school.get_by_label("No, something is missing").check()
    press(school, "Record this")
    print("MISTAKES not enough without words", errors(school))
    assert errors(school)
    judge(school, matter, False, "Who visits, and is he safe tonight?")
    lead.goto(f"/m/{matter}")
    assert "Who visits, and is he safe tonight?" in said(lead)
    whole(lead, "matter-not-enough")
    step(lead, matter, "Record the decision", "As before. Ms Obi visits today.", "Assessment by social care")
    step(lead, matter, "Tell whoever raised it", "Ms Obi visits today at four. He stays with her tonight.")
    judge(school, matter, True, "Thank you.")
    open_step(lead, matter, "Refer to the national referral mechanism")
    press(lead, "Record this")
    print("MISTAKES act", errors(lead))
    assert errors(lead)
    step(lead, matter, "Refer to the national referral mechanism", "Referred this morning.")
    step(lead, matter, "Say what was found", "Looked after from today.", "Looked after by the authority")
    step(lead, matter, "Tell whoever raised it", "He is looked after by us, and stays at your school.")
    judge(school, matter, True)
    assert "Closed" in said(school)
    whole(school, "matter-closed-school")
    lead.goto(f"/m/{matter}")
    for word in ("Raised", "Received", "Decided", "Cannot be told yet", "Fed back", "Not enough yet", "Enough", "Closed"):
        assert word in lead.locator(".timeline").inner_text(), word
    whole(lead, "matter-closed-lead")
    assert lead.goto(f"/m/{matter}/write").status == 409

    # It was not over.
    school.locator(".now summary").click()
    school.get_by_role("link", name="Open it again").click()
    whole(school, "act-reopen")
    press(school, "Open it again")
    print("MISTAKES reopen", errors(school))
    assert errors(school)
    school.locator("[name=reason]").fill("The same car waited at the gate again.")
    press(school, "Open it again")
    assert "It is open again" in said(school)
    whole(school, "matter-opened-again")
    lead.goto(f"/m/{matter}")
    assert "The same car waited at the gate again." in said(lead)


def test_a_missing_child_is_looked_for_until_found(place):
    school, lead, police = place(SCHOOL_LEAD), place(BOROUGH_LEAD), place(POLICE)
    school.goto("/raise?danger=yes")
    school.get_by_label("In a few words").fill("ran away")
    press(school, "Find")
    school.get_by_role("link", name="Missing child").click()
    # What was said first is not asked again.
    assert school.locator("input[name=a-danger-now][value=yes]").is_checked()
    whole(school, "missing-form")
    look(school)
    print("MISTAKES missing", errors(school))
    write(school, "child-given", "Ida")
    write(school, "child-family", "Vane")
    choose(school, "kind", "stopped-coming")
    choose(school, "danger-now", "unknown")
    choose(school, "police-told", "no")
    choose(school, "fleeing", "no")
    write(school, "missing-since", "2026-11-16")
    write(school, "last-seen", "On the bus. Her friend says that she sleeps on a sofa.")
    choose(school, "looked-after", "no")
    choose(school, "school-known", "yes")
    look(school)
    assert "Before it is sent" in said(school), errors(school)
    school.get_by_label("In which borough does the child live?").select_option(label="Merton")
    whole(school, "missing-check")
    press(school, "Send it")
    matter = number(school)
    receive(police, matter)
    receive(lead, matter)
    step(lead, matter, "Speak to the police", "The unit looks tonight.")
    step(lead, matter, "Record the decision", "School rings the friends, we ring the boroughs.", "School and authority make enquiries together")
    step(lead, matter, "Tell whoever raised it", "We look together from tomorrow.")
    step(lead, matter, "Agree in writing", "Agreed by mail today.")
    step(school, matter, "Say whether the name stays on the roll", "It stays.")
    step(lead, matter, "Say what was found", "Nobody in Sutton or Croydon knows her.", "Not found yet")
    school.goto(f"/m/{matter}")
    whole(school, "missing-looked-school")
    step(lead, matter, "Tell whoever raised it", "Not found yet. We look again next week.")
    lead.goto(f"/m/{matter}")
    assert "Say what was found" in said(lead), said(lead)
    step(lead, matter, "Say what was found", "She is at a school in Leeds.", "Found, in a school")
    step(lead, matter, "Tell whoever raised it", "Found, and safe, in another school.")
    step(lead, matter, "Offer the child a talk", "She talked to the youth worker.")
    judge(school, matter, True, "Good.")
    lead.goto(f"/m/{matter}")
    print(said(lead))
    whole(lead, "missing-closed-lead")
    assert "Looked at again" in said(lead)
    assert "Closed" in lead.inner_text(".page-head"), said(lead)


def fill_issue(page, place_named="Immigration casework directorate"):
    page.locator('[name="a-to"]').select_option(label=place_named)
    choose(page, "body-kind", "department")
    choose(page, "topic", "information")
    write(page, "issue", "Schools are not told of removals")
    write(page, "happens", "A family is removed overnight and the school rings for weeks.")
    choose(page, "names-nobody", "yes")
    write(page, "wanted", "A notice to the school on the same day.")
    choose(page, "backed-by", "one")
    choose(page, "ask-members", "no")


def test_an_issue_for_a_department_is_answered_by_letter(place):
    raiser, coordinator = place(OTHER_LEAD), place(COORDINATOR)
    raiser.goto("/raise/escalation")
    whole(raiser, "issue-form")
    write(raiser, "how-many", "several")
    write(raiser, "needed-by", "")
    look(raiser)
    print("MISTAKES issue", errors(raiser))
    whole(raiser, "issue-errors")
    assert errors(raiser)
    write(raiser, "how-many", "12")
    fill_issue(raiser)
    look(raiser)
    assert "Before it is sent" in said(raiser), errors(raiser)
    whole(raiser, "issue-check")
    raiser.get_by_label("Who is to answer this?").select_option(label="Immigration casework directorate")
    press(raiser, "Send it")
    matter = number(raiser)
    whole(raiser, "issue-raised")
    for email in [*OUTSIDERS, SCHOOL_LEAD, DEPARTMENT]:
        page = place(email)
        assert page.goto(f"/m/{matter}").status == 200, email
        assert "Schools are not told of removals" in said(page), email
    whole(place(SCHOOL_LEAD), "issue-member")
    step(coordinator, matter, "See that it names nobody", "It names nobody. Sent to the duty post.")

    # The department writes a letter; whoever raised it enters what it says.
    raiser.goto(f"/m/{matter}")
    raiser.locator(".now summary").click()
    whole(raiser, "issue-more")
    raiser.get_by_role("link", name=re.compile("Enter for Immigration casework directorate: decide what it comes to")).first.click()
    whole(raiser, "step-report")
    press(raiser, "Record this")
    print("MISTAKES report", errors(raiser))
    raiser.get_by_label("By letter").check()
    raiser.locator("[name=on]").fill("2020-01-01")
    raiser.get_by_label("They will not change it").check()
    raiser.locator("[name=note]").fill("They say that no notice can be given.")
    press(raiser, "Record this")
    print("MISTAKES report without who", errors(raiser))
    raiser.locator("[name=who]").fill("The duty desk")
    press(raiser, "Record this")
    print("MISTAKES report of an old day", errors(raiser))
    assert errors(raiser)
    raiser.locator("[name=on]").fill(raiser.evaluate("new Date().toLocaleDateString('sv')"))
    press(raiser, "Record this")
    assert re.search("as reported by The duty desk", said(raiser)), said(raiser)
    whole(raiser, "issue-reported")
    coordinator.goto(f"/m/{matter}")
    whole(coordinator, "issue-coordinator")
    step(coordinator, matter, re.compile("Tell whoever raised it|Give the answer"), "They wrote: no notice can be given.")
    step(coordinator, matter, "Put the answer", None)
    judge(raiser, matter, True, "It is an answer.")
    raiser.goto(f"/m/{matter}")
    assert "Closed" in raiser.inner_text(".page-head"), said(raiser)
    whole(raiser, "issue-closed")
    member = place(OUTSIDERS[0])
    member.goto(f"/m/{matter}")
    assert "They will not change it" in said(member)


def test_a_matter_is_handed_over_only_to_whoever_takes_it(place):
    school, lead, other = place(SCHOOL_LEAD), place(BOROUGH_LEAD), place(OTHER_LEAD)
    matter = refer(school)
    lead.goto(f"/m/{matter}")
    lead.locator(".now summary").click()
    lead.get_by_role("link", name="Offer it to somebody else").click()
    whole(lead, "act-offer")
    press(lead, "Offer it")
    print("MISTAKES offer", errors(lead))
    lead.get_by_label("Who is asked to take it over?").select_option(label="Sutton")
    press(lead, "Offer it")
    print("MISTAKES offer without a note", errors(lead))
    assert errors(lead)
    lead.locator("[name=note]").fill("The family lives in Sutton.")
    press(lead, "Offer it")
    whole(lead, "matter-offered-lead")
    other.goto(f"/m/{matter}")
    assert "Will you take this over?" in said(other), said(other)
    whole(other, "matter-offered-other")
    other.get_by_role("link", name="Say why not").click()
    whole(other, "act-not-take-over")
    press(other, "Send this back")
    print("MISTAKES decline", errors(other))
    assert errors(other)
    other.locator("[name=reason]").fill("They moved to Merton last week.")
    press(other, "Send this back")
    lead.goto(f"/m/{matter}")
    assert "They moved to Merton last week" in said(lead)
    assert other.goto(f"/m/{matter}").status == 404
    lead.goto(f"/m/{matter}/hand-over")
    lead.get_by_label("Who is asked to take it over?").select_option(label="Sutton")
    lead.locator("[name=note]").fill("They moved back.")
    press(lead, "Offer it")
    other.goto(f"/m/{matter}")
    press(other, "Take it over")
    assert "It is yours now" in said(other)
    whole(other, "matter-taken-over")
    school.goto(f"/m/{matter}")
    assert "Sutton" in said(school) and "Taken over" in said(school)

    # Somebody joined, and a message.
    other.goto(f"/m/{matter}")
    other.locator(".now summary").click()
    other.get_by_role("link", name="Join somebody").click()
    whole(other, "act-join")
    press(other, "Join them")
    print("MISTAKES join", errors(other))
    assert errors(other)
    other.get_by_label("Authority the child came from").select_option(label="Croydon")
    press(other, "Join them")
    croydon = place("dionne.baptiste@croydon.example")
    assert croydon.goto(f"/m/{matter}").status == 200
    whole(croydon, "matter-joined")
    other.get_by_role("link", name="Write a message").click()
    press(other, "Send this")
    print("MISTAKES write", errors(other))
    assert errors(other)
    whole(other, "act-write")
    other.locator("[name=text]").fill("Can the school say who brings him?")
    press(other, "Send this")
    school.goto(f"/m/{matter}")
    assert "Can the school say who brings him?" in said(school)


def test_what_was_raised_by_mistake_is_withdrawn_before_it_is_received(place):
    school, lead = place(SCHOOL_LEAD), place(BOROUGH_LEAD)
    matter = refer(school)
    school.goto(f"/m/{matter}")
    school.locator(".now summary").click()
    school.get_by_role("link", name="Withdraw it").click()
    whole(school, "act-take-back")
    press(school, "Withdraw it")
    print("MISTAKES withdraw", errors(school))
    assert errors(school)
    school.locator("[name=reason]").fill("Raised twice.")
    press(school, "Withdraw it")
    whole(school, "matter-withdrawn")
    lead.goto(f"/m/{matter}")
    assert "Withdrawn" in said(lead) and lead.get_by_role("button", name="We have it").count() == 0

    received = refer(school)
    school.goto(f"/m/{received}/take-back")
    receive(lead, received)
    school.locator("[name=reason]").fill("Raised twice.")
    press(school, "Withdraw it")
    assert "It was received already" in said(school), said(school)
    whole(school, "too-late")


def test_two_who_act_at_once_get_a_clear_choice_and_lose_no_words(place):
    school, lead = place(SCHOOL_LEAD), place(BOROUGH_LEAD)
    matter = refer(school)
    second = place(BOROUGH_LEAD, another=True)
    for page in (lead, second):
        page.goto(f"/m/{matter}")
    press(lead, "We have it")
    press(second, "We have it")
    print("AT ONCE receive:", said(second))
    for page in (lead, second):
        open_step(page, matter, "Record the decision")
        page.get_by_label("Early help is offered").check()
        page.locator("[name=note]").fill("Early help.")
    press(lead, "Record this")
    press(second, "Record this")
    assert "done meanwhile" in said(second), said(second)
    print("AT ONCE decide:", said(second))
    whole(second, "at-once")
    assert second.get_by_role("link", name="See where it is now").count() == 1
    assert "What was done meanwhile" in said(second)
    assert second.locator("[name=text]").input_value() == "Early help."
    press(second, "Send it as a message")
    assert "Your message is on the timeline" in said(second)
    assert second.url.endswith(f"/m/{matter}")
    second.context.close()


def test_raised_without_javascript(place):
    page = place(SCHOOL_LEAD, script=False)
    page.goto("/raise")
    page.get_by_label("No", exact=True).check()
    press(page, "Go on")
    page.get_by_label("In a few words").fill("we asked and nobody answers")
    press(page, "Find")
    page.get_by_role("link", name=re.compile("^Issue for a department")).click()
    fill_issue(page)
    group = page.locator("#a-also-raised-by")
    group.locator("summary").first.click()
    press(page, "More rows")
    assert page.url.endswith("#a-also-raised-by")
    assert page.locator('[name="a-issue"]').input_value() == "Schools are not told of removals"
    look(page)
    page.get_by_label("Who is to answer this?").select_option(label="Immigration casework directorate")
    press(page, "Send it")
    assert "It is raised" in said(page)
    page.goto("/raise/escalation")
    write(page, "issue", "Something else")
    press(page, "Save it for later")
    page.get_by_role("link", name=re.compile("^Issue for a department")).click()
    fill_issue(page)
    look(page)
    press(page, "Throw this away")
    assert page.get_by_role("heading", name="What you began").count() == 0


def test_raised_by_keyboard_alone(place):
    page = place(BOROUGH_LEAD)

    def enter():
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto("/raise")
    tab_to(page, "^Yes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "^Go on")
    enter()
    tab_to(page, "^In a few words")
    page.keyboard.type("guidance is not clear")
    enter()
    tab_to(page, "^Issue for a department")
    enter()
    tab_to(page, "^Who has to answer$")
    page.keyboard.type("Immigration")
    for label in ("A government department", "Law or guidance"):
        tab_to(page, f"^{label}")
        page.keyboard.press("Space")
    tab_to(page, "^The issue in one line")
    page.keyboard.type("The guidance says two things")
    tab_to(page, "^What happens, and what it does")
    page.keyboard.type("Schools read it in two ways.")
    tab_to(page, "^Yes")
    page.keyboard.press("Space")
    tab_to(page, "^What should they do")
    page.keyboard.type("Say which.")
    tab_to(page, "^A meeting agreed it")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    tab_to(page, "^Yes")
    page.keyboard.press("ArrowDown")
    tab_to(page, "^Look at it before it is sent")
    enter()
    assert "Before it is sent" in said(page), errors(page)
    tab_to(page, "^Who is to answer this")
    page.keyboard.type("Immigration")
    tab_to(page, "^Send it")
    enter()
    assert "It is raised" in said(page), said(page)


def test_nothing_personal_is_in_an_address_or_in_the_log(place):
    assert len(place.addresses) > 100, "the walks above went before"
    for word in PERSONAL:
        assert not any(word.lower() in address.lower() for address in place.addresses), word
        assert word.lower() not in place.server.output().lower(), word
    assert place.problems == []
