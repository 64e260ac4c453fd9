"""The global names that a statement may use: each by its full path, and no other.

Coq prints a global name as the shortest text that leads to it.  What that text is where
the questions are asked, Coq itself says (``Locate``, of the full path); whatever else is
printed where a name goes that is not bound is refused.  So a second ``eq`` or ``sumr``
is told from the first, whoever brought it along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...language.functions import FUNCTIONS, OPAQUE
from .parse import Apply, Bind, Let, Tree, Unreadable

_PATHS = {
    "Coq.Init.Logic": "eq not and iff True False",
    "Coq.Init.Datatypes": "nat S O",
    "Coq.Init.Peano": "le lt",
    "Coq.Numbers.BinNums": "Z0 Zpos Zneg xH xO xI",
    "Coq.Reals.Rdefinitions.RbaseSymbolsImpl": "R Rplus Rmult Ropp Rlt",
    "Coq.Reals.Rdefinitions": "Rminus Rdiv Rle IZR",
    "Coq.Reals.Raxioms": "INR",
    "Coq.Reals.Rpow_def": "pow",
    "Coq.Reals.Rpower": "Rpower ln",
    "Coq.Reals.R_sqrt": "sqrt",
    "Coq.Reals.Rtrigo_def": "exp",
    "Coq.Reals.Rtrigo1": "PI",
    "Coq.Reals.Rbasic_fun": "Rabs",
    "Coq.Reals.Ranalysis1": "derivable_pt_lim",
    "Hardlimit.Vocabulary": "sumr prodr minr delta ind xlogy put1 put2 put3 mapsum tends_to",
    "Hardlimit.Optima": "minimises maximises minimises_uniquely maximises_uniquely "
    "apart0 apart1 apart2 apart3",
}
#: The full path of each global name of the vocabulary, by the name that :mod:`.terms` reads.
PATHS: Mapping[str, str] = {
    **{name: f"{path}.{name}" for path, names in _PATHS.items() for name in names.split()},
    **{
        one.coq: f"Hardlimit.{one.home}.{one.coq}"
        for one in FUNCTIONS
        if one.short or one.coq in OPAQUE
    },
}

#: The names that are bound in a statement: all of them are of our making.
_BOUND = re.compile(r"_|(?:new_)?v_[A-Za-z0-9_']+|i\d+_\d*")
_LOCATED = re.compile(
    r"(?:Constant|Inductive|Constructor) (\S+)"
    r"(?: \(shorter name to refer to it in current context is (\S+)\))?"
)


def located(path: str, answer: str) -> str:
    """What Coq prints for the global name at ``path``, by its answer to ``Locate``.

    Raises:
        Unreadable: if there is no such name, or the answer is about something else too.
    """
    found = _LOCATED.fullmatch(" ".join(answer.split()))
    if found is None or found[1] != path:
        raise Unreadable(f"Coq has no {path}")
    return found[2] or found[1]


def by_text(paths: Mapping[str, str], answers: Iterable[str]) -> dict[str, str]:
    """For each text that Coq prints the name in ``paths`` that it stands for.

    Raises:
        Unreadable: if one of them is missing, or two are printed alike.
    """
    found: dict[str, str] = {}
    for (name, path), answer in zip(paths.items(), answers, strict=True):
        text = located(path, answer)
        if text in found:
            raise Unreadable(f"Coq prints {text} for two names")
        found[text] = name
    return found


def resolved(node: Tree, known: Mapping[str, str], bound: frozenset[str] = frozenset()) -> Tree:
    """``node`` with every global name replaced by what it stands for.

    Raises:
        Unreadable: if a global name is not ``known``, or a bound name is not of our making.
    """
    if isinstance(node, Apply):
        if node.head in bound:
            head = node.head
        elif node.head in known:
            head = known[node.head]
        else:
            raise Unreadable(f"Coq printed {node.head}, which is no word of a statement")
        return Apply(head, tuple(resolved(a, known, bound) for a in node.args))
    if _BOUND.fullmatch(node.name) is None:
        raise Unreadable(f"Coq binds {node.name}, which is no name of a statement")
    inner = bound | {node.name} if node.name != "_" else bound
    if isinstance(node, Let):
        value = resolved(node.value, known, bound)
        return Let(node.name, value, resolved(node.body, known, inner))
    kind = resolved(node.type, known, bound)
    return Bind(node.kind, node.name, kind, resolved(node.body, known, inner))
