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
        f"noun={noun}",
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
    scene: Scene, place: Place, candidate: Candidate, proposals: list[Proposal], ranks: dict[int, tuple[int, str]]
) -> list[str]:
    """How a candidate stands to a statistic; ``ranks`` gives the order and rule of the proposed noun phrases."""
    reading = scene.reading
    head, kind = reading.heads[candidate.chunk], place.kind
    back = place.sentence - candidate.sentence
    side = "before" if candidate.last <= place.token else "behind" if candidate.first > place.token else "around"
    where = side if back == 0 else f"back{back}"
    names = [
        f"where={where}",
        f"where={where}&{head}",
        f"where={where}&{kind}",
        f"where={where}&{kind}&{head}",
        f"{kind}&{head}",
        f"before={reading.token(candidate.first - 1)}&{where}&{head}",
        f"before={reading.token(candidate.first - 1)}&{kind}&{where}",
        f"next={reading.token(place.token + 1)}&{where}",
        f"previous={reading.token(place.token - 1)}&{where}",
    ]
    names += proposal_features(place, candidate, proposals, ranks)
    names += neighbour_features(place, candidate, head)
    if back == 0 and side != "around":
        names += distance_features(reading, place, candidate, side, head)
    elif back > 0:
        names += earlier_features(reading, place, candidate, back, head)
    if place.runs > 1:
        mate = scene.listed.get(candidate.chunk)
        fit = "no" if mate is None or mate[1] != place.runs else "same" if mate[0] == place.run else "other"
        names.append(f"list={fit}&{place.respectively}")
    return names


def proposal_features(
    place: Place, candidate: Candidate, proposals: list[Proposal], ranks: dict[int, tuple[int, str]]
) -> list[str]:
    """Which rule proposes the candidate, and which comes first."""
    first = proposals[0][0] if proposals else "none"
    rank = ranks.get(candidate.chunk)
    if rank is None:
        return ["unproposed", f"unproposed&{first}"]
    order, rule = rank
    return [
        f"rule={rule}",
        f"order={min(order, 4)}",
        f"rule={rule}&{'first' if order == 0 else 'later'}",
        f"rule={rule}&{place.kind}",
        f"rule={rule}&over={first}",
    ]


def neighbour_features(place: Place, candidate: Candidate, head: str) -> list[str]:
    """Whether the candidate is the phrase right behind the statistic, behind "of", or its label."""
    names = []
    for name, chunk in (("after", place.after), ("of", place.of), ("follow", place.follow)):
        if chunk == candidate.chunk:
            names += [f"is={name}", f"is={name}&{place.kind}", f"is={name}&{head}"]
        elif chunk is not None:
            names.append(f"not={name}")
    if place.follow == candidate.chunk:
        names += [f"is=follow&{place.follow_word}", f"is=follow&{place.follow_word}&{head}"]
    if place.label == candidate.chunk:
        whole = place.label_end == candidate.last
        names += [f"label={whole}", f"label={whole}&{head}", f"label={whole}&{min(1, place.depth)}"]
    if place.label_after == candidate.chunk:
        whole = place.label_after_end == candidate.last
        names += [f"label_after={whole}", f"label_after={whole}&{head}"]
    return names


def distance_features(reading: Reading, place: Place, candidate: Candidate, side: str, head: str) -> list[str]:
    """What lies between a statistic and a candidate of its sentence."""
    start, stop = (candidate.last, place.token) if side == "before" else (place.token + 1, candidate.first)
    between = reading.letters[start:stop]
    level = min(place.depth, reading.depth[candidate.first])
    statistics = between.count("S")
    names = [
        f"far={side}{bucket(between.count('N') + between.count('E') + between.count('V'))}",
        f"tokens={side}{bucket(stop - start)}&{place.kind}",
        f"statistics={side}{min(statistics, 4)}",
        f"statistics={side}{min(statistics, 4)}&{head}",
    ]
    names += [f"between={side}{mark}" for mark in ";B:KW" if mark in between]
    if "V" in between:
        names.append(f"between={side}V&{head}")
    depth = max(-1, min(1, place.depth - reading.depth[candidate.first]))
    names.append(f"depth={side}{depth}{'x' if '(' in between or ')' in between else ''}")
    if place.opened is not None and side == "before":
        if candidate.last == place.opened:
            names += ["opens", f"opens&{head}", f"opens&{place.kind}"]
        else:
            names.append(f"inside&{head}" if candidate.last > place.opened else "before_bracket")
    if stop - start <= SHORT:
        words = " ".join([reading.token(at) for at in range(start, stop)])
        names += [f"link={side}:{words}", f"link={side}:{words}&{head}"]
    clauses = max(-1, min(2, reading.clause_of[place.token] - reading.clause_of[candidate.first]))
    role = reading.roles[candidate.chunk]
    names += [f"clauses={clauses}{role}", f"clauses={clauses}{role}&{head}", f"clauses={clauses}{role}&{place.kind}"]
    alike = sum(
        1
        for (first, last), other in zip(reading.chunks, reading.heads, strict=True)
        if other == head and start <= first and last <= stop
    )
    names += [f"nearer={side}{min(alike, 3)}&{head}", f"nearer={side}{min(alike, 3)}"]
    if level == 0 and "," in between:
        names.append(f"between={side},")
    return names


SHORT = 4  # tokens of a link whose words count


def earlier_features(reading: Reading, place: Place, candidate: Candidate, back: int, head: str) -> list[str]:
    """How a candidate of an earlier sentence fits the noun right behind the statistic."""
    noun = reading.head_word(candidate.chunk)
    names = [f"role={reading.roles[candidate.chunk]}&back{min(back, 3)}&{head}", f"{place.kind}&back{min(back, 3)}"]
    echo = place.of if place.of is not None else place.after
    if echo is None:
        names.append(f"no_echo&{head}")
    else:
        first, last = reading.chunks[echo]
        bare = last - first - (reading.letters[first] == "D") <= 1
        bare = bare and reading.letters[last : last + 1] not in ("P", "O", "W", "E")
        word = reading.words[last - 1]
        state = f"{'bare' if bare else 'full'}{'~' if word in GENERIC else ''}{'=' if word == noun else '!'}"
        names += [
            f"echo={state}{candidate.last - candidate.first > last - first}{min(back, 2)}",
            f"echo={state}&{head}",
        ]
    if reading.letters[candidate.first - 1 : candidate.first] == "S":
        names += [f"counted&back{min(back, 3)}", f"counted&{place.kind}"]
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
