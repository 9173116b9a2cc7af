"""Rules that propose the group of a statistic, the likeliest first; the ranker decides how far to trust each.

A rule names a noun phrase; how far the phrase reaches is left to the ranker.
"""

from .candidates import COMPARATIVES, Candidate
from .reading import Reading
from .scene import Place, Scene

PREPOSITIONS = frozenset(["in", "for", "among", "with", "on", "of", "without", "after", "from", "to"])
FRONTING = frozenset(["in", "for", "among", "of", "with"])
PEOPLE = frozenset(["person", "arm", "treatment"])
NO_GROUP = frozenset(["measure", "time", "study"])
GENERIC = frozenset(
    ["patients", "participants", "women", "men", "children", "adults", "cases", "individuals", "people", "subjects",
     "tumors", "survivors", "persons", "patient", "infants", "adolescents", "group", "groups", "cohort", "population",
     "sample", "them", "those", "others", "both", "these", "carriers", "study", "trial"]
)  # fmt: skip
COUNTS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "more",
     "fewer", "other", "eligible", "evaluable", "total", "remaining", "additional"]
)  # fmt: skip
TENS = frozenset(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
NO_LABELS = frozenset(
    ["auc", "srr", "aem", "sir", "smr", "n", "ear", "or", "rr", "hr", "aor", "ahr", "nnt", "range", "se", "sd", "iqr",
     "ci", "p", "smd", "deviation", "error", "rrdeath", "fewer", "hazard", "odds", "ratio", "birth", "es", "effect",
     "grade", "grades", "stages"]
)  # fmt: skip

DECIDING = frozenset(  # rules that leave the ranker only the length of the phrase
    ["label", "label_after", "bracket_label", "size_label", "operand_2", "operand_2_earlier"]
)

Proposal = tuple[str, int]


def propose_groups(scene: Scene, index: int, history: list[int | None]) -> list[Proposal]:
    """(rule, noun phrase) for one statistic; ``history`` holds the phrases proposed first for the ones before it."""
    hand = _Hand(scene, scene.places[index], history)
    hand.play_labels()
    hand.play_comparison()
    hand.play_neighbours()
    hand.play_clause()
    hand.play_earlier()
    return hand.proposals()


def points_back(reading: Reading, chunk: int) -> bool:
    """Whether a noun phrase only points back: "patients", "53 patients", "these tumors", "such treatment"."""
    first, last = reading.chunks[chunk]
    letters, words = reading.letters, reading.words
    behind = letters[last : last + 1]
    qualified = behind in ("O", "W", "E", "G") or (behind == "P" and words[last] not in ("at", "after", "by", "during"))
    if qualified:
        return False
    if words[first] in ("such", "this", "these"):
        return words[last - 1] in GENERIC or reading.heads[chunk] in PEOPLE
    core = [words[at] for at in range(first, last) if letters[at] not in "DRM" and words[at] not in COUNTS]
    core = [word for word in core if word.split("-")[0] not in TENS]
    return len(core) == 1 and core[0] in GENERIC


def find_contrasts(scene: Scene, sentence: int) -> list[tuple[int, int | None, int]]:
    """(token, first operand, second operand) of every "A versus B", "A than B", "between A and B" of a sentence."""
    if sentence not in scene.contrasts:
        reading = scene.reading
        found: list[tuple[int, int | None, int]] = []
        for at in range(len(reading.letters)):
            if reading.sentence_of[at] != sentence or reading.depth[at]:
                continue
            if reading.letters[at] == "K":
                second, preposition = _second_operand(reading, at)
                if second is not None:
                    found.append((at, _first_operand(scene, sentence, at, second, preposition), second))
            elif reading.words[at] in JOINING:
                found.extend(_joined_operands(reading, at))
        scene.contrasts[sentence] = found
    return scene.contrasts[sentence]


JOINING = frozenset(["between", "either", "receive", "receiving", "received"])


def _second_operand(reading: Reading, at: int) -> tuple[int | None, str | None]:
    """The noun phrase behind a contrasting word, and the preposition before it."""
    letters, words = reading.letters, reading.words
    if letters[at + 1 : at + 2] in ("M", "S"):
        return None, None
    token = at + 2 if words[at] == "vs" and letters[at + 1 : at + 2] == "." else at + 1
    preposition = None
    while token < len(letters) and token - at < 7 and token not in reading.chunk_at:
        if letters[token] in ".;S(,":
            return None, None
        if letters[token] in "PT":
            preposition = words[token]
        token += 1
    chunk = reading.chunk_at.get(token)
    return (None, None) if chunk is None or reading.heads[chunk] in NO_GROUP else (chunk, preposition)


def _first_operand(scene: Scene, sentence: int, at: int, second: int, preposition: str | None) -> int | None:
    """What the second operand is compared with: what stands next to it, behind the same preposition, or is alike."""
    reading = scene.reading
    letters, words, heads = reading.letters, reading.words, reading.heads
    beside = [
        c for c in scene.candidates.get(sentence, ()) if c.last == at or (c.last == at - 1 and letters[c.last] in ",)")
    ]
    beside = [c for c in beside if reading.head_word(c.chunk) not in COMPARATIVES and letters[c.first] != "M"]
    people = [candidate.chunk for candidate in beside if heads[candidate.chunk] in PEOPLE]
    if people:
        return min(people)
    earlier = [
        chunk
        for chunk in range(second - 1, -1, -1)
        if reading.chunk_sentences[chunk] == sentence and reading.chunks[chunk][1] <= at
    ]
    if preposition and preposition != "to" and letters[at + 1 : at + 2] != "P":
        for chunk in earlier:
            if words[reading.chunks[chunk][0] - 1] == preposition and heads[chunk] not in NO_GROUP:
                return chunk
    for chunk in earlier:
        if reading.head_word(chunk) == reading.head_word(second) and heads[chunk] in PEOPLE:
            return chunk
    others = [candidate.chunk for candidate in beside if heads[candidate.chunk] not in NO_GROUP]
    if others:
        return min(others)
    for chunk in earlier:
        if reading.roles[chunk] == "S" and heads[chunk] in (*PEOPLE, "case"):
            return chunk
    return next((chunk for chunk in earlier if heads[chunk] in PEOPLE), None)


def _joined_operands(reading: Reading, at: int) -> list[tuple[int, int | None, int]]:
    """The operands of "between A and B" and "either A or B"."""
    first = reading.chunk_at.get(at + 1, reading.chunk_at.get(at + 2))
    if first is None:
        return []
    end = reading.chunks[first][1]
    for token in range(end, min(len(reading.letters), end + 16)):
        second = reading.chunk_at.get(token + 1)
        if reading.letters[token] == "C" and second is not None:
            if reading.words[at] == "between" and not {reading.heads[first], reading.heads[second]} <= PEOPLE:
                return []  # "an association between age and relapse"
            return [(token, first, second)] if reading.words[at] == "between" or reading.words[token] == "or" else []
        if reading.letters[token] in ".;":
            return []
    return []


class _Hand:
    """The proposals for one statistic while its rules are played in order."""

    def __init__(self, scene: Scene, place: Place, history: list[int | None]) -> None:
        self.scene, self.reading, self.place, self.history = scene, scene.reading, place, history
        self.found: dict[int, str] = {}
        self.back: list[Proposal] = []
        self.later: list[tuple[str, int | None]] = []  # played last
        self.contrasts = find_contrasts(scene, place.sentence)
        self.own = bool(self.contrasts)
        if not self.own and place.pair != "0":
            for sentence in range(place.sentence - 1, -1, -1):
                self.contrasts = find_contrasts(scene, sentence)
                if self.contrasts:
                    break
        self.ending = self._phrases_before_bracket()

    def proposals(self) -> list[Proposal]:
        """In order of play; phrases that only point back come last."""
        for rule, chunk in self.later:
            self._add(rule, chunk)
        for rule, chunk in self.back:
            self.found.setdefault(chunk, rule)
        return [(rule, chunk) for chunk, rule in self.found.items()]

    def _add(self, rule: str, chunk: int | None) -> None:
        if chunk is not None:
            self.found.setdefault(chunk, rule)

    def _add_unless_back(self, rule: str, chunk: int | None) -> None:
        if chunk is None:
            return
        if points_back(self.reading, chunk):
            self.back.append((rule + "_back", chunk))
        else:
            self._add(rule, chunk)

    def _head(self, chunk: int | None) -> str:
        return "none" if chunk is None else self.reading.heads[chunk]

    def _is_label(self, chunk: int | None, until: int) -> bool:
        """Whether a noun phrase can label a number: no measure, no time, no statistic's own name."""
        if chunk is None:
            return False
        reading = self.reading
        first, last = reading.chunks[chunk]
        if self._head(chunk) in ("measure", "study") or set(reading.letters[first:last]) <= {"M", "U", "D"}:
            return False
        if "V" in reading.letters[last:until].rstrip("V"):  # "(ASXL1 was altered in 7% of cases)"
            return False
        if self._head(chunk) == "time" and (reading.letters[first] != "M" or "year" in reading.words[last - 1]):
            return False
        word = reading.words[last - 1]
        ratio = len(word) > 2 and reading.text[reading.starts[last - 1] :].startswith("HR")
        return not ratio and NO_LABELS.isdisjoint(reading.words[first:last]) and "of" not in reading.words[last:until]

    def _phrases_before_bracket(self) -> list[Candidate]:
        """The candidates that end right before the bracket in which the statistic stands."""
        opened = self.place.opened
        if opened is None:
            return []
        sentence = self.reading.sentence_of[opened]
        if opened and self.reading.letters[opened - 1] == "R":  # "surgery alone (n = 75)"
            opened -= 1
        depth = self.reading.depth[opened - 1] if opened else 0
        return [
            candidate
            for candidate in self.scene.candidates.get(sentence, ())
            if candidate.last == opened and self.reading.depth[candidate.first] == depth
        ]

    def play_labels(self) -> None:
        """Labels in brackets: "(BRCA1, 25%)", "(n = 43, surgery)", "3% (annual)", "in A (n = 5) and B (n = 6)"."""
        place, reading = self.place, self.reading
        words, letters, token = reading.words, reading.letters, place.token
        if place.depth and self._is_label(place.label, token):
            self._add("label", place.label)
        sized = words[max(0, token - 2) : token] == ["n", "="]
        if place.depth and sized and letters[token + 1 : token + 2] == ",":
            chunk = reading.chunk_at.get(token + 2)
            if chunk is not None and letters[reading.chunks[chunk][1] :][:1] in (";", ")", ","):
                self._add("size_label", chunk)
        chunk = reading.chunk_at.get(token + 2)
        if letters[token + 1 : token + 2] == "(" and chunk is not None and self._is_label(chunk, token):
            end = reading.chunks[chunk][1]
            if letters[end : end + 1] == ")":
                self._add("bracket_label", chunk)
        if place.depth and place.kind not in ("ratio", "p") and self._is_label(place.label_after, token):
            self._add_unless_back("label_after", place.label_after)
        if place.runs > 1 and place.respectively:
            nearest_first = sorted(self.scene.listed.items(), key=lambda item: abs(reading.chunks[item[0]][0] - token))
            for chunk, (at, length) in nearest_first:
                same = (at, length) == (place.run, place.runs)
                fronted = reading.words[reading.chunks[chunk - at][0] - 1] in PREPOSITIONS  # "in A and B"
                if same and reading.chunk_sentences[chunk] == place.sentence and self._head(chunk) not in NO_GROUP:
                    if self._head(chunk) in PEOPLE:
                        self._add("respectively", chunk)
                    elif fronted:
                        self._add("respectively_other", chunk)
        if sized and place.opened is not None and place.opened == token - 3:
            self._play_sized()

    def _play_sized(self) -> None:
        """What stands before "(n = 58)"; of several such brackets each takes its own phrase."""
        before = max((token for token in self.reading.positions if token < self.place.token), default=-1)
        own = [c for c in self.ending if self._head(c.chunk) in ("person", "arm") and c.first > before]
        own = own or [c for c in self.ending if self._head(c.chunk) == "treatment"]
        if own:
            self._add_unless_back("sized", min(c.chunk for c in own))
        elif self.ending:
            self._add("sized_other", max(c.chunk for c in self.ending))

    def _operand(self, which: int) -> int | None:
        """The operand of the nearest comparison."""
        if not self.contrasts:
            return None
        nearest = min(self.contrasts, key=lambda contrast: abs(contrast[0] - self.place.token))
        return nearest[which]

    def play_comparison(self) -> None:
        """Members of "40% vs. 30%" take the operands of the comparison around them."""
        if self.place.short and self.contrasts:
            which = 1 if self.place.pair.startswith("1") else 2
            self._add(f"operand_{which}" + ("" if self.own else "_earlier"), self._operand(which))

    def play_neighbours(self) -> None:
        """What stands next to the number: "58 women", "40% of women", "40% (CI) in women", "in women (40%)"."""
        place = self.place
        count = place.kind in ("size", "count")
        if count and self._head(place.after) in ("person", "arm"):
            self._add_unless_back("after", place.after)
        if self._head(place.of) not in NO_GROUP:
            self._add_unless_back("of", place.of)
        if place.follow_word in PREPOSITIONS and self._head(place.follow) in PEOPLE:
            self._add_unless_back("follow", place.follow)
        if not count and self._head(place.after) in ("person", "case"):
            self._add_unless_back("after", place.after)
        if self.own and not self.place.short and place.pair != "0":
            if "2" in place.pair:
                self._add("operand_2_far", self._operand(2))
            else:
                self._add("operand_1_far", self._operand(1))
        own = [c.chunk for c in self.ending if self._head(c.chunk) in ("person", "arm")]
        own = own or [c.chunk for c in self.ending if self._head(c.chunk) == "treatment"]
        self._add("first_of_pair", self._first_of_pair())
        if own:
            if place.kind in ("ratio", "change") and any(min(own) == second for _, _, second in self.contrasts):
                self._add("ratio_operand", self._operand(1))
            self._add_unless_back("bracketed", min(own))
        if place.kind in ("ratio", "change", "p"):
            self._play_associated()
            if self.own:
                self._add("ratio_operand", self._operand(1))

    def _play_associated(self) -> None:
        """ "Associated with smoking (RR, 1.8) or alcohol (RR, 1.3)": the phrase right before the bracket."""
        named = [c.chunk for c in self.ending if self._head(c.chunk) not in NO_GROUP and not c.hops]
        if named:
            before = self.reading.token(self.reading.chunks[named[0]][0] - 1)
            self._add(
                f"associated_{before if before in ('with', 'for', 'in', 'of', 'and', 'or') else 'other'}", named[0]
            )

    def _first_of_pair(self) -> int | None:
        """For a ratio behind the results of two groups, the first of them."""
        if self.place.kind not in ("ratio", "change", "p") or len(self.history) < 2 or not self.place.depth:
            return None
        index = len(self.history)
        first, second = self.scene.places[index - 2 : index]
        same = self.scene.measures[index - 2] == self.scene.measures[index - 1]
        together = first.sentence == second.sentence == self.place.sentence
        return self.history[-2] if same and together and self.history[-2] != self.history[-1] else None

    def play_clause(self) -> None:
        """Fronted phrases, subjects, and people named elsewhere in the sentence."""
        place, reading = self.place, self.reading
        here = [
            chunk
            for chunk, sentence in enumerate(reading.chunk_sentences)
            if sentence == place.sentence and not reading.depth[reading.chunks[chunk][0]]
        ]
        before = [chunk for chunk in here if reading.chunks[chunk][1] <= place.token]
        for chunk in before:
            fronting = reading.words[reading.chunks[chunk][0] - 1] in FRONTING
            if reading.roles[chunk] == "F" and fronting and self._head(chunk) in ("person", "arm", "case"):
                self._add_unless_back("fronted", chunk)
                break
        if reading.letters[place.token + 1 :].lstrip("R")[:1] == "V" and not place.depth:
            self._play_last("last_of_subject")  # the number itself is the subject: "66% had pain"
        subjects = [chunk for chunk in reversed(before) if reading.roles[chunk] == "S"]
        for chunk in subjects:
            if self._head(chunk) in PEOPLE:
                plain = reading.letters[reading.chunks[chunk][1] :][:1] == "V"
                self._add_unless_back(f"subject_{self._head(chunk)}" + ("" if plain else "_long"), chunk)
                break
        named = place.follow is not None and reading.letters[reading.chunks[place.follow][1] - 1] == "N"
        if named and place.follow_word in PREPOSITIONS and self._head(place.follow) in ("case", "other", "place"):
            self._add_unless_back(f"follow_{self._head(place.follow)}", place.follow)
        if place.kind in ("size", "count") and self._head(place.after) == "case":
            self._add_unless_back("after_case", place.after)
        self._add("before", next((chunk for chunk in reversed(before) if self._names_people(chunk)), None))
        behind = (chunk for chunk in here if reading.chunks[chunk][0] > place.token)
        person_behind = next((chunk for chunk in behind if self._names_people(chunk)), None)
        if not self.back:  # a sentence that points back is about people named earlier
            self._add("behind", person_behind)
        self.later.append(("behind", person_behind))
        for head in ("case", "other"):
            self.later.append((f"subject_{head}", next((c for c in subjects if self._head(c) == head), None)))

    def _names_people(self, chunk: int) -> bool:
        own = self.reading.words[self.reading.chunks[chunk][0]] not in ("their", "his", "her")
        return own and self._head(chunk) in ("person", "arm") and not points_back(self.reading, chunk)

    def play_earlier(self) -> None:
        """The group of the statistic before, and people or topics of the sentences before."""
        reading, sentence = self.reading, self.place.sentence
        self._play_last("last")
        for rule, back in (("cohort", 4), ("topic", 3)):
            for earlier in range(sentence - 1, sentence - 1 - back, -1):
                fit = (
                    chunk
                    for chunk, at in enumerate(reading.chunk_sentences)
                    if at == earlier and self._is_topic(chunk, rule)
                )
                chunk = next(fit, None)
                if chunk is not None:
                    self._add(rule, chunk)
                    break

    def _play_last(self, rule: str) -> None:
        self._add(rule, next((chunk for chunk in reversed(self.history) if chunk is not None), None))

    def _is_topic(self, chunk: int, rule: str) -> bool:
        if rule == "cohort":
            return self._head(chunk) == "person" and not points_back(self.reading, chunk)
        return self.reading.roles[chunk] == "S" and self._head(chunk) in ("case", "treatment", "arm")
