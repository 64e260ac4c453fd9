r"""What an optimum is over: the variable below ``\arg\min``, ``\max``, and its domain."""

from __future__ import annotations

from typing import Any

from ..language.claims import AtMost, Hypothesis, LessThan, Relation
from ..language.declared import DECLARED
from ..language.substitution import name_of, names_used
from ..rules.logic import same_relation
from .formulas import FormulaReader
from .names import read_label, read_labels, read_written
from .places import NotUnderstood
from .ranges import used_at
from .values import Value

SEVERAL = (
    "an optimum is over one variable or family: of several at once say the bound, "
    r"L(\hat a, \hat b) \le L(a, b), and of each where it is best given the others"
)
OPTIMA = {
    **dict.fromkeys(("minimises", "minimizes", "argmin"), "minimises"),
    **dict.fromkeys(("maximises", "maximizes", "argmax"), "maximises"),
}

#: What is taken over all values of a variable, and what it is called.
EXTREMA = {r"\max": "greatest", r"\sup": "greatest", r"\min": "least", r"\inf": "least"}


class BelowReader(FormulaReader):
    """Reads the operators of optima and the variables below them."""

    def _variable(self, name: bool = True) -> tuple[Value, bool]:
        """What an optimum is over: a name, or a family ``(x_k)_{k}``."""
        if self.took("(") or self.took("{"):
            closer = ")" if self.tokens[self.place - 1].text == "(" else "}"
            value = self._name() if name else self.expression()
            self.take(closer)
            joint = self.took("_")
            if joint:
                for label in read_labels(self):
                    self.index(label)
            return value, joint
        return self._name(), False

    def _argmin_follows(self) -> bool:
        if self.peek() in (r"\argmin", r"\argmax", r"\arg"):
            return True
        starred = self.peek() in (r"\operatorname*", r"\operatorname", r"\underset")
        return starred and self.peek(2) in ("a", r"\operatorname*")

    def _extremum_follows(self) -> bool:
        r"""Whether \max stands here over a number or a family, and not over an index."""
        if self.peek() not in EXTREMA or self.peek(1) != "_":
            return False
        grouped = self.peek(2) == "{"
        return self._names_number(3 if grouped else 2)

    def _names_number(self, ahead: int = 0) -> bool:
        """Whether what stands there is the name of a number or a family, and of no index."""
        before = self.place
        try:
            self.place += ahead
            written = read_written(self)
        except NotUnderstood:
            return False
        finally:
            self.place = before
        known = [item for item, _ in self.names.matching(written)]
        index = not written.labels and written.head in self.names.indices
        return bool(known) and known[0].kind in ("symbol", "family") and not index

    def _argmin(self) -> tuple[str, Value, bool]:
        here = self.take()
        if here.text not in (r"\argmin", r"\argmax"):
            raise self.error("only arg min and arg max are known", here)
        return OPTIMA[here.text.removeprefix("\\")], *self._taken_over()

    def _taken_over(self) -> tuple[Value, bool]:
        """The variable that stands below an operator, over all that was declared of it."""
        self.take("_")
        grouped = self.took("{")
        self._new_letter()
        variable, joint = self._variable()
        if grouped:
            if self.peek() == ",":
                raise self.error(SEVERAL)
            self._domain_of(variable)
            self.take("}")
        return variable, joint

    def _new_letter(self) -> None:
        r"""Let the j of ``\arg\min_j d_j`` be an index, if it is one behind, and nothing else."""
        before = self.place
        try:
            label = read_label(self)
        except NotUnderstood:
            return
        finally:
            self.place = before
        known = any(item.look.head == label.text for item in self.names.known)
        size = None if known or label.sub else used_at(self, self.names, label)
        if size is not None and label.text not in self.names.indices:
            self.index(label, size)

    def _domain_of(self, variable: Value) -> None:
        r"""``\lambda > 0`` or ``w \in \mathbb{R}^D`` below arg max says what is declared again."""
        here, sign = self.token, self.context.sign_of(variable.expr)
        if self.took(">", "0"):
            again = sign == "positive"
        elif self.took(r"\ge", "0"):
            again = sign == "nonnegative"
        elif self.took(r"\in", r"\mathbb", "{", "R", "}") or self.took(r"\in", r"\mathbb", "R"):
            again = sign == "real"
            if self.took("^"):
                read_labels(self) if self.peek() == "{" else self.take()
        elif self.took(r"\in"):
            again = self._is_domain(variable.expr, self._interval(variable.expr))
        else:
            return
        if not again:
            raise self.error(
                "an optimum is taken over what was declared: declare the variable so, or leave "
                "this out",
                here,
            )

    def _interval(self, variable: Any) -> list[Relation]:
        """The bounds that an interval says."""
        above = self._end("[", "(")
        low = self.number(self.expression(), self.token)
        self.take(",")
        if self.took(r"\infty"):
            self.take(")")
            return [above(low, variable)]
        high = self.number(self.expression(), self.token)
        return [above(low, variable), self._end("]", ")")(variable, high)]

    def _end(self, closed: str, left_out: str) -> type[AtMost | LessThan]:
        if self.took(closed):
            return AtMost
        self.take(left_out)
        return LessThan

    def _said_of(self, variable: Any) -> list[Hypothesis]:
        """The hypotheses about a variable, and about what rests on it."""
        name, context = name_of(variable), self.context
        return [
            h
            for h in context.hypotheses.values()
            if any(name in names_used(context.unfold_all(e)) for e in h.expressions())
        ]

    def _is_domain(self, variable: Any, bounds: list[Relation]) -> bool:
        """Whether these bounds are what is declared and supposed of the variable, all of it."""
        said = [h.relation for h in self._said_of(variable)]
        declared = DECLARED[self.context.sign_of(variable)].of(variable)
        said += [declared] if declared is not None else []
        return all(
            any(same_relation(a, b) for b in two)
            for one, two in ((said, bounds), (bounds, said))
            for a in one
        )
