"""`safeloop import notes` on the files that people really have: large, empty, broken, in old alphabets and old formats."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import PROGRAM

DOCUMENTS = Path(__file__).parent.parent / "NotesTests" / "Fixtures" / "documents"
NOTES = """RIVERSIDE SAFEGUARDING FORUM
Meeting of 4 March 2009

Present: Zoë Finch (Harrow), Betty Crane (Brent)
Apologies: Cora Linnet (Camden)

1. Café clubs – a list
Action: ZF to write to the schools by 20 March 2009.

Next meeting: 6 May 2009, 10.00 - 12.00
"""
KEYS = "file group date attended apologies items decisions actions next_agenda next_meetings unplaced".split()


def read(*files, path=os.environ["PATH"]):
    return subprocess.run(
        [PROGRAM, "import", "notes", "--dry-run", "--json", *map(str, files)],
        env={"PATH": path, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_notes_in_old_alphabets_read_alike(tmp_path, encoding):
    file = tmp_path / "notes.txt"
    file.write_bytes(NOTES.encode(encoding))
    done = read(file)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["attended"][0] == {"name": "Zoë Finch", "organisation": "Harrow"}
    assert answer["items"] == [{"number": "1", "title": "Café clubs – a list"}]


def test_a_few_broken_characters_spoil_nothing_else(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_bytes(NOTES.replace("Next", "\x00Next").encode().replace(b"\x00", b"\xff"))
    answer = json.loads(read(file).stdout)
    assert answer["attended"][0]["name"] == "Zoë Finch"


def test_what_cannot_be_read_is_said_in_a_sentence_each_and_the_others_are_printed(tmp_path):
    files = {
        "good.txt": NOTES.encode(),
        "empty.txt": b"",
        "blank.docx": b" \n ",
        "binary.txt": bytes(range(256)) * 20,
        "long.txt": b"A line of notes that says little.\n" * 90_000,
        "broken.docx": b"PK\x03\x04" + b"\x07" * 400,
        "scan.pdf": b"%PDF-1.4 nothing of use",
        "last.txt": NOTES.replace("4 March", "5 March").encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with open(tmp_path / "huge.txt", "wb") as huge:
        huge.truncate(50_000_000)
    done = read(*(tmp_path / name for name in [*files, "huge.txt", "missing.txt"]), tmp_path)
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["date"] for answer in answers] == ["2009-03-04", "2009-03-05"]
    assert all(sorted(answer) == sorted(KEYS) for answer in answers)
    errors = done.stderr.strip().splitlines()
    assert len(errors) == 9
    assert "empty" in errors[0] and "not a text" in errors[2]
    assert "more than 2 MB of text" in errors[3] and "larger than 20 MB" in errors[6]


@pytest.mark.parametrize(
    "ending, package", [("doc", "antiword"), ("pdf", "poppler-utils"), ("docx", "pandoc"), ("odt", "unzip")]
)
def test_a_missing_program_is_named_with_its_package(ending, package, tmp_path):
    done = read(DOCUMENTS / f"quarry-lane.{ending}", path=str(tmp_path))
    assert done.returncode == 1 and done.stdout == ""
    assert f"install the package {package}." in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_old_word_opendocument_and_pdf_are_read(tmp_path):
    files = [DOCUMENTS / f"quarry-lane.{ending}" for ending in ("doc", "odt", "pdf", "docx")]
    done = read(*files)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.pop("file") for answer in answers] == [str(file) for file in files]
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert len(answers[0]["actions"]) == 5
