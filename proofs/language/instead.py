"""What to write instead of what the vocabulary does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from .functions import FUNCTIONS

_INSTEAD = {
    "Float": "write an exact number, such as Rational(1, 2)",
    "Max": "write pos(x) for max(x, 0), larger(a, b) of two, -minimum(-f, k) over an index",
    "Min": "write smaller(a, b) of two numbers, minimum(f, k) over an index",
    "Piecewise": "treat the cases apart with d.case, or use indicator(a, b)",
    "Derivative": "a derivative is a line: has_gradient(f, x, g)",
    "Integral": "there are sums over indices, and no integrals",
    "Limit": "a limit is a line: tends_to(f, s, limit)",
    "Sum": "write total(f, n) over a declared index",
    "Product": "write product(f, n) over a declared index",
    "gamma": "write gamma(x) of hardlimit.proofs.author",
    "factorial": "write factorial(x) of hardlimit.proofs.author",
    "beta": "write beta(a, b) of hardlimit.proofs.author",
    "digamma": "write digamma(x) of hardlimit.proofs.author",
    "polygamma": "write digamma(x) of hardlimit.proofs.author; there is no further derivative",
    "loggamma": "write log(gamma(x)), with gamma of hardlimit.proofs.author",
    "binomial": "write factorial(n)/(factorial(k)*factorial(n - k))",
    "Symbol": "declare it with d.symbol",
    "Dummy": "declare it with d.symbol",
    "Heaviside": "treat the cases apart with d.case",
    "DiracDelta": "use delta(j, k) of indices, or indicator(a, b)",
    "Infinity": "there is no infinity: write tends_to as s falls to 0",
    "ImaginaryUnit": "all numbers are real",
    "Exp1": "the number e stands in powers only: exp(-1), and exp(x - 1) for exp(x)/e",
    "sign": "there are Abs(x), pos(x) for max(x, 0), and indicator(a, b)",
    **dict.fromkeys(("erf", "erfc"), "it is an integral: declare its value as a symbol"),
    **dict.fromkeys(("sin", "cos", "tan"), "declare what is used of it as symbols"),
    **dict.fromkeys(("sinh", "cosh", "tanh"), "write it by exp(x) and exp(-x)"),
    **dict.fromkeys(("floor", "ceiling"), "declare a whole number: sign='natural'"),
    "Trace": 'declare A = d.matrix("A", D, D): trace(A @ B) is read, and A.T',
    "Determinant": "the logarithm of one is a sum of logarithms of pivots: write that",
}
_MATRICES = ("Matrix", "Trace", "Transpose", "Inverse", "Determinant", "MatMul", "MatAdd", "MatPow")
_WORDS = "+, -, *, /, powers, exp, log, sqrt, Abs, total, product, minimum, " + ", ".join(
    one.word for one in FUNCTIONS if one.ours
)


def outside(expr: Any) -> str:
    """That ``expr`` is not in the vocabulary, and what is."""
    kind = type(expr).__name__
    told = f"there are {_WORDS}"
    if any(word in kind for word in _MATRICES) and kind not in _INSTEAD:
        told = 'declare A = d.matrix("A", D, D): A @ B, A.T, d.inverse(A) and trace(A) are read'
    text = str(expr)
    shown = text if len(text) <= 80 else f"{text[:80]}..."
    return f"{shown} ({kind}) is not in the vocabulary: {_INSTEAD.get(kind, told)}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A name that is meant perhaps, as the end of a message."""
    near = difflib.get_close_matches(name, [k for k in known if not k.isdecimal()], 1, 0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
