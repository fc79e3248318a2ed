"""`encode` and `match`, as two authorities and a matcher type them. They need no folder, no key and no server."""

import json
import os
import subprocess

import pytest
from conftest import PROGRAM

HEADER = "given_name,family_name,date_of_birth,sex,postcode\n"
PEOPLE = ["zofia,kowalska,2015-03-07,F,E17 4AB\n", "yusuf,quill,2011-12-30,M,N1 9GU\n", "bo,okonkwo,2013-06-21,M,SW1A 9QZ\n"]


class Desk:
    """A folder with two rolls, and the program run in it."""

    def __init__(self, path):
        self.path = path
        (path / "a.csv").write_text(HEADER + "".join(PEOPLE))
        (path / "b.csv").write_text(HEADER + "".join(reversed(PEOPLE)))

    def run(self, *arguments, **options):
        return subprocess.run([PROGRAM, *arguments], cwd=self.path, capture_output=True, text=True, timeout=60, **options)

    def encode(self, roll, out, *more, **options):
        return self.run("encode", roll, "--secret", "s", "--out", out, *more, **options)

    def mode(self, name):
        return (self.path / name).stat().st_mode & 0o777

    def files(self):
        """Each file with what it holds."""
        return {file.name: file.read_bytes() for file in self.path.iterdir()}


@pytest.fixture
def desk(tmp_path):
    assert PROGRAM, "SAFELOOP_PROGRAM names no program: run scripts/test"
    desk = Desk(tmp_path)
    made = desk.run("encode", "--secret", "s", "--new-secret", "--schema", "schema.json", "--new-schema")
    assert made.returncode == 0, made.stderr
    return desk


@pytest.mark.parametrize("mode", ["record", "field"])
def test_two_rolls_are_linked_by_their_encodings(desk, mode):
    assert desk.mode("s") == 0o600
    for roll in "ab":
        done = desk.encode(f"{roll}.csv", f"{roll}.json", "--mode", mode)
        assert done.returncode == 0, done.stderr
        assert desk.mode(f"{roll}.json") == 0o600
        assert not any(name in (desk.path / f"{roll}.json").read_text().lower() for name in ["zofia", "kowalska", "quill"])
    matched = desk.run("match", "a.json", "b.json", "--out", "pairs.csv")
    assert matched.returncode == 0, matched.stderr
    assert desk.mode("pairs.csv") == 0o600
    header, *pairs = (desk.path / "pairs.csv").read_text().splitlines()
    assert header == "a_row,b_row,similarity"
    assert sorted(pair.split(",")[:2] for pair in pairs) == [["1", "3"], ["2", "2"], ["3", "1"]]
    # Comparing field by field takes a program that is not optimised some seconds.
    if mode == "record":
        assert desk.run("match", "a.json", "b.json").stdout == (desk.path / "pairs.csv").read_text()
        assert desk.run("match", "a.json", "b.json", "--out", "/dev/stdout").stdout == (desk.path / "pairs.csv").read_text()
        os.symlink("pairs.csv", desk.path / "soft")
        assert desk.run("match", "a.json", "b.json", "--all", "--threshold", "0.01", "--out", "soft").returncode == 0
        assert (desk.path / "soft").is_symlink() and len((desk.path / "pairs.csv").read_text().splitlines()) > 4


def test_files_of_two_modes_schemas_or_tidyings_are_not_compared(desk):
    schema = (desk.path / "schema.json").read_text()
    (desk.path / "other-schema.json").write_text(schema.replace('"bitsPerFeature": 50', '"bitsPerFeature": 51'))
    assert desk.encode("a.csv", "a.json").returncode == 0
    assert desk.encode("b.csv", "field.json", "--mode", "field").returncode == 0
    assert desk.encode("b.csv", "hard.json", "--harden", "balanced").returncode == 0
    assert desk.encode("b.csv", "schema-2.json", "--schema", "other-schema.json").returncode == 0
    file = json.loads((desk.path / "a.json").read_text())
    file["safeloop"]["tidying"] += 1
    (desk.path / "tidied.json").write_text(json.dumps(file))
    before = desk.files()
    for other, word in [("field", "--mode"), ("hard", "--harden"), ("schema-2", "schemas"), ("tidied", "tidy")]:
        refused = desk.run("match", "a.json", f"{other}.json", "--out", "pairs.csv")
        assert refused.returncode == 1 and word in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
    assert desk.files() == before


def test_what_goes_wrong_is_said_in_a_sentence_and_leaves_nothing(desk):
    (desk.path / "open.secret").write_text("x" * 40)
    (desk.path / "open.secret").chmod(0o644)
    (desk.path / "empty.csv").write_text("")
    (desk.path / "no.csv").write_text("colour,shape\nred,round\n")
    (desk.path / "pupils.xml").write_text('<?xml version="1.0"?><CTfile></CTfile>')
    (desk.path / "cut.json").write_text('{"clks":["AAAA"')
    before = desk.files()
    for code, arguments in [
        (1, ["encode", "--secret", "s", "--new-secret"]),
        (1, ["encode", "--secret", "s", "--schema", "schema.json", "--new-schema"]),
        (66, ["encode", "missing.csv", "--secret", "s", "--out", "x"]),
        (66, ["encode", "empty.csv", "--secret", "s", "--out", "x"]),
        (66, ["encode", "pupils.xml", "--secret", "s", "--out", "x"]),
        (66, ["encode", "no.csv", "--secret", "s", "--out", "x", "--mode", "field"]),
        (66, ["encode", "a.csv", "--secret", "open.secret", "--out", "x"]),
        (66, ["encode", "a.csv", "--secret", "missing", "--out", "x"]),
        (66, ["encode", "a.csv", "--secret", "s", "--out", "x", "--schema", "a.csv"]),
        (1, ["encode", "a.csv", "--secret", "s", "--out", "x", "--harden", "twice"]),
        (69, ["encode", "a.csv", "--secret", "s", "--out", "nowhere/x"]),
        (66, ["match", "cut.json", "cut.json", "--out", "x"]),
        (66, ["match", "missing.json", "cut.json", "--out", "x"]),
        # The place of the pairs is tried before anything is read.
        (69, ["match", "missing.json", "cut.json", "--out", "nowhere/x"]),
    ]:
        done = desk.run(*arguments)
        assert done.returncode == code, (arguments, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert "zofia" not in done.stderr
        assert desk.files() == before, arguments
    for arguments in [["encode"], ["encode", "a.csv", "--secret", "s"], ["match", "-", "-"]]:
        assert desk.run(*arguments).returncode == 64
    assert desk.files() == before


@pytest.mark.parametrize("mode", ["record", "field"])
def test_no_output_takes_the_place_of_what_it_is_made_of(desk, mode):
    assert desk.encode("a.csv", "a.json", "--mode", mode).returncode == 0
    (desk.path / "folder").mkdir()
    os.symlink("..", desk.path / "folder" / "up")
    os.symlink("s", desk.path / "soft")
    os.link(desk.path / "a.csv", desk.path / "hard")
    before = {name: (desk.path / name).read_bytes() for name in ["s", "a.csv", "schema.json", "a.json", "b.csv"]}
    for out in ["s", "./s", "folder/up/s", "soft", "a.csv", "hard", str(desk.path / "a.csv")]:
        assert desk.encode("a.csv", out, "--mode", mode).returncode == 64, out
    with open(desk.path / "b.csv") as roll:
        assert desk.encode("-", "b.csv", "--mode", mode, stdin=roll).returncode == 64
    if mode == "record":
        assert desk.encode("a.csv", "schema.json", "--schema", "schema.json").returncode == 64
    unmade = desk.run("encode", "a.csv", "--secret", "new", "--new-secret", "--out", "new", "--mode", mode)
    assert unmade.returncode == 64 and not (desk.path / "new").exists()
    for out in ["a.json", "folder/up/a.json"]:
        assert desk.run("match", "a.json", "a.json", "--out", out).returncode == 64
    assert {name: (desk.path / name).read_bytes() for name in before} == before
