"""Overlapping clouds: where k-means puts its centres, and where the mixture puts them.

Main results:
    * D14 ``hard-is-biased``: k-means puts its two centres too far apart, always.
    * D14b ``soft-is-consistent``: the mixture has the true means for a fixed point.
    * D14c ``folded-normal``: how much too far, for Gaussians.
    * D14d ``too-wide``: a mixture that is too wide moves its centres together, from anywhere.
    * D14e ``narrow-parts``: a narrower one moves them apart, as long as they are near.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, folded_step, kmeans_centre, mean_update, shared_step
from hardlimit.proofs.author import (
    AbsoluteBound,
    AbsoluteValue,
    Algebra,
    ByHypothesis,
    Cases,
    Chapter,
    Derivation,
    Family,
    Gap,
    Index,
    LogBound,
    Monotone,
    Ref,
    Rewrite,
    Tangents,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    total,
)

from .crosschecks import compare
from .exact_values import columns
from .notation import mixture, width

CHAPTER = Chapter(
    "bias",
    "Where clusters overlap",
    "Two round clusters of the same size, known to be so: are the centres of k-means at least the "
    "right ones, if there are data enough? No. A border half-way cuts off what each cluster has on "
    "the other side and gives it to the wrong centre, which moves outwards: k-means always puts "
    "the two centres *too far apart*, by more the more the clusters overlap. Cut one single "
    "Gaussian in two, and it finds two centres at $\\pm\\sigma\\sqrt{2/\\pi}$. The mixture shares "
    "such points, and with the right width and weights the true means are a fixed point of its "
    "step. With a width that is too large, $\\sigma^2 \\ge a^2 + s^2$, it has no other fixed point "
    "than the collapse (D14d); with any smaller one it leaves the collapse (D14e). We prove this "
    "for laws on finitely many places, for the language has no integrals. What Gaussians need "
    "beyond that, two integrals, is *declared* in D14c, as hypotheses that are named; they are not "
    "proved.",
)


def _cloud(d: Derivation) -> tuple[Index, Index, Family, Family, Any]:
    """Two indices of places, their probabilities and where they are; centres at -t and t."""
    C = d.size("C", note="number of places of the cloud")
    c, b = d.indices("c b", C)
    q = d.family("q", C, sign="nonnegative", note="probabilities")
    y = d.family("y", C, note="places along the line of centres; the mirror image is at $-y_c$")
    return c, b, q, y, d.symbol("t", "positive", note="the centres are at $-t$ and $t$")


@derivation(
    label="D14",
    slug="hard-is-biased",
    title="k-means puts the centres too far apart",
    summary="Take a cloud with mean $a$ and its mirror image, in equal parts, and centres at $\\pm "
    "t$ for any $t > 0$. A step of k-means puts them at $\\pm\\sum_c q_c |y_c|$. This is more than "
    "$a$ as soon as any part of the cloud lies on the wrong side of the border.",
)
def hard_is_biased(d: Derivation) -> None:
    """t' = sum q |y| and a < t' if q_b > 0 and y_b < 0 for some b."""
    c, b, q, y, t = _cloud(d)
    d.assume("wrong_side", less(y[b], 0))
    d.assume("not_nothing", less(0, q[b]))
    mean = d.define("a", (), total(q[c] * y[c], c), note="the true mean of the cloud")
    far = sp.Abs(y[c])
    new = d.define("t_new", (), total(q[c] * far, c), tex="t'", note="the centre after a step")
    d.show(
        at_most((far - t) ** 2, (-far - t) ** 2),
        "Of a place and its mirror image the one on the right is nearer to $t$. The two carry the "
        "same probability, so the new centre is the mean of $|y|$.",
        Gap(4 * t * far),
    )
    d.show(
        equal(new - mean, total(q[c] * (far - y[c]), c)),
        "What the centre moves is what is folded over.",
        Unfold("a", "t_new"),
    )
    with d.details():
        folded = d.have(equal(sp.Abs(y[b]), -y[b]), "It is on the wrong side.", AbsoluteValue())
        d.have(
            less(0, q[b] * (sp.Abs(y[b]) - y[b])),
            "So it is folded over by twice its distance.",
            combine((folded, -q[b]), gap=-2 * q[b] * y[b]),
        )
    d.show(
        less(mean, new),
        "No term of this is negative, and the one on the wrong side is positive.",
        Gap(total(q[c] * (far - y[c]), c), "a", "t_new"),
    )
    d.pitfall(
        "More data do not help: this is the mean of the law, not of a sample. Nor do better "
        "starts: the new centre does not depend on $t$."
    )
    compare(
        d,
        folded_step,
        new,
        lambda p: folded_step(_places(p), _law(p)),
        axes=(),
        q=_law,
        y=_places,
    )


def _places(problem: Problem) -> Any:
    """Places on a line, on both sides of the border: one for each component."""
    return problem.means[:, 0] - problem.x[0, 0]


def _law(problem: Problem) -> Any:
    return problem.weights


@derivation(
    label="D14b",
    slug="soft-is-consistent",
    title="The mixture stays at the truth",
    summary="Let the data follow a mixture, with whatever components. Take the responsibilities of "
    "the true mixture. The step of EM then returns the true weights and the true means, however "
    "much the components overlap.",
)
def soft_is_consistent(d: Derivation) -> None:
    """sum_n P_n r_nk = pi_k, and the mean of component k is sum_n p_nk x_n."""
    m = mixture(d)
    n, k, j, f, x = m.n, m.k, m.j, m.f, m.x
    pi = d.family("pi", m.K, sign="positive", note="the true weights")
    p = d.family(
        "p", m.N, m.K, sign="positive", note="probability of place $n$ under component $k$"
    )
    one = d.assume("p_sums_to_one", equal(total(p[n, k], n), 1), forall=k)
    law = d.define("P", n, total(pi[j] * p[n, j], j), note="probability of place $n$")
    r = d.define("r", (n, k), pi[k] * p[n, k] / law[n], note="responsibilities of the true mixture")
    weight = total(law[n] * r[n, k], n)
    with d.calc(weight) as line:
        line.eq(pi[k] * total(p[n, k], n), "Bayes' rule, undone by the average.", Unfold("r"))
        line.eq(pi[k], "The probabilities of a component sum to one.", Rewrite(one), goal=True)
    with d.calc(total(law[n] * r[n, k] * x[n, f], n) / weight) as line:
        line.eq(
            pi[k] * total(p[n, k] * x[n, f], n) / (pi[k] * total(p[n, k], n)),
            "The same in numerator and denominator.",
            Unfold("r"),
        )
        line.eq(total(p[n, k] * x[n, f], n), "This is the true mean.", Rewrite(one), goal=True)
    d.pitfall(
        "A fixed point, not the only one; and it is the truth only if the model is: with the wrong "
        "width, or equal weights where they are not, the means are biased, too."
    )
    compare(d, mean_update, total(p[n, k] * x[n, f], n), _true_step, axes=(k, f), p=columns)


def _true_step(problem: Problem) -> Any:
    """The means after a step from the true responsibilities, of the law of a mixture."""
    joint = columns(problem).astype(float) * problem.weights
    return mean_update(problem.x, joint)


@derivation(
    label="D14c",
    slug="folded-normal",
    title="How much too far, for Gaussians",
    summary="For $X \\sim \\mathcal{N}(a, s^2)$ two integrals are declared: the parts of the mean "
    "on the two sides of the border differ by $a$, and the one on the wrong side is "
    "$s\\varphi(a/s) - a\\Phi(-a/s)$. Then the centre of k-means is "
    "$a + 2(s\\varphi(a/s) - a\\Phi(-a/s))$, the mean of the folded normal law.",
)
def folded_normal(d: Derivation) -> None:
    """U + I = a + 2 (s phi - a Q), more than a, given U - I = a and I = s phi - a Q > 0."""
    a = d.symbol("a", "nonnegative", note="the true mean")
    s = d.symbol("s", "positive", note="the true width")
    phi = d.symbol("phi", "positive", tex=r"\varphi", note="$\\varphi(a/s)$, the normal density")
    Q = d.symbol("Q", "positive", tex=r"\Phi", note="$\\Phi(-a/s)$, the part on the wrong side")
    right = d.symbol("U", "positive", note="$\\int_0^\\infty x f(x)\\,dx$, with the density of $X$")
    wrong = d.symbol("I", "positive", note="$\\int_{-\\infty}^0 |x| f(x)\\,dx$")
    whole = d.assume("law_of_the_mean", equal(right, a + wrong))
    part = d.assume("law_of_the_part", equal(wrong, s * phi - a * Q))
    value = a + 2 * (s * phi - a * Q)
    with d.calc(right + wrong) as line:
        line.eq(a + 2 * wrong, "The mean of $|X|$, by the first law.", Rewrite(whole))
        line.eq(value, "And by the second.", Rewrite(part), goal=True)
    d.show(
        less(a, value),
        "Some part of every Gaussian lies on the wrong side, so $I > 0$: the centre is outside.",
        combine((part, 2), gap=2 * wrong),
    )
    d.pitfall(
        "These two laws are what is *assumed* of the normal integral; nothing in this text proves "
        "them. With $a = 0$ the value is $s\\sqrt{2/\\pi}$: k-means finds two clusters in one."
    )
    d.refer("arXiv:1302.1552", "Bryant and Williamson, 1978")
    compare(
        d,
        kmeans_centre,
        value,
        lambda p: kmeans_centre(float(_mean(p)), 1.0),
        axes=(),
        a=_mean,
        s=lambda p: 1.0,
        phi=_density,
        Q=_below,
        U=lambda p: _mean(p) + _wrong_part(p),
        I=_wrong_part,
    )


def _mean(problem: Problem) -> Fraction:
    return Fraction(len(problem.x) % 8, 4)


def _density(problem: Problem) -> Fraction:
    return Fraction(math.exp(-float(_mean(problem) ** 2) / 2) / math.sqrt(2 * math.pi))


def _below(problem: Problem) -> Fraction:
    return Fraction(math.erfc(float(_mean(problem)) / math.sqrt(2)) / 2)


def _wrong_part(problem: Problem) -> Fraction:
    """As the second law says: exactly, so that the hypotheses hold."""
    return _density(problem) - _mean(problem) * _below(problem)


class _Bells:
    """The cloud, two bells of equal weight at -t and t, and the centre after a step of EM."""

    def __init__(self, d: Derivation) -> None:
        self.c, self.b, self.q, self.y, self.t = _cloud(d)
        c, q, y, t = self.c, self.q, self.y, self.t
        self.s = s = width(d)
        self.one = d.assume("probabilities_sum_to_one", equal(total(q[c], c), 1))
        self.mean = d.define("a", (), total(q[c] * y[c], c), note="the true mean of the cloud")
        spread = total(q[c] * (y[c] - self.mean) ** 2, c)
        self.variance = d.define("v", (), spread, note="the true variance of the cloud")
        #: The mean square of the places.
        self.square = self.mean**2 + self.variance
        self._bells = [sp.exp(-((y[c] - e) ** 2) / (2 * s**2)) for e in (t, -t)]
        self._near = d.define("f", c, self._bells[0], note="bell of the right centre there")
        self._far = d.define("g", c, self._bells[1], note="bell of the left centre there")
        # The right centre is to the mirror image as the left one is to the place itself.
        both = self._near[c] + self._far[c]
        self.here, self.mirrored = self._near[c] / both, self._far[c] / both
        self.pulled = self.here * y[c] - self.mirrored * y[c]
        new = total(q[c] * self.pulled, c)
        self.new = d.define("t_new", (), new, tex="t'", note="the centre after a step")
        self.z = d.define("z", c, sp.Abs(y[c]), note="distance of the place from the border")
        self.w = d.define("w", c, self.grown(c), note="odds of the nearer centre")
        self.odds = (self.w[c] - 1) / (self.w[c] + 1)

    def grown(self, c: Any) -> Any:
        """The odds, written out."""
        return sp.exp(2 * self.t * self.z[c] / self.s**2)

    def folded(self, d: Derivation) -> tuple[Ref, Ref]:
        """Places and their mirror images pull as much as those on the right; and z^2 = y^2."""
        with d.details():
            bells = combine("f", "g", gap=sum(self._bells))
            d.have(less(0, self._near[self.c] + self._far[self.c]), "Positive.", bells)
        d.show(
            equal(self.here + self.mirrored, 1),
            "What the right centre does not have of a place, it has of its mirror image. So its "
            "weight stays one half of the whole, and $t'$ is its mean.",
            Algebra(),
        )
        y, z = self.y[self.c], self.z[self.c]
        pull, square = equal(self.pulled, z * self.odds), equal(z**2, y**2)
        found: list[tuple[Ref, Ref]] = []
        with d.details():
            cases = (less(0, y), y), (equal(y, 0), y), (less(y, 0), -y)
            for name, (case, there) in zip(("right", "middle", "left"), cases, strict=True):
                with d.when(name, case):
                    with d.calc(z) as line:
                        line.eq(sp.Abs(y), "By its name.", Unfold("z"))
                        line.eq(there, "Its sign is known.", AbsoluteValue())
                    use = Rewrite(line.shown, "w", "f", "g")
                    both = d.have(pull, "So it is here.", use), d.have(square, "Squared.", use)
                    found.append(both)
            squares = d.have(square, "In all cases.", Cases(*(two for _, two in found)))
        return d.have(
            pull,
            "A place and its mirror image pull together as the one on the right does: by its "
            "distance, times what the nearer centre has of it more than the other.",
            Cases(*(one for one, _ in found)),
        ), squares

    def moment(self, d: Derivation, squares: Ref) -> Ref:
        """The mean square of the distances."""
        c = self.c
        with d.details(), d.calc(total(self.q[c] * self.z[c] ** 2, c)) as line:
            line.eq(total(self.q[c] * self.y[c] ** 2, c), "Mirrored or not.", Rewrite(squares))
            line.eq(self.square, "Steiner (A2).", Rewrite(self.one, "a", "v"))
        return line.shown


@derivation(
    label="D14d",
    slug="too-wide",
    title="A mixture that is too wide finds nothing",
    summary="Take the cloud of D14 and its mirror image, with mean $a$ and variance $v$, and a "
    "mixture of two bells of equal weight at $\\pm t$. If $\\sigma^2 \\ge a^2 + v$, a step of EM "
    "takes the centres *nearer* to each other, wherever they are: the collapse, $t = 0$, is the "
    "only fixed point.",
)
def too_wide(d: Derivation) -> None:
    """t' = sum q y (r(y) - r(-y)) < t if sum q y^2 <= s^2, for every t > 0."""
    g = _Bells(d)
    c, b, q, y, t, s, z, w = g.c, g.b, g.q, g.y, g.t, g.s, g.z, g.w
    d.assume("not_nothing", less(0, q[b]))
    d.assume("off_the_border", differs(y[b], 0))
    wide = d.assume("wide", at_most(g.square, s**2))
    folded, squares = g.folded(d)
    with d.details():
        above = d.have(at_most(1, g.grown(c)), "It is nearer.", Monotone())
        d.have(at_most(1, w[c]), "These are the odds.", combine(above, "w"))
        curve = d.have(at_most(2 * g.odds, sp.log(w[c])), "From one on it lies above.", LogBound())
    linear = d.have(
        at_most(g.odds, t * z[c] / s**2),
        "From one on $\\log w$ lies above $2(w - 1)/(w + 1)$. This is $\\tanh u \\le u$ for "
        "$w = e^{2u}$.",
        combine((curve, sp.Rational(1, 2)), names=("w",), logs=True),
    )
    with d.details():
        away = d.have(less(0, sp.Abs(y[b])), "It is not on the border.", ByHypothesis())
        d.have(less(0, z[b]), "So it is away from it.", combine(away, "z"))
        more = d.have(less(1, g.grown(b)), "And nearer to one.", Monotone())
        d.have(less(1, w[b]), "These are the odds.", combine(more, "w"))
        top = 2 * (w[b] - 1) / (w[b] + 1)
        bent = d.have(less(top, sp.log(w[b])), "Above one it lies above.", LogBound())
        strict = d.have(
            less(top, 2 * t * z[b] / s**2), "Likewise.", combine(bent, names=("w",), logs=True)
        )
    moment = g.moment(d, squares)
    with d.calc(g.new) as line:
        line.lt(
            total(q[c] * z[c] * t * z[c] / s**2, c),
            "Add up over the places; at $b$ it is less.",
            combine(
                (folded, q[c], (c,)),
                (linear, (1 - delta(c, b)) * q[c] * z[c], (c,)),
                (strict, q[b] * z[b] / 2),
                names=("t_new",),
            ),
        )
        line.eq(
            t / s**2 * g.square,
            "The mean square is squared mean plus variance.",
            Rewrite(moment),
        )
        line.le(t, "The width is too large.", combine((wide, t / s**2)), goal=True)
    d.pitfall(
        "A mixture with a fixed width sees no clusters that are nearer than this width, however "
        "many data there are. With the right width, $\\sigma = s$, this never happens: $a^2 + s^2 "
        "> s^2$."
    )
    compare(
        d,
        shared_step,
        g.new,
        lambda p: shared_step(_places(p), _law(p), 0.75, _large(p)),
        axes=(),
        q=_law,
        y=_places,
        t=lambda p: 0.75,
        sigma=lambda p: math.sqrt(_large(p)),
    )


@derivation(
    label="D14e",
    slug="narrow-parts",
    title="A narrower one parts its centres",
    summary="Take the cloud and the bells of D14d, all places within $B$ of the border. If "
    "$\\sigma^2 < a^2 + v$, a step of EM takes centres that are near each other *apart*, as long "
    "as $\\sigma^2 + tB < a^2 + v$. So with D14d two bells leave the collapse exactly if "
    "$\\sigma^2$ is below $a^2 + v$, the variance of the whole law; no gradient is needed.",
)
def narrow_parts(d: Derivation) -> None:
    """t < t' if s^2 + t B < sum q y^2 and |y_c| <= B."""
    g = _Bells(d)
    c, q, y, t, s, z, w = g.c, g.q, g.y, g.t, g.s, g.z, g.w
    B = d.symbol("B", "positive", note="how far the places are from the border at most")
    right = d.assume("not_beyond_on_the_right", at_most(y[c], B), forall=c)
    left = d.assume("not_beyond_on_the_left", at_most(-y[c], B), forall=c)
    narrow = d.assume("narrow", less(s**2 + t * B, g.square))
    folded, squares = g.folded(d)
    u = t * z[c] / s**2
    with d.details():
        size = d.have(at_most(sp.Abs(y[c]), B), "On both sides.", AbsoluteBound(right, left))
        near = d.have(at_most(z[c], B), "This is the distance.", combine(size, "z"))
        d.have(at_most(0, z[c]), "It is one.", combine("z", gap=sp.Abs(y[c])))
        tangent = Tangents(((g.grown(c), 1, ()),))
        above = d.have(at_most(1 + 2 * u, g.grown(c)), "The tangent of the exponential.", tangent)
    curve = d.have(
        at_most(u / (1 + u), g.odds),
        "The exponential lies above its tangent, $w \\ge 1 + 2u$. This is $\\tanh u \\ge "
        "u/(1 + u)$ for $w = e^{2u}$.",
        combine((above, 1 / ((w[c] + 1) * (1 + u))), "w"),
    )
    flat = d.have(
        at_most(t * z[c] ** 2 / (s**2 + t * B), z[c] * g.odds),
        "In the denominator put the largest distance.",
        combine((curve, z[c]), (near, t**2 * z[c] ** 2 / ((s**2 + t * z[c]) * (s**2 + t * B)))),
    )
    moment = g.moment(d, squares)
    with d.calc(t) as line:
        line.lt(
            t * g.square / (s**2 + t * B),
            "The width is small, and so is $t$.",
            combine((narrow, t / (s**2 + t * B))),
        )
        line.eq(
            total(q[c] * t * z[c] ** 2 / (s**2 + t * B), c),
            "Squared mean plus variance is the mean square.",
            Rewrite(moment),
        )
        line.le(
            g.new,
            "Add up over the places.",
            combine((folded, -q[c], (c,)), (flat, q[c], (c,)), names=("t_new",)),
            goal=True,
        )
    d.pitfall(
        "A step of EM cannot leave the collapse itself, $t = 0$, at any width: two centres that "
        "start at the same place stay together. It is a rest that nothing keeps."
    )
    compare(
        d,
        shared_step,
        g.new,
        lambda p: shared_step(_places(p), _law(p), _small(p), _narrow(p) ** 2),
        axes=(),
        q=_law,
        y=_places,
        t=_small,
        sigma=_narrow,
        B=_reach,
    )


def _reach(problem: Problem) -> float:
    """The largest distance from the border, or one."""
    return float(np.abs(_places(problem)).max()) or 1.0


def _narrow(problem: Problem) -> float:
    """A width of an eighth of that, or less: a power of two."""
    return float(2.0 ** (math.floor(math.log2(_reach(problem))) - 3))


def _small(problem: Problem) -> float:
    """A centre near the border."""
    return _narrow(problem) / 16


def _large(problem: Problem) -> float:
    """A variance that is too large, the square of a double."""
    return float(2.0 ** math.ceil(math.log2(np.abs(_places(problem)).max() + 1))) ** 2
