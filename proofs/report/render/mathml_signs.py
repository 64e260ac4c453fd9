"""The letters and signs of :mod:`.mathml`, by their LaTeX commands."""

from __future__ import annotations

_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon
phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
_GREEK = dict(zip(_NAMES.split(), "αβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφΓΔΘΛΞΠΣΥΦΨΩ", strict=True))
LETTERS = {
    **{f"\\{name}": letter for name, letter in _GREEK.items()},
    r"\ell": "ℓ",
    r"\hbar": "ℏ",
    r"\partial": "∂",
    r"\nabla": "∇",
}
_PLAIN = frozenset("log ln exp arg dim sin cos tan sinh cosh tanh ker".split())  # noqa: SIM905
_LIMITS = frozenset("min max lim sup inf limsup liminf det gcd Pr".split())  # noqa: SIM905
#: Names of functions; those with True have limits below them.
FUNCTIONS = {f"\\{name}": name in _LIMITS for name in _PLAIN | _LIMITS}
LARGE = {r"\sum": "∑", r"\prod": "∏", r"\int": "∫", r"\bigcup": "⋃", r"\bigcap": "⋂"}
OPENERS = {
    "(": "(",
    "[": "[",
    r"\{": "{",
    r"\lbrace": "{",
    r"\langle": "⟨",
    r"\lvert": "|",
    r"\lVert": "‖",
    r"\lfloor": "⌊",
    r"\lceil": "⌈",
}
CLOSERS = {
    ")": ")",
    "]": "]",
    r"\}": "}",
    r"\rbrace": "}",
    r"\rangle": "⟩",
    r"\rvert": "|",
    r"\rVert": "‖",
    r"\rfloor": "⌋",
    r"\rceil": "⌉",
}
SPACES = {
    r"\,": "0.17em",
    r"\:": "0.22em",
    r"\;": "0.28em",
    r"\!": "-0.17em",
    r"\ ": "0.25em",
    "~": "0.25em",
    r"\quad": "1em",
    r"\qquad": "2em",
}
#: The sign over (or under) a letter, and whether it is as wide as what it covers.
ACCENTS = {
    r"\hat": ("^", False),
    r"\bar": ("¯", False),
    r"\tilde": ("~", False),
    r"\vec": ("→", False),
    r"\dot": ("˙", False),
    r"\ddot": ("¨", False),
    r"\check": ("ˇ", False),
    r"\breve": ("˘", False),
    r"\overline": ("¯", True),
    r"\underline": ("_", True),
    r"\widehat": ("^", True),
    r"\widetilde": ("~", True),
}
_RELATIONS = {
    "=": "=",
    "<": "&lt;",
    ">": "&gt;",
    ":": ":",
    ":=": ":=",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "equiv": "≡",
    "approx": "≈",
    "sim": "∼",
    "simeq": "≃",
    "cong": "≅",
    "propto": "∝",
    "ll": "≪",
    "gg": "≫",
    "in": "∈",
    "notin": "∉",
    "ni": "∋",
    "subset": "⊂",
    "subseteq": "⊆",
    "supset": "⊃",
    "supseteq": "⊇",
    "mid": "∣",
    "parallel": "∥",
    "perp": "⊥",
    "to": "→",
    "rightarrow": "→",
    "longrightarrow": "⟶",
    "leftarrow": "←",
    "leftrightarrow": "↔",
    "Rightarrow": "⇒",
    "Leftarrow": "⇐",
    "Leftrightarrow": "⇔",
    "Longrightarrow": "⟹",
    "Longleftrightarrow": "⟺",
    "mapsto": "↦",
    "uparrow": "↑",
    "downarrow": "↓",
    "iff": "⟺",
    "implies": "⟹",
}
_BINARY = {
    "+": "+",
    "-": "−",
    "*": "∗",
    "/": "/",
    "pm": "±",
    "mp": "∓",
    "times": "×",
    "div": "÷",
    "cdot": "⋅",
    "ast": "∗",
    "star": "⋆",
    "circ": "∘",
    "bullet": "∙",
    "oplus": "⊕",
    "otimes": "⊗",
    "odot": "⊙",
    "wedge": "∧",
    "land": "∧",
    "vee": "∨",
    "lor": "∨",
    "cup": "∪",
    "cap": "∩",
    "setminus": "∖",
}
_ORDINARY = {
    "infty": "∞",
    "dots": "…",
    "ldots": "…",
    "cdots": "⋯",
    "vdots": "⋮",
    "forall": "∀",
    "exists": "∃",
    "neg": "¬",
    "lnot": "¬",
    "emptyset": "∅",
    "varnothing": "∅",
    "top": "⊤",
    "bot": "⊥",
    "prime": "′",
    "dagger": "†",
    "%": "%",
    "#": "#",
    "$": "$",
    "_": "_",
    "&": "&amp;",
    "vert": "|",
    "Vert": "‖",
}
_MARKS = {",": ",", ";": ";", ".": ".", "!": "!", "?": "?", "colon": ":", "|": "|"}


def _command(name: str) -> str:
    return name if name == ":=" or name in "=<>:+-*/,;.!?|" else f"\\{name}"


#: Signs with what they are beside others.
SIGNS = {
    **{_command(name): (sign, "rel") for name, sign in _RELATIONS.items()},
    **{_command(name): (sign, "bin") for name, sign in _BINARY.items()},
    **{_command(name): (sign, "ord") for name, sign in _ORDINARY.items()},
    **{_command(name): (sign, "punct") for name, sign in _MARKS.items()},
    r"\|": ("‖", "ord"),
}
#: Where each alphabet begins in Unicode: capitals, small letters, digits.
_STARTS = {
    r"\mathbf": (0x1D400, 0x1D41A, 0x1D7CE),
    r"\textbf": (0x1D400, 0x1D41A, 0x1D7CE),
    r"\boldsymbol": (0x1D468, 0x1D482, 0x1D7CE),
    r"\mathcal": (0x1D49C, 0x1D4B6, 0),
    r"\mathbb": (0x1D538, 0x1D552, 0x1D7D8),
    r"\mathfrak": (0x1D504, 0x1D51E, 0),
    r"\mathsf": (0x1D5A0, 0x1D5BA, 0x1D7E2),
    r"\mathtt": (0x1D670, 0x1D68A, 0x1D7F6),
    r"\mathit": (0x1D434, 0x1D44E, 0),
}
ALPHABETS = frozenset((*_STARTS, r"\mathrm")) - {r"\textbf"}
#: Letters that Unicode had before its alphabets.
_OLDER = {
    **{(r"\mathcal", a): b for a, b in zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)},
    **{(r"\mathbb", a): b for a, b in zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)},
    **{(r"\mathfrak", a): b for a, b in zip("CHIRZ", "ℭℌℑℜℨ", strict=True)},
    (r"\mathit", "h"): "ℎ",
}
_SMALL_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
_CAPITAL_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ"
_BOLD_GREEK = {r"\mathbf": (0x1D6A8, 0x1D6C2), r"\boldsymbol": (0x1D71C, 0x1D736)}


def in_alphabet(command: str, letter: str) -> str:
    """``letter`` in the alphabet of ``command``; itself where the alphabet has none."""
    older = _OLDER.get((command, letter))
    if older:
        return older
    capitals, small, digits = _STARTS[command]
    if "A" <= letter <= "Z":
        return chr(capitals + ord(letter) - ord("A"))
    if "a" <= letter <= "z":
        return chr(small + ord(letter) - ord("a"))
    if "0" <= letter <= "9" and digits:
        return chr(digits + ord(letter) - ord("0"))
    greek = _BOLD_GREEK.get(command)
    letter = {"ϕ": "φ", "ϵ": "ε"}.get(letter, letter)
    if greek and letter in _CAPITAL_GREEK:
        return chr(greek[0] + _CAPITAL_GREEK.index(letter))
    if greek and letter in _SMALL_GREEK:
        return chr(greek[1] + _SMALL_GREEK.index(letter))
    return letter
