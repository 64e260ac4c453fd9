"""Which sizes, which indices and which values each instance is drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: What one size may be, and its free indices: one; two, all the same; two, all different;
#: three, different.  With one point and two clusters, say, k = j and k != j are both drawn.
_STATES = ((1, "equal"), (2, "equal"), (2, "distinct"), (3, "distinct"))
#: Larger ones, and other orders of indices, for every second round.
_OTHERS = ((2, "random"), (3, "random"), (1, "random"), (5, "distinct"))
#: Products of the numbers 0, 1, a, a + 1 of the field of four elements (their sums are ``^``).
_TIMES = ((0, 0, 0, 0), (0, 1, 2, 3), (0, 2, 3, 1), (0, 3, 1, 2))
#: In so many instances any two sizes have been together in every two of their states.
ROUND = 16
#: The largest size that is ever drawn.
LARGEST = max(size for size, _ in (*_STATES, *_OTHERS))


@dataclass(frozen=True)
class Profile:
    """How one instance is drawn: sizes, the pool of values for real names, and its number.

    ``modes`` say of each size whether its free indices are equal, distinct or random.  By
    the number each name that may be zero is zero in some instance.
    """

    sizes: tuple[int, ...]
    modes: tuple[str, ...]
    pool: str
    number: int


def profiles(count: int, sizes: int) -> Iterator[Profile]:
    """``count`` profiles for ``sizes`` many sizes; all ones first.

    The states of the sizes are the lines of an orthogonal array: in each round of 16 any
    two of up to five sizes meet in all 16 pairs of states.
    """
    pools = ("lattice", "mixed", "equal", "lattice", "generic")
    for number in range(count):
        turn, place = divmod(number, ROUND)
        states = _OTHERS if turn % 2 else _STATES
        chosen = [states[s] for s in _line(place, turn // 2, sizes)]
        yield Profile(
            tuple(size for size, _ in chosen),
            tuple(mode for _, mode in chosen),
            pools[number % len(pools)],
            number,
        )


def _line(place: int, turn: int, sizes: int) -> Iterator[int]:
    """One line of the array: x, y and x + c y for the numbers c, in an order that turns."""
    x, y = divmod(5 * place % ROUND, 4)  # so that both change from one line to the next
    columns = (y, x, x ^ y, x ^ _TIMES[2][y], x ^ _TIMES[3][y])
    for number in range(sizes):
        yield columns[(number + turn) % len(columns)]
