"""Field-level private linking: fields.py ROLLS PROGRAM [--harden NAME]... [--by-damage] [--times N]

Encodes ROLLS/a.csv and ROLLS/b.csv with a new secret for each hardening, matches the encodings, and compares the pairs
with ROLLS/truth.csv: at the program's own fixed threshold, and at the best threshold on the same pairs. Time is wall
and processor time of the fastest of N runs, memory the largest resident set of one process.
"""
import argparse, collections, csv, json, os, subprocess, tempfile, time

p = argparse.ArgumentParser()
p.add_argument("rolls")
p.add_argument("program", nargs="+")
p.add_argument("--harden", action="append")
p.add_argument("--by-damage", action="store_true")
p.add_argument("--times", type=int, default=1)
o = p.parse_args()

def run(*arguments):
    best = None
    for _ in range(o.times):
        start = time.time()
        process = subprocess.Popen([*o.program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(said)
        cost = dict(seconds=round(time.time() - start, 2), cpu=round(usage.ru_utime + usage.ru_stime, 2),
                    mib=usage.ru_maxrss // 1024)
        best = min(best or cost, cost, key=lambda c: c["seconds"])
    return best

def ids(name):
    rows = csv.reader(open(os.path.join(o.rolls, name)))
    next(rows)
    return [row[0] for row in rows]

truth = {(r["id_a"], r["id_b"]): [f for f in r["flags"].split(";") if f] or ["(none)"]
         for r in csv.DictReader(open(os.path.join(o.rolls, "truth.csv")))}
a, b = ids("a.csv"), ids("b.csv")
for harden in o.harden or ["none", "salt:birthday", "balanced", "xor-fold"]:
    with tempfile.TemporaryDirectory() as folder:
        place = lambda name: os.path.join(folder, name)
        subprocess.run([*o.program, "encode", "--new-secret", "--secret", place("secret")], check=True,
                       stdout=subprocess.DEVNULL)
        common = ["--mode", "field", "--secret", place("secret"), "--harden", harden, "--out"]
        encode = [run("encode", os.path.join(o.rolls, f"{side}.csv"), *common, place(f"{side}.json")) for side in "ab"]
        match = run("match", place("a.json"), place("b.json"), "--out", place("pairs.csv"))
        size = os.path.getsize(place("b.json"))
        pairs = sorted(((float(r["similarity"]), (a[int(r["a_row"]) - 1], b[int(r["b_row"]) - 1]))
                        for r in csv.DictReader(open(place("pairs.csv")))), reverse=True)
    right = seen = 0
    best = (0, 0)
    for count, (similarity, pair) in enumerate(pairs, 1):
        right += pair in truth
        best = max(best, (2 * right / (count + len(truth)), similarity))
    print(json.dumps(dict(
        harden=harden, pairs=len(pairs), precision=round(right / max(1, len(pairs)), 4),
        recall=round(right / len(truth), 4), f1=round(2 * right / (len(pairs) + len(truth)), 4),
        best_f1=round(best[0], 4), best_at=round(best[1], 4),
        expected_precision=round(sum(s for s, _ in pairs) / max(1, len(pairs)), 4),
        encode_b=encode[1], match=match, bytes_of_b=size)), flush=True)
    if o.by_damage:
        found = {pair for _, pair in pairs}
        counts = collections.defaultdict(lambda: [0, 0])
        for pair, flags in truth.items():
            for flag in flags:
                counts[flag][0] += 1
                counts[flag][1] += pair in found
        for flag, (number, hits) in sorted(counts.items(), key=lambda x: -x[1][0]):
            print(f"  {flag:16} {number:7} {hits / number:.3f}")
