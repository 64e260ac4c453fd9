"""Signs in each case of a number that |u| or 1[u >= 0] is about, as assertions in Coq."""

from __future__ import annotations

from typing import Any

from ...language.claims import LessThan
from ...rules.siding import Case, shapes
from .signfacts import SHORT, Bound, FactSigns

#: Which of two cases holds, and the order of both.
_TWO = {(">=", "<"): "Rle_or_lt", (">", "<="): "Rlt_or_le"}
#: What is known of u where the cases of it are not all that could be: the sign, and of what.
_NAMES = {(">",): ("positive", 1), ("<",): ("positive", -1), (">=",): ("nonnegative", 1),
          ("<=",): ("nonnegative", -1), (">", "="): ("nonnegative", 1),
          ("=", "<"): ("nonnegative", -1), (">", "<"): ("nonzero", 1)}  # fmt: skip


class CaseSigns(FactSigns):
    """Signs that hold in every case."""

    def _in_cases(self, sign: str, e: Any, bound: Bound) -> str:
        """Tactics for the sign of ``e``: the cases told apart, and each of them closed."""
        found = self.signs.in_cases(e)
        if found is None:
            return ""
        u, split, _ = found
        closing = {case.sign: self._case(sign, case) for case in split}
        if not all(closing.values()):
            return ""
        name, text, order = self._name(), self.goal.term(u), tuple(closing)
        if order in _TWO:
            return f"destruct ({_TWO[order]} 0 {text}) as [{name} | {name}]; [{_either(closing)}]"
        known = ""
        if order in _NAMES:
            kind, side = _NAMES[order]
            known = f"pose proof {self._plainly(kind, side * u, bound)} as known_; "
        if len(split) == 1:
            said = self.goal.translator.relation(split[0].relation)
            return f"{known}assert ({name} : {said}) by lra; clear known_; {_either(closing)}"
        missing = "exfalso; first [lra | apply known_; lra]"
        ways = " | ".join(closing.get(sign, missing) for sign in (">", "=", "<"))
        return f"{known}destruct (Rtotal_order 0 {text}) as [{name} | [{name} | {name}]]; [{ways}]"

    def _name(self) -> str:
        return f"case{self.signs.depth + 1}_"

    def _case(self, sign: str, case: Case) -> str:
        """Tactics that close one case: assertions of its own, and what follows from them.

        The indices around it are in scope there, and what it says is known.
        """
        signs, lines, made = self.signs, self.lines, self._made
        self.signs, self.lines, self._made = signs.on_side(case), [], {}
        try:
            closing = self._closed(sign, case) or self._against(case)
            tactics = [line.removesuffix(".") for line in self.lines]
        finally:
            self.signs, self.lines, self._made = signs, lines, made
        whole = all(line.startswith("try (") for line in tactics)
        return "; ".join([*tactics, closing]) if closing and whole else ""

    def _closed(self, sign: str, case: Case) -> str:
        for form in shapes(case.expr):
            if self._holds(sign, form):
                known = self.sign(sign, form, force=True)
                same = f"{self._moved(case)}hl_sided; hl_alike; hl_field"
                return f"refine ({SHORT[sign]}_equal _ _ {known} _); {same}"
        return ""

    def _against(self, case: Case) -> str:
        """A case that cannot be, by a line or an earlier case."""
        found = self.signs.contradicted(case)
        if found is None:
            return ""
        low, high = found[0].relation.expressions()
        kind = "nonnegative" if isinstance(found[0].relation, LessThan) else "positive"
        known = self._plainly(kind, low - high, ())
        return f"pose proof {known} as here_; pose proof {self._use(found[0], {})} as no_; lra"

    def _plainly(self, kind: str, e: Any, bound: Bound) -> str:
        """The proof of a sign for which no cases are told apart."""
        around, self.signs = self.signs, self.signs.alone
        try:
            return self.sign(kind, e, bound, force=True)
        finally:
            self.signs = around

    def _moved(self, case: Case) -> str:
        """Where u = 0: what a number in u is then, put in for it."""
        if case.root is None:
            return ""
        leaf, value = (self.goal.term(e) for e in case.root)
        return f"assert (same_ : {leaf} = {value}) by lra; try rewrite same_; "


def _either(closing: dict[str, str]) -> str:
    return " | ".join(closing.values())
