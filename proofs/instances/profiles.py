"""Which sizes and which pool of values each instance is drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Sizes of instances; a name's size is one of the four, in turn.
_PATTERNS = (
    *((1, 1, 1, 1), (2, 2, 2, 2), (3, 2, 2, 2), (2, 3, 1, 2), (1, 2, 3, 2), (5, 3, 2, 1)),
    *((2, 1, 2, 3), (3, 3, 3, 3), (2, 5, 1, 2), (1, 3, 2, 2), (3, 1, 1, 2), (2, 2, 3, 1)),
)
#: The largest size that is ever drawn.
LARGEST = max(map(max, _PATTERNS))


@dataclass(frozen=True)
class Profile:
    """How one instance is drawn: sizes, the pool of values for real names, and its number.

    By the number each name that may be zero is zero in some instance, and free
    indices of one size are told apart in every second one.
    """

    sizes: tuple[int, ...]
    pool: str
    number: int


def profiles(count: int, sizes: int) -> Iterator[Profile]:
    """``count`` profiles for ``sizes`` many sizes; all ones first, small ones often."""
    pools = ("lattice", "mixed", "equal", "lattice", "generic")
    for number in range(count):
        pattern = _PATTERNS[number % len(_PATTERNS)]
        shift = number // len(_PATTERNS)
        chosen = tuple(pattern[(i + shift) % 4] for i in range(sizes))
        yield Profile(chosen, pools[number % len(pools)], number)
