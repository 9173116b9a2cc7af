"""Features of a candidate group phrase: of the phrase alone, of the phrase and a statistic, and of "no group said".

A feature is a short name; the ranker has learned what each is worth.
"""

from .candidates import Candidate
from .proposals import GENERIC, Proposal
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


def phrase_features(scene: Scene, candidate: Candidate) -> list[str]:
    """What a candidate is like, whatever the statistic."""
    reading = scene.reading
    head, noun = reading.heads[candidate.chunk], reading.head_word(candidate.chunk)
    before, behind = reading.token(candidate.first - 1), reading.token(candidate.last)
    first, last = reading.chunks[candidate.chunk]
    length = candidate.last - candidate.first
    core = last - first - (reading.letters[first] == "D")
    bare = not candidate.hops and core <= 1
    follows = reading.letters[candidate.last : candidate.last + 1]
    cut = "P" if follows in ("P", "O") else "W" if follows in ("W", "E", "G") else "-"
    names = [
        f"head={head}",
        f"before={before}",
        f"behind={behind}",
        f"before={before}&{head}",
        f"behind={behind}&{head}",
        f"length={bucket(length)}",
        f"hops={len(candidate.hops)}",
        f"determiner={reading.words[first] if reading.letters[first] == 'D' else '-'}",
        f"bare={bare}&{head}",
        f"role={reading.roles[candidate.chunk]}&{head}",
        f"cut={cut}&{head}",
        f"contrast={contrast_side(reading, candidate)}&{head}",
    ]
    if follows == "V":
        names.append(f"subject&{head}")
    if bare and noun in GENERIC:
        names.append("generic")
    if candidate.hops:
        final = reading.heads[candidate.final]
        names += [f"first_hop={candidate.hops[0]}&{head}", f"last_hop={candidate.hops[-1]}&{final}", f"final={final}"]
        names += [f"hop={hop}" for hop in candidate.hops]
    segment = reading.letters[candidate.first : candidate.last]
    for mark, name in SEGMENT_MARKS.items():
        if mark in segment:
            names += [f"has={name}", f"has={name}&{head}"]
    return names


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


def relation_features(
    scene: Scene, place: Place, chunk: int, proposals: list[Proposal], ranks: dict[int, tuple[int, str]]
) -> list[str]:
    """How phrases that begin with a noun phrase stand to a statistic; ``ranks``: order and rule of those proposed."""
    reading = scene.reading
    head, kind = reading.heads[chunk], place.kind
    first, last = reading.chunks[chunk]
    back = place.sentence - reading.chunk_sentences[chunk]
    side = "before" if last <= place.token else "behind"
    where = side if back == 0 else f"back{back}"
    before = reading.token(first - 1)
    names = [
        f"where={where}",
        f"where={where}&{head}",
        f"where={where}&{kind}",
        f"where={where}&{kind}&{head}",
        f"{kind}&{head}",
        f"before={before}&{where}&{head}",
        f"before={before}&{kind}&{where}",
        f"next={reading.token(place.token + 1)}&{where}",
        f"previous={reading.token(place.token - 1)}&{where}",
    ]
    rank = ranks.get(chunk)
    top = proposals[0][0] if proposals else "none"
    if rank is None:
        names += ["unproposed", f"unproposed&{top}"]
    else:
        order, rule = rank
        names += [
            f"rule={rule}",
            f"order={min(order, 4)}",
            f"rule={rule}&{'first' if order == 0 else 'later'}",
            f"rule={rule}&{kind}",
            f"rule={rule}&over={top}",
        ]
    names += neighbour_features(place, chunk, head)
    if back == 0:
        names += distance_features(reading, place, chunk, side, head)
    else:
        names += earlier_features(reading, place, chunk, back, head)
    if place.runs > 1:
        mate = scene.listed.get(chunk)
        fit = "no" if mate is None or mate[1] != place.runs else "same" if mate[0] == place.run else "other"
        names.append(f"list={fit}&{place.respectively}")
    return names


def neighbour_features(place: Place, chunk: int, head: str) -> list[str]:
    """Whether a noun phrase is the one right behind the statistic, or behind "of" or another preposition."""
    names = []
    for name, neighbour in (("after", place.after), ("of", place.of), ("follow", place.follow)):
        if neighbour == chunk:
            names += [f"is={name}", f"is={name}&{place.kind}", f"is={name}&{head}"]
        elif neighbour is not None:
            names.append(f"not={name}")
    if place.follow == chunk:
        names += [f"is=follow&{place.follow_word}", f"is=follow&{place.follow_word}&{head}"]
    return names


def distance_features(reading: Reading, place: Place, chunk: int, side: str, head: str) -> list[str]:
    """What lies between a statistic and a noun phrase of its sentence."""
    first, last = reading.chunks[chunk]
    start, stop = (last, place.token) if side == "before" else (place.token + 1, first)
    between = reading.letters[start:stop]
    statistics = min(between.count("S"), 4)
    role = reading.roles[chunk]
    depth = max(-1, min(1, place.depth - reading.depth[first]))
    clauses = max(-1, min(2, reading.clause_of[place.token] - reading.clause_of[first]))
    names = [
        f"far={side}{bucket(between.count('N') + between.count('E') + between.count('V'))}",
        f"tokens={side}{bucket(stop - start)}&{place.kind}",
        f"statistics={side}{statistics}",
        f"statistics={side}{statistics}&{head}",
        f"depth={side}{depth}{'x' if '(' in between or ')' in between else ''}",
        f"clauses={clauses}{role}",
        f"clauses={clauses}{role}&{head}",
        f"clauses={clauses}{role}&{place.kind}",
    ]
    names += [f"between={side}{mark}" for mark in ";B:KW" if mark in between]
    if "V" in between:
        names.append(f"between={side}V&{head}")
    return names


def earlier_features(reading: Reading, place: Place, chunk: int, back: int, head: str) -> list[str]:
    """How a noun phrase of an earlier sentence fits the noun right behind the statistic."""
    first, last = reading.chunks[chunk]
    names = [f"role={reading.roles[chunk]}&back{min(back, 3)}&{head}", f"{place.kind}&back{min(back, 3)}"]
    echo = place.of if place.of is not None else place.after
    if echo is None:
        names.append(f"no_echo&{head}")
    else:
        start, end = reading.chunks[echo]
        bare = end - start - (reading.letters[start] == "D") <= 1
        bare = bare and reading.letters[end : end + 1] not in ("P", "O", "W", "E")
        word = reading.words[end - 1]
        same = "=" if word == reading.words[last - 1] else "!"
        state = f"{'bare' if bare else 'full'}{'~' if word in GENERIC else ''}{same}"
        names += [f"echo={state}{min(back, 2)}", f"echo={state}&{head}"]
    if reading.letters[first - 1 : first] == "S":
        names += [f"counted&back{min(back, 3)}", f"counted&{place.kind}"]
    return names


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
