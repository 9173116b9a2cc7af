"""Which claim of the old revision continues as which claim of the new one.

1. Passages that read the same are settled, claim by claim, in order.
2. What is left competes: candidates share an identity or rare words; a score of wording, subject, value, surroundings,
   identity and neighbours; an optimal assignment among all that compete.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records import Claim, ThenDose, ThenRecommendation, ThenStatistic, ThenThreshold

from .assign import assign
from .edition import Edition, Passage
from .values import same_amount
from .words import fold_words, rate_words, share_numbers

# What a pair of claims must reach to be one claim, and what the score is made of. Of 45 pairs of reworded sentences
# (four revision pairs, scores 0.40 to 0.60, judged by hand) 3 of 33 below it were one claim, 9 of 12 above.
MIN_SCORE = 0.54
WEIGHTS = {
    "words": 0.42,
    "subject": 0.12,
    "value": 0.10,
    "near": 0.12,
    "id": 0.10,
    "order": 0.04,
    "section": 0.05,
    "neighbour": 0.05,
}

# A key that more passages share than this says nothing about any of them; rarest keys looked up per passage;
# candidates kept per passage. They bound the work per passage whatever the length of the page.
MAX_PASSAGES_PER_KEY = 40
RARE_KEYS = 24
MAX_CANDIDATES = 8
# Passages looked at on each side of where an edited passage would stand if nothing had moved.
EXPECTED_REACH = 2
# What the same numbers in the sentence add to a pair: less than any of the marks above, so that it decides ties alone.
SAME_NUMBERS_GAIN = 0.02
# Words on each side of a figure that tell it from the other figures of its sentence.
NEAR_WORDS = 5
# Passages less alike than this say different things, however alike their figures are.
MIN_PASSAGE_SCORE = 0.45
# Where the value differs, only the sentence tells that the claim is the same: of five pairs between 0.6 and 0.7 (true
# revisions, read by hand) four were of other trials or other events, of seven between 0.7 and 0.8 none was.
MIN_OTHER_VALUE_SCORE = 0.7


@dataclass(frozen=True)
class Alignment:
    """Pairs of claim indices (old, new) in the order of the new page, and what has no partner."""

    pairs: tuple[tuple[int, int], ...]
    withdrawn: tuple[int, ...]
    added: tuple[int, ...]


def align_claims(old: Edition, new: Edition) -> Alignment:
    """The optimal pairing of the claims of two revisions."""
    settled = _settle_same_passages(old, new)
    taken = set(settled.values())
    left = [index for index in range(len(old.claims)) if index not in settled]
    free = {index for index in range(len(new.claims)) if index not in taken}
    scores = _score_candidates(old, new, left, free, settled)
    settled.update(assign(_find_gains(old, new, scores)))
    _fill_between(old, new, settled)
    pairs = tuple(sorted(settled.items(), key=lambda pair: (pair[1], pair[0])))
    matched = {after for _, after in pairs}
    return Alignment(
        pairs,
        tuple(index for index in range(len(old.claims)) if index not in settled),
        tuple(index for index in range(len(new.claims)) if index not in matched),
    )


def _settle_same_passages(old: Edition, new: Edition) -> dict[int, int]:
    """Pairs from passages with the same words: first those of one section, then those that stand elsewhere now."""
    settled: dict[int, int] = {}
    done_old, done_new = set[int](), set[int]()
    for with_section in (True, False):
        sides = [defaultdict[object, list[Passage]](list), defaultdict[object, list[Passage]](list)]
        for side, edition, done in zip(sides, (old, new), (done_old, done_new), strict=True):
            for passage in edition.passages:
                if passage.index not in done:
                    side[passage.words, passage.context, passage.section if with_section else ()].append(passage)
        for key, before in sides[0].items():
            after = sides[1].get(key, [])
            if len(before) == len(after):
                for one, other in zip(before, after, strict=True):
                    done_old.add(one.index)
                    done_new.add(other.index)
                    settled.update(_pair_in_order(old, new, one, other))
    return settled


def _pair_in_order(old: Edition, new: Edition, before: Passage, after: Passage) -> Iterator[tuple[int, int]]:
    """Claims of two passages with the same words: the figures in order, kind by kind where their values agree."""
    waiting = defaultdict[object, list[int]](list)
    for index in after.claims:
        waiting[_figure_key(new.claims[index])].append(index)
    for index in before.claims:
        if found := waiting[_figure_key(old.claims[index])]:
            yield index, found.pop(0)


def _figure_key(claim: Claim) -> object:
    then = claim.then
    if isinstance(then, ThenRecommendation):
        return claim.kind
    return claim.kind, then.value, then.low, then.high


def find_subject(claim: Claim) -> str | None:
    """What a claim is about: its measure, variable, agent or direction."""
    match claim.then:
        case ThenStatistic(measure=measure):
            return measure
        case ThenThreshold(var=var):
            return var
        case ThenDose(agent=agent):
            return agent and " ".join(fold_words(agent))
        case ThenRecommendation(direction=direction):
            return direction


def _score_candidates(
    old: Edition, new: Edition, left: list[int], free: set[int], settled: dict[int, int]
) -> dict[int, dict[int, float]]:
    """For each claim that is left, the claims it may continue as, with scores that reach ``MIN_SCORE``."""
    by_id = {new.claims[index].id: index for index in free}
    asked = {key for one in {old.passage_of[i].index for i in left} for key in _index_keys(old.passages[one])}
    index = _PassageIndex((new.passages[p] for p in sorted({new.passage_of[i].index for i in free})), asked)
    rated: dict[int, dict[int, float]] = {}
    scores: dict[int, dict[int, float]] = {}
    for one in left:
        claim, passage = old.claims[one], old.passage_of[one]
        if passage.index not in rated:
            rated[passage.index] = index.find_alike(passage, _find_expected(old, new, one, settled))
        likeness = dict(rated[passage.index])
        candidates = {other for p in likeness for other in new.passages[p].claims if other in free}
        if (same := by_id.get(claim.id)) is not None:
            candidates.add(same)
            target = new.passage_of[same]
            likeness.setdefault(target.index, passage.rate(target))
        for other in sorted(candidates):
            if passage.is_of_other_row(new.passage_of[other]):
                continue
            if not _may_continue(claim, new.claims[other], likeness[new.passage_of[other].index]):
                continue
            score = _score_pair(old, new, one, other, likeness[new.passage_of[other].index], settled)
            if score >= MIN_SCORE:
                scores.setdefault(one, {})[other] = score
    return scores


def _may_continue(before: Claim, after: Claim, words: float) -> bool:
    """Claims of one kind, or one number that is read as another kind now: a fault of reading, not of the page.

    Only the sentence can tell that another number is the old one changed, so it must be more alike then.
    """
    if isinstance(before.then, ThenRecommendation) or isinstance(after.then, ThenRecommendation):
        return before.kind == after.kind and words >= MIN_PASSAGE_SCORE
    if same_amount(before.then, after.then):
        return words >= MIN_PASSAGE_SCORE
    return before.kind == after.kind and words >= MIN_OTHER_VALUE_SCORE


def _find_expected(old: Edition, new: Edition, one: int, settled: dict[int, int]) -> Iterator[int]:
    """New passages beside those that the neighbours of an old claim's passage went to."""
    claims = old.passage_of[one].claims
    for neighbour in (claims[0] - 1, claims[-1] + 1):
        if neighbour in settled:
            at = new.passage_of[settled[neighbour]].index
            yield from range(at - EXPECTED_REACH, at + EXPECTED_REACH + 1)


def _score_pair(old: Edition, new: Edition, one: int, other: int, words: float, settled: dict[int, int]) -> float:
    before, after = old.claims[one], new.claims[other]
    home, target = old.passage_of[one], new.passage_of[other]
    advice = isinstance(before.then, ThenRecommendation)  # the whole sentence states it, and it has no amount
    marks = {
        "words": words,
        "subject": float(find_subject(before) == find_subject(after)),
        "value": words if advice else float(same_amount(before.then, after.then)),
        "near": words if advice else _rate_near(before, after),
        "id": float(before.id == after.id),
        "order": 1.0 - abs(_rank(home, one) - _rank(target, other)),
        "section": _rate_section(home.section, target.section),
        "neighbour": (float(settled.get(one - 1) == other - 1) + float(settled.get(one + 1) == other + 1)) / 2,
    }
    return sum(WEIGHTS[name] * mark for name, mark in marks.items())


def _find_gains(old: Edition, new: Edition, scores: dict[int, dict[int, float]]) -> dict[int, dict[int, float]]:
    """What each pair gains over the least score, so that two claims that just reach it do not push out one that fits.

    Of sentences that differ in their numbers alone, the one with the same numbers comes first.
    """
    shares: dict[tuple[int, int], float] = {}
    gains: dict[int, dict[int, float]] = {}
    for one, found in scores.items():
        home = old.passage_of[one]
        for other, score in found.items():
            target = new.passage_of[other]
            place = (home.index, target.index)
            if place not in shares:
                shares[place] = share_numbers(home.numbers, target.numbers)
            gains.setdefault(one, {})[other] = score - MIN_SCORE + SAME_NUMBERS_GAIN * shares[place] + 1e-9
    return gains


def _rank(passage: Passage, index: int) -> float:
    return passage.claims.index(index) / len(passage.claims)


def _rate_near(before: Claim, after: Claim) -> float:
    left = rate_words(
        fold_words(before.provenance.prefix)[-NEAR_WORDS:], fold_words(after.provenance.prefix)[-NEAR_WORDS:]
    )
    right = rate_words(
        fold_words(before.provenance.suffix)[:NEAR_WORDS], fold_words(after.provenance.suffix)[:NEAR_WORDS]
    )
    return (left + right) / 2


def _rate_section(before: tuple[str, ...], after: tuple[str, ...]) -> float:
    if not before or not after:
        return float(before == after)
    return 1.0 if before[-1] == after[-1] else 0.5 if before[0] == after[0] else 0.0


class _PassageIndex:
    """Passages by those rare words and pairs of words that are asked for.

    A number is a word here, since most numbers stay.
    """

    def __init__(self, passages: Iterable[Passage], asked: set[object]) -> None:
        self.passages = {passage.index: passage for passage in passages}
        self.by_key: dict[object, list[int]] = defaultdict(list)
        for passage in self.passages.values():
            for key in _index_keys(passage):
                if key in asked:
                    self.by_key[key].append(passage.index)

    def find_alike(self, passage: Passage, expected: Iterable[int]) -> dict[int, float]:
        """The most alike passages with how alike they are, at most ``MAX_CANDIDATES``.

        ``expected``: passages that stand where this one would if nothing had moved; they are looked at in any case.
        """
        known = [key for key in _index_keys(passage) if key in self.by_key]
        known.sort(key=lambda key: len(self.by_key[key]))
        votes = Counter(index for index in expected if index in self.passages)
        for key in known[:RARE_KEYS]:
            holders = self.by_key[key]
            if len(holders) > MAX_PASSAGES_PER_KEY:
                break
            votes.update(holders)
        best = sorted(votes, key=lambda index: (-votes[index], abs(index - passage.index), index))[: 2 * MAX_CANDIDATES]
        rated = {index: passage.rate(self.passages[index]) for index in best}
        ranked = sorted(rated, key=lambda index: (-rated[index], index))[:MAX_CANDIDATES]
        return {index: rated[index] for index in ranked if rated[index] >= MIN_PASSAGE_SCORE}


def _fill_between(old: Edition, new: Edition, settled: dict[int, int]) -> None:
    """Pair what reads the same and stands beside a pair, as the cells of a table whose headers were lost."""
    taken = set(settled.values())
    for step in (1, -1):
        for one in range(len(old.claims))[::step]:
            other = settled.get(one - step, -2) + step
            if one in settled or other in taken or not 0 <= other < len(new.claims):
                continue
            home, target = old.passage_of[one], new.passage_of[other]
            same_words = home.words == target.words and not home.is_of_other_row(target)
            if same_words and _figure_key(old.claims[one]) == _figure_key(new.claims[other]):
                settled[one] = other
                taken.add(other)


def _index_keys(passage: Passage) -> dict[object, None]:
    words = passage.context + passage.words
    return dict.fromkeys((*words, *pairwise(words)))
