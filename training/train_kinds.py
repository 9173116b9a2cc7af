"""Train the classifier of kinds on the gold paragraphs, and say how it does on documents it did not see.

usage: python -m training.train_kinds [--write]

Beside the gold, ``kinds_labels.jsonl`` says what numbers in other paragraphs of the corpus are that an earlier
classifier was unsure of: page, first digits of the SHA-256 of the paragraph, offsets in it, kind. The text itself is
read from the pages. Five folds by document: each is tested with weights trained on the others. With ``--write``, all
rows train the weights that are shipped as ``pipeline/figures/kinds.json``.
"""

import argparse
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.document import parse_document
from pipeline.figures.kinds import KINDS, find_features
from pipeline.figures.read import open_paragraph
from pipeline.records import Page

from .softmax import train_softmax

ROOT = Path(__file__).resolve().parents[1]
GOLD = Path(os.environ.get("GUIDELINE_GOLD", ROOT.parent / "shared" / "gold"))
SETS = ("pdq2018", "pdq2025", "pdq2025_arms")
MODEL = ROOT / "pipeline" / "figures" / "kinds.json"
LABELS = Path(__file__).with_name("kinds_labels.jsonl")
CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", ROOT.parent / "shared" / "corpus"))
GOLD_NAME_CHARS = 40
FOLDS = 5
L2 = 2.0  # of 0.3, 1, 2, 3 and 5 the best over the folds
MIN_COUNT = 3  # a feature seen in fewer mentions says nothing about the next text
DIGITS = 3  # of a shipped weight


class Row(NamedTuple):
    """A mention: the features that hold, what the gold says it is, and its document."""

    features: list[str]
    label: int
    document: str


def main() -> None:
    """Print the scores by fold; write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.relative_to(ROOT)}")
    args = parser.parse_args()
    rows = list(read_rows())
    print_scores([pair for fold in range(FOLDS) for pair in test_fold(rows, fold)])
    if args.write:
        weights, bias = train_kinds(rows)
        shown = {name: [round(value, DIGITS) for value in values] for name, values in weights.items()}
        MODEL.write_text(
            json.dumps({"bias": [round(value, DIGITS) for value in bias], "weights": shown}, indent=0) + "\n"
        )


def read_rows() -> Iterator[Row]:
    """The mentions of the gold paragraphs and the labelled ones of the corpus."""
    yield from _read_gold()
    yield from _read_labels()


def _read_gold() -> Iterator[Row]:
    """Mentions that are annotated as optional teach nothing."""
    for name in SETS:
        for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            paragraph = open_paragraph(record["text"])
            spans = list(find_spans(record))
            for index, mention in enumerate(paragraph.mentions):
                figures = [figure for start, end, figure in spans if start < mention.end and mention.start < end]
                mention.kind = figures[0]["kind"] if figures else None
                if not any(figure.get("optional") for figure in figures):
                    yield Row(find_features(paragraph, index), KINDS.index(mention.kind), record["doc"])


def _read_labels() -> Iterator[Row]:
    """Pages that are absent or read otherwise than when they were labelled are passed over."""
    by_page: dict[str, list[dict[str, Any]]] = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        by_page.setdefault(label["page"], []).append(label)
    for page, labels in by_page.items():
        if not (CORPUS / page).exists():
            continue
        document = parse_document(Page(path=page, content=(CORPUS / page).read_bytes()))
        texts = {text_hash(document.text[b.start : b.end]): document.text[b.start : b.end] for b in document.blocks}
        for label in labels:
            paragraph = open_paragraph(texts.get(label["paragraph"], ""))
            for index, mention in enumerate(paragraph.mentions):
                if mention.start < label["end"] and label["start"] < mention.end:
                    yield Row(find_features(paragraph, index), KINDS.index(label["kind"]), document_of(page))


def text_hash(text: str) -> str:
    """The first digits of the SHA-256 of a paragraph."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def document_of(page: str) -> str:
    """The name that the gold gives to the document of a page of the corpus."""
    name = page.rsplit("/", 1)[-1]
    return name[:GOLD_NAME_CHARS] if name.endswith(".md") else name.split("_")[0]


def find_spans(record: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Where the numeric figures of a gold paragraph are."""
    for figure in record["figures"]:
        if figure["kind"] in KINDS:
            at = -1
            for _ in range(figure.get("nth", 1)):
                at = record["text"].find(figure["text"], at + 1)
            yield at, at + len(figure["text"]), figure


def fold_of(document: str) -> int:
    """The fold of a document, by the hash of its name: it stays when documents are added."""
    return int(hashlib.sha1(document.encode()).hexdigest(), 16) % FOLDS


def test_fold(rows: Sequence[Row], fold: int) -> list[tuple[int, int]]:
    """(gold, guess) of the mentions of one fold, from weights of the others."""
    weights, bias = train_kinds([row for row in rows if fold_of(row.document) != fold])
    return [(row.label, _guess(row, weights, bias)) for row in rows if fold_of(row.document) == fold]


def train_kinds(rows: Sequence[Row]) -> tuple[dict[str, list[float]], list[float]]:
    """Weights by feature and the bias."""
    return train_softmax([row.features for row in rows], [row.label for row in rows], len(KINDS), L2, MIN_COUNT)


def _guess(row: Row, weights: dict[str, list[float]], bias: list[float]) -> int:
    scores = [bias[i] + sum(weights[name][i] for name in row.features if name in weights) for i in range(len(KINDS))]
    return max(range(len(KINDS)), key=lambda i: scores[i])


def print_scores(pairs: Sequence[tuple[int, int]]) -> None:
    """Precision, recall and F1 of every kind on held-out documents."""
    counts = Counter(pairs)
    for label, kind in enumerate(KINDS):
        right = counts[label, label]
        guessed = sum(count for (_, guess), count in counts.items() if guess == label)
        wanted = sum(count for (gold, _), count in counts.items() if gold == label)
        f1 = 2 * right / (guessed + wanted)
        print(f"{kind!s:10} precision {right / guessed:.3f} recall {right / wanted:.3f} f1 {f1:.3f} of {wanted}")
    print(f"accuracy {sum(counts[i, i] for i in range(len(KINDS))) / len(pairs):.4f} of {len(pairs)}")


if __name__ == "__main__":
    main()
