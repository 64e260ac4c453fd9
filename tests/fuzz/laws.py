"""The laws by which two forms of one value are made: one function a law.

Each takes a part of an expression and the bound indices in scope there, and returns another
form of the part, or None where the law has nothing to say.  A law is a fact of mathematics
written down here once more, in SymPy's constructors only; nothing is taken from the checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp
from hardlimit.proofs.language.places import Path, Scope, places, put
from hardlimit.proofs.language.substitution import (
    family_name,
    free_indices,
    names_used,
    substitute_index,
)
from hardlimit.proofs.language.vocabulary import (
    BINDERS,
    Index,
    Indicator,
    MapSum,
    MinOver,
    XLogY,
    delta,
    index_size,
    product,
    total,
)

from .language import CONTEXT, DEFINED, FREE, K, Maker, N, P

Law = Callable[[Maker, Any, Scope], Any]
HALF = sp.Rational(1, 2)


def spots(expr: Any) -> Iterator[tuple[Path, Any, Scope]]:
    """The places of ``expr`` where a number stands that is not written out in digits."""
    indices: list[Path] = []
    for path, part, scope in places(expr):
        if index_size(part) is not None:
            indices.append(path)
        elif not isinstance(part, sp.Number) and not any(path[: len(i)] == i for i in indices):
            yield path, part, scope


def _bound_in(part: Any) -> tuple[Index, ...]:
    return tuple(i for _, _, scope in places(part) for i in scope)


def _fresh(make: Maker, size: Any, part: Any, scope: Scope) -> Index | None:
    return make.fresh(size, (*scope, *_bound_in(part)))


def _one(part: Any, *kinds: Any) -> Any:
    """The body and the index of the outermost binder of ``part``, or None."""
    if not isinstance(part, kinds):
        return None
    *inner, outer = part.args[1:]
    return (part.func(part.args[0], *inner) if inner else part.args[0]), outer[0]


# -- sums --------------------------------------------------------------------------------------
def rename(make: Maker, part: Any, scope: Scope) -> Any:
    """A bound index may have another name."""
    found = _one(part, *BINDERS)
    new = _fresh(make, found[1].size, part, (*scope, found[1])) if found else None
    return (
        None
        if new is None
        else part.func(substitute_index(found[0], found[1], new), (new, 1, new.size))
    )


def swap(make: Maker, part: Any, scope: Scope) -> Any:
    """sum_i sum_j f = sum_j sum_i f."""
    if isinstance(part, sp.Sum) and len(part.args) > 2:
        limits = list(part.args[1:])
        limits.insert(make.choose(range(len(limits) - 1)), limits.pop())
        return sp.Sum(part.args[0], *limits)
    return None


def distribute(make: Maker, part: Any, scope: Scope) -> Any:
    """sum (f + g) = sum f + sum g."""
    if isinstance(part, sp.Sum) and isinstance(part.args[0], sp.Add):
        return sp.Add(*[sp.Sum(a, *part.args[1:]) for a in part.args[0].args])
    return None


def factor(make: Maker, part: Any, scope: Scope) -> Any:
    """a sum_i f = sum_i a f, and sum_i a = N a, if i does not occur in a."""
    found = _one(part, sp.Sum)
    if found is not None:
        out = [a for a in sp.Mul.make_args(found[0]) if found[1] not in free_indices(a)]
        inside = sp.Mul(*[a for a in sp.Mul.make_args(found[0]) if a not in out])
        if inside == 1:
            return found[1].size * sp.Mul(*out)
        return sp.Mul(*out) * total(inside, found[1]) if out else None
    if isinstance(part, sp.Mul):
        for a in part.args:
            one = rename(make, a, (*scope, *FREE, *_bound_in(part)))
            if one is not None and isinstance(a, sp.Sum):
                return sp.Sum(
                    sp.Mul(*[b for b in part.args if b is not a]) * one.args[0], *one.args[1:]
                )
    return None


def expand(make: Maker, part: Any, scope: Scope) -> Any:
    """a (b + c) = a b + a c, and the squares of sums."""
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Sum):
        other = rename(make, part.base, scope)
        if other is None:
            return None
        return sp.Sum(
            sp.Sum(part.base.args[0] * other.args[0], *other.args[1:]), *part.base.args[1:]
        )
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Add):
        return sp.Add(*[a * b for a in part.base.args for b in part.base.args])
    sums = [a for a in part.args if isinstance(a, sp.Add)] if isinstance(part, sp.Mul) else []
    if not sums:
        return None
    one = make.choose(sums)
    return sp.Add(*[sp.Mul(*[b for b in part.args if b is not one]) * a for a in one.args])


def shift_value(make: Maker, part: Any, scope: Scope) -> Any:
    """a b = (a + c) b - c b."""
    if not isinstance(part, sp.Mul | sp.Sum):
        return None
    shift = make.leaf(scope)
    if isinstance(part, sp.Sum):
        return sp.Sum(part.args[0] + shift, *part.args[1:]) - sp.Sum(shift, *part.args[1:])
    one = make.choose(part.args)
    rest = sp.Mul(*[a for a in part.args if a is not one])
    return (one + shift) * rest - shift * rest


# -- deltas, indicators, least values ----------------------------------------------------------
def collapse(make: Maker, part: Any, scope: Scope) -> Any:
    """f(i) = sum_j delta(i, j) f(j), for a name or a value of an assignment i."""
    found = [i for i in free_indices(part) if i not in _bound_in(part)]
    values = [
        p for _, p, _ in places(part) if isinstance(p, sp.Indexed) and index_size(p) is not None
    ]
    if found and (not values or make.chance(60)):
        index = make.choose(sorted(found, key=str))
        new = _fresh(make, index.size, part, scope)
        return (
            None
            if new is None
            else total(delta(index, new) * substitute_index(part, index, new), new)
        )
    if isinstance(part, sp.Indexed) and len(part.indices) == 1 and part.indices[0] in values:
        at = part.indices[0]
        new = _fresh(make, index_size(at), part, scope)
        return None if new is None else total(delta(at, new) * part.base[new], new)
    return None


def meet(make: Maker, part: Any, scope: Scope) -> Any:
    """delta(i, j) f(j) = delta(i, j) f(i), and delta^2 = delta."""
    if isinstance(part, sp.KroneckerDelta):
        return part**2
    deltas = (
        [a for a in part.args if isinstance(a, sp.KroneckerDelta)]
        if isinstance(part, sp.Mul)
        else []
    )
    for a in deltas:
        one, two = make.choose([a.args[:2], a.args[1::-1]])
        rest = sp.Mul(*[b for b in part.args if b is not a])
        if isinstance(one, Index) and isinstance(two, Index) and one in free_indices(rest):
            return a * substitute_index(rest, one, two)
    return None


def indicators(make: Maker, part: Any, scope: Scope) -> Any:
    """1[a = b] = 1[b = a] = 1[2 a = 2 b] = 1[a + c = b + c] = 1[a = b]^2."""
    if not isinstance(part, Indicator):
        return None
    a, b = part.args
    c = make.leaf(scope)
    return make.choose([Indicator(b, a), Indicator(2 * a, 2 * b), Indicator(a + c, b + c), part**2])


def absolute(make: Maker, part: Any, scope: Scope) -> Any:
    """|a| = |-2 a| / 2, |p a| = p |a| for p > 0, |a|^2 = a^2."""
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Abs):
        return part.base.args[0] ** 2
    if not isinstance(part, sp.Abs):
        return None
    p = make.positive(0, scope)
    return make.choose([sp.Abs(-2 * part.args[0]) / 2, sp.Abs(p * part.args[0]) / p])


def least(make: Maker, part: Any, scope: Scope) -> Any:
    """min (f + c) = min f + c and min p f = p min f, for p > 0."""
    found = _one(part, MinOver)
    if found is None:
        return None
    c, p = make.leaf(scope), make.positive(0, scope)
    limit = part.args[1]
    return make.choose([MinOver(found[0] + c, limit) - c, MinOver(p * found[0], limit) / p])


# -- quotients, powers, exponentials, logarithms -----------------------------------------------
def quotients(make: Maker, part: Any, scope: Scope) -> Any:
    """a = a p / p, (a + b) / p = a / p + b / p, for p > 0, also if p is a sum."""
    if not isinstance(part, sp.Mul | sp.Add | sp.Indexed):
        return None
    p, i, j = make.positive(1, scope), _fresh(make, K, part, scope), None
    if isinstance(part, sp.Add) and make.chance(50):
        return p * sp.Add(*[a / p for a in part.args])
    if i is not None and make.chance(50):
        j = _fresh(make, K, part, (*scope, i))
    if i is not None and j is not None:
        return part * total(P[i], i) / total(P[j], j)
    return (part * p + part) / (p + 1)


def powers(make: Maker, part: Any, scope: Scope) -> Any:
    """(u v)^c = u^c v^c and u = u^(1/2) u^(1/2), for u, v > 0."""
    if isinstance(part, sp.Pow) and not isinstance(part, sp.exp):
        p = make.positive(1, scope)
        return sp.Pow(part.base * p, part.exp) / sp.Pow(p, part.exp)
    if isinstance(part, sp.Mul):
        p = make.positive(1, scope)
        return part * sp.sqrt(p) * sp.sqrt(p) / p
    return None


def exponentials(make: Maker, part: Any, scope: Scope) -> Any:
    """e^(a + log p) = p e^a, e^(sum f) = prod e^f, p^y = e^(y log p), prod u v = prod u prod v."""
    if isinstance(part, sp.Product) and len(part.args) == 2:
        u, limit = part.args
        if isinstance(u, sp.Mul) and make.chance(60):
            return sp.Mul(*[sp.Product(a, limit) for a in u.args])
        return sp.exp(sp.Sum(sp.log(u), limit))
    if not isinstance(part, sp.exp):
        return None
    a, p = part.args[0], make.positive(0, scope)
    if isinstance(a, sp.Sum) and len(a.args) == 2:
        return sp.Product(sp.exp(a.args[0]), *a.args[1:])
    return make.choose([sp.exp(a + XLogY(sp.Integer(1), p)) / p, sp.exp(a + XLogY(a, p)) / p**a])


def logarithms(make: Maker, part: Any, scope: Scope) -> Any:
    """log(u v) = log u + log v, log u^c = c log u, log prod u = sum log u, for u, v > 0."""
    if isinstance(part, XLogY):
        q, u = part.args
        return make.choose([q * sp.log(u), -XLogY(q, 1 / u), XLogY(2 * q, u) / 2])
    if not isinstance(part, sp.log):
        return None
    u, p = part.args[0], make.positive(1, scope)
    if isinstance(u, sp.Product) and len(u.args) == 2:
        return total(sp.log(u.args[0]), u.args[1][0])
    if isinstance(u, sp.exp):
        return u.args[0]
    forms = [sp.log(u * p) - sp.log(p), -sp.log(1 / u), sp.log(u**2) / 2, XLogY(sp.Integer(1), u)]
    if isinstance(u, sp.Mul):
        forms += [sp.Add(*[sp.log(a) for a in u.args])] * 4
    return make.choose(forms)


# -- definitions, assignments ------------------------------------------------------------------
def unfold(make: Maker, part: Any, scope: Scope) -> Any:
    """A definition stands for its body."""
    if isinstance(part, sp.Symbol | sp.Indexed):
        name = family_name(part) if isinstance(part, sp.Indexed) else part.name
        if name in DEFINED:
            return CONTEXT.definitions[name].at(tuple(getattr(part, "indices", ())))
    return None


def assignments(make: Maker, part: Any, scope: Scope) -> Any:
    """Sums over assignments are linear and finite; there are K^N of them."""
    if not isinstance(part, MapSum):
        return None
    body, rest = part.args[0], part.args[1:]
    if isinstance(body, sp.Add):
        return sp.Add(*[MapSum(a, *rest) for a in body.args])
    if isinstance(body, sp.Sum):
        return sp.Sum(MapSum(body.args[0], *rest), *body.args[1:])
    out = [a for a in sp.Mul.make_args(body) if "z" not in names_used(a)]
    inside = sp.Mul(*[a for a in sp.Mul.make_args(body) if a not in out])
    if inside == 1:
        return sp.Mul(*out) * sp.Pow(K, N)
    return sp.Mul(*out) * MapSum(inside, *rest) if out else None


def sample(make: Maker, law: str, scope: Scope) -> Any:
    """A part about which ``law`` has something to say, for laws that random parts rarely meet."""
    i, j = make.fresh(N, scope), make.fresh(K, scope)
    if i is None or j is None:
        return make.leaf(scope)
    inner = (*scope, i, j)
    a, b, c = (make.real(1, inner if law == "swap" else scope) for _ in range(3))
    if law == "swap":
        return total(a * b, *make.choose([(i, j), (j, i)]))
    if law == "delta meets":
        one = make.choose([x for x in (*scope, *FREE) if x.size in (N, K)])
        other = make.choose([x for x in (*scope, *FREE) if x.size == one.size])
        return delta(one, other) * a * total(make.real(1, (*scope, one, i)), i)
    if law == "power":
        u, v = make.positive(1, scope), make.positive(1, scope)
        return make.choose([sp.sqrt(u * v), (u + v) ** -1, (u * v) ** -HALF * a])
    if law == "absolute value":
        return make.choose([sp.Abs(a - b), sp.Abs(a * b), sp.Abs(a + b) ** 2])
    if law == "expand":
        return make.choose(
            [(a + b) * c, (a + b) ** 2, (b - c) * a, total(make.leaf(inner), i) ** 2]
        )
    if law == "distribute":
        return total(make.leaf(inner) + make.leaf(inner) * a, i)
    if law in ("exp", "log", "known entry"):
        u, v = make.positive(1, inner), make.positive(1, inner)
        if law == "exp":
            return make.choose([sp.exp(a), product(u * v, i), sp.exp(total(u, i)), product(u, j)])
        return make.choose(
            [sp.log(product(u, i)), sp.log(make.positive(2, scope)), sp.log(sp.exp(a))]
        )
    return None


def known_entry(make: Maker, part: Any, scope: Scope) -> Any:
    """log(u p) = log u + log p, where a fact says that the entry p is positive."""
    if not isinstance(part, sp.log):
        return None
    p = make.known(scope)
    return sp.log(part.args[0] * p) - sp.log(p)


LAWS: dict[str, Law] = {
    "rename": rename, "swap": swap, "distribute": distribute, "factor": factor,
    "expand": expand, "shift of value": shift_value, "delta collapse": collapse,
    "delta meets": meet, "indicator": indicators, "absolute value": absolute,
    "least value": least, "quotient": quotients, "power": powers, "exp": exponentials,
    "log": logarithms, "definition": unfold, "assignments": assignments,
    "known entry": known_entry,
}  # fmt: skip


def apply(make: Maker, expr: Any, law: Law, times: int) -> Any:
    """``expr`` after up to ``times`` uses of ``law``, at places chosen at random."""
    for _ in range(times):
        options = list(spots(expr))
        for _ in range(16):
            path, part, scope = make.choose(options) if options else ((), expr, ())
            new = law(make, part, scope)
            if new is not None:
                expr = put(expr, path, new)
                break
    return expr
