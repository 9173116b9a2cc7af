"""Score the whole figures stage on documents that its learned parts did not see, beside the shipped weights.

usage: python -m training.crossvalidate [--errors N]

Five folds by document: every learned part is trained on four, the figures of the fifth are read with those weights,
and the gold folder's own ``score.py`` scores all five together. The gap to the plain score is what is overfitted.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pipeline.figures import find_figures_in_text, kinds
from tests.gate.gate import read_sets, score_figures

from .train_kinds import FOLDS, fold_of, read_rows, train_kinds

LEVELS = ("found.all", "valued.all", "whole.all", "whole.statistic", "whole.threshold", "whole.dose")
SLOTS = ("statistic.group", "statistic.measure", "statistic.time", "statistic.ci", "statistic.p")


def main() -> None:
    """Print plain score, held-out score and gap by level and slot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N held-out errors of each kind")
    args = parser.parse_args()
    paragraphs = read_sets()["all"]
    plain = score_figures(paragraphs, [find_figures_in_text(paragraph["text"]) for paragraph in paragraphs])
    held_out = score_figures(paragraphs, list(read_unseen(paragraphs)), args.errors)
    print(f"{'':20}{'plain':>8}{'unseen':>8}{'gap':>8}")
    for name in (*LEVELS, *SLOTS):
        print(f"{name:20}{plain[name]:8.3f}{held_out[name]:8.3f}{plain[name] - held_out[name]:8.3f}")


def read_unseen(paragraphs: list[dict[str, Any]]) -> Iterator[Any]:
    """The figures of each paragraph, read by parts that were trained without its document, in order."""
    found: dict[str, Any] = {}
    rows = list(read_rows())
    for fold in range(FOLDS):
        with trained(rows, fold):
            for paragraph in paragraphs:
                if fold_of(paragraph["doc"]) == fold:
                    found[paragraph["id"]] = find_figures_in_text(paragraph["text"])
    return (found[paragraph["id"]] for paragraph in paragraphs)


@contextmanager
def trained(rows: list[Any], fold: int) -> Iterator[None]:
    """The learned parts with weights from the other folds."""
    weights, bias = train_kinds([row for row in rows if fold_of(row.document) != fold])
    model = kinds.Model({name: tuple(values) for name, values in weights.items()}, tuple(bias))
    with patch.object(kinds, "load_model", lambda: model):
        yield


if __name__ == "__main__":
    main()
