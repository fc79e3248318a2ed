"""Rates and accuracy of private linking, as ratios to clkhash, anonlink and a bare loop in C in the same run.

private.py PROGRAM ROLLS WORK [--anonlink-all] [--encoding]; run by Benchmarks/Finder/private. Rates of programs are of their processor
time, which is steadier than the clock's on a machine that others use, and so are per core.
"""
import argparse
import csv
import io
import json
import os
import resource
import subprocess
import time
import unicodedata

import anonlink
from anonlink.similarities import dice_coefficient_accelerated
from clkhash.clk import generate_clk_from_csv
from clkhash.schema import from_json_dict
from clkhash.serialization import deserialize_bitarray, serialize_bitarray

HARDENINGS = ["none", "salt:date_of_birth:4", "salt:sex", "balanced", "xor-fold", "rule-90"]

p = argparse.ArgumentParser()
p.add_argument("program")
p.add_argument("rolls")
p.add_argument("work")
p.add_argument("--anonlink-all", action="store_true", help="let anonlink compare all pairs too, which takes minutes")
p.add_argument("--encoding", action="store_true", help="measure encoding alone, in five turns")
o = p.parse_args()


def at(name):
    return os.path.join(o.work, name)


def run(*arguments):
    """Runs the program: its processor time and its clock time, in seconds."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run([o.program, *arguments], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.time() - begun


def say(what, **figures):
    print(json.dumps({"what": what, **figures}), flush=True)


def rows(name):
    with open(os.path.join(o.rolls, name), newline="") as file:
        return list(csv.DictReader(file))


def prepared(rows):
    """The values as the standard schema wants them, for clkhash, which takes no others. Letters that are more than a letter
    with marks (ł, ß) and apostrophes come out otherwise here than from the program, so that some encodings differ."""
    def letters(text):
        folded = unicodedata.normalize("NFKD", text.lower())
        kept = "".join(c if c.isascii() and c.isalnum() else " " for c in folded if not unicodedata.combining(c))
        return " ".join(kept.split())

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["given_name", "family_name", "date_of_birth", "sex", "postcode"])
    for row in rows:
        writer.writerow([letters(row["first_name"]), letters(row["surname"]), row["dob"], row["sex"],
                         row["postcode"].replace(" ", "")])
    return out.getvalue()


a, b = rows("a.csv"), rows("b.csv")
ids_a, ids_b = [r["rec_id"] for r in a], [r["rec_id"] for r in b]
truth = {(r["id_a"], r["id_b"]) for r in csv.DictReader(open(os.path.join(o.rolls, "truth.csv")))}
secret, schema = at("secret"), at("schema.json")
run("encode", "--secret", secret, "--new-secret", "--schema", schema, "--new-schema")


def encode(name, harden="none"):
    return run("encode", os.path.join(o.rolls, name + ".csv"), "--secret", secret, "--schema", schema, "--harden", harden,
               "--out", at(f"{name}.json"))


def pairs(name):
    with open(at(name)) as file:
        return [(ids_a[int(r["a_row"]) - 1], ids_b[int(r["b_row"]) - 1], float(r["similarity"]))
                for r in csv.DictReader(file)]


def accuracy(links, threshold):
    """Of one-to-one links at a threshold, and of the best threshold above the lowest of them."""
    links = sorted(links, key=lambda link: -link[2])
    best, right, at_threshold = (0, 0), 0, None
    for count, (x, y, similarity) in enumerate(links, 1):
        right += (x, y) in truth
        f1 = 2 * right / (count + len(truth))
        best = max(best, (f1, similarity))
        if similarity >= threshold:
            at_threshold = (count, right)
    count, right = at_threshold or (1, 0)
    return dict(precision=round(right / count, 4), recall=round(right / len(truth), 4),
                f1=round(2 * right / (count + len(truth)), 4), at=threshold, best_f1=round(best[0], 4),
                best_at=round(best[1], 3))


# Encoding, in turns.
count = min(len(a), 100000)
text = prepared(a[:count])
clkhash_schema = from_json_dict(json.load(open(schema)))
key = open(secret).read().strip()
turns = []
for _ in range(5 if o.encoding else 3):
    begun = time.process_time()
    theirs = generate_clk_from_csv(io.StringIO(text), key, clkhash_schema, validate=False, progress_bar=False,
                                   max_workers=1)
    their_rate = count / (time.process_time() - begun)
    cpu, wall = encode("a")
    turns.append((len(a) / cpu / their_rate, len(a) / cpu, their_rate, wall))
ours = json.load(open(at("a.json")))["clks"]
same = sum(x == serialize_bitarray(y) for x, y in zip(ours, theirs))
ratio, rate, their_rate, wall = sorted(turns)[len(turns) // 2]
say("encoding, records a second and core, the median turn", safeloop=round(rate), clkhash=round(their_rate),
    ratio=round(ratio, 1), ratios=[round(turn[0], 1) for turn in turns], safeloop_wall=round(wall, 2),
    same_as_clkhash=round(same / count, 4))
if o.encoding:
    raise SystemExit
encode("b")

# Comparing.
filters = [[deserialize_bitarray(clk) for clk in json.load(open(at(f"{n}.json")))["clks"][:10000]] for n in "ab"]
rates = []
for _ in range(3):
    begun = time.process_time()
    dice_coefficient_accelerated(filters, 0.8, k=10)
    rates.append(len(filters[0]) * len(filters[1]) / (time.process_time() - begun) / 1e6)
loops = json.loads(subprocess.run([at("dice_rate")], check=True, capture_output=True, text=True).stdout)
kernels = {k: v for k, v in loops.items() if k != "bare"}
say("kernels, million pairs a second and core", **kernels, bare_c=loops["bare"], anonlink=round(sorted(rates)[1]),
    best_to_bare=round(max(kernels.values()) / loops["bare"], 2),
    best_to_anonlink=round(max(kernels.values()) / sorted(rates)[1], 1))


def match(name, *options):
    return run("match", at("a.json"), at("b.json"), "--out", at(name), *options)


every = len(a) * len(b) / 1e6
cpu, wall = match("exact.csv", "--threshold", "0.7", "--blocking", "exact", "--all")
say("match, all pairs, reading and writing included", million_pairs_a_second_and_core=round(every / cpu),
    ratio_to_anonlink=round(every / cpu / sorted(rates)[1], 1), wall=round(wall, 2))
cpu, wall = match("sampled.csv", "--threshold", "0.7", "--blocking", "sampled", "--all")
exact, sampled = pairs("exact.csv"), {(x, y) for x, y, _ in pairs("sampled.csv")}
for least in (0.7, 0.75, 0.8, 0.85, 0.9):
    reached = [(x, y) for x, y, s in exact if s >= least]
    real = [pair for pair in reached if pair in truth]
    say("sampled blocking", at=least, wall=round(wall, 2), cpu=round(cpu, 1), pairs=len(reached),
        kept=round(sum(p in sampled for p in reached) / max(1, len(reached)), 4),
        true_kept=round(sum(p in sampled for p in real) / max(1, len(real)), 4))

# Accuracy.
for harden in HARDENINGS:
    costs = [encode(name, harden) for name in "ab"]
    least = 0.8 if harden == "balanced" else 0.65 if harden in ("xor-fold", "rule-90") else 0.7
    match("links.csv", "--threshold", str(least))
    said = subprocess.run([o.program, "match", at("a.json"), at("b.json"), "--out", at("default.csv")], check=True,
                          capture_output=True, text=True).stderr
    threshold = float(said.rsplit(" at ", 1)[1].split()[0])
    say("accuracy, one to one", harden=harden, **accuracy(pairs("links.csv"), threshold),
        encoding_cpu=round(sum(c for c, _ in costs), 2))

if o.anonlink_all:
    for name in "ab":
        encode(name)
    files = [[deserialize_bitarray(clk) for clk in json.load(open(at(f"{n}.json")))["clks"]] for n in "ab"]
    begun = time.time()
    candidates = anonlink.candidate_generation.find_candidate_pairs(files, dice_coefficient_accelerated, 0.7, k=20)
    similarity = {(i, j): s for s, i, j in zip(candidates[0], candidates[2][0], candidates[2][1])}
    links = []
    for group in anonlink.solving.greedy_solve(candidates):
        places = dict(group)
        links.append((ids_a[places[0]], ids_b[places[1]], similarity[places[0], places[1]]))
    say("anonlink on our encodings, one to one", **accuracy(links, 0.85), wall=round(time.time() - begun, 1))
