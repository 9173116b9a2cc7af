"""Where a claim comes from, for a person at a terminal."""

from collections.abc import Iterator, Sequence

from pipeline.records import Claim, Predicate, find_predicates, json_number
from pipeline.records.run import IndexEntry, RevisionEntry

MARKS = ("»", "«")  # around the figure in its sentence


def render_claim(
    claim: Claim,
    entry: IndexEntry,
    revision: RevisionEntry,
    past: Sequence[tuple[RevisionEntry, Claim | None]],
) -> str:
    """The claim with its page, section, sentence, evidence, and what each revision says of it."""
    where = claim.provenance
    force = "in force" if revision.name == entry.in_force else entry.status.replace("_", " ")
    lines = [
        claim.statement,
        "",
        f"claim      {claim.id}",
        f"kind       {claim.kind}, {claim.status}{_in_brackets(claim.issues)}",
        f"document   {entry.document}: {entry.title or 'without title'} ({force})",
        f"page       {revision.source}{' ' + where.url if where.url else ''}",
        f"revision   {revision.date or 'undated'}",
        f"section    {' > '.join(where.section) or 'none'}",
        f"sentence   {mark_figure(claim)}",
        *(f"when       {_say(predicate)}" for predicate in find_predicates(claim.when)),
        *(f"not parsed {text}" for text in claim.population.not_parsed),
        *_evidence(claim),
        f"read by    {where.extractor}, confidence {claim.confidence:.2f}",
        "",
        "history",
        *(_history(entry, member, said) for member, said in past),
    ]
    return "\n".join(lines) + "\n"


def mark_figure(claim: Claim) -> str:
    """The quote with the figure marked; unmarked where the claim is its whole sentence or the place is not in it."""
    where = claim.provenance
    before = where.quote.find(where.prefix) if where.prefix else 0
    text: str | None = getattr(claim.then, "text", None)
    at = where.quote.find(text, max(before, 0)) if text else -1
    if at < 0 or text is None:
        return where.quote
    return where.quote[:at] + MARKS[0] + text + MARKS[1] + where.quote[at + len(text) :]


def _say(predicate: Predicate) -> str:
    value = predicate.value
    number = value if isinstance(value, bool | str | tuple) or value is None else json_number(value)
    unit = f" {predicate.unit}" if predicate.unit else ""
    return f'{predicate.var} {predicate.op} {number}{unit}, from the {predicate.source}: "{predicate.text}"'


def _evidence(claim: Claim) -> Iterator[str]:
    level = claim.evidence.level
    if level is not None:
        yield f"level      {level.raw}: {level.display or 'of no known scheme'}"
    for citation in claim.evidence.citations:
        reference = citation.reference
        pmid = f" PMID {reference.pmid}" if reference and reference.pmid else ""
        yield f"cites      [{citation.number}] {reference.text if reference else 'not in a reference list'}{pmid}"


def _history(entry: IndexEntry, revision: RevisionEntry, claim: Claim | None) -> str:
    mark = "*" if revision.name == entry.in_force else " "
    said = claim.statement if claim else "not stated"
    return f"  {mark} {revision.date or 'undated':<10}  {said}"


def _in_brackets(issues: Sequence[str]) -> str:
    return f" ({'; '.join(issues)})" if issues else ""
