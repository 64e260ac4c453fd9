"""The forms of the names that a file may hold."""

from __future__ import annotations

import re

#: Sizes, symbols, families, definitions, hypotheses.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
#: Indices; one that is renamed to avoid another carries primes.
INDEX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}'{0,8}")
#: What a reference points to: a step or a hypothesis.
TARGET = re.compile(r"[A-Za-z0-9_]{1,64}")
#: Names among the arguments of rules: of definitions, of hypotheses, slugs, kinds of optimum.
WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
SLUG = re.compile(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,31}")
DIGEST = re.compile(r"[0-9a-f]{24}")
#: A fraction in lowest terms; it is compared with what is rebuilt.
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,39})(/[1-9][0-9]{0,39})?")
#: Where a step is written: a relative path and a line.
SOURCE = re.compile(r"(?!.*\.\.)[^/\\:][^\\:]{0,199}:(0|[1-9][0-9]{0,6})")

_TEX = re.compile(r"(?:[A-Za-z0-9 ,'*_^{}()|.+=/-]|\\[A-Za-z]+|\\[,;! ])*")
_CONTROL = re.compile(r"\\([A-Za-z]+)")
#: Control words that set a letter; none of them reads, writes or defines anything.
_LETTERS = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"),
        *("iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon"),
        *("phi", "varphi", "chi", "psi", "omega", "det", "Gamma", "Delta", "Theta", "Lambda", "Xi"),
        *("Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "infty", "star", "ast"),
        *("dagger", "prime", "min", "max", "log", "exp", "lvert", "rvert", "lVert", "rVert"),
        *("mid", "cdot", "ldots", "bar", "hat", "tilde", "vec", "check", "breve", "dot", "ddot"),
        *("overline", "underline", "widehat", "widetilde", "mathrm", "mathbf", "mathcal"),
        *("mathbb", "mathit", "mathsf", "mathfrak", "boldsymbol", "operatorname", "left", "right"),
    )
)


def is_tex(text: str) -> bool:
    """Whether ``text`` is LaTeX for a letter: known control words only, braces in pairs."""
    if not 0 < len(text) <= 120 or not _TEX.fullmatch(text) or "^^" in text:
        return False
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0 and set(_CONTROL.findall(text)) <= _LETTERS
