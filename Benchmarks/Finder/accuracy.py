"""Accuracy of the Finder beside Splink, recordlinkage and dedupe, on the same files: accuracy.py PROGRAM [options]

Everything is made, linked and judged here, and printed as tables. Each peer is a process of its own with its address
space limited, so that one that grows without bound fails alone. Thresholds: ours is the program's own 0.5; the peers'
are their own too (Splink 0.5, the decision of recordlinkage's ECM, dedupe 0.5). Beside them the best F1 that any
threshold would have given, found with the truth, which nobody has.
"""
import argparse, collections, csv, json, os, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 8 << 30


def run(command, limit=LIMIT):
    """Seconds, peak MB and standard output of a command; None where it failed."""
    start = time.time()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                             preexec_fn=(lambda: __import__("resource").setrlimit(
                                 __import__("resource").RLIMIT_AS, (limit, limit))) if limit else None)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        return None
    return dict(seconds=time.time() - start, mb=usage.ru_maxrss // 1024, output=output)


def read_truth(path, unordered):
    truth = {}
    for row in csv.DictReader(open(path)):
        key = pair(row["id_a"], row["id_b"], unordered)
        kinds = [k for k in (row.get("flags") or "").split(";") if k] or ["(none)"]
        truth[key] = (kinds, row.get("origin") or "(not told)")
    return truth


def pair(a, b, unordered):
    return (min(a, b), max(a, b)) if unordered else (a, b)


def read_scores(path, unordered):
    """Scored pairs, best first: (score, linked, pair)."""
    rows = []
    for row in csv.DictReader(open(path)):
        score = float(row.get("score") or row["probability"])
        weight = float(row.get("weight") or 0)
        rows.append((score, weight, row.get("linked", "1") == "1", pair(row["a_row"], row["b_row"], unordered)))
    rows.sort(key=lambda r: (r[0], r[1]), reverse=True)
    return rows


def one_to_one(rows):
    """The best pair of each person that is still free, greedily."""
    seen_a, seen_b, kept = set(), set(), []
    for row in rows:
        a, b = row[3]
        if a not in seen_a and b not in seen_b:
            seen_a.add(a)
            seen_b.add(b)
            kept.append(row)
    return kept


def joined(links):
    """The links of one roll with what follows from them: A is B and B is C, so A is C."""
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b in links:
        parent[root(a)] = root(b)
    people = collections.defaultdict(list)
    for x in parent:
        people[root(x)].append(x)
    return {(a, b) for rows in people.values() for a in rows for b in rows if a < b}


def best_f1(rows, truth):
    best, hits = 0, 0
    for n, row in enumerate(rows, 1):
        hits += row[3] in truth
        best = max(best, 2 * hits / (n + len(truth)))
    return best


def judge(fixed, scored, truth, exclusive):
    """Precision, recall and F1 of the tool's own links, and the best F1 of all its scored pairs."""
    links = {row[3] for row in fixed}
    right = len(links & truth.keys())
    candidates = one_to_one(scored) if exclusive else scored
    return dict(precision=right / max(1, len(links)), recall=right / len(truth),
                f1=2 * right / (len(links) + len(truth)), best=best_f1(candidates, truth), links=links)


def line(name, result, ran):
    if result is None:
        print(f"| {name} | did not finish within {LIMIT >> 30} GiB | | | | | |")
        return
    best = "" if result["best"] is None else f"{result['best']:.4f}"
    print(f"| {name} | {result['precision']:.4f} | {result['recall']:.4f} | {result['f1']:.4f} | {best} "
          f"| {ran['seconds']:.1f} | {ran['mb']} |", flush=True)


HEAD = "| tool | precision | recall | F1, own threshold | best F1 | s | MB |\n|---|---|---|---|---|---|---|"


def ours(program, files, truth, unordered, folder):
    links, all_links = os.path.join(folder, "ours.csv"), os.path.join(folder, "ours-all.csv")
    ran = run([*program, "link", *files, "--out", links], limit=None)
    if ran is None:
        sys.exit("the program failed")
    run([*program, "link", *files, "--threshold", "0.001", "--out", all_links], limit=None)
    fixed = read_scores(links, unordered)
    return judge(fixed, read_scores(all_links, unordered), truth, False), ran


def peer(script, arguments, truth, unordered, folder, exclusive):
    out = os.path.join(folder, "peer.csv")
    if os.path.exists(out):
        os.remove(out)
    ran = run([sys.executable, os.path.join(HERE, "peers", script), *arguments, out])
    if ran is None or not os.path.exists(out):
        return None, None
    scored = read_scores(out, unordered)
    fixed = [row for row in scored if row[2]]
    if exclusive:
        fixed = one_to_one(fixed)
    return judge(fixed, scored, truth, exclusive), ran


def febrl(program, folder, tools):
    home = os.path.join(folder, "febrl")
    subprocess.run([sys.executable, os.path.join(HERE, "febrl.py"), home], check=True)
    for number in (1, 2, 3, 4):
        names = [f"febrl{number}a.csv", f"febrl{number}b.csv"] if number == 4 else [f"febrl{number}.csv"]
        files = [os.path.join(home, name) for name in names]
        unordered = number != 4
        truth = read_truth(os.path.join(home, f"truth{number}.csv"), unordered)
        print(f"\n### FEBRL {number}: {len(truth)} true pairs\n\n{HEAD}")
        line("safeloop link", *ours(program, files, truth, unordered, folder))
        for tool in tools:
            for exclusive in ((False, True) if number == 4 else (False,)):
                name = tool + (", one to one" if exclusive else "")
                extra = [os.path.join(home, f"truth{number}.csv")] if tool == "dedupe" else []
                result, ran = peer(f"{tool}_febrl.py", [*files, *extra], truth, unordered, folder, exclusive)
                line(name, result, ran)
                if result and unordered:
                    rows = [(1, 0, True, key) for key in joined(result["links"])]
                    line(name + ", joined", dict(judge(rows, [], truth, False), best=None), ran)


def split(truth, results, what):
    """Recall by kind of damage or by origin, of each tool at its own threshold."""
    groups = collections.defaultdict(list)
    for key, (kinds, origin) in truth.items():
        for group in kinds if what == "damage" else [origin]:
            groups[group].append(key)
    names = list(results)
    print(f"\n| {what} | pairs | " + " | ".join(names) + " |\n|---|---|" + "---|" * len(names))
    for group, keys in sorted(groups.items(), key=lambda g: -len(g[1])):
        cells = [f"{sum(k in results[n]['links'] for k in keys) / len(keys):.3f}" for n in names]
        print(f"| {group} | {len(keys)} | " + " | ".join(cells) + " |")


def generated(program, folder, size, seed, tools):
    home = os.path.join(folder, f"rolls{size}")
    generate = os.path.join(HERE, "generate")
    if not os.path.exists(os.path.join(generate, "vocab.json")):
        subprocess.run([sys.executable, os.path.join(generate, "build_vocab.py")], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, os.path.join(generate, "gen.py"), str(size), home, "--seed", str(seed)], check=True,
                   stdout=subprocess.DEVNULL)
    truth = read_truth(os.path.join(home, "truth.csv"), False)
    print(f"\n### Generated, {size} people on each roll, seed {seed}: {len(truth)} true pairs\n\n{HEAD}")
    files = [os.path.join(home, "a.csv"), os.path.join(home, "b.csv")]
    results = {}
    results["safeloop"], ran = ours(program, files, truth, False, folder)
    line("safeloop link", results["safeloop"], ran)
    if "splink" in tools:
        result, ran = peer("splink_generated.py", files, truth, False, folder, True)
        line("splink, tuned, one to one", result, ran)
        if result:
            results["splink, tuned"] = result
    split(truth, results, "damage")
    split(truth, results, "origin")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="+")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000], help="people on each generated roll")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-febrl", action="store_true")
    parser.add_argument("--peers", nargs="*", default=["splink", "recordlinkage", "dedupe"])
    parser.add_argument("--keep", help="a folder for the files, instead of one that is removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or made
        os.makedirs(folder, exist_ok=True)
        if not options.no_febrl:
            febrl(options.program, folder, options.peers)
        for size in options.sizes:
            generated(options.program, folder, size, options.seed, options.peers)
