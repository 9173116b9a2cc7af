"""The best pairing of claims that compete for one another: exact, and without a matrix.

Each claim has few candidates, so the shortest path of changes of mind (Kuhn and Munkres, in the form of Jonker and
Volgenant, Computing 38: 325-340, 1987) is looked for among those alone.
"""

from collections.abc import Mapping
from heapq import heappop, heappush

Gains = Mapping[int, Mapping[int, float]]


def assign(gains: Gains) -> dict[int, int]:
    """The pairing of the keys with the highest total gain, as key to candidate; a key may stay without one.

    Gains are above 0, candidates are numbered from 0.
    """
    pairing = _Pairing(gains)
    for one in sorted(gains):
        pairing.place(one)
    return {one: other for one, other in sorted(pairing.choice.items()) if other >= 0}


class _Pairing:
    """A best pairing of the keys placed so far; ``~key`` stands for staying without a candidate, at no gain."""

    def __init__(self, gains: Gains) -> None:
        self.gains = gains
        self.choice: dict[int, int] = {}
        self.holder: dict[int, int] = {}
        self.price: dict[int, float] = {}

    def place(self, start: int) -> None:
        """Find a candidate for one more key; others take their next best where the total is better so."""
        asker: dict[int, int] = {}
        passed: dict[int, float] = {}
        queue: list[tuple[float, int, int]] = []
        self._ask(start, 0.0, queue)
        while True:
            length, other, one = heappop(queue)
            if other in passed:
                continue
            asker[other] = one
            if other not in self.holder:
                break
            passed[other] = length
            held_by = self.holder[other]
            self._ask(held_by, length + self.gains[held_by][other] + self.price.get(other, 0.0), queue)
        for candidate, at in passed.items():
            self.price[candidate] = self.price.get(candidate, 0.0) + at - length
        one = asker[other]
        while one != start:
            self.holder[other], self.choice[one], other = one, other, self.choice[one]
            one = asker[other]
        self.holder[other], self.choice[one] = one, other

    def _ask(self, one: int, length: float, queue: list[tuple[float, int, int]]) -> None:
        for other, gain in self.gains[one].items():
            heappush(queue, (length - gain - self.price.get(other, 0.0), other, one))
        heappush(queue, (length, ~one, one))
