"""FEBRL with dedupe, taught 150 true and 150 false pairs: dedupe_febrl.py A.csv [B.csv] TRUTH.csv OUT.csv

Linked is what dedupe itself takes for one at 0.5: one to one between lists, clusters within one. The sample that its
blocks are learnt on is cut to 1,000 records: with its own 4,000 to 5,000 these files took 22 GiB.
"""
import csv, io, random, sys, warnings
warnings.filterwarnings("ignore")
import dedupe
from dedupe import labeler, serializer, variables
from tables import FIELDS, read, write


def main():
    *files, truth_file, out = sys.argv[1:]
    own = labeler.sample_records
    labeler.sample_records = lambda data, size: own(data, min(size, 1000))
    random.seed(1)
    lists = [{i: {f: row[f] or None for f in FIELDS} for i, row in read(path).iterrows()} for path in files]
    truth = [(r["id_a"], r["id_b"]) for r in csv.DictReader(open(truth_file))]
    first, last = lists[0], lists[-1]
    exact = ("street_number", "state")
    fields = [variables.Exact(f, has_missing=True) if f in exact else variables.String(f, has_missing=True)
              for f in FIELDS]
    matcher = (dedupe.RecordLink if len(lists) == 2 else dedupe.Dedupe)(fields, num_cores=1, in_memory=True)
    known = set(truth) | {(b, a) for a, b in truth}
    firsts, lasts = list(first), list(last)
    distinct = []
    while len(distinct) < 150:
        pair = random.choice(firsts), random.choice(lasts)
        if pair not in known and pair[0] != pair[1]:
            distinct.append(pair)
    records = lambda pairs: [(first[a], last[b]) for a, b in pairs]
    taught = io.StringIO()
    serializer.write_training({"match": records(random.sample(truth, 150)), "distinct": records(distinct)}, taught)
    taught.seek(0)
    matcher.prepare_training(*lists, training_file=taught, sample_size=1000)
    matcher.train(index_predicates=False)
    scores = matcher.score(matcher.pairs(*lists))
    if len(lists) == 2:
        linked = {tuple(pair) for pair, _ in matcher.one_to_one(scores, threshold=0.5)}
    else:
        linked = {(a, b) for ids, _ in matcher.cluster(scores, threshold=0.5) for a in ids for b in ids}
    write(out, ((a, b, score, (a, b) in linked) for (a, b), score in zip(scores["pairs"], scores["score"])))


if __name__ == "__main__":
    main()
