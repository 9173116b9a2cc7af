"""Score the whole figures stage on documents that its learned parts did not see, beside the shipped weights.

usage: python -m training.crossvalidate [--errors N]

Five folds by document: every learned part (kinds, measures, groups) is trained on four, the figures of the fifth are
read with those weights, and the gold folder's own ``score.py`` scores all five together. The gap to the plain score is
what is overfitted.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pipeline.figures import find_figures_in_text, kinds
from tests.gate.gate import GOLD, read_sets, score_figures

from . import train_rankers as rankers
from .train_kinds import FOLDS, fold_of, read_rows, train_kinds

LEVELS = ("found.all", "valued.all", "whole.all", "whole.statistic", "whole.threshold", "whole.dose")
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
SLOTS = ("statistic.group", "statistic.measure", "statistic.time", "statistic.ci", "statistic.p", "threshold.variable")


def main() -> None:
    """Print plain score, held-out score and gap by level and slot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N held-out errors of each kind")
    args = parser.parse_args()
    sys.path.insert(0, str(GOLD))
    paragraphs = read_sets()["all"]
    plain = score_figures(paragraphs, [find_figures_in_text(paragraph["text"]) for paragraph in paragraphs])
    unseen = list(read_unseen(paragraphs))
    held_out = score_figures(paragraphs, unseen, args.errors)
    print(f"{'':20}{'plain':>8}{'unseen':>8}{'gap':>8}")
    for name in (*LEVELS, *SLOTS):
        print(f"{name:20}{plain[name]:8.3f}{held_out[name]:8.3f}{plain[name] - held_out[name]:8.3f}")
    for name, judged in (
        ("confidence", judge_figures(paragraphs, unseen)),
        ("measure", judge_slot(paragraphs, unseen, "measure")),
        ("group", judge_slot(paragraphs, unseen, "group")),
    ):
        print_reliability(name, judged)


def print_reliability(name: str, judged: Iterable[tuple[float, bool]]) -> None:
    """How often what was read is right, by the confidence given."""
    counts = {low: [0, 0, 0.0] for low in BINS}
    for confidence, right in judged:
        row = counts[max(low for low in BINS if low <= confidence)]
        row[0], row[1], row[2] = row[0] + 1, row[1] + right, row[2] + confidence
    print(f"\n{name + ' from':16}{'figures':>8}{'mean':>8}{'right':>8}")
    for low, (count, right, total) in counts.items():
        if count:
            print(f"{low:<16}{count:8}{total / count:8.3f}{right / count:8.3f}")


def judge_figures(paragraphs: list[dict[str, Any]], unseen: list[Any]) -> Iterator[tuple[float, bool]]:
    """Confidence of each number, and whether kind, value, operator and unit are right."""
    from score import spans, valued

    for paragraph, figures in zip(paragraphs, unseen, strict=True):
        golds = list(spans(paragraph))
        for figure in figures:
            near = [gold for start, end, gold in golds if start < figure.end and figure.start < end]
            if figure.kind in ("citation", "evidence_level") or any(gold.get("optional") for gold in near):
                continue
            got = figure.model_dump(mode="json")
            yield figure.confidence, any(gold["kind"] == figure.kind and valued(gold, got) for gold in near)


def judge_slot(paragraphs: list[dict[str, Any]], unseen: list[Any], name: str) -> Iterator[tuple[float, bool]]:
    """Confidence of the measure or group of each annotated statistic that states one, and whether it is right."""
    from score import slots, spans

    for paragraph, figures in zip(paragraphs, unseen, strict=True):
        golds = [span for span in spans(paragraph) if span[2]["kind"] == "statistic" and not span[2].get("optional")]
        for figure in figures:
            near = [gold for start, end, gold in golds if start < figure.end and figure.start < end]
            if figure.kind == "statistic" and near:
                for slot, right in slots(near[0], figure.model_dump(mode="json")):
                    if slot == name:
                        yield getattr(figure, f"{name}_confidence"), right


def read_unseen(paragraphs: list[dict[str, Any]]) -> Iterator[Any]:
    """The figures of each paragraph, read by parts that were trained without its document, in order."""
    found: dict[str, Any] = {}
    rows, examples = list(read_rows()), [*rankers.read_examples(), *rankers.read_further_examples()]
    measures = [rankers.train_measures(_without(examples, fold)) for fold in range(FOLDS)]
    for fold, weights in enumerate(measures):
        rankers.use_weights("measure_model", weights)
        rankers.read_all_measures([example for example in examples if fold_of(example.document) == fold])
    for fold in range(FOLDS):
        rankers.use_weights("measure_model", measures[fold])
        rankers.use_weights("group_model", rankers.train_groups(_without(examples, fold)))
        with _kinds_trained(rows, fold):
            for paragraph in paragraphs:
                if fold_of(paragraph["doc"]) == fold:
                    found[paragraph["id"]] = find_figures_in_text(paragraph["text"])
    return (found[paragraph["id"]] for paragraph in paragraphs)


def _without(examples: list[rankers.Example], fold: int) -> list[rankers.Example]:
    return [example for example in examples if fold_of(example.document) != fold]


@contextmanager
def _kinds_trained(rows: list[Any], fold: int) -> Iterator[None]:
    """The classifier of kinds with weights from the other folds."""
    weights, bias = train_kinds([row for row in rows if fold_of(row.document) != fold])
    model = kinds.Model({name: tuple(values) for name, values in weights.items()}, tuple(bias))
    with patch.object(kinds, "load_model", lambda: model):
        yield


if __name__ == "__main__":
    main()
