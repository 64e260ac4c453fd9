"""The ten wordings of the answer, each as the claim it makes, and why the checker rejects it.

This is no chapter: nothing here holds.  Each entry writes a derivation that goes wrong at a
known step, for a known reason; :func:`verdict` asks the checker and returns what it says.
The correction of number 3 is the theorem Q3, and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Gap,
    LinearRoot,
    LogLaws,
    Monotone,
    at_most,
    combine,
    delta,
    equal,
    less,
    minimum,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.book.registry import collect
from hardlimit.proofs.kernel.gate import CheckedStep, check

from . import question, soft_question


@dataclass(frozen=True)
class Rejected:
    """A claim that the checker must reject.

    Attributes:
        number: of the correction in the chapter, 1 to 10.
        quote: the answer's words, with mathematics between dollar signs.
        claim: what they say when read literally, likewise.
        write: writes the claim, with the reason one might give for it.
        step: the number of the step that fails.
        rule: part of what the rule says to it.
        instance: part of what the instances say to it.
    """

    number: int
    quote: str
    claim: str
    write: Callable[[Derivation], None]
    step: str
    rule: str
    instance: str

    @property
    def correction(self) -> str:
        """The label of the theorem that says what is true instead."""
        return f"Q{self.number}"


def verdict(entry: Rejected) -> CheckedStep:
    """What the checker says to the step that fails.

    Raises:
        ValueError: if the claim is accepted, or fails elsewhere.
    """
    derivation = Derivation("R", f"rejected-{entry.number}", entry.claim, "rejected")
    entry.write(derivation)
    outcome = check(derivation.frozen())
    failed = [step for step in outcome.steps if not step.holds]
    if outcome.theorem is not None or not failed or failed[0].step.number != entry.step:
        raise ValueError(f"claim {entry.number} is not rejected at step {entry.step}")
    return failed[0]


def _proportional(d: Derivation) -> None:
    x, mu, nu = d.symbol("x"), d.symbol("mu"), d.symbol("nu")
    s = d.symbol("sigma", "positive")
    here, other = sp.log(question.gaussian(x, mu, s)), sp.log(question.gaussian(x, nu, s))
    claim = equal(here * (x - nu) ** 2, other * (x - mu) ** 2)
    d.show(claim, "Both log-densities are the same multiple of their squared errors.", LogLaws())


def _vector_square(d: Derivation) -> None:
    D = d.size("D")
    e = d.index("e", D)
    x, m = d.family("x", D), d.family("m", D)
    claim = equal(total(x[e] - m[e], e) ** 2, total((x[e] - m[e]) ** 2, e))
    d.show(claim, "Square the difference.", Algebra())


def _mean_of_any_set(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    i, j = d.index("i", N), d.index("j", K)
    x, m = d.family("x", N), d.family("m", K)
    c = d.assignment("c", N, values=K)
    count = d.define("n", j, total(delta(j, c[i]), i))
    slope = total(2 * delta(j, c[i]) * (m[j] - x[i]), i)
    mean = total(delta(j, c[i]) * x[i], i) / count[j]
    claim = zero_exactly_at(slope, m[j], mean)
    d.show(claim, "The gradient vanishes at the mean.", LinearRoot(-2 * count[j], "n"))


def _delta_as_prior(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    (i, h), j = d.indices("i h", N), d.index("j", K)
    c = d.assignment("c", N, values=K)
    claim = equal(delta(j, c[i]), delta(j, c[h]))
    d.show(claim, "A prior is the same for every point.", Algebra())


def _responsibilities_optimal(d: Derivation) -> None:
    K = d.size("K")
    j, k = d.indices("j k", K)
    dist = d.family("d", K, sign="nonnegative")
    w = d.family("w", K, sign="nonnegative")
    s = d.symbol("sigma", "positive")
    bell = sp.exp(-dist[j] / (2 * s**2))
    r = d.define("r", j, bell / total(sp.exp(-dist[k] / (2 * s**2)), k))
    d.assume("weights_sum_to_one", equal(total(w[j], j), 1))
    claim = at_most(total(r[j] * dist[j], j), total(w[j] * dist[j], j))
    d.show(claim, "The weights of the mixture are best.", Gap(total((w[j] - r[j]) * dist[j], j)))


def _sum_is_enough(d: Derivation) -> None:
    K = d.size("K")
    j, k = d.indices("j k", K)
    dist = d.family("d", K, sign="nonnegative")
    w = d.family("w", K)
    d.assume("weights_sum_to_one", equal(total(w[j], j), 1))
    least = d.define("m", (), minimum(dist[k], k))
    claim = at_most(total(w[j] * least, j), total(w[j] * dist[j], j))
    d.show(claim, "No distance is smaller than the least.", Gap(total(w[j] * (dist[j] - least), j)))


def _weights_are_distances(d: Derivation) -> None:
    K = d.size("K")
    i, j, k = d.indices("i j k", K)
    dist = d.family("d", K, sign="nonnegative")
    s = d.symbol("sigma", "positive")
    mass = total(sp.exp(-dist[i] / (2 * s**2)), i)
    r = d.define("r", j, sp.exp(-dist[j] / (2 * s**2)) / mass)
    near = d.assume("nearer", less(dist[k], dist[j]))
    d.show(less(r[k], r[j]), "What is farther away has more weight.", combine((near, 1 / mass)))


def _mean_in_general(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, m = d.family("x", N), d.symbol("m")
    mean = d.define("xbar", (), total(x[n], n) / N)
    claim = at_most(total(sp.Abs(x[n] - mean), n), total(sp.Abs(x[n] - m), n))
    d.show(claim, "As for squares: what is lost is the way to the mean.", Gap(N * sp.Abs(m - mean)))


def _nearest_is_most_probable(d: Derivation) -> None:
    K = d.size("K")
    i, j, k = d.indices("i j k", K)
    dist = d.family("d", K, sign="nonnegative")
    pi = d.family("pi", K, sign="positive")
    s = d.symbol("sigma", "positive")
    mass = total(pi[i] * sp.exp(-dist[i] / (2 * s**2)), i)
    r = d.define("r", j, pi[j] * sp.exp(-dist[j] / (2 * s**2)) / mass)
    near = d.assume("nearer", less(dist[k], dist[j]))
    bells = d.have(
        less(sp.exp(-dist[j] / (2 * s**2)), sp.exp(-dist[k] / (2 * s**2))),
        "The bell is higher where the distance is smaller.",
        Monotone(near, 1 / (2 * s**2)),
    )
    d.show(
        less(r[j], r[k]),
        "Soft k-means is very much like a mixture, so the nearer centre has more weight.",
        combine((bells, 1 / mass), "r"),
    )


def _one_kind_of_weights(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    i, (j, k) = d.index("i", N), d.indices("j k", K)
    pi = d.family("pi", K, sign="positive")
    phi = d.family("phi", N, K, sign="positive")
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    claim = equal(pi[j] * phi[i, j] / total(pi[k] * phi[i, k], k), pi[j])
    d.show(claim, "Both are called $w$.", Algebra())


#: The ten claims, in the order of the corrections.
REJECTED: tuple[Rejected, ...] = (
    Rejected(
        1,
        "$\\log p(x|\\mu,\\sigma) \\propto -\\frac{1}{2\\sigma^2}\\,(x-\\mu)^2$",
        "Two log-densities are to each other as their squared errors.",
        _proportional,
        "1",
        "the two sides differ",
        "is false",
    ),
    Rejected(
        2,
        "$(\\mathbf{x}_i - \\mathbf{m}_j)^2$",
        "$(\\mathbf{x} - \\mathbf{m})^2$ is the square of the difference.",
        _vector_square,
        "1",
        "the two sides differ",
        "is false",
    ),
    Rejected(
        3,
        "$\\operatorname*{arg\\,min}_S \\sum_i \\sum_j \\mathbb{1}(\\mathbf{x}_i \\in "
        "S_j)\\,(\\mathbf{x}_i - \\mathbf{m}_j)^2$",
        "For any sets, the gradient in $\\mathbf{m}_j$ vanishes exactly at the mean of $S_j$.",
        _mean_of_any_set,
        "1",
        "a denominator: nothing here shows that",
        "undefined",
    ),
    Rejected(
        4,
        "(hence the Dirac delta)",
        "The indicators are a prior: the same for every point.",
        _delta_as_prior,
        "1",
        "the two sides differ",
        "is false",
    ),
    Rejected(
        5,
        "$\\operatorname*{arg\\,min}_S \\sum_i \\sum_j w_{ij}\\,(\\mathbf{x}_i - \\mathbf{m}_j)^2$",
        "The weights of the mixture minimise the soft loss.",
        _responsibilities_optimal,
        "1",
        "the gap between the two sides: nothing here shows that",
        "is false",
    ),
    Rejected(
        6,
        "with $\\sum_j w_{ij} = 1$ for all $i$",
        "If the weights sum to one, the soft loss is at least the hard one.",
        _sum_is_enough,
        "1",
        "the gap between the two sides: nothing here shows that",
        "is false",
    ),
    Rejected(
        7,
        "the weights $w_{ij}$ measure how far $\\mathbf{x}_i$ lies from the $j$-th cluster mean",
        "The farther centre has the greater weight.",
        _weights_are_distances,
        "1",
        "the inequalities do not add up",
        "is false",
    ),
    Rejected(
        8,
        "not only for the mean of the Gaussian distribution, but in general",
        "The mean minimises the error, whatever error is meant, for example the absolute one.",
        _mean_in_general,
        "1",
        "the difference of the two sides is another term",
        "is false",
    ),
    Rejected(
        9,
        "soft k-means is very much like a Gaussian mixture model",
        "The nearer centre has the greater responsibility, whatever the mixing weights are.",
        _nearest_is_most_probable,
        "2",
        "the inequalities do not add up",
        "is false",
    ),
    Rejected(
        10,
        "with $\\sum_{j=1}^k w_j = 1$ being the mixing weights",
        "The weights of the mixture are the weights of the assignment.",
        _one_kind_of_weights,
        "1",
        "the two sides differ",
        "is false",
    ),
)


def remarks() -> dict[str, str]:
    """For the slug of each correction: the wording, and what the checker says to it (prose)."""
    slugs = {e.label: e.slug for module in (question, soft_question) for e in collect(module)}
    return {slugs[entry.correction]: _remark(entry) for entry in REJECTED}


def _remark(entry: Rejected) -> str:
    said = verdict(entry)
    where = ""
    if said.instances.instance is not None:
        sizes = said.instances.instance.sizes.items()
        where = " at " + ", ".join(f"${name} = {size}$" for name, size in sizes)
    return (
        f"The wording “{entry.quote}”, read as it stands, says: {entry.claim} "
        f"Given to the checker it is refused: `{said.instances.detail}`{where}."
    )
