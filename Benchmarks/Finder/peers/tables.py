"""What the peers' scripts share: reading the files, and writing scored pairs."""
import csv
import pandas

FIELDS = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
          "date_of_birth"]


def read(path):
    frame = pandas.read_csv(path, dtype=str).set_index("rec_id")
    return frame.where(frame.notna(), None)


def write(path, rows):
    """Rows of (a, b, score, linked)."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a_row", "b_row", "score", "linked"])
        for a, b, score, linked in rows:
            writer.writerow([a, b, repr(float(score)), int(linked)])
