"""Speed and memory of `safeloop link` and `safeloop find` as ratios to peers run in the same session: see `speed`.

Every figure is of a whole process, reading of files included: seconds by the clock, seconds of processor time, and the
largest resident memory as the kernel counted it. Recall is of truth.csv. Peers may use as many cores as we may.
"""
import argparse, csv, json, os, re, resource, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).parent
p = argparse.ArgumentParser()
p.add_argument("--program", required=True)
p.add_argument("--data", default=".build/finder-rolls")
p.add_argument("--only", default="link,find,big")
p.add_argument("--sizes", default="100000,1000000")
p.add_argument("--find", type=int, default=1000000, help="how many records PostgreSQL and we are asked")
p.add_argument("--big", type=int, default=11000000)
p.add_argument("--queries", type=int, default=1000)
p.add_argument("--slow-queries", type=int, default=300, help="queries for strategies of 0.1 s each")
p.add_argument("--runs", type=int, default=3)
p.add_argument("--peer-memory", type=int, default=8, help="GiB of address space a peer may use")
o = p.parse_args()
DATA = Path(o.data)


def run(command, limit=None, stdin=None):
    """Runs a command: what it printed, seconds, processor seconds, peak memory in MiB."""
    def bound():
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit << 30, limit << 30))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(list(map(str, command)), stdout=out, stderr=err, stdin=stdin, preexec_fn=bound)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0); err.seek(0)
        text, notes = out.read().decode(), err.read().decode()
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}: {notes[-2000:]}")
    return text, notes, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(runs):
    return min(runs, key=lambda r: r[2])


def rolls(size, *more):
    folder = DATA / str(size)
    if not (folder / "done").exists():
        if not (HERE / "generate" / "vocab.json").exists():
            sys.exit("Build generate/vocab.json first: see README.md.")
        subprocess.run([sys.executable, HERE / "generate" / "gen.py", str(size), folder, "--seed", "1", *more], check=True)
        (folder / "done").touch()
    return folder


def line(name, seconds, cpu, memory, rest):
    print(f"  {name:28} {seconds:8.2f} s {cpu:8.2f} CPU-s {memory:8.0f} MiB   {rest}", flush=True)


def link(size):
    folder = rolls(size)
    print(f"link {size:,} x {size:,} (best of {o.runs} runs each, in turns)")
    ours, base = [], []
    out = folder / "links.csv"
    for _ in range(o.runs):
        ours.append(run([o.program, "link", folder / "a.csv", folder / "b.csv", "--out", out]))
        base.append(run([sys.executable, HERE / "speed_splink.py", folder, "base"], o.peer_memory))
    tuned = run([sys.executable, HERE / "speed_splink.py", folder, "tuned"], o.peer_memory)
    _, _, s, cpu, memory = best(ours)
    quality = json.loads(run([sys.executable, HERE / "evaluate.py", folder / "truth.csv", out])[0])
    line("safeloop link", s, cpu, memory, f"F1 {quality['f1']:.4f} at 0.5, best {quality['best_f1']:.4f}")
    for name, peer in (("Splink, ten rules", best(base)), ("Splink, tuned", tuned)):
        peer_quality = json.loads(peer[0].strip().splitlines()[-1])
        line(name, *peer[2:], f"best F1 one to one {peer_quality['f1']:.4f}")
        print(f"    ratio: {peer[2] / s:.1f} by the clock, {peer[3] / cpu:.1f} of processor time, memory {peer[4] / memory:.1f}")


def questions(folder, count):
    """Every k-th link: (the damaged record of B, the id in A)."""
    with open(folder / "truth.csv") as f:
        links = [(r["id_a"], r["id_b"]) for r in csv.DictReader(f)]
    links = links[:: max(1, len(links) // count)][:count]
    wanted = {b for _, b in links}
    with open(folder / "b.csv") as f:
        rows = {r["rec_id"]: r for r in csv.DictReader(f) if r["rec_id"] in wanted}
    return [(rows[b], a) for a, b in links]


def find(folder, asked):
    path = folder / "queries.csv"
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, asked[0][0].keys())
        w.writeheader()
        w.writerows(r for r, _ in asked)
    runs = [run([o.program, "find", folder / "a.csv", "--queries", path, "--timings"]) for _ in range(o.runs)]
    text, notes, s, cpu, memory = min(runs, key=lambda r: p99(r[1])[1])
    p50, tail = p99(notes)
    first = {}
    for r in csv.DictReader(text.splitlines()):
        first.setdefault(r["query_row"], []).append(r["row"])
    hits = sum(a in first.get(b["rec_id"], []) for b, a in asked)
    tops = sum(first.get(b["rec_id"], [None])[0] == a for b, a in asked)
    line("safeloop find", s, cpu, memory,
         f"p50 {p50:.3f} ms, p99 {tail:.3f} ms, recall@10 {hits / len(asked):.3f}, @1 {tops / len(asked):.3f}")
    return tail


def p99(notes):
    found = re.search(r"p50 ([\d.]+) ms, p99 ([\d.]+) ms", notes)
    return float(found.group(1)), float(found.group(2))


def search(size):
    folder = rolls(size)
    asked = questions(folder, o.queries)
    print(f"find in {size:,}: {len(asked)} damaged records that are there (p99: best of {o.runs} runs)")
    ours = find(folder, asked)
    from speed_postgres import measure
    for name, p50, tail, recall, first, count in measure(folder, asked, o.slow_queries):
        print(f"  PostgreSQL {name:32} p50 {p50:8.2f} ms, p99 {tail:8.2f} ms, recall@10 {recall:.3f}, @1 {first:.3f} (n {count})")
        print(f"    ratio of p99: {tail / ours:.0f}", flush=True)


def big(size):
    folder = rolls(size, "--part", "100000", "--b-parts", "2")
    asked = questions(folder, o.queries)
    print(f"find in {size:,}: {len(asked)} damaged records that are there (p99: best of {o.runs} runs)")
    find(folder, asked)


only = o.only.split(",")
if "link" in only:
    for size in o.sizes.split(","):
        link(int(size))
if "find" in only:
    search(o.find)
if "big" in only:
    big(o.big)
