"""Score the figures stage on the hand-annotated paragraphs and hold it to the floors of floors.json.

usage: python tests/gate/gate.py [--errors N] [--file NAME] [--raise-floors]

Reads every ``*.jsonl`` of GUIDELINE_GOLD (default ../shared/gold beside the checkout), runs the program on the
texts and the folder's own ``score.py`` on the result. Exit 0: all floors hold; 1: a floor is broken; 2: no gold.
A floor is raised with ``--raise-floors`` and only lowered by hand.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.figures import find_figures_in_text
from pipeline.records import Figure

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
GOLD = Path(os.environ.get("GUIDELINE_GOLD", HERE.parents[2] / "shared" / "gold"))
MARGIN = 0.005  # a floor may be raised when the score is this much better; a smaller gain is noise


def main() -> int:
    """Print one table per gold set and what the floors say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N errors of each kind")
    parser.add_argument("--file", help="score this gold set only, against no floors")
    parser.add_argument("--raise-floors", action="store_true", help="write floors.json from what is reached now")
    args = parser.parse_args()
    if not (GOLD / "score.py").exists():
        print(f"no gold paragraphs at {GOLD}: set GUIDELINE_GOLD", file=sys.stderr)
        return 2
    sets = read_sets()
    if args.file:
        sets = {args.file: sets[args.file]}
    scores = {name: score_paragraphs(paragraphs, args.errors) for name, paragraphs in sets.items()}
    for name, score in scores.items():
        print(f"{name}: {len(sets[name])} paragraphs")
        print("  " + "  ".join(f"{key} {value:.3f}" for key, value in score.items()))
    if args.file:
        return 0
    return compare_with_floors(scores, args.raise_floors)


def read_sets() -> dict[str, list[dict[str, Any]]]:
    """The gold paragraphs by set; ``all`` is every set but the seed."""
    sets = {}
    for path in sorted(GOLD.glob("*.jsonl")):
        sets[path.stem] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return {"all": [p for name, paragraphs in sets.items() if name != "seed" for p in paragraphs], **sets}


def score_paragraphs(paragraphs: list[dict[str, Any]], errors: int = 0) -> dict[str, float]:
    """F1 by level and kind, accuracy by slot, as the program reads the paragraphs."""
    started = time.process_time()
    found = [find_figures_in_text(paragraph["text"]) for paragraph in paragraphs]
    seconds = time.process_time() - started
    words = sum(len(paragraph["text"].split()) for paragraph in paragraphs)
    print(f"{words / seconds:,.0f} words a second (text dense with figures; a whole page is faster)")
    return score_figures(paragraphs, found, errors)


def score_figures(
    paragraphs: list[dict[str, Any]], found: Sequence[Sequence[Figure]], errors: int = 0
) -> dict[str, float]:
    """F1 by level and kind, accuracy by slot, of the figures found in each paragraph."""
    with tempfile.TemporaryDirectory() as folder:
        gold, predicted = Path(folder, "gold.jsonl"), Path(folder, "predicted.jsonl")
        gold.write_text("".join(json.dumps(paragraph) + "\n" for paragraph in paragraphs), encoding="utf-8")
        with predicted.open("w", encoding="utf-8") as lines:
            for paragraph, figures in zip(paragraphs, found, strict=True):
                dumped = [figure.model_dump(mode="json") for figure in figures]
                lines.write(json.dumps({"id": paragraph["id"], "figures": dumped}) + "\n")
        command = [sys.executable, str(GOLD / "score.py"), str(gold), str(predicted), "--json"]
        done = subprocess.run([*command, f"--errors={errors}"], capture_output=True, text=True, check=True)
    print(done.stderr, end="", file=sys.stderr)
    table = json.loads(done.stdout)
    score = {name: row["f1"] for name, row in table["levels"].items() if row["n"]}
    return score | {name: row["accuracy"] for name, row in table["slots"].items()}


def compare_with_floors(scores: dict[str, dict[str, float]], write: bool) -> int:
    """Report broken floors and floors that may be raised."""
    floors = json.loads(FLOORS.read_text())
    broken, better = [], []
    for name, wanted in floors.items():
        for key, floor in wanted.items():
            reached = scores[name][key]
            if reached < floor:
                broken.append(f"BROKEN {name} {key}: {reached:.4f} is under the floor {floor}")
            elif reached >= floor + MARGIN:
                better.append(f"may be raised: {name} {key} {floor} -> {reached:.4f}")
                wanted[key] = round(reached - MARGIN / 2, 3) if write else floor
    print("\n".join([*broken, *better]) or "all floors hold")
    if write:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
