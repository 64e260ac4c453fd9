"""How names are spelled: LaTeX pieces of a name, bold forms, index labels, Greek letters.

>>> spell(r"\\hat{\\sigma}^{+}").written(("k",))
'\\\\hat{\\\\sigma}_{k}^{+}'
>>> bold(r"\\bar{x}"), bold(r"\\mu")
('\\\\bar{\\\\mathbf{x}}', '\\\\boldsymbol{\\\\mu}')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda"),
    *("mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
    *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega"),
)
#: Greek letters by their names, which are LaTeX commands, too.
GREEK = dict(zip(_NAMES, "αβγδεζηθκλμνξπρστφχψωΓΔΘΛΣΦΨΩ", strict=True))
#: In plain text this letter says "sum of".
_SIGNS_IN_TEXT = ("Sigma",)
#: Words that the printer itself sets upright; names that are such words are set slanted.
OPERATORS = frozenset(("log", "exp", "min", "max", "arg", "logistic", "digamma"))
#: Commands that put something above a letter.
ACCENTS = (
    *("bar", "hat", "tilde", "vec", "dot", "ddot", "check", "breve"),
    *("overline", "widehat", "widetilde"),
)

_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|.", re.DOTALL)
_ACCENTED = re.compile(rf"(\\(?:{'|'.join(ACCENTS)}))\{{(.*)\}}")
_WRAPPED = re.compile(r"\\(?:mathbf|boldsymbol|bm)\{([^{}]*)\}")
_SHORT = re.compile(r"(?:[A-Za-z]|\\[A-Za-z]+)'*(?:_\{.*\})?'*")


@dataclass(frozen=True)
class Spelling:
    """A LaTeX name taken apart: ``head_{sub}^{sup}tail``."""

    head: str
    sub: str = ""
    sup: str = ""
    tail: str = ""

    @property
    def takes_power(self) -> bool:
        """Whether an exponent can be put on it without brackets."""
        return not self.sup and not self.tail and not self.is_open

    @property
    def is_open(self) -> bool:
        r"""Whether it begins with a word such as ``\det``, which takes in what follows."""
        return self.head.startswith(r"\det")

    def written(self, indices: Iterable[str] = ()) -> str:
        """The name with further subscripts."""
        labels = list(indices)
        below = subscript(labels)
        if self.sub:
            below = f"{self.sub},{below}" if labels else self.sub
        out = self.head + (f"_{{{below}}}" if below else "")
        if self.sup:
            out += self.sup if set(self.sup) == {"'"} else f"^{{{self.sup}}}"
        return out + self.tail


def subscript(labels: list[str]) -> str:
    """Index labels side by side, with commas if one of them is longer than a letter.

    >>> subscript(["n", "k"]), subscript(["t+1", "k"]), subscript(["n", "c_{n}"])
    ('nk', 't+1,k', 'n c_{n}')
    """
    if not all(_SHORT.fullmatch(label) for label in labels):
        return ",".join(labels)
    out = ""
    for label in labels:
        gap = " " if out and ((out[-1].isalpha() and "\\" in out) or "_" in label) else ""
        out += gap + label
    return out


def spell(tex: str) -> Spelling:
    """Take a LaTeX name apart at its outermost subscript, superscript and bracket."""
    tokens = _groups(tex.strip())
    parts = {"head": "", "_": "", "^": "", "tail": ""}
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if parts["tail"] or token[0] in "([" or token.startswith(r"\left"):
            parts["tail"] += token
        elif token in ("_", "^") and place + 1 < len(tokens) and not parts[token]:
            place += 1
            parts[token] = _bare(tokens[place])
        elif token == "'" and (set(parts["^"]) <= {"'"}):
            parts["^"] += token
        elif parts["_"] or parts["^"]:
            parts["tail"] += token
        else:
            parts["head"] += token
        place += 1
    return Spelling(parts["head"], parts["_"], parts["^"], parts["tail"])


def _groups(tex: str) -> list[str]:
    """Tokens of ``tex``, each brace group (and the macro it belongs to) as one."""
    out: list[str] = []
    depth = 0
    for token in _TOKEN.findall(tex):
        glued = depth > 0 or (token == "{" and bool(out) and out[-1].startswith("\\"))
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
        if glued and out:
            out[-1] += token
        elif token.strip():
            out.append(token)
    return out


def _bare(group: str) -> str:
    return group[1:-1] if group.startswith("{") and group.endswith("}") else group.strip()


def bold(tex: str) -> str:
    """The bold form of a name, accents kept outside."""
    if _WRAPPED.search(tex):
        return tex
    accented = _ACCENTED.fullmatch(tex)
    if accented:
        return f"{accented[1]}{{{bold(accented[2])}}}"
    if re.fullmatch(r"[A-Za-z]+", tex):
        return rf"\mathbf{{{tex}}}"
    roman = re.fullmatch(r"\\mathrm\{([A-Za-z]+)\}", tex)
    return rf"\mathbf{{{roman[1]}}}" if roman else rf"\boldsymbol{{{tex}}}"


def light(tex: str) -> str:
    """A name without bold, for coordinates."""
    return _WRAPPED.sub(lambda found: found[1], tex)


def bold_spelling(tex: str) -> Spelling:
    """The spelling of a vector."""
    plain = spell(tex)
    return Spelling(bold(plain.head), plain.sub, plain.sup, plain.tail)


def name_tex(name: str) -> str:
    r"""LaTeX for a name for which the author gives none, and for an index such as ``k'``.

    >>> name_tex("mu_new"), name_tex("x1"), name_tex("min")
    ('\\mu_{\\mathrm{new}}', 'x_{1}', '\\mathit{min}')
    """
    stem = name.rstrip("'")
    primes = name[len(stem) :]
    head, *below = stem.split("_")
    numbered = re.fullmatch(r"([A-Za-z]+?)(\d+)", head)
    if numbered:
        head, below = numbered[1], [numbered[2], *below]
    sub = ",".join(map(_word, below))
    return _word(head) + (f"_{{{sub}}}" if sub else "") + primes


def _word(word: str) -> str:
    if word in GREEK:
        return f"\\{word}"
    if len(word) == 1 or word.isdigit():
        return word
    return rf"\mathit{{{word}}}" if word in OPERATORS else rf"\mathrm{{{word}}}"


def name_plain(name: str) -> str:
    """A name for the terminal: Greek letters for their names."""
    head, mark, rest = name.partition("_")
    letter = head if head in _SIGNS_IN_TEXT else GREEK.get(head, head)
    return letter + mark + rest


def fresh_label(name: str, fits: Callable[[str], bool]) -> str:
    """A letter for an index with an internal name such as ``k#2``: k, k', k'', ...

    The first that ``fits``.
    """
    found = re.search(r"[A-Za-z]+", name)
    label = found[0] if found else "i"
    while not fits(label):
        label += "'"
    return label
