"""Figures to claims: statements that a rule engine can act on, with their evidence, or set aside with the reason.

1. The document's blocks become passages: sentences with their figures, and what title and headings say of them.
2. Each statistic, threshold and dose becomes a draft: conditions, arms, role, evidence; so does each sentence that
   tells what to do.
3. Drafts are linked (comparators), checked, and given ids and hashes.
"""

from collections.abc import Sequence

from pipeline import __version__
from pipeline.records import (
    Claim,
    Comparator,
    Document,
    Figure,
    Intervention,
    Population,
    Provenance,
)

from .build import draft_figure, draft_sentence
from .checks import check_block, check_conditions, check_draft
from .compare import link_arms
from .conditions import as_condition
from .context import read_context
from .draft import Arm, Draft
from .identity import give_ids, make_hashes
from .page import PageView, Passage, read_page
from .statement import write_statement
from .studies import read_studies

__all__ = ["assemble_claims"]

EXTRACTOR = f"guideline-claims/{__version__}"
AFFIX_CHARS = 32  # length of prefix and suffix, as W3C text quote selectors commonly have


def assemble_claims(document: Document, figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """The claims of a document in page order.

    One per statistic, threshold and dose, and one per recommendation sentence. Figures carry offsets into
    ``document.text`` and the id of their block. A document that is not English gives none; one whose language is not
    known is read. The result depends on nothing but the arguments.
    """
    if document.language not in (None, "en"):
        return ()
    page = read_page(document, figures)
    by_passage = [_draft_passage(page, passage) for passage in page.passages]
    drafts = [draft for passage in by_passage for draft in passage]
    give_ids(document.id, drafts)
    for passage in by_passage:
        check_block(passage)
    return tuple(_finish(document, draft) for draft in drafts)


def _draft_passage(page: PageView, passage: Passage) -> list[Draft]:
    passage.context = read_context(page.document.title, passage.block.heading_path)
    drafts = [draft_figure(page, passage, s, figure) for s in passage.sentences for figure in s.figures]
    drafts += [d for s in passage.sentences if (d := draft_sentence(page, passage, s)) is not None]
    drafts.sort(key=lambda draft: (draft.start, draft.end, draft.kind))
    link_arms(drafts)
    studies = read_studies(passage)
    for draft in drafts:
        if draft.kind != "recommendation":
            draft.study = studies[draft.sentence.number]
        check_draft(draft)
        check_conditions(draft)
    return drafts


def _finish(document: Document, draft: Draft) -> Claim:
    quote = draft.sentence.text
    return Claim.model_construct(
        id=draft.id,
        kind=draft.kind,
        status="needs_review" if draft.issues else "active",
        issues=tuple(dict.fromkeys(draft.issues)),
        statement=write_statement(draft),
        when=as_condition(draft.conditions),
        population=Population.model_construct(text=draft.population, not_parsed=draft.not_parsed),
        intervention=_intervention(draft.intervention),
        comparator=_comparator(draft.comparator),
        then=draft.then,
        assertion=draft.assertion,
        evidence=draft.evidence,
        study=draft.study,
        provenance=Provenance.model_construct(
            document=document.id,
            revision=document.revision.date,
            section=draft.passage.block.heading_path,
            block=draft.passage.block.id,
            quote=quote,
            start=draft.start,
            end=draft.end,
            prefix=document.text[max(0, draft.start - AFFIX_CHARS) : draft.start],
            suffix=document.text[draft.end : draft.end + AFFIX_CHARS],
            source_sha256=document.source.sha256,
            url=document.source_url,
            extractor=EXTRACTOR,
        ),
        confidence=round(draft.confidence, 3),
        hash=make_hashes(draft, quote),
    )


def _intervention(arm: Arm | None) -> Intervention | None:
    if arm is None:
        return None
    claim = arm.draft.id if arm.draft else None
    return Intervention.model_construct(text=arm.text, components=arm.components, claim=claim)


def _comparator(arm: Arm | None) -> Comparator | None:
    return Comparator.model_construct(text=arm.text, claim=arm.draft.id if arm.draft else None) if arm else None
