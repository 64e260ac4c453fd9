"""A report written by hand, with the mathematics and the awkward prose of a real one."""

from __future__ import annotations

import pytest

from hardlimit.proofs.report import (
    ChapterReport,
    CrossCheckReport,
    ObligationReport,
    Report,
    StepReport,
    TheoremReport,
    WitnessReport,
)

DIST = r"\lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{k} \rVert^{2}"
DIST_J = r"\lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{j} \rVert^{2}"


def step(
    number: str,
    lhs: str,
    relation: str,
    rhs: str,
    why: str,
    reason: str,
    *,
    level: str = "derived",
    continues: bool = False,
    under: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
    obligations: tuple[ObligationReport, ...] = (),
    example: tuple[str, ...] = (),
) -> StepReport:
    """A step with plausible witnesses."""
    witnesses = {
        "instances": WitnessReport("accepts", 240, "sizes 1, 2, 3, 5; 60 with ties"),
        "rule": WitnessReport("accepts" if level != "tested" else "undecided", 1, "residue 0"),
        "kernel": WitnessReport("accepts" if level == "proved" else "absent"),
    }
    return StepReport(
        number=number,
        rule=reason.replace(" ", "_"),
        claim=f"{lhs} {relation} {rhs}",
        why=why,
        level=level,
        witnesses=witnesses,
        reason=reason,
        lhs=lhs,
        relation=relation,
        rhs=rhs,
        continues=continues,
        under=under,
        uses=uses,
        obligations=obligations,
        example=example,
        file="derivations/foundations.py",
        line=40 + len(why),
    )


def steiner() -> TheoremReport:
    """A short chain whose formulas are of middling width."""
    square = r"\sum_{n=1}^{N} w_{n} \sum_{d=1}^{D} \left(x_{n,d} - m_{d}\right)^{2}"
    split = (
        r"\sum_{n=1}^{N} w_{n} \sum_{d=1}^{D} \left(\left(x_{n,d} - \bar{x}_{d}\right) "
        r"+ \left(\bar{x}_{d} - m_{d}\right)\right)^{2}"
    )
    three = (
        r"\sum_{n=1}^{N} w_{n} \sum_{d=1}^{D} \left(x_{n,d} - \bar{x}_{d}\right)^{2} "
        r"+ 2 \sum_{d=1}^{D} \left(\bar{x}_{d} - m_{d}\right) \sum_{n=1}^{N} w_{n} "
        r"\left(x_{n,d} - \bar{x}_{d}\right) "
        r"+ W \sum_{d=1}^{D} \left(\bar{x}_{d} - m_{d}\right)^{2}"
    )
    two = (
        r"\sum_{n=1}^{N} w_{n} \sum_{d=1}^{D} \left(x_{n,d} - \bar{x}_{d}\right)^{2} "
        r"+ W \sum_{d=1}^{D} \left(\bar{x}_{d} - m_{d}\right)^{2}"
    )
    duty = ObligationReport("W \\neq 0", "the mean divides by $W$", "hypothesis `total_positive`")
    return TheoremReport(
        label="A2",
        slug="steiner-identity",
        title="The mean minimises squared error (Steiner’s identity)",
        chapter="foundations",
        summary=(
            "The squared error around any point $m$ is the squared error around the mean, plus "
            "$W$ times the squared distance from $m$ to the mean. So the mean is best, and "
            "*nothing else* is as good."
        ),
        given=(r"x_{n,d}, w_{n}, m_{d} \in \mathbb{R}", r"N, D \in \{1, 2, \dots\}"),
        definitions=(
            r"W = \sum_{n=1}^{N} w_{n}",
            r"\bar{x}_{d} = \frac{1}{W} \sum_{n=1}^{N} w_{n} x_{n,d}",
        ),
        hypotheses=(r"0 < \sum_{n=1}^{N} w_{n}",),
        statement=(f"{square} = {two}",),
        level="derived",
        cites=(),
        steps=(
            step(
                "1",
                square,
                "=",
                split,
                "Go to the mean first, then on to $m$.",
                "add and subtract",
                uses=("definition of `mean`",),
                obligations=(duty,),
                example=(
                    r"$N = 2$, $D = 1$, $x = (0, 3)$, $w = (2, 1)$, $m = 4$",
                    r"both sides are $33$ & not 30 %",
                ),
            ),
            step(
                "2",
                split,
                "=",
                three,
                "Square the bracket; the sums are finite.",
                "expand",
                continues=True,
                uses=("step 1",),
            ),
            step(
                "3",
                three,
                "=",
                two,
                "The middle term is $0$: deviations from a mean cancel.",
                "collect",
                level="proved",
                continues=True,
                uses=("step 2",),
            ),
        ),
        crosscheck=CrossCheckReport("numpy.average", 412, 3e-15),
        pitfall=(
            "“Gradient $= 0$” alone shows no minimum. And if $W = 0$ (an empty cluster) the "
            "mean does not exist: 100 % of the k_means_ code must decide what to do & say so."
        ),
        references=(
            "Bishop, *Pattern Recognition and Machine Learning*, §9.1",
            "https://stats.stackexchange.com/questions/551529 (the question & its answer)",
            "Bottou & Bengio, doi:10.1162/neco.1996.8.1.129",
        ),
        seconds=0.4,
        digest="9f3a",
        file="derivations/foundations.py",
    )


def softmin() -> TheoremReport:
    """Very wide formulas, several statements."""
    soft = r"- \tau \log \sum_{k=1}^{K} p_{k} \exp\left(- \frac{E_{k}}{\tau}\right)"
    gap = (
        r"\min_{j} E_{j} - \tau \log \sum_{k=1}^{K} p_{k} "
        r"\exp\left(- \frac{E_{k} - \min_{j} E_{j}}{\tau}\right)"
    )
    rho = (
        r"\frac{\sum_{k=1}^{K} p_{k} \left(1 - \mathbf{1}\left[k \in T\right]\right) "
        r"\exp\left(- \frac{E_{k} - \min_{j} E_{j}}{\tau}\right)}"
        r"{\sum_{k=1}^{K} p_{k} \mathbf{1}\left[k \in T\right]}"
    )
    wide = r"\min_{j} E_{j} + \tau \log \frac{1}{W} - \tau \log \left(1 + " + rho + r"\right)"
    return TheoremReport(
        label="A5",
        slug="softmin",
        title=r"The soft minimum tends to the minimum as $\tau \downarrow 0$",
        chapter="foundations",
        summary="Everything that happens as σ → 0 happens here, once and for all: in a sum of "
        "exponentials the largest one wins.",
        given=(r"E_{k} \in \mathbb{R}", r"p_{k} > 0", r"\tau > 0"),
        definitions=(
            r"T = \{k : E_{k} = \min_{j} E_{j}\}",
            r"W = \sum_{k \in T} p_{k}",
            r"\rho = " + rho,
        ),
        hypotheses=(r"\sum_{k=1}^{K} p_{k} = 1", r"p_{k} > 0 \text{ for every } k"),
        statement=(
            rf"{soft} = {wide}",
            rf"\min_{{j}} E_{{j}} \le {soft} \le \min_{{j}} E_{{j}} + \tau \log \frac{{1}}{{W}}",
        ),
        level="derived",
        cites=("A2",),
        steps=(
            step(
                "1",
                soft,
                "=",
                gap,
                "Take the smallest energy out of every exponent.",
                "shift the exponent",
                level="proved",
                obligations=(
                    ObligationReport(
                        r"\tau \neq 0", "it stands below a fraction bar", r"given $\tau > 0$"
                    ),
                ),
            ),
            step(
                "2",
                gap,
                "=",
                wide,
                "Split the sum into the nearest ones, whose exponent is $0$, and the rest.",
                "split the sum",
                continues=True,
                uses=("definition of `rho`", "A2"),
            ),
            step(
                "3",
                wide,
                r"\le",
                r"\min_{j} E_{j} + \tau \log \frac{1}{W}",
                "The last term is negative, since ρ ≥ 0.",
                "drop a term of known sign",
                continues=True,
                uses=("step 2",),
            ),
        ),
        digest="77aa",
    )


def responsibilities() -> TheoremReport:
    """Local cases, limits, a step below a step."""
    r = r"r_{n,k}(\sigma)"
    first = (
        rf"\frac{{\pi_{{k}} e^{{- {DIST} / 2 \sigma^{{2}}}}}}"
        rf"{{\sum_{{j=1}}^{{K}} \pi_{{j}} e^{{- {DIST_J} / 2 \sigma^{{2}}}}}}"
    )
    second = (
        r"\frac{1}{1 + \sum_{j \neq k} \frac{\pi_{j}}{\pi_{k}} "
        r"e^{- \left(d_{n,j} - d_{n,k}\right) / 2 \sigma^{2}}}"
    )
    near = (r"d_{n,k} < d_{n,j} \text{ for all } j \neq k",)
    far = (r"d_{n,j} < d_{n,k} \text{ for some } j",)
    limit = r"\lim_{\sigma \downarrow 0} " + r
    target = (
        r"\begin{cases} 1 & \text{if } k = \operatorname*{arg\,min}_{j} d_{n,j} \\ "
        r"0 & \text{otherwise} \end{cases}"
    )
    return TheoremReport(
        label="D1",
        slug="responsibilities-harden",
        title="Responsibilities harden into assignments",
        chapter="limit",
        summary="As $\\sigma$ falls to $0$, a point ends up wholly with its nearest centre.",
        given=(
            r"\mathbf{x}_{n}, \boldsymbol{\mu}_{k} \in \mathbb{R}^{D}",
            r"\pi_{k} > 0",
            r"\sigma > 0",
        ),
        definitions=(rf"d_{{n,k}} = {DIST}", rf"{r} = {first}"),
        hypotheses=(
            r"\sum_{k=1}^{K} \pi_{k} = 1",
            r"\operatorname*{arg\,min}_{j} d_{n,j} \text{ is a single index}",
        ),
        statement=(f"{limit} = {target}",),
        level="tested",
        cites=("A5", "steiner-identity"),
        steps=(
            step(
                "1",
                r,
                "=",
                first,
                "Bayes’ rule; the factor $(2\\pi\\sigma^2)^{-D/2}$ cancels.",
                "definition",
            ),
            step(
                "2",
                first,
                "=",
                second,
                "Divide above and below by the term of $k$ itself.",
                "divide through",
                continues=True,
                uses=("step 1",),
                obligations=(
                    ObligationReport(
                        r"\pi_{k} e^{-d_{n,k}/2\sigma^2} \neq 0", "we divide by it", r"$\pi_k > 0$"
                    ),
                ),
            ),
            step(
                "2.1",
                r"\frac{d_{n,j} - d_{n,k}}{2 \sigma^{2}}",
                ">",
                "0",
                "A gap is positive when $k$ is nearest.",
                "sign of a quotient",
                under=near,
            ),
            step(
                "3",
                limit,
                "=",
                "1",
                "Every gap is positive, so each exponential vanishes.",
                "limit of finitely many terms",
                under=near,
                uses=("A5",),
            ),
            step(
                "4",
                limit,
                "=",
                "0",
                "One gap is negative: its exponential grows past all "
                "bounds, and it is in the denominator.",
                "squeeze",
                level="tested",
                under=far,
                uses=("A5", "step 2"),
            ),
            step(
                "5",
                limit,
                "=",
                target,
                "One of the two cases holds.",
                "cases",
                uses=("step 3", "step 4"),
            ),
        ),
        crosscheck=CrossCheckReport(
            "hardlimit.numeric.responsibilities",
            412,
            2.2e-16,
            detail="Smallest $\\sigma$ tried: $10^{-9}$.",
        ),
        digest="d1d1",
    )


def cited_and_refuted() -> tuple[TheoremReport, TheoremReport]:
    """A theorem of the literature, and one that is false."""
    cited = TheoremReport(
        label="B7",
        slug="em-converges",
        title="Limit points of EM are stationary",
        chapter="limit",
        summary="Wu’s theorem, as of 1983.",
        given=(),
        definitions=(),
        hypotheses=(r"\sigma > 0",),
        statement=(r"\nabla \ell(\boldsymbol{\theta}^{*}) = 0",),
        level="cited",
        cites=("A2", "nowhere"),
        steps=(),
        references=("Wu, C. F. J. (1983), <Annals of Statistics> 11, 95–103; arXiv:1704.04812",),
    )
    wrong = step(
        "1", r"\log(a + b)", "=", r"\log a + \log b", "Wishful thinking.", "expand", level="refuted"
    )
    refuted = TheoremReport(
        label="X1",
        slug="wrong-log",
        title="A logarithm that is no homomorphism",
        chapter="limit",
        summary="",
        given=("a, b > 0",),
        definitions=(),
        hypotheses=(),
        statement=(r"\log(a + b) = \log a + \log b",),
        level="refuted",
        cites=("D1",),
        steps=(wrong,),
        failure="step 1 is refuted at a = 1, b = 1: left 0.693…, right 0",
    )
    return cited, refuted


@pytest.fixture(scope="session")
def report() -> Report:
    """Two chapters, five theorems, every level but ``unchecked``."""
    chapters = (
        ChapterReport(
            "foundations",
            "Foundations & tools",
            "Two lemmas carry the whole text.\n\nThe first is older than k-means: "
            "$\\sum_n w_n (x_n - \\bar x) = 0$.",
        ),
        ChapterReport("limit", r"The limit $\sigma \downarrow 0$", "Now let $\\sigma$ fall."),
    )
    theorems = (steiner(), softmin(), responsibilities(), *cited_and_refuted())
    return Report("0.1.0", chapters, theorems, ("Coq was not run: nothing is *proved* today.",))
