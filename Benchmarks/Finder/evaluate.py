"""Precision, recall and F1 of links: evaluate.py TRUTH.csv LINKS.csv [--unordered] [--by-damage] [--a A.csv]

TRUTH has id_a,id_b[,flags]; LINKS has a_row,b_row,probability. The figures are of the links as they are, at the
program's own fixed threshold; beside them the best F1 that some other threshold on the same links would give.
"""
import argparse, collections, csv, json

p = argparse.ArgumentParser()
p.add_argument("truth")
p.add_argument("links")
p.add_argument("--unordered", action="store_true")
p.add_argument("--by-damage", action="store_true")
p.add_argument("--at", type=float, default=0.0, help="leave out links below this probability")
o = p.parse_args()

def pair(a, b):
    return (min(a, b), max(a, b)) if o.unordered else (a, b)

truth = {}
for row in csv.DictReader(open(o.truth)):
    truth[pair(row["id_a"], row["id_b"])] = [f for f in (row.get("flags") or "").split(";") if f] or ["(none)"]
links = []
for row in csv.DictReader(open(o.links)):
    if float(row["probability"]) >= o.at:
        links.append((float(row["probability"]), float(row["weight"]), pair(row["a_row"], row["b_row"])))
links.sort(key=lambda x: (x[0], x[1]), reverse=True)
hit = [l[2] in truth for l in links]
right = sum(hit)
precision = right / max(1, len(links))
recall = right / len(truth)
best = (0, 0)
seen = 0
for n, h in enumerate(hit, 1):
    seen += h
    f = 2 * seen / (n + len(truth))
    if f > best[0]:
        best = (f, links[n - 1][0])
print(json.dumps(dict(
    links=len(links), truth=len(truth), precision=round(precision, 4), recall=round(recall, 4),
    f1=round(2 * right / (len(links) + len(truth)), 4), best_f1=round(best[0], 4), best_at=round(best[1], 4),
    expected_precision=round(sum(l[0] for l in links) / max(1, len(links)), 4))))
if o.by_damage:
    found = {l[2] for l in links}
    counts = collections.defaultdict(lambda: [0, 0])
    for key, flags in truth.items():
        for flag in flags:
            counts[flag][0] += 1
            counts[flag][1] += key in found
    for flag, (n, k) in sorted(counts.items(), key=lambda x: -x[1][0]):
        print(f"  {flag:16} {n:7} {k / n:.3f}")
