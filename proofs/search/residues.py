"""What is left over of a line, in the author's notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import (
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.errors import HardlimitError, MissingHypothesis
from ..language.substitution import Substitution, family_name, substitute
from ..language.wording import called, describe, in_latex, written
from ..rules.gradients import differentiate
from ..rules.limits import Limits
from ..rules.normal.terms import Poly
from ..rules.optima import at_optimum, optimum_of
from .bench import Bench, Spent
from .columns import Columns
from .inequalities import Table, modes
from .linear import nearest_combination
from .question import Advice
from .spelling import Speller

#: Characters of a formula beyond which only its first terms are shown.
LONG = 240


def left_over(bench: Bench) -> Advice | None:
    """What the line lacks, if that can be said."""
    relation = bench.relation
    try:
        if isinstance(relation, Equal):
            return _of_equation(bench, relation.lhs, relation.rhs)
        if isinstance(relation, AtMost | LessThan):
            return _of_inequality(bench)
        if isinstance(relation, HasGradient):
            return _of_gradient(bench, relation)
        if isinstance(relation, TendsTo):
            return _of_limit(bench, relation)
        if isinstance(relation, ZeroExactlyAt):
            return _of_root(bench, relation)
        if isinstance(relation, Optimum):
            return _of_optimum(bench, relation)
    except (HardlimitError, RecursionError, KeyError, Spent):
        return None
    return None


def shown(bench: Bench, poly: Poly, names: tuple[str, ...] = ()) -> str:
    """A normal form for readers, definitions put back; its first terms if it is long."""
    speller = Speller(bench.context, bench.free)
    columns = Columns(bench, names, logs=False) if isinstance(bench.relation, AtMost) else None
    expr = speller.poly(poly)
    if columns is not None:
        expr = columns.refold(expr)
    text = written(sp.factor_terms(expr), bench.context)
    if len(text) <= LONG:
        return text
    terms = sorted((written(speller.term(m, c), bench.context) for m, c in poly.items()), key=len)
    first = " + ".join(terms[:2])
    return f"{first[:LONG]} and {len(poly) - 2} more terms" if len(poly) > 2 else first[:LONG]


def _of_equation(bench: Bench, lhs: Any, rhs: Any) -> Advice | None:
    best: tuple[int, int, Poly, tuple[str, ...], bool] | None = None
    for names, logs in _ways(bench, lhs, rhs):
        try:
            left = bench.state.residue(lhs, rhs, names, logs=logs)
        except (HardlimitError, RecursionError):
            continue
        size = (len(left), len(names) + logs)
        if best is None or size < best[:2]:
            best = (*size, left, names, logs)
    if best is None or not best[2]:
        return None
    _, _, left, names, logs = best
    said = ", ".join(called(name, bench.context) for name in names)
    how = f" with {said} written out" if said else ""
    how += " and the laws of the logarithm" if logs else ""
    return Advice("residue", f"left side minus right side leaves {shown(bench, left)}{how}")


def _ways(bench: Bench, *exprs: Any) -> Iterator[tuple[tuple[str, ...], bool]]:
    for names in ((), *bench.name_sets(*exprs)):
        for logs in (False, True):
            yield names, logs


def _of_inequality(bench: Bench) -> Advice | None:
    """The remainder of the combination that leaves least."""
    best: tuple[int, Poly, str] | None = None
    for names, logs in modes(bench)[:4]:
        table = Table(bench, names, logs)
        if not table.columns.target:
            continue
        columns = list(table.columns.of_lines(table.lines, scaled=False))
        found = nearest_combination(
            [c.poly for c in columns], table.columns.target, [c.signed for c in columns]
        )
        if found is None or not found.left:
            continue
        used = [(c, x) for c, x in zip(columns, found.numbers, strict=True) if x]
        lines = ", ".join(dict.fromkeys(_line(c.part[0].target) for c, _ in used if c.part))
        if best is None or len(found.left) < best[0]:
            best = (len(found.left), dict(found.left), lines)
    if best is None:
        return None
    sign, rest = "<" if isinstance(bench.relation, LessThan) else "<=", shown(bench, best[1])
    by = f"after {best[2]} there remains" if best[2] else "there remains"
    left = f"0 {sign} {rest}"
    if in_latex() and rest.startswith("$"):
        left = f"$0 {sign.replace('<=', chr(92) + 'le')} {rest[1:]}"
    return Advice("remainder", f"{by} to be shown that {left}")


def _line(target: str) -> str:
    # Conditions on lines of notes have names that nobody gave them.
    known = "the condition" if re.fullmatch(r"case_\d+_\d+", target) else target
    return f"step {target}" if target.replace(".", "").isdigit() else known


def _of_gradient(bench: Bench, relation: HasGradient) -> Advice | None:
    """What differentiating gives."""
    names = bench.reach(bench.names_in(relation.function))
    function = bench.context.unfold(relation.function, frozenset(names))
    own = differentiate(function, relation.variable, bench.state)
    poly = bench.poly(own)
    if poly is None:
        return None
    text = f"differentiating term by term gives {shown(bench, poly)}"
    rest = _of_equation(bench, own, relation.gradient)
    return Advice("gradient", f"{text}; {rest.text}" if rest else text)


def _of_limit(bench: Bench, relation: TendsTo) -> Advice | None:
    """What the limit laws give, or what they need."""
    known = [
        (line.relation, line.wild)
        for line in bench.of_kind(TendsTo)
        if line.relation.variable == relation.variable  # type: ignore[attr-defined]
    ]
    trouble = ""
    for names in (
        (),
        bench.names_in(relation.function),
        bench.reach(bench.names_in(relation.function)),
    ):
        function = bench.context.unfold(relation.function, frozenset(names))
        try:
            own = Limits(relation.variable, bench.state, known).of(function)  # type: ignore[arg-type]
        except MissingHypothesis as error:
            return Advice("limit", str(error))
        except HardlimitError as error:
            trouble = trouble or str(error)
            continue
        return Advice("limit", f"the limit laws give {written(own, bench.context)}")
    return Advice("limit", trouble) if trouble else None


def _of_optimum(bench: Bench, relation: Optimum) -> Advice:
    """The bound that a global optimum rests on."""
    try:
        optimum_of(bench.claim, bench.state)
    except MissingHypothesis as error:
        return Advice("step", f"{error}: show that first")
    best = at_optimum(relation, bench.context)
    low, high = (best, relation.function)
    if relation.kind == "maximises":
        low, high = high, low
    text = f"show first that {describe(AtMost(low, high), bench.context)}"
    if relation.unique:
        apart = describe(NotEqual(relation.variable, relation.value), bench.context)
        text += f", and < under the case {apart}"
    return Advice("step", f"{text}: then GlobalOptimum would do")


def _of_root(bench: Bench, relation: ZeroExactlyAt) -> Advice | None:
    """What the function is at the claimed root."""
    variable, names = relation.variable, bench.reach(bench.names_in(relation.function))
    function = bench.context.unfold(relation.function, frozenset(names))
    if isinstance(variable, sp.Indexed):
        change = Substitution(
            families={family_name(variable): (tuple(variable.indices), relation.solution)}
        )
    else:
        change = Substitution(symbols={variable.name: relation.solution})
    at = substitute(function, change)
    rest = _of_equation(bench, at, sp.Integer(0))
    if rest is None:
        return Advice("root", "it vanishes there, but is not a factor times (solution - unknown)")
    return Advice("root", f"at the claimed root the function is not 0: {rest.text}")


__all__ = ["left_over", "shown"]
