"""Recall of single queries: recall.py A.csv B.csv TRUTH.csv PROGRAM [--n 1000] [--only FLAG]

Asks PROGRAM (`safeloop find A --queries -`) for n damaged records of B that are on A, and says how often the right
record is first, and among the first ten. The queries are every k-th link of TRUTH, without chance.
"""
import argparse, csv, io, json, subprocess

p = argparse.ArgumentParser()
p.add_argument("a"); p.add_argument("b"); p.add_argument("truth"); p.add_argument("program", nargs="+")
p.add_argument("--n", type=int, default=1000)
p.add_argument("--only", help="only links with this damage")
o = p.parse_args()
rows = csv.reader(open(o.b))
header = next(rows)
b = {r[0]: r for r in rows}
links = [(r["id_a"], r["id_b"]) for r in csv.DictReader(open(o.truth))
         if not o.only or o.only in r["flags"].split(";")]
links = links[:: max(1, len(links) // o.n)][: o.n]
out = io.StringIO()
w = csv.writer(out)
w.writerow(header)
w.writerows(b[x] for _, x in links)
run = subprocess.run([*o.program, "find", o.a, "--queries", "-", "--timings"], input=out.getvalue(),
                     capture_output=True, text=True, check=True)
rank = {(r["query_row"], r["row"]): int(r["rank"]) for r in csv.DictReader(io.StringIO(run.stdout))}
ranks = [rank.get((x, a)) for a, x in links]
print(json.dumps(dict(
    queries=len(links), recall_at_1=round(sum(r == 1 for r in ranks) / len(links), 4),
    recall_at_10=round(sum(r is not None for r in ranks) / len(links), 4), timings=run.stderr.strip().splitlines()[-1])))
