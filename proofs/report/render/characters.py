"""Characters that TeX reads as commands, or does not know, as TeX that prints them."""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
}
_TYPOGRAPHY = {
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u200a": r"\,",
    "\u202f": r"\,",
    "\u200b": "",
    "\ufeff": "",
    "‐": "-",
    "‑": "-",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "„": ",,",
    "…": r"\ldots{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\copyright{}",
    "ß": r"\ss{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
}
_ACCENT = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}
_SHIFT = {"<super>": "^", "<sub>": "_"}
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "varsigma sigma tau upsilon phi chi psi omega"
)
_MATH = {
    "×": r"\times",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "÷": r"\div",
    "±": r"\pm",
    "∓": r"\mp",
    "−": "-",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≡": r"\equiv",
    "∼": r"\sim",
    "∝": r"\propto",
    "≪": r"\ll",
    "≫": r"\gg",
    "→": r"\to",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "↓": r"\downarrow",
    "↑": r"\uparrow",
    "↦": r"\mapsto",
    "⇒": r"\Rightarrow",
    "⇐": r"\Leftarrow",
    "⇔": r"\Leftrightarrow",
    "∀": r"\forall",
    "∃": r"\exists",
    "∈": r"\in",
    "∉": r"\notin",
    "⊂": r"\subset",
    "⊆": r"\subseteq",
    "∩": r"\cap",
    "∪": r"\cup",
    "∅": r"\emptyset",
    "∞": r"\infty",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∑": r"\sum",
    "Σ": r"\Sigma",
    "∏": r"\prod",
    "∫": r"\int",
    "√": r"\surd",
    "‖": r"\Vert",
    "∥": r"\Vert",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "⊢": r"\vdash",
    "¬": r"\neg",
    "∧": r"\wedge",
    "∨": r"\vee",
    "≻": r"\succ",
    "⪰": r"\succeq",
    "ℓ": r"\ell",
    "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}",
    "ℤ": r"\mathbb{Z}",
    "𝟙": r"\mathbf{1}",
    "°": r"^{\circ}",
    "′": r"'",
    "ϵ": r"\epsilon",
    "ϕ": r"\phi",
    "φ": r"\varphi",
    "ε": r"\varepsilon",
    "✓": r"\checkmark",
    "½": r"\tfrac12",
    "¼": r"\tfrac14",
    "¾": r"\tfrac34",
    "⅓": r"\tfrac13",
    "⅔": r"\tfrac23",
}
_CAPITALS = {
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Θ": r"\Theta",
    "Λ": r"\Lambda",
    "Ξ": r"\Xi",
    "Π": r"\Pi",
    "Φ": r"\Phi",
    "Ψ": r"\Psi",
    "Ω": r"\Omega",
}
for _offset, _name in enumerate(_GREEK.split()):
    _MATH.setdefault(chr(0x3B1 + _offset), "o" if _name == "omicron" else "\\" + _name)
_MATH.update(_CAPITALS)


def text_to_tex(text: str) -> str:
    """``text`` as LaTeX text in ASCII; a character without a TeX form shows its code point."""
    return "".join(_text_character(character) for character in unicodedata.normalize("NFC", text))


def math_to_ascii(latex: str) -> str:
    """A formula with its stray Unicode signs as TeX commands; ASCII is left alone."""
    if latex.isascii():
        return latex
    return "".join(_math_character(character) for character in latex)


def _text_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii():
        return character
    if character in _TYPOGRAPHY:
        return _TYPOGRAPHY[character]
    return _accented(character) or f"${_math_character(character)}$"


def _accented(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    base, mark = parts[0], parts[1:]
    if not (base.isascii() and base.isalpha() and mark in _ACCENT):
        return ""
    letter = {"i": r"\i", "j": r"\j"}.get(base, base)
    return f"\\{_ACCENT[mark]}{{{letter}}}"


def _math_character(character: str) -> str:
    if character.isascii():
        return character
    if character in _MATH:
        return _MATH[character] + " "
    compatible = unicodedata.normalize("NFKD", character)
    if compatible.isascii():
        tag = unicodedata.decomposition(character).partition(" ")[0]
        return f"{_SHIFT.get(tag, '')}{{{compatible}}}"
    return f"\\text{{(U+{ord(character):04X})}}"
