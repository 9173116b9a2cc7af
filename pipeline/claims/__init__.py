"""Figures to claims: statements that a rule engine can act on, with their evidence, or set aside with the reason.

1. The document's blocks become passages: sentences with their figures, and what title and headings say of them.
2. Each statistic, threshold and dose becomes a draft: conditions, arms, role, evidence; so does each sentence that
   tells what to do.
3. Drafts are linked (comparators), checked, and given ids and hashes.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from pipeline import __version__
from pipeline.records import (
    Claim,
    Comparator,
    Document,
    Figure,
    Hashes,
    Intervention,
    Population,
    Provenance,
)

from .amend import amend_figures
from .build import complete_draft, draft_figure, draft_sentence
from .checks import check_block, check_conditions, check_draft
from .compare import link_arms
from .conditions import as_condition
from .context import read_context
from .draft import Arm, Draft
from .endpoints import settle_endpoints
from .groups import settle_groups
from .identity import find_base, make_hashes, make_ids
from .known import Digests, KnownClaims, KnownPassage, Outline, find_affixes, make_keys, move_claims, recall_claims
from .page import PageView, Sentence, read_page, view_page
from .statement import write_statement
from .studies import read_studies

__all__ = ["KnownClaims", "Outline", "assemble_claims", "assemble_claims_with", "recall_claims"]

EXTRACTOR = f"guideline-claims/{__version__}"


def assemble_claims(document: Document, figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """The claims of a document in page order.

    One per statistic, threshold and dose, and one per recommendation sentence. Figures carry offsets into
    ``document.text`` and the id of their block. A document that is not English gives none; one whose language is not
    known is read. The result depends on nothing but the arguments.
    """
    if not _is_read(document):
        return ()
    page = read_page(document, figures, _settle)
    passages = _draft_passages(page, range(len(page.blocks)))
    ids = _name_claims(page, [[draft.base for draft in drafts] for drafts in passages])
    drafts = list(chain.from_iterable(passages))
    for draft in drafts:
        draft.id = next(ids)
    return tuple(_finish(document, drafts))


def assemble_claims_with(
    document: Document, figures: Mapping[str, Sequence[Figure]], digests: Digests, known: KnownClaims
) -> tuple[tuple[str, ...], tuple[Outline, ...]]:
    """The lines of ``assemble_claims``, with passages in ``known`` not read again, and the outline of the document.

    ``figures`` are by block; those of passages that are known are not looked at.
    """
    if not _is_read(document):
        return (), ()
    page = view_page(document, figures, _settle)
    keys = make_keys(page, digests)
    new = [number for number, key in enumerate(keys) if not known.get(key)]
    drafted = dict(zip(new, _draft_passages(page, new), strict=True))
    passages = [known.get(key) or drafted[number] for number, key in enumerate(keys)]
    bases = [p.bases if isinstance(p, KnownPassage) else tuple(draft.base for draft in p) for p in passages]
    ids = _name_claims(page, bases)
    lines: list[str] = []
    for block, passage in zip(page.blocks, passages, strict=True):
        if isinstance(passage, KnownPassage):
            lines += move_claims(document, block, passage, [next(ids) for _ in passage.lines])
        else:
            for draft in passage:
                draft.id = next(ids)
            lines += (claim.to_json() for claim in _finish(document, passage))
    outline = zip(keys, (block.start for block in page.blocks), bases, strict=True)
    return tuple(lines), tuple(outline)


def _is_read(document: Document) -> bool:
    return document.language in (None, "en")


def _name_claims(page: PageView, bases: Sequence[Sequence[str]]) -> Iterator[str]:
    """The ids of all claims of a page, in its order."""
    return iter(make_ids([(block.id, base) for block, own in zip(page.blocks, bases, strict=True) for base in own]))


def _settle(sentence: Sentence) -> None:
    """What the words right beside the figures of a sentence leave no doubt about."""
    amend_figures(sentence)
    settle_groups(sentence)
    settle_endpoints(sentence)


def _draft_passages(page: PageView, numbers: Sequence[int]) -> list[list[Draft]]:
    """The drafts of passages. Each step is done for all of them before the next: its tables are then at hand."""
    passages = list(map(page.read_passage, numbers))
    for passage in passages:
        passage.context = read_context(page.document.title, passage.block.heading_path)
    drafted = [[draft_figure(page, p, s, figure) for s in p.sentences for figure in s.figures] for p in passages]
    for draft in chain.from_iterable(drafted):
        if draft.figure is not None:
            complete_draft(page, draft, draft.figure)
    for passage, drafts in zip(passages, drafted, strict=True):
        drafts += [d for s in passage.sentences if (d := draft_sentence(page, passage, s)) is not None]
        drafts.sort(key=lambda draft: (draft.start, draft.end, draft.kind))
    for passage, drafts in zip(passages, drafted, strict=True):
        link_arms(drafts, partial(page.find_leads, passage))
        studies = read_studies(passage)
        for draft in drafts:
            if draft.kind != "recommendation":
                draft.study = studies[draft.sentence.number]
    for drafts in drafted:
        for draft in drafts:
            check_draft(draft)
            check_conditions(draft)
    for drafts in drafted:
        for draft in drafts:
            draft.base = find_base(page.document.id, draft)
        check_block(drafts)
    return drafted


def _finish(document: Document, drafts: Sequence[Draft]) -> Iterator[Claim]:
    statements, hashes = list(map(write_statement, drafts)), list(map(make_hashes, drafts))
    return map(partial(_write, document), drafts, statements, hashes)


def _write(document: Document, draft: Draft, statement: str, hashes: Hashes) -> Claim:
    prefix, suffix = find_affixes(document, draft.start, draft.end)
    return Claim.model_construct(
        id=draft.id,
        kind=draft.kind,
        status="needs_review" if draft.issues else "active",
        issues=tuple(dict.fromkeys(draft.issues)),
        statement=statement,
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
            quote=draft.sentence.text,
            start=draft.start,
            end=draft.end,
            prefix=prefix,
            suffix=suffix,
            source_sha256=document.source.sha256,
            url=document.source_url,
            extractor=EXTRACTOR,
        ),
        confidence=round(draft.confidence, 3),
        hash=hashes,
    )


def _intervention(arm: Arm | None) -> Intervention | None:
    if arm is None:
        return None
    claim = arm.draft.id if arm.draft else None
    return Intervention.model_construct(text=arm.text, components=arm.components, claim=claim)


def _comparator(arm: Arm | None) -> Comparator | None:
    return Comparator.model_construct(text=arm.text, claim=arm.draft.id if arm.draft else None) if arm else None
