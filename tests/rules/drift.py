"""What the installed SymPy answers where it is known to be wrong, and where it is right.

``python tests/rules/drift.py`` prints one plain line for each row that has changed, and "no
change" if there is none.  It needs SymPy and nothing else, so that it runs in an environment
of its own: ``make drift`` makes one with the newest SymPy of the package index.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import sympy as sp

#: Seconds for one question (where the platform has an alarm).
SECONDS = 60

A, B, S, Z = sp.symbols("a b s Z", positive=True)
H, J, K, L, N, P = sp.symbols("i j k l n p", integer=True, positive=True)
X, R, M = (sp.IndexedBase(name) for name in "XRM")
F = sp.Function("f")
T, U, V = sp.symbols("t u v", real=True)
SQUARE, COLUMN, OTHER = (sp.MatrixSymbol(n, 3, c) for n, c in (("Q", 3), ("c", 1), ("d", 1)))
DETERMINANT = sp.Determinant(SQUARE)


@dataclass(frozen=True)
class Trap:
    """A question, the wrong answer that SymPy is known to give, and the right one.

    ``right`` is None where no single expression is the answer; ``truth`` says it in words.
    """

    ask: Callable[[], Any]
    wrong: Any
    truth: str
    right: Any = None


TRAPS: dict[str, Trap] = {
    "limit-responsibility": Trap(
        lambda: sp.limit(sp.exp(-A / S) / (sp.exp(-A / S) + sp.exp(-B / S)), S, 0, "+"),
        1, "1, 1/2 or 0, by the order of a and b"),
    "limit-depends-on-name": Trap(
        lambda: sp.limit(sp.exp(-A / S) / (sp.exp(-A / S) + sp.exp(-Z / S)), S, 0, "+"),
        0, "1, 1/2 or 0, by the order of a and Z"),
    "limit-free-energy": Trap(
        lambda: sp.limit(-S * sp.log(sp.exp(-A / S) + sp.exp(-B / S)), S, 0, "+"),
        A, "min(a, b)", sp.Min(A, B)),
    "limit-logsumexp": Trap(
        lambda: sp.limit(S * sp.log(sp.exp(A / S) + sp.exp(B / S)), S, 0, "+"),
        B, "max(a, b)", sp.Max(A, B)),
    "limit-piecewise": Trap(
        lambda: sp.limit(sp.Piecewise((1, T > 0), (0, True)), T, 0, "+"), 0, "1", sp.Integer(1)),
    "logsumexp-gradient": Trap(
        lambda: sp.diff(sp.log(sp.Sum(sp.exp(X[H]), (H, 1, N))), X[H]),
        1, "the softmax: the index of the variable is captured"),
    "kmeans-gradient-capture": Trap(
        lambda: sp.diff(sp.Sum(R[P, K] * (X[P] - M[K]) ** 2, (K, 1, L), (P, 1, N)), M[K]),
        sp.Sum((2 * M[K] - 2 * X[P]) * R[P, K], (K, 1, L), (P, 1, N)),
        "the sum over one cluster: the index of the variable is captured"),
    "sum-diff-function-index": Trap(
        lambda: sp.diff(sp.Sum(F(H) ** 2, (H, 1, N)), F(J)), 0, "2 f(j)", 2 * F(J)),
    "sum-reversed-range": Trap(
        lambda: sp.Sum(1, (H, 1, -3)).doit(), -3, "0", sp.Integer(0)),
    "sum-through-pole": Trap(
        lambda: sp.summation(1 / ((J - 3) * (J - 4)), (J, 1, N)),
        -sp.Rational(1, 3) - 1 / (N - 3), "undefined from n = 3 on"),
    "subs-captures": Trap(
        lambda: sp.Sum(T * H, (H, 1, N)).subs(T, H), sp.Sum(H**2, (H, 1, N)),
        "i sum_j j: the index that is put in is captured"),
    "simplify-cancels": Trap(
        lambda: sp.simplify((T**2 - U**2) / (T - U)), T + U, "undefined at t = u"),
    "divide-both-sides-by-zero": Trap(
        lambda: sp.Eq(1 / (T - T), 2 / (T - T)), sp.true, "undefined"),
    "solve-drops-parameter-case": Trap(
        lambda: sp.solve(V * T - U, T), [U / V], "u/v, and for v = 0 another answer"),
    "matrix-logdet-gradient": Trap(
        lambda: sp.log(DETERMINANT).diff(SQUARE), sp.ZeroMatrix(3, 3),
        "the transposed inverse", SQUARE.inv().T),
    "matrix-gauss-loglik": Trap(
        lambda: (-sp.log(DETERMINANT) / 2 - (COLUMN.T * SQUARE.inv() * COLUMN)[0, 0] / 2)
        .diff(SQUARE), sp.ZeroMatrix(3, 3), "not zero"),
    "matrix-trace-plus-constant": Trap(
        lambda: sp.diff(sp.Trace(SQUARE) + T, SQUARE), sp.ZeroMatrix(3, 3),
        "the identity", sp.Identity(3)),
    "matrix-quotient-rule": Trap(
        lambda: ((COLUMN.T * OTHER) / (COLUMN.T * COLUMN)[0, 0]).diff(COLUMN),
        1 / (COLUMN.T * COLUMN)[0, 0] * OTHER, "half of it is missing"),
    "matrix-det-orthogonal": Trap(
        lambda: sp.refine(DETERMINANT, sp.Q.orthogonal(SQUARE)), 1, "1 or -1"),
    "integrate-periodic-abs": Trap(
        lambda: sp.integrate(sp.Abs(sp.sin(2 * T)), (T, 0, 2 * sp.pi)), 2, "4", sp.Integer(4)),
}  # fmt: skip

#: Questions of the kind that derivations put to SymPy, and the right answers it gives.
SOUND: dict[str, tuple[Callable[[], Any], Any]] = {
    "gradient-of-squares": (
        lambda: sp.diff(sp.Sum(X[H] ** 2, (H, 1, N)), X[J]),
        sp.Sum(2 * sp.KroneckerDelta(H, J) * X[H], (H, 1, N))),
    "gradient-of-one-centre": (
        lambda: sp.diff(sp.Sum((X[P] - T) ** 2, (P, 1, N)), T),
        sp.Sum(2 * T - 2 * X[P], (P, 1, N))),
    "gradient-of-a-log": (lambda: sp.diff(sp.log(A**2 + 1), A), 2 * A / (A**2 + 1)),
    "solve-linear": (
        lambda: sp.solve(sp.Sum(X[H], (H, 1, N)) - N * T, T), [sp.Sum(X[H], (H, 1, N)) / N]),
    "limit-of-a-gap": (lambda: sp.limit(sp.exp(-A / S), S, 0, "+"), sp.Integer(0)),
    "sum-of-a-constant": (lambda: sp.Sum(T, (H, 1, N)).doit(), N * T),
    "sum-of-the-numbers": (lambda: sp.Sum(H, (H, 1, N)).doit(), N**2 / 2 + N / 2),
    "sum-of-a-delta": (
        lambda: sp.Sum(X[H] * sp.KroneckerDelta(H, J), (H, 1, N)).doit(),
        sp.Piecewise((X[J], N >= J), (0, True))),
    "root-of-a-square": (lambda: sp.sqrt(T**2), sp.Abs(T)),
    "log-of-a-square": (lambda: sp.expand_log(sp.log(T**2)), sp.log(T**2)),
}  # fmt: skip


def _answer(ask: Callable[[], Any]) -> tuple[Any, str]:
    """SymPy's answer, or None and what kept it from giving one."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    alarm = getattr(signal, "alarm", None)
    before = signal.signal(signal.SIGALRM, stop) if alarm else None
    try:
        if alarm:
            alarm(SECONDS)
        return ask(), ""
    except TimeoutError:
        return None, f"no answer in {SECONDS} seconds"
    except Exception as error:
        return None, f"{type(error).__name__} instead of an answer"
    finally:
        if alarm:
            alarm(0)
            signal.signal(signal.SIGALRM, before)


def of_trap(name: str) -> str:
    """What has changed about a trap, in one line; empty if SymPy still walks into it."""
    trap = TRAPS[name]
    answer, trouble = _answer(trap.ask)
    if trouble:
        return f"trap gone: {name}: {trouble} (was {trap.wrong})"
    if answer == trap.wrong:
        return ""
    if trap.right is not None and answer == trap.right:
        return f"trap gone: {name}: {answer} is right (was {trap.wrong})"
    return f"another answer: {name}: {answer} (was {trap.wrong}; the truth: {trap.truth})"


def of_sound(name: str) -> str:
    """What has changed about a right answer, in one line; empty if nothing has."""
    ask, right = SOUND[name]
    answer, trouble = _answer(ask)
    if trouble:
        return f"answer gone: {name}: {trouble} (was {right}, which is right)"
    return "" if answer == right else f"new answer: {name}: {answer} (was {right}, which is right)"


def changes() -> Iterator[str]:
    """One line for every row that has changed."""
    for name in TRAPS:
        yield of_trap(name)
    for name in SOUND:
        yield of_sound(name)


def main() -> int:
    """Print the lines."""
    print(f"SymPy {sp.__version__}: {len(TRAPS)} traps, {len(SOUND)} right answers")
    found = [line for line in changes() if line]
    for line in found or ["no change"]:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
