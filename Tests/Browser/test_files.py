"""Files, another source and links on a matter, in a real browser."""

from test_loops import BOROUGH_LEAD, SCHOOL_LEAD, errors, fill_referral, look, number, place, press, refer, said, whole

__all__ = ["place"]

PHOTO = {"name": "Wilbur at the gate.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40}
NOTE = {"name": "A note.txt", "mimeType": "text/plain", "buffer": b"What the aunt wrote"}


def more(page, name):
    page.locator(".now summary").click()
    page.locator(".now").get_by_role("link", name=name, exact=True).click()


def test_files_go_with_the_form_and_after_it(place):
    school, lead = place(SCHOOL_LEAD), place(BOROUGH_LEAD)
    school.goto("/raise/trafficking-referral")
    fill_referral(school, family="Quill")
    school.locator('[name="a-files"]').set_input_files([PHOTO])
    press(school, "Save it for later")
    school.goto("/raise/trafficking-referral")
    assert "Wilbur at the gate.jpg" in said(school)
    whole(school, "files-form")
    look(school)
    assert "Wilbur at the gate.jpg" in said(school), errors(school)
    school.get_by_label("In which borough does the child live?").select_option(label="Merton")
    press(school, "Send it")
    matter = number(school)

    lead.goto(f"/m/{matter}")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Wilbur at the gate.jpg", exact=True).click()
    assert download.value.suggested_filename == PHOTO["name"]
    assert open(download.value.path(), "rb").read() == PHOTO["buffer"]
    lead.get_by_role("link", name="Write a message").click()
    whole(lead, "files-write")
    lead.locator("[name=text]").fill("Here is what she wrote.")
    lead.locator("[name=file]").set_input_files([NOTE])
    press(lead, "Send this")
    school.goto(f"/m/{matter}")
    assert "Here is what she wrote." in said(school) and "A note.txt" in said(school)

    more(school, "Add a file")
    press(school, "Add this")
    assert errors(school) == ["Choose a file."]
    whole(school, "files-add")
    school.locator("[name=file]").set_input_files([NOTE])
    school.locator("[name=what]").fill("The same, with the date on it")
    press(school, "Add this")
    school.get_by_role("link", name="Added in error").last.click()
    whole(school, "files-error")
    school.locator("[name=reason]").fill("It was here already.")
    press(school, "Take it from sight")

    school.get_by_role("link", name="Another source says something else").click()
    school.locator("[name=field]").select_option(label="Where is the child now?") if school.locator(
        "[name=field] option", has_text="Where is the child now?"
    ).count() else school.locator("[name=field]").select_option(index=1)
    press(school, "Go on")
    whole(school, "files-source")
    value = school.locator('[name$="-value"]').first
    if value.get_attribute("type") == "radio":
        value.check()
    else:
        value.fill("2011-05-06" if value.get_attribute("type") == "date" else "With a cousin")
    school.locator('[name$="-source"]').first.fill("The boy's uncle")
    press(school, "Add this")
    assert "The boy's uncle" in said(school), said(school)

    other = refer(school)
    school.goto(f"/m/{other}")
    more(school, "Link it to another matter")
    whole(school, "files-link")
    school.locator("[name=other]").fill(str(matter))
    school.locator("[name=why]").fill("Two brothers.")
    press(school, "Link them")
    assert f"Matter {matter}" in said(school)
    more(school, "Take a link away")
    whole(school, "files-unlink")
    school.goto(f"/m/{matter}")
    assert f"Matter {other}" in said(school)
    whole(school, "files-matter")
    assert place.problems == []
    for word in ["Wilbur", "brothers", "cousin"]:
        assert not any(word.lower() in address.lower() for address in place.addresses)
        assert word.lower() not in place.server.output().lower()
