"""Features of a candidate group phrase: of the phrase alone, of the phrase and a statistic, and of "no group said".

A feature is a short name; the ranker has learned what each is worth. Features come in parts: a function with the few
values that its features depend on, so that the sum of a part is made once for all places with the same values.
"""

from .candidates import Candidate
from .proposals import GENERIC, Proposal
from .ranker import Part
from .reading import Reading
from .scene import Place, Scene

SEGMENT_MARKS = {
    ",": "comma", "C": "and", "W": "who", "(": "bracket", "V": "verb", "K": "than", "S": "statistic", "M": "number",
    "X": "marker", "E": "participle",
}  # fmt: skip


def bucket(number: int) -> int:
    """Small numbers as they are, larger ones by their class."""
    for limit in (15, 9, 6, 4):
        if number >= limit:
            return limit
    return number


def phrase_parts(scene: Scene, candidate: Candidate) -> list[Part]:
    """What a candidate is like, whatever the statistic."""
    reading = scene.reading
    letters, words = reading.letters, reading.words
    chunk, begin, end = candidate.chunk, candidate.first, candidate.last
    head, noun = reading.heads[chunk], reading.head_word(chunk)
    first, last = reading.chunks[chunk]
    determined = letters[first] == "D"
    bare = not candidate.hops and last - first - determined <= 1
    follows = letters[end : end + 1]
    cut = "P" if follows in ("P", "O") else "W" if follows in ("W", "E", "G") else "-"
    segment = letters[begin:end]
    parts: list[Part] = [
        (_edge_features, head, reading.token(begin - 1), reading.token(end)),
        (_size_features, bucket(end - begin), len(candidate.hops), words[first] if determined else "-"),
        (
            _core_features,
            head,
            bare,
            reading.roles[chunk],
            cut,
            contrast_side(reading, candidate),
            follows == "V",
            bare and noun in GENERIC,
        ),
        (_segment_features, head, "".join([mark for mark in SEGMENT_MARKS if mark in segment])),
    ]
    if candidate.hops:
        parts.append((_hop_features, head, candidate.hops, reading.heads[candidate.final]))
    return parts


def _edge_features(head: str, before: str, behind: str) -> list[str]:
    return [
        f"head={head}",
        f"before={before}",
        f"behind={behind}",
        f"before={before}&{head}",
        f"behind={behind}&{head}",
    ]


def _size_features(length: int, hops: int, determiner: str) -> list[str]:
    return [f"length={length}", f"hops={hops}", f"determiner={determiner}"]


def _core_features(
    head: str, bare: bool, role: str, cut: str, contrast: str, subject: bool, generic: bool
) -> list[str]:
    names = [f"bare={bare}&{head}", f"role={role}&{head}", f"cut={cut}&{head}", f"contrast={contrast}&{head}"]
    return names + [f"subject&{head}"] * subject + ["generic"] * generic


def _segment_features(head: str, marks: str) -> list[str]:
    return [f"has={SEGMENT_MARKS[mark]}{tail}" for mark in marks for tail in ("", f"&{head}")]


def _hop_features(head: str, hops: tuple[str, ...], final: str) -> list[str]:
    ends = [f"first_hop={hops[0]}&{head}", f"last_hop={hops[-1]}&{final}", f"final={final}"]
    return ends + [f"hop={hop}" for hop in hops]


def contrast_side(reading: Reading, candidate: Candidate) -> str:
    """ "2" right behind a contrasting word, "1" right before one, "0" elsewhere."""
    letters = reading.letters
    at, steps = candidate.first - 1, 0
    while at >= 0 and letters[at] in "PTODEG" and steps < 4:
        at -= 1
        steps += 1
    if at >= 0 and (letters[at] == "K" or (letters[at] == "." and letters[at - 1 : at] == "K")):
        return "2"
    follows = letters[candidate.last : candidate.last + 2]
    return "1" if follows[:1] == "K" or (follows[:1] in (",", ")") and follows[1:] == "K") else "0"


def relation_parts(
    scene: Scene, place: Place, chunk: int, proposals: list[Proposal], ranks: dict[int, tuple[int, str]]
) -> list[Part]:
    """How phrases that begin with a noun phrase stand to a statistic; ``ranks``: order and rule of those proposed."""
    reading = scene.reading
    head, kind, token = reading.heads[chunk], place.kind, place.token
    first, last = reading.chunks[chunk]
    back = place.sentence - reading.chunk_sentences[chunk]
    side = "before" if last <= token else "behind"
    where = side if back == 0 else f"back{back}"
    order, rule = ranks.get(chunk, (None, None))
    parts: list[Part] = [
        (_where_features, head, kind, where, reading.token(first - 1)),
        (_beside_features, where, reading.token(token - 1), reading.token(token + 1)),
        (_rule_features, order, rule, kind, proposals[0][0] if proposals else "none"),
    ]
    neighbours = (place.after, place.of, place.follow)
    if neighbours != (None, None, None):
        fits = tuple([None if neighbour is None else neighbour == chunk for neighbour in neighbours])
        parts.append((_neighbour_features, head, kind, fits, place.follow_word if fits[2] else ""))
    if back == 0:
        parts += _distance_parts(reading, place, chunk, side, head)
    else:
        parts.append(_earlier_part(reading, place, chunk, back, head))
    if place.runs > 1:
        mate = scene.listed.get(chunk)
        fit = "no" if mate is None or mate[1] != place.runs else "same" if mate[0] == place.run else "other"
        parts.append((_list_features, fit, place.respectively))
    return parts


def _where_features(head: str, kind: str, where: str, before: str) -> list[str]:
    return [
        f"where={where}",
        f"where={where}&{head}",
        f"where={where}&{kind}",
        f"where={where}&{kind}&{head}",
        f"{kind}&{head}",
        f"before={before}&{where}&{head}",
        f"before={before}&{kind}&{where}",
    ]


def _beside_features(where: str, previous: str, following: str) -> list[str]:
    return [f"next={following}&{where}", f"previous={previous}&{where}"]


def _rule_features(order: int | None, rule: str | None, kind: str, top: str) -> list[str]:
    if order is None:
        return ["unproposed", f"unproposed&{top}"]
    return [
        f"rule={rule}",
        f"order={min(order, 4)}",
        f"rule={rule}&{'first' if order == 0 else 'later'}",
        f"rule={rule}&{kind}",
        f"rule={rule}&over={top}",
    ]


def _neighbour_features(head: str, kind: str, fits: tuple[bool | None, ...], word: str) -> list[str]:
    """Whether a noun phrase is the one right behind the statistic, or behind "of" or another preposition."""
    names = []
    for name, fit in zip(("after", "of", "follow"), fits, strict=True):
        if fit:
            names += [f"is={name}", f"is={name}&{kind}", f"is={name}&{head}"]
        elif fit is False:
            names.append(f"not={name}")
    return [*names, f"is=follow&{word}", f"is=follow&{word}&{head}"] if fits[2] else names


def _list_features(fit: str, respectively: bool) -> list[str]:
    return [f"list={fit}&{respectively}"]


def _distance_parts(reading: Reading, place: Place, chunk: int, side: str, head: str) -> list[Part]:
    """What lies between a statistic and a noun phrase of its sentence."""
    first, last = reading.chunks[chunk]
    token = place.token
    start, stop = (last, token) if side == "before" else (token + 1, first)
    between = reading.letters[start:stop]
    words = between.count("N") + between.count("E") + between.count("V")
    crossed = "x" if "(" in between or ")" in between else ""
    clauses = max(-1, min(2, reading.clause_of[token] - reading.clause_of[first]))
    marks = "".join([mark for mark in ";B:KWV" if mark in between])
    return [
        (_far_features, side, bucket(words), bucket(stop - start), place.kind),
        (_count_features, side, min(between.count("S"), 4), head),
        (_depth_features, side, max(-1, min(1, place.depth - reading.depth[first])), crossed),
        (_clause_features, clauses, reading.roles[chunk], head, place.kind),
        (_between_features, side, marks, head),
    ]


def _far_features(side: str, words: int, tokens: int, kind: str) -> list[str]:
    return [f"far={side}{words}", f"tokens={side}{tokens}&{kind}"]


def _count_features(side: str, statistics: int, head: str) -> list[str]:
    return [f"statistics={side}{statistics}", f"statistics={side}{statistics}&{head}"]


def _depth_features(side: str, depth: int, crossed: str) -> list[str]:
    return [f"depth={side}{depth}{crossed}"]


def _clause_features(clauses: int, role: str, head: str, kind: str) -> list[str]:
    return [f"clauses={clauses}{role}", f"clauses={clauses}{role}&{head}", f"clauses={clauses}{role}&{kind}"]


def _between_features(side: str, marks: str, head: str) -> list[str]:
    names = [f"between={side}{mark}" for mark in marks if mark != "V"]
    return [*names, f"between={side}V&{head}"] if "V" in marks else names


def _earlier_part(reading: Reading, place: Place, chunk: int, back: int, head: str) -> Part:
    """How a noun phrase of an earlier sentence fits the noun right behind the statistic."""
    first, last = reading.chunks[chunk]
    echo = place.of if place.of is not None else place.after
    state = None
    if echo is not None:
        start, end = reading.chunks[echo]
        bare = end - start - (reading.letters[start] == "D") <= 1
        bare = bare and reading.letters[end : end + 1] not in ("P", "O", "W", "E")
        word = reading.words[end - 1]
        same = "=" if word == reading.words[last - 1] else "!"
        state = f"{'bare' if bare else 'full'}{'~' if word in GENERIC else ''}{same}"
    counted = reading.letters[first - 1 : first] == "S"
    return (_earlier_features, reading.roles[chunk], min(back, 3), head, place.kind, state, counted)


def _earlier_features(role: str, back: int, head: str, kind: str, echo: str | None, counted: bool) -> list[str]:
    names = [f"role={role}&back{back}&{head}", f"{kind}&back{back}"]
    names += [f"no_echo&{head}"] if echo is None else [f"echo={echo}{min(back, 2)}", f"echo={echo}&{head}"]
    return [*names, f"counted&back{back}", f"counted&{kind}"] if counted else names


def ending_features(reading: Reading, place: Place, candidate: Candidate) -> list[str]:
    """How the end of a candidate fits: up to the bracket of the statistic, the whole of its label."""
    names = []
    head = reading.heads[candidate.chunk]
    if place.opened is not None and candidate.last <= place.token:
        if candidate.last == place.opened:
            names = ["opens", f"opens&{head}", f"opens&{place.kind}"]
        else:
            names = [f"inside&{head}" if candidate.last > place.opened else "before_bracket"]
    if candidate.first < place.token < candidate.last:
        names.append("around")
    if place.label == candidate.chunk:
        whole = place.label_end == candidate.last
        names += [f"label={whole}", f"label={whole}&{head}", f"label={whole}&{min(1, place.depth)}"]
    if place.label_after == candidate.chunk:
        whole = place.label_after_end == candidate.last
        names += [f"label_after={whole}", f"label_after={whole}&{head}"]
    return names


def silence_features(scene: Scene, index: int, proposals: list[Proposal]) -> list[str]:
    """How likely it is that the text names no group for a statistic."""
    reading, place = scene.reading, scene.places[index]
    behind, before = reading.token(place.token + 1), reading.token(place.token - 1)
    unit = scene.statistics[index].unit
    names = [
        "silent",
        f"silent&{place.kind}",
        f"silent&next={behind}",
        f"silent&previous={before}",
        f"silent&{unit}",
        f"silent&pair={place.pair}",
        f"silent&next={behind}&{place.kind}",
        f"silent&depth={min(1, place.depth)}",
        f"silent&sentence={min(place.sentence, 3)}",
        f"silent&{scene.measures[index]}",
        f"silent&rule={proposals[0][0] if proposals else 'none'}",
    ]
    for name, chunk in (("after", place.after), ("of", place.of), ("follow", place.follow), ("label", place.label)):
        if chunk is not None:
            names.append(f"silent&{name}={reading.heads[chunk]}")
    heads = {head for head, at in zip(reading.heads, reading.chunk_sentences, strict=True) if at == place.sentence}
    names += [f"silent&has={head}" for head in sorted(heads)]
    if heads.isdisjoint(("person", "arm", "treatment", "case")):
        names.append("silent&nobody")
    return names
