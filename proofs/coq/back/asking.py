"""A conversation with Coq: questions in a file that imports nothing, answers one by one.

The file is none of those that state or prove something, and loads them without importing
them: no notation, coercion, scope or printing option of theirs is in force in it, and
nothing that was printed while they were compiled can pass for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .parse import Unreadable

#: Everything in full: no notation, no coercion, no implicit argument, no omission.
OPTIONS = ("Set Printing All.", "Set Printing Depth 100000.", "Set Printing Width 1000.")
#: Asked after every question, so that the answers can be told apart.
_MARK, _MARKED = "Check I.", "I\n     : True\n"


class Questions:
    """Questions, in the order in which they are asked.

    Args:
        modules: the qualified names of the modules that they are about.
    """

    def __init__(self, modules: Iterable[str]) -> None:
        self._lines = [*(f"Require {name}." for name in modules), *OPTIONS, _MARK]
        self._count = 0

    def ask(self, *questions: str) -> slice:
        """Ask; the place of the answers among all."""
        for question in questions:
            self._lines += [question, _MARK]
        self._count += len(questions)
        return slice(self._count - len(questions), self._count)

    def text(self) -> str:
        """The file."""
        return "\n".join([*self._lines, ""])

    def answers(self, printed: str) -> Sequence[str]:
        """What Coq printed, answer by answer.

        Raises:
            Unreadable: if it printed more or fewer.
        """
        first, *found = printed.split(_MARKED)
        if first or len(found) != self._count + 1 or found.pop():
            raise Unreadable("Coq did not answer every question")
        return found
