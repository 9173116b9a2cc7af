"""Draw changes between true revisions of the corpus at random, for judging by hand, and count the verdicts.

`python tests/gate/changes_sample.py draw 100 SEED` prints the changes with their quotes; the verdicts are kept in
`changes_verdicts.jsonl`: pair, type, id of the change, right or not, and the cause where it is wrong. No sentences of
real pages are kept. `python tests/gate/changes_sample.py count` prints the table of `docs/quality.md`.
"""

import json
import os
import random
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from pipeline.document import parse_document
from pipeline.flow import compare_readings, read_document
from pipeline.records import Change, Page
from pipeline.report.changes import describe_change

HERE = Path(__file__).parent
PAIRS = Path(os.environ.get("GUIDELINE_CORPUS", HERE.parents[2] / "shared" / "corpus")) / "pairs"
VERDICTS = HERE / "changes_verdicts.jsonl"


def list_changes() -> list[tuple[str, Change]]:
    """All changes between neighbouring revisions of the `hp_` pairs, with the name of the pair, in a fixed order."""
    found = []
    for folder in sorted(PAIRS.glob("hp_*")):
        versions = sorted(folder.glob("v*"), key=lambda path: path.name.replace("v_scrape", "v"))
        for old, new in pairwise(versions):
            documents = [parse_document(Page(path=path.name, content=path.read_bytes())) for path in (old, new)]
            first = documents[0].model_copy(update={"id": documents[1].id})
            changes = compare_readings(read_document(first), read_document(documents[1])).changes
            found += [(f"{folder.name} {old.stem} {new.stem}", change) for change in changes]
    return found


def draw(count: int, seed: int) -> None:
    """Print a random draw, each change with what is needed to judge it."""
    changes = list_changes()
    print(dict(Counter(change.type for _, change in changes).most_common()))
    for index in sorted(random.Random(seed).sample(range(len(changes)), count)):
        pair, change = changes[index]
        print(
            f"--- {pair} {change.type} {change.id} ({len(change.claims or ())} claims) {' > '.join(change.where[-2:])}"
        )
        print("    ", describe_change(change).replace("\n", " ; ")[:400])
        print("   -", (change.quote_before or "")[:400])
        print("   +", (change.quote_after or "")[:400] if change.quote_after != change.quote_before else "the same")


def count() -> None:
    """Print how many verdicts are right, by type, and the causes of the others."""
    verdicts = [json.loads(line) for line in VERDICTS.read_text().splitlines()]
    right = Counter(verdict["type"] for verdict in verdicts if verdict["right"])
    for kind, number in Counter(verdict["type"] for verdict in verdicts).most_common():
        print(f"{kind:32} {right[kind]} of {number}")
    print(f"{'all':32} {right.total()} of {len(verdicts)}")
    print(dict(Counter(verdict["cause"] for verdict in verdicts if not verdict["right"])))


if __name__ == "__main__":
    if sys.argv[1:2] == ["draw"]:
        draw(int(sys.argv[2]), int(sys.argv[3]))
    else:
        count()
