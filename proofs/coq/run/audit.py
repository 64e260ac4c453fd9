"""What proofs rest on, asked and read by full paths.  Imports no SymPy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..back.asking import Questions
from ..back.globals import by_text
from ..back.parse import Unreadable
from . import running

_ENTRY = re.compile(r"([^\W\d][\w'.]*)(?: :.*|)")
_NONE = "Closed under the global context"


def assumptions_asked(questions: Questions, theorems: Iterable[str]) -> slice:
    """Ask what these theorems rest on, through everything that they use."""
    known = questions.ask(*(f"Locate {path}." for path in sorted(running.AXIOMS)))
    used = " ".join(f"let _ := {name} in" for name in theorems)
    questions.ask(f"Definition everything : True := {used} I.")
    asked = questions.ask("Print Assumptions everything.")
    return slice(known.start, asked.stop)


def assumptions_told(answers: Sequence[str]) -> set[str]:
    """The axioms, by their full paths; others as Coq prints them.

    Raises:
        Unreadable: if that is no list of axioms.
    """
    *located, defined, printed = answers
    paths = {path: path for path in sorted(running.AXIOMS)}
    texts = by_text(paths, located)
    if defined:
        raise Unreadable("Coq does not say what the proofs rest on")
    first, _, rest = printed.partition("\n")
    if first == _NONE and not rest:
        return set()
    if first != "Axioms:" or not rest:
        raise Unreadable("Coq does not say what the proofs rest on")
    found = set()
    for line in rest.splitlines():
        if line.startswith(" "):
            continue
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            raise Unreadable(f"Coq names {line[:60]!r} among the axioms")
        found.add(texts.get(entry[1], entry[1]))
    return found
