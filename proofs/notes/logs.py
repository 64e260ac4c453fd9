"""Logarithms: how far they reach, and 0 log 0 = 0 where a file says so."""

from __future__ import annotations

from typing import Any

from ..language.vocabulary import Index, xlogy
from . import values
from .brackets import BIG, PAIRS, BracketReader, Factor, Term
from .conventions import weighted_log
from .tokens import Token
from .values import Value


class LogReader(BracketReader):
    """Reads logarithms."""

    def _product(self) -> Term:
        raise NotImplementedError

    def _big(self, here: Token, in_log: bool = False) -> Factor:
        raise NotImplementedError

    def _log(self, here: Token) -> Factor:
        argument, kind, bound = self._log_argument()
        value = self._built(here, values.logarithm, argument)
        self.partial.append(value)
        return Factor(Value(value), kind, bound)

    def _log_argument(self) -> tuple[Any, str, frozenset[Index]]:
        """What a logarithm is of; the kind says whether it is closed by a bracket."""
        here = self.token
        if self.peek() == "^":
            raise self.error(r"write (\log ...)^{...} for a power of a logarithm")
        if self.peek() == "_":
            raise self.error(r"write \frac{\log x}{\log 2} for the logarithm to the base 2")
        if self.peek() in PAIRS:
            self.take()
            argument = self.number(self._inside(PAIRS[here.text]), here)
            if self.peek() == "^":
                raise self.error(
                    "does the power belong to the logarithm or to its argument? Put brackets"
                )
            return argument, "exp", frozenset()
        if self.peek() in BIG:
            self.take()
            found = self._big(here, in_log=True)
            return self.number(found.value, here), "big", found.bound
        if self.token.is_digit:
            # Nobody means (log 2) pi by \log 2\pi.
            term = self._product()
            if any(kind.startswith("dot") for kind in term.kinds):
                raise self.error(r"does the logarithm end at the dot? Put brackets", here)
            if not {*term.kinds} <= {"number", "name", "power"}:
                raise self.error(
                    r"does the logarithm reach over all that follows? Put brackets", here
                )
            return self.number(term.value, here), "log", term.bound
        return self.number(self._factor().value, here), "log", frozenset()

    def _weighted_log_follows(self) -> bool:
        marks = ((r"\circ",), ("{", r"\circ", "}"))
        return any(
            [self.peek(i) for i in range(2 + len(mark))] == [r"\log", "^", *mark] for mark in marks
        )

    def _weighted_log(self, weight: Factor, here: Token) -> Factor:
        q = self.number(weight.value, here)
        if weight.kind in ("log", "big"):
            raise self.error("a weighted logarithm has one factor before it: put brackets", here)
        self.take(r"\log")
        self.take("^")
        for mark in ("{", r"\circ", "}") if self.peek() == "{" else (r"\circ",):
            self.take(mark)
        argument, kind, bound = self._log_argument()
        self.partial.append(xlogy(q, argument))
        return Factor(Value(xlogy(q, argument)), kind, bound)

    def _by_convention(self, weight: Factor, log: Factor) -> Factor | None:
        """The product where the file says that 0 log 0 is 0 and ``weight`` may vanish."""
        whole, here = weight.value.expr, log.value.expr
        made = weighted_log(whole, here, self.context) if self.source.zero_logs else None
        if made is None:
            return None
        if here in self.partial:
            self.partial.remove(here)
        self.partial.append(made)
        return Factor(Value(made), log.kind, weight.bound | log.bound)
