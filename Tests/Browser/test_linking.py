"""`link` and `find`, as somebody types them: what they print, and what they leave behind."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM

HEADER = "id,given_name,family_name,date_of_birth,postcode\n"
CHILD = "zofia,kowalska,2015-03-07,E17 4AB\n"


def run(folder, *arguments, **options):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, **options)


def roll(folder, name, *rows):
    (folder / name).write_text(HEADER + "".join(rows), encoding="utf-8", newline="")


@pytest.mark.parametrize("hostile", ["=1+1", "=\u0301cmd", "\tx", "x,\u0301y", '"\u0301', "x\u202ey", "-5"])
def test_an_id_of_somebody_elses_file_stays_one_harmless_cell(tmp_path, hostile):
    quoted = '"' + hostile.replace('"', '""') + '",'
    roll(tmp_path, "a.csv", quoted + CHILD)
    roll(tmp_path, "b.csv", "1," + CHILD)
    linked = run(tmp_path, "link", "a.csv", "b.csv")
    assert linked.returncode == 0, linked.stderr
    rows = list(csv.reader(io.StringIO(linked.stdout, newline="")))
    assert rows[0] == ["a_row", "b_row", "probability", "weight"]
    assert len(rows) == 2 and len(rows[1]) == 4
    cell = rows[1][0]
    assert cell.lstrip("'").strip() == hostile.strip()
    assert cell == "-5" or not cell.startswith(("=", "+", "-", "@", "\t"))


def test_an_id_does_not_turn_the_lines_of_a_terminal_around(tmp_path):
    roll(tmp_path, "a.csv", "x\u202ey\u001b[2J," + CHILD)
    roll(tmp_path, "b.csv", "1," + CHILD)
    ours, theirs = pty.openpty()
    linked = subprocess.run([PROGRAM, "link", "a.csv", "b.csv"], cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert linked.returncode == 0
    assert "a_row" in shown and "202E" in shown.upper()
    assert "\u202e" not in shown and "\u001b" not in shown


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_whoever_ends_it_finds_no_half_written_file(tmp_path, end):
    roll(tmp_path, "b.csv", "1," + CHILD)
    before = sorted(file.name for file in tmp_path.iterdir())
    command = [PROGRAM, "link", "-", "b.csv", "--problems", "problems.csv", "--out", "links.csv"]
    # It waits for the rest of the first roll, with the file of problems begun.
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as linking:
        linking.stdin.write((HEADER + "1," + CHILD).encode())
        linking.stdin.flush()
        until = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) == len(before):
            assert time.monotonic() < until and linking.poll() is None
            time.sleep(0.02)
        linking.send_signal(end)
        assert linking.wait(timeout=30) == 128 + end
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_what_follows_from_two_links_names_the_row_between(tmp_path):
    (tmp_path / "a.csv").write_text(
        HEADER.replace("\n", ",school\n")
        + "x,zofia,kowalska,2015-03-07,E17 4AB,\n"
        + "m,zofia maria,kowalska,2015-03-07,E17 4AB,Oak Primary\n"
        + "y,maria,kowalska,,E17 4AB,Oak Primary\n"
        + "1,ada,elm,2014-02-03,N1 1AB,Ash\n2,bo,fir,2014-05-03,N1 2AB,Yew\n3,cai,gum,2014-07-03,N2 2AB,Elm\n"
    )
    linked = run(tmp_path, "link", "a.csv", "--threshold", "0.01", "--json")
    links = {(link["a_row"], link["b_row"]): link for link in map(json.loads, linked.stdout.splitlines())}
    assert set(links) == {("x", "m"), ("m", "y"), ("x", "y")}
    follows = links.pop(("x", "y"))
    assert follows["through_row"] == "m" and follows["weight"] < 0
    assert all("through_row" not in link for link in links.values())
    explained = run(tmp_path, "link", "a.csv", "--threshold", "0.01", "--explain")
    assert [("person of row m" in line) for line in explained.stdout.splitlines()] == [False, False, False, True]


@pytest.mark.parametrize("roll_name, said", [("none.csv", "none.csv"), ("empty.csv", "empty.csv"), (".", ".")])
def test_a_roll_that_is_none_gives_one_sentence(tmp_path, roll_name, said):
    (tmp_path / "empty.csv").write_text("")
    roll(tmp_path, "b.csv", "1," + CHILD)
    for command in [["link", roll_name, "b.csv"], ["find", roll_name, "--queries", "b.csv"]]:
        failed = run(tmp_path, *command)
        assert failed.returncode in (65, 66), failed.stderr
        assert said in failed.stderr and len(failed.stderr.strip().splitlines()) == 1
        assert failed.stdout == ""
