"""What surrounds each statistic of a paragraph: its partners in a comparison or list, its bracket, its neighbours.

Everything here is about positions; ``proposals`` turns it into phrases that may name the group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .candidates import Candidate, find_candidates
from .paragraph import Mention
from .reading import Reading

SENTENCES_BACK = 4
CONTRAST_WORDS = frozenset(["vs", "versus", "compared", "than", "relative"])
MAX_PAIR_GAP = 22  # tokens between the members of a comparison
SHORT_GAP = 4  # "40% vs. 30%"
MEASURE_TYPES = {
    "sample_size": "size", "count": "count", "hazard_ratio": "ratio", "relative_risk": "ratio", "odds_ratio": "ratio",
    "risk_change": "change", "p_value": "p", "mean_difference": "change", "follow_up": "time", "duration": "time",
    "time_to_event": "median", "median_survival": "median", "age_statistic": "age", "proportion": "share",
    "adverse_event_rate": "share", "other": "other", "cost": "other", "score": "other", "concentration": "other",
}  # fmt: skip
TIME_NOUNS = frozenset(["year", "years", "month", "months", "week", "weeks", "day", "days", "age"])
TIME_PREPOSITIONS = frozenset(["at", "by", "after", "within", "over", "during"])


@dataclass(slots=True)
class Place:
    """Where one statistic stands.

    ``pair``: "1" or "2" as member of a comparison ("12": in the middle of three), "0" alone; ``short`` when the
    members stand side by side. ``run``/``runs``: index and length of the list of statistics it belongs to.
    ``after``, ``follow``: noun phrase right behind it, and behind the next preposition (``follow_word``).
    ``of``: noun phrase behind "of". ``label``: noun phrase that opens its part of a bracket, up to ``label_end``;
    ``label_after`` likewise behind it. ``opened``: token of the bracket it stands in.
    """

    token: int
    sentence: int
    depth: int
    kind: str
    pair: str = "0"
    short: bool = False
    run: int = 0
    runs: int = 1
    respectively: bool = False
    after: int | None = None
    of: int | None = None
    follow: int | None = None
    follow_word: str = ""
    label: int | None = None
    label_end: int = 0
    label_after: int | None = None
    label_after_end: int = 0
    opened: int | None = None


@dataclass(slots=True)
class Scene:
    """A paragraph's reading, its statistics and their places; ``listed``: index and length of a phrase's list."""

    reading: Reading
    statistics: Sequence[Mention]
    measures: Sequence[str]
    places: list[Place] = field(default_factory=list)
    candidates: dict[int, list[Candidate]] = field(default_factory=dict)
    listed: dict[int, tuple[int, int]] = field(default_factory=dict)
    contrasts: dict[int, list[tuple[int, int | None, int]]] = field(default_factory=dict)
    texts: dict[Candidate, str] = field(default_factory=dict)

    def text_of(self, candidate: Candidate) -> str:
        """The words of a candidate as they stand in the paragraph."""
        text = self.texts.get(candidate)
        if text is None:
            reading = self.reading
            text = reading.text[reading.starts[candidate.first] : reading.ends[candidate.last - 1]]
            self.texts[candidate] = text
        return text


def set_scene(reading: Reading, statistics: Sequence[Mention], measures: Sequence[str]) -> Scene:
    """The places of the statistics and the candidates of the sentences that may name their groups."""
    scene = Scene(reading, statistics, measures, listed=find_lists(reading))
    for index, token in enumerate(reading.positions):
        scene.places.append(
            Place(
                token=token,
                sentence=reading.sentence_of[token],
                depth=reading.depth[token],
                kind=MEASURE_TYPES.get(measures[index], "rate"),
            )
        )
    _pair_up(scene)
    _join_runs(scene)
    for place in scene.places:
        _look_behind(reading, place)
        _look_before(reading, place)
    needed = sorted({s for p in scene.places for s in range(max(0, p.sentence - SENTENCES_BACK), p.sentence + 1)})
    scene.candidates = {sentence: find_candidates(reading, sentence) for sentence in needed}
    return scene


def find_lists(reading: Reading) -> dict[int, tuple[int, int]]:
    """Index and length of the list ("in A, B, and in C") to which a noun phrase belongs."""
    listed: dict[int, tuple[int, int]] = {}
    at, count = 0, len(reading.chunks)
    while at < count:
        end = at
        while end + 1 < count:
            between = reading.letters[reading.chunks[end][1] : reading.chunks[end + 1][0]]
            if 0 < len(between) <= 3 and ("," in between or "C" in between) and set(between) <= set(",CPTR"):
                end += 1
            else:
                break
        if end > at:
            listed.update({chunk: (chunk - at, end - at + 1) for chunk in range(at, end + 1)})
        at = end + 1
    return listed


def _pair_up(scene: Scene) -> None:
    """Mark the members of comparisons: statistics of like unit with a contrasting word between them."""
    reading, places, statistics = scene.reading, scene.places, scene.statistics
    linked = [False] * (len(places) + 1)
    for index in range(len(places) - 1):
        first, second = places[index], places[index + 1]
        linked[index] = (
            first.sentence == second.sentence
            and second.token - first.token <= MAX_PAIR_GAP
            and statistics[index].unit in (statistics[index + 1].unit, "1")
            and not CONTRAST_WORDS.isdisjoint(reading.words[first.token + 1 : second.token])
        )
    for index, place in enumerate(places):
        before, behind = index > 0 and linked[index - 1], linked[index]
        place.pair = ("1" if behind else "") + ("2" if before else "") or "0"
        partner = places[index + 1] if behind else places[index - 1] if before else place
        place.short = place.pair != "0" and abs(partner.token - place.token) <= SHORT_GAP


def _join_runs(scene: Scene) -> None:
    """Number the members of lists of statistics ("40%, 30%, and 20%")."""
    reading, places = scene.reading, scene.places
    respective = {
        sentence
        for sentence, word in zip(reading.sentence_of, reading.words, strict=True)
        if word in ("respectively", "respective")
    }
    at = 0
    while at < len(places):
        end = at
        while end + 1 < len(places):
            start, stop = places[end].token + 1, places[end + 1].token
            if stop - start > SHORT_GAP - 1 or not set(reading.letters[start:stop]) <= set(",CR("):
                break
            end += 1
        for index in range(at, end + 1):
            places[index].run, places[index].runs = index - at, end - at + 1
            places[index].respectively = places[index].sentence in respective
        at = end + 1


def _look_behind(reading: Reading, place: Place) -> None:
    """Fill in ``after``, ``of``, ``follow`` and ``label_after``."""
    behind = place.token + 1
    letters = reading.letters
    place.after = reading.chunk_at.get(behind)
    if letters[behind : behind + 1] == "O":
        place.of = _next_chunk(reading, behind + 1)
    at = behind if place.after is None else reading.chunks[place.after][1]
    at = skip_asides(reading, at)
    if letters[at : at + 1] in ("P", "T"):
        place.follow = _next_chunk(reading, at + 1)
        place.follow_word = reading.words[at]
    if place.after is not None:
        end = reading.chunks[place.after][1]
        while end < len(letters) and letters[end] not in "();,:.S" and end - behind < 10:
            end += 1
        if letters[end : end + 1] in (")", ";", ","):
            place.label_after, place.label_after_end = place.after, end


def _next_chunk(reading: Reading, at: int) -> int | None:
    """The noun phrase that begins within three tokens."""
    for token in range(at, min(len(reading.letters), at + 3)):
        if token in reading.chunk_at:
            return reading.chunk_at[token]
        if reading.letters[token] in ".;:,()S":
            return None
    return None


def skip_asides(reading: Reading, at: int) -> int:
    """The first token from ``at`` on that is in no bracket, marker or time ("at 5 years")."""
    letters, words = reading.letters, reading.words
    while at < len(letters):
        if letters[at] == "(":
            level = reading.depth[at]
            while at < len(letters) and not (letters[at] == ")" and reading.depth[at] == level):
                at += 1
            at += 1
        elif letters[at] == "X":
            at += 1
        elif letters[at] == "P" and words[at] in TIME_PREPOSITIONS:
            end = at + 1
            while letters[end : end + 1] in ("D", "R", "M"):
                end += 1
            if end >= len(letters) or words[end] not in TIME_NOUNS:
                return at
            at = end + 1
        else:
            return at
    return at


LABEL_WORDS = frozenset(["n", "mean", "median", "hr", "=", "approximately"])


def _look_before(reading: Reading, place: Place) -> None:
    """Fill in ``opened`` and ``label``."""
    letters, words = reading.letters, reading.words
    at = place.token - 1
    while at >= 0 and (letters[at] in "-=R,:V" or words[at] in LABEL_WORDS):
        at -= 1
    end = at + 1
    while at >= 0 and letters[at] not in "(;,:.SX)B" and end - at < 12:
        at -= 1
    if at >= 0 and letters[at] in "(;,:":
        place.label, place.label_end = reading.chunk_at.get(at + 1), end
    if place.depth:
        at = place.token
        while at >= 0 and not (letters[at] == "(" and reading.depth[at] == place.depth):
            at -= 1
        place.opened = at if at >= 0 else None
