"""Draw active claims from real pages at random and show each beside its quote, for reading and judging.

usage: python tests/gate/claims_sample.py [--size 200] [--seed 1] [--counts]

The pages are those of ``PAGES`` under ``GUIDELINE_CORPUS`` (default ``../shared/corpus``). What a reader found
is kept in ``claims_verdicts.jsonl``: claim id, document, offsets, seed, verdict and cause of error; what was found of
alarms in ``claims_alarms.jsonl``; no text of the pages.
"""

import argparse
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.flow import read_page
from pipeline.records import Claim, Document, Page

CORPUS = Path(os.environ.get("GUIDELINE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
PAGES = (
    "cancergov_html/62734_fatigue-fatigue-hp-pdq_2017-06-29.html",
    "cancergov_html/62751_hp-breast-screening-pdq_2018-10-08.html",
    "cancergov_html/62761_hp-child-glioma-treatment-pdq_2018-09-28.html",
    "cancergov_html/62787_hp-breast-treatment-pdq_2018-11-02.html",
    "cancergov_html/62824_hp-lung-prevention-pdq_2018-03-02.html",
    "cancergov_html/62855_hp-breast-ovarian-genetics-pdq_2018-07-20.html",
    "cancergov_html/742114_hp-vitamin-c-pdq_2017-12-13.html",
    "cancergov_md/about-cancer-treatment-side-effects-nausea-nausea-hp-pdq.md",
    "cancergov_md/about-cancer-treatment-side-effects-lymphedema-lymphedema-hp-pdq.md",
    "cancergov_md/publications-pdq-information-summaries-genetics-vhl-syndrome-hp-pdq.md",
    "cancergov_md/types-anal-hp-anal-prevention-pdq.md",
    "cancergov_md/types-bone-hp-ewing-treatment-pdq.md",
    "cancergov_md/types-cervical-hp-cervical-screening-pdq.md",
    "cancergov_md/types-kidney-hp-kidney-treatment-pdq.md",
    "cancergov_md/types-leukemia-hp-child-all-treatment-pdq.md",
    "cancergov_md/types-leukemia-hp-cll-treatment-pdq.md",
    "cancergov_md/types-lung-hp-non-small-cell-lung-treatment-pdq.md",
    "cancergov_md/types-skin-hp-melanoma-treatment-pdq.md",
    "cancergov_md/types-skin-hp-skin-prevention-pdq.md",
    "pdq_xml/CDR0000062843_2015-09-24.xml",
)


def read_pages() -> Iterator[tuple[Document, tuple[Claim, ...]]]:
    """The claims of each page in order."""
    for name in PAGES:
        reading = read_page(Page(path=name, content=(CORPUS / name).read_bytes()))
        yield reading.document, reading.claims


def draw(size: int, seed: int) -> list[tuple[Document, Claim]]:
    """``size`` active claims in page order, each as likely as any other."""
    active = [(document, c) for document, claims in read_pages() for c in claims if c.status == "active"]
    chosen = random.Random(seed).sample(range(len(active)), size)
    return [active[number] for number in sorted(chosen)]


def show(document: Document, claim: Claim) -> str:
    """A claim on a few lines: what it says, where it says it, what the page says."""
    place = claim.provenance
    block = next(block for block in document.blocks if block.id == place.block)
    before = document.text[max(block.start, place.start - 420) : place.start]
    after = document.text[place.end : min(block.end, place.end + 260)]
    cited = ",".join(f"{c.number}{c.scope[:2]}" for c in claim.evidence.citations)
    level = claim.evidence.level.raw if claim.evidence.level else "-"
    role = getattr(claim.then, "role", "")
    study = claim.study.name or claim.study.registry_id if claim.study else None
    return (
        f"{claim.id[-12:]} {claim.kind}/{role} {claim.statement}\n   study={study} cites={cited} level={level} "
        f"{claim.assertion.certainty} not_parsed={list(claim.population.not_parsed)} section={place.section[-1:]}\n"
        f"   …{before}⟦{document.text[place.start : place.end]}⟧{after}…\n"
    )


def main() -> None:
    """Show the sample, or with ``--counts`` how many claims each page has and how many are set aside."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--counts", action="store_true")
    args = parser.parse_args()
    if args.counts:
        total: Counter[str] = Counter()
        for document, claims in read_pages():
            counts = Counter(claim.status for claim in claims)
            total += counts
            print(document.id, dict(counts))
        print("all", dict(total), f"set aside {total['needs_review'] / max(1, sum(total.values())):.1%}")
        return
    for document, claim in draw(args.size, args.seed):
        print(show(document, claim))


if __name__ == "__main__":
    main()
