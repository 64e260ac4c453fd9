"""Functions with their variables, slopes, densities and squares in notes: readings, refusals."""

from __future__ import annotations

import pytest
from hardlimit.proofs.language.claims import Equal, HasGradient, LessThan, Optimum, ZeroExactlyAt
from hardlimit.proofs.notes.lines import Notes
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged

GIVEN = r"""\begin{given}
Let $x_n, z_n$ be real for $n \le N$; let $b, t$ be real; let $\lambda, \sigma > 0$;
let $\mu_k$ be real for $k \le K$; let $c_n \in \{1, \dots, K\}$;
let $v \in \mathbb{R}^D$; let $y_n \in \mathbb{R}^D$; let $m_k = 1$;
let $L(b) = \sum_n (x_n - b)^2$, $J(v) = \lVert v \rVert^2$, $g(\lambda) = \log \lambda$,
$Q_k(\mu) = \mu_k^2$, $E(c, \mu) = \sum_n (x_n - \mu_{c_n})^2$, $h(b; x) = \sum_n b x_n$;
let $s^2 = b$, $p(t) = t/\lambda$; MORE
\end{given}
"""


def read(line: str, more: str = "let $u$ be real.") -> Notes:
    """What becomes of a line behind the block above."""
    return read_document(f"{GIVEN.replace('MORE', more)}\\[ {line} \\]\n", "f.tex")


def printed(line: str) -> list[str]:
    """The line as it was read, in LaTeX again."""
    notes = read(line)
    assert [p.message for p in notes.problems] == []
    assert notes.lines[0].error == ""
    return list(notes.lines[0].printed)


@pytest.mark.parametrize(
    ("line", "again"),
    [
        (r"L = 1", r"L(b) = 1"),
        (r"L(b) = 1", r"L(b) = 1"),
        (r"L(t + 1) = 1", r"\sum_{n=1}^{N} (x_{n} - t - 1)^{2} = 1"),
        # The index that the sum binds is not that of the argument.
        (r"L(x_n) = 1", r"\sum_{n'=1}^{N} (x_{n'} - x_{n})^{2} = 1"),
        (r"L(n) = 1", r"\sum_{n'=1}^{N} (x_{n'} - n)^{2} = 1"),
        (r"L(L) = 1", r"\sum_{n=1}^{N} (x_{n} - L(b))^{2} = 1"),
        (r"L^2 = 1", r"(L(b))^{2} = 1"),
        (r"\left. p \right|_{t = 0} = 1", "0 = 1"),
        (r"J(2v + y_n) = 1", r"\lVert 2 \mathbf{v} + \mathbf{y}_{n} \rVert^{2} = 1"),
        (r"Q_k(\mu) = 1", r"Q_{k}(\mu) = 1"),
        (r"Q_k(m) = 1", r"m_{k}^{2} = 1"),
        (r"E(c, 2\mu) = 1", r"\sum_{n=1}^{N} (x_{n} - 2 \mu_{c_{n}})^{2} = 1"),
        (r"E(c, m) = 1", r"\sum_{n=1}^{N} (x_{n} - m_{c_{n}})^{2} = 1"),
        (r"h(t; x) = 1", r"\sum_{n=1}^{N} t x_{n} = 1"),
        (r"h(t \mid x) = 1", r"\sum_{n=1}^{N} t x_{n} = 1"),
        (r"\left. L \right|_{b = t} = 1", r"\sum_{n=1}^{N} (x_{n} - t)^{2} = 1"),
        (r"L \Big|_{b = 2} = 1", r"\sum_{n=1}^{N} (x_{n} - 2)^{2} = 1"),
        (r"s^2 + s^4 = 1", r"s^{2} + (s^{2})^{2} = 1"),
        (r"s = 1", r"\sqrt{s^{2}} = 1"),
        (r"\left. \frac{t}{b} \right|_{b = -2} = 1", r"-\frac{t}{2} = 1"),
        (r"2L|_{b = t} = 1", r"2 \sum_{n=1}^{N} (x_{n} - t)^{2} = 1"),
        (
            r"\mathcal{N}(b \mid t, \sigma^2) = 1",
            r"\frac{1}{\sqrt{2 \pi} \sigma} e^{-(b - t)^{2}/(2 \sigma^{2})} = 1",
        ),
        (
            r"\mathcal{N}(v; y_n, \sigma^2 I_D) = 1",
            r"(2 \pi \sigma^{2})^{-D/2} e^{-\lVert \mathbf{v} - \mathbf{y}_{n} \rVert^{2}"
            r"/(2 \sigma^{2})} = 1",
        ),
    ],
)
def test_values(line: str, again: str) -> None:
    assert printed(line) == [again]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (r"L_1 = 1", "is not declared"),
        (r"L(b, t) = 1", "is missing before ,"),
        (r"L() = 1", "a formula is expected"),
        (r"L(y_n) = 1", "a vector"),
        (r"J(t) = 1", "a vector of D coordinates is expected"),
        (r"E(m, c) = 1", "a name with the indices of c is expected"),
        (r"g(0) = 1", "no real value"),
        (r"g(e^t) = t", "a part of it cancels"),
        (r"h(t; x, q) = 1", "q is not declared"),
        (r"\frac{\partial^2 L}{\partial b} = 1", "different orders"),
        (r"\frac{\partial L}{\partial b^2} = 1", "where its root is positive"),
        (r"1 + \frac{\partial L}{\partial L} = 1", "by a declared number"),
        (r"\frac{\partial L}{\partial L} = 1", "by a declared number"),
        (r"\left.\frac{\partial L}{\partial b}\right|_{L = 1} = 1", "a place says"),
        (r"E' = 1", "by which of its variables"),
        (r"J'(v) = 1", r"write \nabla"),
        (r"\nabla E = 1", "by which variable"),
        (r"\mathcal{N}(b \mid t, \sigma) = 1", r"write \sigma^2, not \sigma"),
        (r"\mathcal{N}(v \mid y_n, \sigma^2) = 1", r"of a vector \sigma^2 I"),
        (r"\mathcal{N}(b \mid t, \sigma^2 I) = 1", r"of a vector \sigma^2 I"),
        (r"\mathcal{N}(b \mid t, -1) = 1", "no real value"),
        (r"L^2(b) = 1", "behind its argument"),
        (r"L^2(3) = 1", "behind its argument"),
        (r"h(t; z) = 1", "z does not occur in it"),
        (r"h(b \mid z) = 1", "z does not occur in it"),
        (r"\frac{d}{db} L|_{b = 0} = 0", "what is taken at this place?"),
        (r"\nabla_b L \Big|_{b = 0} = 0", "what is taken at this place?"),
        (r"t L|_{b = 0} = 0", "what is taken at this place?"),
        (r"\frac{d}{dt} (t) t = 2t", "reach over all that follows?"),
        (r"\frac{dL}{db}(3) = 6", "at this place, or a product?"),
        (r"\partial L/\partial b (3) = 6", "at this place, or a product?"),
        (r"\mathcal{N}(v; y_n, I + I) = 1", "a multiple of the identity"),
        (r"\mathcal{N}(v; y_n, 2 + \sigma^2 I) = 1", "a multiple of the identity"),
        (r"\mathcal{N}(v; y_n, -\sigma^2 I) = 1", "a multiple of the identity"),
        (r"\mathcal{N}(v; y_n, \sigma^2 I_K) = 1", "another size"),
        (r"\mathcal{N}(v; y_n, \sigma^2 I_{3}) = 1", "another size"),
        (r"\mathcal{N}(v; y_n, \sigma I) = 1", r"write \sigma^2, not \sigma"),
    ],
)
def test_what_is_no_value(line: str, message: str) -> None:
    (found,) = read(line).lines
    assert message in found.error


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("let $L(t) = t$.", "is defined already"),
        ("let $s$ be real.", "would both be printed"),
        ("let $r^2$ be real.", "of a square one can say"),
        (r"let $r^2 \in (0, 1)$.", "of a square one can say"),
        ("let $r^2 = v$.", "a definition is a number, a vector"),
        ("suppose $L'(t) = 0$.", "a derivative stands in lines"),
        (r"let $f(b \mid q) = b$.", ""),
    ],
)
def test_what_is_no_definition(more: str, message: str) -> None:
    problems = read("t = t", more).problems
    assert problems
    assert message in problems[0].message


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (r"L'(b) = 1", [HasGradient]),
        (r"\frac{dL}{db} = 1", [HasGradient]),
        (r"\frac{\mathrm{d}}{\mathrm{d}b} L(b) = 1", [HasGradient]),
        (r"\partial L / \partial b = 1", [HasGradient]),
        (r"\nabla J(v) = 2v", [HasGradient]),
        # What a slope was worked out to be is stated beside the line, to be checked with it.
        (r"L''(b) = 2N > 0", [HasGradient, HasGradient, LessThan]),
        (r"L'(t) = 1", [HasGradient, Equal]),
        (r"t L'(b) = 1", [HasGradient, Equal]),
        (r"\frac{\partial g}{\partial \lambda^2} = 1", [HasGradient, Equal]),
        (r"L'(b) = 0 \iff b = t", [HasGradient, ZeroExactlyAt]),
        (r"L'(b) = 1 = 0 \iff b = t", [HasGradient, ZeroExactlyAt]),
        (r"t = \arg\min_b L(b)", [Optimum]),
    ],
)
def test_slopes(line: str, kinds: list[type]) -> None:
    notes = read(line)
    assert notes.lines[0].error == ""
    found = [type(step.claim.relation) for step in notes.drafts[0].steps]
    assert found[: len(kinds)] == kinds
    # Also without a line of its own it is part of what is claimed.
    goals = notes.drafts[0].goals
    assert all(any(isinstance(g, kind) for g in goals) for kind in kinds if kind is HasGradient)


@pytest.mark.parametrize(
    "more",
    [
        r"let $f(q) = a q$, where $q \in \mathbb{R}$ and $a > 0$.",
        r"let $q, u$ be real, and let $f(q) = a q + u - u$, where $a = 2$.",
        r"let $f(q) = w q$ with $q, w$ real.",
    ],
)
def test_what_a_definition_is_about_may_stand_behind_it(more: str) -> None:
    notes = read("f(q) = f(q) + 0", more)
    assert [p.message for p in notes.problems] == []


def test_a_name_with_a_prime_is_that_name() -> None:
    notes = read("f'(b) = 3", "let $f(b) = b$; let $f'(b) = 3$.")
    assert notes.lines[0].printed == ("f'(b) = 3",)
    # f'' would be the slope of that name, or the second one of f.
    (line,) = read("f''(b) = 0", "let $f(b) = b$; let $f'(b) = 3$.").lines
    assert "is not declared" in line.error


def test_letters_of_quantities_below_a_name_are_no_indices() -> None:
    """S_{xz} is a name; it has no value at another letter."""
    more = r"let $S_{xz} = \sum_n x_n z_n$, $S_{xx} = \sum_n x_n^2$."
    notes = read(r"S_{xz} \le S_{xx}", more)
    assert [p.message for p in notes.problems] == []
    assert notes.lines[0].printed == (r"S_{x,z} \le S_{x,x}",)
    assert "not declared" in read(r"S_{xb} = 1", more).lines[0].error
    assert "the range of q is not said" in read("t = t", "let $S_q = 1$.").problems[0].message


NOTES = r"""\begin{given}
Let $x_n \in \{0, 1\}$ for $n \le N$, $0 < \theta < 1$; suppose $0 < \sum_n x_n < N$;
let $\ell(\theta) = \sum_n [x_n \log\theta + (1 - x_n) \log(1 - \theta)]$,
$\hat\theta = \frac{1}{N} \sum_n x_n$.
\end{given}
\[ \ell'(\theta) = \frac{\sum_n x_n - N \theta}{\theta (1 - \theta)} \]
\[ \ell'(\theta) = \frac{\sum_n x_n + N \theta}{\theta (1 - \theta)} \]
\[ \ell'(\theta) = 0 \]
\[ \ell(\hat\theta) \ge \ell(\theta) \]
\[ \ell(\hat\theta) \le \ell(\theta) \]
\[ \hat\theta = \arg\max_\theta \ell(\theta) \]
\[ \hat\theta = \arg\min_\theta \ell(\theta) \]
"""


@pytest.mark.slow
def test_the_likelihood_of_a_coin() -> None:
    found = judged(NOTES)
    assert found.statuses == ["derived", "false", "false", *(["derived", "false"] * 2)]
    assert "is a condition and no line" in found.lines[2].message


ONLY = r"""\begin{given}
Let $x_n$ be real for $n \le N$; let $m, t$ be real; let $\sigma^2 > 0$;
let $\ell(m) = \sum_n \log \mathcal{N}(x_n \mid m, \sigma^2)$, $\hat m = \frac{1}{N} \sum_n x_n$,
$r(t) = t^2 (t - 1)^2$; let $a = 0$.
\end{given}
\[ \ell(\hat m) \ge \ell(m) \]
\[ \hat m = \arg\max_m \ell(m) \]
\[ a \in \arg\min_t r(t) \]
\[ a = \arg\min_t r(t) \]
"""


def test_an_optimum_is_the_only_one_or_not() -> None:
    """A square with two zeros is least at both."""
    assert judged(ONLY).statuses == ["derived", "derived", "derived", "false"]


LINE = r"""\begin{given}
Let $x_i, y_i$ be real for $i = 1, \ldots, n$; let $a, b$ be real;
$\bar x = \frac1n \sum_i x_i$, $\bar y = \frac1n \sum_i y_i$,
$S_{xx} = \sum_i (x_i - \bar x)^2$, $S_{xy} = \sum_i (x_i - \bar x)(y_i - \bar y)$;
suppose $S_{xx} > 0$; let $\hat b = S_{xy}/S_{xx}$, $\hat a = \bar y - \hat b \bar x$,
$Q(a, b) = \sum_i (y_i - a - b x_i)^2$.
\end{given}
\[ Q(\hat a, \hat b) \le Q(a, b) \]
\[ Q(\hat b, \hat a) \le Q(a, b) \]
"""


@pytest.mark.slow
def test_two_unknowns_at_once() -> None:
    assert judged(LINE).statuses == ["derived", "false"]


LLOYD = r"""\begin{given}
Let $x_n \in \mathbb{R}^D$ for $n \le N$; let $\mu_k \in \mathbb{R}^D$ for $k \le K$;
let $c_n, c^+_n, b_n' \in \{1, \dots, K\}$; let $J(c, \mu) = \sum_n \|x_n - \mu_{c_n}\|^2$;
suppose $\|x_n - \mu_{c^+_n}\|^2 \le \|x_n - \mu_k\|^2$ for all $n$, $k$ (nearest).
\end{given}
\[ J(c^+, \mu) \le J(c, \mu) \]
\[ J(c, \mu) \le J(c^+, \mu) \]
\[ \mu_{c_n^{+}} = \mu_{c_n^+} + \mu_{c^+_n} - \mu_{c^{+}_n} \]
\[ \mu_{c_n^+} = \mu_{c_n} \]
\[ \mu_{b_n'} = \mu_{b'_n} + \mu_{c_n} - \mu_{c_n} \]
\[ \mu_{k^+} = \mu_k \]
\[ \mu_{c_n^2} = \mu_k \]
\[ \mu_{c_n^*} = \mu_k \]
"""


@pytest.mark.slow
def test_labels_with_marks() -> None:
    statuses = judged(LLOYD).statuses
    assert statuses == ["derived", "false", "derived", "false", "derived", *["not understood"] * 3]


MEANS = r"""\begin{given}
Let $x_n \in \mathbb{R}^D$ for $n \le N$; let $r_{nk} \ge 0$ for $k \le K$;
let $\mu_k \in \mathbb{R}^D$;
suppose $\sum_n r_{nk} > 0$ for all $k$; let $\hat\mu_k = \frac{\sum_n r_{nk} x_n}{\sum_n r_{nk}}$,
$Q(\mu) = \sum_n \sum_k r_{nk} \lVert x_n - \mu_k \rVert^2$.
\end{given}
\[ Q(\hat\mu) \le Q(\mu) \]
\[ Q(\mu) \le Q(\hat\mu) \]
"""


@pytest.mark.slow
def test_all_means_at_once() -> None:
    assert judged(MEANS).statuses == ["derived", "false"]


DOMAINS = r"""\begin{given}
Let $b > 0$; let $0 < \theta < 1$; let $t$ be real; let $n \le N$, $k, j \le K$;
let $x_n, \mu_k$ be real; let $z_n > 0$; let $p \in \mathbb{N}_0$; let $r_n = 1$;
let $f(b) = \sqrt{b^2} + |b|$, $q(\theta) = \theta^2$, $F(z) = \sum_n |z_n|$, $w(p) = p$,
$Q_k(\mu_k) = \mu_k^3$.
\end{given}
"""


PLACES = [
    # For b > 0 the root of b^2 was read as b: elsewhere that would be wrong.
    ("f(-2) = -4", "not understood"),
    (r"\left. f \right|_{b = -2} = -4", "not understood"),
    ("f(t) = 2t", "false"),
    (r"\left. f \right|_{b = t} = 2t", "false"),
    (r"f(t) = 2t \text{ if } t > 0", "derived"),
    ("f(t^2 + 1) = 2t^2 + 2", "derived"),
    (r"\sum_n f(x_n) = 2 \sum_n x_n", "false"),
    (r"F(x) = \sum_n x_n", "false"),
    ("F(-z) = 0", "false"),
    ("F(r) = N", "derived"),
    ("q(3) = 9", "not understood"),
    ("q'(1) = 2", "not understood"),
    (r"q(1 - \theta) = (1 - \theta)^2", "derived"),
    (r"w(1/2) = 1/2", "not understood"),
    # The variable of Q_j is the entry at j.
    (r"Q_j(\mu_k) = \mu_j^3", "false"),
    (r"Q_j(\mu_k) = \mu_k^3", "derived"),
    (r"Q_j' = 3 \mu_j^2", "derived"),
    (r"Q_j(\mu_j) = Q_j", "derived"),
]


def test_another_entry_is_printed_with_its_own_variable() -> None:
    (line,) = read_document(DOMAINS + "\\[ Q_j' = 3 \\mu_j^2 \\]\n", "f.tex").lines
    assert "mu_k" not in "".join(line.printed)


def test_where_a_function_is_given() -> None:
    lines = "".join(f"\\[ {line} \\]\n" for line, _ in PLACES)
    assert judged(DOMAINS + lines).statuses == [status for _, status in PLACES]


CANCELLED = r"""\begin{given}
Let $b, t$ be real; suppose $b \ne 0$; let $g(b) = \frac{1}{b}$, $u(b) = \frac{b^2 - 1}{b}$.
\end{given}
\[ 0 g(t) = 0 \]
\[ g'(t) t^2 = -1 \]
\[ u(t^2) t^2 = t^4 - 1 \]
\[ \left. g \right|_{b = t} t = 1 \]
\[ u(t^2 + 1) (t^2 + 1) = (t^2 + 1)^2 - 1 \]
"""


def test_a_value_that_cancels_is_asked_for() -> None:
    found = judged(CANCELLED)
    assert [s == "derived" for s in found.statuses] == [False] * 4 + [True]
    assert all("a part that cancels" in line.message for line in found.lines[:4])


def test_a_gradient_is_put_at_other_places_and_stands_in_formulas() -> None:
    found = judged(r"""
\begin{given}
  Let $x_n \in \mathbb{R}^D$ for $n \le N$; let $w, v \in \mathbb{R}^D$.
  Write $m = \frac1N \sum_n x_n$ and $C(w) = \sum_n \|x_n - w\|^2$.
\end{given}
\[ \nabla C(v) = 2 N v - 2 \sum_n x_n \]
\[ \nabla C(m) = 0 \]
\[ \nabla C(0) = -2 \sum_n x_n \]
\[ w - \frac{1}{2N} \nabla C(w) = m \]
\[ v^\top \nabla C(v) = 2 N \|v\|^2 - 2 \sum_n v^\top x_n \]
\[ \nabla C(v) = 2 N w - 2 \sum_n x_n \]
\[ \nabla C(v) = 2 N v - \sum_n x_n \]
\[ w - \frac{1}{N} \nabla C(w) = m \]
\[ \nabla C(v) w = 3 \]
\[ \nabla C \ge 3 \]
""")
    assert found.statuses == [DERIVED] * 5 + [FALSE] * 3 + [NOT_UNDERSTOOD] * 2


def test_a_slope_may_need_what_is_given_besides() -> None:
    found = judged(r"""
\begin{given}
  Let $u_k$ be real for $j, k \le K$; write $p_k = \frac{e^{u_k}}{\sum_j e^{u_j}}$.
  Let $z_{nk} \ge 0$ for $n \le N$; suppose $\sum_k z_{nk} = 1$.
  Write $E = -\sum_n \sum_k z_{nk} \log p_k$.
\end{given}
\begin{align*}
  \frac{\partial E}{\partial u_k} &= N p_k - \sum_n z_{nk} \\
  &\le N p_k
\end{align*}
\[ \frac{\partial E}{\partial u_k} = p_k - \sum_n z_{nk} \]
\[ \frac{\partial E}{\partial u_k} = \sum_n z_{nk} - N p_k \]
""")
    assert found.statuses == [DERIVED] * 2 + [FALSE] * 2
    assert found.lines[0].reasons == ("Gradient", "Rewrite")
    assert "the slope is" in found.lines[2].message
