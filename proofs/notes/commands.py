r"""Commands to which a file gives a meaning: what is printed must be what is read.

A command of the grammar has one meaning, and so has a macro of the author's own.  Where a file
defines one again, hides a part by a conditional, or makes another thing of an environment that is
read, that is told: the page would not show what is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..language.errors import VocabularyError
from ..language.symbols import look
from .macros import Macro
from .tokens import is_read

_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|DeclareMathOperator|DeclareRobustCommand"
    r"|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|DeclarePairedDelimiter)"
    r"\*?\s*\{?\s*(?P<new>\\(?:[A-Za-z]+|.))"
    r"|\\(?:def|gdef|edef|xdef|let|global\\let|futurelet|chardef|mathchardef)"
    r"\s*(?P<old>\\(?:[A-Za-z]+|.))"
    r"|\\(?:(?:re)?newenvironment|(?:New|Renew|Provide|Declare)DocumentEnvironment"
    r"|(?:in|ex)cludecomment|specialcomment)\*?\s*\{?\s*(?P<env>[A-Za-z]+\*?)"
    r"|(?P<never>\\(?:catcode|mathcode|active|lccode|scantokens|csname)(?![A-Za-z]))"
)
_MEANS = "{} is given another meaning: what is printed is not what is read"
#: What may hide a part of the text.
_CONDITIONAL = re.compile(r"\\(?:if(?!f(?![A-Za-z@]))[A-Za-z@]*|else|fi|endinput)(?![A-Za-z])")
#: Words of the grammar beside those that the reader of signs changes or drops.
_WORDS = frozenset(
    rf"\{word}"
    for word in (
        *("sum", "prod", "min", "max", "frac", "sqrt", "exp", "log", "lim", "arg", "argmin"),
        *("argmax", "langle", "rangle", "lvert", "rvert", "lVert", "rVert", "partial", "nabla"),
        *("top", "circ", "mathbf", "mathbb", "mathrm", "mathcal", "mathfrak", "mathit", "mathsf"),
        *("boldsymbol", "text", "textnormal", "mbox", "operatorname", "underset", "forall"),
        *("infty", "to", "downarrow", "xrightarrow", "iff", "in", "implies", "Rightarrow"),
        *("Longrightarrow", "Leftarrow", "therefore", "equiv", "mid", "pm", "int", "propto"),
        *("approx", "sim", "star", "dagger", "prime", "min", "begin", "end", "left", "right"),
        *("qed", "qedhere", "square", "blacksquare", "intertext", "shortintertext", "label"),
        *("tag", "section", "subsection", "subsubsection", "chapter", "paragraph", "documentclass"),
        *("cite", "ref", "eqref", "item", "emph", "noindent"),
    )
)
_ENVIRONMENTS = re.compile(
    r"(?:given|align|equation|gather|multline|alignat|flalign|eqnarray|displaymath|math|aligned"
    r"|split|gathered|verbatim|lstlisting|minted|comment|itemize|enumerate|quote|center)\*?"
)
#: What is not set by TeX at all: remarks and verbatim text (of an environment, its beginning).
_UNSET = re.compile(
    r"\\begin\{(?P<env>verbatim\*?|lstlisting|minted|comment)\}"
    r"|\\(?:verb|lstinline)\*?(?P<bar>[^A-Za-z\s*{\[])[^\n]*?(?P=bar)"
    r"|\\\\|\\%|(?P<remark>%[^\n]*)"
)


def set_text(text: str) -> str:
    """The text without remarks and verbatim parts; every place is as it was."""
    parts, place, endless = [], 0, set[str]()
    while found := _UNSET.search(text, place):
        parts.append(text[place : found.start()])
        start, place = found.span()
        unset = found["bar"] is not None or found["remark"] is not None
        env = found["env"]
        # An end that was not found once is not looked for again: that would take a square of time.
        if env is not None and env not in endless:
            end = f"\\end{{{env}}}"
            close = text.find(end, place)
            if close < 0:
                endless.add(env)
            else:
                unset, place = True, close + len(end)
        part = text[start:place]
        parts.append(re.sub(r"[^\n]", " ", part) if unset else part)
    return "".join(parts) + text[place:]


def is_known(command: str) -> bool:
    """Whether the grammar makes something of the command, or it is a sign such as ``\\,``."""
    if not command[1:].isalpha() or is_read(command) or command in _WORDS:
        return True
    try:
        look(command if command[1:] not in _ACCENTED else f"{command}{{x}}")
    except VocabularyError:
        return False
    return True


_ACCENTED = ("hat", "bar", "tilde", "vec", "dot", "ddot", "widehat", "widetilde", "overline")


def redefined(
    text: str, body: tuple[int, int], macros: Mapping[str, Macro]
) -> Iterator[tuple[int, str]]:
    """Where ``text`` (as TeX sets it) gives another meaning to what is read, and what to say of it.

    ``body`` is where the document stands: settings before it may be conditional.
    """
    times: dict[str, int] = {}
    for found in _DEFINES.finditer(text):
        command = found["new"] or found["old"]
        if command is None:
            name = found["never"] or found["env"]
            if found["never"] or _ENVIRONMENTS.fullmatch(name):
                yield found.start(), _MEANS.format(name)
            continue
        times[command] = times.get(command, 0) + 1
        if is_known(command) or (command in macros and times[command] > 1):
            yield found.start(), _MEANS.format(command)
    for found in _CONDITIONAL.finditer(text, *body):
        yield found.start(), f"{found[0]} may hide a part of the text: take both out"
