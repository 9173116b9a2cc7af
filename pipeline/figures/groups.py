"""Whom a statistic is about.

1. Rules propose noun phrases (``proposals``); every noun phrase near by, in each length, is a candidate.
2. A linear model scores the candidates, and "the text names nobody" beside them.
3. The phrase is taken that most likely overlaps the right one: neighbours of it that say the same add to it.
"""

from collections.abc import Iterator

from .candidates import Candidate
from .group_features import ending_features, phrase_parts, relation_parts, silence_features
from .proposals import DECIDING, NO_GROUP, PEOPLE, Proposal, propose_groups
from .ranker import Choice, Held, load_calibration, load_weights, make_scorer, score_features, softmax
from .scene import Scene

MODEL = "group_model"
MAX_HOPS = 7
KEPT = 8  # candidates that vote on the extent of the phrase
TIES = 9  # decimals: what differs less, differs by rounding, and the first in the text goes first
FAINT = 0.05  # of the best probability: fainter candidates have no vote
ENOUGH = 0.5  # share of words in common (F1) at which two phrases say the same
SILENCE = 0.65  # probability of "nobody" from which no group is given; below it a doubtful group says so itself


def read_groups(scene: Scene) -> list[Choice]:
    """The group of each statistic, a substring of the paragraph, or None; how sure it is."""
    calibration = load_calibration(MODEL)
    weights = load_weights(MODEL)
    scorer = make_scorer(Held(weights))
    phrase_scores: dict[Candidate, float] = {}
    groups: list[Choice] = []
    for index, proposals in enumerate(propose_all(scene)):
        place = scene.places[index]
        choices = find_choices(scene, index, proposals)
        ranks = rank_proposals(proposals)
        chunk_scores = {
            chunk: scorer.score(relation_parts(scene, place, chunk, proposals, ranks))
            for chunk in dict.fromkeys(choice.chunk for choice in choices)
        }
        scores = []
        for choice in choices:
            if choice not in phrase_scores:
                phrase_scores[choice] = scorer.score(phrase_parts(scene, choice))
            score = phrase_scores[choice] + chunk_scores[choice.chunk]
            endings = ending_features(scene.reading, place, choice)
            scores.append(score + score_features(weights, endings) if endings else score)
        scores.append(score_features(weights, silence_features(scene, index, proposals)))
        probabilities = softmax(scores)
        if is_decided(proposals):
            probabilities[-1] = 0.0
        phrase, mass = choose_phrase(scene, choices, probabilities)
        confidence = calibration.decided if is_decided(proposals) else calibration.correct(mass)
        groups.append(Choice(phrase, confidence))
    return groups


def propose_all(scene: Scene) -> Iterator[list[Proposal]]:
    """The proposals for each statistic in order; each sees what was proposed first for the ones before it."""
    history: list[int | None] = []
    for index in range(len(scene.places)):
        proposals = propose_groups(scene, index, history)
        history.append(next((chunk for _, chunk in proposals[:1] if scene.reading.heads[chunk] not in NO_GROUP), None))
        yield proposals


def rank_proposals(proposals: list[Proposal]) -> dict[int, tuple[int, str]]:
    """Noun phrase to order and rule."""
    return {chunk: (order, rule) for order, (rule, chunk) in enumerate(proposals)}


def is_decided(proposals: list[Proposal]) -> bool:
    """Whether the first rule leaves the ranker only the length of the phrase."""
    return bool(proposals) and proposals[0][0] in DECIDING


def find_choices(scene: Scene, index: int, proposals: list[Proposal]) -> list[Candidate]:
    """The candidates worth scoring: what is proposed, phrases of the sentence, people and topics of earlier ones."""
    reading, place = scene.reading, scene.places[index]
    proposed = {chunk for _, chunk in proposals}
    if is_decided(proposals):
        sentence = reading.chunk_sentences[proposals[0][1]]
        return [choice for choice in scene.candidates.get(sentence, ()) if choice.chunk == proposals[0][1]]
    choices = []
    for sentence, candidates in scene.candidates.items():
        back = place.sentence - sentence
        if not 0 <= back <= SENTENCES_BACK:
            continue
        for candidate in candidates:
            head = reading.heads[candidate.chunk]
            if candidate.chunk not in proposed:
                if back == 0 and (head in NO_GROUP or len(candidate.hops) > MAX_HOPS):
                    continue
                topic = reading.roles[candidate.chunk] in "SF" and head not in NO_GROUP
                if back > 0 and head not in PEOPLE and not topic:
                    continue
            choices.append(candidate)
    return choices


SENTENCES_BACK = 4


def choose_phrase(scene: Scene, choices: list[Candidate], probabilities: list[float]) -> Choice:
    """The phrase with most probability in phrases that say the same, and how much; None when nobody is likelier."""
    if probabilities[-1] > SILENCE or not choices:
        return Choice(None, probabilities[-1])
    faintest = max(probabilities[:-1]) * FAINT
    likely = [pair for pair in zip(probabilities, choices, strict=False) if pair[0] >= faintest]
    best = sorted(likely, key=lambda pair: (-round(pair[0], TIES), pair[1]))[:KEPT]
    bags = [frozenset(scene.reading.words[choice.first : choice.last]) for _, choice in best]
    votes = []
    for order, (own, choice) in enumerate(best):
        same = sum(
            chance
            for (chance, other), bag in zip(best, bags, strict=True)
            if _touch(choice, other) and words_in_common(bags[order], bag) >= ENOUGH
        )
        votes.append((same + own / 100, -order))
    mass, order = max(votes)
    chosen = best[-order]
    return Choice(scene.text_of(chosen[1]), mass - chosen[0] / 100)


def _touch(one: Candidate, other: Candidate) -> bool:
    """Whether two phrases share a place in the text: "the aspirin arm" and "the other arm" only read alike."""
    return one.first < other.last and other.first < one.last


def words_in_common(one: frozenset[str], other: frozenset[str]) -> float:
    """F1 of the words of two phrases."""
    return 2 * len(one & other) / (len(one) + len(other))
