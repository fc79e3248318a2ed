"""`safeloop import members`, as a coordinator types it."""

import json

from conftest import BOROUGH_LEAD

TABLE = f"""Name,E-mail,Organisation,Post
Maren Tolliver,maren@merton.example,LB Merton,Safeguarding lead
Odile Framework,odile@larkfield.example,Larkfield School,DSL
Priya Raman,{BOROUGH_LEAD.upper()},Merton,
Osric Vane,osric@larkfield.example,Larkfield School,Deputy
Osric Vane,OSRIC@larkfield.example,Larkfield School,Deputy
"""
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Petra Lumley\r\nEMAIL:petra@merton.example\r\nORG:Merton\r\nEND:VCARD\r\n"
KEYS = "file line name email organisation post roles outcome joins new_organisation reason".split()


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_dry_run_says_what_would_come_of_each_person_and_saves_nothing(folder, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(TABLE)
    before = folder.run("ledger", "verify", "--json").stdout
    done = folder.run("import", "members", "--dry-run", "--json", str(file))
    assert done.returncode == 0, done.stderr
    people = rows(done)
    assert all(sorted(person) == sorted(KEYS) for person in people)
    assert [person["outcome"] for person in people] == ["joins", "joins", "out", "joins", "out"]
    assert people[0]["joins"] == "Merton" and not people[0]["new_organisation"]
    assert people[0]["roles"] == ["borough-lead"]
    assert people[1]["joins"] == "Larkfield School" and people[1]["new_organisation"]
    assert people[2]["reason"] == "Is a member already"
    assert people[4]["reason"] == "The same address as line 5"
    assert people[2]["post"] is None
    assert folder.run("ledger", "verify", "--json").stdout == before


def test_people_come_in_once_and_nobody_is_told(folder, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(TABLE)
    done = folder.run("import", "members", str(file))
    assert done.returncode == 0, done.stderr
    assert "3 people are members now" in done.stdout and "new organisation: Larkfield School" in done.stdout
    again = rows(folder.run("import", "members", "--json", str(file)))
    assert [person["reason"] for person in again] == ["Is a member already"] * 5
    invited = folder.run("ledger", "verify")
    assert invited.returncode == 0


def test_cards_and_pasted_addresses_come_in_from_standard_input(folder):
    card = folder.run("import", "members", "--json", "-", input=CARD)
    assert card.returncode == 0, card.stderr
    assert rows(card)[0]["joins"] == "Merton"
    pasted = "Tolliver, Maren <maren@merton.example>; odile@merton.example (Odile Framework)"
    asked = folder.run("import", "members", "-", input=pasted)
    assert asked.returncode == 1
    assert "Say where line 1 belongs" in asked.stderr and "Nothing was saved" in asked.stderr
    assert len(asked.stderr.strip().splitlines()) == 1
    placed = folder.run("import", "members", "--organisation", "LB Merton", "--role", "none", "--json", "-", input=pasted)
    assert [(row["name"], row["joins"], row["roles"]) for row in rows(placed)] == [
        ("Maren Tolliver", "Merton", []),
        ("Odile Framework", "Merton", []),
    ]


def test_whoever_needs_something_stops_the_file_or_is_left_out(folder, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(TABLE + "Petra Lumley,petra(at)unknown,Wharfside Collective,\nBo Lark,bo@wharf.example,Wharfside Collective,\n")
    stopped = folder.run("import", "members", str(file))
    assert stopped.returncode == 1
    assert "line 7" in stopped.stderr and "1 more need something too" in stopped.stderr
    assert rows(folder.run("import", "members", "--dry-run", "--json", str(file)))[0]["outcome"] == "joins"
    done = folder.run("import", "members", "--leave-out", "--kind", "charity", str(file))
    assert done.returncode == 0, done.stderr
    assert "4 people are members now" in done.stdout


def test_a_file_that_cannot_be_used_does_not_stop_the_others(folder, tmp_path):
    good, empty, book = tmp_path / "good.vcf", tmp_path / "empty.csv", tmp_path / "book.xlsx"
    good.write_text(CARD)
    empty.write_text("")
    book.write_bytes(b"PK\x03\x04" + bytes(200))
    missing = str(tmp_path / "missing.csv")
    done = folder.run("import", "members", "--json", str(empty), str(good), str(book), missing)
    assert done.returncode == 1
    assert [row["name"] for row in rows(done)] == ["Petra Lumley"]
    errors = done.stderr.strip().splitlines()
    assert len(errors) == 3
    assert "nothing in it" in errors[0] and "Save it as CSV" in errors[1] and "cannot be opened" in errors[2]
    assert folder.run("import", "members", missing).returncode == 66
    assert folder.run("import", "members", "--role", "king", str(good)).returncode == 64
    huge = tmp_path / "huge.csv"
    with open(huge, "wb") as file:
        file.truncate(50_000_000)
    refused = folder.run("import", "members", str(huge))
    assert refused.returncode == 66 and "larger than" in refused.stderr
