"""FEBRL with recordlinkage's unsupervised ECM classifier: recordlinkage_febrl.py A.csv [B.csv] OUT.csv"""
import sys, warnings
warnings.filterwarnings("ignore")
import recordlinkage as rl
from tables import read, write

*files, out = sys.argv[1:]
frames = [read(f) for f in files]
index = rl.Index()
for field in ("given_name", "surname", "date_of_birth", "postcode", "address_1"):
    index.block(field)
pairs = index.index(*frames)
compare = rl.Compare(n_jobs=1)
for field in ("given_name", "surname", "address_1", "suburb"):
    compare.string(field, field, method="jarowinkler", label=field)
for field in ("date_of_birth", "postcode"):
    compare.string(field, field, method="damerau_levenshtein", label=field)
for field in ("street_number", "state"):
    compare.exact(field, field, label=field)
features = compare.compute(pairs, *frames)
ecm = rl.ECMClassifier(binarize=0.85)
linked = set(ecm.fit_predict(features))
write(out, ((a, b, p, (a, b) in linked) for (a, b), p in ecm.prob(features).items()))
