"""Several derivations as one Coq file: Coq takes longer to begin than for most of them.

Such a file is called a unit.  First come the modules that state, of all derivations, and then
those that prove.  A unit is trusted no more than any file of proofs: what is stated in it,
proved and relied on is asked in another run (:mod:`.questions`), by full paths.  That no
derivation spoils what is said of another, see :mod:`.judging`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..scripts.development import TACTICS, File
from ..statements.stated import LOADED

#: So many derivations at most share a file, and so many characters, unless it is one alone:
#: Coq holds all of them in memory.
MOST, LONGEST = 12, 2_000_000
_UNIT = re.compile(r"U_[0-9a-f]{16}\.(?=T_)")


@dataclass(frozen=True)
class Unit:
    """A file of derivations.

    Attributes:
        name: the name of the file, a module for Coq.
        files: the derivations, each after those that it cites.
        outside: where what they cite of other units is, by :attr:`CitedModule.name`.
    """

    name: str
    files: tuple[File, ...]
    outside: Mapping[str, str]

    def place(self, file: File) -> str:
        """The qualified name of the module with the proofs of a derivation."""
        return f"{file.path}.{self.name}.{file.module}"

    def stating(self, file: File) -> str:
        """The qualified name of the module with the statements of a derivation."""
        return f"{self._path}.{file.stated.module}"

    def parts(self, left_out: frozenset[str] = frozenset()) -> list[str]:
        """What is loaded, what each derivation states, what is imported, what each proves.

        ``left_out``: see :meth:`File.text`.
        """
        places = {**self.outside, **{file.name: self.place(file) for file in self.files}}
        cited = {places[c.name] for file in self.files for c in file.cites}
        needed = sorted({place.rpartition(".")[0] for place in cited} - {self._path})
        library, _, tactics = TACTICS.rpartition(".")
        loads = [f"From {library} Require {tactics}.", *(f"Require {name}." for name in needed)]
        head = LOADED + "\n".join([*loads, "", ""])
        stated = [f"{file.stated.alone()}\n" for file in self.files]
        proved = [file.proving(places, left_out) for file in self.files]
        return [head, *stated, f"Import {TACTICS}.\n", *proved]

    @property
    def _path(self) -> str:
        return f"{self.files[0].path}.{self.name}"

    def reach(self, file: File) -> set[str]:
        """The modules of this unit that a derivation of it may use: itself, and what it cites."""
        by_name = {other.name: other for other in self.files}
        found: dict[str, File] = {}
        left = [file]
        while left:
            here = left.pop()
            found[here.module] = here
            left += [by_name[c.name] for c in here.cites if c.name in by_name]
        return set(found)


def part_at(parts: Sequence[str], line: int) -> int | None:
    """The number of the derivation at this line of the file; None if it is at none."""
    ends = accumulate(part.count("\n") for part in parts)
    at = next((i for i, end in enumerate(ends) if line <= end), 0)
    half = len(parts) // 2
    return None if not line or at % half == 0 else at % half - 1


def stated_lines(parts: Sequence[str]) -> int:
    """How many lines of a file state, before any proves."""
    return sum(part.count("\n") for part in parts[: len(parts) // 2])


def bare(name: str) -> str:
    """What is in a derivation, as Coq calls it where each derivation is a file."""
    return _UNIT.sub("", name, count=1) if _UNIT.match(name) else name
