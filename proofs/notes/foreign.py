r"""What is said of signs, words and functions that notes have and the grammar has not.

Of each it is said what is understood in its place, where something is; of a word that is nearly
one of the grammar, which one may be meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_NO_NORMAL = (
    "it is an integral, and there are none in the vocabulary: declare its value as a number, and "
    "suppose what is used of it"
)
_BY_E = r"it is written by powers of e: \frac{e^x - e^{-x}}{e^x + e^{-x}} for \tanh x"
_NO_ANGLES = "angles are not in the vocabulary: declare what is used as numbers, $c^2 + s^2 = 1$"
_WHOLE_PART = "whole parts are not in the vocabulary: declare a whole number in \\mathbb{N}_0"
_ENTRIES = "write its entries, with an index for each"
_SLOPE_OF_PSI = r"of the slopes of \psi nothing is known"
#: Signs and commands, and what is to be said of them.
SIGNS = {
    "!": "a factorial stands behind what it is of",
    r"\pm": "one sign or the other: write two lines",
    r"\int": "integrals are not in the vocabulary: finite sums are",
    r"\infty": "infinity is not a number of the vocabulary",
    r"\propto": "'proportional to' leaves a factor open: write the equation",
    r"\approx": "'about' states nothing that can be checked: write an inequality or a limit",
    r"\sim": "distributions are not in the vocabulary: write the density or the moments",
    r"\partial": r"a derivative stands alone on the left: \frac{\partial f}{\partial x} = ...",
    r"\downarrow": r"to fall to a limit is more than to tend to it: write \to",
    r"\mid": "conditional notation is not in the vocabulary: give it a name of its own",
    r"\begin": "an environment inside a formula is not understood",
    r"\\": "a line break inside a formula",
    r"\succeq": r"say what it means: write $A = L^\top L$ in the block, or x^\top A x \ge 0",
    r"\succ": r"say what it means: write $A = L^\top L$ in the block, and let $L$ be invertible",
    r"\forall": r"a line is said of all indices and numbers that are free in it: leave \forall out",
    r"\exists": "that something exists is no line: give it a name, and say what holds of it",
    r"\binom": r"write \frac{n!}{k! (n - k)!} for it",
    r"\lg": r"write \log for the natural logarithm, \frac{\log x}{\log 2} for that to the base 2",
    r"\sup": r"write \max over an index, or state the bound",
    r"\inf": r"write \min over an index, or state the bound",
    r"\digamma": r"write \psi(x) for it",
    r"\varGamma": r"write \Gamma(x) for it",
    r"\text": "words in a formula are not read: a function is written \\operatorname{...}",
    r"\otimes": _ENTRIES,
    r"\odot": _ENTRIES,
    r"\oplus": _ENTRIES,
    **dict.fromkeys((r"\lfloor", r"\rfloor", r"\lceil", r"\rceil"), _WHOLE_PART),
    **dict.fromkeys((r"\sinh", r"\cosh", r"\tanh", r"\coth"), _BY_E),
    **dict.fromkeys((r"\sin", r"\cos", r"\tan", r"\cot", r"\arctan", r"\arcsin"), _NO_ANGLES),
}
#: Names of functions, and what is written in their place.
_FUNCTIONS = {
    "B": r"the Beta function is written \mathrm{B}(a, b)",
    **dict.fromkeys(("beta", "betafunction"), r"the Beta function is written \mathrm{B}(a, b)"),
    **dict.fromkeys(("erf", "erfc", "Phi"), _NO_NORMAL),
    **dict.fromkeys(("sigmoid", "sigma", "expit"), r"write \operatorname{logistic}(x)"),
    **dict.fromkeys(("gamma", "varGamma"), r"the Gamma function is written \Gamma(x)"),
    **dict.fromkeys(("lgamma", "loggamma", "gammaln", "lngamma"), r"write \log \Gamma(x)"),
    **dict.fromkeys(("polygamma", "trigamma"), _SLOPE_OF_PSI),
    "softplus": r"write \log(1 + e^x)",
    **dict.fromkeys(("relu", "pos"), r"write \max(0, x)"),
    **dict.fromkeys(("floor", "ceil", "round"), _WHOLE_PART),
    **dict.fromkeys(("sinh", "cosh", "tanh"), _BY_E),
    **dict.fromkeys(("sin", "cos", "tan", "sinc"), _NO_ANGLES),
    "logit": r"write \log \frac{p}{1 - p}",
    "softmax": r"write \frac{e^{x_k}}{\sum_j e^{x_j}}",
    **dict.fromkeys(("logsumexp", "lse"), r"write \log \sum_k e^{x_k}"),
    "det": r"write \det A",
    "sqrt": r"write \sqrt{x}",
    **dict.fromkeys(("log", "exp", "max", "min", "ln"), "write it with a backslash, \\{}"),
    **dict.fromkeys(("kl", "dkl"), r"say what it is in the block: let $D(p \| q) = ...$"),
    "median": r"suppose what makes it one: $-1 \le s_n \le 1$, $s_n (x_n - m) = |x_n - m|$, "
    r"$\sum_n s_n = 0$",
    **dict.fromkeys(("rank", "vec", "kron"), _ENTRIES),
    "prod": r"write \prod_n",
    "sum": r"write \sum_n",
    "mean": r"write \frac{1}{N} \sum_n x_n",
}
#: Functions that are understood, as they are written.
_KNOWN = (
    *(r"\operatorname{logistic}", r"\operatorname{digamma}", r"\operatorname{sign}"),
    *(r"\operatorname{tr}",),
    *(r"\operatorname{diag}", r"\operatorname{Var}", r"\operatorname{Cov}", r"\mathrm{B}"),
    *(r"\log", r"\exp", r"\sqrt", r"\Gamma", r"\psi", r"\sum", r"\prod", r"\min", r"\max"),
    *(r"\frac", r"\arg", r"\lim", r"\det", r"\nabla", r"\partial", r"\mathbb", r"\langle"),
)
#: Letters that some people mean by what the vocabulary calls otherwise.
_LETTERS = {"e": "the number e alone is not in the vocabulary: e^{-1} is, and e^{x - 1}"}
_WORD = re.compile(r"\\(?:operatorname|mathrm|mathit|mathsf|text)\{([A-Za-z]+)\}'*|\\([A-Za-z]+)'*")


def of_sign(text: str, otherwise: str) -> str:
    """What is said of a sign or command where it cannot stand."""
    if text in SIGNS or not re.fullmatch(r"\\[A-Za-z]+", text):
        return SIGNS.get(text, otherwise)
    return f"{otherwise}{_near(text, _KNOWN)}"


def of_name(head: str, letters: str, *, called: bool) -> str:
    """What is said of a name that is not declared; empty if nothing is known of it.

    ``letters`` are those from it on up to a bracket, ``called`` that a bracket follows the name.
    """
    found = _WORD.fullmatch(head)
    word = (found[1] or found[2]) if found else head
    if re.fullmatch(r"\\psi'+", head):
        return f": {_SLOPE_OF_PSI}"
    if len(letters) > 1:
        # "log(x)" without its backslash are three letters.
        word, called = letters, True
    hint = _FUNCTIONS.get(word) or (_FUNCTIONS.get(word.lower()) if len(word) > 1 else None)
    if hint and called:
        return f": {hint.replace('{}', word)}"
    return f": {_LETTERS[head]}" if head in _LETTERS and not called else ""


def near_known(head: str) -> str:
    """Which function of the grammar may be meant by a word, as a question."""
    found = _WORD.fullmatch(head)
    return _near(head, _KNOWN) if found and found[1] else ""


def _near(text: str, known: Iterable[str]) -> str:
    """Which of those known may be meant, as a question."""
    bare = {_letters(one).lower(): one for one in known}
    found = difflib.get_close_matches(_letters(text).lower(), bare, 1, 0.7)
    return f": did you mean {bare[found[0]]}?" if found else ""


def _letters(tex: str) -> str:
    found = _WORD.fullmatch(tex)
    return (found[1] or found[2]) if found else tex
