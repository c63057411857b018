"""Quality of resolution: `python benchmarks/resolution.py [PAIRS.tsv]`.

Reads pairs of names (type, left, right, ``same`` or ``different``), resolves both sides on their own, and prints
pairwise precision and recall with every pair that is decided wrongly. The file beside this one holds our own selection:
what papers of the field write for one thing, and what is often taken for it.

MAE the autoencoder (a Method) and MAE the error (a Metric) are nodes of different types and never meet; one name that
two things of a type share (``an acronym that may mean ...``) is kept apart unless its paper spells it out.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

from kg.resolve import resolve


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="?", default=Path(__file__).with_suffix(".tsv"))
    args = parser.parse_args()
    counts = Counter()
    with args.pairs.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            left, right = (resolve(row[side], row["type"]) for side in ("left", "right"))
            merged, same = left.id == right.id, row["verdict"] == "same"
            counts[merged, same] += 1
            if merged != same:
                what = "merged" if merged else "apart"
                print(f"{what:8}{row['type']:10}{row['left']:28}{row['right']:40}{left.id} | {right.id}")
    right = counts[True, True]
    merged, same = right + counts[True, False], right + counts[False, True]
    print(f"pairs {counts.total()}, of one thing {same}, merged {merged}")
    print(f"precision {right / merged:.3f}, recall {right / same:.3f}")


if __name__ == "__main__":
    main()
