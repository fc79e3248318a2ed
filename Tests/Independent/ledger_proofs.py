"""Checks the ledger's proofs with implementations that are not ours: pymerkle (RFC 9162) and cryptography (Ed25519).

Inclusion proofs go through pymerkle's verifier. Its consistency proofs have another shape than those of RFC 9162, so ours
are compared, hash by hash, with what the RFC's definition gives over pymerkle's roots.

Usage: LedgerTestTool proofs 40 | python3 ledger_proofs.py
Reads JSON proof documents, one a line. Needs `pip install pymerkle cryptography`. Exits 1 at the first that is wrong.
"""
import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InclusionProof, InmemoryTree, InvalidProof, verify_inclusion


def refused(check):
    try:
        check()
    except InvalidProof:
        return True
    return False


def flipped(path):
    return path[:-1] + [bytes([path[-1][0] ^ 1]) + path[-1][1:]]


def check_inclusion(tree, document):
    position, size = document["position"], document["size"]
    record = base64.b64decode(document["record"])
    root = bytes.fromhex(document["root"])
    leaf = hashlib.sha256(b"\x00" + record).digest()
    theirs = tree.prove_inclusion(position + 1, size)
    path = [leaf] + [bytes.fromhex(hash) for hash in document["path"]]

    def check(path):
        proof = InclusionProof("sha256", True, size, position + 1, theirs.rule, path)
        verify_inclusion(leaf, root, proof, index=position + 1, size=size)

    check(path)
    assert root == tree.get_root(size), "another root"
    assert leaf.hex() == document["leaf"], "another leaf hash"
    assert size == 1 or refused(lambda: check(flipped(path))), "a changed proof was accepted"


def root_of(records):
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(records)
    return tree.get_root()


def subproof(m, records, is_known):
    """RFC 9162, section 2.1.4.1, word for word; the hashes are pymerkle's."""
    n = len(records)
    if m == n:
        return [] if is_known else [root_of(records)]
    k = 1 << (n - 1).bit_length() - 1
    if m <= k:
        return subproof(m, records[:k], is_known) + [root_of(records[k:])]
    return subproof(m - k, records[k:], False) + [root_of(records[:k])]


def check_consistency(tree, document):
    first, second = document["first"], document["second"]
    first_root, second_root = bytes.fromhex(document["firstRoot"]), bytes.fromhex(document["secondRoot"])
    path = [bytes.fromhex(hash) for hash in document["path"]]
    assert (first_root, second_root) == (tree.get_root(first), tree.get_root(second)), "another root"
    assert path == subproof(first, tree.records[:second], True), "not the proof of RFC 9162"


def check_checkpoint(tree, document):
    text, _, signatures = document["note"].rpartition("\n\n")
    text += "\n"
    origin, size, root, _ = text.split("\n")
    dash, name, signature = signatures.strip().split(" ")
    key_name, key_hash, key = document["verifier"].split("+", 2)
    signature, key = base64.b64decode(signature), base64.b64decode(key)
    assert dash == "\u2014" and origin == name == key_name and key[0] == 1, "not a checkpoint"
    expected = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    assert signature[:4] == expected == bytes.fromhex(key_hash), "another key hash"
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text.encode())
    assert base64.b64decode(root) == tree.get_root(int(size)), "another root"


def tree_of(documents):
    records = {document["position"]: document["record"] for document in documents if document["kind"] == "inclusion"}
    tree = InmemoryTree(algorithm="sha256")
    tree.records = [base64.b64decode(records[position]) for position in range(len(records))]
    tree.append_entries(tree.records)
    return tree


def main():
    documents = [json.loads(line) for line in sys.stdin]
    tree = tree_of(documents)
    checks = {"inclusion": check_inclusion, "consistency": check_consistency, "checkpoint": check_checkpoint}
    counts = dict.fromkeys(checks, 0)
    for document in documents:
        try:
            checks[document["kind"]](tree, document)
        except Exception as error:
            sys.exit(f"refused: {error!r}: {json.dumps(document)[:200]}")
        counts[document["kind"]] += 1
    if 0 in counts.values():
        sys.exit(f"not everything was there to check: {counts}")
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()), "accepted by pymerkle and cryptography")


main()
