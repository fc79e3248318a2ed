"""Procedure files as authors meet them: the commands, and the schemas that their editors read."""

import copy
import json
import random
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import PROGRAM

SHIPPED = Path(__file__).parents[2] / "Procedures"


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: yes and no are words."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.split(":")[-1] not in ("bool", "timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def run(*arguments):
    return subprocess.run([PROGRAM, "procedure", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def schema(name):
    loaded = json.loads((SHIPPED / name).read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def test_the_shipped_files_are_fine_for_the_program_and_for_the_schema():
    files = sorted(SHIPPED.glob("*.yaml"))
    lists = sorted(SHIPPED.glob("lists/*.yaml"))
    checked = run("check", *files, *lists)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": fine. ") == len(files) + len(lists) and not checked.stderr
    for validator, paths in ((schema("procedure.schema.json"), files), (schema("lists/list.schema.json"), lists)):
        for path in paths:
            wrong = [error.message for error in validator.iter_errors(yaml.load(path.read_text(), Loader))]
            assert not wrong, (path.name, wrong)


def places(value, path=()):
    """Every key and entry in a tree."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(inner, (*path, key))


def spoil(tree, chance):
    """The tree with one thing in it taken out, made of another kind, or called otherwise."""
    tree = copy.deepcopy(tree)
    *way, last = chance.choice(list(places(tree)))
    parent = tree
    for part in way:
        parent = parent[part]
    match chance.randrange(4):
        case 0:
            del parent[last]
        case 1:
            parent[last] = chance.choice([{}, [], "", "x" * 700, "e\u0301" * 60, None, 0, -1, "010", "Not A Name", ["a"], {"a": "b"}])
        case 2 if isinstance(parent, dict):
            parent[f"{last}s"] = parent.pop(last)
        case _:
            parent[last] = [parent[last]]
    return tree


def test_whatever_the_program_takes_the_schema_takes_too(tmp_path):
    """And whatever the schema refuses the program refuses: an author's editor never says fine to less, nor no to more."""
    chance = random.Random(11)
    validator = schema("procedure.schema.json")
    shutil.copytree(SHIPPED / "lists", tmp_path / "lists")
    for path in SHIPPED.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    trees = [yaml.load(path.read_text(), Loader) for path in sorted(SHIPPED.glob("*.yaml"))]
    spoiled = [spoil(chance.choice(trees), chance) for _ in range(200)]
    files = []
    for number, tree in enumerate(spoiled):
        files.append(tmp_path / f"spoiled-{number}.yaml")
        files[-1].write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    answers = [json.loads(line) for line in run("check", "--json", *files).stdout.splitlines()]
    assert len(answers) == len(files)
    refused = 0
    for answer, file in zip(answers, files):
        wrong = [error.message for error in validator.iter_errors(yaml.load(file.read_text(), Loader))]
        refused += bool(wrong)
        assert not (answer["fine"] and wrong), (file.name, wrong)
        assert answer["fine"] or all(problem["sentence"] for problem in answer["problems"])
    assert refused > 100, "the schema says little"


def test_a_problem_is_one_line_with_its_file_line_key_and_what_was_expected(tmp_path):
    file = tmp_path / "missing-child.yaml"
    text = (SHIPPED / "missing-child.yaml").read_text()
    file.write_text(text.replace("about: child", "about: pupil"))
    checked = run("check", file)
    line = next(n for n, words in enumerate(text.splitlines(), 1) if words.startswith("about:"))
    assert checked.returncode == 1
    assert f"safeloop: {file}:{line}: about: “pupil” will not do; expected one of: child, adult" in checked.stderr
    assert run("try", file).returncode == 1
    file.write_text(text)
    shutil.copytree(SHIPPED / "lists", tmp_path / "lists")
    assert run("check", file).returncode == 0, "alone it may lead anywhere"
    shutil.copy(SHIPPED / "resource-order.yaml", tmp_path)
    beside = run("check", file)
    assert beside.returncode == 1 and "there is no procedure escalation; expected missing-child, resource-order" in beside.stderr
    gone = run("check", tmp_path / "nothing.yaml", SHIPPED / "resource-order.yaml")
    assert gone.returncode == 66 and len(gone.stderr.splitlines()) == 1
    assert "resource-order.yaml: fine." in gone.stdout, "the others are checked all the same"
    (tmp_path / "picture.yaml").write_bytes(bytes(range(256)))
    assert run("check", tmp_path / "picture.yaml").returncode == 66


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_is_walked(path):
    shown = run("try", path, "--raised", "2026-12-24T16:00")
    assert shown.returncode == 0 and not shown.stderr, shown.stderr
    assert "Raised Thu 2026-12-24 16:00" in shown.stdout and "-> Received" in shown.stdout and "-> Fed back" in shown.stdout
    report = json.loads(run("try", path, "--raised", "2026-12-24T16:00", "--json").stdout)
    assert report["procedure"] == path.stem and len(report["steps"]) >= 2


def test_a_walk_follows_what_is_given():
    path = SHIPPED / "trafficking-referral.yaml"
    report = json.loads(run("try", path, "--raised", "2026-12-24", "--outcome", "no-further-action", "--json").stdout)
    assert "nrm" not in [step["duty"] for step in report["steps"]]
    due = {step["duty"]: step["due"] for step in report["steps"]}
    assert due["acknowledge"] == "2026-12-29T23:59:59Z" and due["tell-raiser"] == "2026-12-30T23:59:59Z"
    later = json.loads(run("try", path, "--raised", "2026-12-24", "--outcome", "child-protection", "--json").stdout)
    assert "told-findings" in [step["duty"] for step in later["steps"]], "of what a review found the raiser hears too"
    for wrong in (
        ("--outcome", "abducted"),
        ("--answer", "school-known=perhaps"),
        ("--answer", "colour=red"),
        ("--raised", "tomorrow"),
        ("--term", "2027-03-26/2027-01-04"),
    ):
        refused = run("try", path, *wrong)
        assert refused.returncode == 64 and len(refused.stderr.splitlines()) == 1, refused.stderr


def test_the_schemas_are_what_the_program_prints():
    for name, flags in (("procedure.schema.json", []), ("lists/list.schema.json", ["--list"])):
        assert run("schema", *flags).stdout == (SHIPPED / name).read_text(), name
