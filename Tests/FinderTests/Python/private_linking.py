"""Encodes and compares with clkhash and anonlink, which share no code with us.

Reads {"secret", "cases": [{"schema", "threshold", "a", "b", "ours_a", "ours_b"}]} on standard input: rolls as CSV, and
our files of encodings of them. Prints, for each case, clkhash's encodings of the rolls and the pairs that anonlink finds
between our encodings: all that reach the threshold, and those it chooses one to one.
"""
import io
import json
import sys

import anonlink
from anonlink.similarities import dice_coefficient_accelerated
from clkhash.clk import generate_clk_from_csv
from clkhash.schema import from_json_dict
from clkhash.serialization import deserialize_bitarray, serialize_bitarray


def encoded(roll, secret, schema):
    clks = generate_clk_from_csv(io.StringIO(roll), secret, schema, progress_bar=False, max_workers=1)
    return [serialize_bitarray(clk) for clk in clks]


def linked(a, b, threshold):
    files = [[deserialize_bitarray(clk) for clk in file["clks"]] for file in (a, b)]
    candidates = anonlink.candidate_generation.find_candidate_pairs(
        files, dice_coefficient_accelerated, threshold, k=None
    )
    similarities, _, (rows_a, rows_b) = candidates
    pairs = [[int(i) + 1, int(j) + 1, float(s)] for s, i, j in zip(similarities, rows_a, rows_b)]
    chosen = []
    for group in anonlink.solving.greedy_solve(candidates):
        places = dict(group)
        chosen.append([int(places[0]) + 1, int(places[1]) + 1])
    return pairs, chosen


def answer(case, secret):
    schema = from_json_dict(case["schema"])
    pairs, chosen = linked(case["ours_a"], case["ours_b"], case["threshold"])
    return {
        "a": encoded(case["a"], secret, schema),
        "b": encoded(case["b"], secret, schema),
        "pairs": pairs,
        "chosen": chosen,
    }


question = json.load(sys.stdin)
json.dump([answer(case, question["secret"]) for case in question["cases"]], sys.stdout)
