r"""LaTeX as MathML, when the page is written: it is read without scripts, and spoken.

The commands are those of :mod:`.mathematics`, as far as our printer and our prose use them.
Spaces are those of MathML's own operator dictionary, except around names of functions; a sign
that stands where no term is before it is set as a prefix.

>>> mathml("a_n")
'<math><msub><mi>a</mi><mi>n</mi></msub></math>'
"""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass

from .mathml_signs import (
    ACCENTS,
    ALPHABETS,
    CLOSERS,
    FUNCTIONS,
    LARGE,
    LETTERS,
    OPENERS,
    SIGNS,
    SPACES,
    in_alphabet,
)

_TOKEN = re.compile(r"\\operatorname\*?|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|:=|\s+|.", re.DOTALL)
_UNITS = {r"\limits", r"\nolimits", r"\displaystyle", r"\textstyle", r"\scriptstyle"}
_SIZES = re.compile(r"\\[bB]igg?[lr]?")


class NotSet(Exception):
    """A formula has something that is not of the list; the message is what."""


@dataclass(frozen=True)
class _Node:
    """An element, and what it is beside others: ``ord``, ``bin``, ``rel``, ``open``, ``close``,
    ``punct``, ``name``, ``large``, ``space`` or ``text``.

    ``limits``: what stands above and below it in a display.
    """

    text: str
    kind: str = "ord"
    limits: bool = False


@functools.lru_cache(maxsize=20_000)
def mathml(latex: str, *, display: bool = False, goes_on: bool = False) -> str:
    """``latex`` as one ``<math>`` element; ``goes_on``: a term stands before its first sign.

    Raises:
        NotSet: if something in it is not of the list, or is not closed.
    """
    try:
        reader = _Reader(_TOKEN.findall(latex))
        inner = "".join(node.text for node in reader.row((), goes_on=goes_on))
    except RecursionError:
        raise NotSet("too many brackets inside each other") from None
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{inner}</math>"


class _Reader:
    """Reads tokens once, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    # -- tokens ------------------------------------------------------------------------
    def _peek(self) -> str:
        self._skip()
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _skip(self) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1

    def _take(self) -> str:
        found = self._peek()
        if not found:
            raise NotSet("it ends too early")
        self._at += 1
        return found

    def _argument(self) -> _Node:
        """The group or the one atom that follows."""
        if self._peek() == "{":
            self._take()
            inner = self.row(("}",))
            self._take()
            return inner[0] if len(inner) == 1 else _Node(_grouped(inner))
        if self._peek().isdigit() and len(self._peek()) > 1:  # \frac12
            self._tokens[self._at : self._at + 1] = list(self._peek())
        return self._atom(self._take())

    def _words(self) -> str:
        """The group that follows, as it is written."""
        if self._peek() != "{":
            return self._take()
        depth, start = 0, self._at + 1
        while self._at < len(self._tokens):
            depth += {"{": 1, "}": -1}.get(self._tokens[self._at], 0)
            self._at += 1
            if depth == 0:
                return "".join(self._tokens[start : self._at - 1])
        raise NotSet("a bracket { is not closed")

    # -- rows --------------------------------------------------------------------------
    def row(self, ends: tuple[str, ...], *, goes_on: bool = False) -> list[_Node]:
        """The atoms up to one of ``ends``, which is not taken."""
        nodes: list[_Node] = []
        before = "ord" if goes_on else "open"
        while self._peek() not in ends:
            if not self._peek():
                if ends:
                    raise NotSet(f"{ends[0]} is missing")
                break
            token = self._take()
            if token in _UNITS or token == "&":
                continue
            if token in SPACES:
                nodes.append(_Node(f'<mspace width="{SPACES[token]}"/>', "space"))
                continue
            node = self._scripted(self._atom(token))
            nodes.extend(_spaced(node, before, self._peek(), goes_on and not nodes))
            before = node.kind
        return nodes

    def _scripted(self, base: _Node) -> _Node:
        """An atom with its primes, subscript and superscript."""
        below = above = None
        primes = ""
        while (mark := self._peek()) in ("_", "^", "'") and mark:
            self._take()
            if mark == "'":
                primes += "′"
            elif mark == "_" and below is None:
                below = self._argument()
            elif mark == "^" and above is None:
                above = self._argument()
            else:
                raise NotSet(f"two of {mark}")
        if primes:
            sign = f"<mo>{primes}</mo>"
            above = _Node(f"<mrow>{sign}{above.text}</mrow>" if above else sign)
        if below is None and above is None:
            return base
        names = ("munder", "mover", "munderover") if base.limits else ("msub", "msup", "msubsup")
        if base.kind in ("bin", "rel", "punct"):  # |S|_k: a bar with an index closes something
            bar = base.text in ("|", "∣")
            sign = _bracket("|", "postfix") if bar else f"<mo>{base.text}</mo>"
            base = _Node(sign, "close" if bar else "ord")
        which = 2 if below and above else 0 if below else 1
        parts = "".join(part.text for part in (base, below, above) if part)
        return _Node(f"<{names[which]}>{parts}</{names[which]}>", base.kind)

    # -- atoms -------------------------------------------------------------------------
    def _atom(self, token: str) -> _Node:
        if token == "{":
            group = self.row(("}",))
            self._take()
            return _Node(_grouped(group))
        if token in (r"\left", r"\middle"):
            return self._fenced(token)
        if token in (r"\Bigl", r"\Bigr"):
            # Of a pair that is broken apart: neither half sees how tall the other is.
            form = "prefix" if token == r"\Bigl" else "postfix"
            sign = (
                f'<mo form="{form}" minsize="2.2em" maxsize="2.2em">{_delimiter(self._take())}</mo>'
            )
            return _Node(sign, "open" if form == "prefix" else "close")
        if _SIZES.fullmatch(token):
            return self._atom(self._take())
        if token in (r"\frac", r"\dfrac", r"\tfrac", r"\binom"):
            over, under = self._argument().text, self._argument().text
            if token == r"\binom":
                inner = f'<mfrac linethickness="0">{over}{under}</mfrac>'
                return _Node(f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>")
            return _Node(f"<mfrac>{over}{under}</mfrac>")
        if token == r"\sqrt":
            return self._root()
        if token in ACCENTS:
            return self._accent(token)
        if token in ALPHABETS:
            return self._in_alphabet(token)
        if token in (r"\text", r"\textbf"):
            words = html.escape(self._words()).replace(" ", "\N{NO-BREAK SPACE}")
            return _Node(f"<mtext>{words}</mtext>", "text")
        if token.startswith(r"\operatorname"):
            name = re.sub(r"\\,|\s+", "\N{NO-BREAK SPACE}", self._words())
            if "\\" in name:
                raise NotSet(name)
            return _name(html.escape(name), limits=token.endswith("*"))
        return _simple(token)

    def _fenced(self, token: str) -> _Node:
        if token == r"\middle":
            return _Node(f"<mo>{_delimiter(self._take())}</mo>", "bin")
        opening = _delimiter(self._take())
        inner = "".join(node.text for node in self.row((r"\right",)))
        self._take()
        closing = _delimiter(self._take())
        first = f'<mo form="prefix">{opening}</mo>' if opening else ""
        last = f'<mo form="postfix">{closing}</mo>' if closing else ""
        return _Node(f"<mrow>{first}{inner}{last}</mrow>")

    def _root(self) -> _Node:
        if self._peek() == "[":
            self._take()
            degree = _grouped(self.row(("]",)))
            self._take()
            return _Node(f"<mroot>{self._argument().text}{degree}</mroot>")
        return _Node(f"<msqrt>{self._argument().text}</msqrt>")

    def _accent(self, token: str) -> _Node:
        sign, wide = ACCENTS[token]
        stretchy = "" if wide else ' stretchy="false"'
        name = "munder" if token == r"\underline" else "mover"
        base = self._argument().text
        return _Node(f'<{name} accent="true">{base}<mo{stretchy}>{sign}</mo></{name}>')

    def _in_alphabet(self, token: str) -> _Node:
        text = self._words()
        if "\\" in text and text not in LETTERS:
            # \boldsymbol{\hat{\mu}}: the alphabet goes inside.
            return _Reader(_TOKEN.findall(_pushed_in(token, text))).row(())[0]
        letters = LETTERS.get(text, text)
        if token == r"\mathrm" or (len(letters) > 1 and token in (r"\mathit", r"\mathsf")):
            normal = ' mathvariant="normal"' if len(letters) == 1 else ""
            return _Node(f"<mi{normal}>{html.escape(letters)}</mi>")
        return _Node("".join(f"<mi>{in_alphabet(token, letter)}</mi>" for letter in letters))


def _grouped(nodes: list[_Node]) -> str:
    inner = "".join(node.text for node in nodes)
    return inner if len(nodes) == 1 else f"<mrow>{inner}</mrow>"


def _pushed_in(token: str, text: str) -> str:
    """``\\boldsymbol{\\hat{\\mu}}`` as ``\\hat{\\boldsymbol{\\mu}}``."""
    found = re.fullmatch(r"(\\[A-Za-z]+)\s*\{([^{}]*)\}", text.strip())
    if found is None or found[1] not in ACCENTS:
        raise NotSet(text)
    return rf"{found[1]}{{{token}{{{found[2]}}}}}"


def _delimiter(token: str) -> str:
    if token == ".":
        return ""
    found = OPENERS.get(token) or CLOSERS.get(token) or {"|": "|", "/": "/"}.get(token)
    if found is None:
        raise NotSet(token)
    return found


def _bracket(sign: str, form: str) -> str:
    """A bracket in its natural size; bars look alike on both sides, so their form is said."""
    said = f' form="{form}"' if sign in "|‖" else ""
    return f'<mo{said} stretchy="false">{sign}</mo>'


def _name(name: str, *, limits: bool) -> _Node:
    if limits:
        return _Node(f'<mo movablelimits="true" lspace="0" rspace="0">{name}</mo>', "name", True)
    return _Node(f"<mi>{name}</mi>", "name")


def _simple(token: str) -> _Node:
    """A letter, number, sign or bracket."""
    if token in LETTERS:
        upright = ' mathvariant="normal"' if LETTERS[token].isupper() else ""
        return _Node(f"<mi{upright}>{LETTERS[token]}</mi>")
    if token in FUNCTIONS:
        return _name(token[1:], limits=FUNCTIONS[token])
    if token in LARGE:
        sums = LARGE[token] != "∫"
        return _Node(f"<mo>{LARGE[token]}</mo>", "large", sums)
    if token in OPENERS:
        return _Node(_bracket(OPENERS[token], "prefix"), "open")
    if token in CLOSERS:
        return _Node(_bracket(CLOSERS[token], "postfix"), "close")
    if token in SIGNS:
        sign, kind = SIGNS[token]
        if kind == "ord":
            return _Node(f"<mi>{sign}</mi>")
        return _Node(sign, kind)
    if token[0].isdigit():
        return _Node(f"<mn>{token}</mn>")
    if token.isalpha() and len(token) == 1:
        return _Node(f"<mi>{token}</mi>")
    raise NotSet(token)


def _spaced(node: _Node, before: str, after: str, first: bool) -> list[_Node]:
    """The node in its form, with the thin spaces that go around names of functions."""
    if node.kind in ("bin", "rel", "punct"):
        return [_Node(_sign(node, before, first), node.kind)]
    if node.kind != "name":
        return [node]
    thin = _Node('<mspace width="0.17em"/>', "space")
    lead = [thin] if before in ("ord", "close", "name", "text") and not first else []
    bracket = after in OPENERS or after in CLOSERS or after in ("", "|", r"\left", r"\right", "}")
    return [*lead, node, *([] if bracket else [thin])]


def _sign(node: _Node, before: str, first: bool) -> str:
    sign = node.text
    if node.kind == "bin" and before in ("open", "bin", "rel", "punct", "name", "large"):
        return f'<mo form="prefix">{sign}</mo>'
    if first:
        return f'<mo form="infix">{sign}</mo>'
    if sign in ("|", "∣"):
        space = "0.22em" if node.kind == "rel" else "0"
        return f'<mo stretchy="false" lspace="{space}" rspace="{space}">{sign}</mo>'
    if sign == "/":
        return '<mo lspace="0" rspace="0">/</mo>'
    if sign in "→⟶↓↑":
        return f'<mo stretchy="false">{sign}</mo>'
    return f"<mo>{sign}</mo>"
