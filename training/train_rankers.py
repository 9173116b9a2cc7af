"""Train the two rankers of the figures stage on the annotated paragraphs, and cross-validate them by document.

usage: python -m training.train_rankers [--write] [--folds N]

Reads every ``*.jsonl`` of GUIDELINE_GOLD but the seed, and the annotated groups of ``groups.jsonl`` beside this file,
whose paragraphs are in the pages of GUIDELINE_CORPUS: they are trained on, never scored. Prints, for measure and
group, the share right on documents that were held out, by fold, and the share right on the documents trained on. With
``--write`` trains on everything and writes ``pipeline/figures/measure_model.json`` and ``group_model.json``, each with
the calibration of its probabilities on the held-out documents. The same gold gives the same bytes.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipeline.document import parse_document
from pipeline.figures import groups as group_reader
from pipeline.figures import measures as measure_reader
from pipeline.figures.attach import attach_p_values
from pipeline.figures.candidates import Candidate
from pipeline.figures.group_features import ending_features, phrase_parts, relation_parts, silence_features
from pipeline.figures.kinds import decide_kinds
from pipeline.figures.measure_features import history_features, open_panel
from pipeline.figures.paragraph import Mention, Paragraph
from pipeline.figures.ranker import Calibration, features_of
from pipeline.figures.read import open_paragraph
from pipeline.figures.reading import Reading, read_tokens
from pipeline.figures.scene import Scene, set_scene
from pipeline.records import Page

from .calibration import Sure, fit_calibration, uncalibrated

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", ROOT.parent / "shared" / "corpus"))
FURTHER = Path(__file__).with_name("groups.jsonl")
NAME_OF_GOLD = 40  # gold files name a markdown page by so many characters of its file
GOLD = Path(os.environ.get("GUIDELINE_GOLD", ROOT.parent / "shared" / "gold"))
MEASURE_L2, GROUP_L2 = 3.0, 12.0  # chosen by cross-validation; neighbours do within half a point
LEAST_SEEN = {"measure_model": 3, "group_model": 3}  # a feature must occur in so many rows
STEPS = 120
DIGITS = 3
PEOPLE = {"sample_size", "count"}  # the scorer takes one for the other


@dataclass
class Example:
    """A paragraph as the program reads it, with the gold figure of each statistic (None: not annotated)."""

    document: str
    paragraph: Paragraph
    statistics: list[Mention]
    golds: list[dict[str, Any] | None]
    reading: Reading
    measures: list[str] = field(default_factory=list)


def main() -> int:
    """Cross-validate, and write the models when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="train on everything and write the models")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    sys.path.insert(0, str(GOLD))
    examples, further = read_examples(), read_further_examples()
    folds = assign_folds(examples, args.folds)
    # also gives examples measures of a model that did not see them
    calibrations = cross_validate(examples, further, folds, args.folds)
    if args.write:
        write_model("measure_model", train_measures([*examples, *further]), calibrations[0])
        write_model("group_model", train_groups([*examples, *further]), calibrations[1])
    return 0


def read_examples() -> list[Example]:
    """The paragraphs that hold statistics; a mention takes the annotation that it overlaps most."""
    from score import spans

    examples = []
    for path in sorted(GOLD.glob("pdq*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            wanted = [(start, end, gold) for start, end, gold in spans(record) if gold["kind"] == "statistic"]
            example = make_example(record["doc"], record["text"], wanted)
            examples += [example] if example.statistics else []
    return examples


def read_further_examples() -> list[Example]:
    """The paragraphs of ``groups.jsonl``, found in their pages by digest; one that reads otherwise now is left out."""
    wanted: dict[str, dict[str, list[list[Any]]]] = {}
    for line in FURTHER.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        wanted.setdefault(record["page"], {})[record["text_sha256"]] = record["figures"]
    examples = []
    for path in sorted(CORPUS.glob("*/*")):
        figures_of = wanted.get(path.name, {})
        document = parse_document(Page(path=path.name, content=path.read_bytes())) if figures_of else None
        for block in document.blocks if document else ():
            text = document.text[block.start : block.end] if document else ""
            figures = figures_of.pop(hashlib.sha256(text.encode()).hexdigest(), None)
            if figures is not None:
                golds = [(figure[0], figure[1], read_further(figure, text)) for figure in figures]
                examples.append(make_example(name_document(path.name), text, golds))
    left = sum(len(figures) for figures in wanted.values())
    print(f"further paragraphs: {len(examples)} found, {left} not")
    return examples


def read_further(figure: Sequence[Any], text: str) -> dict[str, Any]:
    """What an entry of ``groups.jsonl`` says of a statistic; the measure is None where it was not annotated."""
    _, _, start, end, *measure = figure
    return {"measure": measure[0] if measure else None, "group": None if start is None else text[start:end]}


def name_document(page: str) -> str:
    """The name that the gold gives the document of a page of the corpus."""
    number = re.match(r"(?:CDR0+)?(\d+)_", page)
    return number[1] if number else page[:NAME_OF_GOLD]


def make_example(document: str, text: str, wanted: Sequence[tuple[int, int, dict[str, Any]]]) -> Example:
    """A paragraph as the program reads it, with what was annotated."""
    paragraph = open_paragraph(text)
    decide_kinds(paragraph)
    attach_p_values(paragraph)
    statistics = [mention for mention in paragraph.mentions if mention.kind == "statistic"]
    golds = [find_gold(mention, wanted) for mention in statistics]
    return Example(document, paragraph, statistics, golds, read_tokens(paragraph, statistics))


def find_gold(mention: Mention, wanted: Sequence[tuple[int, int, dict[str, Any]]]) -> dict[str, Any] | None:
    """The annotated statistic that shares most characters with a mention."""
    shared = [(min(end, mention.end) - max(start, mention.start), gold) for start, end, gold in wanted]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] > 0 else None


def assign_folds(examples: list[Example], count: int) -> dict[str, int]:
    """Documents to folds of like size."""
    sizes = Counter(example.document for example in examples)
    load = [0] * count
    folds = {}
    for document, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold = load.index(min(load))
        load[fold] += size
        folds[document] = fold
    return folds


def cross_validate(
    examples: list[Example], further: list[Example], folds: dict[str, int], count: int
) -> tuple[Calibration, Calibration]:
    """Train on the other folds, read this one; groups are trained on measures that were themselves held out.

    Returns the calibrations of measure and group.
    """
    measures = []
    sure_of_measures: list[Sure] = []
    sure_of_groups: list[Sure] = []
    for fold in range(count):
        held = [example for example in examples if folds[example.document] == fold]
        rest = [example for example in examples if folds[example.document] != fold]
        more = [example for example in further if folds.get(example.document) != fold]
        use_weights("measure_model", train_measures([*rest, *more]))
        read_all_measures(held)
        sure_of_measures += judge_measures(held)
        measures.append((right_measures(held), right_measures(rest, read=True)))
    report("measure", measures)
    use_weights("measure_model", train_measures(examples))
    read_all_measures(further)
    groups, silences = [], []
    for fold in range(count):
        held = [example for example in examples if folds[example.document] == fold]
        rest = [example for example in examples if folds[example.document] != fold]
        more = [example for example in further if folds.get(example.document) != fold]
        use_weights("group_model", train_groups([*rest, *more]))
        sure_of_groups += judge_groups(held)
        groups.append((right_groups(held), right_groups(rest)))
        silences.append((right_groups(held, silent=True), right_groups(rest, silent=True)))
    report("group", groups)
    report("no group", silences)
    return fit_calibration(sure_of_measures), fit_calibration(sure_of_groups)


def report(slot: str, folds: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Print the shares right, held out and trained on."""
    held, rest = [[sum(column) for column in zip(*side, strict=True)] for side in zip(*folds, strict=True)]
    by_fold = " ".join(f"{right / max(count, 1):.3f}" for (right, count), _ in folds)
    print(f"{slot:9} held out {held[0] / held[1]:.4f} of {held[1]}, by fold {by_fold};", end=" ")
    print(f"trained on {rest[0] / rest[1]:.4f}", flush=True)


def use_weights(model: str, weights: dict[str, float]) -> None:
    """Let the readers use these weights."""

    def load(name: str) -> dict[str, float]:
        return LOADED[name]

    LOADED[model] = weights
    group_reader.load_weights = load  # type: ignore[assignment]
    measure_reader.load_weights = load  # type: ignore[assignment]


LOADED: dict[str, dict[str, float]] = {}


def read_all_measures(examples: list[Example]) -> None:
    """Set the measures as the program reads them."""
    for example in examples:
        example.measures = read_measures(example)


def read_measures(example: Example) -> list[str]:
    """The measures as the program reads them with the weights in use."""
    read = measure_reader.read_measures(open_panel(example.paragraph, example.statistics, example.reading))
    return [measured.measure for measured in read]


def judge_measures(examples: list[Example]) -> list[Sure]:
    """What the measure model was how sure of."""
    judged = []
    with uncalibrated():
        for example in examples:
            read = measure_reader.read_measures(open_panel(example.paragraph, example.statistics, example.reading))
            for gold, (measure, _, chance) in zip(example.golds, read, strict=True):
                if gold and not gold.get("optional"):
                    right = gold["measure"] == measure or {gold["measure"], measure} <= PEOPLE
                    judged.append(Sure(abs(chance), chance < 0, right))
    return judged


def judge_groups(examples: list[Example]) -> list[Sure]:
    """What the group model was how sure of; a phrase where the annotation names nobody is neither right nor wrong."""
    from score import overlap

    judged = []
    with uncalibrated():
        for example in examples:
            scene = set_scene(example.reading, example.statistics, example.measures)
            read = group_reader.read_groups(scene)
            for gold, (group, chance) in zip(example.golds, read, strict=True):
                if gold and not gold.get("optional") and (gold.get("group") or group is None):
                    right = overlap(gold.get("group"), group) >= group_reader.ENOUGH or gold.get("group") == group
                    judged.append(Sure(abs(chance), chance < 0, right))
    return judged


def right_measures(examples: list[Example], read: bool = False) -> tuple[int, int]:
    """Number right and number annotated."""
    right = count = 0
    for example in examples:
        measures = example.measures
        if read:
            measures = read_measures(example)
        for gold, measure in zip(example.golds, measures, strict=True):
            if gold and not gold.get("optional"):
                count += 1
                right += gold["measure"] == measure or {gold["measure"], measure} <= PEOPLE
    return right, count


def right_groups(examples: list[Example], silent: bool = False) -> tuple[int, int]:
    """Number right and number annotated: groups that overlap (F1 of one half), or silences where none is named."""
    from score import overlap

    right = count = 0
    for example in examples:
        scene = set_scene(example.reading, example.statistics, example.measures)
        read = group_reader.read_groups(scene)
        for gold, (group, _) in zip(example.golds, read, strict=True):
            if gold and not gold.get("optional") and bool(gold.get("group")) is not silent:
                count += 1
                right += group is None if silent else overlap(gold["group"], group) >= group_reader.ENOUGH
    return right, count


def train_measures(examples: list[Example]) -> dict[str, float]:
    """Weights of the measure model: the annotated measure against all others that come into question."""
    rows: list[list[str]] = []
    right: list[float] = []
    sizes: list[int] = []
    for example in examples:
        panel = open_panel(example.paragraph, example.statistics, example.reading)
        course = [(gold and gold["measure"]) or "other" for gold in example.golds]
        for index, gold in enumerate(example.golds):
            choices = list(measure_reader.choice_features(panel, index))
            if not gold or gold["measure"] is None or gold["measure"] not in [measure for measure, _ in choices]:
                continue
            for measure, features in choices:
                rows.append([*features, *history_features(panel, index, measure, course[:index])])
                right.append(float(measure == gold["measure"]))
            sizes.append(len(choices))
    return fit("measure_model", rows, right, sizes, MEASURE_L2)


def train_groups(examples: list[Example]) -> dict[str, float]:
    """Weights of the group model: all phrases that overlap the annotated one are right, the nearer to it the more."""
    from score import overlap

    rows: list[list[str]] = []
    right: list[float] = []
    sizes: list[int] = []
    for example in examples:
        if not example.measures:
            raise SystemExit("read the measures first: groups are trained on them")
        scene = set_scene(example.reading, example.statistics, example.measures)
        for index, (gold, proposals) in enumerate(zip(example.golds, group_reader.propose_all(scene), strict=True)):
            if not gold:
                continue
            choices = group_reader.find_choices(scene, index, proposals)
            ranks, place = group_reader.rank_proposals(proposals), scene.places[index]
            for choice in choices:
                parts = [*phrase_parts(scene, choice), *relation_parts(scene, place, choice.chunk, proposals, ranks)]
                ending = ending_features(scene.reading, place, choice)
                rows.append([*(name for part in parts for name in features_of(part)), *ending])
                shared = overlap(gold.get("group"), scene.text_of(choice))
                right.append(shared**2 if shared >= group_reader.ENOUGH and touches(scene, choice, gold) else 0.0)
            rows.append(silence_features(scene, index, proposals))
            right.append(float(not gold.get("group")))
            sizes.append(len(choices) + 1)
    return fit("group_model", rows, right, sizes, GROUP_L2)


def touches(scene: Scene, choice: Candidate, gold: dict[str, Any]) -> bool:
    """Whether a phrase covers part of the annotated one: "the control arm" shares words with "the aspirin arm" only."""
    reading = scene.reading
    start, end = reading.starts[choice.first], reading.ends[choice.last - 1]
    at = reading.text.find(gold["group"])
    while at >= 0:
        if start < at + len(gold["group"]) and at < end:
            return True
        at = reading.text.find(gold["group"], at + 1)
    return scene.text_of(choice).lower() == gold["group"].lower()


def fit(model: str, rows: list[list[str]], right: list[float], sizes: list[int], l2: float) -> dict[str, float]:
    """Conditional maximum likelihood with a quadratic penalty; choices without a right answer do not count."""
    names: dict[str, int] = {}
    columns = [names.setdefault(name, len(names)) for row in rows for name in row]
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    matrix = csr_matrix((np.ones(len(columns)), columns, pointers), shape=(len(rows), len(names)))
    seen = np.asarray((matrix != 0).sum(axis=0)).ravel()
    if model == "measure_model":  # what never spoke for a right measure is noise
        seen = np.asarray(matrix[np.array(right) > 0].sum(axis=0)).ravel()
    kept = np.flatnonzero(seen >= LEAST_SEEN[model])
    matrix = matrix[:, kept]
    transposed = matrix.T.tocsr()
    good, lengths = np.array(right), np.array(sizes)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    answered = np.add.reduceat(good, starts) > 0
    counted = np.repeat(answered.astype(float), lengths)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        chances = powers / np.repeat(np.add.reduceat(powers, starts), lengths)
        mass = np.where(answered, np.add.reduceat(good * chances, starts), 1.0)
        credit = good * chances / np.repeat(mass, lengths)
        return (
            float(-np.log(mass).sum() + l2 * (weights @ weights) / 2),
            transposed @ ((chances - credit) * counted) + l2 * weights,
        )

    found = minimize(loss, np.zeros(len(kept)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    all_names = list(names)
    return {all_names[at]: round(float(weight), DIGITS) for at, weight in zip(kept, found.x, strict=True)}


def write_model(model: str, weights: dict[str, float], calibration: Calibration) -> None:
    """Write the weights that count, sorted by name."""
    kept = {name: weight for name, weight in sorted(weights.items()) if weight}
    path = ROOT / "pipeline" / "figures" / f"{model}.json"
    header = "weights of a linear model; made by training/train_rankers.py, do not edit"
    path.write_text(
        json.dumps(
            {"about": header, "calibration": calibration._asdict(), "weights": kept}, ensure_ascii=False, indent=0
        )
        + "\n",
        encoding="utf-8",
    )
    print(f"{path.relative_to(ROOT)}: {len(kept)} weights, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
