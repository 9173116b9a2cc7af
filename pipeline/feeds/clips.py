"""CLIPS: six templates and a dozen rules, with the claims as facts.

Language: CLIPS 6.4 Basic Programming Guide. ``rules.clp`` is the same for every feed; ``claims.fct`` holds the tests,
the ``and``/``or`` nodes above them, what each claim's outcome hangs on, and where each claim comes from. A patient is
asserted as ``(patient)`` and ``fact-number``, ``fact-code``, ``fact-boolean`` facts; ``outcome`` facts come out, and
go again when the patient's facts are retracted. Nothing is true of an absent fact, so what is neither ``match`` nor
``no`` is ``indeterminate``.
"""

from collections.abc import Iterator, Sequence

from ..records import Claim
from .logic import And, BooleanIs, Bound, CodeIn, Expression, NumberIn, compile_claim
from .text import check_code, check_name, decimal_literal, quote_clips

RULES = """\
(deftemplate patient (slot id (default "")))
(deftemplate fact-number (slot var (type STRING)) (slot value (type NUMBER)) (slot unit (type STRING)))
(deftemplate fact-code (slot var (type STRING)) (slot value (type STRING)))
(deftemplate fact-boolean (slot var (type STRING)) (slot value (type SYMBOL) (allowed-symbols TRUE FALSE)))
(deftemplate outcome (slot claim (type STRING)) (slot value (type SYMBOL) (allowed-symbols match no indeterminate)))

(deftemplate provenance (slot claim (type STRING)) (slot statement (type STRING)) (slot document (type STRING))
  (slot revision (type STRING)) (slot url (type STRING)))
(deftemplate test-number (slot id (type INTEGER)) (slot var (type STRING)) (slot unit (type STRING))
  (slot low (default none)) (slot low-inclusive (default FALSE))
  (slot high (default none)) (slot high-inclusive (default FALSE)))
(deftemplate test-code (slot id (type INTEGER)) (slot var (type STRING)) (multislot codes (type STRING)))
(deftemplate test-boolean (slot id (type INTEGER)) (slot var (type STRING)) (slot value (type SYMBOL)))
(deftemplate node (slot id (type INTEGER)) (slot kind (type SYMBOL) (allowed-symbols all any)))
(deftemplate member (slot of (type INTEGER)) (slot id (type INTEGER)))
(deftemplate decides (slot id (type INTEGER)) (slot claim (type STRING)) (slot value (type SYMBOL)))
(deftemplate true (slot id (type INTEGER)))

(defrule number-is-in-range
  (logical (fact-number (var ?var) (unit ?unit) (value ?x)))
  (test-number (id ?id) (var ?var) (unit ?unit)
    (low ?low) (low-inclusive ?from) (high ?high) (high-inclusive ?to))
  (test (and (or (eq ?low none) (> ?x ?low) (and ?from (= ?x ?low)))
             (or (eq ?high none) (< ?x ?high) (and ?to (= ?x ?high)))))
  => (assert (true (id ?id))))
(defrule code-is-listed
  (logical (fact-code (var ?var) (value ?code)))
  (test-code (id ?id) (var ?var) (codes $? ?code $?))
  => (assert (true (id ?id))))
(defrule boolean-is-so
  (logical (fact-boolean (var ?var) (value ?value)))
  (test-boolean (id ?id) (var ?var) (value ?value))
  => (assert (true (id ?id))))
(defrule any-member-is-true
  (logical (true (id ?member)))
  (member (of ?id) (id ?member)) (node (id ?id) (kind any))
  => (assert (true (id ?id))))
(defrule all-members-are-true
  (logical
    (true (id ?member)) (member (of ?id) (id ?member)) (node (id ?id) (kind all))
    (forall (member (of ?id) (id ?each)) (true (id ?each))))
  => (assert (true (id ?id))))
(defrule certain
  (logical (patient) (true (id ?id)))
  (decides (id ?id) (claim ?claim) (value ?value))
  => (assert (outcome (claim ?claim) (value ?value))))
(defrule undecided
  (declare (salience -100))
  (logical (patient))
  (provenance (claim ?claim)) (not (outcome (claim ?claim)))
  => (assert (outcome (claim ?claim) (value indeterminate))))
"""


def compile_clips(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """``rules.clp`` (``load``, then ``reset``) and ``claims.fct`` (``load-facts``)."""
    facts = _Facts()
    for claim in claims:
        facts.add_claim(claim)
    return {"rules.clp": RULES, "claims.fct": "\n".join(facts.lines) + "\n"}


class _Facts:
    """The facts so far; equal expressions share one id, so that a test is made once for all claims."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._ids: dict[Expression, int] = {}

    def add_claim(self, claim: Claim) -> None:
        """Where a claim comes from, and the two nodes that decide it."""
        source = claim.provenance
        slots = {
            "claim": claim.id,
            "statement": claim.statement,
            "document": source.document,
            "revision": source.revision or "",
            "url": source.url or "",
        }
        self.lines.append("(provenance " + " ".join(f"({k} {quote_clips(v)})" for k, v in slots.items()) + ")")
        holds, fails = compile_claim(claim)
        for expression, value in ((holds, "match"), (fails, "no")):
            known = self._add(expression)
            self.lines.append(f"(decides (id {known}) (claim {quote_clips(claim.id)}) (value {value}))")

    def _add(self, expression: Expression) -> int:
        if expression not in self._ids:
            self._ids[expression] = number = len(self._ids)
            self.lines.extend(self._describe(number, expression))
        return self._ids[expression]

    def _describe(self, number: int, expression: Expression) -> Iterator[str]:
        match expression:
            case NumberIn(var=var, unit=unit, low=low, high=high):
                bounds = "".join((*_slots("low", low), *_slots("high", high)))
                yield f"(test-number (id {number}) (var {_name(var)}) (unit {quote_clips(unit)}){bounds})"
            case CodeIn(var=var, codes=codes):
                listed = " ".join(quote_clips(check_code(code)) for code in codes)
                yield f"(test-code (id {number}) (var {_name(var)}) (codes {listed}))"
            case BooleanIs(var=var, value=value):
                yield f"(test-boolean (id {number}) (var {_name(var)}) (value {str(value).upper()}))"
            case node:
                kind = "all" if isinstance(node, And) else "any"
                yield f"(node (id {number}) (kind {kind}))"
                for member in node.members:
                    yield f"(member (of {number}) (id {self._add(member)}))"


def _name(name: str) -> str:
    return quote_clips(check_name(name))


def _slots(side: str, bound: Bound | None) -> Iterator[str]:
    if bound is not None:
        yield f" ({side} {decimal_literal(bound.number)}) ({side}-inclusive {str(bound.inclusive).upper()})"
