r"""LaTeX of prose as one line of text: ``$d_{nk} - m_n$`` is ``dₙₖ − mₙ`` in a terminal.

>>> plain_math(r"\frac{1}{2\sigma^2} \sum_{n=1}^{N} \hat{\mu}_k")
'1/(2σ²) Σₙ μ̂ₖ'
"""

from __future__ import annotations

import re

from .mathml_signs import ALPHABETS, LARGE, LETTERS, SIGNS, SPACES

_TOKEN = re.compile(r"\\operatorname\*?|\\[A-Za-z]+|\\.|:=|[^\s]|\s+", re.DOTALL)
_BELOW = dict(zip("0123456789aehijklmnoprstuvx+-", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋", strict=True))
_ABOVE = dict(zip("0123456789niTKNk+-", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱᵀᴷᴺᵏ⁺⁻", strict=True))
_DRESSES = {r"\hat": "\u0302", r"\bar": "\u0304", r"\tilde": "\u0303", r"\dot": "\u0307"}
#: A number, or a letter with what stands above and below it; or one sign.
_SIMPLE = re.compile(r"\d+|.[\u0300-\u036f₀-₉ₐ-ₜᵢᵣᵤᵥⱼ⁰-ⁿ²³¹′]*")
_BIG = {r"\sum": "Σ", r"\prod": "Π"}


def plain_math(latex: str) -> str:
    """``latex`` as text; what is not known stays as it is written."""
    found = _Reader(_TOKEN.findall(latex)).row("")
    return re.sub(r"\s+", " ", found).strip()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def row(self, end: str) -> str:
        """Text up to the token ``end``, which is taken."""
        out = ""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token == end:
                break
            out += self._one(token, out)
        return out

    def _argument(self) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        if self._at == len(self._tokens):
            return ""
        token = self._tokens[self._at]
        self._at += 1
        return self.row("}") if token == "{" else self._one(token, "")

    def _one(self, token: str, before: str) -> str:
        if token == "{":
            return self.row("}")
        if token in ("_", "^"):
            return self._script(token, before)
        if token in (r"\frac", r"\tfrac", r"\dfrac"):
            return f"{_bracketed(self._argument())}/{_bracketed(self._argument())}"
        if token == r"\sqrt":
            return f"√{_bracketed(self._argument())}"
        if token in _DRESSES:
            return self._argument() + _DRESSES[token]
        if token in ALPHABETS or token in (r"\text", r"\operatorname", r"\operatorname*"):
            return self._argument()
        if token in (r"\left", r"\right"):
            return ""
        if token in SPACES:
            return " "
        if token in SIGNS:
            sign, kind = SIGNS[token]
            sign = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}.get(sign, sign)
            term = before.rstrip()[-1:] not in ("", "(", "=", "<", "≤", ",")
            spaced = kind == "rel" or (kind == "bin" and sign not in "/∘" and term)
            return f" {sign} " if spaced else sign
        known = _BIG.get(token) or LETTERS.get(token) or LARGE.get(token)
        if known:
            return f" {known}" if token in _BIG else known
        name = re.fullmatch(r"\\(log|ln|exp|min|max|lim|arg|det|sup|inf)", token)
        if name:
            return f" {name[1]} " if before and not before.endswith((" ", "(")) else f"{name[1]} "
        brackets = {r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|", r"\rvert": "|"}
        brackets |= {r"\{": "{", r"\}": "}", r"\langle": "⟨", r"\rangle": "⟩"}
        return brackets.get(token, token)

    def _script(self, sign: str, before: str) -> str:
        inner = self._argument().strip()
        if sign == "_" and re.search(r"[ΣΠ]$|(min|max) $", before):
            inner = inner.partition("=")[0].strip()  # of a range the letter is enough
            self._skip_upper()
            return _small(inner, _BELOW, "_") + " "
        return _small(inner, _BELOW if sign == "_" else _ABOVE, sign)

    def _skip_upper(self) -> None:
        if self._at < len(self._tokens) and self._tokens[self._at] == "^":
            self._at += 1
            self._argument()


def _small(text: str, letters: dict[str, str], sign: str) -> str:
    bare = text.replace(" ", "").replace("−", "-")
    if bare and all(letter in letters for letter in bare):
        return "".join(letters[letter] for letter in bare)
    return f"{sign}{_bracketed(text)}"


def _bracketed(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"
